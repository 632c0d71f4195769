"""The text of an RRULE as numbers, after the gate: what would repeat without measure never gets to where dates are made."""

import re
from dataclasses import dataclass

from .moments import LAST_YEAR, parse
from .notes import Unusable, gettext_noop

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
# More dates than this nobody means; such a rule is one without an end.
MOST_DATES = 20_000
MOST_INTERVAL = 10_000
# On one day.
MOST_TIMES = 24
# For each list, the largest number in it; those that count from the end too are marked.
LISTS = {
    "BYMONTH": (12, False),
    "BYMONTHDAY": (31, True),
    "BYYEARDAY": (366, True),
    "BYWEEKNO": (53, True),
    "BYSETPOS": (366, True),
    "BYHOUR": (23, False),
    "BYMINUTE": (59, False),
    "BYSECOND": (59, False),
}
BY_THE_HOUR = gettext_noop("It repeats by the hour or more often (%(rule)s). Such rules are not taken.")
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Refused(Unusable):
    """A rule that no calendar of people has, or none that has a date: its event is not taken."""


class Unread(ValueError):
    """Text that is no rule: what is sure of the event is its first date."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Numbers of an RRULE. `until` is as written; weekdays are (which one of the month or year, or 0; 0 for Monday)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: tuple = ()
    month_days: tuple = ()
    year_days: tuple = ()
    weeks: tuple = ()
    weekdays: tuple = ()
    hours: tuple = ()
    minutes: tuple = ()
    seconds: tuple = ()
    positions: tuple = ()
    week_start: int = 0

    @property
    def is_plain(self):
        """Nothing but how often."""
        return not (self.months or self.month_days or self.year_days or self.weeks or self.weekdays)


def recurrence_of(text, warnings=None):
    """Recurrence of the text after "RRULE:". Raises Refused or Unread; adds what was left out of it to `warnings`."""
    parts = {}
    for part in re.sub(r"\s+", "", text).upper().split(";"):
        name, equals, value = part.partition("=")
        if part and not (equals and name):
            raise Unread(text)
        if value:
            parts.setdefault(name, value)
    frequency = parts.pop("FREQ", "")
    if frequency in TOO_OFTEN:
        raise Refused(
            gettext_noop("It repeats by the hour or more often (%(rule)s). Such rules are not taken."), is_warning=True, rule=text
        )
    if frequency not in FREQUENCIES:
        raise Unread(text)
    numbers = {name: numbers_of(parts.pop(name), most, both) for name, (most, both) in LISTS.items() if name in parts}
    count = count_of(parts.pop("COUNT", ""), warnings)
    rule = Recurrence(
        frequency,
        interval_of(parts.pop("INTERVAL", "1"), text),
        count,
        until_of(parts.pop("UNTIL", "")),
        numbers.get("BYMONTH", ()),
        numbers.get("BYMONTHDAY", ()),
        numbers.get("BYYEARDAY", ()),
        numbers.get("BYWEEKNO", ()),
        weekdays_of(parts.pop("BYDAY", "")),
        numbers.get("BYHOUR", ()),
        numbers.get("BYMINUTE", ()),
        numbers.get("BYSECOND", ()),
        numbers.get("BYSETPOS", ()),
        week_start_of(parts.pop("WKST", "MO")),
    )
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise Unread(text)
    if parts and warnings is not None:
        warnings.append((gettext_noop("A part of the rule is not known and was left out: %(parts)s."), {"parts": ", ".join(sorted(parts))}))
    check(rule, text)
    return rule


def check(rule, text):
    if max(len(rule.hours), 1) * max(len(rule.minutes), 1) * max(len(rule.seconds), 1) > MOST_TIMES:
        raise Refused(
            gettext_noop("It repeats by the hour or more often (%(rule)s). Such rules are not taken."), is_warning=True, rule=text
        )
    months = rule.months or range(1, 13)
    if rule.month_days and not any(abs(day) <= DAYS_OF_MONTH[month - 1] for month in months for day in rule.month_days):
        raise Refused(gettext_noop("Its rule has no date in any year (%(rule)s)."), is_warning=True, rule=text)


def interval_of(value, text):
    if not re.fullmatch(r"[+-]?\d{1,12}", value):
        raise Unread(text)
    if not 1 <= int(value) <= MOST_INTERVAL:
        raise Refused(
            gettext_noop("Its rule has an impossible interval (%(rule)s)."),
            is_warning=True,
            rule=text,
        )
    return int(value)


def count_of(value, warnings):
    if not value:
        return None
    if not re.fullmatch(r"[+-]?\d{1,30}", value):
        raise Unread(value)
    if 1 <= int(value) <= MOST_DATES:
        return int(value)
    if warnings is not None:
        warnings.append((gettext_noop("It ends after %(count)s times, which was read as without an end."), {"count": value}))
    return None


def until_of(value):
    """As written. The year 9999 is how some programs write that there is no end."""
    if not value:
        return ""
    if re.match(r"\d{4}", value) and int(value[:4]) > LAST_YEAR:
        return ""
    try:
        parse(value)
    except (ValueError, OverflowError):
        raise Unread(value) from None
    return value


def numbers_of(value, most, both):
    found = []
    for one in value.split(","):
        # a leap month of another calendar is written with an L
        if not re.fullmatch(r"[+-]?\d{1,3}", one):
            raise Unread(value)
        number = int(one)
        least = 0 if most in (23, 59) else 1
        if not (least <= number <= most or (both and -most <= number <= -1)):
            raise Unread(value)
        if number not in found:
            found.append(number)
    return tuple(sorted(found))


def weekdays_of(value):
    found = []
    for one in value.split(",") if value else ():
        match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", one)
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise Unread(value)
        day = (int(match[1] or 0), WEEKDAYS.index(match[2]))
        if day not in found:
            found.append(day)
    return tuple(found)


def week_start_of(value):
    if value not in WEEKDAYS:
        raise Unread(value)
    return WEEKDAYS.index(value)
