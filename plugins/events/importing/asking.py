"""Asks a source what it has: over the network, or in the file that was uploaded."""

import gzip
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils import timezone

from ..models import SourceFile
from ..models.sources import FILE, LINKED_EVENTS

# of changes a little is asked twice: clocks differ, and an answer takes its time
OVERLAP, WHOLE_AFTER = timedelta(hours=1), timedelta(days=7)
PAGE_SIZE = 100


class Refused(Exception):
    """There is no answer; `note` is the calendar.notes.Note that says why."""

    def __init__(self, note):
        super().__init__(note.sentence)
        self.note = note


@dataclass
class Answer:
    """`data` None: nothing has changed since. `is_delta`: only what has changed was asked for."""

    data: bytes | None
    charset: str = ""
    etag: str = ""
    modified: str = ""
    is_delta: bool = False
    notes: tuple = ()


def ask(source, *, allowed=(), fetch=None, fetch_pages=None):
    """Answer of a Source. `allowed` are (ip, port) of servers of tests. Raises Refused."""
    from ..fetching import answers, pages, refusals

    try:
        if source.kind == FILE:
            return uploaded(source)
        if source.kind == LINKED_EVENTS:
            return rounds(source, fetch_pages or pages.fetch_pages, allowed)
        found = (fetch or answers.fetch)(source.address, etag=source.etag, modified=source.modified, allowed=allowed)
    except refusals.Refused as error:
        raise Refused(error.note) from None
    if found.is_unchanged:
        return Answer(None, etag=found.etag, modified=found.modified, notes=tuple(found.notes))
    return Answer(found.body, found.charset, found.etag, found.modified, notes=tuple(found.notes))


def uploaded(source):
    row = SourceFile.unscoped.filter(source=source).first()
    # somebody may have removed it at this very moment
    return Answer(None) if row is None else Answer(gzip.decompress(bytes(row.content)))


def rounds(source, fetch_pages, allowed):
    since = delta_since(source)
    found = fetch_pages(address_of(source, is_delta=bool(since)), since=since, allowed=allowed)
    return Answer(found.data, is_delta=bool(since), notes=tuple(found.notes))


def delta_since(source):
    """Since when changes are asked for; None: it is time to ask for everything, or something is not as it should be."""
    now = timezone.now()
    if source.believes_loss or source.state != "ok" or not (source.last_success and source.last_whole):
        return None
    return None if now - source.last_whole >= WHOLE_AFTER else source.last_success - OVERLAP


def address_of(source, is_delta=False):
    """The address of Linked Events with what narrows it. What the address says itself is left as it is."""
    parts = urlsplit(source.address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    own = {name for name, _value in query}
    wanted = {"include": "location,keywords", "page_size": str(PAGE_SIZE)}
    if source.place:
        wanted["location"] = ",".join(part for one in source.place.split(",") if (part := one.strip()))
    if source.keyword:
        # an id ("yso:p1235"), else a word that is looked for
        wanted["keyword" if ":" in source.keyword else "text"] = source.keyword
    if not is_delta:
        wanted["start"] = "today"
    query += [(name, value) for name, value in wanted.items() if name not in own]
    path = parts.path
    if path.rstrip("/").endswith(("/v1", "/v2", "/linkedevents")):
        path = f"{path.rstrip('/')}/event/"
    return urlunsplit(parts._replace(path=path, query=urlencode(query, safe=":,/"), fragment=""))
