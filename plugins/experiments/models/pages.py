"""Two page types: the list of trials, and one trial."""

from datetime import datetime, time
from functools import cached_property

from django.db import models
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from neighbourhoods import records
from neighbourhoods.fields import BODY, PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor
from neighbourhoods.plain_text import clean

from .. import steps
from ..states import Place, Result, State
from .problems import problems

# what the first page of a trial says of these holds in all its languages: nobody translates it
FACTS = ("state", "result", "place_kind", "starts_on", "ends_on", "from_record", "to_method")
LINES, TEXTS = ("place", "partners", "contact"), ("aim", "people", "costs", "result_reason", "learnt", "next_step")
# an alias repeats another page
OWN = models.Q(alias_of=None)


class ExperimentIndexPage(IndexPage):
    """All trials, the newest first; ?tila= and ?tulos= narrow the list."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what is tried here?"))

    subpage_types = ["experiments.ExperimentPage"]
    template = "experiments/index_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("show_in_menus", heading=_("Show in the menu")))
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("list of trials")
        verbose_name_plural = _("lists of trials")

    def images(self):
        return self.listing.images

    def get_context(self, request, *args, **kwargs):
        from .. import listing

        self.listing = listing.of(self, get_language(), request.GET)
        if self.listing is None:
            raise Http404
        return super().get_context(request, *args, **kwargs) | {"listing": self.listing}


class ExperimentForm(PageForm):
    def clean(self):
        data = super().clean()
        # what is pasted brings marks that nobody sees and that turn the sentence around it
        for name in (*LINES, *TEXTS):
            if data.get(name):
                data[name] = clean(data[name]) if name in TEXTS else clean(data[name]).replace("\n", " ")
        for name, sentence in (problems(data) | steps.problems(self.instance, data.get("from_record"), data.get("to_method"))).items():
            if name in self.fields:
                self.add_error(name, sentence)
        return data


class ExperimentPage(BasePage):
    """One trial: its body is what was done."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("The main thing in one or two sentences."))
    aim = models.TextField(_("aim"), blank=True, max_length=1000, help_text=_("What should become better, and for whom?"))
    place_kind = models.CharField(_("Where is it tried?"), max_length=10, choices=Place.choices, blank=True)
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("For example: Stairwell B, or the yard between the houses.")
    )
    from_record = records.RecordKey(
        verbose_name=_("began from"), kinds=("idea", "method"), help_text=_("An idea or a method. Empty: it began by itself.")
    )
    state = models.CharField(pgettext_lazy("trial", "state"), max_length=10, choices=State.choices, default=State.PLANNED, db_index=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    people = models.TextField(
        _("people"), max_length=600, blank=True, help_text=_("How many made it, how many came. Roles, not names: everybody reads this.")
    )
    partners = models.CharField(_("partners"), max_length=300, blank=True, help_text=_("For example: the housing company, the library."))
    contact = models.CharField(
        _("who to ask"), max_length=200, blank=True, help_text=_("Everybody sees it. A role or a shared address is enough.")
    )
    costs = models.TextField(_("costs"), max_length=600, blank=True, help_text=_("What it cost, and who paid."))
    picture = models.ForeignKey(
        "neighbourhoods.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("What is in the picture?"), max_length=255, blank=True, help_text=_("For example: Three people raking a yard.")
    )
    body = PluginStreamField(BODY, verbose_name=_("what was done"), blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result.choices, blank=True, db_index=True)
    result_reason = models.TextField(
        _("reason or condition"),
        max_length=2000,
        blank=True,
        help_text=_("When does it work, or why did it not? Others learn most from this."),
    )
    learnt = models.TextField(_("What we learnt"), max_length=4000, blank=True)
    next_step = models.TextField(_("What happens next"), max_length=1000, blank=True)
    to_method = records.RecordKey(
        verbose_name=_("became the method"), kinds=("method",), help_text=_("The method that was written of this trial.")
    )
    # the day on which it starts, or that of its first publication: the list goes by it
    listed_at = models.DateTimeField(null=True, editable=False, db_index=True)

    # which steps of the trail this page has made: ids of the records from which it came and which it became
    told_from = models.UUIDField(null=True, editable=False)
    told_to = models.UUIDField(null=True, editable=False)

    personal_data = ("contact",)
    # a copy is another trial, which has not been tried yet
    exclude_fields_in_copy = ["listed_at", "told_from", "told_to", "first_published_at", "state", "result", "result_reason", "to_method"]

    parent_page_types = ["experiments.ExperimentIndexPage"]
    subpage_types = []
    template = "experiments/page.html"
    base_form_class = ExperimentForm
    edit_handler = editor(
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("aim"),
        MultiFieldPanel([FieldPanel("place_kind"), FieldPanel("place")], heading=_("Where")),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("starts_on"), FieldPanel("ends_on")], heading=_("When")),
        MultiFieldPanel(
            [FieldPanel("people"), FieldPanel("partners"), FieldPanel("contact"), FieldPanel("costs")], heading=_("People and costs")
        ),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("result"), FieldPanel("result_reason"), FieldPanel("learnt"), FieldPanel("next_step")], heading=_("How it went")
        ),
        MultiFieldPanel([FieldPanel("from_record"), FieldPanel("to_method")], heading=_("Path")),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("lead", "aim", "place", "body", "diary_texts", "result_in_words")),
        *(index.SearchField(name) for name in ("result_reason", "learnt", "next_step")),
    ]
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("slug", *FACTS)]

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")

    def save(self, *args, **kwargs):
        self.listed_at = self.time_for_lists()
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """A version does not say which steps have been made: those of the row stand."""
        version = super().with_content_json(content)
        version.told_from, version.told_to = self.told_from, self.told_to
        return version

    def time_for_lists(self):
        """The aware moment by which lists are sorted; None before it is published, where it has no day."""
        if self.starts_on:
            return timezone.make_aware(datetime.combine(self.starts_on, time(12)), timezone.get_default_timezone())
        return self.first_published_at or (timezone.now() if self.live else None)

    def erase(self):
        """Without whom to ask; the trial stays."""
        self.contact = ""
        self.save(update_fields=["contact"])

    def images(self):
        first = [self.picture_id] if self.picture_id else []
        shown = [told.entry.picture_id for told in self.diary if told.entry.picture_id]
        return list(dict.fromkeys([*first, *super().images(), *shown]))

    @cached_property
    def diary(self):
        """[Told] of the entries that readers see, the oldest first, in the language of the page where they are translated."""
        from .. import diary

        record, language = self.neighbourhood(), self.language()
        return [entry.read_in(language) for entry in diary.shown(record, self.translation_key)] if record else []

    def language(self):
        """The code of the language of the page; "" while it has no place."""
        record = self.neighbourhood()
        home = record.homes.get(self.url_path.split("/", 3)[2]) if record else None
        return home.code if home else ""

    def texts_beside(self):
        """The diary, in the language in which the trial was written."""
        from .. import diary

        record = self.neighbourhood()
        return diary.to_translate(record, self) if record else {}

    def put_texts_beside(self, language, made):
        from .. import diary

        if record := self.neighbourhood():
            diary.put_translations(record, self, language, made)

    @property
    def diary_texts(self):
        """[text] of the diary, as the search finds it at this version."""
        from .. import diary

        record = self.neighbourhood()
        return diary.texts(record, self) if record else []

    @property
    def result_in_words(self):
        """How it went, in the language of the page: neighbours search for what did not work, too."""
        with translation.override(self.locale.language_code):
            return str(self.get_result_display())

    @property
    def alt(self):
        return self.picture_alt or (self.picture.description if self.picture else "")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        crumbs = context.get("crumbs", ())
        # the first one is the home page: alone it means that the list is hidden
        context["list_url"] = crumbs[-1][1] if len(crumbs) > 1 else ""
        return context
