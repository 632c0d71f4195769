"""When an event happens, in all its languages: local time, its zone and a rule in fields. This is the truth; dates are made from it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodModel

from ..calendar import rules
from ..zones import zone_of

# what the pages of an event hold in every language alike, and this row too
TIMES = ("starts_on", "starts_at", "ends_on", "ends_at", "zone", "repeat")


def known_zone(name):
    """Raises ValidationError for a name that is no time zone."""
    if zone_of(name) is None:
        raise ValidationError(_("There is no time zone %(name)s. Write it like this: Europe/Helsinki."), params={"name": name[:60]})


class Series(NeighbourhoodModel):
    """One event; its pages, one in each language, share `key` as their translation key. Written whenever its first page is published."""

    key = models.UUIDField(unique=True, editable=False)
    starts_on = models.DateField()
    # none: all day
    starts_at = models.TimeField(null=True, blank=True)
    # the last day of the first date, itself included; none: the day on which it starts
    ends_on = models.DateField(null=True, blank=True)
    # none: nobody knows
    ends_at = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, validators=[known_zone])
    # as calendar.rules.Repeat says it
    repeat = models.JSONField(default=dict)
    topics = models.CharField(max_length=120, blank=True)
    is_cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    # a page of it is published: only then do lists and calendars know its dates
    is_shown = models.BooleanField(default=False)
    # the event whose dates it goes on with, where somebody has changed "this and the following"
    follows = models.UUIDField(null=True, editable=False)
    # the calendar that it came in from; none: an event of our own
    source = models.ForeignKey("events.Source", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="series")
    # the UID that calendars give it, where that is not `key`: that of its source, so that it stays one event wherever it goes
    public_uid = models.CharField(max_length=500, blank=True, editable=False)
    # where its source tells of it
    source_url = models.URLField(max_length=2000, blank=True, editable=False)
    # how often time, place or state have changed: calendars go by it
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # there is no date of it any more, and none comes: the nights pass it by
    is_over = models.BooleanField(default=False, editable=False)
    # people sign up for it: elsewhere nothing is asked about that
    has_sign_up = models.BooleanField(default=False, editable=False)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["neighbourhood", "is_shown"]), models.Index(fields=["neighbourhood", "changed_at"])]

    def __str__(self):
        return str(self.key)

    @property
    def all_day(self):
        return self.starts_at is None

    @property
    def start(self):
        """A day, or a naive local time."""
        return self.starts_on if self.all_day else datetime.combine(self.starts_on, self.starts_at)

    @property
    def end(self):
        """The last day, or a naive local time; None where it is not known."""
        last = self.ends_on or self.starts_on
        if self.all_day:
            return last
        return datetime.combine(last, self.ends_at) if self.ends_at else None

    @property
    def rule(self):
        return rules.from_data(self.repeat or {})

    @property
    def is_repeated(self):
        return self.rule.kind != rules.ONCE


def written(moment):
    """How a date of a series is called for ever: by the local time, or the day, that its rule gives it."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def is_written(text):
    """Raises ValidationError for what is not as `written` writes it."""
    try:
        read(text)
    except ValueError:
        raise ValidationError(_("%(text)s is no date."), params={"text": text}) from None


def read(text):
    """The naive time or day of `written`. Raises ValueError."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
