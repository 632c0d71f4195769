"""The desk's pages of ideas: what waits, one idea with everything, and what is done with it by one press."""

from functools import wraps

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages
from neighbourhoods.participation import photos, see_other

from .. import checking, queries
from ..checking import TooLate
from ..models import Comment, Idea
from . import bursts, one, waiting
from .forms import AskForm, HideForm

HIDE, PUBLISH = "hide", "publish"


def of_a_member(view):
    return require_http_methods(["GET", "HEAD", "POST"])(desk_pages.of_a_member(view))


def by_press(view):
    """A POST. A tap that was made after the session had ended comes back as a GET: it leads to the list, and changes nothing."""

    @of_a_member
    @wraps(view)
    def checked(request, record, pk):
        if request.method != "POST":
            return HttpResponseRedirect(desk_pages.at("ideas_desk", record))
        try:
            return view(request, record, pk)
        except (Idea.DoesNotExist, Comment.DoesNotExist):
            raise Http404 from None
        except TooLate:
            desk_pages.say(request, too_late(), level=ERROR)
            return back(request, record, pk)

    return checked


def too_late():
    return _("Somebody was faster: the idea is not there any more, or its sender has taken it back.")


def stopped(record):
    """Why nothing is published now, or an empty text. Hiding goes on as long as anybody reads the pages."""
    if record.state == "archived":
        return _("This site is archived. Nothing on it is changed any more.")
    return _("This site is paused. Nothing is published on it now.") if record.state != "active" else ""


def back(request, record, pk):
    """To the page from which it was pressed: the list, or that of the idea."""
    if request.POST.get("back") == "idea":
        return see_other(desk_pages.at("ideas_idea", record, pk))
    return see_other(desk_pages.at("ideas_desk", record))


def say(request, act, done, already):
    """What was done, with a button that takes it back, or that it was so before."""
    desk_pages.say(request, done if act is not None else already, undo=act)


@of_a_member
def index(request, record):
    pages, is_empty = waiting.all_of(record, request.GET)
    for idea in pages[waiting.CHECK].object_list:
        one.add_forms(idea)
    asked = [(call, one.call_url(record, call.call.pk)) for call in queries.calls(record, get_language())]
    many = bursts.of_ideas(record, queries.public_ideas(record), since=timezone.now() - bursts.LATELY)
    here = desk_pages.at("ideas_desk", record)
    context = {"pages": pages, "is_empty": is_empty and not many, "many": many, "calls": asked, "here": here}
    return desk_pages.show(request, record, "ideas/desk/waiting.html", context, title=_("Answer residents"))


@of_a_member
def idea(request, record, pk):
    return one.page(request, record, one.of(record, pk))


@by_press
def publish(request, record, pk):
    if why := stopped(record):
        desk_pages.say(request, why, level=ERROR)
    else:
        say(request, checking.publish(record, pk, request.user), _("Idea published"), _("The idea is published already."))
    return back(request, record, pk)


@by_press
def hide(request, record, pk):
    form = HideForm(request.POST, auto_id=f"hide{pk}_%s")
    if record.state == "archived":
        desk_pages.say(request, stopped(record), level=ERROR)
    elif not form.is_valid():
        return one.page(request, record, one.of(record, pk), hide=form)
    else:
        act = checking.hide(record, pk, request.user, form.cleaned_data["reason"])
        say(request, act, _("Idea hidden"), _("The idea is hidden already."))
    return back(request, record, pk)


@by_press
def ask(request, record, pk):
    form = AskForm(request.POST, auto_id=f"ask{pk}_%s")
    if not form.is_valid():
        return one.page(request, record, one.of(record, pk), ask=form)
    try:
        if why := stopped(record):
            form.add_error("question", why)
        else:
            act = checking.ask(record, pk, request.user, form.cleaned_data["question"])
    except TooLate:
        form.add_error("question", too_late())
    if form.errors:
        # what was written is shown, so that it can be copied
        return one.page(request, record, one.of(record, pk), ask=form)
    desk_pages.say(request, _("The question is sent"), undo=act)
    return back(request, record, pk)


@by_press
def looked(request, record, pk):
    say(request, checking.looked(record, pk, request.user), _("Marked as looked at"), _("Somebody has looked at it already."))
    return back(request, record, pk)


@by_press
def aside(request, record, pk):
    """Supports of bursts are set aside, those that the person saw, or all count again."""
    if request.POST.get("action") == "count":
        act = checking.count_again(record, pk, request.user)
        say(request, act, _("All supports count again"), _("All supports count already."))
    else:
        seen = request.POST.get("seen", "")
        seen = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0
        act = checking.set_aside(record, pk, request.user, one.of_bursts(record, one.of(record, pk), seen))
        say(request, act, _("The supports are set aside"), _("They are set aside already."))
    return see_other(desk_pages.at("ideas_idea", record, pk))


@by_press
def comment(request, record, pk):
    row = Comment.of(record).filter(pk=pk).first()
    if row is None:
        raise Http404
    is_hidden = request.POST.get("action") == HIDE
    if why := stopped(record) if not is_hidden or record.state == "archived" else "":
        desk_pages.say(request, why, level=ERROR)
    elif request.POST.get("action") in (HIDE, PUBLISH):
        state = Comment.State.HIDDEN if is_hidden else Comment.State.PUBLIC
        act = checking.check_comment(record, pk, request.user, state)
        if is_hidden:
            say(request, act, _("Comment hidden"), _("The comment is hidden already."))
        else:
            say(request, act, _("Comment published"), _("The comment is published already."))
    return back(request, record, row.idea_id)


@of_a_member
def photo(request, record, pk, size):
    found = Idea.of(record).select_related("photo").filter(pk=pk).first()
    if found is None or found.photo is None or size not in ("small", "large"):
        raise Http404
    return photos.serve(found.photo, size)
