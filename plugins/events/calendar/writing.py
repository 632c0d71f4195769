"""Our own events as calendar files: one date, a series, or many. What is written here, other programs read as it was meant."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vGeo, vRecur, vText, vUri
from icalendar import Event as Component

from .moments import DAY, instant
from .own_events import Change, own_dates
from .plain import link
from .rules import Repeat, dates_of, to_rrule
from .zone_rules import vtimezone

PRODUCER = "-//Pihapiiri//Pihapiiri//EN"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# So far ahead dates are looked at that need a line of their own.
DAYS_AHEAD = 550


@dataclass(frozen=True)
class About:
    """What a calendar says of itself. `cancelled`: the word before the title of a date that is off, in the reader's language."""

    name: str = ""
    description: str = ""
    url: str | None = None
    refresh: timedelta = timedelta(hours=6)
    cancelled: str = "CANCELLED"
    written_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def calendar(events, about=None):
    """Bytes of a calendar with all series of `events`."""
    about = about or About()
    file = Calendar()
    file.add("prodid", PRODUCER)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    for name, value in (
        ("name", about.name),
        ("x-wr-calname", about.name),
        ("description", about.description),
        ("x-wr-caldesc", about.description),
    ):
        if value:
            file.add(name, text(value))
    if about.name:
        file.add("refresh-interval", about.refresh, parameters={"VALUE": "DURATION"})
        file.add("x-published-ttl", text(f"PT{int(about.refresh.total_seconds()) // 3600}H"))
    if about.url and link(about.url):
        file.add("url", vUri(link(about.url)))
    events = list(events)
    for name, year in sorted(zones_of(events).items()):
        file.add_component(vtimezone(name, year))
    for event in events:
        for component in components(event, about):
            file.add_component(component)
    return file.to_ical()


def zones_of(events):
    """{zone: the year before its first date}"""
    found = {}
    for event in events:
        starts = [one for one in (event.start, *(change.start for change in event.changes)) if isinstance(one, datetime)]
        if starts and event.zone != "UTC":
            found[event.zone] = min(found.get(event.zone, 9999), min(starts).year - 1)
    return found


def one_date(event, on, about=None):
    """Bytes of a calendar with one date alone. Its UID is another one, so that it stands beside a series and never in its place."""
    change = next((change for change in event.changes if change.on == on), Change(on))
    start = change.start or on
    single = replace(
        event,
        uid=uid_of_date(event, on),
        file_uid="",
        start=start,
        end=change.end if change.end else event.end_of(start),
        texts=change.texts or event.texts,
        repeat=Repeat(),
        changes=(),
        is_cancelled=event.is_cancelled or change.is_cancelled,
        reason=change.reason or event.reason,
        sequence=max(event.sequence, change.sequence),
        changed_at=change.changed_at or event.changed_at,
    )
    return calendar([single], about)


def uid_of_date(event, on):
    if event.repeat.kind == "once":
        return event.file_uid or event.uid
    name, at, host = (event.file_uid or event.uid).partition("@")
    return f"{name}-{on:%Y%m%dT%H%M}{at}{host}" if isinstance(on, datetime) else f"{name}-{on:%Y%m%d}{at}{host}"


def components(event, about):
    """The VEVENT of a series, and one for each date that differs."""
    made = described(event, event.texts, event.start, event.end, event.is_cancelled, event.reason, about, event.sequence, event.changed_at)
    zone = None if event.all_day else ZoneInfo(event.zone)
    if rule := to_rrule(event.repeat, event.start, zone):
        made.add("rrule", vRecur.from_ical(rule))
    for day in own_dates(event):
        made.add("rdate", aware(day, event.zone))
    for day in left_out(event):
        made.add("exdate", aware(day, event.zone))
    yield made
    for change in (*event.changes, *nights_of_change(event, about.written_at.date())):
        start = change.start or change.on
        one = described(
            event,
            change.texts or event.texts,
            start,
            change.end if change.end else event.end_of(start),
            event.is_cancelled or change.is_cancelled,
            change.reason or event.reason,
            about,
            # a date of its own is at least the second word on it
            max(event.sequence, change.sequence, 1 if change.is_cancelled or change.start else 0),
            change.changed_at or event.changed_at,
        )
        one.add("recurrence-id", aware(change.on, event.zone))
        yield one


def left_out(event):
    """The starts that the rule gives on days that are left out."""
    return [datetime.combine(day, event.start.time()) if not event.all_day else day for day in event.repeat.without]


def nights_of_change(event, today):
    """Dates on which clocks change between start and end: ours end when the clock on the wall says so, in a file the length would count."""
    if event.all_day or event.end is None or event.repeat.kind == "once":
        return
    zone, size = ZoneInfo(event.zone), instant(event.end, ZoneInfo(event.zone)) - instant(event.start, ZoneInfo(event.zone))
    known = {change.on for change in event.changes}
    first = max(event.start.date(), today - 31 * DAY)
    for wall in dates_of(event.repeat, event.start, first, first + DAYS_AHEAD * DAY):
        end = event.end_of(wall)
        if wall not in known and instant(end, zone) - instant(wall, zone) != size:
            yield Change(wall, end=end)


def described(event, texts, start, end, is_cancelled, reason, about, sequence, changed_at):
    made = Component()
    made.add("uid", text(event.file_uid or event.uid))
    stamp = (changed_at or event.created_at or about.written_at).astimezone(UTC)
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    if event.created_at:
        made.add("created", event.created_at.astimezone(UTC))
    made.add("sequence", sequence)
    made.add("dtstart", aware(start, event.zone))
    if not isinstance(start, datetime):
        made.add("dtend", (end or start) + DAY)
    elif end is not None and end > start:
        made.add("dtend", aware(end, event.zone))
    made.add("summary", text(f"{about.cancelled}: {texts.summary}" if is_cancelled else texts.summary))
    made.add("status", text("CANCELLED" if is_cancelled else "CONFIRMED"))
    online = link(texts.online_url)
    words = [reason if is_cancelled else "", texts.description, online if online and online not in texts.description else ""]
    if description := "\n\n".join(word for word in words if word):
        made.add("description", text(description))
    if texts.location:
        made.add("location", text(texts.location))
    if url := link(texts.url):
        made.add("url", vUri(url))
    if online:
        made.add("conference", vUri(online), parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if texts.latitude is not None and texts.longitude is not None:
        made.add("geo", vGeo((texts.latitude, texts.longitude)))
    if event.categories:
        made.add("categories", [str(text(one)) for one in event.categories])
    if event.organiser_email:
        organiser = vCalAddress(f"mailto:{re.sub(r'[^!-~]', '', event.organiser_email)}")
        if name := " ".join(UNSEEN.sub(" ", event.organiser).split()):
            organiser.params["CN"] = name
        made.add("organizer", organiser, encode=0)
    return made


def aware(wall, zone):
    return wall.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone)) if isinstance(wall, datetime) else wall


class Text(vText):
    r"""TEXT whose backslashes are escaped first: `C:\Next` is no new line."""

    def to_ical(self):
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode("utf-8")


def text(value):
    return Text(UNSEEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")))
