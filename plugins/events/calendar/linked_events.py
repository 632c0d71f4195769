"""Reads answers of Linked Events, the events API of Helsinki and other cities: pages of JSON, as an import does."""

import json
import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from . import gate
from .events import CANCELLED, CONFIRMED, TENTATIVE, Event, Fetch, Texts
from .moments import Length, Moment, parse
from .notes import NotACalendar, Note, Unusable, gettext_noop
from .plain import line, link, plain

log = logging.getLogger(__name__)
LANGUAGES = ("fi", "sv", "en")
STATUSES = {"eventscheduled": CONFIRMED, "eventrescheduled": CONFIRMED, "eventcancelled": CANCELLED, "eventpostponed": TENTATIVE}
MOST_EVENTS = 50_000
CONTAINERS = ("recurring", "umbrella")


def read(data, zone, languages=LANGUAGES, most=gate.MOST):
    """Fetch of the bytes of a file: one answer, one event, or all answers of one round.

    A round is {"requests": [{"url", "body" or "status"}]}.
    """
    fetch = Fetch()
    try:
        found = loaded(data, most)
        pages = Round(fetch).pages(found)
        read_pages(pages, zone, languages, fetch)
    except NotACalendar as error:
        fetch.notes.append(error.note)
        fetch.is_failed, fetch.is_whole = True, False
    return fetch


def loaded(data, most):
    data = gate.from_wide_letters(gate.unpacked(data, most)).removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise NotACalendar(gettext_noop("The file is empty."))
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotACalendar(gettext_noop("The answer is not in UTF-8.")) from None
    except (ValueError, RecursionError):
        if data.lstrip()[:1] == b"<":
            raise NotACalendar(gettext_noop("The answer is a web page, not events in JSON.")) from None
        raise NotACalendar(gettext_noop("The answer is no JSON, or it ends in the middle.")) from None


class Round:
    """The answers of one round. An answer that leads elsewhere, or is missing, ends it: then absence says nothing."""

    def __init__(self, fetch):
        self.fetch = fetch

    def pages(self, found):
        if isinstance(found, dict) and isinstance(found.get("requests"), list):
            return self.of_requests([one for one in found["requests"] if isinstance(one, dict)])
        return self.of_page(found)

    def of_page(self, found):
        if isinstance(found, list):
            return list(found)
        if not isinstance(found, dict) or not (isinstance(found.get("data"), list) or "start_time" in found or "id" in found):
            raise NotACalendar(gettext_noop("The JSON holds no events."))
        if not isinstance(found.get("data"), list):
            # the answer about one event
            self.fetch.is_whole = False
            return [found]
        meta = found.get("meta") if isinstance(found.get("meta"), dict) else {}
        if meta.get("next") or meta.get("previous"):
            self.fetch.is_whole = False
        return list(found["data"])

    def of_requests(self, requests):
        events, wanted, first = [], None, None
        for request in requests:
            url, body, status = str(request.get("url") or ""), request.get("body"), request.get("status", 200)
            first = first or url
            if status in (404, 410):
                self.removed(url, status)
            elif status != 200 or body is None:
                self.stop(gettext_noop("The source answered with an error (%(status)s), so its events may not all be here."), status=status)
            elif not same_place(first, url):
                self.stop(gettext_noop("An answer came from another host and was not used."))
            elif is_page(body):
                events += self.of_page_in_round(body, url)
                wanted = self.next_of(body, first)
                if wanted and not any(str(one.get("url")) == wanted for one in requests):
                    self.stop(gettext_noop("The next page of the answer is missing, so its events may not all be here."))
            else:
                events += self.of_page(body)
        return events

    def of_page_in_round(self, body, url):
        if "last_modified_since" in parse_qs(urlsplit(url).query):
            # only what has changed
            self.fetch.is_whole = False
        return list(body["data"])

    def next_of(self, body, first):
        following = (body.get("meta") or {}).get("next") if isinstance(body.get("meta"), dict) else None
        if not following:
            return None
        if not same_place(first, str(following)):
            self.stop(
                gettext_noop("The next page of the answer is on another host and was not asked for, so its events may not all be here.")
            )
            return None
        return str(following)

    def removed(self, url, status):
        uid = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        if status == 410 and uid:
            self.fetch.gone.add(uid)
        else:
            self.stop(gettext_noop("The source answered with an error (%(status)s), so its events may not all be here."), status=status)

    def stop(self, sentence, **values):
        self.fetch.is_whole = False
        self.fetch.notes.append(Note(sentence, values))


def is_page(body):
    return isinstance(body, dict) and isinstance(body.get("data"), list)


def same_place(first, second):
    try:
        one, other = urlsplit(first), urlsplit(second)
        return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
    except ValueError:
        return False


def read_pages(entries, zone, languages, fetch):
    entries = flat(entries, fetch)
    with_parts = {parent for entry in entries if usable(entry) and (parent := reference(entry.get("super_event")))}
    for entry in entries[:MOST_EVENTS]:
        uid = str(entry.get("id") or reference(entry) or "")[:500]
        if not uid:
            fetch.skipped.append(Note(gettext_noop("It has no id."), {}, ""))
            continue
        fetch.mentioned.add(uid)
        if entry.get("deleted") is True:
            fetch.gone.add(uid)
            fetch.mentioned.discard(uid)
            continue
        # Either the parts or the whole, never both beside each other.
        if entry.get("super_event_type") in CONTAINERS and uid in with_parts:
            fetch.mentioned.discard(uid)
            continue
        try:
            fetch.add(event_of(entry, uid, zone, languages, fetch))
        except Unusable as error:
            fetch.skipped.append(Note(error.note.sentence, error.note.values, uid, title_of(entry, languages)))
        except Exception:
            # Whatever it is, the others go on.
            log.exception("An event of Linked Events cannot be read")
            fetch.skipped.append(Note(gettext_noop("It cannot be read."), {}, uid))
    if len(entries) > MOST_EVENTS:
        fetch.is_whole = False
        fetch.notes.append(Note(gettext_noop("The file has more than %(most)s events. The rest was left out."), {"most": MOST_EVENTS}))


def title_of(entry, languages):
    """Of what its source has published."""
    return line(said(entry.get("name"), languages), 200) if entry.get("publication_status", "public") == "public" else ""


def usable(entry):
    return entry.get("deleted") is not True and entry.get("publication_status", "public") == "public"


def flat(entries, fetch):
    """The events and those within them, each once."""
    found, waiting, seen = [], list(reversed(entries)), set()
    while waiting and len(found) <= MOST_EVENTS:
        entry = waiting.pop()
        if not isinstance(entry, dict):
            fetch.skipped.append(Note(gettext_noop("It is no event."), {}, ""))
            continue
        uid = str(entry.get("id") or reference(entry) or "")
        if uid and uid in seen:
            continue
        seen.add(uid)
        found.append(entry)
        parts = entry.get("sub_events")
        for part in reversed(parts if isinstance(parts, list) else []):
            # others are only addresses
            if isinstance(part, dict) and ("start_time" in part or "name" in part):
                waiting.append({"super_event": {"@id": entry.get("@id") or uid}, **part})
    return found


def reference(value):
    """The id at the end of {"@id": ".../event/esimerkki:d2/"}."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("@id") or ""
    return str(value or "").rstrip("/").rpartition("/")[2]


def event_of(entry, uid, zone, languages, fetch):
    """Event of one entry. Raises Unusable."""
    if entry.get("publication_status", "public") != "public":
        raise Unusable(gettext_noop("Its source has not published it."))
    notes = []
    texts = texts_of(entry, languages, notes)
    raw_status = str(entry.get("event_status") or "")
    status = STATUSES.get(raw_status.rpartition("/")[2].lower(), CONFIRMED)
    if not entry.get("start_time"):
        if status == CONFIRMED:
            raise Unusable(gettext_noop("It has no start."))
        if status == TENTATIVE:
            notes.append(Note(gettext_noop("It is postponed, and has no new date yet.")))
        start, length, last_day = None, None, None
    else:
        start, length, last_day = times_of(entry, zone, notes)
    fetch.notes += [Note(note.sentence, note.values, uid) for note in notes]
    return Event(uid, start, length, texts, status, last_day=last_day, stamp=stamp_of(entry), is_postponed=status == TENTATIVE)


def times_of(entry, zone, notes):
    """(start, length, last day): a date alone as start is a whole day, a date alone as end is the LAST day, no end is no known end."""
    try:
        start = moment(entry["start_time"], zone)
    except (ValueError, OverflowError):
        raise Unusable(gettext_noop("Its start cannot be read: %(value)s."), value=entry["start_time"]) from None
    try:
        end = moment(entry["end_time"], zone) if entry.get("end_time") else None
    except (ValueError, OverflowError):
        notes.append(Note(gettext_noop("Its end cannot be read, so it is shown without one.")))
        end = None
    if end is None:
        return start, None, None
    if end.day < start.day or (not start.is_day and not end.is_day and end.utc() < start.utc()):
        notes.append(Note(gettext_noop("It ends before it starts, so it is shown without an end.")))
        return start, None, None
    if start.is_day:
        # Midnight is the end of the day before.
        over = not end.is_day and end.wall.time() == datetime.min.time() and end.day > start.day
        return start, Length((end.day - start.day).days + (0 if over else 1)), None
    if end.is_day:
        return start, None, end.day
    size = end.utc() - start.utc()
    return start, Length(0, size) if size > timedelta(0) else None, None


def moment(value, zone):
    """Moment in the zone of the site. Raises ValueError."""
    wall, offset = parse(str(value))
    if not isinstance(wall, datetime):
        return Moment(wall)
    if not offset:
        return Moment(wall, zone)
    at = datetime.fromisoformat(f"{wall.isoformat()}{'+00:00' if offset == 'Z' else offset}")
    return Moment(at.astimezone(zone).replace(tzinfo=None, fold=0), zone) if zone is not UTC else Moment(wall, UTC)


def stamp_of(entry):
    try:
        return moment(entry.get("last_modified_time") or "", UTC).utc()
    except (ValueError, AttributeError):
        return None


def texts_of(entry, languages, notes):
    place = entry.get("location") if isinstance(entry.get("location"), dict) else {}
    is_online = (reference(place) or str(place.get("id") or "")).endswith(":internet")
    info = said(entry.get("info_url"), languages)
    url = link(info) if info else None
    if info and not url:
        notes.append(Note(gettext_noop("Its %(property)s is no web address and was left out."), {"property": "info_url"}))
    words = [said(place.get(name), languages) for name in ("name", "street_address", "address_locality")]
    words.append(said(entry.get("location_extra_info"), languages))
    location = ", ".join(dict.fromkeys(found for word in words if (found := line(word)))) if not is_online else ""
    latitude, longitude = coordinates(place)
    return Texts(
        line(said(entry.get("name"), languages)),
        plain(said(entry.get("description"), languages) or said(entry.get("short_description"), languages)),
        location,
        url,
        url if is_online else None,
        latitude,
        longitude,
        is_online,
    )


def said(value, languages):
    """One text of {"fi": ..., "sv": ...}, in the first language that has it."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    for language in [*languages, *value]:
        if isinstance(found := value.get(language), str) and found.strip():
            return found
    return ""


def coordinates(place):
    """(latitude, longitude); GeoJSON has them the other way round."""
    position = place.get("position")
    found = position.get("coordinates") if isinstance(position, dict) else None
    if isinstance(found, list) and len(found) >= 2 and all(isinstance(one, int | float) for one in found[:2]):
        longitude, latitude = found[:2]
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return float(latitude), float(longitude)
    return None, None
