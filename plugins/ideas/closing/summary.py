"""What came of a call: its numbers and all of its ideas, for everybody once it is closed; and how its words are written at the desk."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q

from .. import statuses
from ..models import CallPage, Idea

PER_PAGE = 50
LARGEST_PAGE = 1_000_000


@dataclass(frozen=True)
class Numbers:
    """Of the public ideas of a call. `by_status` is [(Status, how many)] of those that ideas have."""

    ideas: int
    answered: int
    supported: int
    by_status: list = field(default_factory=list)

    @property
    def unanswered(self):
        return self.ideas - self.answered


def public(neighbourhood, call):
    return Idea.of(neighbourhood).filter(call=call, state=Idea.State.PUBLIC)


def numbers(neighbourhood, call):
    """Numbers; one query."""
    counted = public(neighbourhood, call).order_by().values("status")
    answered, supported = Count("pk", filter=~Q(answered_at=None)), Count("pk", filter=Q(supports__gt=0))
    found = {row["status"]: row for row in counted.annotate(n=Count("pk"), answered=answered, supported=supported)}
    known = statuses.of(neighbourhood)
    order = [key for key in (*known, *sorted(set(found) - set(known))) if key in found]
    return Numbers(
        ideas=sum(row["n"] for row in found.values()),
        answered=sum(row["answered"] for row in found.values()),
        supported=sum(row["supported"] for row in found.values()),
        by_status=[(statuses.shown(neighbourhood, key), found[key]["n"]) for key in order],
    )


def page_number(text):
    """The number of a page as an address gives it; whatever is none means the first."""
    is_number = bool(text) and len(text) < 8 and text.isascii() and text.isdecimal()
    return min(int(text), LARGEST_PAGE) if is_number else 1


def listed(neighbourhood, rows, asked, total=None):
    """A page of a Paginator over ideas, each with its `shown_status`; one query, and one more where nobody knows the total."""
    pages = Paginator(rows, PER_PAGE)
    if total is not None:
        pages.count = total
    page = pages.get_page(page_number(asked))
    page.object_list = list(page.object_list)
    for idea in page.object_list:
        idea.shown_status = statuses.shown(neighbourhood, idea.status)
    return page


def of_call(neighbourhood, call, asked):
    """(Numbers, page of ideas) for everybody; two queries, however many ideas there are."""
    found = numbers(neighbourhood, call)
    return found, listed(neighbourhood, public(neighbourhood, call).order_by("sent_at", "pk"), asked, found.ideas)


def first_page(call):
    """The page on which the call was first asked, from which the others are translated; None where it is gone."""
    return CallPage.objects.filter(translation_key=call.key, alias_of=None).order_by("pk").first()


def words_in(text):
    return str(text)[:200].split()[:8]


def search(neighbourhood, call, text):
    """Ideas of a call in which all these words stand, in any state, the newest first."""
    rows = Idea.of(neighbourhood).filter(call=call).order_by("-sent_at", "-pk")
    for word in words_in(text):
        found = Q()
        # SQLite knows small and large letters of English alone
        for form in {word, word.lower(), word.capitalize(), word.upper()}:
            for name in ("title", "text", "place", "name"):
                found |= Q(**{f"{name}__icontains": form})
        if word.isascii() and word.isdecimal() and len(word) < 10:
            found |= Q(pk=int(word))
        rows = rows.filter(found)
    return rows


@transaction.atomic
def write(page, text, person):
    """What readers see of the page stays as it is, with these words as its summary; a draft that somebody has begun stays the newest.

    Returns whether anything changed.
    """
    page = CallPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.summary == text:
        return False
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    page.summary = text
    page.save_revision(user=person, log_action=True).publish(user=person)
    if draft is not None:
        draft.refresh_from_db(fields=["live_revision", "last_published_at", "first_published_at", "live"])
        draft.summary = text
        draft.save_revision(user=person)
    return True
