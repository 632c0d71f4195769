"""The form of the whole editor. How an event repeats is in plain fields there too."""

from datetime import date, datetime

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel

from neighbourhoods.pages import PageForm

from . import asking
from .calendar import rules
from .rule_fields import LEAP, ZONE, RuleFields
from .topics import TOPICS, pack, unpack
from .zones import zone_of

RULE = ("repeats", "every", "weekdays", "which", "month_day", "dates", "ends", "until", "count", "sure")


class RulePanel(FieldPanel):
    """A field of the form that is no field of the page: how two versions differ in it is not told here."""

    def get_comparison_class(self):
        return None

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            return []


class DatesPanel(HelpPanel):
    """The next dates of what is typed, as the server counts them, and a button for those without scripts."""

    class BoundPanel(HelpPanel.BoundPanel):
        @cached_property
        def preview(self):
            from .preview import of_form

            return of_form(self.form)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"preview": self.preview}


def rule_panel():
    fields = [RulePanel(name) for name in RULE]
    return MultiFieldPanel([*fields, DatesPanel(template="events/writing/dates_panel.html")], heading=_("Does it repeat?"))


class EventForm(RuleFields, PageForm):
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=TOPICS.items, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("One or two are enough.")
    )

    class Media:
        js = ["events/dates.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["topics"] = unpack(self.instance.topics)
        try:
            repeat = rules.from_data(self.instance.repeat or {})
        except ValueError:
            repeat = rules.Repeat()
        start = self.instance.starts_on
        if isinstance(start, date):
            self.initial |= asking.typed_of(repeat, start)
            if repeat.kind == rules.YEARLY and (start.month, start.day) == (2, 29):
                self.initial["sure"] = [LEAP]
        leap = "starts_on" in self.fields and self.is_leap_day(self.typed_start())
        self.ask_only([key for key, is_asked in ((LEAP, leap), (ZONE, self.zones_differ())) if is_asked])

    def zones_differ(self):
        """(the zone before, the zone that is typed) where an event that there is already gets another; else None."""
        record = self.instance.neighbourhood() if self.instance.pk and "zone" in self.fields else None
        if record is None:
            return None
        was, now = (str(zone_of(name) or record.zone) for name in (self.initial.get("zone"), (self.typed("zone") or "").strip()))
        return (was, now) if was != now else None

    def is_rule_untouched(self):
        """Of an event whose dates came from a calendar or have days left out: forms cannot hold all of that."""
        try:
            repeat = rules.from_data(self.instance.repeat or {})
        except ValueError:
            return False
        is_more = bool(repeat.without) or len(repeat.dates) > rules.MOST_DATES or any(isinstance(one, datetime) for one in repeat.dates)
        return is_more and not {*RULE, "starts_on", "starts_at"} & {*self.changed_data}

    def typed_start(self):
        """The day in the form before it is checked, None for what is none."""
        value = self.typed("starts_on")
        if isinstance(value, date):
            return value
        try:
            return self.fields["starts_on"].to_python(value)
        except forms.ValidationError:
            return asking.read_day(value)

    def clean_topics(self):
        return pack(self.cleaned_data["topics"])

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Ends before it starts. Check the dates."))
        elif starts_on and starts_at and ends_at and (ends_on or starts_on) == starts_on and ends_at <= starts_at:
            self.add_error("ends_at", _("Ends before it starts. Check the times."))
        elif ends_at and not starts_at:
            self.add_error("starts_at", _("The time at which it starts is missing."))
        differ = self.zones_differ()
        if differ and not self.has_error("zone") and ZONE not in asking.asked(data):
            told = dict(zip(("was", "now"), differ, strict=True))
            self.add_error("zone", _("All dates go by other clocks: %(now)s, no longer %(was)s. If that is right, say so below.") % told)
        # what is not in the form that was sent stays as it was, and so does a rule that nobody has touched: it may say more than the fields
        is_typed = starts_on and "repeats" in self.fields and not (self.instance.pk and self.is_rule_untouched())
        if is_typed and not any(self.has_error(name) for name in RULE if name in self.fields):
            self.instance.repeat = self.clean_rule(data, asking.start_of(starts_on, starts_at)).as_data()
        return data
