"""Days as people write them: 1.12.2026."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField

# beyond these it is a typing error
FIRST_YEAR, LAST_YEAR = 1990, 2100


def written(day):
    """A date as the forms take it, "" for None."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def read(text):
    """The date of 1.12.2026, or of 2026-12-01, or None."""
    text = "".join(str(text or "").split())
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


class DayField(LineField):
    """Its value is the text, so that what is wrong can be shown back; `read` gives the date."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(most=40, **options)

    def validate(self, value):
        super().validate(value)
        if value.strip() and read(value) is None:
            raise ValidationError(_("There is no date %(day)s. Write it like this: 1.12.2026."), code="invalid", params={"day": value})
