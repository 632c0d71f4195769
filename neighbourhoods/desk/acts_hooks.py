"""The ways to what was done and to the bin; where Wagtail offers to delete, volunteers are offered the bin."""

from django.db.models.signals import pre_delete
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from ..models import BinnedPage, Document, Image
from ..page_rights import PageTester
from ..uses import before_deleting
from . import bin_views, page_views
from .page_log import BINNED, OUT


@hooks.register("register_admin_urls")
def pages():
    return [
        path("desk/pages/<int:page_id>/", page_views.page, name="desk_page"),
        path("desk/acts/", page_views.recent, name="desk_acts"),
        path("desk/acts/<int:pk>/undo/", page_views.undo, name="desk_undo"),
        path("desk/bin/", bin_views.index, name="desk_bin"),
        path("desk/bin/<int:page_id>/", bin_views.out, name="desk_bin_out"),
    ]


@hooks.register("register_log_actions")
def acts(actions):
    for name, label in {BINNED: gettext_lazy("Moved into the bin"), OUT: gettext_lazy("Taken out of the bin")}.items():
        actions.register_action(name, label, label)


def without_the_bin(queryset):
    return queryset.exclude(pk__in=BinnedPage.objects.values("pk"))


@hooks.register("construct_explorer_page_queryset")
def explorer(parent_page, queryset, request):
    return without_the_bin(queryset)


@hooks.register("construct_page_chooser_queryset")
def chooser(queryset, request):
    return without_the_bin(queryset)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def into_the_bin(page, user, next_url=None, view_name=None):
    """Keepers have both: the bin, and deleting for good."""
    may = page.permissions_for_user(user)
    if isinstance(may, PageTester) and may.can_bin():
        yield Button(_("Move into the bin"), f"{reverse('desk_page', args=[page.pk])}?action=bin", icon_name="bin", priority=50)


@hooks.register("before_copy_page")
def nothing_out_of_the_bin(request, page):
    """A copy with the pages below it would bring out what is in the bin."""
    if request.method != "POST" or not request.POST.get("copy_subpages"):
        return None
    if not BinnedPage.objects.filter(pk__in=page.get_descendants().values("pk")).exists():
        return None
    messages.error(
        request, _("A page below this one is in the bin. Copy this page without the pages below it, or take that one out first.")
    )
    return HttpResponseRedirect(request.get_full_path())


for model in (Image, Document):
    pre_delete.connect(before_deleting, sender=model, dispatch_uid=f"neighbourhoods-uses-{model.__name__}")
