"""When something was tried, as people write it: a day (12.8.2026) or only a month (8/2026)."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from neighbourhoods import desk_pages
from neighbourhoods.participation import PublicLineField

# before it is a typing error
FIRST_YEAR = 1950
DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\.?")
MONTH = re.compile(r"([0-9]{1,2})[./]([0-9]{4})")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def read(text):
    """(date, whether only its month was told) of a text, or None."""
    text = "".join(str(text or "").split()).translate(DIGITS)
    if found := DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := MONTH.fullmatch(text):
        day, (month, year) = 0, (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?", text):
        year, month, day = (int(part or 0) for part in found.groups())
    else:
        return None
    try:
        when = date(year, month, day or 1)
    except ValueError:
        return None
    return (when, not day) if year >= FIRST_YEAR else None


def written(story):
    """As the form takes it."""
    when = story.happened_on
    return f"{when.month}/{when.year}" if story.is_month else f"{when.day}.{when.month}.{when.year}"


def told(story):
    """As readers get it, in their language."""
    return date_format(story.happened_on, "F Y") if story.is_month else desk_pages.day(story.happened_on, "year")


class WhenField(PublicLineField):
    """Its value is the text, so that what is wrong can be shown back; `read` gives the date."""

    def __init__(self, **options):
        super().__init__(most=40, **options)
        self.widget.attrs |= {"autocomplete": "off"}

    def validate(self, value):
        super().validate(value)
        if value and len(value) <= self.most and read(value) is None:
            raise ValidationError(
                _("“%(when)s” is no month and no day. Write it like this: 8/2026 or 12.8.2026."), code="invalid", params={"when": value}
            )
