"""Reads of dates, from their rows: of some days, what comes next, what is over. None needs more queries when there are more events.

Each takes at most so many rows, found by an index, whatever else there is in the neighbourhood or elsewhere.
"""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from neighbourhoods.pages import best_versions

from .dates import horizon
from .models import EventPage, Occurrence, Series
from .models.pages import OWN
from .outgoing.shown import with_pages

MOST_LONG = 50
# how far ahead next dates of a series are looked for, and how many are told
NEXT_WITHIN, MOST_NEXT = timedelta(days=120), 3
IN_SECTION = 4


def shown_rows(record):
    return Occurrence.of(record).filter(is_shown=True)


def between(record, first, last, most):
    """[Occurrence] with its Series of those that touch these days, both included, in their order, at most `most`. Two queries.

    What has begun before comes first: only dates of several days can reach in, and those have an index of their own.
    """
    rows = shown_rows(record).select_related("series")
    reaching = rows.filter(last_day__gt=F("first_day"), last_day__gte=first, first_day__lt=first).order_by("last_day", "pk")[:MOST_LONG]
    begun = rows.filter(first_day__gte=first, first_day__lte=last).order_by("first_day", "starts", "pk")[:most]
    return [*sorted(reaching, key=lambda row: (row.starts, row.pk)), *begun][:most]


def before(record, today, most):
    """[Occurrence] of those that are over, the newest first: as far back as there are rows. One query."""
    first, _last = horizon(record)
    rows = shown_rows(record).select_related("series").filter(last_day__gte=first, last_day__lt=today)
    return list(rows.order_by("-last_day", "-starts", "-pk")[:most])


def long_over(record, start, most):
    """[Series] that have no rows of dates any more, the newest first, `most` of them from `start` on. One query."""
    first, _last = horizon(record)
    left = Occurrence.unscoped.filter(series=OuterRef("pk"))
    rows = Series.of(record).filter(~Exists(left), is_shown=True, starts_on__lt=first)
    return list(rows.order_by("-starts_on", "-pk")[start : start + most])


def following(record, series, after):
    """{series id: [first days]} of the next dates after a day that are not off, at most MOST_NEXT each. One query."""
    repeated = [one.pk for one in series if one.is_repeated]
    found = {}
    if repeated:
        rows = shown_rows(record).filter(series__in=repeated, is_cancelled=False, first_day__gt=after, first_day__lte=after + NEXT_WITHIN)
        for pk, day in rows.order_by("first_day", "pk").values_list("series", "first_day"):
            if len(found.setdefault(pk, [])) < MOST_NEXT:
                found[pk].append(day)
    return found


def by_series(record, language, series):
    """{series id: Shown} of those that anybody may read. Two queries."""
    return {found.series.pk: found for found in with_pages(record, language, {one.pk: one for one in series}.values())}


def first_after(record, language, day):
    """(Shown, Occurrence) of the next date after a day that somebody may go to, None where there is none. Three queries."""
    rows = shown_rows(record).select_related("series").filter(first_day__gt=day, is_cancelled=False)
    rows = list(rows.order_by("first_day", "starts", "pk")[:20])
    shown = by_series(record, language, [row.series for row in rows])
    return next(((shown[row.series_id], row) for row in rows if row.series_id in shown), None)


def ahead_of(record, series, most):
    """[Occurrence] of one event from today on, those that are off too. One query."""
    today = timezone.localdate(timezone=record.zone)
    return list(shown_rows(record).filter(series=series, last_day__gte=today).order_by("starts", "pk")[:most])


def on_the_day(record, series, day):
    """[Occurrence] of one event that its rule puts on a day, whatever has become of it; else what was moved to that day. One query."""
    rows = list(shown_rows(record).filter(series=series, original__startswith=day.isoformat()).order_by("original"))
    return rows or list(shown_rows(record).filter(series=series, first_day=day).order_by("starts", "pk"))


def next_events(record, language, most=IN_SECTION):
    """[Version] of the events whose next date comes first, with that date in `next_…`. One query."""
    now, today = timezone.now(), timezone.localdate(timezone=record.zone)
    rows = shown_rows(record).filter(last_day__gte=today).exclude(all_day=False, ends__isnull=False, ends__lte=now)
    # one may repeat every day, and nobody may be able to read another
    soon = rows.order_by("last_day", "starts", "pk")[: most * 15]
    keys = Series.unscoped.filter(pk__in=soon.values("series"))
    own = rows.filter(series__key=OuterRef("translation_key")).order_by("first_day", "starts", "pk")
    named = ("pk", "starts", "ends", "first_day", "last_day", "all_day", "is_cancelled", "is_moved", "original")
    pages = record.pages(EventPage).filter(OWN, translation_key__in=keys.values("key")).defer("body")
    pages = pages.annotate(**{f"next_{name}": Subquery(own.values(name)[:1]) for name in named})
    # what has begun long ago is not before what begins today
    found = best_versions(pages.order_by("next_first_day", "next_starts", "pk"), record, language)
    return [version for version in found if version.page.next_starts][:most]


def last_of(record, series):
    """The latest Occurrence that there is of an event, None where there is none any more. One query."""
    return shown_rows(record).filter(series=series).order_by("-starts", "-pk").first()


def facts(page):
    """What its record tells of an event: its next date, else its last, else its first."""
    record = page.neighbourhood()
    series = Series.of(record).filter(key=page.translation_key).first() if record else None
    return {"date": (next_start(record, series) if series else None) or page.first_start}


def next_start(record, series):
    """The start of the next date that is not off, of the latest where none is ahead; None without any. Two queries at most."""
    ahead = shown_rows(record).filter(series=series, is_cancelled=False, last_day__gte=timezone.localdate(timezone=record.zone))
    row = ahead.order_by("starts").first() or last_of(record, series)
    return row.starts if row else None
