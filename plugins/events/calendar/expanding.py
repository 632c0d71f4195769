"""The dates of a series in a window of time, in local time: what the rule gives, what was added, left out, moved or cancelled."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from .events import CANCELLED, CONFIRMED, Occurrence
from .moments import DAY, Moment, instant, parse
from .notes import Note, gettext_noop
from .stepping import Budget, Exhausted, walls

log = logging.getLogger(__name__)
MONTHS_AHEAD = 18
# Of all series that are expanded together.
STEPS_TOGETHER = 5_000_000
DATES_TOGETHER = 300_000


@dataclass(frozen=True, slots=True)
class Window:
    """From the start, inclusive, to the end, exclusive: dates, which are local days, or aware times. None: not bounded.

    Without an end rules are expanded for 18 months, from their first date or the start of the window, whichever is later.
    """

    start: date | datetime | None = None
    end: date | datetime | None = None

    def instants(self, zone):
        return instant_of(self.start, zone), instant_of(self.end, zone)

    def holds(self, found, zone):
        start, end = self.instants(zone)
        if end and found.start >= end:
            return False
        # Something that takes no time is there when it starts (RFC 4791 9.9); a last day without a known end lasts through it.
        ends = found.end
        if not ends and found.last_day > found.first_day:
            ends = instant(datetime.combine(found.last_day + DAY, time()), zone)
        return not start or (ends > start if ends else found.start >= start)


def instant_of(bound, zone):
    if bound is None:
        return None
    return bound.astimezone(UTC) if isinstance(bound, datetime) else instant(datetime.combine(bound, time()), zone)


def occurrences(series, window, zone, notes=None, together=None):
    """Occurrences of one Series that overlap the window, by their start."""
    found = Expansion(series, window, zone, notes if notes is not None else [], together).all()
    if series.withdrawn_at:
        found = [one for one in found if one.start < series.withdrawn_at]
    return sorted((one for one in found if window.holds(one, zone)), key=order)


def all_occurrences(many, window, zone, notes=None):
    """Of many series, in one list. What all of them together may cost is limited."""
    together, notes = Budget(STEPS_TOGETHER, DATES_TOGETHER), notes if notes is not None else []
    found = []
    for series in many:
        try:
            found += occurrences(series, window, zone, notes, together)
        except Exception:
            # Whatever it is, the others go on.
            log.exception("The dates of an event cannot be worked out")
            notes.append(Note(gettext_noop("It cannot be read."), {}, series.uid))
    return sorted(found, key=order)


def order(found):
    return (found.start, not found.all_day, found.uid)


@dataclass(slots=True)
class Slot:
    """One date: naive wall time, or a day; and what the rule said."""

    wall: date | datetime
    length: object
    event: object
    original: date | datetime


class Expansion:
    def __init__(self, series, window, zone, notes, together):
        self.series, self.window, self.zone, self.notes, self.together = series, window, zone, notes, together
        self.event = series.event
        # the zone in which it repeats; None for whole days
        self.home = self.event.start.zone if self.event and self.event.start else None

    def all(self):
        slots = self.slots() if self.event and self.event.start else {}
        changes = {self.key(event.date_id): event for event in self.series.changes.values()}
        self.shift_what_follows(slots, changes)
        found = []
        for key, slot in slots.items():
            if key not in changes or changes[key].and_following:
                found.append(self.occurrence(slot.event, slot.wall, slot.length, slot.original, slot.event is not self.event))
        for key, event in changes.items():
            if not (event.and_following and key in slots) and (one := self.changed(event)):
                found.append(one)
        return found

    def shift_what_follows(self, slots, changes):
        following = [(self.original(event.date_id), event) for event in changes.values() if event.and_following] if slots else []
        following.sort(key=lambda pair: pair[0])
        if following:
            for key, slot in slots.items():
                if earlier := [event for at, event in following if at <= slot.original]:
                    slots[key] = self.shifted(slot, earlier[-1])

    # --- which dates there are ---

    def slots(self):
        """{key: Slot} of what rules and lists give, as far as the window needs."""
        event = self.event
        first = event.start.wall if self.home else datetime.combine(event.start.wall, time())
        low, high = self.bounds(first)
        walls_found = {first} if not event.rules or not self.ends_before_it_begins(first) else set()
        for rule in event.rules:
            walls_found |= set(self.of_rule(rule, first, low, high))
        for rule in event.rules_against:
            walls_found -= set(self.of_rule(rule, first, low, high))
        slots = {}
        for wall in sorted(walls_found):
            wall = wall if self.home else wall.date()
            slots[self.key_of(wall)] = Slot(wall, event.length, event, wall)
        for moment, length in event.more_dates:
            wall = self.as_own(moment, first)
            slots[self.key_of(wall)] = Slot(wall, length or event.length, event, wall)
        self.leave_out(slots)
        return slots

    def bounds(self, first):
        """The naive times between which rules are asked for dates: changes bring dates in from outside, and long ones reach in."""
        start, end = self.window.instants(self.zone)
        reach = 2 * DAY
        for event in self.series.events():
            reach = max(reach, (event.length.longest if event.length else timedelta(0)) + 2 * DAY)
            if event.and_following and event.start:
                reach += abs(as_time(event.start.wall) - as_time(event.date_id.wall))
        zone = self.home or self.zone
        low = max(first, start.astimezone(zone).replace(tzinfo=None) - reach) if start else first
        if end:
            return low, end.astimezone(zone).replace(tzinfo=None) + reach
        begin = max(first, start.astimezone(zone).replace(tzinfo=None)) if start else first
        return low, months_later(begin, MONTHS_AHEAD) - timedelta(seconds=1)

    def of_rule(self, rule, first, low, high):
        """The naive times of one rule. The start counts as its first date, also where the rule says another day (RFC 5545 3.3.10)."""
        last = self.last_of(rule, first)
        if rule.count and first not in set(self.safely(rule, first, first, first)):
            if rule.count == 1:
                return []
            rule = replace(rule, count=rule.count - 1)
        return self.safely(rule, first, low, min(high, last))

    def safely(self, rule, first, low, high):
        found = []
        if high < first:
            return found
        try:
            for wall in walls(rule, first, low, high, Budget(together=self.together)):
                found.append(wall)
        except Exhausted:
            if self.together and self.together.is_spent:
                self.notes.append(Note(gettext_noop("There are very many dates. Not all of them are shown.")))
            else:
                self.notes.append(Note(gettext_noop("It has very many dates. Not all of them are shown."), {}, self.series.uid))
        return found

    def last_of(self, rule, first):
        """UNTIL in all the ways in which it is written: the last naive time that a date may start at."""
        if not rule.until:
            return datetime.max
        wall, offset = parse(rule.until)
        if not isinstance(wall, datetime):
            # A date alone: that whole day.
            return datetime.combine(wall, time.max)
        if self.home is None:
            # For whole days the hour says nothing, except where midnight of the sender is written in UTC.
            plain = not offset or wall.time() in (time(), time(23, 59, 59))
            return datetime.combine(wall.date() if plain else instant(wall, UTC).astimezone(self.zone).date(), time.max)
        return instant(wall, UTC).astimezone(self.home).replace(tzinfo=None) if offset else wall

    def ends_before_it_begins(self, first):
        """Some calendars say so that a series has been deleted."""
        return all(self.last_of(rule, first) < first for rule in self.event.rules)

    def leave_out(self, slots):
        days, keys = set(), set()
        for moment in self.event.not_dates:
            if moment.is_day:
                days.add(moment.wall)
            elif self.home is None:
                days.add(self.day_of(moment))
            else:
                keys.add(self.key(moment))
                # Midnight where nothing starts at midnight: a date, written as a time.
                if moment.wall.time() == time() != self.event.start.wall.time():
                    days.add(moment.wall.date())
        for key in [key for key, slot in slots.items() if key in keys or day_of(slot.wall) in days]:
            del slots[key]

    # --- one date ---

    def shifted(self, slot, event):
        """A date after one that was changed with all that follow it: moved by as much as that one."""
        start, at = event.start, event.date_id
        if not start:
            return Slot(slot.wall, self.event.length, event, slot.original)
        if start.is_day or self.home is None:
            days = start.day - self.day_of(at)
            wall = day_of(slot.wall) + days
            return Slot(wall if start.is_day else datetime.combine(wall, start.wall.time()), event.length, event, slot.original)
        return Slot(slot.wall + (start.wall_in(self.home) - self.own_wall(at)), event.length, event, slot.original)

    def changed(self, event):
        """The occurrence of a change of one date."""
        original = self.original(event.date_id)
        if event.start:
            return self.occurrence(event, event.start.wall, event.length, original, True, event.start.zone)
        if event.status == CANCELLED and self.event and self.event.start:
            return self.occurrence(event, original, self.event.length, original, True)
        return None

    def occurrence(self, event, wall, length, original, is_changed, zone=None):
        status, texts = self.status(event), self.texts(event)
        uid = self.series.uid
        if not isinstance(wall, datetime):
            days = length.whole_days() if length else 1
            last = max(wall + (days - 1) * DAY, event.last_day or wall)
            start = instant(datetime.combine(wall, time()), self.zone).astimezone(self.zone)
            end = instant(datetime.combine(last + DAY, time()), self.zone).astimezone(self.zone)
            return Occurrence(uid, start, end, True, wall, last, status, texts, original, is_changed)
        zone = zone or self.home or (event.start.zone if event.start else None) or self.zone
        start = instant(wall, zone).astimezone(self.zone)
        end = length.end(wall, zone) if length else None
        end = end.astimezone(self.zone) if end else None
        last = (end - timedelta(microseconds=1)).date() if end else max(start.date(), event.last_day or start.date())
        return Occurrence(uid, start, end, False, start.date(), last, status, texts, original, is_changed)

    def status(self, event):
        if self.event and self.event.status == CANCELLED:
            return event.status if event is not self.event and event.status else CANCELLED
        return event.status or CONFIRMED

    def texts(self, event):
        """A change says all of its date again, so what is not in it is gone; one that only cancels may be short."""
        if event is self.event or not self.event:
            return event.texts
        series, own = self.event.texts, event.texts
        if event.status == CANCELLED:
            fields = ("summary", "description", "location", "url", "online_url", "latitude", "longitude")
            return replace(series, **{name: getattr(own, name) or getattr(series, name) for name in fields})
        return own if own.summary else replace(own, summary=series.summary)

    # --- which date a change means ---

    def key_of(self, wall):
        return instant(wall, self.home) if self.home else wall

    def key(self, moment):
        """What RECURRENCE-ID or EXDATE means, whatever zone they are written in: the instant of a date, or its day."""
        if self.home is None and not (self.event and self.event.start):
            return moment.wall if moment.is_day else moment.utc()
        return self.key_of(self.original(moment))

    def original(self, moment):
        """The same as the rule would say it: a naive time in the zone of the series, or a day."""
        if self.home:
            return self.own_wall(moment)
        return self.day_of(moment) if (self.event and self.event.start) or moment.is_day else moment.wall_in(self.zone)

    def own_wall(self, moment):
        """In the zone of the series; a date alone means the time of day at which the series starts."""
        if moment.is_day:
            return datetime.combine(moment.wall, self.event.start.wall.time())
        return moment.wall_in(self.home)

    def as_own(self, moment, first):
        if self.home is None:
            return self.day_of(moment)
        return datetime.combine(moment.wall, first.time()) if moment.is_day else moment.wall_in(self.home)

    def day_of(self, moment):
        """The day that is meant by what may be a time: midnight of the sender may be another day in UTC."""
        if moment.is_day or moment.zone is not UTC or moment.wall.time() == time():
            return moment.day
        return moment.wall_in(self.zone).date()


def as_time(wall):
    return wall if isinstance(wall, datetime) else datetime.combine(wall, time())


def day_of(wall):
    return wall.date() if isinstance(wall, datetime) else wall


def months_later(when, months):
    year, month = divmod(12 * when.year + when.month - 1 + months, 12)
    for day in range(when.day, 27, -1):
        try:
            return when.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return when.replace(year=year, month=month + 1)


__all__ = ["Moment", "Window", "all_occurrences", "occurrences"]
