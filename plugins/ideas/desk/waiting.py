"""What waits for volunteers: ideas, comments and reports to look at, and ideas that have no answer. The number of queries is flat."""

from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, Sum, Value
from django.utils import timezone
from django.utils.translation import get_language

from .. import queries, statuses
from ..models import Comment, Idea, Report
from . import at_a_glance

PER_PAGE = 20
CHECK, COMMENTS, REPORTS, ANSWER = "check", "comments", "reports", "answer"
PARTS = (CHECK, COMMENTS, REPORTS, ANSWER)


def comments(neighbourhood):
    rows = Comment.of(neighbourhood).filter(state=Comment.State.WAITING)
    return rows.select_related("idea").order_by("is_held", "sent_at", "pk")


def reported(neighbourhood):
    """{"idea", "times"} of ideas of which readers have said something that nobody has looked at; what most say comes first."""
    rows = Report.of(neighbourhood).filter(looked_at=None).order_by()
    return rows.values("idea").annotate(times=Sum("count")).order_by("-times", "idea")


def to_answer(neighbourhood):
    """Published ideas without an answer: those whose day comes first, and those that have none at the end."""
    return at_a_glance.to_answer(neighbourhood).order_by(F("due_on").asc(nulls_last=True), "sent_at", "pk")


def numbers(neighbourhood):
    """{part: how many}. One query."""
    counted = (
        queries.to_check(neighbourhood),
        comments(neighbourhood).select_related(None),
        Report.of(neighbourhood).filter(looked_at=None),
        to_answer(neighbourhood),
    )
    parts = [
        rows.order_by()
        .annotate(part=Value(number, output_field=IntegerField()))
        .values("part")
        .annotate(n=Count("idea", distinct=True) if PARTS[number] == REPORTS else Count("pk"))
        .values_list("part", "n")
        for number, rows in enumerate(counted)
    ]
    found = dict(parts[0].union(*parts[1:], all=True))
    return {part: found.get(number, 0) for number, part in enumerate(PARTS)}


def all_of(neighbourhood, asked):
    """({part: page of a Paginator}, whether nothing waits); `asked` is the query of an address, `check=2` is the second page of a part."""
    found = numbers(neighbourhood)
    rows = {
        CHECK: queries.to_check(neighbourhood).select_related("photo", "call"),
        COMMENTS: comments(neighbourhood),
        REPORTS: reported(neighbourhood),
        ANSWER: to_answer(neighbourhood).select_related("photo", "call"),
    }
    pages = {}
    for part in PARTS:
        paged = Paginator(rows[part], PER_PAGE)
        # known already: nothing is counted again
        paged.count = found[part]
        pages[part] = paged.get_page(asked.get(part))
        pages[part].object_list = list(pages[part].object_list) if found[part] else []
    pages[REPORTS].object_list = with_reports(neighbourhood, pages[REPORTS].object_list)
    dress(neighbourhood, [*pages[CHECK].object_list, *pages[ANSWER].object_list])
    return pages, not any(found.values())


def with_reports(neighbourhood, rows):
    """[Idea] with `times` and `said`, the texts of its reports. Two queries."""
    ideas = Idea.of(neighbourhood).in_bulk([row["idea"] for row in rows]) if rows else {}
    texts = {}
    for idea, text in Report.of(neighbourhood).filter(looked_at=None, idea__in=ideas).order_by("pk").values_list("idea", "text"):
        texts.setdefault(idea, []).append(text)
    found = []
    for row in rows:
        if idea := ideas.get(row["idea"]):
            idea.times, idea.said = row["times"], [text for text in texts.get(idea.pk, ()) if text]
            found.append(idea)
    return found


def dress(neighbourhood, ideas):
    """Each idea gets `asked_in`, the question of its call, `shown_status` and `late`, days since its answer was due. Two queries."""
    if not ideas:
        return
    titles = {one.call.pk: one.page.title for one in queries.calls(neighbourhood, get_language())}
    today = timezone.localdate(timezone=neighbourhood.zone)
    for idea in ideas:
        idea.asked_in = titles.get(idea.call_id, "")
        idea.shown_status = statuses.shown(neighbourhood, idea.status)
        idea.late = (today - idea.due_on).days if idea.due_on and not idea.is_answered else 0
