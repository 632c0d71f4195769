"""The dates of a rule, period by period, in local time without a zone.

dateutil's rrule runs on until the year 9999 when a rule has no more dates, and cannot be told to stop. Here every day that is
looked at costs a step, and steps are limited. The tests compare both over many rules.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import MAXYEAR, date, datetime, time, timedelta

DAY = timedelta(days=1)
MOST_STEPS = 200_000
MOST_DATES = 20_000


class Exhausted(Exception):
    """Too many days were looked at."""


class Budget:
    """Days that may be looked at and dates that may come of it, for one thing and for all things `together`."""

    def __init__(self, steps=MOST_STEPS, dates=MOST_DATES, together=None):
        self.steps, self.dates, self.together = steps, dates, together

    def spend(self, steps, dates=0):
        self.steps -= steps
        self.dates -= dates
        if self.together:
            self.together.spend(steps, dates)
        if self.is_spent:
            raise Exhausted

    @property
    def is_spent(self):
        return self.steps < 0 or self.dates < 0


def walls(rule, start, first, last, budget):
    """The naive times of `rule` from `start` on that are between `first` and `last`, both inclusive, in order.

    `start` is naive; it is a date of the series only when the rule says so. `rule.until` is not looked at: `last` is.
    """
    rule = completed(rule, start)
    times = times_of(rule, start)
    left = rule.count
    begin = 0 if left is not None or first <= start else periods_before(rule, start, first)
    for days in periods(rule, start, begin, last.date()):
        budget.spend(max(len(days), 1))
        found = [datetime.combine(day, at) for day in days if fits(rule, day) for at in times]
        if rule.positions:
            found = sorted({found[at - 1 if at > 0 else at] for at in rule.positions if -len(found) <= at <= len(found)}) if found else []
        for wall in found:
            if wall < start:
                continue
            if wall > last or left == 0:
                return
            if left is not None:
                left -= 1
            if wall >= first:
                budget.spend(0, 1)
                yield wall


def completed(rule, start):
    """What a rule leaves out is said by its first date."""
    if rule.is_plain:
        if rule.frequency == "WEEKLY":
            return replace(rule, weekdays=((0, start.weekday()),))
        if rule.frequency == "MONTHLY":
            return replace(rule, month_days=(start.day,))
        if rule.frequency == "YEARLY":
            return replace(rule, months=(start.month,), month_days=(start.day,))
    elif rule.months and not (rule.month_days or rule.year_days or rule.weeks or rule.weekdays):
        if rule.frequency == "WEEKLY":
            return replace(rule, weekdays=((0, start.weekday()),))
        if rule.frequency in ("MONTHLY", "YEARLY"):
            return replace(rule, month_days=(start.day,))
    elif rule.weeks and not (rule.weekdays or rule.month_days or rule.year_days):
        return replace(rule, weekdays=((0, start.weekday()),))
    return rule


def times_of(rule, start):
    return sorted(
        time(hour, minute, second)
        for hour in rule.hours or (start.hour,)
        for minute in rule.minutes or (start.minute,)
        for second in rule.seconds or (start.second,)
    )


def periods_before(rule, start, first):
    """How many whole periods can be left out, because they are over before `first`."""
    if rule.frequency == "YEARLY":
        passed = first.year - start.year
    elif rule.frequency == "MONTHLY":
        passed = 12 * (first.year - start.year) + first.month - start.month
    else:
        passed = (first.date() - start.date()).days // (7 if rule.frequency == "WEEKLY" else 1)
    return max(passed // rule.interval - 1, 0)


def periods(rule, start, begin, last):
    """The days of each period, until one begins after the day `last`."""
    at = begin
    while True:
        step = at * rule.interval
        at += 1
        try:
            days = days_of(rule, start.date(), step)
        except OverflowError:
            return
        if days and days[0] > last:
            return
        yield days


def days_of(rule, start, step):
    """Raises OverflowError after the last year that there is."""
    if rule.frequency == "DAILY":
        return [start + step * DAY]
    if rule.frequency == "WEEKLY":
        monday = start - (start.weekday() - rule.week_start) % 7 * DAY + 7 * step * DAY
        return [monday + at * DAY for at in range(7)]
    if rule.frequency == "MONTHLY":
        year, month = divmod(12 * start.year + start.month - 1 + step, 12)
        check_year(year)
        return days_of_month(year, month + 1)
    year = start.year + step
    check_year(year)
    months = rule.months or range(1, 13)
    return [day for month in months for day in days_of_month(year, month)]


def check_year(year):
    if year > MAXYEAR - 1:
        raise OverflowError


def days_of_month(year, month):
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def fits(rule, day):
    if rule.months and day.month not in rule.months:
        return False
    from_end = day.day - monthrange(day.year, day.month)[1] - 1 if rule.month_days else 0
    if rule.month_days and day.day not in rule.month_days and from_end not in rule.month_days:
        return False
    if rule.weekdays and not any(
        weekday == day.weekday() and (not which or is_which(rule, day, which)) for which, weekday in rule.weekdays
    ):
        return False
    if rule.year_days and not {day.timetuple().tm_yday, day.timetuple().tm_yday - year_length(day.year) - 1} & set(rule.year_days):
        return False
    return not rule.weeks or bool(week_numbers(day, rule.week_start) & set(rule.weeks))


def is_which(rule, day, which):
    """Whether it is the first, second, last ... such weekday of its month, or of its year when the rule speaks of years alone."""
    if rule.frequency in ("DAILY", "WEEKLY") or rule.weeks:
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        before, after = day.day - 1, monthrange(day.year, day.month)[1] - day.day
    else:
        before = day.timetuple().tm_yday - 1
        after = year_length(day.year) - before - 1
    return before // 7 + 1 == which if which > 0 else after // 7 + 1 == -which


def year_length(year):
    return 366 if monthrange(year, 2)[1] == 29 else 365


def week_numbers(day, week_start):
    """{its number from the start, its number from the end} of the week of a day: a week belongs to the year that has four of its days."""
    fourth = day - (day.weekday() - week_start) % 7 * DAY + 3 * DAY
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    weeks = number + (year_length(fourth.year) - fourth.timetuple().tm_yday) // 7
    return {number, number - weeks - 1}
