"""The neighbourhood that a person works on: named in the menu, changed on a page of its own."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from .. import current
from ..chosen import KEY
from ..isolation import scope
from ..models import Neighbourhood
from ..models.neighbourhood import folded
from . import shell

PER_PAGE = 60
LONGEST = 100


def choose(request):
    """`?neighbourhood=SLUG` was remembered before this: then it only leads back to `next`."""
    if not scope.is_keeper(request.user) and not scope.places(request.user):
        raise Http404
    next_url = safe(request.GET.get("next", ""))
    record = current.neighbourhood()
    if record is not None and request.GET.get(KEY) == record.slug:
        return HttpResponseRedirect(next_url or reverse("desk"))
    return page(request, next_url)


def safe(path):
    """A path of the admin, or nothing: a link must not lead people elsewhere after they have chosen."""
    is_ours = path.startswith("/admin/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def page(request, next_url=""):
    """The list to choose from: one's own neighbourhoods, for keepers all of them, with a search."""
    found = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    if scope.is_keeper(request.user):
        rows = Neighbourhood.objects.exclude(state="removed").order_by("name", "slug")
        if found:
            rows = rows.filter(found_as__contains=folded(found))
        rows = rows.values_list("slug", "name")
    else:
        rows = [(record.slug, record.name) for record in scope.records(request.user)]
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    active = current.neighbourhood()
    context = {
        "page": listed,
        "places": [{"name": name, "slug": slug, "active": active is not None and active.slug == slug} for slug, name in listed.object_list],
        "next_url": next_url,
        "searchable": scope.is_keeper(request.user),
        "q": found,
        "query": urlencode({name: value for name, value in (("q", found), ("next", next_url)) if value}),
    }
    return shell.show(request, active or current.portal(), "neighbourhoods/desk/choose.html", context, title=_("Switch neighbourhood"))
