"""An original has changed: its differences field by field, and take, keep or decide later for each."""

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages, records

from ..cards import first_page
from ..models import Adoption
from . import differences
from .taking import edit


def number(text):
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_pages.of_a_member
def changes(request, neighbourhood, pk):
    adoption = Adoption.of(neighbourhood).filter(pk=pk).first()
    page = first_page(adoption.key) if adoption else None
    if page is None:
        raise Http404
    may = page.permissions_for_user(request.user).can_edit() and not page.locked
    here = desk_pages.at("methods_changes", neighbourhood, pk)
    if request.method == "POST" and may:
        return decided(request, neighbourhood, adoption, here)
    card, found = differences.between(adoption)
    if card is not None and not found and adoption.news_at:
        differences.settle(adoption)
    shown = records.look_up([adoption.original_id], translation.get_language()).get(adoption.original_id) if adoption.original_id else None
    context = {
        "page": page,
        "edit": edit(page),
        "original": shown,
        "card": card,
        "since": adoption.version,
        "differences": found,
        "may": may,
        "here": here,
        "seen": page.latest_revision_id,
        "ways": [
            (differences.TAKE, pgettext("method", "Take the change")),
            (differences.KEEP, pgettext("method", "Keep your own")),
            (differences.LATER, pgettext("method", "Decide later")),
        ],
    }
    return desk_pages.show(request, neighbourhood, "methods/desk/changes.html", context, title=_("The original has changed"))


def decided(request, neighbourhood, adoption, here):
    sent = request.POST
    decisions = {name.removeprefix("field-"): value for name, value in sent.items() if name.startswith("field-")}
    try:
        version, seen = number(sent.get("version")), number(sent.get("seen"))
        taken, is_published = differences.decide(adoption, decisions, request.user, version=version, seen=seen)
    except differences.Stale:
        told = _("Something has changed while you were reading. Here are the differences as they are now.")
        desk_pages.say(request, told, level=ERROR)
        return HttpResponseRedirect(here)
    if taken:
        told = ngettext("%(number)d change taken.", "%(number)d changes taken.", len(taken)) % {"number": len(taken)}
        told += " " + (_("Your page has them now.") if is_published else _("They are in your draft: publish it when it is ready."))
    else:
        told = _("Nothing was changed on your page.")
    desk_pages.say(request, told)
    return HttpResponseRedirect(f"{reverse('desk')}?neighbourhood={neighbourhood.slug}")
