"""The desk's pages about the end of a call: its numbers, summary and files, its ideas, and how they are merged, split and handed on."""

from django.contrib.messages import ERROR
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import acts, desk_pages
from neighbourhoods.participation import see_other

from .. import checking, queries
from ..closing import exports, summary
from ..closing.views import answer
from ..models import Call, Idea
from . import bursts, handing, merging
from .closing_forms import HandForm, SplitForm, SummaryForm
from .columns import CONTACT, DESK


def of_a_member(view):
    return require_http_methods(["GET", "HEAD", "POST"])(desk_pages.of_a_member(view))


def call_of(record, pk):
    """(Call, its first page): ideas outlive a page that was deleted, which is then None."""
    found = Call.of(record).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, summary.first_page(found)


def idea_of(record, pk):
    found = Idea.of(record).select_related("call").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def stopped(record):
    return _("This site is archived. Nothing on it is changed any more.") if record.state == "archived" else ""


def public_address(record, name, *arguments):
    with translation.override(record.languages[0]):
        return f"{record.root_url}{reverse(name, args=arguments)}"


@of_a_member
def call(request, record, pk):
    found, page = call_of(record, pk)
    form = SummaryForm(request.POST) if request.method == "POST" else SummaryForm(initial={"text": page.summary if page else ""})
    title = page.title if page else _("Call for ideas")
    may_write = page is not None and page.live and page.permissions_for_user(request.user).can_publish()
    if request.method == "POST":
        why = stopped(record) or ("" if may_write else _("This page is not published, so its summary cannot be."))
        if why:
            form.add_error("text", why)
        elif form.is_valid():
            if summary.write(page, form.cleaned_data["text"], request.user):
                newest = acts.recent(record, 1, person=request.user)
                desk_pages.say(request, _("Summary published"), undo=newest[0] if newest and newest[0].is_mine else None)
            return see_other(desk_pages.at("ideas_call", record, pk))
    text = request.GET.get("q", "")[:200]
    state = found.state()
    context = {
        "call": found,
        "page": page,
        "state": state,
        "form": form,
        "problems": form.problems(),
        "may_write": may_write and not stopped(record),
        "numbers": summary.numbers(record, found),
        "many": bursts.of_ideas(record, Idea.of(record).filter(call=found)),
        "waiting": queries.to_check(record).filter(call=found).count(),
        "listed": summary.listed(record, summary.search(record, found, text), request.GET.get("p")),
        "q": text,
        "here": desk_pages.at("ideas_call", record, pk),
        "formats": list(exports.FORMATS),
        "sees_addresses": desk_pages.coordinates(request.user, record),
        "public_url": public_address(record, "ideas:summary", pk) if state == "closed" and page and page.live else "",
        "page_url": page.full_url if page and page.live else "",
    }
    return desk_pages.show(request, record, "ideas/desk/closing/call.html", context, title=title, status=422 if form.problems() else 200)


@of_a_member
def export(request, record, pk, ext):
    """All ideas, whatever their state. With addresses only for coordinators, by a press of a button, and it is remembered who it was."""
    found, page = call_of(record, pk)
    title, slug = (page.title, page.slug) if page else (_("Call for ideas"), "ideat")
    if ext not in exports.FORMATS:
        raise Http404
    with_contacts = request.method == "POST"
    if with_contacts and not desk_pages.coordinates(request.user, record):
        raise Http404
    out, kind, number = exports.write(record, found, ext, title, only_public=False, more=(*DESK, *(CONTACT if with_contacts else ())))
    if with_contacts:
        acts.record(record, "call.exported", found.pk, title, request.user, rows=number, ext=ext)
    # never the name of the public file: the two must not be mistaken for each other
    return answer(out, kind, f"{slug}-{'yhteystiedot' if with_contacts else 'kaikki'}.{ext}", "no-store, private")


@of_a_member
def merge(request, record, pk):
    idea = idea_of(record, pk)
    into = request.POST.get("into", "")
    if request.method == "POST":
        try:
            if why := stopped(record):
                raise merging.Refused(why)
            if not (into.isascii() and into.isdecimal() and len(into) < 19):
                raise merging.Refused(_("Choose the idea into which this one is merged."))
            act = merging.merge(record, pk, int(into), request.user)
        except merging.Refused as refused:
            desk_pages.say(request, str(refused), level=ERROR)
            return see_other(desk_pages.at("ideas_merge", record, pk))
        desk_pages.say(request, _("The ideas are merged"), undo=act)
        return see_other(desk_pages.at("ideas_idea", record, int(into)))
    text = request.GET.get("q", "")[:200]
    rows = summary.search(record, idea.call, text).exclude(pk=pk).filter(state__in=(Idea.State.PUBLIC, Idea.State.WAITING))
    if idea.state != Idea.State.WAITING:
        rows = rows.filter(state=Idea.State.PUBLIC)
    context = {
        "idea": idea,
        "listed": summary.listed(record, rows, request.GET.get("p")),
        "q": text,
        "here": desk_pages.at("ideas_merge", record, pk),
    }
    return desk_pages.show(request, record, "ideas/desk/closing/merge.html", context, title=_("Merge into another idea"))


@of_a_member
def split(request, record, pk):
    idea = idea_of(record, pk)
    form = SplitForm(request.POST) if request.method == "POST" else SplitForm(initial={"text": idea.text, "seen": idea.text})
    if request.method == "POST" and form.is_valid():
        # a browser sends line ends of two letters
        fields = form.cleaned_data | {"seen": form.cleaned_data["seen"].replace("\r\n", "\n")}
        try:
            if why := stopped(record):
                raise merging.Refused(why)
            act, second = merging.split(record, pk, request.user, **fields)
        except merging.Refused as refused:
            form.add_error("text", str(refused))
        else:
            desk_pages.say(request, _("The idea is split into two"), undo=act)
            return see_other(desk_pages.at("ideas_idea", record, second.pk))
    context = {"idea": idea, "form": form, "problems": form.problems()}
    title = _("Split into two ideas")
    return desk_pages.show(request, record, "ideas/desk/closing/split.html", context, title=title, status=422 if form.problems() else 200)


@of_a_member
def hand_on(request, record, pk):
    idea = idea_of(record, pk)
    form = HandForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        page = summary.first_page(idea.call)
        try:
            if why := stopped(record):
                form.add_error("receiver", why)
            else:
                fields = {"email": form.cleaned_data["email"], "receiver": form.cleaned_data["receiver"]}
                act = handing.hand_on(record, pk, request.user, role=page.answerer if page else "", **fields)
        except checking.TooLate:
            form.add_error("receiver", _("Only a published idea can be sent on."))
        if not form.errors:
            desk_pages.say(request, _("The idea is sent on. It is told in its history."), undo=act)
            return see_other(desk_pages.at("ideas_idea", record, pk))
    context = {"idea": idea, "form": form, "problems": form.problems(), "id": handing.id_of(record, idea), "may": idea.is_public}
    title = _("Send the idea on")
    return desk_pages.show(request, record, "ideas/desk/closing/hand.html", context, title=title, status=422 if form.problems() else 200)
