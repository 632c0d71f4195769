"""The dates of events: what differs on one of them, and the rows from which lists, pages and calendars are made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodModel

from .series import Series, is_written


class DateChange(NeighbourhoodModel):
    """What is different on one date of a series: cancelled with a reason, moved, at another place, with a sentence of its own.

    It stays when the date is not in the rule any more, and holds again when it comes back.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="changes")
    # the start that the rule gives it: series.written
    original = models.CharField(max_length=16, validators=[is_written])
    is_cancelled = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # moved to: all empty where it was not
    starts_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    note = models.CharField(_("what is different"), max_length=300, blank=True)
    # its source says so, and no person has said otherwise
    is_from_source = models.BooleanField(default=False, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("change of a date")
        verbose_name_plural = _("changes of dates")
        constraints = [models.UniqueConstraint(fields=["series", "original"], name="events_one_change_of_a_date")]

    def __str__(self):
        return self.original

    @property
    def is_moved(self):
        return self.starts_on is not None


class Occurrence(NeighbourhoodModel):
    """One date of an event, made from its series: never written by hand, and never expanded in a request."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="occurrences")
    original = models.CharField(max_length=16, validators=[is_written])
    starts = models.DateTimeField()
    # none: nobody knows
    ends = models.DateTimeField(null=True)
    # local days, both included: lists and months go by them
    first_day = models.DateField()
    last_day = models.DateField()
    all_day = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    is_moved = models.BooleanField(default=False)
    # a page of its series is published; here too, for one index answers all lists
    is_shown = models.BooleanField(default=False)
    topics = models.CharField(max_length=120, blank=True)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")
        constraints = [models.UniqueConstraint(fields=["series", "original"], name="events_one_row_of_a_date")]
        # "is_shown" alone is no equality to SQLite, which then looks at all that there is: so it is a condition of the index
        indexes = [
            models.Index(fields=["neighbourhood", "last_day"], condition=models.Q(is_shown=True), name="events_ahead"),
            models.Index(fields=["neighbourhood", "first_day"], condition=models.Q(is_shown=True), name="events_by_day"),
            # what takes several days is seldom: found without looking at all that is ahead
            models.Index(
                fields=["neighbourhood", "last_day"],
                condition=models.Q(is_shown=True, last_day__gt=models.F("first_day")),
                name="events_long",
            ),
        ]

    def __str__(self):
        return self.original
