"""Folder, home and info pages. What they hold is made of blocks; the theme says how they look."""

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from ..blocks import BODY, HOME_BODY
from ..fields import PluginStreamField
from ..pages import BasePage, FlatAddresses, StructureTester
from ..panels import PageForm, editor


class FolderTester(StructureTester):
    def can_edit(self):
        return self.is_keeper() and super().can_edit()

    def can_publish(self):
        return self.is_keeper() and super().can_publish()

    def can_reorder_children(self):
        return self.is_keeper() and super().can_reorder_children()


class FolderPage(FlatAddresses, Page):
    """Holds one home page per language. It has no address; one row of permissions on it covers every language."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["neighbourhoods.HomePage"]
    is_creatable = False
    preview_modes = []
    private_page_options = []

    class Meta:
        verbose_name = _("neighbourhood's folder")

    def get_url_parts(self, request=None):
        return None

    def permissions_for_user(self, user):
        return FolderTester(user, self)


class HomePage(BasePage):
    """The first page of a neighbourhood in one language. Its slug is the code of its language."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences under the name."))
    picture = models.ForeignKey(
        "neighbourhoods.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A wide photo of the place. Without one the drawing of the look is shown."),
    )
    body = PluginStreamField(HOME_BODY, verbose_name=_("body"), blank=True, help_text=_("Parts of the page, in the order that you choose."))
    # A home page that nobody has translated is treated as missing: readers get the best version there is.
    is_translated = models.BooleanField(default=False, editable=False)

    parent_page_types = ["neighbourhoods.FolderPage"]
    is_creatable = False
    template = "neighbourhoods/home_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("picture"), FieldPanel("body"))
    search_fields = Page.search_fields + [index.SearchField("lead"), index.SearchField("body")]
    # an explicit list without slug: saving a translation would rename it, and move every address below
    translatable_fields = [TranslatableField(name) for name in ("title", "seo_title", "search_description", "lead", "body")]

    class Meta:
        verbose_name = _("home page")

    def permissions_for_user(self, user):
        return StructureTester(user, self)

    def images(self):
        return [*([self.picture_id] if self.picture_id else []), *(pk for pk in super().images() if pk != self.picture_id)]

    def get_admin_display_title(self):
        """All home pages of a neighbourhood have its name: in the editor's lists only the language tells them apart."""
        title = super().get_admin_display_title()
        return f"{title} ({get_language_info(self.slug)['name_local']})" if self.slug in LANG_INFO else title

    def published_by_a_person(self):
        changed = super().published_by_a_person()
        if not self.is_translated:
            self.is_translated = True
            changed.append("is_translated")
        return changed


class InfoPage(BasePage):
    """A page of lasting information: about the area, how to join, whom to ask."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what is this page about?"))
    body = PluginStreamField(BODY, verbose_name=_("body"), blank=True)
    # when somebody last said that what it tells is still so, without changing it
    checked_at = models.DateTimeField(null=True, editable=False)

    parent_page_types = ["neighbourhoods.HomePage", "neighbourhoods.InfoPage"]
    subpage_types = ["neighbourhoods.InfoPage"]
    template = "neighbourhoods/info_page.html"
    base_form_class = PageForm
    edit_handler = editor(
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("show_in_menus", heading=_("Show in the menu")),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = Page.search_fields + [index.SearchField("lead"), index.SearchField("body")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("info page")
        verbose_name_plural = _("info pages")

    def get_context(self, request, *args, **kwargs):
        from ..languages.listing import below

        context = super().get_context(request, *args, **kwargs)
        record, language, family = self.neighbourhood(), context.get("language", ""), getattr(request, "family", None)
        # a new page of a preview is nowhere in the tree
        context["below"] = below(self, record, language, family) if record and self.path else []
        # the later of two: published again, or found to be still so
        context["is_checked"] = bool(self.checked_at and not (self.last_published_at and self.last_published_at > self.checked_at))
        context["checked_on"] = self.checked_at if context["is_checked"] else self.last_published_at
        return context
