"""Puts what a source says of one event on our page, into its Series and its rows of dates. Each event is put by itself."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from .. import dates
from ..calendar import kept
from ..calendar.adopting import adopt
from ..calendar.expanding import Window
from ..calendar.moments import DAY
from ..calendar.notes import Note, gettext_noop
from ..models import DateChange, Imported, Occurrence, Series
from ..models.series import TIMES, written
from . import pages

# names of pages.FIELDS and of what is no field of the page, for reports
NAMES = {
    "title": gettext_noop("the heading"),
    "text": gettext_noop("the description"),
    "place": gettext_noop("the place"),
    "online": gettext_noop("the online link"),
    "topics": gettext_noop("the topics"),
    "times": gettext_noop("the times"),
    "state": gettext_noop("whether it is cancelled"),
}


@dataclass
class Putting:
    """What all events of one run share. `zones` are those that the source's files describe themselves: kept.text_of adds to them."""

    record: object
    source: object
    zones: dict
    notes: list = field(default_factory=list)

    def __post_init__(self):
        first, last = dates.horizon(self.record)
        self.window = Window(first, last + DAY)
        self.index = pages.list_of(self.record)

    def put(self, series, row):
        """Write one calendar.events.Series; `row` is its Imported, or None. Returns whether it has a page now."""
        with transaction.atomic():
            row = row or self.new_row(series.uid)
            found = adopt(series, self.window, self.record.zone)
            self.fill(row, series, found)
            if found is None:
                self.without_dates(series, row)
            elif row.series_id is None and not series.withdrawn_at:
                self.make(found, row)
            elif row.series_id is not None:
                self.change(found, row)
            row.save()
        return row.series_id is not None

    def fill(self, row, series, found):
        """What an Imported keeps of a Series and of what was adopted of it."""
        row.said, row.digest = kept.text_of(series, self.zones), kept.digest_of(series, self.zones)
        row.withdrawn_at, row.is_kept = series.withdrawn_at, False
        event = series.event or next(iter(series.changes.values()))
        row.sequence, row.stamp = min(event.sequence, 2_147_483_647), event.stamp
        row.known_until = found.known_until if found else None
        row.last_day = found.last_day if found else row.last_day or self.window.start
        if found is None and series.is_undated:
            row.last_day = None

    def new_row(self, uid):
        return Imported(neighbourhood_id=self.record.pk, source=self.source, uid=uid, is_hidden=self.source.is_hidden_first)

    def without_dates(self, series, row):
        """It is over, or put off without a date: its page stays as it was in the first case, and is hidden in the second."""
        if row.series_id and (series.is_undated or series.withdrawn_at) and (page := pages.page_of(row.series)):
            self.learn(page, row)
            self.set_live(page, row, False)

    # --- a new one ---

    def make(self, found, row):
        own = found.event
        values = pages.values_of(own, self.source, self.record)
        key, is_live = uuid.uuid4(), not row.is_hidden
        row.series = self.new_series(own, values, key, is_live)
        pages.make(self.index, own, values, key, is_live)
        row.put = self.what_was_put(own, values, is_live)

    def what_was_put(self, own, values, is_live):
        return pages.digests(values) | {"state": own.is_cancelled, "live": is_live, "draft": False}

    def unsaved_series(self, own, values, key, is_shown):
        series = Series(key=key, neighbourhood_id=self.record.pk, source=self.source, public_uid=own.uid, is_shown=is_shown)
        self.set_values(series, own, values)
        return series

    def new_series(self, own, values, key, is_shown):
        series = self.unsaved_series(own, values, key, is_shown)
        series.save()
        changes = change_rows(series, own)
        DateChange.unscoped.bulk_create(changes)
        dates.rebuild(self.record, series, changes)
        return series

    def set_values(self, series, own, values):
        for name in (*TIMES, "topics"):
            setattr(series, name, values[name])
        series.zone = values["zone"] or str(self.record.zone)
        series.is_cancelled = own.is_cancelled
        series.source_url = own.texts.url or ""

    # --- one that is there ---

    def learn(self, page, row):
        """What a person has done to the page since: shown or hidden it, or written some of it otherwise."""
        if page.live != row.put.get("live", page.live):
            row.is_hidden = not page.live
        now = pages.digests_of(page)
        told = {name for name in pages.FIELDS if name in row.put and now[name] != row.put[name]}
        if row.series.is_cancelled != row.put.get("state", row.series.is_cancelled):
            told.add("state")
        row.corrected = sorted({*row.corrected, *told})
        return now

    def change(self, found, row):
        own, series = found.event, row.series
        page = pages.page_of(series)
        if page is None:
            # somebody has deleted it
            row.is_hidden = True
            return
        now, values = self.learn(page, row), pages.values_of(own, self.source, self.record)
        wanted = pages.digests(values)
        row.corrected = [name for name in row.corrected if now.get(name) != wanted.get(name, "")]
        if "state" in row.corrected and series.is_cancelled == own.is_cancelled:
            row.corrected.remove("state")
        self.tell_of_corrected(row, wanted | {"state": own.is_cancelled})
        names = [name for name in pages.FIELDS if name not in row.corrected and now[name] != wanted[name]]
        self.change_series(series, own, values, row)
        if names:
            pages.change(page, names, values)
            page.refresh_from_db()
        row.put = {**row.put, **wanted, "state": own.is_cancelled}
        self.set_live(page, row, not row.is_hidden and not row.withdrawn_at)

    def tell_of_corrected(self, row, wanted):
        for name in row.corrected:
            if name in row.put and row.put[name] != wanted[name]:
                sentence = gettext_noop("The source has changed %(what)s. What somebody here has written stays.")
                self.notes.append(Note(sentence, {"what": NAMES[name]}, row.uid))

    def change_series(self, series, own, values, row):
        """The Series and what differs on its dates, without what a person has changed of them."""
        before = {name: getattr(series, name) for name in (*TIMES, "topics", "is_cancelled", "source_url")}
        was, state = series.starts_at, series.is_cancelled
        keeps_times = "times" in row.corrected
        if not keeps_times:
            topics = series.topics
            self.set_values(series, own, values)
            series.topics = topics if "topics" in row.corrected else series.topics
        elif "topics" not in row.corrected:
            series.topics = values["topics"]
        series.is_cancelled = state if "state" in row.corrected else own.is_cancelled
        after = {name: getattr(series, name) for name in before}
        is_moved = any(before[name] != after[name] for name in (*TIMES, "is_cancelled"))
        series.sequence += is_moved
        if before != after:
            series.save()
        if not keeps_times:
            dates.rename_changes(series, was)
            is_moved = self.change_dates(series, own) or is_moved
        if is_moved or before != after:
            dates.rebuild(self.record, series)

    def change_dates(self, series, own):
        """The DateChanges of the source, where no person has one of the same date. Returns whether any is different now."""
        rows = {row.original: row for row in DateChange.unscoped.filter(series=series)}
        wanted = {row.original: row for row in change_rows(series, own)}
        is_changed = False
        for original, row in wanted.items():
            old = rows.get(original)
            if old and (not old.is_from_source or same(old, row)):
                continue
            if old:
                row.pk, row.sequence, row._state.adding = old.pk, old.sequence, False
            row.sequence = max(series.sequence, row.sequence) + 1
            row.save()
            is_changed = True
        for original, row in rows.items():
            if original not in wanted and row.is_from_source:
                row.delete()
                is_changed = True
        return is_changed

    def set_live(self, page, row, is_live):
        """Hide or show its page, and with it those in other languages that were shown beside it."""
        others = row.put.get("others", [])
        if page.live and not is_live:
            beside = [one for one in pages.pages_of(row.series).filter(live=True) if one.pk != page.pk]
            row.put = {**row.put, "draft": pages.hide(page), "others": [[one.pk, pages.hide(one)] for one in beside]}
        elif is_live and not page.live:
            pages.show(page, row.put.get("draft", False))
            for pk, is_draft in others:
                for one in pages.pages_of(row.series).filter(pk=pk, live=False):
                    pages.show(one, is_draft)
            row.put = {**row.put, "others": []}
        row.put = {**row.put, "live": is_live}


CHANGES = ("is_cancelled", "starts_on", "starts_at", "ends_on", "ends_at", "place", "note")


def same(row, other):
    return all(getattr(row, name) == getattr(other, name) for name in CHANGES)


def change_rows(series, own):
    """[DateChange] of what an OwnEvent has otherwise on single dates, not saved."""
    return [change_row(series, own, change) for change in own.changes]


def change_row(series, own, change):
    row = DateChange(series=series, neighbourhood_id=series.neighbourhood_id, original=written(change.on), is_from_source=True)
    row.is_cancelled = change.is_cancelled
    if change.start:
        start, end = change.start, change.end
        has_time = isinstance(start, datetime)
        row.starts_on = start.date() if has_time else start
        row.starts_at = start.time() if has_time else None
        if end:
            last = end.date() if isinstance(end, datetime) else end
            row.ends_on = last if last != row.starts_on else None
            row.ends_at = end.time() if isinstance(end, datetime) else None
    if change.texts:
        row.place = change.texts.location[:200] if change.texts.location != own.texts.location else ""
        row.note = note_of(own.texts, change.texts)
    return row


def note_of(usual, texts):
    """What a date says otherwise, in one line: its own title, else what its description begins with."""
    if texts.summary != usual.summary:
        return texts.summary[:300]
    if texts.description != usual.description:
        return texts.description.partition("\n")[0][:300]
    return ""


def unlist(source):
    """None of its events is in a list or a calendar any more, and no run shows them again."""
    Imported.unscoped.filter(source=source).update(is_hidden=True)
    Occurrence.unscoped.filter(series__source=source).update(is_shown=False)
    Series.unscoped.filter(source=source).update(is_shown=False)


def hide(record, pk):
    """Hide the pages of an event for as long as no person shows them: its source is removed, or it is another one's double."""
    series = Series.of(record).filter(pk=pk).first()
    if series is None:
        return
    with transaction.atomic():
        for page in pages.pages_of(series).filter(live=True):
            pages.hide(page)
        for row in Imported.unscoped.filter(series=series):
            row.is_hidden, row.put = True, {**row.put, "live": False}
            row.save(update_fields=["is_hidden", "put"])
