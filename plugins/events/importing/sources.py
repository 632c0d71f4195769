"""The sources of a neighbourhood, for those who look after them: added, changed, paused, removed, and what they ask a person.

Every function here is quick and fetches nothing: what comes of it is done by the worker. What is wrong with what was given is raised as
django.core.exceptions.ValidationError with the field that it belongs to.
"""

import gzip
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from ..calendar import states
from ..models import Imported, ImportRun, Occurrence, PossibleDuplicate, Series, Source, SourceFile
from ..models.series import known_zone
from ..models.sources import DIFFERENT, FILE, ICS, LINKED_EVENTS, OPEN, SAME
from ..topics import TOPICS, pack
from . import hiding, putting, report

KINDS = dict(Source.KINDS)
MOST_BYTES = 20 * 1024 * 1024
# a source that has not answered for so long needs care
SILENT_AFTER = timedelta(hours=24)
FIELDS = ("name", "kind", "address", "place", "keyword", "topics", "is_hidden_first", "zone")


def add(record, *, name, kind=ICS, address="", content=b"", place="", keyword="", topics=(), is_hidden_first=False, zone=""):
    """A new Source, which the worker reads at once.

    kind: "ics" or "linked-events" with an `address`, "file" with its bytes as `content`. `place` (ids of places with commas between
    them) and `keyword` narrow Linked Events. `topics`: keys of topics.TOPICS, given to all events. `is_hidden_first`: new events wait until
    somebody shows them. `zone`: of times that name none.
    """
    given = {"name": name, "kind": kind, "address": address, "place": place, "keyword": keyword, "topics": topics}
    values = checked(record, given | {"is_hidden_first": is_hidden_first, "zone": zone})
    packed = checked_file(content) if kind == FILE else None
    with transaction.atomic():
        source = Source(neighbourhood_id=record.pk, **values)
        source.save()
        if packed:
            SourceFile(neighbourhood_id=record.pk, source=source, content=packed).save()
        run_soon(source)
    return source


def change(source, *, content=b"", **fields):
    """Change some of FIELDS of a Source; `content`: the file anew. It is read again at once where that makes a difference."""
    record = source.record()
    values = checked(record, {name: getattr(source, name) for name in FIELDS} | fields, source)
    is_other = any(values[name] != getattr(source, name) for name in ("kind", "address", "place", "keyword", "zone"))
    packed = checked_file(content) if values["kind"] == FILE and content else None
    with transaction.atomic():
        for name, value in values.items():
            setattr(source, name, value)
        if is_other or packed:
            source.etag = source.modified = ""
            source.last_whole = None
        source.save()
        if packed:
            SourceFile.unscoped.update_or_create(
                source=source, defaults={"content": packed}, create_defaults={"content": packed, "neighbourhood_id": record.pk}
            )
        if is_other or packed:
            run_soon(source)
    return source


def pause(source, is_paused=True):
    """Nothing comes in from it until it goes on again (`is_paused` False); its events stay as they are."""
    source.is_paused = is_paused
    source.save(update_fields=["is_paused"])
    if not is_paused:
        run_soon(source)


def remove(source, keep_events: bool):
    """Nothing comes in from it any more. Its events stay as events of our own, or none is listed any more; nothing is deleted.

    Pages of those that go are hidden by the worker, since there may be thousands.
    """
    record = source.record()
    with transaction.atomic():
        source.removed_at, source.address, source.etag, source.modified = timezone.now(), "", "", ""
        source.save()
        SourceFile.unscoped.filter(source=source).delete()
        series = Series.of(record).filter(source=source)
        if keep_events:
            series.update(source=None)
        else:
            putting.unlist(source)
            transaction.on_commit(lambda: hiding.wake(source.pk))


def run_soon(source):
    """The worker reads it as soon as it can."""
    from . import running

    source.next_at, source.starts = timezone.now(), 0
    source.save(update_fields=["next_at", "starts"])
    transaction.on_commit(lambda: running.wake(source.pk))


def believe(source):
    """What is missing from it is really gone: the next run, which begins at once, takes those events away."""
    source.believes_loss, source.etag, source.modified = True, "", ""
    source.save(update_fields=["believes_loss", "etag", "modified"])
    run_soon(source)


def keep(source):
    """What is missing from it is not gone: those events stay, until the source has them again, and nobody is asked about them any more."""
    with transaction.atomic():
        rows = Imported.unscoped.filter(source=source, uid__in=source.missing)
        rows.update(is_kept=True)
        source.missing, source.state, source.believes_loss, source.note = [], states.WELL, False, {}
        source.etag = source.modified = ""
        source.save(update_fields=["missing", "state", "believes_loss", "note", "etag", "modified"])
    run_soon(source)


def answer_duplicate(row, same: bool):
    """Of a PossibleDuplicate. When both are the same event, the page of the later one is hidden, and stays so at the next runs."""
    with transaction.atomic():
        row.state = SAME if same else DIFFERENT
        row.save(update_fields=["state"])
        if same:
            Imported.unscoped.filter(series=row.second_id).update(is_hidden=True)
    if same:
        putting.hide(row.record(), row.second_id)


def open_duplicates(record):
    """[PossibleDuplicate] with both Series, that wait for an answer, the oldest first. One query."""
    rows = PossibleDuplicate.of(record).filter(state=OPEN, first__is_shown=True, second__is_shown=True)
    return list(rows.select_related("first", "second", "second__source").order_by("pk"))


@dataclass(frozen=True)
class Summary:
    """One source as a list of them shows it. `sentences`: what the last run came to, in the active language, the main thing first."""

    source: Source
    kind: str
    # "ok", "error", "asks", "paused", "new"
    state: str
    last_success: datetime | None
    failing_since: datetime | None
    # how many coming dates are from it
    coming: int
    run: ImportRun | None
    sentences: list

    @property
    def is_silent(self):
        """It has failed for longer than a day: it needs care."""
        return bool(self.failing_since and self.state == "error" and timezone.now() - self.failing_since > SILENT_AFTER)


def summary(record):
    """[Summary] of the sources of a neighbourhood, by name. Three queries."""
    today = timezone.localdate(timezone=record.zone)
    last = ImportRun.unscoped.filter(source=OuterRef("pk"), ended__isnull=False).order_by("-started")
    sources = list(Source.of(record).filter(removed_at=None).annotate(last_run=Subquery(last.values("pk")[:1])).order_by("name", "pk"))
    runs = ImportRun.of(record).in_bulk([one.last_run for one in sources if one.last_run])
    rows = Occurrence.of(record).filter(is_shown=True, last_day__gte=today, series__source__in=[one.pk for one in sources])
    coming = dict(rows.order_by().values_list("series__source").annotate(number=Count("pk")))
    return [summed_up(one, runs.get(one.last_run), coming.get(one.pk, 0)) for one in sources]


def summed_up(source, run, coming):
    state = "paused" if source.is_paused else source.state if run else "new"
    sentences = report.sentences(run, names(run)) if run else []
    kind = str(KINDS[source.kind])
    return Summary(source, kind, state, source.last_success, source.failing_since, coming, run, sentences)


def names(run):
    """{uid: title} of the events that a run tells of."""
    return {note["uid"]: note["title"] for note in run.notes if note.get("title")}


def troubled(record):
    """[Source] that need a person: silent for longer than a day, or asking. One query."""
    silent = Q(state=states.FAILING, failing_since__lt=timezone.now() - SILENT_AFTER)
    rows = Source.of(record).filter(silent | Q(state=states.ASKING), removed_at=None, is_paused=False)
    return list(rows.order_by("failing_since", "pk"))


# What was typed


def checked(record, given, source=None):
    """The values of FIELDS as they are stored. Raises ValidationError."""
    wrong, values = {}, {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    values["name"] = " ".join(values["name"].split())
    if not values["name"]:
        wrong["name"] = _("The name is missing. Write for example: The library.")
    for name in ("name", "place", "keyword"):
        most = Source._meta.get_field(name).max_length
        if len(values[name]) > most:
            wrong[name] = _("At most %(most)s letters.") % {"most": most}
    if values["kind"] not in KINDS:
        wrong["kind"] = _("Choose what kind of source it is.")
    if values["kind"] == FILE:
        values["address"] = ""
    elif "kind" not in wrong:
        values["address"] = as_address(values["address"], wrong)
        taken = Source.of(record).filter(address=values["address"], kind=values["kind"], removed_at=None)
        taken = taken.filter(place=values["place"], keyword=values["keyword"]).exclude(pk=source.pk if source else None)
        if "address" not in wrong and taken.exists():
            wrong["address"] = _("This calendar is here already.")
    if values["kind"] != LINKED_EVENTS:
        values["place"] = values["keyword"] = ""
    if values["zone"]:
        try:
            known_zone(values["zone"])
        except ValidationError as error:
            wrong["zone"] = error
    if not isinstance(values["topics"], str):
        if unknown := [key for key in values["topics"] if key not in TOPICS]:
            wrong["topics"] = _("There is no topic %(topic)s.") % {"topic": unknown[0]}
        values["topics"] = pack(values["topics"])
    if wrong:
        raise ValidationError(wrong)
    return values


def as_address(typed, wrong):
    """https in place of webcal. What it leads to is judged when it is fetched."""
    address = "".join(typed.split())
    if not address:
        wrong["address"] = _("The address is missing. It begins with https:// and often ends with .ics.")
        return address
    for name in ("webcal://", "webcals://"):
        if address.lower().startswith(name):
            address = f"https://{address[len(name) :]}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts = host = None
    if not host or parts.scheme.lower() not in ("http", "https"):
        wrong["address"] = _("This is no address of a calendar. It begins with https:// and often ends with .ics.")
    elif parts.username is not None or parts.password is not None:
        wrong["address"] = _("The address holds a name and a password. Use the address that the calendar gives for sharing.")
    elif len(address) > 2000:
        wrong["address"] = _("The address is too long.")
    return address


def checked_file(content):
    """The bytes of an upload, packed."""
    if not content:
        raise ValidationError({"content": _("Choose a file.")})
    if len(content) > MOST_BYTES:
        raise ValidationError({"content": _("The file is too large. At most %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}})
    return gzip.compress(bytes(content), 6)
