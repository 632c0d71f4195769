"""Lines of a calendar file as components with properties. What cannot be read is left out and counted; nothing stops the rest."""

import quopri
import re
from dataclasses import dataclass, field
from functools import lru_cache

from icalendar.parser import Contentline

# All that a reader here asks for. Who takes part (ATTENDEE, ORGANIZER) is not kept: those are addresses of people.
WANTED = frozenset(
    "UID RECURRENCE-ID DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE STATUS SEQUENCE DTSTAMP LAST-MODIFIED SUMMARY DESCRIPTION "
    "STYLED-DESCRIPTION X-ALT-DESC LOCATION URL CONFERENCE GEO CLASS X-MICROSOFT-CDO-ALLDAYEVENT X-GOOGLE-CONFERENCE "
    "X-MICROSOFT-SKYPETEAMSMEETINGURL X-MICROSOFT-ONLINEMEETINGEXTERNALLINK "
    "METHOD NAME X-WR-CALNAME X-WR-CALDESC X-WR-TIMEZONE REFRESH-INTERVAL X-PUBLISHED-TTL "
    "TZID TZOFFSETFROM TZOFFSETTO X-LIC-LOCATION".split()
)
# TZID=tzone://Microsoft/Utc, TZID=(UTC+02:00) Helsinki: a colon that should stand in quotes
ZONE_WITH_COLON = re.compile(
    r"""((?:DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?:;[^:"]*)?;TZID=)([^";:]*:[^";]*)((?:;[^:"]*)?):(\d{8}(?:T\d{6}Z?)?[\d,TZ]*\s*)$""",
    re.I,
)
NAME = re.compile(r"[A-Za-z0-9-]+")
# What a component may hold, so that a file of one endless event does not fill the memory.
MOST_PROPERTIES = 5000
DEEPEST = 8


@dataclass(slots=True)
class Component:
    name: str
    properties: list = field(default_factory=list)
    children: list = field(default_factory=list)
    # lines that could not be read
    unread: list = field(default_factory=list)
    is_ended: bool = False

    def all(self, name):
        """[(parameters, value as written)]"""
        return [(parameters, value) for one, parameters, value in self.properties if one == name]

    def first(self, name):
        return next(iter(self.all(name)), ({}, None))

    def value(self, name):
        return (self.first(name)[1] or "").strip()


def components_of(lines):
    """The VCALENDARs among the lines, each with the components in it."""
    calendars, open_ones = [], []
    for line in lines:
        start = line[:6].lstrip().upper()
        if start.startswith("BEGIN:"):
            begin(line.partition(":")[2].strip().upper(), calendars, open_ones)
        elif start.startswith("END:"):
            end(line.partition(":")[2].strip().upper(), open_ones)
        elif open_ones:
            take(line, open_ones[-1])
    return calendars


def begin(name, calendars, open_ones):
    # An event within an event is one whose END is missing.
    if name in ("VEVENT", "VCALENDAR", "VTIMEZONE") and any(one.name == name for one in open_ones):
        while open_ones.pop().name != name:
            pass
    one = Component(name)
    if name == "VCALENDAR":
        calendars.append(one)
    elif open_ones and len(open_ones) < DEEPEST:
        open_ones[-1].children.append(one)
    else:
        return
    open_ones.append(one)


def end(name, open_ones):
    if not any(one.name == name for one in open_ones):
        return
    while True:
        one = open_ones.pop()
        if one.name == name:
            one.is_ended = True
            return


def take(line, component):
    try:
        name, parameters, value = parts(line)
    except ValueError:
        component.unread.append(line[:200])
        return
    if name in WANTED and len(component.properties) < MOST_PROPERTIES:
        if parameters.get("ENCODING") == "QUOTED-PRINTABLE":
            value = quoted_printable(value, parameters.get("CHARSET") or "utf-8")
        component.properties.append((name, parameters, value))


def parts(line):
    """(name, {parameter: value}, value as written). Raises ValueError."""
    head, colon, value = line.partition(":")
    if found := ZONE_WITH_COLON.match(line):
        head, value = f'{found[1]}"{found[2]}"{found[3]}', found[4]
    elif '"' in head:
        split = Contentline(line).value_separator_index()
        if split < 0:
            raise ValueError
        head, value = line[:split], line[split + 1 :]
    elif not colon:
        raise ValueError
    return *head_parts(head), value


@lru_cache(maxsize=2000)
def head_parts(head):
    name, semicolon, _rest = head.partition(";")
    name = name.strip()
    if not NAME.fullmatch(name):
        raise ValueError
    if not semicolon:
        return name.upper(), {}
    parameters = Contentline(f"{head}:").raw_parts()[1]
    return name.upper(), {key.upper(): one if isinstance(one, str) else ",".join(one) for key, one in parameters.items()}


def quoted_printable(value, charset):
    raw = quopri.decodestring(value.encode("utf-8"))
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")
