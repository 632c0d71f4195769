"""The parts of a VEVENT: length, rules, dates beside them, and what readers see. What is wrong with one part spares the others."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote

from .events import Texts
from .moments import DAY, Length, Moment, duration
from .notes import Note, gettext_noop
from .plain import fullest, line, link, unescaped
from .recurrence import Unread, recurrence_of

ONLINE = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK")
MOST_DATES = 5000


def length_of(component, start, zones, notes):
    """Length, None when no end is known."""
    parameters, written = component.first("DTEND")
    if written and written.strip():
        try:
            return until(start, zones.moment(parameters, written), notes)
        except (ValueError, OverflowError):
            notes.append(Note(gettext_noop("Its end cannot be read, so it is shown without one.")))
    value = component.value("DURATION")
    if value:
        try:
            return duration(value)
        except ValueError:
            notes.append(Note(gettext_noop("Its duration cannot be read, so it is shown without an end.")))
    return None


def until(start, end, notes):
    """Of a start and an end as they are written: nobody's arithmetic has changed their order yet."""
    if start.is_day:
        days = (end.day - start.wall).days
        if not end.is_day and end.wall.time() > datetime.min.time():
            days += 1
        if days < 0:
            notes.append(ends_before_it_starts())
        return Length(days) if days > 0 else None
    if end.is_day:
        # A date as the end of something with a time: midnight before that day, as for whole days.
        end = Moment(datetime.combine(end.wall, datetime.min.time()), start.zone)
        if end.wall <= start.wall:
            return None
    size = end.utc() - start.utc()
    if size <= timedelta(0) and end.zone is start.zone and end.wall > start.wall:
        # It starts in the hour that does not exist, and starts later by that.
        size = end.wall - start.wall
    if size < timedelta(0):
        notes.append(ends_before_it_starts())
    if size > 3660 * DAY:
        raise ValueError
    # The same exact length for every date of the series (RFC 5545 3.8.5.3), also in the night when clocks change.
    return Length(0, size) if size > timedelta(0) else None


def ends_before_it_starts():
    return Note(gettext_noop("It ends before it starts, so it is shown without an end."))


def rules_of(component, start, notes):
    """(rules, rules that take dates away). Raises Refused."""
    return read_rules(component, "RRULE", notes), read_rules(component, "EXRULE", notes)


def read_rules(component, name, notes):
    rules = []
    for _parameters, value in component.all(name)[:10]:
        if not value.strip():
            continue
        warnings = []
        try:
            rule = recurrence_of(value, warnings)
            rules.append(rule)
        except Unread:
            sentence = gettext_noop("Its rule cannot be read (%(rule)s), so only its first date is shown.")
            notes.append(Note(sentence, {"rule": value}))
        notes += [Note(sentence, values) for sentence, values in warnings]
    return tuple(rules)


def dates_of(component, zones, notes):
    """(dates beside the rule with the lengths that they have of their own, dates that are left out)"""
    more, without = [], []
    for parameters, value in component.all("RDATE"):
        for one in value.split(",")[:MOST_DATES]:
            try:
                more.append(period(parameters, one, zones) if "/" in one else (zones.moment(parameters, one), None))
            except (ValueError, OverflowError):
                notes.append(Note(gettext_noop("One of its dates cannot be read: %(value)s."), {"value": one}))
    for parameters, value in component.all("EXDATE"):
        for one in value.split(",")[:MOST_DATES]:
            try:
                without.append(zones.moment(parameters, one))
            except (ValueError, OverflowError):
                if one.strip():
                    notes.append(Note(gettext_noop("One of the dates that are left out cannot be read: %(value)s."), {"value": one}))
    return tuple(more[:MOST_DATES]), tuple(without[:MOST_DATES])


def period(parameters, value, zones):
    first, _slash, second = value.partition("/")
    parameters = {name: one for name, one in parameters.items() if name != "VALUE"}
    start = zones.moment(parameters, first)
    if second.strip().upper().lstrip("+-").startswith("P"):
        return start, duration(second)
    return start, until(start, zones.moment(parameters, second), [])


def texts_of(component, notes):
    summary = line(unescaped(component.value("SUMMARY")))
    styled = [value for name in ("STYLED-DESCRIPTION", "X-ALT-DESC") for parameters, value in component.all(name) if is_text(parameters)]
    description = fullest(unescaped(component.value("DESCRIPTION")), [unescaped(value) for value in styled])
    location = line(unescaped(component.value("LOCATION")))
    url = safe(component.value("URL"), "URL", notes)
    online = None
    for name in ONLINE:
        for _parameters, value in component.all(name):
            online = online or (
                safe(value, name, notes) if not value.strip().lower().startswith(("tel:", "mailto:", "sip:", "xmpp:")) else None
            )
    if not online and (found := link(location)) and location.lower().startswith("http"):
        online = found
    latitude, longitude = place(component.value("GEO"), notes)
    return Texts(summary, description, location, url, online, latitude, longitude, bool(online))


def is_text(parameters):
    return parameters.get("VALUE", "TEXT").upper() == "TEXT" and "ENCODING" not in parameters


def safe(value, name, notes):
    if not value.strip():
        return None
    found = link(unescaped(value) if "\\" in value else value)
    if not found:
        # Not repeated: a report is a page, too.
        notes.append(Note(gettext_noop("Its %(property)s is no web address and was left out."), {"property": name}))
    return found


def place(value, notes):
    """(latitude, longitude) of GEO."""
    if not value:
        return None, None
    found = re.fullmatch(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*\\?[;,]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*", unquote(value))
    if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        return float(found[1]), float(found[2])
    notes.append(Note(gettext_noop("Its coordinates cannot be read.")))
    return None, None
