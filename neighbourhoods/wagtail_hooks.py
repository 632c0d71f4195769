"""Thin adapters between Wagtail's admin and the core."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.model import ModelViewSet

from . import content_checks, current, feedback_admin  # noqa: F401
from .desk import acts_hooks, care_hooks  # noqa: F401
from .desk import help as desk_help  # noqa: F401
from .desk import hooks as desk_hooks  # noqa: F401
from .desk import memberships as keepers_views
from .desk import together as desk_together  # noqa: F401
from .details import hooks as details_hooks  # noqa: F401
from .isolation import hooks as isolation_hooks  # noqa: F401
from .models import Membership
from .rich_text import ReaderPageLink
from .translate import hooks as translate_hooks  # noqa: F401
from .writing import hooks as writing_hooks  # noqa: F401


@hooks.register("before_edit_page", order=-1)
@hooks.register("before_create_page", order=-1)
@hooks.register("before_copy_page", order=-1)
def about_this_pages_neighbourhood(request, page, *args):
    """The admin is on the portal's host: the page decides which neighbourhood a request is about."""
    record = current.by_url_path(page.url_path)
    if record:
        current.set_for_request(record)


@hooks.register("register_rich_text_features", order=10)
def links_keep_the_readers_language(features):
    features.register_link_type(ReaderPageLink)


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
    edit_view_class = keepers_views.ChangeMembership
    delete_view_class = keepers_views.EndMembership


@hooks.register("register_admin_viewset")
def memberships():
    return MembershipViewSet()


@hooks.register("construct_page_action_menu")
def publishing_comes_first(items, request, context):
    """Volunteers publish themselves: the big button does what they came for, saving a draft is below it."""
    items.sort(key=lambda item: item.name != "action-publish")


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def tell_what_could_be_better(request, page):
    """The gravest three, after a person has saved; the editor's own saving while one writes tells nothing."""
    if request.method == "POST" and request.accepts("text/html"):
        for finding in content_checks.check(page)[:3]:
            messages.warning(request, finding.message)
