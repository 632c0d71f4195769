"""The way to the page of details in Wagtail's admin."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ..isolation import scope
from .views import DetailsView


@hooks.register("register_admin_urls")
def details_page():
    return [
        path("details/", DetailsView.as_view(), name="details"),
        path("details/portal/", DetailsView.as_view(of_portal=True), name="portal_details"),
    ]


class DetailsItem(MenuItem):
    """For members and keepers."""

    def is_shown(self, request):
        user = request.user
        return scope.is_keeper(user) or bool(scope.places(user))


@hooks.register("register_admin_menu_item")
def way_to_the_details():
    return DetailsItem(_("Neighbourhood's details"), reverse_lazy("details"), name="details", icon_name="home", order=150)
