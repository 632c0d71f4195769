"""What the desk shows of events: each with its next date, and the dates of one with what has been changed on them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone

from neighbourhoods.pages import best_versions

from .. import changing, days
from ..models import DateChange, EventPage, Occurrence, Series
from ..models.pages import OWN
from ..models.series import read

PER_PAGE = 20


def series_of(record, pk):
    found = Series.of(record).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def start_of(series, original):
    """The start that the address names; Http404 when the rule has no such date."""
    start = changing.start_of(original)
    if start is None or not changing.is_a_date(series, start):
        raise Http404
    return start


def page_of(record, series, language):
    """The best page of an event for the person, published or not; None where all are gone."""
    versions = best_versions(changing.pages_of(series).select_related("locale"), record, language)
    return versions[0].page if versions else None


@dataclass(frozen=True)
class Listed:
    """An event in the list of all. `next` is its next Occurrence's day, None when there is none."""

    series: Any
    title: str
    language: str
    next: Any
    page: int


def events(record, number):
    """A page of [Listed]: those whose next date comes first, then those that are over. Three queries."""
    today = timezone.localdate(timezone=record.zone)
    first = Subquery(
        EventPage.objects.filter(OWN, translation_key=OuterRef("key")).order_by("pk").values("pk")[:1],
    )
    ahead = Q(occurrences__last_day__gte=today, occurrences__is_cancelled=False)
    rows = Series.of(record).annotate(next=Min("occurrences__first_day", filter=ahead), page=first).exclude(page=None)
    listed = Paginator(rows.order_by(F("next").asc(nulls_last=True), "-starts_on", "pk"), PER_PAGE).get_page(number)
    rows = list(listed.object_list)
    pages = EventPage.objects.select_related("locale").in_bulk([row.page for row in rows])
    listed.object_list = [
        Listed(row, pages[row.page].title, pages[row.page].locale.language_code, row.next, row.page) for row in rows if row.page in pages
    ]
    return listed


def dates(record, series, asked):
    """A page of Occurrences of an event, each with `change` (DateChange or None) and `ruled` (its day by the rule). Three queries."""
    today = timezone.localdate(timezone=record.zone)
    rows = Occurrence.of(record).filter(series=series)
    rows = (
        rows.filter(last_day__lt=today).order_by("-starts", "pk")
        if asked.get("past")
        else rows.filter(last_day__gte=today).order_by("starts", "pk")
    )
    listed = Paginator(rows, PER_PAGE).get_page(asked.get("p"))
    listed.object_list = list(listed.object_list)
    changes = DateChange.of(record).filter(series=series, original__in=[row.original for row in listed.object_list])
    changes = {row.original: row for row in changes}
    for row in listed.object_list:
        row.change, row.ruled, row.series = changes.get(row.original), days.day_of(read(row.original)), series
    return listed
