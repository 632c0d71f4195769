"""Hides the pages of a source that was removed, in jobs of the worker: twice does as once, and a job that has no more time is followed."""

import time

from neighbourhoods.scoped import activate

from ..models import EventPage, Series, Source
from . import putting

SECONDS, JOB_SECONDS, PORTION = 150, 220, 100


def wake(pk):
    from django_q.tasks import async_task

    async_task("plugins.events.importing.hiding.hide_all", pk, save=False, timeout=JOB_SECONDS)


def hide_all(pk):
    """Of the removed Source `pk`. Returns how many pages were hidden."""
    source = Source.unscoped.select_related("neighbourhood").filter(pk=pk, removed_at__isnull=False).first()
    record = source and source.record()
    if record is None:
        return 0
    until, hidden = time.monotonic() + SECONDS, 0
    with activate(record):
        while found := shown(source):
            for series in found:
                putting.hide(record, series)
            hidden += len(found)
            if time.monotonic() > until:
                wake(pk)
                break
    return hidden


def shown(source):
    """Ids of some Series of a source that have a page which is live."""
    live = EventPage.objects.filter(live=True, translation_key__in=Series.unscoped.filter(source=source).values("key"))
    keys = list(live.order_by("pk").values_list("translation_key", flat=True)[:PORTION])
    return list(Series.unscoped.filter(source=source, key__in=keys).values_list("pk", flat=True))
