"""Feeds of plugins: `/<language>/feeds/<plugin label>.<extension>`. Atom is made here; a plugin builds other formats itself."""

import re
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import condition, require_safe

from . import registry

KEEP = "public, max-age=300"
# what XML cannot hold; a text pasted from a word processor can
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def links(record, language):
    """[(Feed, address)] of all feeds of a neighbourhood; no query."""
    found = registry.contributions(record, "feeds")
    return [(feed, f"/{language}/feeds/{plugin.label}.{feed.extension}") for plugin, feed in found]


def find(record, name, extension):
    """(Plugin, Feed) with that address; Http404 where the plugin is off or has no such feed."""
    for plugin, feed in registry.contributions(record, "feeds"):
        if (plugin.label, feed.extension) == (name, extension):
            return plugin, feed
    raise Http404


class NeighbourhoodFeed(Atom1Feed):
    """An entry is known by its key, so that a reader's program does not show it anew when title or address change."""

    content_type = "application/atom+xml; charset=utf-8"

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item.get("language"):
            handler.addQuickElement("dc:language", item["language"])

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}


def atom(record, feed, url, language, entries):
    """The feed as bytes. Addresses in it are whole: it is read far from here."""
    title = f"{feed.label} · {record.name}"
    made = NeighbourhoodFeed(
        title=title,
        link=f"{record.root_url}/{language}/",
        description="",
        subtitle=record.file.get("short", ""),
        language=language,
        feed_url=record.root_url + url,
        feed_guid=record.root_url + url,
        author_name=record.name,
    )
    for entry in entries:
        made.add_item(
            title=UNSEEN.sub(" ", entry.title),
            link=f"{record.root_url}/{language}/{entry.path}",
            description=UNSEEN.sub(" ", entry.summary),
            unique_id=f"urn:uuid:{entry.key}",
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=UNSEEN.sub(" ", entry.author) or None,
            language=entry.language if entry.language != language else "",
        )
    if not entries:
        # without entries Django dates the feed by the clock, and every answer would be new
        made.latest_post_date = lambda: record.state_since.astimezone(UTC) if record.state_since else datetime.fromtimestamp(0, UTC)
    return made.writeString("utf-8").encode()


@require_safe
def serve(request, name, extension):
    record, language = request.neighbourhood, translation.get_language()
    if record is None:
        raise Http404
    plugin, feed = find(record, name, extension)
    if feed.build:
        content = registry.safely(plugin, "feeds", feed.build, record, language, default=None)
    else:
        entries = registry.safely(plugin, "feeds", lambda: list(feed.entries(record, language)), default=None)
        content = None if entries is None else atom(record, feed, request.path, language, entries)
    if content is None:
        # what a reader's program has of it stays: a feed that turned empty would be taken for the truth
        raise Http404
    return answer(request, content, feed.content_type)


def answer(request, content, content_type):
    """With a tag: programs ask every hour, and hardly ever is there anything new."""
    from hashlib import sha256

    tag = f'"{sha256(content).hexdigest()[:20]}"'

    @condition(etag_func=lambda request: tag)
    def whole(request):
        return HttpResponse(content, content_type=f"{content_type}; charset=utf-8")

    response = whole(request)
    response["Cache-Control"] = KEEP
    return response
