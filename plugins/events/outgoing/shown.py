"""What goes out of events: those that anybody may read, each with its page in the reader's best language and what differs on its dates.

Dates are read from their rows; no rule is expanded here. The number of queries is the same however many events there are.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone

from neighbourhoods.pages import Version, best_versions

from ..models import DateChange, EventPage, Occurrence, Series
from ..models.pages import OWN

# so many events are in a calendar, the nearest first, and so many dates in a table of them
MOST_EVENTS, MOST_DATES = 500, 500
# dates that are just over stay in calendars
BEHIND, AHEAD = timedelta(days=31), timedelta(days=365)


@dataclass(frozen=True)
class Shown:
    """An event as a reader gets it. `changes` are the DateChanges of its series."""

    series: Series
    version: Version
    changes: tuple = ()

    @property
    def page(self):
        return self.version.page

    def path(self, original=""):
        """Of its page, or of the page of one of its dates, which is called as `series.written` calls it."""
        return self.version.url + (f"{original[:10]}/" if original and self.series.is_repeated else "")

    def change(self, original):
        """The DateChange of one date, None where nothing is different."""
        return next((row for row in self.changes if row.original == original), None)


def today_of(neighbourhood):
    return timezone.localdate(timezone=neighbourhood.zone)


def one(neighbourhood, language, key):
    """The event with this key; None for one that is not shown, is none or belongs to another neighbourhood."""
    return next(iter(with_pages(neighbourhood, language, Series.of(neighbourhood).filter(key=key, is_shown=True), whole=True)), None)


def one_date(neighbourhood, language, pk):
    """(Shown, Occurrence) of one date; None as above."""
    row = Occurrence.of(neighbourhood).filter(pk=pk, is_shown=True, series__is_shown=True).select_related("series").first()
    found = with_pages(neighbourhood, language, [row.series], whole=True) if row else []
    return (found[0], row) if found else None


def ahead(neighbourhood, language, topic=""):
    """[Shown] of events that have dates ahead, or had one a short while ago, the nearest first. Three queries."""
    since = today_of(neighbourhood) - BEHIND
    rows = Occurrence.unscoped.filter(series=OuterRef("pk"), last_day__gte=since).order_by().values("series")
    nearest = Subquery(rows.annotate(nearest=Min("last_day")).values("nearest"))
    series = on_topic(Series.of(neighbourhood).filter(is_shown=True), topic).annotate(nearest=nearest)
    return with_pages(neighbourhood, language, series.filter(nearest__isnull=False).order_by("nearest", "pk")[:MOST_EVENTS])


def dates_ahead(neighbourhood, language, topic=""):
    """[(Shown, Occurrence)] of the dates from today on, the nearest first. Three queries."""
    today = today_of(neighbourhood)
    rows = on_topic(Occurrence.of(neighbourhood).filter(is_shown=True, last_day__gte=today, first_day__lte=today + AHEAD), topic)
    rows = list(rows.select_related("series").order_by("first_day", "starts", "pk")[:MOST_DATES])
    series = {row.series_id: row.series for row in rows}
    found = {one.series.pk: one for one in with_pages(neighbourhood, language, series.values())}
    return [(found[row.series_id], row) for row in rows if row.series_id in found]


def on_topic(rows, topic):
    return rows.filter(topics__contains=f",{topic},") if topic else rows


def with_pages(neighbourhood, language, series, whole=False):
    """[Shown] in the order of `series`; those of which nobody may read a page are left out. `whole`: their descriptions too."""
    series = list(series)
    if not series:
        return []
    pages = neighbourhood.pages(EventPage).filter(OWN, translation_key__in=[row.key for row in series])
    pages = pages.defer("search_description", "seo_title") if whole else pages.defer("body", "search_description", "seo_title")
    versions = {version.page.translation_key: version for version in best_versions(pages, neighbourhood, language)}
    changes = {}
    for row in DateChange.of(neighbourhood).filter(series__in=[row.pk for row in series]).order_by("original"):
        changes.setdefault(row.series_id, []).append(row)
    return [Shown(row, versions[row.key], tuple(changes.get(row.pk, ()))) for row in series if row.key in versions]
