"""Thin adapters between Wagtail's admin and the core."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from . import current
from .models import Membership


@hooks.register("before_edit_page", order=-1)
@hooks.register("before_create_page", order=-1)
@hooks.register("before_copy_page", order=-1)
def about_this_pages_neighbourhood(request, page, *args):
    """The admin is on the portal's host: the page decides which neighbourhood a request is about."""
    record = current.by_url_path(page.url_path)
    if record:
        current.set_for_request(record)


class MembershipViewSet(ModelViewSet):
    """For keepers, who alone hold the model's permissions."""

    model = Membership
    name = "memberships"
    menu_label = _("Memberships")
    icon = "group"
    add_to_settings_menu = True
    form_fields = ["user", "neighbourhood", "role"]
    list_display = ["user", "neighbourhood", "role"]
    list_filter = ["role"]
    search_fields = ["user__email", "neighbourhood__name"]
    inspect_view_enabled = False


@hooks.register("register_admin_viewset")
def memberships():
    return MembershipViewSet()


@hooks.register("construct_main_menu")
def nothing_that_leads_nowhere(request, items):
    """A volunteer's menu holds what a volunteer can use; reports list the whole install."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("reports", "settings", "help")]


@hooks.register("construct_page_action_menu")
def publishing_comes_first(items, request, context):
    """Volunteers publish themselves: the big button does what they came for, saving a draft is below it."""
    items.sort(key=lambda item: item.name != "action-publish")
