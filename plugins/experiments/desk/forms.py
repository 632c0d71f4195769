"""A diary entry: a day, a few words, a photo. It takes a minute on a phone."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import PublicPhotoField
from neighbourhoods.short_forms import LineField, TextField

from ..models.diary import LONGEST
from . import days
from .days import DayField


class EntryForm(forms.Form):
    """`photo` is the Image that goes with it now, or None."""

    use_required_attribute = False

    text = TextField(
        label=_("What happened?"),
        most=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two sentences are enough: how many came, what surprised you."),
        error_messages={"required": _("The text is missing. One sentence is enough.")},
    )
    picture = PublicPhotoField(label=_("Picture"), required=False)
    picture_alt = LineField(label=_("What is in the picture?"), required=False, help_text=_("For example: Three people raking a yard."))
    day = DayField(
        label=_("Day"),
        initial=lambda: days.written(timezone.localdate()),
        help_text=_("Write it like this: 1.12.2026."),
        error_messages={"required": _("The date is missing. Write it like this: 1.12.2026.")},
    )

    def __init__(self, *args, photo=None, **options):
        super().__init__(*args, **options)
        self.photo = photo

    def clean_day(self):
        typed = self.cleaned_data["day"]
        day = days.read(typed)
        if day and day > timezone.localdate():
            raise ValidationError(_("That day has not come yet. Choose today or an earlier one."), code="future")
        return typed

    def clean(self):
        data = super().clean()
        has_photo = self.photo is not None or data.get("picture")
        if has_photo and not data.get("picture_alt") and not self.has_error("picture_alt"):
            self.add_error("picture_alt", ValidationError(_("Say what is in the picture."), code="required"))
        return data

    @property
    def problems(self):
        """[(id of the field, sentence)] for the summary above it."""
        return [("", sentence) for sentence in self.non_field_errors()] + [
            (one.id_for_label, sentence) for one in self for sentence in one.errors
        ]

    def values(self):
        """{field of a DiaryEntry: value}."""
        data = self.cleaned_data
        alt = data["picture_alt"] if self.photo is not None else ""
        return {"day": days.read(data["day"]), "text": data["text"], "picture": self.photo, "picture_alt": alt}
