from neighbourhoods.plugin import FeedEntry

from . import queries


def entries(neighbourhood, language):
    """The newest trials for Atom, in the reader's language where there is one; a new result makes an entry new."""
    return [
        FeedEntry(
            title=f"{found.page.title}: {found.page.get_result_display() or found.page.get_state_display()}",
            path=found.url.split("/", 2)[2],
            key=str(found.page.translation_key),
            published=found.page.first_published_at,
            updated=found.page.last_published_at or found.page.first_published_at,
            summary=found.page.lead or found.page.aim,
            language=found.language,
        )
        for found in queries.newest(neighbourhood, language)
    ]
