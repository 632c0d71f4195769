"""One idea at the desk, with everything: how it stands, what its sender and others have said, and what can be done with it."""

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from neighbourhoods import acts, desk_pages

from .. import checking, queries, statuses
from ..models import Comment, Idea, Report, StatusChange
from . import bursts, waiting
from .forms import AskForm, HideForm


def of(record, pk):
    """The idea; Http404 when there is none in this neighbourhood."""
    found = Idea.of(record).select_related("photo", "call", "merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def add_forms(idea, hide=None, ask=None):
    """The forms of a card; an idea that stands beside others has ids of its own."""
    idea.hide_form = hide or HideForm(auto_id=f"hide{idea.pk}_%s")
    idea.ask_form = ask or AskForm(auto_id=f"ask{idea.pk}_%s", initial={"question": idea.question})


def of_bursts(record, idea, seen):
    """Ids of the supports that are parts of bursts; those after `seen` came when nobody had looked."""
    found, _aside = bursts.of_idea(record, idea)
    return [pk for burst in found for pk in burst.rows if pk <= seen]


def history(record, idea, viewer):
    """[StatusChange] of an idea, each with `shown_status` and `who`. Two queries."""
    changes = list(StatusChange.of(record).filter(idea=idea).select_related("by"))
    who = acts.names(record, [change.by for change in changes], viewer)
    for change in changes:
        change.shown_status = statuses.shown(record, change.status)
        change.who = who[change.by_id] if change.by_id else ""
    return changes


def page(request, record, idea, *, hide=None, ask=None):
    """The answer; a form that was sent and has errors is shown in place of an empty one."""
    waiting.dress(record, [idea])
    add_forms(idea, hide, ask)
    found, aside = bursts.of_idea(record, idea)
    comments = list(Comment.of(record).filter(idea=idea).order_by("sent_at", "pk"))
    problems = [*(hide.problems if hide else []), *(ask.problems if ask else [])]
    context = {
        "idea": idea,
        "hidden_for": checking.HIDDEN_FOR.get(idea.hidden_for, ""),
        "history": history(record, idea, request.user),
        "comments": comments,
        "reports": list(Report.of(record).filter(idea=idea).order_by("-day")),
        "bursts": found,
        "seen": max((pk for burst in found for pk in burst.rows), default=0),
        "aside": aside,
        "problems": problems,
        "public_url": public_url(record, idea),
        "call_url": call_url(record, idea.call_id),
        "may": may(idea),
    }
    return desk_pages.show(request, record, "ideas/desk/idea.html", context, title=idea.heading, status=400 if problems else 200)


def may(idea):
    """Names of what can be done with it now."""
    State = Idea.State
    found = set()
    if idea.state in (State.WAITING, State.HIDDEN):
        found.add("publish")
    if idea.state in (State.WAITING, State.PUBLIC):
        found |= {"ask", "hide"}
    if idea.state not in (State.WITHDRAWN, State.MERGED):
        found.add("answer")
    return found


def public_url(record, idea):
    """Where everybody reads it; empty while nobody may."""
    if not queries.is_shown(record, idea):
        return ""
    try:
        return f"{record.root_url}{reverse('ideas:idea', args=[idea.pk])}"
    except NoReverseMatch:
        return ""


def call_url(record, pk):
    """The page with all ideas of a call, where it is there."""
    try:
        return desk_pages.at("ideas_call", record, pk)
    except NoReverseMatch:
        return ""


def calls_to_choose(record, since):
    """[ShownCall] of those that are open, and of those that have closed since a moment."""
    found = queries.calls(record, get_language())
    return [one for one in found if one.is_open or (one.is_over and one.call.closes_at >= since)]
