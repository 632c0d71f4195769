"""A time zone written for other programs: VTIMEZONE with yearly rules, since Outlook does not read zones that are lists of dates."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from .recurrence import WEEKDAYS

DAY = timedelta(days=1)
# A rule must fit so many years to be written as one.
YEARS = 6


def vtimezone(name, year):
    """Component for the zone `name`, right from `year` on."""
    component = Timezone()
    component.add("tzid", name)
    zone = ZoneInfo(name)
    changes = changes_of(name, year)
    rules = [rule for change in changes if (rule := rule_of(name, change, year))]
    if not changes:
        component.add_component(observance(TimezoneStandard, datetime(1970, 1, 1), *([zone.utcoffset(datetime(year, 7, 1))] * 2), zone))
    elif len(rules) == len(changes):
        for (at, before, after), rule in zip(changes, rules, strict=True):
            component.add_component(part(at, before, after, zone, rule))
    else:
        for one in range(year, year + YEARS):
            for at, before, after in changes_of(name, one):
                component.add_component(part(at, before, after, zone))
    return component


def part(at, before, after, zone, rule=None):
    kind = TimezoneDaylight if zone.dst(at.replace(tzinfo=UTC).astimezone(zone)) else TimezoneStandard
    return observance(kind, at + before, before, after, zone, rule, at)


def observance(kind, wall, before, after, zone, rule=None, at=None):
    component = kind()
    component.add("dtstart", wall)
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", after)
    component.add("tzname", (at or wall).replace(tzinfo=UTC).astimezone(zone).tzname())
    if rule:
        component.add("rrule", rule)
    return component


@lru_cache(maxsize=500)
def changes_of(name, year):
    """((naive UTC, offset before, offset after), ...) of a year."""
    zone, found = ZoneInfo(name), []

    def offset(at):
        return at.replace(tzinfo=UTC).astimezone(zone).utcoffset()

    day = datetime(year, 1, 1)
    while day.year == year:
        before, after = offset(day), offset(day + DAY)
        if before != after:
            low, high = day, day + DAY
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            found.append((high, before, after))
        day += DAY
    return tuple(found)


def rule_of(name, change, year):
    """{"freq": ..., "bymonth": ..., "byday": "-1SU"} that gives the same change in the years after, or None."""
    at, before, after = change
    wall = at + before
    later = [[one for one in changes_of(name, year + step) if one[1:] == (before, after)] for step in range(1, YEARS)]
    if not all(len(ones) == 1 for ones in later):
        return None
    walls = [wall, *(ones[0][0] + before for ones in later)]
    if len({(one.month, one.weekday(), one.time()) for one in walls}) != 1:
        return None
    for which in (-1, (wall.day - 1) // 7 + 1):
        if all(is_which(one, which) for one in walls):
            return {"freq": "yearly", "bymonth": wall.month, "byday": f"{which}{WEEKDAYS[wall.weekday()]}"}
    return None


def is_which(day, which):
    return day.day + 7 > monthrange(day.year, day.month)[1] if which == -1 else (day.day - 1) // 7 + 1 == which
