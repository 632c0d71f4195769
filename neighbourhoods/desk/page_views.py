"""The state of one page, and what can be done to it; the list of what was done last, and how it is taken back."""

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from .. import acts, short_forms
from ..isolation import guard, scope
from ..models import BinnedPage
from ..pages import BasePage
from . import bin, page_acts, shell

PER_PAGE = 30
MOST_PAGES = 400
DONE = {
    "hide": lambda: _("Hidden. Readers do not see it."),
    "show": lambda: _("Shown again."),
    "back": lambda: _("The former version is shown again."),
    "bin": lambda: _("In the bin, can be restored for 30 days."),
}
ALREADY = {
    "hide": lambda: _("It was hidden already."),
    "show": lambda: _("It was shown already."),
    "back": lambda: _("Readers see that version already."),
    "bin": lambda: _("It was in the bin already."),
}


def at(name, record, **arguments):
    """With the neighbourhood in it: who has two pages open must not change the one when looking at the other."""
    return f"{reverse(name, kwargs=arguments or None)}?neighbourhood={record.slug}"


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def page(request, record, page_id):
    found = Page.objects.filter(pk=page_id, path__startswith=record.folder_path).first()
    if found is None or not issubclass(found.specific_class or Page, BasePage):
        raise Http404
    may = page_acts.rights(found, request.user)
    if may.is_binned and not scope.is_keeper(request.user):
        if bin.is_over(BinnedPage.objects.get(pk=found.pk).at):
            raise Http404
    elif not may.is_binned and not (may.can_edit() or may.can_publish()):
        raise Http404
    if request.method == "POST":
        return act(request, record, found)
    context = about(request, record, found, may)
    if request.GET.get("action") == "bin" and context["can_bin"]:
        return shell.show(request, record, "neighbourhoods/desk/bin_confirm.html", context, title=_("Move into the bin"))
    return shell.show(request, record, "neighbourhoods/desk/page.html", context, title=found.draft_title or found.title)


def act(request, record, found):
    action, here = request.POST.get("action", ""), at("desk_page", record, page_id=found.pk)
    try:
        if action == "hide":
            done = page_acts.hide(record, found.pk, request.user)
        elif action == "show":
            done = page_acts.show(record, found.pk, request.user)
        elif action == "bin":
            done = bin.put(record, found.pk, request.user)
        elif action == "back" and (version := request.POST.get("version", "")).isascii() and version.isdigit():
            done = page_acts.go_back(record, found.pk, int(version[:18]), request.user)
        else:
            return HttpResponseRedirect(here)
    except page_acts.NotHere:
        shell.say(request, _("That version is not kept any more."), level=ERROR)
    except page_acts.Refused as refused:
        shell.say(request, str(refused), level=ERROR)
    else:
        shell.say(request, DONE[action]() if done else ALREADY[action](), undo=done)
    return HttpResponseRedirect(here)


def about(request, record, found, may):
    state, since, by = page_acts.state_of(found)
    versions = page_acts.former_versions(found) if may.can_publish() else []
    who = acts.names(record, [by, *(one["by"] for one in versions)], request.user)
    home = record.homes.get(found.url_path.split("/", 3)[2])
    is_open = found.live and page_acts.is_here(found, record)
    form = short_forms.form_of(found) if may.can_edit() else None
    return {
        "page": found,
        "state": state,
        "since": acts.when(since) if since else "",
        "who": who[by.pk if by else None],
        "days_left": bin.days_left(since) if state == "binned" else 0,
        "page_language": get_language_info(home.code)["name_translated"] if home and home.code != record.languages[0] else "",
        "has_draft": bool(found.live and found.has_unpublished_changes),
        "is_off": not page_acts.is_here(found, record),
        "edit_url": (short_forms.address(form.key, found) if form else reverse("wagtailadmin_pages:edit", args=[found.pk]))
        if may.can_edit()
        else "",
        "public_url": found.full_url if is_open else "",
        "can_hide": state == "live" and may.can_hide(),
        "can_show": state == "hidden" and may.can_publish(),
        "can_bin": may.can_bin(),
        "can_take_out": may.can_take_out(),
        "can_delete": state == "binned" and may.can_delete(),
        "versions": [{**one, "when": acts.when(one["at"]), "who": who[one["by"].pk if one["by"] else None]} for one in versions],
        "family": [
            {"name": get_language_info(code)["name_translated"], "url": at("desk_page", record, page_id=one.pk), "title": one.title}
            for code, one in bin.family(found, record)
        ],
        "here": at("desk_page", record, page_id=found.pk),
    }


@require_http_methods(["GET", "HEAD"])
@shell.of_a_member
def recent(request, record):
    """All that was done within a year, a page at a time."""
    asked = request.GET.get("p", "1")
    number = min(max(1, int(asked[:6])), MOST_PAGES) if asked.isascii() and asked.isdigit() else 1
    found = acts.recent(record, PER_PAGE + 1, start=(number - 1) * PER_PAGE)
    context = {
        "acts": found[:PER_PAGE],
        "newer": number - 1,
        "older": number + 1 if len(found) > PER_PAGE else 0,
        "here": at("desk_acts", record),
    }
    return shell.show(request, record, "neighbourhoods/desk/acts.html", context, title=_("Recently done"))


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def undo(request, record, pk):
    """A tap that was made after the session had ended comes back as a GET: it leads to the list, and changes nothing."""
    if request.method != "POST":
        return HttpResponseRedirect(at("desk_acts", record))
    try:
        acts.undo(record, pk, request.user)
    except acts.NotHere:
        raise Http404 from None
    except acts.CannotUndo as reason:
        shell.say(request, str(reason), level=ERROR)
    else:
        shell.say(request, _("Undone."))
    return HttpResponseRedirect(guard.came_from(request) if request.headers.get("Referer") else at("desk_acts", record))
