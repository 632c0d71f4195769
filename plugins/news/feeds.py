from neighbourhoods.plugin import FeedEntry

from . import queries


def entries(neighbourhood, language):
    """The newest news for Atom, in the reader's language where there is one."""
    return [
        FeedEntry(
            title=found.page.title,
            path=found.url.split("/", 2)[2],
            key=str(found.page.translation_key),
            published=found.page.posted_at,
            updated=found.page.last_published_at or found.page.posted_at,
            summary=found.page.lead,
            author=found.page.author,
            language=found.language,
        )
        for found in queries.newest(neighbourhood, language, queries.IN_FEED)
    ]
