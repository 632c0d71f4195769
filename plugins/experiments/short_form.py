"""A trial from a phone: what is tried and why; and later, how it went."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods import records
from neighbourhoods.short_forms import LineField, ShortForm, ShortPageForm, TextField

from . import queries, steps
from .beginning import values
from .desk import days
from .desk.days import DayField
from .models.problems import problems
from .states import Place, Result, State

WRITTEN = ("place_kind", "place", "state", "people", "partners", "contact", "costs", "aim")


def today():
    return days.written(timezone.localdate())


class ShortExperimentForm(ShortPageForm):
    title = LineField(
        label=_("What is tried?"),
        help_text=_("For example: Coffee in stairwell B."),
        error_messages={"required": _("The heading is missing. Write a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    aim = TextField(
        label=_("What should it make better?"),
        most=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Then you know later whether it worked."),
        error_messages={"required": _("The aim is missing. One sentence is enough.")},
    )
    place_kind = forms.ChoiceField(
        label=_("Where is it tried?"), choices=[("", _("Not decided yet")), *Place.choices], required=False, widget=forms.RadioSelect
    )
    place = LineField(label=_("Place"), most=200, required=False, help_text=_("For example: Stairwell B, or the yard between the houses."))
    state = forms.ChoiceField(
        label=_("Where is it now?"),
        choices=State.choices,
        initial=State.RUNNING,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the trial is now."), "invalid_choice": _("Choose where the trial is now.")},
    )
    starts_on = DayField(
        label=pgettext_lazy("trial", "Begins"), required=False, initial=today, help_text=_("Write it like this: 1.12.2026.")
    )
    ends_on = DayField(label=pgettext_lazy("trial", "Ends on"), required=False, help_text=_("Empty: not known."))
    text = TextField(
        label=_("What is done?"),
        required=False,
        help_text=_("Write as you would to a neighbour. An empty line starts a paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    people = TextField(
        label=_("Who is in it?"),
        most=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Roles and numbers, not names: everybody reads this."),
    )
    partners = LineField(label=_("Who helps?"), most=300, required=False, help_text=_("For example: the housing company, the library."))
    contact = LineField(
        label=_("Who to ask"), most=200, required=False, help_text=_("Everybody sees it. A role or a shared address is enough.")
    )
    costs = TextField(
        label=_("What does it cost?"),
        most=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("And who pays. For example: 20 euros of coffee, the housing company pays."),
    )
    # the id of the record of an idea or a method from which it began
    from_record = records.BeganFromField()
    field_order = [
        *("title", "aim", "place_kind", "place", "state", "starts_on", "ends_on", "text"),
        *("people", "partners", "contact", "costs", "picture", "picture_alt", "from_record"),
    ]
    aside = "experiments/writing/aside.html"

    @classmethod
    def read(cls, page):
        found = super().read(page)
        if found is None:
            return None
        typed = {name: getattr(page, name) for name in WRITTEN}
        typed |= {name: days.written(getattr(page, name)) for name in ("starts_on", "ends_on")}
        return found | typed | {"from_record": str(page.from_record_id or "")}

    def clean_from_record(self):
        """What the page began from before stays, also where nobody may read that any more."""
        before = self.page.from_record_id if self.page is not None else None
        return before if self.data.get(self.add_prefix("from_record")) == str(before) else self.cleaned_data["from_record"]

    def clean(self):
        data = super().clean()
        known = {"state": data.get("state"), "result": self.page.result if self.page is not None else ""}
        known["result_reason"] = "-"
        known |= {name: days.read(data.get(name)) for name in ("starts_on", "ends_on")}
        for name, sentence in problems(known).items():
            self.add_error(name, ValidationError(sentence, code="order"))
        return data

    def write(self, page):
        super().write(page)
        data = self.cleaned_data
        for name in WRITTEN:
            setattr(page, name, data[name])
        page.starts_on, page.ends_on = days.read(data["starts_on"]), days.read(data["ends_on"])
        page.from_record_id = data["from_record"]


class ResultForm(ShortPageForm):
    """How it went: of a trial that is on the site, or of one that was held long ago."""

    title = LineField(
        label=_("What was tried?"),
        error_messages={"required": _("The heading is missing. Write a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        help_text=_("What did not work helps others as much as what did."),
        error_messages={"required": _("Choose how it went."), "invalid_choice": _("Choose how it went.")},
    )
    result_reason = TextField(
        label=_("On which condition, or why?"),
        most=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless it simply works. Others learn most from this."),
    )
    ends_on = DayField(label=_("When did it end?"), required=False, initial=today, help_text=_("Write it like this: 1.12.2026."))
    text = TextField(
        label=pgettext_lazy("trial", "What was done?"),
        required=False,
        help_text=_("Write as you would to a neighbour. An empty line starts a paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    learnt = TextField(label=_("What did you learn?"), most=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    next_step = TextField(label=_("What happens next"), most=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    to_method = records.RecordChoiceField(
        kinds=("method",), label=_("Was a method written of it?"), required=False, help_text=_("Choose it, and each leads to the other.")
    )
    picture = picture_alt = None
    field_order = ["title", "result", "result_reason", "ends_on", "text", "learnt", "next_step", "to_method"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # where there are no methods nobody is asked for one
        if len(list(self.fields["to_method"].choices)) < 2 and not self.initial.get("to_method"):
            del self.fields["to_method"]

    @classmethod
    def read(cls, page):
        found = super().read(page)
        if found is None:
            return None
        # its picture stays as it is
        found |= {"picture": None, "picture_alt": ""}
        typed = {name: getattr(page, name) for name in ("result", "result_reason", "learnt", "next_step")}
        return found | typed | {"ends_on": days.written(page.ends_on) or today(), "to_method": str(page.to_method_id or "")}

    def clean(self):
        data = super().clean()
        known = {name: data.get(name) for name in ("result", "result_reason")}
        known |= {"ends_on": days.read(data.get("ends_on")), "starts_on": self.page.starts_on if self.page is not None else None}
        wrong = problems(known)
        if self.page is not None:
            wrong |= steps.problems(self.page, None, data.get("to_method"))
        for name, sentence in wrong.items():
            if not self.has_error(name):
                self.add_error(name, ValidationError(sentence, code="required"))
        return data

    def write(self, page):
        picture, alt = page.picture, page.picture_alt
        super().write(page)
        page.picture, page.picture_alt = picture, alt
        data = self.cleaned_data
        for name in ("result", "result_reason", "learnt", "next_step"):
            setattr(page, name, data[name])
        page.state, page.ends_on = State.ENDED, days.read(data["ends_on"])
        if "to_method" in self.fields:
            page.to_method = data["to_method"]


FORMS = (
    ShortForm(
        key="experiments",
        page_type="experiments.ExperimentPage",
        label=_("Tell of a trial"),
        form=lambda: ShortExperimentForm,
        parent=queries.list_of_trials,
        example=(
            _("Coffee in stairwell B"),
            _("Every other Tuesday at six, six times. A thermos, biscuits and name tags by the door. We count who comes."),
        ),
        begin=values,
    ),
    ShortForm(
        key="experiments-result",
        page_type="experiments.ExperimentPage",
        label=_("Tell how it went"),
        form=lambda: ResultForm,
        parent=queries.list_of_trials,
    ),
)
