"""One run of a source: asked, compared, put on pages, told. Errors delete nothing, and two runs of a source never meet."""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from neighbourhoods.scoped import activate

from ..calendar import kept, linked_events, reading, states
from ..calendar.notes import Note, gettext_noop
from ..models import Imported, ImportRun, Source, SourceFile
from ..models.sources import FILE, LINKED_EVENTS
from ..zones import zone_of
from . import asking, duplicates, many, pages, report, taking
from .putting import Putting

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=1)
# A run holds its source for so long, and says so again while it lives.
HELD = timedelta(minutes=10)
# What a job of the worker may take, and how much of it pages are written for.
JOB_SECONDS, PUT_SECONDS = 220, 150
# So many events are written before others may write.
PORTION, TOGETHER = 10, 50
PAUSE = 0.01
# Runs in a row that began and never ended: then it is the source that kills its worker.
MOST_STARTS = 3
# Dates that are only listed are listed further before they come to their end.
LISTED_AHEAD = timedelta(days=365)
KEPT_RUNS = 50


def wake(pk):
    from django_q.tasks import async_task

    async_task("plugins.events.importing.running.in_worker", pk, save=False, timeout=JOB_SECONDS)


def due(record):
    """Ids of the sources of a neighbourhood that are to be asked now."""
    now = timezone.now()
    rows = Source.of(record).filter(removed_at=None, is_paused=False, next_at__lte=now, starts__lt=MOST_STARTS)
    rows = rows.filter(Q(held_until=None) | Q(held_until__lt=now)).exclude(kind=FILE, upload=None)
    return list(rows.order_by("next_at", "pk").values_list("pk", flat=True))


def in_worker(pk):
    """A job: it ends in time, and another one goes on where it had to stop. Of two for the same source the later has nothing to do."""
    if not Source.unscoped.filter(pk=pk, next_at__lte=timezone.now()).exists():
        return
    run_of = run(pk, seconds=PUT_SECONDS)
    if run_of is not None and run_of.is_partial:
        wake(pk)


def run(source_pk, *, allowed=(), say=None, seconds=None, fetch=None, fetch_pages=None):
    """ImportRun of one source, None where it is held by another run, paused or removed.

    `say(sentence)` is told how it goes on. `seconds`: then no more events are begun, and the run is partial. `allowed` are (ip, port) of
    servers of tests. Raises nothing for what a source does.
    """
    source = claim(source_pk)
    record = source and source.record()
    if record is None or "events" not in record.plugins or has_been_read(source):
        return release(source)
    with activate(record):
        work = Run(source, record, say or (lambda sentence: None), seconds)
        try:
            work.ask_and_take(allowed=allowed, fetch=fetch, fetch_pages=fetch_pages)
        except Exception:
            log.exception("A source could not be imported: %s", source.pk)
            work.failed(Note(gettext_noop("Something went wrong here, not in the source. It is tried again.")))
        finally:
            release(source)
    return work.row


def claim(pk):
    """The Source, held from now on; None where another run holds it, or nothing is to be read from it."""
    now = timezone.now()
    mine = Source.unscoped.filter(Q(held_until=None) | Q(held_until__lt=now), pk=pk, removed_at=None, is_paused=False)
    if not mine.update(held_until=now + HELD, starts=F("starts") + 1, last_tried=now):
        return None
    return Source.unscoped.select_related("neighbourhood").get(pk=pk)


def has_been_read(source):
    """Of a file there is nothing more to read until another one is brought: a job that comes twice must not change how it went."""
    return source.kind == FILE and not SourceFile.unscoped.filter(source=source).exists()


def release(source):
    if source is not None:
        Source.unscoped.filter(pk=source.pk).update(held_until=None, starts=0)


class Run:
    def __init__(self, source, record, say, seconds):
        self.source, self.record, self.say = source, record, say
        self.until = time.monotonic() + seconds if seconds else None
        self.row = ImportRun.unscoped.create(neighbourhood_id=record.pk, source=source)
        self.notes, self.titles, self.failed_uids = [], {}, set()
        self.held_at, self.told = timezone.now(), 0

    def ask_and_take(self, **ways):
        self.say(_("Asking %(name)s.") % {"name": self.source.name})
        try:
            answer = asking.ask(self.source, **ways)
        except asking.Refused as refused:
            return self.failed(refused.note)
        self.notes += [report.as_data(note) for note in answer.notes]
        putting = Putting(self.record, self.source, self.source.zones)
        if putting.index is None:
            return self.failed(Note(gettext_noop("The site has no list of events in its own language, where they would be put.")))
        if answer.data is None:
            self.row.is_unchanged = True
            self.go_on(putting)
            return self.succeeded(answer, whole=True)
        fetch = self.read(answer)
        now = timezone.now()
        known, taken = taking.take(self.source, fetch, self.source.zones, self.record, now)
        self.source.title = (known.state.title or self.source.title)[:500]
        uids = [*taken.new, *taken.changed, *taken.cancelled, *taken.back, *taken.withdrawn]
        self.say(_("%(number)s events to write.") % {"number": len(uids)})
        put = self.put_all(putting, known, list(dict.fromkeys(uids)))
        self.tell(taken, put, putting)
        if known.state.state == states.FAILING:
            return self.failed(taken.notes[-1] if taken.notes else Note(gettext_noop("It cannot be read.")), taken.notes)
        if known.state.state == states.ASKING:
            return self.asks(taken, taking.missing(known, now, self.record.zone))
        for some in taking.portions(known.returned):
            Imported.unscoped.filter(pk__in=some).update(is_kept=False)
        self.go_on(putting)
        return self.succeeded(answer, whole=fetch.is_whole and not answer.is_delta)

    def read(self, answer):
        zone = zone_of(self.source.zone) or self.record.zone
        data, answer.data = answer.data, b""
        if self.source.kind == LINKED_EVENTS:
            languages = tuple(dict.fromkeys([self.record.languages[0].split("-")[0], *linked_events.LANGUAGES]))
            return linked_events.read(data, zone, languages)
        return reading.read(data, zone, answer.charset or None)

    # --- writing ---

    def put_all(self, putting, known, uids):
        """UIDs of the events that were written. Those that fail are told of, and the others go on."""
        put = self.put_new(putting, known, uids)
        left = [uid for uid in uids if uid not in put] if not self.row.is_partial else []
        for some in taking.portions(left, PORTION):
            if self.until and time.monotonic() > self.until:
                self.row.is_partial = True
                break
            rows = Imported.unscoped.select_related("series").in_bulk([known.rows[uid] for uid in some if uid in known.rows])
            by_uid = {row.uid: row for row in rows.values()}
            with transaction.atomic():
                put |= {uid for uid in some if self.put_one(putting, known.state.series[uid], by_uid.get(uid))}
            self.breathe(len(put), len(uids))
        duplicates.find(self.record, self.source)
        return put

    def put_new(self, putting, known, uids):
        """New events many at once. Where that fails, nothing of those is written, and they are left for one by one."""
        put, slugs = set(), None
        for some in taking.portions([uid for uid in uids if uid not in known.rows], TOGETHER):
            if self.until and time.monotonic() > self.until:
                self.row.is_partial = True
                break
            slugs = pages.slugs_below(putting.index, self.record) if slugs is None else slugs
            try:
                many.put(putting, [known.state.series[uid] for uid in some], slugs)
                put |= set(some)
            except Exception:
                log.warning("Some events of source %s are put one by one", self.source.pk, exc_info=True)
            self.breathe(len(put), len(uids))
        return put

    def breathe(self, done, total):
        """Between two portions others may write, and whoever watches is told."""
        self.hold()
        if done >= self.told + 1000:
            self.told = done
            self.say(_("%(done)s of %(all)s events written.") % {"done": done, "all": total})
        if total > TOGETHER:
            time.sleep(PAUSE)

    def put_one(self, putting, series, row):
        for is_last in (False, True):
            try:
                putting.put(series, row)
                return True
            except DatabaseError as error:
                # somebody may have made a page at the same moment
                fault = error
                if putting.index:
                    putting.index.refresh_from_db()
                if not is_last:
                    continue
            except Exception as error:
                fault = error
            break
        log.error("An event could not be put: %s of source %s", series.uid, self.source.pk, exc_info=fault)
        self.failed_uids.add(series.uid)
        title = series.event.texts.summary if series.event else ""
        note = Note(gettext_noop("It could not be written here. It is tried again."), {}, series.uid, title)
        self.notes.append(report.as_data(note, report.SKIPPED))
        return False

    def go_on(self, putting):
        """Dates that are only listed go on with the days."""
        before = timezone.localdate(timezone=self.record.zone) + LISTED_AHEAD
        rows = Imported.unscoped.filter(source=self.source, known_until__lt=before, withdrawn_at=None).select_related("series")
        for row in rows.order_by("pk")[:1000]:
            with transaction.atomic():
                self.put_one(putting, kept.series_of(row.said, self.source.zones), row)

    def hold(self):
        now = timezone.now()
        if now - self.held_at > HELD / 5:
            Source.unscoped.filter(pk=self.source.pk).update(held_until=now + HELD)
            self.held_at = now

    # --- how it went ---

    def tell(self, taken, put, putting):
        row = self.row
        for name in ("new", "changed", "cancelled", "withdrawn", "back"):
            setattr(row, name, sum(uid in put for uid in getattr(taken, name)))
        row.skipped = len(taken.skipped) + len(self.failed_uids)
        self.notes += [report.as_data(note, report.SKIPPED) for note in taken.skipped]
        skipped = {(note.uid, note.sentence) for note in taken.skipped}
        told = [note for note in (*taken.notes, *putting.notes) if (note.uid, note.sentence) not in skipped]
        uids = {note.uid for note in told if note.uid}
        titles = self.titles_of(uids)
        self.notes += [report.as_data(note, title=titles.get(note.uid, "")) for note in told]

    def titles_of(self, uids):
        from ..models import EventPage

        found = {}
        for some in taking.portions(sorted(uids)[: report.MOST_NOTES]):
            keys = dict(Imported.unscoped.filter(source=self.source, uid__in=some, series__isnull=False).values_list("series__key", "uid"))
            for key, title in EventPage.objects.filter(translation_key__in=keys).order_by("-pk").values_list("translation_key", "title"):
                found[keys[key]] = title
        return found

    def succeeded(self, answer, whole):
        source, now = self.source, timezone.now()
        source.state, source.failures, source.failing_since, source.note = states.WELL, 0, None, {}
        source.last_success, source.believes_loss, source.missing = now, False, []
        is_done = not self.row.is_partial and not self.failed_uids
        # what was not written is asked for again
        source.etag, source.modified = (answer.etag, answer.modified) if is_done else ("", "")
        if whole and is_done:
            source.last_whole = now
        elif not is_done:
            source.last_whole = None
        source.next_at = now + EVERY if is_done else now
        if self.failed_uids and not self.row.is_partial:
            source.next_at = now + EVERY
        if source.kind == FILE and is_done:
            SourceFile.unscoped.filter(source=source).delete()
        self.end()

    def failed(self, note, notes=()):
        source, now = self.source, timezone.now()
        source.state, source.note = states.FAILING, report.as_data(note)
        source.failures, source.failing_since = source.failures + 1, source.failing_since or now
        source.next_at = now + min(EVERY * 2 ** min(source.failures - 1, 8), LONGEST_PAUSE)
        if source.kind == FILE:
            SourceFile.unscoped.filter(source=source).delete()
        if not notes:
            self.notes.append(report.as_data(note))
        self.end()

    def asks(self, taken, missing):
        """Much is gone: a person is asked. Until then the whole answer is asked for each time, and nothing is taken away."""
        source, now = self.source, timezone.now()
        source.state, source.missing = states.ASKING, missing
        source.note = report.as_data(taken.notes[-1])
        source.failures, source.failing_since = 0, None
        source.last_success, source.etag, source.modified = now, "", ""
        source.next_at = now + EVERY
        self.end()

    def end(self):
        self.source.save(
            update_fields=[
                *("state", "failures", "failing_since", "note", "last_success", "believes_loss", "missing", "etag", "modified"),
                *("last_whole", "next_at", "zones", "title"),
            ]
        )
        row = self.row
        row.ended, row.state, row.notes = timezone.now(), self.source.state, report.shortened(self.notes)
        row.save()
        old = ImportRun.unscoped.filter(source=self.source).order_by("-started").values_list("pk", flat=True)[KEPT_RUNS:]
        ImportRun.unscoped.filter(pk__in=list(old)).delete()
        for sentence in report.sentences(row):
            self.say(sentence)
