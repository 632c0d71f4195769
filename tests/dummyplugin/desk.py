"""What volunteers see of the shelf at their desk."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from neighbourhoods.desk_pages import of_a_member, show
from neighbourhoods.plugin import Care
from neighbourhoods.scoped import NeighbourhoodChooserViewSet, NeighbourhoodViewSet

from .models import Wish

WAITS_TOO_LONG = timedelta(days=7)


def address(wish=None):
    """People sign in on the portal's host, whatever neighbourhood they are of."""
    path = reverse("dummyplugin_wish", args=[wish.pk]) if wish else reverse("wagtailadmin_home")
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def open_wishes(neighbourhood):
    return Wish.of(neighbourhood).count()


def first_wish(neighbourhood):
    return address(Wish.of(neighbourhood).order_by("created_at").first())


def unanswered(neighbourhood):
    old = Wish.of(neighbourhood).filter(created_at__lt=timezone.now() - WAITS_TOO_LONG)
    for wish in old.select_related("thing").order_by("created_at"):
        text = _("Somebody has waited for an answer for over a week: %(thing)s") % {"thing": wish.thing.title}
        yield Care(text, _("Answer"), address(wish))


@of_a_member
def wish(request, record, pk):
    """Only rows of the active neighbourhood are found here: the guard has made it that of the wish, or refused."""
    found = get_object_or_404(Wish.objects.select_related("thing"), pk=pk)
    if not policy_registry.get(found).user_has_permission_for_instance(request.user, "change", found):
        raise PermissionDenied
    return show(request, record, "dummyplugin/wish.html", {"wish": found}, title=found.thing.title)


class WishViewSet(NeighbourhoodViewSet):
    model = Wish
    name = "wishes"
    icon = "pick"
    menu_label = gettext_lazy("Wishes to borrow")
    add_to_admin_menu = True
    form_fields = ["thing", "email", "text"]
    list_display = ["thing", "email", "created_at"]
    list_filter = ["thing"]
    search_fields = ["email"]


class WishChooserViewSet(NeighbourhoodChooserViewSet):
    model = Wish
    name = "wish_chooser"
    icon = "pick"


wishes, wish_chooser = WishViewSet(), WishChooserViewSet()
