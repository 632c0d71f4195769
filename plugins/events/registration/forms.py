"""What somebody fills in who signs up: a name, an address, how many come. Nothing else is asked."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from neighbourhoods.participation import PublicEmailField, PublicForm, PublicLineField

from ..models.registration import LONGEST_NAME


class PeopleField(forms.TypedChoiceField):
    """How many come; the options are numbers from one on."""

    widget = forms.Select(attrs={"dir": "ltr"})

    def __init__(self, **options):
        super().__init__(coerce=int, label=gettext_lazy("How many are coming?"), choices=[(1, "1")], **options)


class PeopleForm(PublicForm):
    """`most` people come with one registration."""

    people = PeopleField(error_messages={"invalid_choice": gettext_lazy("Choose one of the numbers.")})

    def __init__(self, data=None, *, most=1, **options):
        super().__init__(data, **options)
        self.fields["people"].choices = [(number, str(number)) for number in range(1, most + 1)]


def most_people(sign_up):
    """How many may come with one registration."""
    most = 1 + sign_up.most_companions
    return min(most, sign_up.capacity or most)


class SignUpForm(PeopleForm):
    name = PublicLineField(
        label=gettext_lazy("Name"), most=LONGEST_NAME, error_messages={"required": gettext_lazy("The name is missing. A nickname will do.")}
    )
    email = PublicEmailField(
        label=gettext_lazy("E-mail"),
        required=True,
        error_messages={
            "required": gettext_lazy("The e-mail is missing. We send the link there with which you confirm your place."),
            "invalid": gettext_lazy("Check the e-mail, for example name@example.org."),
        },
    )
    remind = forms.BooleanField(label=gettext_lazy("Remind me the day before"), required=False)
    field_order = ("name", "email", "people", "remind")

    def __init__(self, data=None, *, most=1, asks_reminder=True, keep_days=30, **options):
        super().__init__(data, most=most, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].help_text = consent(keep_days)
        if not asks_reminder:
            del self.fields["remind"]
        if most < 2:
            del self.fields["people"]
        else:
            self.fields["people"].help_text = _("A group stays together: where it does not fit, it joins the waiting list together.")

    def clean(self):
        return super().clean() | ({} if "people" in self.fields else {"people": 1})


def consent(number):
    told = ngettext(
        "Only the organisers see it. We erase your name and e-mail %(n)s day after the event.",
        "Only the organisers see it. We erase your name and e-mail %(n)s days after the event.",
        number,
    )
    return told % {"n": number}
