"""Two page types: the list of calls, and one call that asks a question."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from neighbourhoods.fields import BODY, PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor
from neighbourhoods.plain_text import clean

from .calls import ASKED

ASKED_NAMES = {
    "title": pgettext_lazy("ideas", "Title"),
    "photo": _("Picture"),
    "place": _("Place"),
    "name": _("Name or nickname"),
    "email": _("E-mail"),
}
# what holds for a call in every language: nobody translates it
SETTINGS = ("opens_at", "closes_at", "answer_by", "answer_within_days", "asks", "check_first", "comments_on", "support_on")
LINES, TEXTS = ("title", "answerer", "rules"), ("what_happens", "summary")


class CallIndexPage(IndexPage):
    """All calls: the open ones, then those that have ended, with what came of them."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what is asked here?"))

    subpage_types = ["ideas.CallPage"]
    template = "ideas/call_index_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("show_in_menus", heading=_("Show in the menu")))
    search_fields = Page.search_fields + [index.SearchField("lead")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("list of calls for ideas")
        verbose_name_plural = _("lists of calls for ideas")

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        context = super().get_context(request, *args, **kwargs)
        if neighbourhood := self.neighbourhood():
            context["calls"] = queries.calls(neighbourhood, context["language"])
        return context


class CallForm(PageForm):
    asks = forms.MultipleChoiceField(
        label=_("What is asked beside the idea"),
        choices=ASKED_NAMES.items,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None of these is required from the sender."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["asks"] = self.instance.asks.split(",")

    def clean_asks(self):
        return ",".join(name for name in ASKED if name in self.cleaned_data["asks"])

    def clean(self):
        data = super().clean()
        # what is pasted brings marks that nobody sees and that turn the sentence around it
        for name in (*LINES, *TEXTS):
            if data.get(name):
                data[name] = clean(data[name]) if name in TEXTS else clean(data[name]).replace("\n", " ")
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Ends before it starts. Check the times."))
        return data


class CallPage(BasePage):
    """One call: its title is the question, its body the background."""

    body = PluginStreamField(BODY, verbose_name=_("background"), blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: at once."))
    closes_at = models.DateTimeField(_("open until"), null=True, blank=True, help_text=_("Empty: until further notice."))
    answerer = models.CharField(_("who answers"), max_length=120, blank=True, help_text=_("A role, such as: the coordinator."))
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    answer_within_days = models.PositiveSmallIntegerField(
        _("answer within days"), null=True, blank=True, help_text=_("Of the day on which the idea came.")
    )
    what_happens = models.TextField(
        _("What happens to the ideas"),
        max_length=1000,
        blank=True,
        help_text=_("For example: We read them all together and answer each one."),
    )
    rules = models.CharField(_("rules in a sentence"), max_length=200, blank=True)
    asks = models.CharField(max_length=80, blank=True, default=",".join(ASKED))
    check_first = models.BooleanField(_("Check ideas before publishing"), default=True)
    comments_on = models.BooleanField(_("Allow comments"), default=True)
    support_on = models.BooleanField(_("Allow support"), default=True)
    # written when the call is over: what came of it, and what happens next
    summary = models.TextField(_("summary"), max_length=4000, blank=True, help_text=_("What came of the call, and what happens next."))

    parent_page_types = ["ideas.CallIndexPage"]
    subpage_types = []
    template = "ideas/call_page.html"
    base_form_class = CallForm
    edit_handler = editor(
        FieldPanel("title", heading=_("Question")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("opens_at"), FieldPanel("closes_at")], heading=_("When")),
        MultiFieldPanel(
            [FieldPanel("answerer"), FieldPanel("answer_by"), FieldPanel("answer_within_days"), FieldPanel("what_happens")],
            heading=_("Answer"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("rules", "asks", "check_first", "comments_on", "support_on")],
            heading=_("Taking part"),
        ),
        FieldPanel("summary"),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = Page.search_fields + [index.SearchField(name) for name in ("body", "what_happens", "summary")]
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("slug", *SETTINGS)]

    class Meta:
        verbose_name = _("call for ideas")
        verbose_name_plural = _("calls for ideas")

    def get_context(self, request, *args, **kwargs):
        from .. import listing

        context = super().get_context(request, *args, **kwargs)
        return context | listing.of_call(request, self, context.get("language", ""))
