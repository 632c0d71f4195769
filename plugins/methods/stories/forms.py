"""The form of a story: the same for residents and at the desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods.participation import PublicForm, PublicLineField, PublicTextField

from ..models.stories import LONGEST, LONGEST_NAME, LONGEST_PLACE, LONGEST_REASON, MOST_PEOPLE, Result
from . import days

# without their reason these teach nobody anything
NO_REASON = {
    Result.WORKS_IF: _("Tell on which condition it works. One sentence is enough."),
    Result.DID_NOT_WORK: _("Tell why it did not work. One sentence is enough."),
    Result.STOPPED: _("Tell why it was stopped. One sentence is enough."),
}
NO_NUMBER = _("Write the number of people in digits, at most 100000. You may also leave it empty.")


class StoryForm(PublicForm):
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went."), "invalid_choice": _("Choose how it went.")},
    )
    reason = PublicTextField(
        label=pgettext_lazy("story", "On what condition, or why not?"),
        help_text=_("Tell this if it did not simply work. Others learn most from it."),
        most=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    text = PublicTextField(
        label=_("What happened?"),
        help_text=_("Two sentences are enough: what you did, what surprised you."),
        most=LONGEST,
        error_messages={"required": _("The text is missing. One sentence is enough.")},
    )
    when = days.WhenField(
        label=pgettext_lazy("story", "When?"),
        help_text=_("The month is enough. Write it like this: 8/2026 or 12.8.2026."),
        error_messages={"required": _("Tell when this was: the month is enough, such as 8/2026.")},
    )
    place = PublicLineField(
        label=pgettext_lazy("story", "Where?"),
        help_text=_("In your own words: the yard between the houses, the club room."),
        most=LONGEST_PLACE,
        error_messages={"required": _("Tell where this was. A few words are enough.")},
    )
    people = forms.IntegerField(
        label=pgettext_lazy("story", "How many people?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_NUMBER),
    )
    name = PublicLineField(label=_("Name or nickname"), help_text=_("Everybody sees it."), most=LONGEST_NAME, required=False)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "nickname"

    def clean_when(self):
        typed = self.cleaned_data["when"]
        when, _is_month = days.read(typed)
        if when > timezone.localdate():
            raise ValidationError(_("That day has not come yet. Choose today or an earlier one."), code="future")
        return typed

    def clean(self):
        data = super().clean()
        result = data.get("result")
        if result in NO_REASON and not data.get("reason") and not self.has_error("reason"):
            self.add_error("reason", ValidationError(NO_REASON[result], code="required"))
        return data

    def values(self):
        """{field of a Story: value}."""
        data = dict(self.cleaned_data)
        when, is_month = days.read(data.pop("when"))
        return data | {"happened_on": when, "is_month": is_month}

    @staticmethod
    def of(story):
        """What the form begins with to change a story."""
        names = ("result", "reason", "text", "place", "people", "name")
        return {name: getattr(story, name) for name in names} | {"when": days.written(story)}
