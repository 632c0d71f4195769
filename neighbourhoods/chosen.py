"""Which neighbourhood a volunteer works on in the admin, where no object in the path has decided it."""

from . import current
from .isolation import scope

KEY = "neighbourhood"
LONGEST = 50


class ChosenNeighbourhoodMiddleware:
    """`?neighbourhood=SLUG`, which the links of the sites carry, is remembered in the session; else the only membership."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.portal is not None and request.path_info.startswith("/admin/") and request.user.is_authenticated:
            record = chosen(request)
            if record is not None:
                current.set_for_request(record)
        return self.get_response(request)


def chosen(request):
    """The record, or None. A slug of a neighbourhood that the person does not belong to is as good as none."""
    asked = own(request.user, request.GET.get(KEY, ""))
    if asked is not None:
        if request.session.get(KEY) != asked.slug:
            request.session[KEY] = asked.slug
        return asked
    remembered = own(request.user, request.session.get(KEY, ""))
    if remembered is not None or scope.is_keeper(request.user):
        return remembered
    places = scope.places(request.user)
    return places[0].record if len(places) == 1 else None


def own(user, slug):
    """The record of a neighbourhood in which the person may work, or None."""
    if not slug or len(slug) > LONGEST:
        return None
    if scope.is_keeper(user):
        return current.by_slug(slug)
    return next((place.record for place in scope.places(user) if place.record.slug == slug), None)
