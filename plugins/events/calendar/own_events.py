"""An event of our own, as volunteers make it: local times, a zone, how it repeats, and what differs on some dates."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import rules
from .events import CANCELLED, Event, Series, Texts
from .moments import DAY, Length, Moment
from .recurrence import recurrence_of
from .rules import AFTER, DATES, ON, Repeat, Said, as_start, dates_of, day_of, recurrence, to_rrule


@dataclass(frozen=True)
class Change:
    """What is different on one date of a series. `on`: the start (naive, or a day) that the rule gives it. None: as in the series.

    `end` is a naive time, or the last day.
    """

    on: date | datetime
    is_cancelled: bool = False
    reason: str = ""
    start: date | datetime | None = None
    end: date | datetime | None = None
    texts: Texts | None = None
    sequence: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True)
class OwnEvent:
    """An event of our own: local start and end, a zone, how it repeats, what differs on some dates. `end`: a naive time or the last day."""

    uid: str
    start: date | datetime
    end: date | datetime | None
    zone: str
    texts: Texts
    repeat: Repeat = Repeat()
    changes: tuple = ()
    is_cancelled: bool = False
    reason: str = ""
    categories: tuple = ()
    organiser: str = ""
    organiser_email: str = ""
    sequence: int = 0
    created_at: datetime | None = None
    changed_at: datetime | None = None
    # what files call it, where that is not `uid`: an event keeps the UID that it came with
    file_uid: str = ""
    # the last day of what happens once, where the hour at which it ends is not known
    last_day: date | None = None

    @property
    def all_day(self):
        return not isinstance(self.start, datetime)

    def series(self):
        """As `expanding` takes it."""
        zone = None if self.all_day else ZoneInfo(self.zone)
        rule = to_rrule(self.repeat, self.start, zone)
        event = Event(
            self.uid,
            Moment(self.start, zone),
            length_between(self.start, self.end),
            self.texts,
            CANCELLED if self.is_cancelled else "",
            (recurrence_of(rule),) if rule else (),
            more_dates=tuple((Moment(day, zone), None) for day in own_dates(self)),
            not_dates=tuple(map(Moment, self.repeat.without)),
            sequence=self.sequence,
            stamp=self.changed_at,
            last_day=self.last_day,
        )
        changes = [self.changed_date(change, zone) for change in self.changes]
        return Series(self.uid, event, {change.key: change for change in changes})

    def changed_date(self, change, zone):
        start = change.start or change.on
        end = change.end if change.end else self.end_of(start)
        is_day = not isinstance(start, datetime)
        return Event(
            self.uid,
            Moment(start, None if is_day else zone or ZoneInfo(self.zone)),
            length_between(start, end),
            change.texts or self.texts,
            CANCELLED if change.is_cancelled or self.is_cancelled else "",
            date_id=Moment(change.on, zone),
            sequence=change.sequence,
            stamp=change.changed_at,
        )

    def end_of(self, start):
        """The end of a date that starts at `start` and lasts as long as those of the series by the clock on the wall."""
        return self.end and (start + (self.end - self.start) if isinstance(start, datetime) == isinstance(self.start, datetime) else None)


def own_dates(event):
    if event.repeat.kind != DATES:
        return []
    return [as_start(day, event.start) for day in event.repeat.dates]


def length_between(start, end):
    if end is None:
        return Length(1) if not isinstance(start, datetime) else None
    if not isinstance(start, datetime):
        return Length((end - start).days + 1)
    return Length((end.date() - start.date()).days, until=end.time())


def problems(event):
    """What cannot be saved, as rules.Said, each beside its field; those of a changed date have its `on` among the values."""
    found = [Said("zone", "zone")] if not event.all_day and not is_zone(event.zone) else []
    if event.end is not None and event.end < event.start:
        found.append(Said("ends_before_it_starts", "end"))
    found += rules.problems(event.repeat, event.start)
    return found if found else problems_of_changes(event)


def is_zone(name):
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def problems_of_changes(event):
    found, taken = [], {}
    moved = {change.on for change in event.changes if change.start and change.start != change.on}
    for change in event.changes:
        if not is_date(event, change.on):
            found.append(Said("no_such_date", "changes", {"on": change.on}))
        start = change.start or change.on
        if change.end is not None and change.end < start:
            found.append(Said("ends_before_it_starts", "changes", {"on": change.on}))
        if change.on in moved and (start in taken or (is_date(event, start) and start not in moved)):
            found.append(Said("moved_onto_another", "changes", {"on": change.on, "start": start}))
        taken[start] = change
    return found


def is_date(event, on):
    if isinstance(on, datetime) != isinstance(event.start, datetime):
        return False
    day = on.date() if isinstance(on, datetime) else on
    return on in dates_of(event.repeat, event.start, day, day)


def split(event, on, uid):
    """(the series until the date before `on`, the series from `on` on under another UID): "this and all that follow" is two series.

    The first is None when `on` is the first date. Raises ValueError when `on` is no date of the series.
    """
    if not is_date(event, on):
        raise ValueError(f"{on} is no date of {event.uid}")
    day = on.date() if isinstance(on, datetime) else on
    before = [change for change in event.changes if change.on < on]
    after = tuple(change for change in event.changes if change.on >= on)
    later = replace(event, uid=uid, start=on, end=event.end_of(on), repeat=rest_of(event, on, day), changes=after, sequence=0)
    if on == event.start:
        return None, later
    return replace(event, repeat=until_before(event, day), changes=tuple(before), sequence=event.sequence + 1), later


def until_before(event, day):
    repeat = event.repeat
    if repeat.kind == DATES:
        left = tuple(one for one in repeat.dates if day_of(one) < day)
        return replace(repeat, dates=left) if left else Repeat()
    return replace(repeat, ends=ON, until=day - DAY, count=None)


def rest_of(event, on, day):
    repeat = pinned(event.repeat, event.start)
    if repeat.kind == DATES:
        left = tuple(one for one in repeat.dates if day_of(one) > day)
        return replace(repeat, dates=left) if left else Repeat()
    if repeat.ends == AFTER:
        gone = len([one for one in dates_of(replace(repeat, without=()), event.start, last=day) if one < on])
        return replace(repeat, count=repeat.count - gone)
    return repeat


def pinned(repeat, start):
    """What the first date has said of the rule, said by the rule itself."""
    rule = recurrence(repeat, start)
    if repeat.kind == rules.WEEKLY:
        return replace(repeat, weekdays=tuple(at for _which, at in rule.weekdays))
    if repeat.kind == rules.MONTHLY_DAY:
        return replace(repeat, day=rule.month_days[0])
    if repeat.kind == rules.MONTHLY_WEEKDAY:
        ((which, weekday),) = rule.weekdays
        return replace(repeat, which=which, weekdays=(weekday,))
    return repeat
