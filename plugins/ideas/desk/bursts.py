"""Supports that came too many at once to be of neighbours who happened to pass: shown with numbers, and judged by a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from ..models import Support

SHORT, MOST_IN_SHORT = timedelta(minutes=10), 10
HOUR, LEAST_OF_HALF = timedelta(hours=1), 20
# whoever leaves a burst counted has decided; so long it stands in the list of what waits
LATELY = timedelta(days=14)
# ideas that are looked at for one page, those with the most supports first
MOST_IDEAS = 100


@dataclass(frozen=True)
class Burst:
    """Supports of an idea that came within a short time; `rows` are their ids."""

    began: datetime
    ended: datetime
    rows: tuple

    @property
    def number(self):
        return len(self.rows)

    @property
    def minutes(self):
        """At least one."""
        return max(1, round((self.ended - self.began).total_seconds() / 60))


def found_in(supports):
    """[Burst] in [(id, moment)] that are sorted by moment: more than 10 in 10 minutes, or of at least 20 more than half within an hour."""
    marks = [0] * (len(supports) + 1)
    for span, is_many in (
        (SHORT, lambda number: number > MOST_IN_SHORT),
        (HOUR, lambda number: number >= LEAST_OF_HALF and number * 2 > len(supports)),
    ):
        first = 0
        for last, (_pk, at) in enumerate(supports):
            while at - supports[first][1] > span:
                first += 1
            if is_many(last - first + 1):
                marks[first] += 1
                marks[last + 1] -= 1
    return [Burst(rows[0][1], rows[-1][1], tuple(pk for pk, _at in rows)) for rows in together(supports, marks)]


def together(supports, marks):
    """Lists of neighbouring supports that are inside of some span; `marks` says where spans begin and end."""
    depth, rows = 0, []
    for support, mark in zip(supports, marks, strict=False):
        depth += mark
        if depth:
            rows.append(support)
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def of_ideas(neighbourhood, ideas, since=None):
    """[Idea] of these that everybody supports at once, each with `bursts` and `aside`; those alone of which one came after `since`, where
    that is given, and that nobody has set aside. Two queries, one where nothing is supported much.
    """
    much = Q(supports__gt=MOST_IN_SHORT)
    if since is None:
        much |= Q(support_rows__is_aside=True)
    found = {idea.pk: idea for idea in ideas.filter(much).order_by("-supports", "pk").distinct()[:MOST_IDEAS]}
    by_idea = {}
    rows = Support.of(neighbourhood).filter(idea__in=list(found)).order_by("at", "pk").values_list("idea", "pk", "at", "is_aside")
    for pk, *row in rows if found else ():
        by_idea.setdefault(pk, []).append(row)
    told = []
    for pk, supports in by_idea.items():
        idea = found[pk]
        idea.bursts = found_in([(row, at) for row, at, is_aside in supports if not is_aside])
        idea.aside = sum(is_aside for _row, _at, is_aside in supports)
        if since is not None:
            idea.bursts = [burst for burst in idea.bursts if burst.ended > since]
        if idea.bursts or (idea.aside and since is None):
            told.append(idea)
    return sorted(told, key=lambda idea: max((burst.ended for burst in idea.bursts), default=idea.sent_at), reverse=True)


def of_idea(neighbourhood, idea):
    """([Burst], how many supports are set aside). One query."""
    supports = list(Support.of(neighbourhood).filter(idea=idea).order_by("at", "pk").values_list("pk", "at", "is_aside"))
    counted = [(pk, at) for pk, at, is_aside in supports if not is_aside]
    return found_in(counted), len(supports) - len(counted)
