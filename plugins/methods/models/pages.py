"""Two page types: the library, and one method."""

import json
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from neighbourhoods.fields import PluginStreamField
from neighbourhoods.pages import BasePage, IndexPage, PageForm, editor

from ..choices import AGES, PLACES, SEASONS, pack, unpack
from ..texts import PLAIN, STEPS, TEXTS, lines

LONGEST = 20_000
MOST_STEPS = 200
NUMBERS = ("people_min", "people_max", "hours_event", "hours_own", "euros_min", "euros_max")
# what is the same in every language: nobody translates it
SETTINGS = (*NUMBERS, "where", "seasons", "ages")
RANGES = (("people_min", "people_max"), ("euros_min", "euros_max"))


# as the editor stores it: where one step has a picture, Wagtail reads none that is stored as nothing at all
NO_PICTURE = {"image": None, "decorative": False, "alt_text": ""}


def step_block(text, picture=NO_PICTURE):
    return {"type": "step", "value": {"text": text, "picture": picture}, "id": str(uuid.uuid4())}


class StepBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What is done?"), max_length=2_000, rows=3)
    picture = ImageBlock(label=_("Picture"), required=False)

    class Meta:
        label = pgettext_lazy("method", "Step")
        icon = "list-ol"


class MethodIndexPage(IndexPage):
    """The library; ?aika=…&hinta=… narrows it."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("One or two sentences: what is here?"))

    subpage_types = ["methods.MethodPage"]
    template = "methods/method_index_page.html"
    base_form_class = PageForm
    edit_handler = editor(FieldPanel("title"), FieldPanel("lead"), FieldPanel("show_in_menus", heading=_("Show in the menu")))
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("library of methods")
        verbose_name_plural = _("libraries of methods")

    # what a request shows of it
    listing = None

    def images(self):
        return self.listing.images if self.listing else []

    def get_context(self, request, *args, **kwargs):
        from .. import listing

        self.listing = listing.of_library(request, self, get_language())
        return super().get_context(request, *args, **kwargs) | {"listing": self.listing}


class MethodForm(PageForm):
    seasons = forms.MultipleChoiceField(label=_("Season"), choices=SEASONS.items, required=False, widget=forms.CheckboxSelectMultiple)
    ages = forms.MultipleChoiceField(label=_("Age"), choices=AGES.items, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seasons"] = unpack(self.instance.seasons, SEASONS)
        self.initial["ages"] = unpack(self.instance.ages, AGES)
        if self.instance.pk is None and "licence" in self.fields and not self.initial.get("licence"):
            self.initial["licence"] = licence()

    def clean_seasons(self):
        return pack(self.cleaned_data["seasons"], SEASONS)

    def clean_ages(self):
        return pack(self.cleaned_data["ages"], AGES)


def licence():
    return gettext("CC BY 4.0. You may use, copy and change this when you say where it comes from.")


def text(name, **options):
    return models.TextField(TEXTS[name], max_length=LONGEST, **({"blank": True} | options))


def number(label, most, **options):
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(most)], **options)


ONE_A_LINE = _("One a line.")
SMALLEST = _("One person, without money, this week: “One person, a flask and an hour.”")


class MethodPage(BasePage):
    """One method in one language. Its numbers are the same in all."""

    lead = models.TextField(_("lead"), blank=True, max_length=400, help_text=_("The main thing in one or two sentences."))
    picture = models.ForeignKey(
        "neighbourhoods.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(
        _("What is in the picture?"), max_length=255, blank=True, help_text=_("For example: Three people raking a yard.")
    )
    purpose = text("purpose", help_text=_("What is better when this has been done?"))
    for_whom = text("for_whom")
    group_size = text("group_size", help_text=_("How many arrange it, how many can come?"))
    time = text("time", help_text=_("The hours of the thing itself, and your own hours before and after it."))
    preparation = text("preparation", help_text=ONE_A_LINE)
    money = text("money")
    materials = text("materials", help_text=ONE_A_LINE)
    steps = PluginStreamField([("step", StepBlock())], verbose_name=TEXTS[STEPS], blank=True, max_num=MOST_STEPS)
    tips = text("tips", help_text=ONE_A_LINE)
    safety = text("safety", help_text=_("What can go wrong, and from whom to ask leave?"))
    when_not = text("when_not", blank=False, help_text=_("Tell it honestly: it saves others from trying in vain."))
    smallest_start = text(
        "smallest_start", blank=False, help_text=_("One person, without money, this week: “One person, a flask and an hour.”")
    )
    accessibility = text("accessibility", help_text=_("Language, money, fear, hearing, stairs."))
    licence = text("licence")
    background = text("background", help_text=_("Where does this come from?"))
    people_min = number(_("people, at least"), 100_000)
    people_max = number(_("people, at most"), 100_000)
    hours_event = number(_("hours that it takes"), 10_000)
    hours_own = number(_("hours of your own beside that"), 10_000)
    euros_min = number(_("euros, at least"), 1_000_000)
    euros_max = number(_("euros, at most"), 1_000_000)
    where = models.CharField(_("indoors or outdoors"), max_length=4, blank=True, choices=list(PLACES.items()))
    # keys of choices.SEASONS and choices.AGES, packed
    seasons = models.CharField(_("season"), max_length=60, blank=True)
    ages = models.CharField(_("age"), max_length=60, blank=True)
    # the file of library/ that it was made from
    shipped = models.CharField(max_length=60, blank=True, editable=False)

    exclude_fields_in_copy = ["shipped"]

    parent_page_types = ["methods.MethodIndexPage"]
    subpage_types = []
    template = "methods/method_page.html"
    base_form_class = MethodForm
    edit_handler = editor(
        FieldPanel("title", heading=pgettext_lazy("method", "Name")),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        *(FieldPanel(name) for name in TEXTS),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("people_min"), FieldPanel("people_max")]),
                FieldRowPanel([FieldPanel("hours_event"), FieldPanel("hours_own")]),
                FieldRowPanel([FieldPanel("euros_min"), FieldPanel("euros_max")]),
                FieldPanel("where"),
                FieldPanel("seasons"),
                FieldPanel("ages"),
            ],
            heading=_("How people find it"),
            help_text=_("By these the library is narrowed. Leave out what you do not know."),
        ),
        more=[FieldPanel("slug", help_text=_("Part of the address. Leave it empty and it is made from the heading."))],
    )
    search_fields = [*Page.search_fields, *(index.SearchField(name) for name in ("lead", *TEXTS))]
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("slug", *SETTINGS)]

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")

    def clean(self):
        super().clean()
        for least, most in RANGES:
            low, high = getattr(self, least), getattr(self, most)
            if low is not None and high is not None and low > high:
                raise ValidationError({most: _("This is less than “at least”. Change one of the two.")})

    def images(self):
        found = [self.picture_id] if self.picture_id else []
        return found + [pk for pk in (step["picture"] for step in self.step_values()) if pk and pk not in found]

    def step_values(self):
        """[{"text", "picture", "alt"}] of the steps as they are stored: `picture` is the id of an Image or None."""
        found = []
        for block in self.steps.raw_data:
            if block["type"] != "step":
                continue
            image = block["value"].get("picture") or {}
            image = image if isinstance(image, dict) else {"image": image}
            alt = "" if image.get("decorative") else image.get("alt_text") or ""
            found.append({"text": block["value"].get("text") or "", "picture": image.get("image"), "alt": alt})
        return found

    def set_steps(self, texts):
        """Steps of words alone. One that says the same as before keeps its id, and its picture."""
        before = {}
        for block in self.steps.raw_data:
            if block["type"] == "step":
                before.setdefault(block["value"].get("text"), []).append(block)
        made = []
        for one in texts:
            kept = before.get(one)
            made.append(kept.pop(0) if kept else step_block(one))
        self.steps = json.dumps(made)

    def take_steps(self, other, pictures):
        """The steps of another method, with those of its pictures of which there is a copy: `pictures` is {id: id of the copy}."""
        made = []
        for block in other.steps.raw_data:
            if block["type"] == "step":
                image = block["value"].get("picture")
                image = image if isinstance(image, dict) else NO_PICTURE | {"image": image}
                own = image | {"image": pictures[image["image"]]} if image.get("image") in pictures else NO_PICTURE
                made.append(step_block(block["value"].get("text") or "", own))
        self.steps = json.dumps(made)

    @property
    def alt(self):
        return self.picture_alt or (self.picture.description if self.picture else "")

    def said(self):
        """{field: text} of all that it says in words, steps one a line; what another neighbourhood's copy is compared with."""
        words = {name: getattr(self, name) for name in ("title", "lead", *PLAIN)}
        return words | {STEPS: "\n".join(" ".join(lines(step["text"])) for step in self.step_values())}

    def all_said(self):
        """{field: text or number}: `said`, and the numbers."""
        return self.said() | {name: getattr(self, name) for name in SETTINGS}

    def get_context(self, request, *args, **kwargs):
        from ..showing import shown_of

        context = super().get_context(request, *args, **kwargs)
        crumbs = context.get("crumbs", ())
        # the first one is the home page: alone it means that the library is hidden
        context["list_url"] = crumbs[-1][1] if len(crumbs) > 1 else ""
        return context | shown_of(self, context.get("language") or get_language())

    def facts_for_machines(self):
        steps = [{"@type": "HowToStep", "text": step["text"]} for step in self.step_values()]
        return {"@type": "HowTo", "name": self.title} | ({"step": steps} if steps else {})
