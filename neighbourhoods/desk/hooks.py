"""The ways to the pages of the desk, and what the log calls their acts."""

from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from .. import current
from ..isolation import scope
from . import choosing, team, team_views


@hooks.register("register_admin_urls")
def pages():
    return [
        path("neighbourhood/", choosing.choose, name="choose_neighbourhood"),
        path("team/", team_views.index, name="team"),
        path("team/link/", team_views.link, name="team_link"),
        path("team/<int:pk>/", team_views.member, name="team_member"),
        path("team/invitation/<int:pk>/", team_views.invitation, name="team_invitation"),
    ]


@hooks.register("register_log_actions")
def acts(actions):
    for name, label in team.ACTIONS.items():
        actions.register_action(name, label, label)


class DeskItem(MenuItem):
    """On every page of Wagtail's, first of all: the way back. Keepers who have not chosen a neighbourhood have no desk."""

    def is_shown(self, request):
        return not scope.is_keeper(request.user) or current.neighbourhood() is not None


class NeighbourhoodItem(MenuItem):
    """On every page: where one works, for whom there is more than one place."""

    def is_shown(self, request):
        return scope.is_keeper(request.user) or len(scope.places(request.user)) > 1

    def render_component(self, request):
        record = current.neighbourhood()
        label = _("Neighbourhood: %(name)s") % {"name": record.name} if record else _("Which neighbourhood?")
        return LinkMenuItem(self.name, label, reverse("choose_neighbourhood"), icon_name=self.icon_name, classname=self.classname)


class TeamItem(MenuItem):
    def is_shown(self, request):
        return team_views.may_open(request.user)


@hooks.register("insert_global_admin_css")
def look():
    """On every page: the name of the neighbourhood in the menu must not be cut."""
    return format_html('<link rel="stylesheet" href="{}">', static("neighbourhoods/desk.css"))


@hooks.register("register_admin_menu_item")
def way_to_the_desk():
    return DeskItem(gettext_lazy("Desk"), reverse_lazy("desk"), name="desk", icon_name="home", order=0)


@hooks.register("register_admin_menu_item")
def where_one_works():
    url = reverse_lazy("choose_neighbourhood")
    return NeighbourhoodItem("", url, name="neighbourhood", icon_name="site", classname="desk-place", order=1)


@hooks.register("register_admin_menu_item")
def way_to_the_team():
    return TeamItem(gettext_lazy("Team"), reverse_lazy("team"), name="team", icon_name="group", order=160)
