"""The fields about how an event repeats, under the same names in the short form and in the whole editor. Nobody has to know a rule."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from . import asking
from .calendar import rules

ALL_KINDS = (
    (asking.NO, _("No")),
    (asking.WEEKLY, _("Every week")),
    (asking.FORTNIGHTLY, _("Every other week")),
    (asking.WEEKS, _("Every few weeks")),
    (asking.WEEKDAY, _("Every month on the same weekday, such as the first Tuesday")),
    (asking.MONTHDAY, _("Every month on the same day, such as the 15th")),
    (asking.YEARLY, _("Every year")),
    (asking.DATES, _("On days that I write")),
)
WHICH = (
    ("", _("As the day says")),
    ("1", _("The first")),
    ("2", _("The second")),
    ("3", _("The third")),
    ("4", _("The fourth")),
    ("-1", _("The last")),
)
MONTH_DAYS = (
    ("", _("As the day says")),
    (asking.SAME, _("That very day; months without it are left out")),
    ("-1", _("The last day of the month")),
)
ENDS = ((rules.NEVER, _("Never, until further notice")), (rules.ON, _("On a date")), (rules.AFTER, _("After so many times")))
PAST, LEAP, ZONE = "past", "leap", "zone"
SURE = {PAST: _("Publish among past events anyway"), LEAP: _("Only every fourth year"), ZONE: _("The clocks of another time zone")}


class DayField(forms.CharField):
    """A day as people write it: 1.12.2026. Its value stays a text, so that what is wrong can be shown back."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(max_length=40, **options)

    def validate(self, value):
        super().validate(value)
        if value.strip() and asking.read_day(value) is None:
            raise ValidationError(_("There is no date %(day)s. Write it like this: 1.12.2026."), code="invalid", params={"day": value})


class HourField(forms.CharField):
    """A time as people write it: 18.00. Its value stays a text."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(max_length=20, **options)

    def validate(self, value):
        super().validate(value)
        if value.strip() and asking.read_time(value) is None:
            raise ValidationError(_("Write the time like this: 18.00."), code="invalid")


class RuleFields(metaclass=DeclarativeFieldsMetaclass):
    """Mixed into a form. The form has a field `starts_on` too, and says with `start()` when its first date begins."""

    repeats = forms.ChoiceField(
        label=_("Does it repeat?"),
        choices=ALL_KINDS,
        initial=asking.NO,
        required=False,
        error_messages={"invalid_choice": _("Choose how it repeats.")},
        widget=forms.RadioSelect,
    )
    every = forms.CharField(
        label=_("How many weeks apart?"),
        max_length=5,
        required=False,
        help_text=_("Write 3 for every third week. For months and years it works too: 2 is every other month."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Weekdays"),
        choices=lambda: [(str(at), str(name).capitalize()) for at, name in WEEKDAYS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the weekday of the first date."),
    )
    which = forms.ChoiceField(label=_("Which weekday of the month?"), choices=WHICH, required=False, widget=forms.Select)
    month_day = forms.ChoiceField(label=_("Which day of the month?"), choices=MONTH_DAYS, required=False, widget=forms.Select)
    dates = forms.CharField(
        label=_("Other days"),
        max_length=6000,
        required=False,
        help_text=_("One on a line, or with commas between: 10.12.2026, 17.12.2026."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ends = forms.ChoiceField(label=_("When does it end?"), choices=ENDS, initial=rules.NEVER, required=False, widget=forms.RadioSelect)
    until = DayField(label=_("Last date"), required=False, help_text=_("Write it like this: 1.12.2026. Empty: until further notice."))
    count = forms.CharField(
        label=_("How many times?"),
        max_length=5,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sure = forms.MultipleChoiceField(
        label=_("Is this right?"), choices=tuple(SURE.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    def typed(self, name):
        """What a field holds before anything is checked."""
        if name not in self.fields:
            return None
        return self[name].value()

    def ask_only(self, questions):
        """Boxes that confirm something are there only when it is asked: `questions` are keys of SURE."""
        if not questions:
            self.fields.pop("sure", None)
        elif "sure" in self.fields:
            self.fields["sure"].choices = [(key, SURE[key]) for key in questions]

    def is_leap_day(self, start):
        day = start.date() if hasattr(start, "date") else start
        return bool(day) and (day.month, day.day) == (2, 29) and self.typed("repeats") == asking.YEARLY

    def clean_rule(self, data, start):
        """The Repeat of what was typed; what is wrong, and what must be asked, is said beside its field."""
        repeat, wrong = asking.rule_of(data, start)
        for name, sentence in wrong or asking.questions_of(data, repeat, start):
            if name == "starts_on" and not wrong and "sure" in self.fields:
                name = "sure"
            name = name if name in self.fields else "repeats"
            if not self.has_error(name):
                self.add_error(name, ValidationError(sentence, code="rule" if wrong else "asked"))
        return repeat
