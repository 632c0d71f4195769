"""What is new: calls that were opened, and ideas that were published."""

from neighbourhoods.plugin import FeedEntry

from . import queries

IN_FEED = 30


def entries(neighbourhood, language):
    """FeedEntries of calls and ideas, the newest first; three queries."""
    found = []
    for shown in queries.calls(neighbourhood, language):
        page, begun = shown.page, shown.call.opens_at or shown.page.first_published_at
        if begun and not shown.is_coming:
            path = shown.version.url.split("/", 2)[2]
            more = {"author": page.answerer, "language": shown.version.language, "updated": page.last_published_at}
            found.append(entry(page.title, path, f"call-{shown.call.key}", begun, **more))
    rows = queries.public_ideas(neighbourhood).order_by("-published_at", "-pk")[:IN_FEED]
    for idea in rows:
        begun = idea.published_at or idea.sent_at
        more = {"author": idea.name, "language": idea.language, "updated": idea.answered_at, "summary": idea.text}
        found.append(entry(idea.heading, f"ideas/{idea.pk}/", f"idea-{idea.pk}", begun, **more))
    return sorted(found, key=lambda one: one.published, reverse=True)[:IN_FEED]


def entry(title, path, key, published, *, updated=None, author="", language="", summary=""):
    return FeedEntry(
        title=title,
        path=path,
        key=key,
        published=published,
        updated=max(published, updated or published),
        summary=summary[:400],
        author=author,
        language=language,
    )
