"""Puts many new events at once, as `putting` puts each: the first answer of a source may hold thousands of them."""

import uuid
from dataclasses import dataclass, field

from django.db import transaction

from neighbourhoods.many_pages import add_pages

from .. import dates
from ..calendar.adopting import adopt
from ..models import DateChange, Imported, Occurrence, Series
from . import pages
from .putting import change_rows


class NotAtOnce(Exception):
    """They are to be put one by one."""


@dataclass
class Batch:
    """What is to be written of some new events."""

    rows: list = field(default_factory=list)
    series: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    occurrences: list = field(default_factory=list)
    pages: list = field(default_factory=list)
    starts: dict = field(default_factory=dict)


def put(putting, many, slugs):
    """Write these calendar.events.Series, none of which is known yet, all or none. `slugs` are those that are taken; those of the new
    pages are added. Raises NotAtOnce, or whatever is wrong with one of them.
    """
    batch, taken = Batch(), set(slugs)
    for series in many:
        add(batch, putting, series, taken)
    with transaction.atomic():
        own = [page.slug for page in batch.pages]
        if own and pages.are_taken(putting.index, putting.record, own):
            raise NotAtOnce
        Series.unscoped.bulk_create(batch.series)
        DateChange.unscoped.bulk_create(batch.changes)
        Occurrence.unscoped.bulk_create(batch.occurrences, batch_size=500)
        add_pages(putting.index, batch.pages, batch.starts)
        Imported.unscoped.bulk_create(batch.rows)
    slugs |= taken


def add(batch, putting, series, taken):
    row = putting.new_row(series.uid)
    found = adopt(series, putting.window, putting.record.zone)
    putting.fill(row, series, found)
    batch.rows.append(row)
    if found is None or series.withdrawn_at:
        return
    own, values = found.event, pages.values_of(found.event, putting.source, putting.record)
    key, is_live = uuid.uuid4(), not row.is_hidden
    one = putting.unsaved_series(own, values, key, is_live)
    changes = change_rows(one, own)
    wanted = dates.wanted_rows(putting.record, one, changes)
    one.is_over = not wanted and not dates.comes_later(one, changes, putting.window.end)
    page = pages.new(putting.index, values, key, is_live)
    page.slug = pages.free_slug(page, own, lambda slug: slug not in taken)
    taken.add(page.slug)
    if starts := dates.next_start(putting.record, wanted.values()):
        batch.starts[key] = starts
    row.series, row.put = one, putting.what_was_put(own, values, is_live)
    batch.series.append(one)
    batch.changes += changes
    batch.occurrences += dates.occurrences_of(one, wanted)
    batch.pages.append(page)
