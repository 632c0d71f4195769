"""What the front page of the desk tells of trials: which run without anybody writing of them, which ended without a result. One query.

The rules of care are asked one after the other; within a request they share what was read.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils import timezone

from neighbourhoods import desk_pages

from ..models import DiaryEntry, ExperimentPage
from ..models.pages import OWN
from ..states import State

# more than these nobody looks after in a day
MOST = 60


@dataclass(frozen=True)
class Row:
    """A trial by the id of its first page; `since` is the day from which it waits."""

    pk: int
    key: str
    title: str
    since: date


@dataclass(frozen=True)
class Glance:
    silent: tuple
    without_result: tuple


def read(neighbourhood):
    today = timezone.localdate(timezone=neighbourhood.zone)
    quiet = today - timedelta(weeks=neighbourhood.config("experiments").silent_weeks)
    pages = ExperimentPage.objects.filter(OWN, path__startswith=neighbourhood.folder_path, live=True).order_by()
    first = pages.values("translation_key").annotate(first=Min("pk")).values("first")
    entries = DiaryEntry.of(neighbourhood).filter(experiment=OuterRef("translation_key"), is_shown=True)
    last = Subquery(entries.order_by("-day").values("day")[:1])
    is_over = Q(state=State.ENDED) | Q(state=State.RUNNING, ends_on__lt=today)
    rows = pages.filter(pk__in=first).annotate(last=last).filter(Q(state=State.RUNNING) | is_over & Q(result=""))
    found = Glance([], [])
    fields = ("pk", "translation_key", "title", "state", "result", "starts_on", "ends_on", "last", "listed_at")
    for row in rows.order_by("listed_at", "pk").values_list(*fields, named=True)[: MOST * 4]:
        began = row.starts_on or timezone.localdate(row.listed_at, neighbourhood.zone)
        if row.state == State.ENDED or (row.ends_on and row.ends_on < today):
            if not row.result:
                since = min(row.ends_on or today, today)
                found.without_result.append(Row(row.pk, str(row.translation_key), row.title, since))
        elif (since := max(began, row.last or began)) < quiet:
            found.silent.append(Row(row.pk, str(row.translation_key), row.title, since))
    return Glance(*(tuple(sorted(rows, key=lambda row: (row.since, row.pk))[:MOST]) for rows in (found.silent, found.without_result)))


of = desk_pages.once_a_request(read)
