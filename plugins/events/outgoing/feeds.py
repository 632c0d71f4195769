"""What is new among events, for Atom."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from neighbourhoods.plugin import FeedEntry

from .. import days, sentences
from ..models import Occurrence, Series
from . import shown

IN_FEED = 30


def entries(neighbourhood, language):
    """The newest events that have dates ahead, in the reader's language where there is one. Four queries."""
    today = shown.today_of(neighbourhood)
    coming = Occurrence.unscoped.filter(series=OuterRef("pk"), last_day__gte=today).order_by("is_cancelled", "starts", "pk")
    series = (
        Series.of(neighbourhood).filter(is_shown=True).annotate(nearest=Subquery(coming.values("pk")[:1])).filter(nearest__isnull=False)
    )
    found = shown.with_pages(neighbourhood, language, series.order_by("-created_at", "-pk")[:IN_FEED])
    rows = Occurrence.of(neighbourhood).filter(pk__in=[one.series.nearest for one in found])
    nearest = {row.pk: row for row in rows} if found else {}
    return [entry(neighbourhood, one, nearest[one.series.nearest]) for one in found if one.series.nearest in nearest]


def entry(neighbourhood, found, row):
    page, series = found.page, found.series
    published = page.first_published_at or series.created_at
    return FeedEntry(
        title=page.title,
        path=found.path().split("/", 2)[2],
        key=str(series.key),
        published=published,
        updated=max(published, series.changed_at),
        summary=" · ".join(filter(None, [when(neighbourhood, row), page.place, page.lead])),
        author=page.organiser,
        language=found.version.language,
    )


def when(neighbourhood, row):
    """The nearest date in few words; that it is off, where all are."""
    told = sentences.one_date(*days.span_of(row, neighbourhood.zone), short=True)
    return f"{_('CANCELLED')}: {told}" if row.is_cancelled else told
