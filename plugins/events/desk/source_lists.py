"""What the desk shows of events that came in from sources: by title and date, in the best language for whoever looks."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from neighbourhoods import desk_pages

from .. import sentences
from ..models import EventPage, Imported, Occurrence
from ..models.pages import OWN

# of what a person is asked about, so many are named
MOST_NAMED = 20


@dataclass(frozen=True)
class Named:
    """An event by its title; `said`: when it is next, `source`: the name of where it comes from, empty for our own."""

    title: str
    language: str
    url: str = ""
    said: str = ""
    source: str = ""


@dataclass(frozen=True)
class Pair:
    """A PossibleDuplicate."""

    pk: int
    first: Named
    second: Named


@dataclass(frozen=True)
class Row:
    """An Imported with the title of its page."""

    series: Any
    title: str
    language: str
    withdrawn_at: Any
    is_hidden: bool
    corrected: list


def titles(record, series, language):
    """{key of a Series: (title, language)} of the page in that language, else of the first; one query."""
    rows = EventPage.objects.filter(OWN, translation_key__in=[one.key for one in series]).order_by("pk")
    found = {}
    for key, title, code in rows.values_list("translation_key", "title", "locale__language_code"):
        if key not in found or code == language:
            found[key] = (title, code)
    return found


def pairs(record, rows, language):
    """[Pair] of PossibleDuplicates with their Series; two queries."""
    series = [one for row in rows for one in (row.first, row.second)]
    if not series:
        return []
    named = titles(record, series, language)
    today = timezone.localdate(timezone=record.zone)
    dates = {}
    for date in Occurrence.of(record).filter(series__in=series, last_day__gte=today).order_by("-starts").select_related("series"):
        dates[date.series_id] = date

    def of(one):
        title, code = named.get(one.key, ("", language))
        date = dates.get(one.pk)
        said = sentences.near(date, record.zone, short=False) if date else ""
        return Named(title, code, desk_pages.at("events_event", record, one.pk), said, one.source.name if one.source_id else "")

    return [Pair(row.pk, of(row.first), of(row.second)) for row in rows]


def imported(record, rows, language):
    """[Row] of Imported with their Series; one query."""
    named = titles(record, [row.series for row in rows], language)
    return [Row(row.series, *named.get(row.series.key, (row.uid, "")), row.withdrawn_at, row.is_hidden, row.corrected) for row in rows]


def missing(record, source, language):
    """[Named] of the events that a person is asked about, at most MOST_NAMED; two queries where there are any."""
    if not source.missing:
        return []
    rows = Imported.of(record).filter(source=source, uid__in=source.missing[:MOST_NAMED], series__isnull=False).select_related("series")
    series = [row.series for row in rows]
    return [Named(*found) for found in titles(record, series, language).values()]
