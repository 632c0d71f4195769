"""Reads: calls in the reader's language, and what may be seen of their ideas. None needs more queries when there are more ideas."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from neighbourhoods.pages import best_versions

from .models import Call, CallPage, Idea
from .models.calls import CLOSED, NOT_YET, OPEN

MOST_CALLS = 60
# nobody merges more often on purpose
LONGEST_CHAIN, MOST_MERGED = 50, 500


@dataclass(frozen=True)
class ShownCall:
    """A call as a reader gets it: `version` is its page in the best language, `state` what it is now."""

    call: Call
    version: object
    state: str
    ideas: int = 0

    @property
    def page(self):
        return self.version.page

    @property
    def is_open(self):
        return self.state == OPEN

    @property
    def is_coming(self):
        return self.state == NOT_YET

    @property
    def is_over(self):
        return self.state == CLOSED


def page_of(neighbourhood, call, language):
    """The Version of a call's page for a reader; None while nobody may read it. One query."""
    rows = neighbourhood.pages(CallPage).filter(translation_key=call.key, alias_of=None).defer("body")
    return next(iter(best_versions(rows, neighbourhood, language)), None)


def call_of_page(page):
    """The Call of a page, None for one that was never published."""
    return Call.unscoped.filter(key=page.translation_key).first()


def calls(neighbourhood, language):
    """[ShownCall]: open ones first, those that close soonest before others; then coming ones, then those that are over. Two queries."""
    rows = Call.of(neighbourhood).annotate(number=Count("ideas", filter=Q(ideas__state=Idea.State.PUBLIC))).order_by("-pk")[:MOST_CALLS]
    by_key = {row.key: row for row in rows}
    pages = neighbourhood.pages(CallPage).filter(translation_key__in=by_key, alias_of=None).defer("body")
    now = timezone.now()
    found = []
    for version in best_versions(pages, neighbourhood, language):
        call = by_key[version.page.translation_key]
        found.append(ShownCall(call, version, call.state(now), call.number))
    order = {OPEN: 0, NOT_YET: 1, CLOSED: 2}
    far = now.replace(year=9999)

    def place(one):
        if one.is_over:
            return (order[one.state], -one.call.closes_at.timestamp())
        return (order[one.state], ((one.call.closes_at if one.is_open else one.call.opens_at) or far).timestamp())

    return sorted(found, key=place)


def open_calls(neighbourhood, pages):
    """Of these pages those of calls that are open now, the one that closes soonest first; what has no end comes last. One query."""
    now = timezone.now()
    opened = Q(opens_at=None) | Q(opens_at__lte=now)
    still = Q(closes_at=None) | Q(closes_at__gt=now)
    keys = Call.of(neighbourhood).filter(opened, still)
    of_page = Call.unscoped.filter(key=OuterRef("translation_key"))
    ends, call_pk = Subquery(of_page.values("closes_at")[:1]), Subquery(of_page.values("pk")[:1])
    rows = pages.filter(translation_key__in=keys.values("key"), alias_of=None).annotate(ends=ends, call_pk=call_pk).defer("body")
    return rows.order_by(F("ends").asc(nulls_last=True), "pk")[:MOST_CALLS]


def shown_keys(neighbourhood):
    """Keys of calls that anybody may read in some language, for a query."""
    return neighbourhood.pages(CallPage).filter(alias_of=None).order_by().values("translation_key")


def public_ideas(neighbourhood):
    """What everybody may see. A call that is not published any more takes its ideas along, and brings them back."""
    return Idea.of(neighbourhood).filter(state=Idea.State.PUBLIC, call__key__in=shown_keys(neighbourhood))


def is_shown(neighbourhood, idea):
    """Whether everybody may see it. One query, where its state does not say no."""
    return idea.is_public and shown_keys(neighbourhood).filter(translation_key=idea.call.key).exists()


def is_published(call):
    """Whether a page of the call is out in some language. One query, for whoever has no more of the neighbourhood than its row."""
    return CallPage.objects.live().filter(translation_key=call.key, alias_of=None).exists()


def where_it_went(idea):
    """The idea that it is part of now, the last one of its chain; itself where it was not merged. A query for each step."""
    seen = {idea.pk}
    while idea.state == Idea.State.MERGED and idea.merged_into_id and len(seen) < LONGEST_CHAIN:
        if idea.merged_into_id in seen:
            break
        seen.add(idea.merged_into_id)
        idea = Idea.unscoped.select_related("call").get(pk=idea.merged_into_id)
    return idea


def seen_as(neighbourhood, idea):
    """The idea whose status and answer its sender is told: the one that it is part of now, where everybody may see that."""
    whole = where_it_went(idea)
    return whole if whole.pk != idea.pk and is_shown(neighbourhood, whole) else idea


def merged_into(neighbourhood, idea):
    """[Idea] that have become part of it, and those that had become part of these. A query for each step."""
    found, step = [], [idea.pk]
    while step and len(found) < MOST_MERGED:
        rows = Idea.of(neighbourhood).filter(state=Idea.State.MERGED, merged_into__in=step).exclude(pk__in=[one.pk for one in found])
        rows = list(rows.order_by("pk")[:MOST_MERGED])
        found += rows
        step = [one.pk for one in rows]
    return found


def to_check(neighbourhood):
    """Ideas that wait for somebody to read them, the oldest first; what looks like spam comes last."""
    return Idea.of(neighbourhood).filter(state=Idea.State.WAITING).order_by("is_held", "sent_at", "pk")


def unanswered(neighbourhood):
    """Ideas without an answer, the most urgent first."""
    rows = Idea.of(neighbourhood).filter(answered_at=None, state__in=(Idea.State.WAITING, Idea.State.PUBLIC), is_held=False)
    return rows.order_by(F("due_on").asc(nulls_last=True), "sent_at", "pk")


def median_days(neighbourhood):
    """Within how many days ideas were usually answered, of the last fifty; None while fewer than three were. One query."""
    rows = Idea.of(neighbourhood).exclude(answered_at=None).order_by("-answered_at").values_list("sent_at", "answered_at")[:50]
    days = sorted(max(0, (answered - sent).days) for sent, answered in rows)
    return max(1, days[len(days) // 2]) if len(days) >= 3 else None
