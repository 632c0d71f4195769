"""What volunteers fill in at the desk: a reason, a question to the sender, an answer, an idea that they were told."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from neighbourhoods import records, trail
from neighbourhoods.short_forms import LineField, TextField

from .. import outlets, statuses
from ..checking import HIDDEN_FOR
from ..models import Idea
from ..models.answers import LONGEST, LONGEST_ANSWER, LONGEST_NAME, LONGEST_PLACE, LONGEST_TITLE

NO_TEXT = _("The text is missing. One sentence is enough.")


class DeskForm(forms.Form):
    use_required_attribute = False

    @property
    def problems(self):
        """[(id of the field, sentence)] for the summary above it."""
        return [(one.id_for_label or f"{one.auto_id}_0", sentence) for one in self for sentence in one.errors]


class HideForm(DeskForm):
    reason = forms.ChoiceField(
        label=_("Why is it hidden?"),
        choices=HIDDEN_FOR.items,
        widget=forms.RadioSelect,
        help_text=_("The sender is told the reason, and may correct the idea."),
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
    )


class AskForm(DeskForm):
    question = TextField(
        label=_("What would you like to know?"),
        most=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads it behind their own link, and in a mail if they gave an address."),
        error_messages={"required": _("The question is missing. One sentence is enough.")},
    )


class AnswerForm(DeskForm):
    status = forms.ChoiceField(
        label=_("Where the idea is now"), widget=forms.RadioSelect, error_messages={"required": _("Choose where the idea is now.")}
    )
    text = TextField(
        label=pgettext_lazy("ideas", "Answer"),
        most=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Give the reason and the next step. The sender is told."),
    )
    next_step = LineField(label=_("What happens next"), most=300, required=False, help_text=_("Who does what, and when."))
    role = LineField(
        label=_("Who answers"),
        most=120,
        help_text=_("A role, such as: the coordinator. Your name is not shown."),
        error_messages={"required": _("Tell who answers. A role is enough.")},
    )

    trial = forms.ChoiceField(
        label=_("The trial that came of it"),
        required=False,
        help_text=_("If the idea is being tried: the idea and the trial then lead to each other."),
        error_messages={"invalid_choice": _("That trial cannot be chosen any more. Choose another one, or leave it empty.")},
    )

    def __init__(self, neighbourhood, idea, data=None, **options):
        super().__init__(data, **options)
        if trials := trials_of(neighbourhood, idea):
            self.fields["trial"].choices = [("", "–"), *trials]
        else:
            del self.fields["trial"]
        self.idea, self.known = idea, statuses.of(neighbourhood)
        self.fields["status"].choices = [(key, status.label) for key, status in self.known.items()]

    def clean(self):
        data = super().clean()
        status = self.known.get(data.get("status"))
        if status is None or data.get("text") or self.has_error("text"):
            return data
        if status.needs_reason:
            self.add_error("text", ValidationError(_("Tell why. One sentence is enough."), code="required"))
        elif data.get("next_step") or status.key == self.idea.status:
            self.add_error("text", ValidationError(_("The answer is missing. One sentence is enough."), code="required"))
        return data


def trials_of(neighbourhood, idea):
    """[(id of a record, title)] of the neighbourhood's published trials that do not stand on the idea's path yet, the newest first."""
    have = trail.after(outlets.id_of(idea), "tried")
    found = records.choices(neighbourhood, get_language(), kinds=["experiment"])
    return [(str(one.id), one.title) for one in found if one.id not in have]


class HeardForm(DeskForm):
    call = forms.ChoiceField(label=_("Which question does it answer?"), widget=forms.RadioSelect)
    via = forms.ChoiceField(
        label=_("How was it told?"),
        choices=[(via.value, via.label) for via in Idea.Via if via != Idea.Via.WEB],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was told.")},
    )
    text = TextField(
        label=_("Idea"),
        most=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In the person's own words, in their own language."),
        error_messages={"required": NO_TEXT},
    )
    title = LineField(label=pgettext_lazy("ideas", "Title"), most=LONGEST_TITLE, required=False)
    place = LineField(label=_("Place"), most=LONGEST_PLACE, required=False)
    name = LineField(
        label=_("Name or nickname"), most=LONGEST_NAME, required=False, help_text=_("Everybody sees it. Leave it empty if you did not ask.")
    )
    agreed = forms.BooleanField(label=_("The person agreed that the name is shown"), required=False)

    def __init__(self, calls, data=None, **options):
        super().__init__(data, **options)
        self.fields["call"].choices = [(one.call.pk, one.page.title) for one in calls]
        if len(calls) == 1:
            self.fields["call"].initial = calls[0].call.pk

    def clean(self):
        data = super().clean()
        if data.get("name") and not data.get("agreed"):
            self.add_error("agreed", ValidationError(_("Ask first whether the name may be shown, or leave it empty."), code="required"))
        return data
