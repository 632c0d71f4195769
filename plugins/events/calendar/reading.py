"""Reads a calendar file (iCalendar, RFC 5545) as an import does. An event that cannot be used is left out with its reason."""

import hashlib
import logging
import re
from datetime import UTC, datetime

from . import gate
from .event_parts import dates_of, length_of, rules_of, texts_of
from .events import CANCELLED, CONFIRMED, TENTATIVE, Event, Fetch
from .lines import components_of
from .moments import duration
from .notes import NotACalendar, Note, Unusable, gettext_noop
from .plain import line, plain, unescaped
from .zones import Zones

log = logging.getLogger(__name__)
MOST_EVENTS = 50_000
# Of one event: whoever has to look at it has seen enough.
MOST_NOTES = 10
# Files with one of these methods speak of a few events, and say nothing of the others.
OF_SOME = ("CANCEL", "REQUEST", "ADD", "REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER")


def read(data, zone, charset=None, most=gate.MOST):
    """Fetch of the bytes of a file; `zone` is that of the source, else of the site. Never raises for what is in the file."""
    fetch = Fetch()
    try:
        lines, is_whole, notes = gate.lines_of(data, charset, most)
    except NotACalendar as error:
        fetch.notes.append(error.note)
        fetch.is_failed, fetch.is_whole = True, False
        return fetch
    fetch.notes += notes
    if not is_whole:
        fetch.is_cut, fetch.is_whole = True, False
        fetch.notes.append(Note(gettext_noop("The file ends in the middle: END:VCALENDAR is missing.")))
    calendars = components_of(lines)
    del lines
    methods = {calendar.value("METHOD").upper() for calendar in calendars}
    if methods & set(OF_SOME):
        fetch.is_whole = False
    for calendar in calendars:
        read_calendar(calendar, zone, fetch)
    return fetch


def read_calendar(calendar, zone, fetch):
    zones = Zones(zone, fetch.notes)
    zones.read(calendar)
    about(calendar, fetch)
    is_cancel = calendar.value("METHOD").upper() == "CANCEL"
    for component in calendar.children:
        if component.name != "VEVENT":
            continue
        if len(fetch.mentioned) >= MOST_EVENTS:
            fetch.notes.append(Note(gettext_noop("The file has more than %(most)s events. The rest was left out."), {"most": MOST_EVENTS}))
            fetch.is_whole = False
            break
        read_event(component, zones, fetch, is_cancel)


def read_event(component, zones, fetch, is_cancel):
    uid, notes = uid_of(component), []
    try:
        event = one_event(component, uid, zones, notes, fetch, is_cancel)
    except Unusable as error:
        leave_out(fetch, uid, error, title_of(component))
        return
    except Exception:
        # Whatever it is, the others go on.
        log.exception("An event of a calendar cannot be read")
        leave_out(fetch, uid, Unusable(gettext_noop("It cannot be read.")), title_of(component))
        return
    if component.unread:
        sentence = gettext_noop("A line cannot be read and was left out: %(line)s")
        notes += [Note(sentence, {"line": without_addresses(one)}) for one in component.unread[:5]]
    if fetch.add(event, is_cancel):
        notes.append(Note(gettext_noop("The file has it more than once. The newest was taken.")))
    fetch.notes += [Note(note.sentence, note.values, uid) for note in notes[:MOST_NOTES]]


def one_event(component, uid, zones, notes, fetch, is_cancel):
    if fetch.is_cut and not component.is_ended:
        raise Unusable(gettext_noop("The file ends within this event."))
    if component.value("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        raise Unusable(gettext_noop("Its source marks it as private."))
    return event_of(component, uid, zones, notes, is_cancel)


def title_of(component):
    try:
        return line(unescaped(component.value("SUMMARY")), 200) if component.value("CLASS").upper() in ("", "PUBLIC") else ""
    except Exception:
        # it may be what cannot be read
        return ""


def leave_out(fetch, uid, error, title=""):
    fetch.mentioned.add(uid)
    fetch.skipped.append(Note(error.note.sentence, error.note.values, uid, title))
    if error.is_warning:
        fetch.notes.append(fetch.skipped[-1])


def without_addresses(text):
    """A report may be read by more people than an address of somebody is meant for."""
    return re.sub(r"[^\s:;,<>\"]+@[^\s:;,<>\"]+", "…", text)


def uid_of(component):
    """An event without a UID gets one that stays the same as long as its title and start do."""
    if uid := unescaped(component.value("UID"))[:500]:
        return uid
    known = "|".join(component.value(name) for name in ("DTSTART", "SUMMARY", "RECURRENCE-ID"))
    return f"no-uid-{hashlib.sha256(known.encode()).hexdigest()[:20]}"


def event_of(component, uid, zones, notes, is_cancel=False):
    """Event of a VEVENT. Raises Unusable."""
    status = component.value("STATUS").upper()
    status = status if status in (CONFIRMED, CANCELLED, TENTATIVE) else ""
    if is_cancel:
        status = CANCELLED
    if not component.value("UID"):
        notes.append(Note(gettext_noop("It has no UID. Once its title or its start changes, it counts as another event.")))
    date_id, and_following = date_id_of(component, zones)
    start = start_of(component, zones)
    if start is None and not (status == CANCELLED and (is_cancel or date_id)):
        raise Unusable(gettext_noop("It has no start."))
    length = length_of(component, start, zones, notes) if start else None
    rules, against = rules_of(component, start, notes) if start and not date_id else ((), ())
    more, without = dates_of(component, zones, notes)
    return Event(
        uid,
        start,
        length,
        texts_of(component, notes),
        status,
        rules,
        against,
        more if not date_id else (),
        without,
        date_id,
        and_following,
        sequence_of(component),
        stamp_of(component),
    )


def start_of(component, zones):
    parameters, value = component.first("DTSTART")
    if value is None or not value.strip():
        return None
    try:
        start = zones.moment(parameters, value)
        if not start.is_day:
            start.utc()
    except (ValueError, OverflowError):
        raise Unusable(gettext_noop("Its start cannot be read: %(value)s."), value=value) from None
    if not start.is_day and component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return type(start)(start.day)
    return start


def date_id_of(component, zones):
    parameters, value = component.first("RECURRENCE-ID")
    if not value or not value.strip():
        return None, False
    try:
        return zones.moment(parameters, value), parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    except (ValueError, OverflowError):
        raise Unusable(gettext_noop("It does not say which date it changes: %(value)s."), value=value) from None


def sequence_of(component):
    found = component.value("SEQUENCE")
    return int(found) if re.fullmatch(r"\d{1,9}", found) else 0


def stamp_of(component):
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        try:
            return datetime.strptime(component.value(name)[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def about(calendar, fetch):
    """What the calendar says of itself; the names of RFC 7986 before those that were there earlier."""
    fetch.title = fetch.title or line(unescaped(calendar.value("NAME") or calendar.value("X-WR-CALNAME")))
    fetch.description = fetch.description or plain(unescaped(calendar.value("DESCRIPTION") or calendar.value("X-WR-CALDESC")))
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        if fetch.refresh_seconds is None and calendar.value(name):
            try:
                length = duration(calendar.value(name))
            except ValueError:
                continue
            fetch.refresh_seconds = 86_400 * length.days + int(length.exact.total_seconds())
