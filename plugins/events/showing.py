"""What the page of an event shows, or that of one of its dates."""

from datetime import timedelta

from django.utils import timezone
from django.utils.functional import cached_property

from neighbourhoods.pages import Version

from . import days, queries, sentences
from .dates import horizon
from .items import Item
from .models import DateChange, Series
from .outgoing import json_ld, links
from .outgoing.shown import Shown
from .registration.box import box
from .topics import TOPICS, unpack
from .zones import zone_of

# so many dates are told at once; the rest, up to MOST_DATES, behind a line to press
AT_ONCE, MOST_DATES = 8, 60
MOST_FACTS = 12
# of a source nobody needs here more than its name
LARGE = ("source__zones", "source__missing", "source__note", "source__address")


class ShownEvent:
    """`item` is the date that the page is about: the one asked for, else the next one, else the last there is; None where there is none."""

    def __init__(self, page, record, language, series, item=None, items=(), tail="", found=None):
        self.page, self.record, self.language, self.series = page, record, language, series
        self.item, self.items, self.tail, self.found = item, list(items), tail, found
        self.is_forgotten = False

    @property
    def event_url(self):
        return self.found.path()

    @property
    def is_one_date(self):
        return bool(self.tail)

    @cached_property
    def rule(self):
        """How it repeats, with its end, and which of the next dates are off."""
        if self.series is None or not self.series.is_repeated:
            return ""
        off = [item.row.first_day for item in self.items if item.is_cancelled][:3]
        return sentences.sentence(self.series, without=off, shown_in=self.record.zone)

    @property
    def when(self):
        """The date in words; of an event that was never published, what it will say."""
        if self.item is None:
            times = self.series or as_series(self.page, self.record)
            return sentences.sentence(times, shown_in=self.record.zone) if times else ""
        return self.item.long

    @property
    def near(self):
        """“tänään klo 18”, where that says more than the date."""
        if self.item is None or self.item.is_cancelled:
            return ""
        row, zone = self.item.row, self.record.zone
        today = days.today(zone)
        is_near = row.first_day <= today + timedelta(days=1)
        return days.capital(sentences.near(row, zone)) if is_near else ""

    @property
    def is_over(self):
        return self.item is not None and self.item.is_over

    @property
    def upcoming(self):
        return self.items[:AT_ONCE]

    @property
    def later(self):
        return self.items[AT_ONCE:]

    @property
    def topics(self):
        return [(key, TOPICS[key]) for key in unpack(self.page.topics)]

    @property
    def source(self):
        """The calendar that it is from, None for an event of our own."""
        return self.series.source if self.series else None

    @property
    def place(self):
        return self.item.place if self.item else self.page.place

    @cached_property
    def sign_up(self):
        """registration.box.Box of the date, None where nobody signs up."""
        return box(self.record, self.series, self.item.row) if self.item is not None else None

    def calendar(self):
        if self.found is None:
            return {}
        return links.calendar(self.record, self.found, self.item.row if self.item and not self.item.is_over else None)

    def facts_for_machines(self):
        if self.found is None or self.item is None:
            return {}
        if self.is_one_date or not self.series.is_repeated:
            return json_ld.of_date(self.record, self.found, self.item.row)
        return json_ld.of_series(self.record, self.found, [item.row for item in self.items[:MOST_FACTS]] or [self.item.row])


def as_series(page, record):
    """The times that a page says, of a draft too, as a Series that is stored nowhere."""
    if page.starts_on is None:
        return None
    named = ("starts_on", "starts_at", "ends_on", "ends_at", "repeat")
    return Series(zone=str(zone_of(page.zone) or record.zone), **{name: getattr(page, name) for name in named})


def shown_of(page, language, asked=None):
    """ShownEvent of a page; `asked` is (day, time or None) of one of its dates. None for a date that it has not. Four queries."""
    record = page.neighbourhood()
    if record is None:
        return ShownEvent(page, None, language, None)
    series = Series.of(record).select_related("source").defer(*LARGE).filter(key=page.translation_key).first()
    if series is None:
        return None if asked else ShownEvent(page, record, language, None)
    home = record.homes.get(page.url_path.split("/", 3)[2])
    version = Version(page, home.code if home else language, f"/{language}/{page.url_path.split('/', 3)[3]}")
    changes = tuple(DateChange.of(record).filter(series=series).order_by("original"))
    found = Shown(series, version, changes)
    items = [Item(record, found, row) for row in queries.ahead_of(record, series, MOST_DATES)]
    if asked:
        return of_a_date(page, record, language, found, items, *asked)
    now = timezone.now()
    item = next((one for one in items if not sentences.is_over(one.row, record.zone, now) and not one.is_cancelled), None)
    item = item or next((one for one in items if not sentences.is_over(one.row, record.zone, now)), None)
    if item is None:
        last = queries.last_of(record, series)
        item = Item(record, found, last) if last else None
    return ShownEvent(page, record, language, series, item, items, "", found)


def of_a_date(page, record, language, found, items, day, time):
    series = found.series
    rows = queries.on_the_day(record, series, day)
    if time:
        rows = [row for row in rows if row.original.endswith(f"T{time:%H:%M}")]
    if not rows:
        begin, _end = horizon(record)
        shown = ShownEvent(page, record, language, series, None, items, "", found)
        shown.is_forgotten = series.starts_on <= day < begin
        return shown if shown.is_forgotten else None
    tail = f"{rows[0].original[:10]}/" if time is None else f"{day.isoformat()}-{time:%H%M}/"
    return ShownEvent(page, record, language, series, Item(record, found, rows[0]), items, tail, found)
