"""The two forms that are pages of their own: answering an idea, and writing down one that was told."""

from datetime import timedelta

from django.contrib.messages import ERROR
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from neighbourhoods import acts, desk_pages, short_forms, trail
from neighbourhoods.participation import see_other

from .. import checking, queries, statuses
from ..checking import AnsweredMeanwhile, TooLate
from ..models import Idea, StatusChange
from . import one
from .forms import AnswerForm, HeardForm
from .views import of_a_member, stopped, too_late

LATELY = timedelta(days=90)


def number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def newest(idea):
    """The last change that stands, or None."""
    return StatusChange.unscoped.filter(idea=idea, undone_at=None).select_related("by").order_by("-at", "-pk").first()


@of_a_member
def answer(request, record, pk):
    idea = one.of(record, pk)
    if idea.state in (Idea.State.WITHDRAWN, Idea.State.MERGED) and request.method != "POST":
        desk_pages.say(request, too_late(), level=ERROR)
        return see_other(desk_pages.at("ideas_idea", record, pk))
    if request.method != "POST":
        return ask_for_answer(request, record, idea, AnswerForm(record, idea, initial=beginning(record, idea)), newest(idea))
    form, seen = AnswerForm(record, idea, request.POST), number(request.POST.get("seen"))
    if form.is_valid() and (why := stopped(record)):
        form.add_error("text", why)
    if not form.is_valid():
        return ask_for_answer(request, record, idea, form, None, seen=seen, status=400)
    try:
        act = checking.answer(record, pk, request.user, **form.cleaned_data, seen=seen)
    except TooLate:
        form.add_error("text", too_late())
        return ask_for_answer(request, record, idea, form, None, seen=seen, status=409)
    except trail.Refused as why:
        form.add_error("trial", str(why))
        return ask_for_answer(request, record, idea, form, None, seen=seen, status=409)
    except AnsweredMeanwhile as meanwhile:
        return ask_for_answer(request, record, idea, form, meanwhile.change, theirs=meanwhile.change, status=409)
    desk_pages.say(request, _("Answer sent") if form.cleaned_data["text"] else _("Status changed"), undo=act)
    return see_other(desk_pages.at("ideas_desk" if request.POST.get("back") != "idea" else "ideas_idea", record, *going_back(request, pk)))


def going_back(request, pk):
    return [pk] if request.POST.get("back") == "idea" else []


def beginning(record, idea):
    """What the form holds before anybody has written: the status as it is, and who answers as the call says it."""
    found = queries.page_of(record, idea.call, get_language())
    return {"status": idea.status, "role": idea.answered_by_role or (found.page.answerer if found else "")}


def ask_for_answer(request, record, idea, form, last, *, seen=None, theirs=None, status=200):
    """`last` is the newest change that the person sees on this page; `theirs` one that somebody else made while they wrote."""
    if theirs is not None:
        theirs.who = acts.names(record, [theirs.by], request.user)[theirs.by_id]
        theirs.shown_status = statuses.shown(record, theirs.status)
    context = {
        "idea": idea,
        "form": form,
        "problems": form.problems if form.is_bound else [],
        "seen": (last.pk if last else "") if seen is None else seen,
        "theirs": theirs,
        "back": "idea" if (request.POST or request.GET).get("back") == "idea" else "",
        "language": record.languages[0],
    }
    return desk_pages.show(request, record, "ideas/desk/answer.html", context, title=_("Answer"), status=status)


@of_a_member
def hear(request, record):
    calls = one.calls_to_choose(record, timezone.now() - LATELY)
    initial = {"call": request.GET.get("call")}
    form = HeardForm(calls, request.POST if request.method == "POST" else None, initial=initial if initial["call"] else None)
    if request.method == "POST" and form.is_valid() and (why := stopped(record)):
        form.add_error("text", why)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "calls": calls, "problems": form.problems if form.is_bound else []}
        context["ask_url"] = short_forms.address("ideas")
        title = _("Write down an idea you were told")
        return desk_pages.show(request, record, "ideas/desk/hear.html", context, title=title, status=400 if form.is_bound else 200)
    fields = form.cleaned_data
    call = next(shown.call for shown in calls if str(shown.call.pk) == fields["call"])
    idea, act = checking.hear(record, call, request.user, fields, fields["via"])
    desk_pages.say(request, _("The idea is written down") if act else _("The idea is written down already."), undo=act)
    return see_other(desk_pages.at("ideas_idea", record, idea.pk))
