"""How an event of our own repeats, in fields that a form can hold. An RRULE is written from it, never stored.

There are no sentences here: problems and questions are codes with the field that they stand beside, for an editor in any language.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from .moments import DAY, instant, parse
from .recurrence import WEEKDAYS, Recurrence, Refused, Unread, recurrence_of
from .stepping import Budget, Exhausted, walls

ONCE, WEEKLY, MONTHLY_DAY, MONTHLY_WEEKDAY, YEARLY, DATES = "once", "weekly", "monthly_day", "monthly_weekday", "yearly", "dates"
KINDS = (ONCE, WEEKLY, MONTHLY_DAY, MONTHLY_WEEKDAY, YEARLY, DATES)
NEVER, ON, AFTER = "never", "on", "after"
LAST = -1
MOST_EVERY = 52
MOST_COUNT = 1000
MOST_DATES = 400


@dataclass(frozen=True)
class Repeat:
    """`every`: each so many weeks, months or years. Weekdays: 0 is Monday. `day`: of the month, -1 the last. `which`: 1 to 4, -1 the last.

    `dates`: the own dates, beside the first one; a naive time is one that begins at another hour than the first. `ends`: never, on the
    day `until` (which still counts), after `count` dates. `without`: days that the rule gives and that are left out; they count too.
    """

    kind: str = ONCE
    every: int = 1
    weekdays: tuple = ()
    day: int | None = None
    which: int | None = None
    dates: tuple = ()
    ends: str = NEVER
    until: date | None = None
    count: int | None = None
    without: tuple = ()

    def as_data(self):
        data = {
            "kind": self.kind,
            "every": self.every,
            "weekdays": list(self.weekdays),
            "day": self.day,
            "which": self.which,
            "dates": [day.isoformat() for day in self.dates],
            "ends": self.ends,
            "until": self.until.isoformat() if self.until else None,
            "count": self.count,
        }
        return data | {"without": [day.isoformat() for day in self.without]} if self.without else data


@dataclass(frozen=True)
class Said:
    """A problem or a question of an editor: its code, the field that it stands beside, and what its sentence needs."""

    code: str
    field: str
    values: dict = field(default_factory=dict, hash=False)


def from_data(data):
    """Repeat of `as_data()`, of JSON of anybody. Raises ValueError."""
    try:
        repeat = Repeat(
            str(data.get("kind", ONCE)),
            int(data.get("every") or 1),
            tuple(sorted({int(day) for day in data.get("weekdays") or ()})),
            int(data["day"]) if data.get("day") else None,
            int(data["which"]) if data.get("which") else None,
            tuple(sorted({own_date(day) for day in data.get("dates") or ()}, key=in_order)),
            str(data.get("ends") or NEVER),
            date.fromisoformat(data["until"]) if data.get("until") else None,
            int(data["count"]) if data.get("count") else None,
            tuple(sorted({date.fromisoformat(day) for day in data.get("without") or ()})),
        )
    except (TypeError, AttributeError, OverflowError) as error:
        raise ValueError(str(error)) from None
    if repeat.kind not in KINDS or repeat.ends not in (NEVER, ON, AFTER):
        raise ValueError(repeat.kind)
    return repeat


def own_date(text):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def in_order(moment):
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def day_of(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def recurrence(repeat, start):
    """The Recurrence from `start` (naive time or day) on; None where there is no rule. Ends on a day are left to `last_wall`."""
    count = repeat.count if repeat.ends == AFTER else None
    day = start.date() if isinstance(start, datetime) else start
    if repeat.kind == WEEKLY:
        weekdays = repeat.weekdays or (day.weekday(),)
        return Recurrence("WEEKLY", repeat.every, count, weekdays=tuple((0, at) for at in weekdays))
    if repeat.kind == MONTHLY_DAY:
        return Recurrence("MONTHLY", repeat.every, count, month_days=(repeat.day or day.day,))
    if repeat.kind == MONTHLY_WEEKDAY:
        weekday = repeat.weekdays[0] if repeat.weekdays else day.weekday()
        return Recurrence("MONTHLY", repeat.every, count, weekdays=((repeat.which or which_of(day), weekday),))
    if repeat.kind == YEARLY:
        return Recurrence("YEARLY", repeat.every, count, months=(day.month,), month_days=(day.day,))
    return None


def which_of(day):
    """Which weekday of its month a day is: the fifth is always the last."""
    which = (day.day - 1) // 7 + 1
    return which if which < 5 else LAST


def last_wall(repeat):
    return datetime.combine(repeat.until, time.max) if repeat.ends == ON and repeat.until else datetime.max


def dates_of(repeat, start, first=None, last=None, most=None):
    """The naive times, or days, of a series that are between the days `first` and `last`, both inclusive, or `most` of them."""
    is_day = not isinstance(start, datetime)
    begin = datetime.combine(start, time()) if is_day else start
    low = max(begin, datetime.combine(first, time())) if first else begin
    high = min(datetime.combine(last, time.max) if last else months_end(low), last_wall(repeat))
    rule, found = recurrence(repeat, start), []
    if rule is None:
        own = [start, *(as_start(day, start) for day in repeat.dates if repeat.kind == DATES)]
        found = sorted({one for one in own if low <= in_order(one) <= high and day_of(one) not in repeat.without})
    elif high >= begin:
        try:
            for wall in walls(rule, begin, low, high, Budget()):
                if wall.date() in repeat.without:
                    continue
                found.append(wall.date() if is_day else wall)
                if most and len(found) >= most:
                    break
        except Exhausted:
            pass
    return found[:most] if most else found


def as_start(day, start):
    """The own date of a series: at the hour of its start, or at its own."""
    if isinstance(day, datetime):
        return day if isinstance(start, datetime) else day.date()
    return datetime.combine(day, start.time()) if isinstance(start, datetime) else day


def months_end(low):
    """So far ahead of a start next dates are looked for: 29 February may be eight years away."""
    return low + timedelta(days=366 * 9) if low.year < 2190 else datetime.max


def problems(repeat, start):
    """What cannot be saved, as Said, each beside its field."""
    found = []
    if not 1 <= repeat.every <= MOST_EVERY:
        found.append(Said("every", "every", {"most": MOST_EVERY}))
    if any(not 0 <= day <= 6 for day in repeat.weekdays):
        found.append(Said("weekdays", "weekdays"))
    if repeat.day is not None and not (1 <= repeat.day <= 31 or repeat.day == LAST):
        found.append(Said("day", "day"))
    if repeat.which is not None and repeat.which not in (1, 2, 3, 4, LAST):
        found.append(Said("which", "which"))
    if repeat.kind == DATES and (not repeat.dates or len(repeat.dates) > MOST_DATES):
        found.append(Said("dates" if not repeat.dates else "many_dates", "dates", {"most": MOST_DATES}))
    if found:
        return found
    found += problems_of_the_end(repeat, start)
    # the first one may be left out
    dates = dates_of(replace(repeat, without=()), start, most=1)
    if not dates and not found:
        found.append(Said("no_dates", "kind"))
    elif dates and dates[0] != start:
        found.append(Said("start_is_no_date", "start", {"first": dates[0]}))
    return found


def problems_of_the_end(repeat, start):
    if repeat.kind in (ONCE, DATES) or repeat.ends == NEVER:
        return []
    if repeat.ends == ON:
        if not repeat.until:
            return [Said("until_missing", "until")]
        return [Said("until_before_start", "until")] if repeat.until < (start.date() if isinstance(start, datetime) else start) else []
    if repeat.count is None:
        return [Said("count_missing", "count")]
    return [] if 1 <= repeat.count <= MOST_COUNT else [Said("count", "count", {"most": MOST_COUNT})]


def questions(repeat, start):
    """What may be meant otherwise, as Said: to be asked, and saved all the same."""
    day = start.date() if isinstance(start, datetime) else start
    if repeat.kind == MONTHLY_WEEKDAY and (repeat.which or which_of(day)) == 4 and (day + 7 * DAY).month != day.month:
        return [Said("fourth_is_last", "which")]
    if repeat.kind == MONTHLY_DAY and (repeat.day or day.day) > 28:
        return [Said("months_without_day", "day", {"day": repeat.day or day.day})]
    if repeat.kind == YEARLY and (day.month, day.day) == (2, 29):
        return [Said("leap_day", "start")]
    return []


def summary(repeat, start):
    """What the sentence of an editor is made of: the fields, how many dates there are and which is the last, None where there is no end."""
    is_ended = repeat.kind in (ONCE, DATES) or repeat.ends != NEVER
    dates = dates_of(repeat, start, last=far(repeat, start)) if is_ended else []
    return repeat.as_data() | {"total": len(dates) if is_ended else None, "last": dates[-1] if dates else None}


def far(repeat, start):
    day = start.date() if isinstance(start, datetime) else start
    if repeat.ends == ON and repeat.until:
        return repeat.until
    return date(min(day.year + 120, 9000), 12, 31)


def to_rrule(repeat, start, zone=None):
    """The text of an RRULE, "" where there is none. The end is written in UTC, as RFC 5545 wants it beside a time with a zone."""
    rule = recurrence(repeat, start)
    if rule is None:
        return ""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.months:
        parts.append(f"BYMONTH={rule.months[0]}")
    if rule.month_days:
        parts.append(f"BYMONTHDAY={rule.month_days[0]}")
    if rule.weekdays:
        parts.append("BYDAY=" + ",".join(f"{which or ''}{WEEKDAYS[at]}" for which, at in rule.weekdays))
    if rule.count:
        parts.append(f"COUNT={rule.count}")
    if repeat.ends == ON and repeat.until:
        if isinstance(start, datetime):
            parts.append(f"UNTIL={instant(datetime.combine(repeat.until, time(23, 59, 59)), zone or UTC):%Y%m%dT%H%M%SZ}")
        else:
            parts.append(f"UNTIL={repeat.until:%Y%m%d}")
    return ";".join(parts)


def from_rrule(text, start, zone=None):
    """Repeat that gives the same dates as an RRULE from `start` on, or None where the fields cannot say it."""
    try:
        return of_recurrence(recurrence_of(text), start, zone)
    except (Refused, Unread):
        return None


def of_recurrence(rule, start, zone=None):
    """The same of a Recurrence."""
    end = the_end(rule, start, zone)
    if rule.year_days or rule.weeks or rule.hours or rule.minutes or rule.seconds or end is None:
        return None
    day = start.date() if isinstance(start, datetime) else start
    if rule.frequency == "WEEKLY" and not (rule.months or rule.month_days or rule.positions):
        if rule.interval > 1 and rule.week_start and len(rule.weekdays) > 1:
            return None
        return Repeat(WEEKLY, rule.interval, tuple(sorted({at for _which, at in rule.weekdays})) or (day.weekday(),), **end)
    if rule.frequency == "DAILY" and rule.interval == 1 and not (rule.months or rule.month_days or rule.positions):
        return Repeat(WEEKLY, 1, tuple(sorted({at for _which, at in rule.weekdays})) or tuple(range(7)), **end)
    if rule.frequency == "MONTHLY" and not rule.months:
        return monthly(rule, day, end)
    if rule.frequency == "YEARLY" and not (rule.weekdays or rule.positions):
        # Days of a month without months are days of every month.
        if (rule.months, rule.month_days) in (((), ()), ((day.month,), ()), ((day.month,), (day.day,))):
            return Repeat(YEARLY, rule.interval, **end)
    return None


def the_end(rule, start, zone):
    """{"ends", "until", "count"}; None for an end that is a day and a number of dates at once."""
    if rule.until and rule.count:
        return None
    if rule.count:
        return {"ends": AFTER, "count": rule.count}
    if not rule.until:
        return {"ends": NEVER}
    wall, offset = parse(rule.until)
    if not isinstance(wall, datetime):
        return {"ends": ON, "until": wall}
    if offset and isinstance(start, datetime):
        wall = instant(wall, UTC).astimezone(zone or UTC).replace(tzinfo=None)
    # An end before the hour at which it begins leaves that day out.
    earlier = isinstance(start, datetime) and wall.time() < start.time()
    return {"ends": ON, "until": wall.date() - DAY if earlier else wall.date()}


def monthly(rule, day, end):
    if rule.month_days and not rule.weekdays:
        if len(rule.month_days) == 1 and not rule.positions and (rule.month_days[0] > 0 or rule.month_days[0] == LAST):
            return Repeat(MONTHLY_DAY, rule.interval, day=rule.month_days[0], **end)
        # the last day of the month, as some programs write it
        if rule.positions == (LAST,) and set(rule.month_days) == {28, 29, 30, 31}:
            return Repeat(MONTHLY_DAY, rule.interval, day=LAST, **end)
        return None
    if not rule.weekdays and not rule.positions:
        return Repeat(MONTHLY_DAY, rule.interval, day=day.day, **end)
    if len(rule.weekdays) != 1 or rule.month_days:
        return None
    which, weekday = rule.weekdays[0]
    if not which and len(rule.positions) == 1:
        which = rule.positions[0]
    elif rule.positions:
        return None
    if which not in (1, 2, 3, 4, LAST):
        return None
    return Repeat(MONTHLY_WEEKDAY, rule.interval, (weekday,), which=which, **end)
