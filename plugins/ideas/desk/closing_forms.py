"""Forms of the desk about the end of a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import PublicForm, PublicLineField, PublicTextField

from ..models.answers import LONGEST, LONGEST_TITLE
from .handing import SENT_TO

MISSING = _("The text is missing. One sentence is enough.")


class SummaryForm(PublicForm):
    text = PublicTextField(
        label=_("Summary"),
        help_text=_("What came of the call, and what happens next? What will not be done, and why?"),
        required=False,
        most=LONGEST,
    )


class SplitForm(PublicForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = PublicTextField(label=_("The first idea"), most=LONGEST, error_messages={"required": MISSING})
    second_title = PublicLineField(label=_("Title of the second idea"), required=False, most=LONGEST_TITLE)
    second_text = PublicTextField(label=_("The second idea"), most=LONGEST, error_messages={"required": MISSING})


class HandForm(PublicForm):
    receiver = PublicLineField(
        label=_("Who gets the idea?"),
        help_text=_("Everybody sees this, for example: the city's park services."),
        most=SENT_TO,
        error_messages={"required": _("Write who gets the idea.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail"),
        help_text=_("Nobody sees this on the pages."),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("The address is missing."), "invalid": _("Check the e-mail, for example name@example.org.")},
    )
