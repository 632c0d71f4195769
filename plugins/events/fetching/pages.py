"""Fetches a whole round of Linked Events: page after page, as calendar/linked_events.py reads them."""

import json
import re
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..calendar.notes import Note, gettext_noop
from .addresses import place_of
from .answers import MOST_BYTES, followed
from .deadline import Deadline
from .refusals import Refused

MOST_PAGES = 200
# Of JSON, counted before it is read: 20 MB of nothing but {} would take half a gigabyte.
MOST_PARTS = 2_000_000
ONE_EVENT = re.compile(r"/event/[^/]+/?")


@dataclass(frozen=True)
class Pages:
    """`data` is what calendar.linked_events.read takes: JSON of {"requests": [{"url", "body" or "status"}, ...]}, or the one answer
    as it came when it is no page. `is_whole` says that no page is known to be missing; when it is not, absence of an event says nothing,
    and `read` finds out the same. `notes` are calendar.notes.Note, `url` the address that answered in the end, not to be shown.
    """

    data: bytes = field(repr=False)
    is_whole: bool
    url: str = field(repr=False)
    notes: tuple = ()

    @property
    def requests(self):
        """[{"url", "body" or "status"}, ...], from the data anew. Empty when the answer was no page."""
        try:
            found = json.loads(self.data)
        except (ValueError, RecursionError):
            return []
        return found.get("requests", []) if isinstance(found, dict) else []


def fetch_pages(address, *, since=None, allowed=(), limit=MOST_BYTES, seconds=180, context=None, resolve=socket.getaddrinfo):
    """Pages of `address`: at most 200, `limit` bytes of them all, `seconds` for everything.

    `since` is a date or a datetime: then only what has changed since is asked for, with what was deleted. The other arguments are those of
    `fetch`. A first page that cannot be fetched raises Refused; a later one ends the round.
    """
    place = place_of(changed_since(place_of(address).url, since) if since else address)
    work = Round(Deadline(seconds), limit, {"allowed": allowed, "context": context, "resolve": resolve})
    try:
        return work.begun(place)
    except Refused as error:
        if error.code == "gone" and ONE_EVENT.search(urlsplit(place.url).path):
            # An event that its source has deleted is news, and no fault.
            return Pages(written([entry(place.url, status=410)]), True, place.url)
        raise


class Round:
    def __init__(self, deadline, limit, ways):
        self.deadline, self.left, self.ways, self.parts = deadline, limit, ways, 0
        self.limit, self.entries, self.seen, self.notes, self.is_whole = limit, [], set(), [], True

    def begun(self, place):
        answer = followed(place, self.deadline, limit=self.left, **self.ways)
        self.notes += answer.notes
        text, page = self.page_of(answer.body)
        if page is None:
            return Pages(answer.body, True, answer.url, tuple(self.notes))
        origin = place_of(answer.url).origin
        self.seen.update((place.url, answer.url))
        self.add(answer.url, answer.body, text)
        following = next_of(page)
        while following:
            following = self.next_page(following, origin)
        return Pages(written(self.entries), self.is_whole, answer.url, tuple(self.notes))

    def next_page(self, url, origin):
        """The address of the page after the one at `url`, or nothing when the round is over."""
        try:
            place = place_of(url)
            if place.origin != origin:
                # The reader sees where it leads, and tells of it.
                self.is_whole = False
                return None
            if place.url in self.seen:
                self.loops(url)
                return None
            if len(self.entries) >= MOST_PAGES:
                self.stop(gettext_noop("The source has more than %(most)s pages. The rest was left out."), most=MOST_PAGES)
                return None
            self.seen.add(place.url)
            answer = followed(place, self.deadline, limit=max(self.left, 1), within=origin, **self.ways)
            text, page = self.page_of(answer.body)
        except Refused as error:
            self.failed(url, error)
            return None
        if page is None:
            self.stop(gettext_noop("A page in the middle of the answer holds no events, so they may not all be here."))
            return None
        self.add(url, answer.body, text)
        return next_of(page)

    def page_of(self, body):
        self.parts += sum(map(body.count, (b"{", b"[", b",")))
        if self.parts > MOST_PARTS:
            raise Refused("crowded")
        return page_of(body)

    def add(self, url, body, text):
        self.left -= len(body)
        self.entries.append(entry(url, body=text))

    def failed(self, url, error):
        """A page that did not come. The reader takes 410 as news of one event, so of such a page it is told nothing, and misses it."""
        note = error.note
        if error.code == "large":
            note = Note(note.sentence, {**note.values, "most": max(1, self.limit // (1024 * 1024))})
        self.notes.append(note)
        self.is_whole = False
        if error.status and error.status != 410:
            self.entries.append(entry(url, status=error.status))

    def loops(self, url):
        self.stop(gettext_noop("The pages of the source lead round in a circle, so its events may not all be here."))
        # Loop Detected: without it the reader would find every page that it is told of.
        self.entries.append(entry(url, status=508))

    def stop(self, sentence, **values):
        self.is_whole = False
        self.notes.append(Note(sentence, values))


def entry(url, body=None, status=None):
    """Text of JSON. A body is put in as it came: read and written anew, it would take the memory of both."""
    return f'{{"url": {json.dumps(url)}, ' + (f'"body": {body}}}' if body is not None else f'"status": {status}}}')


def written(entries):
    return ('{"requests": [' + ", ".join(entries) + "]}").encode()


def page_of(body):
    """(text, page) of bytes, where a page is {"data": [...], "meta": {...}}; (None, None) of anything else."""
    try:
        text = body.decode("utf-8-sig")
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None, None
    return (text, found) if isinstance(found, dict) and isinstance(found.get("data"), list) else (None, None)


def next_of(page):
    meta = page.get("meta")
    following = meta.get("next") if isinstance(meta, dict) else None
    return str(following) if following else None


def changed_since(url, since):
    """An address that asks for what has changed since a date or a datetime, and for what was deleted."""
    if isinstance(since, datetime):
        since = since.astimezone(UTC) if since.tzinfo else since
        since = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = urlsplit(url)
    own = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in ("last_modified_since", "show_deleted")
    ]
    query = urlencode([*own, ("last_modified_since", str(since)), ("show_deleted", "true")], safe=":,/")
    return urlunsplit(parts._replace(query=query))
