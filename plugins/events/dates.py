"""Makes the rows of dates from series: when one is saved, every night, and when the rules of a time zone change."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from neighbourhoods import records

from .calendar import expanding, rules
from .calendar.events import CANCELLED, Texts
from .calendar.own_events import Change, OwnEvent
from .models import DateChange, Occurrence, Series
from .models.series import read, written

BEHIND, AHEAD = timedelta(days=31), timedelta(days=548)


def horizon(record):
    """(first day, last day) of which there are rows, both included."""
    today = timezone.localdate(timezone=record.zone)
    return today - BEHIND, today + AHEAD


def own_event(series, changes, texts=None, **more):
    """OwnEvent of the calendar core: a series with its DateChanges; `texts` are what calendars say of it, `more` further fields."""
    return OwnEvent(
        uid=str(series.key),
        start=series.start,
        end=series.end,
        zone=series.zone,
        texts=texts or Texts(),
        repeat=series.rule,
        changes=tuple(change_of(series, one) for one in changes),
        is_cancelled=series.is_cancelled,
        reason=series.reason,
        sequence=series.sequence,
        file_uid=series.public_uid,
        last_day=series.ends_on if series.starts_at and not series.ends_at and not series.is_repeated else None,
        created_at=series.created_at,
        changed_at=series.changed_at,
        **more,
    )


def change_of(series, row):
    """Change of the calendar core of one DateChange."""
    start = end = None
    if row.is_moved:
        last = row.ends_on or row.starts_on
        # the event may have got hours since, or lost them
        starts_at, ends_at = (row.starts_at, row.ends_at) if row.starts_at else (series.starts_at, series.ends_at)
        start = row.starts_on if series.all_day else datetime.combine(row.starts_on, starts_at)
        end = last if series.all_day else datetime.combine(last, ends_at) if ends_at else None
    return Change(read(row.original), row.is_cancelled, row.reason, start, end, None, row.sequence, row.changed_at)


def rebuild(record, series, changes=None):
    """Writes the rows of one series anew: those that are the same stay as they are. Returns how many rows were written or removed.

    `changes`: its DateChanges, where they have just been made.
    """
    _first, last = horizon(record)
    changes = list(DateChange.unscoped.filter(series=series)) if changes is None else changes
    wanted = wanted_rows(record, series, changes)
    with transaction.atomic():
        rows = {row.original: row for row in Occurrence.unscoped.filter(series=series).select_for_update()}
        rows = renamed(rows, wanted)
        different, changed = set(), []
        for name in wanted.keys() & rows.keys():
            if columns := with_values(rows[name], wanted[name]):
                different |= columns
                changed.append(rows[name])
        gone = [row.pk for name, row in rows.items() if name not in wanted]
        made = occurrences_of(series, {name: values for name, values in wanted.items() if name not in rows})
        # nothing points at them: in one query, however many there are
        rows_gone = Occurrence.unscoped.filter(pk__in=gone)
        rows_gone._raw_delete(rows_gone.db)
        if changed:
            Occurrence.unscoped.bulk_update(changed, sorted(different), batch_size=500)
        Occurrence.unscoped.bulk_create(made, batch_size=500)
        is_over = not wanted and not comes_later(series, changes, last)
        if is_over != series.is_over:
            Series.unscoped.filter(pk=series.pk).update(is_over=is_over)
            series.is_over = is_over
        if series.has_sign_up and (gone or changed or made):
            from .registration import following

            following.follow(record, series)
        if starts := next_start(record, wanted.values()):
            records.set_date(plugin="events", kind="event", key=series.key, date=starts)
    return len(gone) + len(changed) + len(made)


def occurrences_of(series, wanted):
    """[Occurrence], not saved, of `wanted_rows`."""
    return [Occurrence(series=series, neighbourhood_id=series.neighbourhood_id, **values) for values in wanted.values()]


def wanted_rows(record, series, changes):
    """{series.written of a date: the values of its row}"""
    first, last = horizon(record)
    window = expanding.Window(first, last + timedelta(days=1))
    found = expanding.occurrences(own_event(series, changes).series(), window, record.zone)
    # one that only ends at another time is where it always was
    moved = {row.original for row in changes if row.is_moved and change_of(series, row).start != read(row.original)}
    wanted = {}
    for one in found:
        name = written(one.original)
        wanted[name] = {
            "original": name,
            "starts": one.start,
            "ends": one.end,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "all_day": one.all_day,
            "is_cancelled": one.status == CANCELLED,
            "is_moved": name in moved,
            "is_shown": series.is_shown,
            "topics": series.topics,
        }
    return wanted


def comes_later(series, changes, last):
    """Whether anything may happen after the day `last`."""
    moved = any(row.is_moved and row.starts_on > last for row in changes)
    return moved or bool(rules.dates_of(series.rule, series.start, first=last + timedelta(days=1), most=1))


def next_start(record, rows):
    """When the next of these dates begins that is not off; where none is ahead, the latest."""
    today = timezone.localdate(timezone=record.zone)
    ahead = [row["starts"] for row in rows if not row["is_cancelled"] and row["last_day"] >= today]
    return min(ahead) if ahead else max((row["starts"] for row in rows), default=None)


def renamed(rows, wanted):
    """{name: row} as before, but a date that has only another hour now is the same row: its address stays."""
    days = {name[:10]: name for name in wanted if name not in rows}
    return {name if name in wanted else days.pop(name[:10], name): row for name, row in rows.items()}


def rename_changes(series, was):
    """What differs on single dates goes on to hold when all dates begin at another hour. `was`: the hour before, None for whole days."""
    if series.starts_at == was:
        return
    changes = list(DateChange.unscoped.filter(series=series))
    there = {row.original for row in changes}
    for row in changes:
        day = read(row.original)
        if (day.time() if isinstance(day, datetime) else None) == was:
            day = day.date() if was else day
            name = written(datetime.combine(day, series.starts_at) if series.starts_at else day)
            if name in there:
                continue
            row.original = name
            row.save(update_fields=["original", "changed_at"])


def with_values(row, values):
    """The names of those that the row had otherwise."""
    different = {name for name, value in values.items() if getattr(row, name) != value}
    for name in different:
        setattr(row, name, values[name])
    return different


def rebuild_all(record, *, also_over=False):
    """The series of a neighbourhood, a portion at a time, without those that are long over. Returns (series, rows written or removed)."""
    series, rows, wanted = 0, 0, Series.of(record)
    for one in (wanted if also_over else wanted.exclude(is_over=True)).order_by("pk").iterator(chunk_size=200):
        series, rows = series + 1, rows + rebuild(record, one)
    return series, rows
