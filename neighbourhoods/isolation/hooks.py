"""What the admin's lists and menus offer: nothing that the guard would refuse."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page

from .. import current
from ..models import BinnedPage
from . import guard, scope
from .resolver import clean_id, is_own


def own(pages, person):
    """Of a queryset of pages those below the person's own folders, the folders included."""
    beneath = Q(pk__in=[])
    for record in scope.records(person):
        beneath |= Q(path__startswith=record.folder_path)
    return pages.filter(beneath)


@hooks.register("construct_page_chooser_queryset")
def own_pages_that_exist_here(pages, request):
    """Nobody is offered a link to a page whose plugin is off: readers would find nothing behind it. Volunteers are offered their own."""
    if not scope.is_keeper(request.user):
        pages = own(pages, request.user)
    record = current.neighbourhood()
    if record is None:
        return pages
    elsewhere = ~Q(path__startswith=record.folder_path) | Q(path=record.folder_path)
    return pages.filter(elsewhere | Q(content_type__in=record.page_types))


@hooks.register("construct_explorer_page_queryset")
def own_children_only(parent_page, pages, request):
    return pages if scope.is_keeper(request.user) else own(pages, request.user)


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_settings_menu")
def only_what_can_be_opened(request, items):
    """A link to a view that the guard refuses is a dead end."""
    if not scope.is_keeper(request.user):
        items[:] = [item for item in items if item.name not in ("reports", "settings", "help") and is_open(getattr(item, "url", "") or "")]


def is_open(url):
    """Whether the guard would let through a request without arguments; what a plugin offers only where the plugin is on."""
    path = str(url).partition("?")[0]
    if not path.startswith(guard.PATH):
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    plugin, record = guard.plugin_of(match.view_name), current.neighbourhood()
    return guard.is_open(match) and (plugin is None or record is None or plugin in record.plugins)


@hooks.register("before_copy_page", order=-2)
def no_mirrors_elsewhere(request, page):
    """A copy that follows its original would bring what is written in one neighbourhood onto the pages of another."""
    if request.method != "POST" or not request.POST.get("alias"):
        return None
    parent = Page.objects.filter(pk=clean_id("page", request.POST.get("new_parent_page"))).first()
    if parent is None or current.by_url_path(parent.url_path) == current.by_url_path(page.url_path):
        return None
    messages.error(request, _("A copy in another neighbourhood stands on its own. Copy the page without keeping the two alike."))
    return HttpResponseRedirect(request.get_full_path())


class OwnEdits(RecentEditsPanel):
    """Who once wrote in another neighbourhood learns nothing more of those pages."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        edits = [(at, page) for at, page in context["last_edits"] if is_own(user, "page", page.url_path)]
        binned = set(BinnedPage.objects.filter(pk__in=[page.pk for _at, page in edits]).values_list("pk", flat=True))
        context["last_edits"] = [(at, page) for at, page in edits if page.pk not in binned]
        return context


class OwnPages(PagesSummaryItem):
    """Who belongs to several neighbourhoods begins at the root of all pages: how many are below it is nobody's business."""

    def get_context_data(self, parent_context):
        user = self.request.user
        if scope.is_keeper(user) or len(scope.records(user)) < 2:
            return super().get_context_data(parent_context)
        root = Page.get_first_root_node()
        return {"root_page": root, "total_pages": own(Page.objects.all(), user).count(), "site_name": settings.WAGTAIL_SITE_NAME}


@hooks.register("construct_homepage_summary_items", order=100)
def own_numbers(request, items):
    items[:] = [OwnPages(request) if type(item) is PagesSummaryItem else item for item in items]


@hooks.register("construct_homepage_panels")
def only_what_a_volunteer_did_last(request, panels):
    """There are no workflows, and pages are not locked by hand."""
    if not scope.is_keeper(request.user):
        panels[:] = [OwnEdits() for panel in panels if isinstance(panel, RecentEditsPanel)]
