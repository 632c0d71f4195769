"""What may be written about a neighbourhood, and how it is told when something is missing."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from ..contacts import today_in
from ..isolation.seeing import OwnChoices
from ..media_forms import JOINERS, shown_name
from ..search import tokens
from ..search.query import MOST_GROUPS, MOST_OF_A_GROUP, MOST_OF_A_PHRASE

NOTICE_DAYS = 60
CONSENT_DAYS = 366
# letters by their class, but nothing is to be seen of them
BLANKS = JOINERS + "\u115f\u1160\u2800\u3164\uffa0"
# as people write them here in every language, and as browsers and Wagtail do
DAYS = ["%d.%m.%Y", "%Y-%m-%d"]
TIMES = ["%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y klo %H.%M", "%d.%m.%Y"]
PHONE = re.compile(r"\+?[0-9 ()./-]{3,}")


def clean_line(text):
    line = shown_name(text)
    return line if line.strip(BLANKS + " ") else ""


def clean_lines(text):
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()


def own_picture(image, record):
    """Whether a picture is kept with this neighbourhood's; the portal's are beside those of all neighbourhoods."""
    if record is None:
        return image.collection.depth == 1
    return image.collection.path.startswith(record.collection_path)


class PlainForm(OwnChoices, WagtailAdminModelForm):
    """Text as it may be shown anywhere: no control characters and nothing that turns the direction of writing."""

    # of the page that is being edited; None for the portal's
    record = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.input_formats, field.widget = TIMES, AdminDateTimeInput(format=TIMES[0], time_format="%H.%M")
                field.error_messages["invalid"] = _("Write the day and the time like this: 1.12.2026 18.00.")
            elif isinstance(field, forms.DateField):
                field.input_formats, field.widget = DAYS, AdminDateInput(format=DAYS[0])
                field.error_messages["invalid"] = _("Write the day like this: 1.12.2026.")

    def clean(self):
        data = super().clean()
        for name, value in list(data.items()):
            if not isinstance(value, str) or not isinstance(self.fields[name], forms.CharField):
                continue
            clean = clean_lines if isinstance(self.fields[name].widget, forms.Textarea) else clean_line
            data[name] = clean(value)
            if self.fields[name].required and not data[name]:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data

    def check_phone(self, name):
        value = self.cleaned_data.get(name)
        if value and not PHONE.fullmatch(value):
            self.add_error(name, _("Write the number with digits, such as 040 123 4567."))

    def check_picture(self, name):
        image = self.cleaned_data.get(name)
        # what is there already stays: whoever saves something else could not know why it is refused
        if image and image.pk != self.initial.get(name) and not own_picture(image, self.record):
            self.add_error(name, _("This picture belongs to another neighbourhood. Choose one of your own."))


class ContactForm(PlainForm):
    def clean(self):
        data = super().clean()
        self.check_phone("phone")
        self.check_picture("picture")
        given, ends = data.get("consented_on"), data.get("consent_ends")
        if any(data.get(name) for name in ("name", "phone", "email", "picture")):
            for name in ("consented_on", "consent_ends"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Write when the person agreed and until when."))
        if given and given > today_in(self.record):
            self.add_error("consented_on", _("This day is still to come. Write the day when the person agreed."))
        if given and ends and ends <= given:
            self.add_error("consent_ends", _("Ends before it was given. Check the days."))
        elif given and ends and ends - given > timedelta(days=CONSENT_DAYS):
            self.add_error("consent_ends", _("A consent holds for a year at most. Ask again then."))
        return data

    def can_be_reached(self):
        """By the role's own mailbox, or by the person's phone or e-mail."""
        return any(self.cleaned_data.get(name) for name in ("mailbox", "phone", "email"))


def refused_words(text):
    """What is wrong with the own words of the search, as sentences that name the line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_GROUPS:
        yield _("There can be %(most)s lines at most. Now there are %(number)s.") % {"most": MOST_GROUPS, "number": len(lines)}
    for line in lines[:MOST_GROUPS]:
        phrases = [part for part in (tokens.words(part) for part in line.split(",")) if part]
        if len(phrases) < 2:
            yield _("“%(line)s” needs two words or more, with a comma between.") % {"line": line[:60]}
        elif len(phrases) > MOST_OF_A_GROUP or any(len(phrase) > MOST_OF_A_PHRASE for phrase in phrases):
            values = {"line": line[:60], "most": MOST_OF_A_GROUP, "longest": MOST_OF_A_PHRASE}
            yield _("“%(line)s” is too long: %(most)s parts at most, each of %(longest)s words at most.") % values


class RoomForm(PlainForm):
    pass


class GapForm(PlainForm):
    pass


class Rows(BaseChildFormSet):
    def _construct_form(self, i, **kwargs):
        """A row that somebody else removed meanwhile is kept as a new one; so is one with an id that is not of these."""
        if self.is_bound and i < self.initial_form_count():
            key = f"{self.add_prefix(i)}-{self.model._meta.pk.name}"
            if self.data.get(key) not in {str(row.pk) for row in self.get_queryset()}:
                self.data = self.data.copy()
                self.data[key] = ""
        return super()._construct_form(i, **kwargs)


class DetailsForm(PlainForm):
    """Fields that the person may not change are not in the form: the view chooses panels that do not have them."""

    def place(self, record):
        """Say which neighbourhood the form is about; before it is validated."""
        self.record = record
        for formset in self.formsets.values():
            for form in formset.forms:
                form.record = record

    def clean(self):
        data = super().clean()
        self.check_phone("contact_phone")
        self.check_picture("logo")
        self.check_notice(data)
        page = data.get("notice_page")
        if page and self.record and not page.path.startswith(self.record.folder_path):
            self.add_error("notice_page", _("This page belongs to another neighbourhood. Choose one of your own."))
        self.check_ways_to_reach(data)
        for error in refused_words(data.get("search_words") or ""):
            self.add_error("search_words", error)
        return data

    def check_notice(self, data):
        until = data.get("notice_until")
        if "notice" in self.errors:
            return
        if not data.get("notice"):
            # the suggested time comes with every form
            data["notice_until"] = None
            if data.get("notice_text"):
                self.add_error("notice", _("Write first what happens and when."))
            return
        if until is None:
            if "notice_until" not in self.errors:
                self.add_error("notice_until", _("Write until when the notice is shown."))
        elif self.is_as_before(data):
            return
        elif until <= timezone.now():
            self.add_error("notice_until", _("This time is already past. Choose a later one, or empty the notice."))
        elif until > timezone.now() + timedelta(days=NOTICE_DAYS):
            self.add_error("notice_until", _("A notice is shown for 60 days at most. Write what lasts longer on a page."))

    def is_as_before(self, data):
        """An old notice that nobody touches must not stop a person from changing something else."""
        before = self.initial.get("notice_until")
        same_time = before and data["notice_until"] == before.replace(second=0, microsecond=0)
        return bool(same_time) and data["notice"] == self.initial.get("notice")

    def check_ways_to_reach(self, data):
        """Somebody whom nobody can reach is no contact."""
        # a person who sees only a part of the form relies on what is stored
        shared = data.get("contact_email", self.instance.contact_email)
        formset = self.formsets.get("contacts")
        if shared or formset is None or not formset.is_valid():
            return
        for form in formset.forms:
            if form.has_changed() and form not in formset.deleted_forms and not form.can_be_reached():
                form.add_error("mailbox", ValidationError(_("Write an e-mail of the role, or the shared e-mail below.")))
