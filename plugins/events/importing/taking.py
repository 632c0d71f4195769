"""What an answer changes of what is known of a source. Of 20,000 events that are as they were, nothing is read but their digests."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from ..calendar import kept, states
from ..calendar.notes import Note, gettext_noop
from ..models import Imported, Series

PORTION = 500
DAY = timedelta(days=1)
KNOWN = ("pk", "uid", "digest", "withdrawn_at", "last_day", "is_kept")


class Known:
    """What is stored of a source, as far as a Fetch makes it matter: `state` is the states.Source, `rows` {uid: pk of its Imported}."""

    def __init__(self, source, fetch, zones):
        self.source, self.fetch, self.zones = source, fetch, zones
        self.state, self.rows, self.was_cancelled = states.Source(state=source.state), {}, set()
        # of those that a person has kept, what the source has again
        self.returned = []

    def read(self):
        wanted = {}
        today = timezone.localdate()
        for pk, uid, digest, withdrawn_at, last_day, is_kept in self.stored().iterator(chunk_size=2000):
            self.rows[uid] = pk
            if is_kept and uid not in self.fetch.mentioned:
                # a person has said that it stays
                self.fetch.mentioned.add(uid)
                continue
            if is_kept:
                self.returned.append(pk)
            new = self.fetch.series.get(uid)
            if new is not None and kept.digest_of(new, self.zones) == digest:
                self.add(new, withdrawn_at)
            elif new is not None or uid in self.fetch.cancelled or uid in self.fetch.gone:
                wanted[pk] = withdrawn_at
            elif uid not in self.fetch.mentioned and not withdrawn_at and not (last_day and last_day < today - DAY):
                wanted[pk] = withdrawn_at
        self.hydrate(wanted)
        return self

    def stored(self):
        return Imported.unscoped.filter(source=self.source).order_by("pk").values_list(*KNOWN)

    def hydrate(self, wanted):
        pks = list(wanted)
        for at in range(0, len(pks), PORTION):
            for pk, said in Imported.unscoped.filter(pk__in=pks[at : at + PORTION]).values_list("pk", "said"):
                self.add(kept.series_of(said, self.zones), wanted[pk])

    def add(self, series, withdrawn_at):
        if series.event and series.event.status == "CANCELLED":
            self.was_cancelled.add(series.uid)
        if withdrawn_at:
            series = states.replace(series, withdrawn_at=withdrawn_at)
        self.state.series[series.uid] = series


def take(source, fetch, zones, record, now):
    """(Known, states.Taken) of a Fetch. What it says of our own events is not taken."""
    known = Known(source, fetch, zones)
    if fetch.is_failed or fetch.is_cut:
        if Imported.unscoped.filter(source=source).exists():
            # nothing of it is looked at: it is enough that there is something
            known.state.series[""] = None
            return known, states.take(known.state, fetch, now, record.zone)
    own = ours(record, fetch)
    known.read()
    taken = states.take(known.state, fetch, now, record.zone, believes_loss=source.believes_loss)
    taken.skipped += own
    off = [uid for uid in taken.changed if is_cancelled(known.state.series[uid]) and uid not in known.was_cancelled]
    taken.cancelled += off
    taken.changed = [uid for uid in taken.changed if uid not in set(off)]
    return known, taken


def is_cancelled(series):
    return bool(series.event and series.event.status == "CANCELLED")


def ours(record, fetch):
    """[Note] of events that are our own and have come back: they are taken out of the Fetch."""
    keys = {}
    for uid in fetch.series:
        try:
            keys[UUID(uid)] = uid
        except ValueError:
            continue
    found, own = [], Series.of(record).filter(source=None)
    for some in portions(list(keys)):
        found += [keys[key] for key in own.filter(key__in=some).values_list("key", flat=True)]
    for some in portions(list(fetch.series)):
        found += own.filter(public_uid__in=some).exclude(public_uid="").values_list("public_uid", flat=True)
    notes = []
    for uid in dict.fromkeys(found):
        series = fetch.series.pop(uid)
        title = series.event.texts.summary if series.event else ""
        notes.append(Note(gettext_noop("It is an event of our own."), {}, uid, title))
    return notes


def missing(known, now, zone):
    """UIDs of the coming events that are not in the answer, for the person who is asked about them."""
    absent = [series for series in known.state.active() if series.uid not in known.fetch.mentioned]
    return sorted(series.uid for series in absent if states.is_ahead(series, now, zone))


def portions(many, size=PORTION):
    for at in range(0, len(many), size):
        yield many[at : at + size]
