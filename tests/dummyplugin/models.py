"""What is on the shelf, and who wishes to borrow it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from neighbourhoods.fields import BODY, PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor
from neighbourhoods.scoped import NeighbourhoodModel


class ShelfPage(IndexPage):
    """The list of all things. Their pages are below it."""

    lead = models.TextField(_("lead"), blank=True, max_length=400)

    subpage_types = ["dummyplugin.ThingPage"]
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"))
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    # a page has the same address in every language
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("lending shelf")
        verbose_name_plural = _("lending shelves")

    def get_context(self, request, *args, **kwargs):
        from .queries import things

        context = super().get_context(request, *args, **kwargs)
        if neighbourhood := self.neighbourhood():
            context["things"] = things(neighbourhood, context["language"])
        return context


class ThingPage(BasePage):
    class Kind(models.TextChoices):
        TOOL = "tool", _("Tool")
        GAME = "game", _("Game")
        OTHER = "other", _("Something else")

    kind = models.CharField(_("kind of thing"), max_length=10, choices=Kind, default=Kind.OTHER)
    place = models.CharField(_("where it is kept"), max_length=120, blank=True)
    is_free = models.BooleanField(_("it can be borrowed now"), default=True)
    body = PluginStreamField(BODY, verbose_name=_("text"), blank=True)

    parent_page_types = ["dummyplugin.ShelfPage"]
    subpage_types = []
    base_form_class = PageForm
    edit_handler = editor(*(FieldPanel(name) for name in ("title", "kind", "place", "is_free", "body")), more=[FieldPanel("slug")])
    search_fields = [*Page.search_fields, index.SearchField("place"), index.SearchField("body")]

    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("thing to borrow")
        verbose_name_plural = _("things to borrow")


class Wish(NeighbourhoodModel):
    """Somebody asks to borrow a thing."""

    thing = models.ForeignKey(ThingPage, on_delete=models.CASCADE, related_name="wishes")
    email = models.EmailField(_("e-mail"))
    text = models.CharField(_("when"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    personal_data = ("email", "text", "created_at")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("wish to borrow")
        verbose_name_plural = _("wishes to borrow")

    def __str__(self):
        return str(self.thing)

    def erase(self):
        self.delete()
