"""The bin of a neighbourhood: what is in it, until when, and the way out."""

from django.contrib.messages import ERROR
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import acts
from ..isolation import scope
from . import bin, shell
from .page_views import at

PER_PAGE = 30


@require_http_methods(["GET", "HEAD"])
@shell.of_a_member
def index(request, record):
    is_keeper = scope.is_keeper(request.user)
    listed = Paginator(bin.rows(record, is_keeper), PER_PAGE).get_page(request.GET.get("p"))
    who = acts.names(record, [row.by for row in listed.object_list], request.user)
    items = [
        {
            "pk": row.pk,
            "title": row.page.draft_title or row.page.title,
            "who": who[row.by_id],
            "when": acts.when(row.at),
            "days_left": bin.days_left(row.at),
            "was_live": row.was_live,
            "delete_url": f"{reverse('wagtailadmin_pages:delete', args=[row.pk])}?{urlencode({'next': at('desk_bin', record)})}"
            if is_keeper
            else "",
        }
        for row in listed.object_list
    ]
    context = {"items": items, "listed": listed, "days": bin.DAYS, "here": at("desk_bin", record)}
    return shell.show(request, record, "neighbourhoods/desk/bin.html", context, title=_("Bin"))


@require_http_methods(["GET", "HEAD", "POST"])
@shell.of_a_member
def out(request, record, page_id):
    """A tap that was made after the session had ended comes back as a GET: it leads to the list, and changes nothing."""
    if request.method != "POST":
        return HttpResponseRedirect(at("desk_bin", record))
    try:
        done = bin.take_out(record, page_id, request.user)
    except bin.NotHere:
        raise Http404 from None
    except bin.Refused as refused:
        shell.say(request, str(refused), level=ERROR)
        return HttpResponseRedirect(at("desk_bin", record))
    shell.say(request, _("Taken out of the bin.") if done else _("It is not in the bin any more."), undo=done)
    return HttpResponseRedirect(at("desk_page", record, page_id=page_id))
