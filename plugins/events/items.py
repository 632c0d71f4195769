"""One date of an event as lists and pages show it: in the reader's language, with what differs on it."""

from django.utils import timezone
from django.utils.functional import cached_property

from . import days, queries, sentences
from .models.series import read
from .topics import TOPICS, unpack

# what people write who do not leave the price empty
FREE = (
    "ilmainen",
    "maksuton",
    "gratis",
    "avgiftsfri",
    "free",
    "free of charge",
    "0",
    "0 €",
    "مجاني",
    "bilaash",
    "безкоштовно",
    "безплатно",
)


def is_free(price):
    return not price or price.strip().rstrip(".").casefold() in FREE


class Item:
    """`next` are the days of later dates, for lists."""

    def __init__(self, record, found, row, following=()):
        self.record, self.found, self.row = record, found, row
        self.next = list(following)

    @property
    def version(self):
        return self.found.version

    @property
    def page(self):
        return self.found.version.page

    @property
    def series(self):
        return self.found.series

    @cached_property
    def change(self):
        return self.found.change(self.row.original)

    @property
    def url(self):
        return self.found.path(self.row.original)

    @property
    def place(self):
        return (self.change.place if self.change else "") or self.page.place

    @property
    def has_other_place(self):
        return bool(self.change and self.change.place)

    @property
    def note(self):
        return self.change.note if self.change else ""

    @property
    def is_cancelled(self):
        return self.row.is_cancelled

    @property
    def is_moved(self):
        return self.row.is_moved

    @property
    def reason(self):
        return (self.change.reason if self.change else "") or (self.series.reason if self.series.is_cancelled else "")

    @property
    def topic_keys(self):
        return unpack(self.row.topics)

    @property
    def topics(self):
        return [TOPICS[key] for key in self.topic_keys]

    @property
    def is_free(self):
        """What comes from a source is free only where somebody says so."""
        return is_free(self.page.price) and bool(self.page.price or not self.series.source_id)

    @cached_property
    def span(self):
        return days.span_of(self.row, self.record.zone)

    @property
    def is_long(self):
        return self.row.first_day < self.row.last_day

    @property
    def is_over(self):
        return sentences.is_over(self.row, self.record.zone)

    @property
    def is_on(self):
        return self.row.starts <= timezone.now() and not self.is_over and not self.row.all_day

    @property
    def datetime(self):
        """For <time>."""
        if self.row.all_day:
            return self.row.first_day.isoformat()
        return self.row.starts.astimezone(self.record.zone).isoformat(timespec="minutes")

    @property
    def times(self):
        """In a list by days: 18–20, the days of what takes several, or nothing for a whole day."""
        start, end = self.span
        if self.is_long:
            return sentences.one_date(start, end, year=days.today(self.record.zone).year, short=True)
        return "" if self.row.all_day else days.clocks(start, end)

    @property
    def when(self):
        """tänään klo 18–20; ti 1.12. klo 18–20"""
        return sentences.near(self.row, self.record.zone)

    @property
    def day(self):
        start, end = self.span
        return sentences.one_date(start, end, year=days.today(self.record.zone).year, short=True)

    @property
    def long(self):
        """tiistaina 1.12. klo 18–20"""
        start, end = self.span
        return sentences.one_date(start, end, year=days.today(self.record.zone).year)

    @property
    def moved(self):
        return sentences.moved(read(self.row.original), self.row, self.record.zone) if self.is_moved else ""

    @property
    def cancelled(self):
        return sentences.cancelled(self.row, self.reason, self.record.zone) if self.is_cancelled else ""

    @property
    def next_dates(self):
        return sentences.next_dates(self.next, self.record.zone)

    @property
    def leaf(self):
        """(weekday, day, month) of its first day, short."""
        return days.leaf(self.row.first_day)


def items_of(record, language, rows, after=False):
    """[Item] of those rows whose event anybody may read. Two queries; one more with `after`, a day: next dates of those that repeat."""
    shown = queries.by_series(record, language, [row.series for row in rows])
    following = queries.following(record, [found.series for found in shown.values()], after) if after else {}
    return [Item(record, shown[row.series_id], row, following.get(row.series_id, ())) for row in rows if row.series_id in shown]
