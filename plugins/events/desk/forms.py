"""What volunteers fill in about one date: why it is off, when it is instead, where it is, and what is different."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField

from .. import asking
from ..rule_fields import DayField, HourField


class DeskForm(forms.Form):
    use_required_attribute = False

    @property
    def problems(self):
        """[(id of the field, sentence)] for the summary above it."""
        return [(one.id_for_label or f"{one.auto_id}_0", sentence) for one in self for sentence in one.errors]


class CancelForm(DeskForm):
    reason = LineField(
        label=_("Why is it cancelled?"),
        most=300,
        help_text=_("Everybody reads it. For example: The stairs are washed that evening."),
        error_messages={"required": _("Tell why. One sentence is enough.")},
    )


class MoveForm(DeskForm):
    starts_on = DayField(
        label=_("New day"),
        help_text=_("Write it like this: 1.12.2026."),
        error_messages={"required": _("The date is missing. Write it like this: 1.12.2026.")},
    )
    starts_at = HourField(
        label=_("starts"),
        help_text=_("Write it like this: 18.00."),
        error_messages={"required": _("Write the time like this: 18.00.")},
    )
    ends_at = HourField(label=_("ends"), required=False, help_text=_("Empty: not known."))

    def __init__(self, series, *args, **options):
        super().__init__(*args, **options)
        self.series = series
        if series.all_day:
            del self.fields["starts_at"], self.fields["ends_at"]

    def clean(self):
        data = super().clean()
        starts, ends = (asking.read_time(data.get(name)) for name in ("starts_at", "ends_at"))
        is_longer = self.series.ends_on and self.series.ends_on > self.series.starts_on
        if starts and ends and ends <= starts and not is_longer:
            self.add_error("ends_at", ValidationError(_("Ends before it starts. Check the times."), code="order"))
        return data

    def values(self):
        data = self.cleaned_data
        times = {name: asking.read_time(data.get(name)) for name in ("starts_at", "ends_at")}
        return {"starts_on": asking.read_day(data["starts_on"]), **times}


class TellForm(DeskForm):
    place = LineField(label=_("Where this time"), most=200, required=False, help_text=_("Empty: at the usual place."))
    note = LineField(
        label=_("What is different this time?"), most=300, required=False, help_text=_("One sentence. It is shown with this date only.")
    )
