"""Fetches one address, through redirects, as far as the public network and the limits allow."""

import codecs
import re
import socket
from dataclasses import dataclass, field

from ..calendar.notes import Note, gettext_noop
from .addresses import joined, place_of
from .connecting import connected
from .deadline import Deadline
from .messages import exchange
from .refusals import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
MOST_VALIDATOR = 250
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)
# Python knows codecs that are no charsets of texts, and some that fail in ways of their own.
CHARSETS = ("utf-8", "ascii", "iso8859", "cp12", "cp437", "cp85", "koi8", "mac-")


@dataclass(frozen=True)
class Answer:
    """What a server answered. `url` is the address that answered in the end, not to be shown: it may hold a secret.

    `is_unchanged` is the answer to `etag` or `modified`; then there is no body. `etag` and `modified` are for the next fetch, each at
    most 250 letters. `charset` is what the server says of the letters, when that is a charset; else nothing. `notes` are
    calendar.notes.Note.
    """

    is_unchanged: bool
    body: bytes = field(repr=False)
    charset: str
    etag: str = field(repr=False)
    modified: str
    url: str = field(repr=False)
    notes: tuple = ()


def fetch(address, *, etag="", modified="", allowed=(), limit=MOST_BYTES, seconds=60, context=None, resolve=socket.getaddrinfo):
    """Answer of `address`: at most `limit` bytes, unpacked, and `seconds` for everything. Raises Refused, and nothing else.

    `etag` and `modified` are those of the last answer. `allowed` are (ip, port) of servers of tests; `context` is an ssl.SSLContext;
    `resolve` has the form of socket.getaddrinfo.
    """
    return followed(
        place_of(address), Deadline(seconds), etag=etag, modified=modified, limit=limit, allowed=allowed, context=context, resolve=resolve
    )


def followed(place, deadline, *, limit, etag="", modified="", within=None, **ways):
    """Answer of `place`, through at most 5 redirects, each judged as the first. `within` is the origin that they must not leave, if any."""
    asked = {"If-None-Match": validator(etag), "If-Modified-Since": validator(modified)}
    statuses = []
    while True:
        message = asked_once(place, deadline, asked, limit, ways)
        if message.status not in REDIRECTS:
            break
        if len(statuses) == MOST_REDIRECTS:
            raise Refused("redirects", most=MOST_REDIRECTS)
        statuses.append(message.status)
        place = sent_on(place, message, within)
    if message.status == 304 and not any(asked.values()):
        raise Refused("unasked")
    if message.status not in (200, 203, 304):
        raise Refused("status", status=message.status)
    return answer_of(message, place, asked, moved_to(place, statuses))


def asked_once(place, deadline, headers, limit, ways):
    sock = connected(place, deadline, **ways)
    try:
        return exchange(sock, place, deadline, headers, limit)
    finally:
        sock.close()


def sent_on(place, message, within):
    location = message.header("location")
    if not location:
        raise Refused("redirect")
    # Header values come as Latin-1; addresses with other letters are in UTF-8 behind it.
    following = joined(place, location.encode("latin-1").decode("utf-8", "replace"))
    if place.scheme == "https" and following.scheme != "https":
        raise Refused("downgrade", host=following.host)
    if within and following.origin != within:
        raise Refused("elsewhere", host=following.host)
    return following


def moved_to(place, statuses):
    if statuses and PERMANENT.issuperset(statuses):
        return (Note(gettext_noop("The calendar has moved to a new address (%(host)s). Change it here too."), {"host": place.host}),)
    return ()


def answer_of(message, place, asked, notes):
    etag, modified = validator(message.header("etag")), validator(message.header("last-modified"))
    if message.status == 304:
        etag, modified = etag or asked["If-None-Match"], modified or asked["If-Modified-Since"]
    return Answer(message.status == 304, message.body, charset_of(message.header("content-type")), etag, modified, place.url, notes)


def validator(value):
    """An ETag or a date, as it may be kept and sent again. One that is too long is none: half of it would mean nothing."""
    value = UNSEEN.sub("", str(value or "")).strip().encode("latin-1", "ignore").decode("latin-1")
    return value if len(value) <= MOST_VALIDATOR else ""


def charset_of(content_type):
    if not (match := CHARSET.search(content_type)):
        return ""
    try:
        known = codecs.lookup(match[1]).name
    except LookupError:
        return ""
    return match[1].lower() if known.startswith(CHARSETS) else ""
