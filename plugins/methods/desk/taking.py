"""“Take into use”, from the public page of a method: says what will happen, and makes the copy."""

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages, records

from .. import pictures, taking


def edit(page):
    """Where a method is written: the whole editor has all of its parts."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@desk_pages.of_a_member
def take(request, neighbourhood, record):
    card = taking.shared_card(record)
    shown = records.look_up([record], translation.get_language()).get(record) if card else None
    if shown is None or not shown.url:
        raise Http404
    is_own = card.neighbourhood_id == neighbourhood.pk
    place = None if is_own else taking.library_for(neighbourhood, neighbourhood.languages[0])
    may = place is not None and neighbourhood.state != "archived" and place.permissions_for_user(request.user).can_add_subpage()
    made = [] if is_own else taking.copies(neighbourhood, record)
    if request.method == "POST" and may:
        # a second press, or a draft that nobody has published yet: there it is
        if made and not (request.POST.get("again") and made[0][1].live):
            return HttpResponseRedirect(edit(made[0][1]))
        try:
            page = taking.take(neighbourhood, card, request.user, own_pictures(request, card, neighbourhood))
        except taking.CannotTake:
            desk_pages.say(request, _("This method is not there to be taken any more."), level=ERROR)
            return HttpResponseRedirect(reverse("desk"))
        desk_pages.say(request, _("Here is your own version, as a draft. Change what is different with you, and publish it."))
        return HttpResponseRedirect(edit(page))
    context = {
        "shown": shown,
        "is_own": is_own,
        "may": may,
        "copies": [{"page": page, "edit": edit(page)} for _row, page in made],
        "pictures": len(pictures_of(card, neighbourhood)[: pictures.MOST]),
        "version": card.version,
    }
    return desk_pages.show(request, neighbourhood, "methods/desk/take.html", context, title=_("Take into use"))


def pictures_of(card, neighbourhood):
    page = taking.original_page(card, neighbourhood.languages)
    return page.images() if page else []


def own_pictures(request, card, neighbourhood):
    """{id: id of the copy} where the person has asked for them."""
    page = taking.original_page(card, neighbourhood.languages) if request.POST.get("pictures") else None
    return pictures.copied(page, neighbourhood, request.user) if page else {}
