"""An event from a phone: what, when, where, and whether it repeats. Last week's event can be its beginning."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.short_forms import LineField, ShortForm, ShortPageForm, TextField

from . import asking
from .calendar import rules
from .models import EventIndexPage, EventPage, Series
from .models.pages import OWN
from .rule_fields import ALL_KINDS, PAST, DayField, HourField, RuleFields

SHORT_KINDS = (asking.NO, asking.WEEKLY, asking.FORTNIGHTLY, asking.WEEKDAY, asking.DATES)
LINES = ("place", "access", "price", "contact")
# so many are offered as the beginning of a new one
COPIES = 3


class ShortEventForm(RuleFields, ShortPageForm):
    title = LineField(
        label=_("What"),
        help_text=_("For example: Stairwell coffee."),
        error_messages={"required": _("The heading is missing. Write a few words.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DayField(
        label=_("When"),
        help_text=_("Write it like this: 1.12.2026."),
        error_messages={"required": _("The date is missing. Write it like this: 1.12.2026.")},
    )
    starts_at = HourField(label=_("starts"), required=False, help_text=_("Write it like this: 18.00. Empty: all day."))
    ends_at = HourField(label=_("ends"), required=False, help_text=_("Empty: not known."))
    place = LineField(label=_("Where"), most=200, required=False, help_text=_("House and door: “Club room, stairwell B”."))
    access = LineField(label=_("Can you get in by wheelchair?"), most=300, required=False)
    text = TextField(
        label=_("Description"),
        required=False,
        help_text=_("Write as you would to a neighbour. An empty line starts a paragraph."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    price = LineField(label=_("Price"), most=120, required=False, help_text=_("Empty: free."))
    contact = LineField(
        label=_("Who to ask"), most=200, required=False, help_text=_("Everybody sees it. A role or a shared address is enough.")
    )
    repeats = forms.ChoiceField(
        label=_("Does it repeat?"),
        choices=[one for one in ALL_KINDS if one[0] in SHORT_KINDS],
        initial=asking.NO,
        required=False,
        error_messages={"invalid_choice": _("Choose how it repeats.")},
        widget=forms.RadioSelect,
    )
    which = forms.ChoiceField(
        label=_("Which weekday of the month?"),
        choices=[("4", _("The fourth")), ("-1", _("The last"))],
        required=False,
        widget=forms.RadioSelect,
    )
    # the whole editor has these
    every = weekdays = month_day = ends = count = None
    field_order = [
        *("title", "starts_on", "starts_at", "ends_at", "sure", "place", "access", "text", "price", "contact"),
        *("repeats", "which", "dates", "until", "picture", "picture_alt"),
    ]
    aside = "events/writing/short_dates.html"

    class Media:
        js = ["events/dates.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        day = asking.read_day(self.typed("starts_on"))
        is_asked = (
            day and self.typed("repeats") == asking.WEEKDAY and rules.which_of(day) == 4 and (day + timedelta(days=7)).month != day.month
        )
        if not is_asked:
            self.fields.pop("which")
        self.ask_only([PAST] if day and day < timezone.localdate() else [])

    def preview(self):
        from .preview import of_form

        return of_form(self)

    @classmethod
    def read(cls, page):
        found, typed = super().read(page), asked_of(page)
        if found is None or typed is None:
            return None
        return found | typed

    @classmethod
    def copy(cls, page):
        """The same again on the next day that is like it: a week later, or so many weeks that it is ahead. It does not repeat."""
        found = cls.read(page)
        if found is None:
            return None
        day, today = page.starts_on, timezone.localdate()
        if series := page.series():
            held = series.occurrences.filter(first_day__lte=today).order_by("-first_day").values_list("first_day", flat=True)
            day = held.first() or day
        while day <= today:
            day += timedelta(days=7 * max(1, (today - day).days // 7))
        return found | {"starts_on": asking.written(day), "repeats": asking.NO, "which": "", "dates": "", "until": "", "sure": []}

    def clean(self):
        data = super().clean()
        day, starts, ends = asking.read_day(data.get("starts_on")), *(asking.read_time(data.get(name)) for name in ("starts_at", "ends_at"))
        if ends and not starts and not self.has_error("starts_at"):
            self.add_error("starts_at", ValidationError(_("The time at which it starts is missing."), code="order"))
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", ValidationError(_("Ends before it starts. Check the times."), code="order"))
        if not day:
            return data
        if not any(self.has_error(name) for name in ("starts_at", "dates", "until", "repeats")):
            self.repeat = self.clean_rule(data, asking.start_of(day, starts))
            if self.is_past(day) and PAST not in asking.asked(data):
                self.add_error("sure", ValidationError(_("That day is past. Publish among past events anyway?"), code="past"))
        return data

    def is_past(self, day):
        """Whether to ask: a page that was so before, and a repeat that goes on, are as they are meant."""
        if "sure" not in self.fields or (self.page is not None and self.page.starts_on == day):
            return False
        today = timezone.localdate()
        return not rules.dates_of(self.repeat, day, first=max(today, day), most=1)

    def write(self, page):
        super().write(page)
        data = self.cleaned_data
        page.starts_on = asking.read_day(data["starts_on"])
        page.starts_at, page.ends_at = asking.read_time(data["starts_at"]), asking.read_time(data["ends_at"])
        page.ends_on, page.repeat = None, self.repeat.as_data()
        for name in LINES:
            setattr(page, name, data[name])


def asked_of(page):
    """{field: value} of what an event says of its time and place, None where that is more than this form can hold."""
    try:
        repeat = rules.from_data(page.repeat or {})
    except ValueError:
        return None
    start = asking.start_of(page.starts_on, page.starts_at)
    found = asking.typed_of(repeat, start)
    if found["repeats"] not in SHORT_KINDS or (page.ends_on and page.ends_on != page.starts_on):
        return None
    typed = {name: found[name] for name in ("repeats", "which", "dates", "until")}
    again, wrong = asking.rule_of(typed, start)
    if wrong or rules.summary(again, start) != rules.summary(explicit(repeat, start), start):
        return None
    times = {"starts_at": asking.written_time(page.starts_at), "ends_at": asking.written_time(page.ends_at)}
    return typed | times | {"starts_on": asking.written(page.starts_on), "sure": []} | {name: getattr(page, name) for name in LINES}


def explicit(repeat, start):
    """The same rule with the weekday and which of the month it is, where the day of its start says them."""
    day = start.date() if isinstance(start, datetime) else start
    if repeat.kind == rules.WEEKLY:
        return rules.Repeat(**vars(repeat) | {"weekdays": repeat.weekdays or (day.weekday(),)})
    if repeat.kind == rules.MONTHLY_WEEKDAY:
        return rules.Repeat(**vars(repeat) | {"weekdays": (day.weekday(),), "which": repeat.which or rules.which_of(day)})
    if repeat.kind == rules.MONTHLY_DAY:
        return rules.Repeat(**vars(repeat) | {"day": repeat.day or day.day})
    return repeat


def list_of_events(neighbourhood):
    """The list in the neighbourhood's own language, or None where it is missing."""
    home = neighbourhood.home(neighbourhood.languages[0])
    return EventIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None


def latest(neighbourhood):
    """Pages of the events that were last made or changed, in the neighbourhood's own language."""
    home = neighbourhood.home(neighbourhood.languages[0])
    keys = Series.of(neighbourhood).order_by("-changed_at", "-pk").values("key")
    if home is None:
        return []
    pages = EventPage.objects.filter(OWN, path__startswith=home.path, translation_key__in=keys, live=True)
    return list(pages.order_by("-last_published_at", "-pk")[:COPIES])


FORMS = (
    ShortForm(
        key="events",
        page_type="events.EventPage",
        label=_("Add an event"),
        form=lambda: ShortEventForm,
        parent=list_of_events,
        copies=latest,
        example=(
            _("Stairwell coffee"),
            _("Coffee, tea and biscuits. You may bring your own cup. Stay for a moment or for the whole time."),
        ),
    ),
)
