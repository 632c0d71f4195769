"""Points in time and lengths as calendar files write them: days, local times with a zone, nominal and exact durations."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WRITTEN = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.I)
DURATION = re.compile(r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?", re.I)
DAY = timedelta(days=1)
# Times outside of these years are mistakes, and a century more than anybody plans.
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Moment:
    """A whole day (`zone` is None), or a time of day in a zone. `is_floating`: its file gave no zone, so it follows that of its series."""

    wall: date | datetime
    zone: tzinfo | None = None
    is_floating: bool = False

    @property
    def is_day(self):
        return self.zone is None

    @property
    def day(self):
        return self.wall if self.is_day else self.wall.date()

    def utc(self):
        return instant(self.wall, self.zone)

    def wall_in(self, zone):
        """The naive time that clocks of `zone` show then."""
        if self.is_floating or zone is self.zone:
            return self.wall
        return self.utc().astimezone(zone).replace(tzinfo=None, fold=0)


def instant(wall, zone):
    """An hour that does not exist is moved forward by the gap; of an hour that is there twice the first one is meant."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def parse(value):
    """(naive date or datetime, "Z", an offset or "") of a written value. Raises ValueError."""
    found = WRITTEN.fullmatch(value.strip().strip('"'))
    if not found:
        raise ValueError(value)
    year, month, day, hour, minute, second, offset = found.groups()
    on = date(int(year), int(month), int(day))
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ValueError(value)
    if hour is None:
        return on, ""
    # a leap second is the second before it
    at = time(int(hour), int(minute), min(int(second or 0), 59)) if int(hour) != 24 else None
    if at is None:
        if int(minute) or int(second or 0):
            raise ValueError(value)
        return datetime.combine(on + DAY, time()), (offset or "").upper()
    return datetime.combine(on, at), (offset or "").upper()


def offset_of(written):
    """timedelta of "+0300", "+03:00", "-003000"."""
    found = re.fullmatch(r"([+-])?(\d\d):?(\d\d)(?::?(\d\d))?", written.strip())
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError(written)
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size


@dataclass(frozen=True, slots=True)
class Length:
    """`days` by the calendar, and then `exact` time; or to the time of day `until`, so many days later.

    A day has 23 to 25 hours, 24 hours have 24.
    """

    days: int = 0
    exact: timedelta = timedelta(0)
    until: time | None = None

    def end(self, wall, zone):
        """The instant of the end of what starts at a naive `wall`, None where it is not after the start."""
        start = instant(wall, zone)
        if self.until is not None:
            end = instant(datetime.combine(wall.date() + self.days * DAY, self.until), zone)
        else:
            # Days are counted by the calendar, so an hour that does not exist is asked for on the last of them.
            end = instant(wall + self.days * DAY, zone) + self.exact
        return end if end > start else None

    def whole_days(self):
        days = self.days + -(-self.exact // DAY)
        return max(days, 1)

    @property
    def longest(self):
        return (self.days + 1) * DAY + self.exact


def duration(value):
    """Length of "P1DT2H". Raises ValueError; a negative one is a mistake too."""
    found = DURATION.fullmatch(value.strip())
    if not found or not any(found.groups()[1:]):
        raise ValueError(value)
    sign, *numbers = found.groups()
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    length = Length(7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if length.longest > timedelta(days=3660):
        raise ValueError(value)
    if sign == "-" and length != Length():
        raise ValueError(value)
    return length
