"""The way to Käännä in Wagtail's admin."""

from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from .. import current
from ..isolation import scope
from ..pages import BasePage
from . import views


@hooks.register("register_admin_urls")
def pages():
    return [
        path("translate/", views.index, name="translate"),
        path("translate/<int:page_id>/<slug:language>/", views.translate_page, name="translate_page"),
        path("translate/details/<slug:language>/", views.translate_details, name="translate_details"),
    ]


class TranslateItem(MenuItem):
    """For members and keepers of a neighbourhood that has more languages than one."""

    def is_shown(self, request):
        user, record = request.user, current.neighbourhood()
        if record is not None:
            return len(record.languages) > 1 and (scope.is_keeper(user) or scope.role_in(user, record) is not None)
        return any(len(one.languages) > 1 for one in scope.records(user)) if not scope.is_keeper(user) else False


@hooks.register("register_admin_menu_item")
def way_to_translate():
    return TranslateItem(_("Translate"), reverse_lazy("translate"), name="translate", icon_name="globe", order=140)


@hooks.register("insert_global_admin_css")
def look():
    return format_html('<link rel="stylesheet" href="{}">', static("neighbourhoods/translate.css"))


@hooks.register("register_page_header_buttons")
def translate_this_page(page, user, view_name=None, next_url=None):
    """In the place of the buttons of wagtail-localize, which lead to views that volunteers do not need."""
    record = current.by_url_path(page.url_path) if isinstance(page.specific_deferred, BasePage) else None
    if record is None or len(record.languages) < 2 or page.pk is None or not page.live:
        return
    home = record.homes.get(page.url_path.split("/", 3)[2])
    first = record.languages[0]
    code = home.code if home is not None and home.code != first else next(one for one in record.languages if one != first)
    yield Button(
        _("Translate"), f"{reverse('translate_page', args=[page.pk, code])}?neighbourhood={record.slug}", icon_name="globe", priority=55
    )
