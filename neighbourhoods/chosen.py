"""Which neighbourhood a volunteer works on in the admin, where no object in the path has decided it."""

from . import current

KEY = "neighbourhood"


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
    user = request.user
    own = list(user.memberships.values_list("neighbourhood__slug", flat=True)[:2]) if not user.is_superuser else []
    asked = request.GET.get(KEY, "")
    if asked and (user.is_superuser or user.memberships.filter(neighbourhood__slug=asked[:50]).exists()) and current.by_slug(asked):
        request.session[KEY] = asked
        return current.by_slug(asked)
    remembered = request.session.get(KEY)
    if remembered and (user.is_superuser or remembered in own or user.memberships.filter(neighbourhood__slug=remembered).exists()):
        return current.by_slug(remembered)
    return current.by_slug(own[0]) if len(own) == 1 else None
