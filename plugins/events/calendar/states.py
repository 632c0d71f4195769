"""What is held of one source, from fetch to fetch: what is newer, what was cancelled, what is gone, and when nothing is believed."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from .events import CANCELLED, Fetch, Series
from .expanding import DATES_TOGETHER, STEPS_TOGETHER, Window, occurrences
from .notes import Note, gettext_noop
from .stepping import Budget

WELL, FAILING, ASKING = "ok", "error", "asks"


@dataclass
class Source:
    """Series by UID, and how the last fetch went: "ok", "error" (nothing was changed), "asks" (much is missing, a person decides)."""

    series: dict = field(default_factory=dict)
    state: str = WELL
    title: str = ""
    description: str = ""
    refresh_seconds: int | None = None

    def active(self):
        return [series for series in self.series.values() if not series.withdrawn_at]


@dataclass
class Taken:
    """What one fetch changed, by UID, and what is told of it."""

    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    cancelled: list = field(default_factory=list)
    withdrawn: list = field(default_factory=list)
    back: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def take(source: Source, fetch: Fetch, now: datetime, zone, believes_loss=False):
    """Taken of one more fetch. `believes_loss`: a person has said that what is missing is really gone."""
    taken = Taken(skipped=list(fetch.skipped), notes=list(fetch.notes))
    if fetch.is_failed or (fetch.is_cut and source.series):
        source.state = FAILING
        taken.skipped.clear()
        if source.series:
            taken.notes.append(Note(gettext_noop("Everything that was there before has been kept.")))
        return taken
    source.state = FAILING if fetch.is_cut else WELL
    source.title, source.description = fetch.title or source.title, fetch.description or source.description
    source.refresh_seconds = fetch.refresh_seconds or source.refresh_seconds
    for series in fetch.series.values():
        take_series(source, fetch, series, taken)
    for series in fetch.cancelled.values():
        cancel(source, series, taken)
    for uid in sorted(fetch.gone & source.series.keys()):
        withdraw(source, uid, now, taken)
    if fetch.is_whole:
        take_absence(source, fetch, now, zone, taken, believes_loss)
    return taken


def take_series(source, fetch, new, taken):
    old = source.series.get(new.uid)
    if old is None:
        source.series[new.uid] = new
        taken.new.append(new.uid)
        return
    if new.event and old.event and new.event.is_older_than(old.event):
        taken.notes.append(Note(gettext_noop("What was fetched is older than what is here. It was left as it is."), {}, new.uid))
        merged = replace(old, withdrawn_at=None)
    else:
        # One answer tells all changes of its series; one about some dates tells only those.
        kept = {} if fetch.is_whole else old.changes
        changes = kept | {key: newer(old.changes.get(key), event) for key, event in new.changes.items()}
        merged = Series(new.uid, new.event or (None if fetch.is_whole else old.event), changes)
    if old.withdrawn_at:
        taken.back.append(new.uid)
    elif merged != old:
        taken.changed.append(new.uid)
    source.series[new.uid] = merged


def newer(old, new):
    return old if old and new.is_older_than(old) else new


def cancel(source, new, taken):
    """METHOD:CANCEL names an event, or some of its dates; it need not say anything more of them."""
    old = source.series.get(new.uid)
    if old is None:
        told = {key: event for key, event in new.changes.items() if event.start}
        if not (new.event and new.event.start) and not told:
            taken.skipped.append(Note(gettext_noop("It was cancelled before it was ever here."), {}, new.uid))
            return
        source.series[new.uid] = replace(new, changes=told)
        taken.cancelled.append(new.uid)
        return
    merged = old
    if new.event and not (old.event and new.event.is_older_than(old.event)):
        merged = all_cancelled(old, new.event)
    for key, event in new.changes.items():
        known = merged.changes.get(key) or merged.event
        if known and event.is_older_than(known):
            continue
        before = merged.changes.get(key)
        if before:
            # Where a date was moved to is where it is cancelled.
            event = replace(before, status=CANCELLED, sequence=event.sequence, stamp=event.stamp)
        merged = merged.with_event(event)
    if merged != old:
        source.series[new.uid] = merged
        taken.cancelled.append(new.uid)
    else:
        taken.notes.append(Note(gettext_noop("What was fetched is older than what is here. It was left as it is."), {}, new.uid))


def all_cancelled(series, said):
    event = series.event and replace(series.event, status=CANCELLED, sequence=said.sequence, stamp=said.stamp)
    changes = {key: replace(change, status=CANCELLED) for key, change in series.changes.items()}
    return replace(series, event=event, changes=changes)


def take_absence(source, fetch, now, zone, taken, believes_loss):
    """A whole answer no longer has an event that lies ahead: it is gone. Of one that is over, absence says nothing."""
    unnamed = {series.uid for series in source.active()} - fetch.mentioned
    if not unnamed:
        return
    together = Budget(STEPS_TOGETHER, DATES_TOGETHER)
    ahead = {series.uid for series in source.active() if is_ahead(series, now, zone, together)}
    missing = sorted(ahead & unnamed)
    known_before = ahead - set(taken.new)
    if len(missing) * 2 > len(known_before) and not believes_loss:
        source.state = ASKING
        sentence = gettext_noop(
            "More than half of the coming events vanished from the source: %(missing)s of %(all)s. Nothing was removed. Please check."
        )
        taken.notes.append(Note(sentence, {"missing": len(missing), "all": len(known_before)}))
        return
    for uid in missing:
        withdraw(source, uid, now, taken)


def withdraw(source, uid, now, taken):
    if source.series[uid].withdrawn_at:
        return
    source.series[uid] = replace(source.series[uid], withdrawn_at=now)
    taken.withdrawn.append(uid)
    taken.notes.append(Note(gettext_noop("Its source has removed it, so its coming dates are not shown any more."), {}, uid))


def is_ahead(series, now, zone, together=None):
    if series.is_undated:
        return True
    return any((one.end or one.start) > now for one in occurrences(series, Window(now.astimezone(UTC)), zone, [], together))
