"""What the front page of the desk tells of ideas: how many wait, which have waited long, which calls lack their summary. One query.

The tile and the two rules of care are asked one after the other; within a request they share what was read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from neighbourhoods import desk_pages

from .. import queries
from ..models import Call, CallPage, Comment, Idea

# more than these nobody looks after in a day; the list has all of them
MOST = 60
CHECK, COMMENTS, ANSWER, LATE, ENDED = range(5)
COLUMNS = ("part", "number", "heading", "since", "page")
# longer than any heading
BEGINNING = 200
# PostgreSQL wants to know of what type nothing is
NO_MOMENT, NO_PAGE = Cast(None, DateTimeField()), Cast(None, IntegerField())


@dataclass(frozen=True)
class Row:
    """An idea that waits long, or a call that has ended; `page` is the newest page of a call, None for an idea."""

    pk: int
    heading: str
    since: datetime
    page: int | None


@dataclass(frozen=True)
class Glance:
    waiting: int
    late: tuple
    ended: tuple


def to_answer(neighbourhood):
    """Published ideas without an answer."""
    return queries.unanswered(neighbourhood).filter(state=Idea.State.PUBLIC)


def number_of(part, rows):
    counted = rows.order_by().annotate(part=Value(part, IntegerField())).values("part").annotate(number=Count("pk"))
    nothing = {"heading": Value("", CharField()), "since": NO_MOMENT, "page": NO_PAGE}
    return counted.annotate(**nothing).values_list(*COLUMNS)


def late(neighbourhood, before):
    oldest = queries.unanswered(neighbourhood).filter(sent_at__lt=before).order_by("sent_at", "pk").values("pk")[:MOST]
    rows = Idea.of(neighbourhood).filter(pk__in=oldest).order_by()
    columns = {"number": F("pk"), "since": F("sent_at"), "page": NO_PAGE}
    titled = rows.exclude(title="").annotate(part=Value(LATE, IntegerField()), heading=F("title"), **columns)
    others = rows.filter(title="").annotate(part=Value(LATE, IntegerField()), heading=Substr("text", 1, BEGINNING), **columns)
    return titled.values_list(*COLUMNS), others.values_list(*COLUMNS)


def ended(neighbourhood, now):
    """Calls whose question can still be read."""
    pages = CallPage.objects.filter(translation_key=OuterRef("key"), live=True, alias_of=None).order_by("pk")
    over = Call.of(neighbourhood).filter(closes_at__lt=now, summary_at=None).order_by("-closes_at", "pk").values("pk")[:MOST]
    rows = Call.of(neighbourhood).filter(pk__in=over).order_by()
    shown = {"heading": Subquery(pages.values("title")[:1]), "since": F("closes_at"), "page": Subquery(pages.values("pk")[:1])}
    return rows.annotate(part=Value(ENDED, IntegerField()), number=F("pk"), **shown).values_list(*COLUMNS)


def read(neighbourhood):
    now = timezone.now()
    before = now - timedelta(days=neighbourhood.config("ideas").unanswered_days)
    comments = Comment.of(neighbourhood).filter(state=Comment.State.WAITING)
    first, *others = (
        number_of(CHECK, queries.to_check(neighbourhood)),
        number_of(COMMENTS, comments),
        number_of(ANSWER, to_answer(neighbourhood)),
        *late(neighbourhood, before),
        ended(neighbourhood, now),
    )
    waiting, found = 0, {LATE: [], ENDED: []}
    for part, number, heading, since, page in first.union(*others, all=True):
        if part in found:
            found[part].append(Row(number, Idea(text=heading or "").heading, since, page))
        else:
            waiting += number
    found[ENDED] = [row for row in found[ENDED] if row.page]
    return Glance(waiting, *(tuple(sorted(found[part], key=lambda row: (row.since, row.pk))) for part in (LATE, ENDED)))


of = desk_pages.once_a_request(read)
