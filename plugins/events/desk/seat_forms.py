"""What volunteers fill in about signing up: how many seats, until when; and somebody of whom they were told."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField

from .. import asking
from ..models import SignUp
from ..models.registration import LONGEST_NAME, MOST_COMPANIONS, MOST_SEATS
from ..rule_fields import DayField, HourField
from .forms import DeskForm


def whole_number(first, last, **options):
    """A number as people type it, between two others."""
    told = _("Write a number from %(first)d to %(last)d.") % {"first": first, "last": last}
    messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), told) | options.pop("error_messages", {})
    field = forms.IntegerField(min_value=first, max_value=last, error_messages=messages, **options)
    field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
    return field


class OpeningForm(DeskForm):
    capacity = whole_number(1, MOST_SEATS, label=_("Places"), required=False, help_text=_("Empty: no limit."))
    per = forms.ChoiceField(
        label=_("How does one sign up?"),
        choices=((SignUp.Per.DATE, _("For each date separately")), (SignUp.Per.WHOLE, _("Once for all dates, as for a course"))),
        widget=forms.RadioSelect,
    )
    closes_on = DayField(
        label=_("Sign-up ends"), required=False, help_text=_("Empty: when the event starts. Otherwise like this: 1.12.2026.")
    )
    closes_time = HourField(label=_("at what time"), required=False, help_text=_("Write it like this: 18.00."))
    closes_days = whole_number(
        0,
        60,
        label=_("Sign-up ends so many days before"),
        required=False,
        help_text=_("Of dates that repeat. Empty: when the date starts."),
    )
    most_companions = whole_number(
        0, MOST_COMPANIONS, label=_("How many may one bring along?"), help_text=_("0: everybody signs up alone.")
    )
    asks_reminder = forms.BooleanField(label=_("Ask whether one wants a reminder the day before"), required=False)
    keep_days = whole_number(
        1, 365, label=_("Names and e-mails are erased"), help_text=_("So many days after the event. 30 is enough for most.")
    )

    def __init__(self, record, series, *args, **options):
        super().__init__(*args, **options)
        self.record, self.series = record, series
        if series.is_repeated:
            del self.fields["closes_on"], self.fields["closes_time"]
        else:
            del self.fields["per"], self.fields["closes_days"]

    def clean(self):
        data = super().clean()
        if data.get("closes_time") and not data.get("closes_on") and not self.has_error("closes_on"):
            self.add_error("closes_on", ValidationError(_("The date is missing. Write it like this: 1.12.2026."), code="required"))
        return data

    def values(self):
        """Fields of a SignUp."""
        data = self.cleaned_data
        day, at = (asking.read_day(data.get("closes_on") or ""), asking.read_time(data.get("closes_time") or ""))
        named = ("capacity", "most_companions", "asks_reminder", "keep_days")
        return {
            **{name: data[name] for name in named},
            "per": data.get("per") or SignUp.Per.DATE,
            "closes_days": data.get("closes_days") or 0,
            "closes_at": datetime.combine(day, at or time(23, 59), self.record.zone) if day else None,
        }


def initial(record, sign_up):
    """What the form shows of a SignUp, which may be a new one."""
    closes = sign_up.closes_at.astimezone(record.zone) if sign_up.closes_at else None
    named = ("capacity", "per", "most_companions", "asks_reminder", "keep_days")
    return {
        **{name: getattr(sign_up, name) for name in named},
        "closes_days": sign_up.closes_days or "",
        "closes_on": asking.written(closes.date()) if closes else "",
        "closes_time": asking.written_time(closes.time()) if closes else "",
    }


class EntryForm(DeskForm):
    name = LineField(label=_("Name"), most=LONGEST_NAME, error_messages={"required": _("The name is missing. A nickname will do.")})
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("May be empty. With it they get a mail with a link by which they can cancel."),
        error_messages={"invalid": _("Check the e-mail, for example name@example.org. You may also leave it empty.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    people = whole_number(1, MOST_COMPANIONS + 1, label=_("How many are coming?"), initial=1)
    past_queue = forms.BooleanField(label=_("Give a free place before those who wait"), required=False)
