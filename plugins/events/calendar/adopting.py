"""From what a source says of one event to an event as ours are: a rule in fields where it fits them, its own dates where it does not.

Whichever it is, the dates of a window are the same as the source means them. That is checked here, and not hoped for.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from . import rules
from .events import CANCELLED, Series
from .expanding import Expansion, Window, occurrences
from .moments import DAY, instant
from .own_events import Change, OwnEvent, is_date
from .rules import DATES, NEVER, ONCE, Repeat, day_of, in_order

# More dates than this are not listed one by one: the next time the list goes on.
MOST_LISTED = 1000
# With more dates than these that only "this and all that follow" has moved, it is another rule, and each date is said by itself.
MOST_SHIFTED = 3


@dataclass(frozen=True)
class Adopted:
    """`known_until`: the dates are said until this day only, None where the rule says all. `last_day`: of the last date, None: no end."""

    event: OwnEvent
    known_until: date | None = None
    last_day: date | None = None


def adopt(series: Series, window: Window, zone: ZoneInfo):
    """Adopted, or None for what has no date in the window or after it. `window` has days as both bounds; `zone` is that of the site."""
    wanted = occurrences(replace(series, withdrawn_at=None), window, zone)
    found = by_rule(series, wanted, window, zone) or by_dates(series, wanted, window, zone)
    if found is None or (found.last_day and found.last_day < window.start and not wanted):
        return None
    return found


# --- a rule ---


def by_rule(series, wanted, window, zone):
    event = series.event
    if not event or not event.start or len(event.rules) > 1 or event.rules_against or event.more_dates:
        return None
    own = candidate(event, zone)
    fitting = own and Fitting(series, own, window, zone)
    own = fitting and fitting.fit(wanted)
    if not own or not is_same(own, wanted, window, zone):
        return None
    is_endless = own.repeat.kind != ONCE and own.repeat.ends == NEVER
    return Adopted(own, window.end - DAY if fitting.is_of_window else None, None if is_endless else last_of(own))


def candidate(event, zone):
    """OwnEvent with the rule of an event, or None where its rule does not fit the fields."""
    if event.start.is_day:
        start, home = event.start.wall, None
    else:
        home = event.start.zone if isinstance(event.start.zone, ZoneInfo) or is_utc(event) else zone
        start = event.start.wall if home is event.start.zone else event.start.wall_in(home)
    repeat = rules.of_recurrence(event.rules[0], start, home) if event.rules else Repeat()
    if repeat is None or rules.problems(repeat, start):
        return None
    end, last_day = end_of(event, start, home or zone)
    name = str(home.key if isinstance(home, ZoneInfo) else "UTC") if home else zone.key
    texts, is_cancelled = event.texts, event.status == CANCELLED
    return OwnEvent(event.uid, start, end, name, texts, repeat, (), is_cancelled, sequence=event.sequence, last_day=last_day)


def is_utc(event):
    """A series that repeats in UTC does so all year; a single time in UTC is one of the site's zone as well."""
    return bool(event.rules) and event.start.zone.utcoffset(None) == timedelta(0)


def end_of(event, start, home):
    """(end as OwnEvent has it, the last day where the hour of the end is not known)."""
    if not isinstance(start, datetime):
        days = event.length.whole_days() if event.length else 1
        last = start + (days - 1) * DAY
        return max(last, event.last_day or last), None
    end = event.length.end(event.start.wall, event.start.zone) if event.length else None
    if end is None:
        return None, event.last_day
    end = end.astimezone(home).replace(tzinfo=None)
    return (end, None) if end > start else (None, None)


class Fitting:
    """An event of our own with the rule of a series, made to have its dates: what is left out, and what differs on single dates."""

    def __init__(self, series, own, window, zone):
        self.series, self.own, self.window, self.zone = series, own, window, zone
        self.home = zone_of(own, zone)
        self.expansion = Expansion(series, window, zone, [], None)
        # some of what is found is known of the window only
        self.is_of_window = False

    def fit(self, wanted):
        """OwnEvent, or None where it cannot be said."""
        explicit, without = self.changes(), self.left_out()
        own = replace(self.own, repeat=replace(self.own.repeat, without=without))
        given = {one.original for one in occurrences(own.series(), self.window, self.zone)}
        found = {self.start(one.original): one for one in wanted}
        if missing := given - found.keys() - explicit.keys():
            if own.repeat.kind == ONCE:
                return None
            without = tuple(sorted({*without, *map(day_of, missing)}))
            self.is_of_window = True
        changes, shifted = dict(explicit), 0
        for on in found.keys() - explicit.keys():
            if on not in given:
                return None
            changes[on] = change_of(own, on, found[on], self.home)
            if changes[on]:
                self.is_of_window, shifted = True, shifted + (changes[on].start not in (None, on))
        changes = tuple(changes[on] for on in sorted(changes) if changes[on])
        if shifted > MOST_SHIFTED or not all(is_date(own, change.on) for change in changes):
            return None
        return replace(own, repeat=replace(own.repeat, without=without), changes=changes)

    def left_out(self):
        if self.own.repeat.kind == ONCE:
            return ()
        days = {day_of(self.start(self.expansion.original(moment))) for moment in self.series.event.not_dates}
        return tuple(sorted(day for day in days if is_date(self.own, as_own(day, self.own))))

    def changes(self):
        """{start by the rule: Change or None} of what the source says of single dates, also of those that the window does not hold."""
        found = {}
        for event in self.series.changes.values():
            if not event.and_following and (one := self.expansion.changed(event)):
                on = self.start(one.original)
                found[on] = change_of(self.own, on, one, self.home)
        return found

    def start(self, original):
        """A start as the rule of the source gives it, as our rule gives it."""
        if self.own.all_day:
            return day_of(original)
        if not isinstance(original, datetime):
            return datetime.combine(original, self.own.start.time())
        source = self.expansion.home or self.zone
        return original if source is self.home else instant(original, source).astimezone(self.home).replace(tzinfo=None)


def zone_of(own, zone):
    return zone if own.all_day else ZoneInfo(own.zone)


def as_own(day, own):
    return day if own.all_day else datetime.combine(day, own.start.time())


def change_of(own, on, one, home):
    """What an Occurrence has otherwise than the date of `own` that starts at `on`; None where that is nothing."""
    start, end = walls_of(one, home)
    own_end = own.end_of(on) or (on if own.all_day else None)
    is_cancelled, texts = one.status == CANCELLED, one.texts if one.texts != own.texts else None
    is_other = start != on or end != own_end
    if not (is_other or texts or is_cancelled != own.is_cancelled):
        return None
    # without an end of its own it would get that of the others: one that takes no time shows none
    end = end if end or not own_end else start
    return Change(on, is_cancelled, "", start if is_other else None, end if is_other else None, texts)


def walls_of(one, home):
    """(start, end) of an Occurrence, as Change has them."""
    if one.all_day:
        return one.first_day, one.last_day
    start = one.start.astimezone(home).replace(tzinfo=None)
    return start, one.end.astimezone(home).replace(tzinfo=None) if one.end else None


def last_of(own):
    """The last day of the last date of an event whose rule has an end; None where that lies beyond all measure."""
    dates = rules.dates_of(own.repeat, own.start, last=rules.far(own.repeat, own.start))
    longest = (day_of(own.end) - day_of(own.start) if own.end else timedelta(0)) if not own.last_day else own.last_day - day_of(own.start)
    days = [day_of(dates[-1]) + longest] if dates else [day_of(own.start)]
    return max([*days, *(day_of(change.end or change.start) for change in own.changes if change.start)])


# --- dates ---


def by_dates(series, wanted, window, zone):
    """The dates of the window one by one: each at its own hour, and what differs on it beside."""
    if not wanted:
        return None
    event = series.event or wanted[0]
    home = home_of(series, zone)
    is_day = sum(one.all_day for one in wanted) * 2 > len(wanted)
    starts = {}
    for one in wanted[:MOST_LISTED]:
        starts.setdefault(listed_start(series, one, is_day, home, zone), one)
    first, *others = sorted(starts, key=in_order)
    like = starts[first]
    end = walls_of(like, home)[1]
    if like.all_day != is_day:
        end = first if is_day else None
    dates = tuple(on if is_day or on.time() != first.time() else on.date() for on in others)
    texts = series.event.texts if series.event else like.texts
    is_cancelled = bool(series.event and series.event.status == CANCELLED)
    repeat = Repeat(DATES, dates=dates) if dates else Repeat()
    own = OwnEvent(
        series.uid, first, end, (home.key if not is_day else zone.key), texts, repeat, (), is_cancelled, sequence=sequence_of(event)
    )
    changes = (change_of(own, on, one, home) for on, one in sorted(starts.items(), key=lambda pair: in_order(pair[0])))
    own = replace(own, changes=tuple(change for change in changes if change))
    later = len(wanted) > MOST_LISTED or occurrences(replace(series, withdrawn_at=None), Window(window.end), zone)
    last_listed = max(one.last_day for one in starts.values())
    if not later:
        return Adopted(own, None, last_listed)
    return Adopted(own, last_listed if len(wanted) > MOST_LISTED else window.end - DAY, None)


def home_of(series, zone):
    """The zone in which dates are listed: that of the series, where it has a name."""
    moment = next((event.start for event in series.events() if event.start and not event.start.is_day), None)
    return moment.zone if moment and isinstance(moment.zone, ZoneInfo) else zone


def listed_start(series, one, is_day, home, zone):
    """What a date is called by: when it takes place. One that was moved keeps the start that it had before."""
    start = one.start.astimezone(home).replace(tzinfo=None)
    change = next((event for event in series.changes.values() if is_of(event, one, series, zone)), None) if one.is_changed else None
    if change is not None and series.event and series.event.start:
        source = series.event.start.zone or zone
        original = one.original
        start = instant(original, source).astimezone(home).replace(tzinfo=None) if isinstance(original, datetime) else original
        return as_listed(start, is_day, one, home)
    return as_listed(one.first_day if one.all_day else start, is_day, one, home)


def as_listed(start, is_day, one, home):
    if is_day:
        return day_of(start)
    return start if isinstance(start, datetime) else datetime.combine(start, one.start.astimezone(home).time())


def is_of(event, one, series, zone):
    """Whether an Occurrence is what a change of one date says."""
    if event.and_following or event.date_id is None:
        return False
    return Expansion(series, Window(), zone, [], None).original(event.date_id) == one.original


def sequence_of(event):
    return getattr(event, "sequence", 0)


# --- whether it came out right ---


def is_same(own, wanted, window, zone):
    """Whether the dates of the window are those that are wanted, in all that readers see."""
    return seen(occurrences(own.series(), window, zone)) == seen(wanted)


def seen(found):
    return sorted(
        ((one.start, one.end or one.start, one.all_day, one.last_day, one.status == CANCELLED, one.texts) for one in found),
        key=lambda row: (row[0], row[1], row[2]),
    )
