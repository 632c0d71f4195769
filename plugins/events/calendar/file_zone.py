"""A time zone as a calendar file describes it itself: a VTIMEZONE with its own rules."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo

from .moments import offset_of, parse
from .recurrence import Refused, recurrence_of
from .stepping import Budget, Exhausted, walls

# Between these years the changes of a zone are worked out; files describe them from 1601 on, for ever.
FIRST, LAST = datetime(1970, 1, 1), datetime(2101, 1, 1)
MOST_CHANGES = 1000
STEPS = 100_000


class FileZone(tzinfo):
    """Offsets as a VTIMEZONE tells them. `is_open`: one of its rules goes on without end, so it is no list of past years."""

    def __init__(self, name, component):
        """Raises ValueError where nothing can be made of it."""
        self.name = name
        changes, self.is_open = {}, False
        budget = Budget(STEPS)
        for part in component.children:
            if part.name in ("STANDARD", "DAYLIGHT"):
                for at, before, after in self.changes_of(part, budget):
                    changes[at - before] = (before, after)
        if not changes:
            raise ValueError(name)
        ordered = sorted(changes.items())[:MOST_CHANGES]
        self.instants = [at for at, _offsets in ordered]
        self.offsets = [ordered[0][1][0], *(after for _at, (_before, after) in ordered)]
        self.read_offsets()

    def read_offsets(self):
        steps = list(zip(self.instants, self.offsets, self.offsets[1:], strict=False))
        # The clock on the wall, where the first and where the second reading of an hour that is there twice (or never) ends.
        self.first_reading = [at + max(before, after) for at, before, after in steps]
        self.second_reading = [at + min(before, after) for at, before, after in steps]

    def as_data(self):
        """What JSON can hold of it: {"name", "instants", "offsets"} in seconds."""
        return {
            "name": self.name,
            "instants": [at.isoformat() for at in self.instants],
            "offsets": [int(offset.total_seconds()) for offset in self.offsets],
        }

    @classmethod
    def of_data(cls, data):
        """The zone of `as_data`."""
        zone = cls.__new__(cls)
        zone.name, zone.is_open = data["name"], True
        zone.instants = [datetime.fromisoformat(at) for at in data["instants"]]
        zone.offsets = [timedelta(seconds=offset) for offset in data["offsets"]]
        zone.read_offsets()
        return zone

    def changes_of(self, part, budget):
        start, _offset = earliest(part.value("DTSTART"))
        before, after = offset_of(part.value("TZOFFSETFROM")), offset_of(part.value("TZOFFSETTO"))
        yield max(start, FIRST), before, after
        for _parameters, value in part.all("RDATE"):
            for one in value.split(",")[:MOST_CHANGES]:
                at = parse(one.partition("/")[0])[0]
                yield (at if isinstance(at, datetime) else datetime.combine(at, start.time())), before, after
        for _parameters, value in part.all("RRULE"):
            try:
                rule = recurrence_of(value)
            except Refused:
                raise ValueError(value) from None
            end = LAST
            if rule.until:
                until, zulu = parse(rule.until)
                until = until if isinstance(until, datetime) else datetime.combine(until, datetime.max.time())
                end = min(LAST, until + before if zulu else until)
            self.is_open = self.is_open or not (rule.until or rule.count)
            try:
                for wall in walls(rule, start, max(start, FIRST), end, budget):
                    yield wall, before, after
            except Exhausted:
                raise ValueError(value) from None

    def utcoffset(self, when):
        if when is None:
            return None
        bounds = self.second_reading if when.fold else self.first_reading
        return self.offsets[bisect_right(bounds, when.replace(tzinfo=None, fold=0))]

    def dst(self, when):
        return None if when is None else timedelta(0)

    def tzname(self, when):
        return self.name

    def fromutc(self, when):
        utc = when.replace(tzinfo=None)
        offset = self.offsets[bisect_right(self.instants, utc)]
        local = (utc + offset).replace(tzinfo=self)
        return local if local.utcoffset() == offset else local.replace(fold=1)

    def agrees(self, other):
        """Whether both zones show the same through twenty years, from the first that the file speaks of, or from 2015 on."""
        first = max(2015, self.instants[0].year + 1)
        days = [
            datetime(year, month, day, 12, tzinfo=UTC) for year in range(first, first + 20) for month in range(1, 13) for day in (1, 15, 28)
        ]
        return all(day.astimezone(self).utcoffset() == day.astimezone(other).utcoffset() for day in days)


def earliest(value):
    """Outlook begins its zones in 1601, before the years that a date may have here."""
    year = value[:4]
    if year.isdigit() and int(year) < FIRST.year:
        # a year with the same weekdays
        value = f"{1970 + (int(year) - 1970) % 28 - 28}{value[4:]}" if int(year) >= 1 else value
    start, offset = parse(value)
    return (start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())), offset
