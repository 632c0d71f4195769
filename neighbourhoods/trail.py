"""PUBLIC. The path from an idea to a trial to a method and on to others: which record came from which, across neighbourhoods.

A step joins the ids of two records (`records.id_of`) and stays whatever becomes of them: they may be renamed, translated, hidden,
switched off, erased, or not published yet. `of` leaves out what was never public, and of what is not any more says the last title.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from . import records
from .models import Record, TrailStep
from .records import as_id

MOST = 200
LOCK = 0x747261696C
EPOCH = datetime.fromtimestamp(0, UTC)

# How the later one is spoken of, by what the step is called.
KINDS = {
    "tried": pgettext_lazy("path", "Was tried"),
    "became": pgettext_lazy("path", "Became a method"),
    "adopted": pgettext_lazy("path", "Was taken into use"),
}
BEGAN = pgettext_lazy("path", "It began here")

STEPS = "SELECT source, target, kind FROM neighbourhoods_trailstep"
# Each way for itself: what came before what came before, never the other children of those. A whole step is a row, so a circle ends.
WALK = f"""
WITH RECURSIVE
before(source, target, kind) AS (
    {STEPS} WHERE target = %s
    UNION
    SELECT step.source, step.target, step.kind FROM neighbourhoods_trailstep step JOIN before ON step.target = before.source
),
after(source, target, kind) AS (
    {STEPS} WHERE source = %s
    UNION
    SELECT step.source, step.target, step.kind FROM neighbourhoods_trailstep step JOIN after ON step.source = after.target
)
SELECT 0, source, target, kind FROM (SELECT * FROM before LIMIT {MOST + 1}) nearest
UNION ALL
SELECT 1, source, target, kind FROM (SELECT * FROM after LIMIT {MOST + 1}) nearest
"""
REACHES = """
WITH RECURSIVE after(target) AS (
    SELECT target FROM neighbourhoods_trailstep WHERE source = %s
    UNION
    SELECT step.target FROM neighbourhoods_trailstep step JOIN after ON step.source = after.target
)
SELECT 1 FROM after WHERE target = %s LIMIT 1
"""


class Refused(Exception):
    """Its text is a sentence that says why."""


@dataclass(frozen=True)
class Step:
    """One record on a path. `kind` is how it came to be: a key of KINDS, or empty where the path begins; `label` says so in words.

    `sources` are the ids of those on the path that it came from, `lane` is its column in the picture, from 0.
    """

    shown: records.Shown
    kind: str
    label: str | Promise
    sources: tuple = ()
    lane: int = 0
    is_here: bool = False


@dataclass(frozen=True)
class Trail:
    """`before` is what it came from, the oldest first; `here` itself, or None where nobody has read of it; `after` what came of it.

    `has_more` where there are more than MOST steps: those that are nearest are here. False while it stands alone.
    """

    id: UUID
    before: list = field(default_factory=list)
    here: Step | None = None
    after: list = field(default_factory=list)
    has_more: bool = False

    @property
    def steps(self):
        return [*self.before, *filter(None, [self.here]), *self.after]

    def __bool__(self):
        return bool(self.before or self.after)


def alone():
    """No other step is made until the transaction ends: two at once could close a circle that neither of them sees."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def reaches(source, target):
    with connection.cursor() as cursor:
        cursor.execute(REACHES, [stored(source), stored(target)])
        return cursor.fetchone() is not None


def stored(pk):
    """An id as the database keeps it: SQLite knows no UUIDs."""
    return pk if connection.features.has_native_uuid_field else pk.hex


def refuse_circle(source, target):
    if source == target:
        raise Refused(_("A thing cannot come from itself. Choose another one."))
    if reaches(target, source):
        raise Refused(_("The second one came before the first one already, so the path would go round in a circle. Choose another one."))


@transaction.atomic
def link(*, source, target, kind, neighbourhood):
    """The target came from the source: `kind` is "tried" (idea or method -> trial), "became" (trial -> method) or "adopted" (method -> own
    version). Both are ids of records, which may be published later. Twice does as once. Whether it is new. Raises Refused; ValueError for
    another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of a step: {', '.join(KINDS)}")
    source, target = as_id(source), as_id(target)
    alone()
    # of one that has gone into another, the path goes on from there
    source, target = records.led(source), records.led(target)
    refuse_circle(source, target)
    own = {"kind": kind, "neighbourhood_id": neighbourhood.pk}
    return TrailStep.objects.update_or_create(source=source, target=target, defaults={"kind": kind}, create_defaults=own)[1]


def unlink(*, source, target):
    """The step is taken away; nothing where there is none."""
    TrailStep.objects.filter(source=records.led(as_id(source)), target=records.led(as_id(target))).delete()


def after(record_id, kind):
    """{ids} of what came of a record by steps of this kind, published or not. One query."""
    return set(TrailStep.objects.filter(source=as_id(record_id), kind=kind).values_list("target", flat=True))


def joined(ids):
    """{ids} of these records, from or to which there is a step of something that was public; one query."""
    ids = set(ids)
    known = Record.objects.values("pk")
    there = Q(source__in=ids, target__in=known) | Q(target__in=ids, source__in=known)
    rows = TrailStep.objects.filter(there).values_list("source", "target") if ids else ()
    return {end for row in rows for end in row} & ids


@transaction.atomic
def move(from_id, to_id):
    """The steps of one record become those of another, such as of an idea that it was merged into. What `move_back` needs, for JSON.

    Links to the first lead on to the other, whoever keeps its id.

    A step that the other has already, or that would close a circle, is dropped.
    """
    from_id, to_id = as_id(from_id), as_id(to_id)
    alone()
    records.lead_on(from_id, to_id)
    moved = []
    touching = TrailStep.objects.filter(source=from_id) | TrailStep.objects.filter(target=from_id)
    for step in list(touching.order_by("pk")):
        kept = {"source": str(step.source), "target": str(step.target), "kind": step.kind, "by": step.neighbourhood_id}
        step.delete()
        ends = {end: to_id if getattr(step, end) == from_id else getattr(step, end) for end in ("source", "target")}
        is_new = False
        if ends["source"] != ends["target"] and not reaches(ends["target"], ends["source"]):
            own = {"kind": step.kind, "neighbourhood_id": step.neighbourhood_id, "at": step.at}
            is_new = TrailStep.objects.get_or_create(**ends, defaults=own)[1]
        moved.append({**kept, "at": step.at.isoformat(), "is_new": is_new})
    return moved


@transaction.atomic
def move_back(from_id, to_id, moved):
    """Undoes `move(from_id, to_id)`, which gave `moved`. What was taken away meanwhile stays away."""
    from_id, to_id = as_id(from_id), as_id(to_id)
    alone()
    records.lead_on(from_id, None)
    for kept in moved:
        ends = {end: UUID(kept[end]) for end in ("source", "target")}
        there = {end: to_id if pk == from_id else pk for end, pk in ends.items()}
        if kept["is_new"] and not TrailStep.objects.filter(**there).delete()[0]:
            continue
        if not reaches(ends["target"], ends["source"]):
            own = {"kind": kept["kind"], "neighbourhood_id": kept["by"], "at": kept["at"]}
            TrailStep.objects.get_or_create(**ends, defaults=own)


def walk(pk):
    """(steps before, steps after, whether there are more): (source, target, kind), the nearest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(WALK, [stored(pk), stored(pk)])
        rows = [(way, as_id(source), as_id(target), kind) for way, source, target, kind in cursor.fetchall()]
    before, after = ([row[1:] for row in rows if row[0] == way] for way in (0, 1))
    most_before = max(MOST // 2, MOST - len(after))
    most_after = MOST - min(len(before), most_before)
    return before[:most_before], after[:most_after], len(before) + len(after) > MOST


def of(record_id, language):
    """Trail of a record, across neighbourhoods, in the reader's language; of one that has gone into another, that one's, with its id.

    Three queries, whatever its length; three more while nothing is known of its neighbourhoods.
    """
    pk = as_id(record_id)
    before, after, has_more = walk(pk)
    if not before and not after and (led := records.led(pk)) != pk:
        return of(led, language)
    return told(pk, language, before, after, has_more)


def beyond(record_id, language):
    """The same for the record's own page: None where there is nothing to read but that. One query while nothing is joined."""
    pk = as_id(record_id)
    before, after, has_more = walk(pk)
    found = told(pk, language, before, after, has_more) if before or after else None
    return found or None


def told(pk, language, before, after, has_more):
    ids = {pk}.union(*(step[:2] for step in (*before, *after)))
    found = records.look_up(ids, language)
    kinds = {(source, target): kind for source, target, kind in (*before, *after)}
    earlier, later = defaultdict(list), defaultdict(list)
    for source, target, _kind in before:
        earlier[target].append(source)
    for source, target, _kind in after:
        later[source].append(target)
    behind, behind_lanes = in_order(pk, earlier, found)
    ahead, ahead_lanes = in_order(pk, later, found)
    # in a circle, which nothing here makes, things are on both sides
    order = [*reversed(behind), *(one for one in ahead if one not in behind_lanes)]
    lanes = {**ahead_lanes, **behind_lanes}
    sources = shown_sources(order, kinds, found)

    def step(one):
        kind = sources[one][0]
        return Step(found[one], kind, KINDS.get(kind, BEGAN), sources[one][1], lanes[one], one == pk)

    shown = [step(one) for one in order if one in found]
    at = next((number for number, one in enumerate(shown) if one.is_here), None)
    if at is None:
        count = sum(one in found for one in behind)
        return Trail(pk, shown[:count], None, shown[count:], has_more)
    return Trail(pk, shown[:at], shown[at], shown[at + 1 :], has_more)


def in_order(start, near, found):
    """([ids], {id: lane}): each is followed by all that hangs on it. The last of its branches stays in its lane."""
    order, lanes, waiting = [], {}, [(start, 0)]
    while waiting:
        one, lane = waiting.pop()
        if one in lanes:
            continue
        order.append(one)
        lanes[one] = lane
        branches = [branch for branch in sorted(near[one], key=lambda branch: when(found.get(branch))) if branch not in lanes]
        waiting += [(branch, lane + (branch != branches[-1])) for branch in reversed(branches)]
    return order, lanes


def when(shown):
    """By date; what has none, or may not be known of, comes last."""
    return (shown.date is None, shown.date or EPOCH, str(shown.id)) if shown else (True, EPOCH, "")


def shown_sources(order, kinds, found):
    """{id: (kind of its first step, ids that it came from)}; what nobody may know of is passed over, and the next before it named."""
    came = defaultdict(list)
    for (source, target), kind in kinds.items():
        came[target].append((source, kind))
    known = {}
    for one in order:
        kind, sources = "", []
        seen, waiting = {one}, [(source, kind) for source, kind in came[one]]
        while waiting:
            source, by = waiting.pop(0)
            if source in seen:
                continue
            seen.add(source)
            kind = kind or by
            if source in found:
                sources.append(source)
            else:
                waiting += [(further, by) for further, _kind in came[source]]
        known[one] = (kind if sources else "", tuple(sources))
    return known
