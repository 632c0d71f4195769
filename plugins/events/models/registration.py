"""Who comes: how people sign up for an event, the seats of its dates, and those who have signed up."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods.scoped import NeighbourhoodModel

from .series import Series

LONGEST_NAME = 80
MOST_SEATS, MOST_COMPANIONS = 10_000, 20
KEEP_DAYS = 30


class SignUp(NeighbourhoodModel):
    """How one signs up for an event. Without a row nobody does."""

    class Per(models.TextChoices):
        DATE = "date", _("for each date")
        WHOLE = "whole", _("once for all dates")

    series = models.OneToOneField(Series, on_delete=models.CASCADE, related_name="sign_up")
    is_open = models.BooleanField(default=True)
    per = models.CharField(max_length=5, choices=Per, default=Per.DATE)
    # of each date, or of all together; none: no limit
    capacity = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)])
    # none: when the date starts
    closes_at = models.DateTimeField(null=True, blank=True)
    # of each date of an event that repeats: so many days before it, at the hour of its start
    closes_days = models.PositiveSmallIntegerField(default=0)
    most_companions = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(MOST_COMPANIONS)])
    asks_reminder = models.BooleanField(default=True)
    keep_days = models.PositiveSmallIntegerField(default=KEEP_DAYS, validators=[MinValueValidator(1), MaxValueValidator(365)])

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")

    def __str__(self):
        return str(self.series_id)

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Series.unscoped.filter(pk=self.series_id, has_sign_up=False).update(has_sign_up=True)

    @property
    def is_whole(self):
        return self.per == self.Per.WHOLE


class Seats(NeighbourhoodModel):
    """The seats of one date, or of a whole event, and when that is, as those who signed up were last told.

    `taken` and `waiting` count people with their companions. Whoever changes them holds the row: registration.counting.hold.
    """

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="seats")
    # the date as its series calls it; empty: of the whole event
    original = models.CharField(max_length=16, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    # how many have come so far: gives everybody their place in the queue
    arrivals = models.PositiveIntegerField(default=0)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    all_day = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    # when it is over, the last of all dates with it: data is kept from then on
    over_at = models.DateTimeField()
    # of a whole event: {date as its series calls it: [start, whether it is cancelled]}
    dates = models.JSONField(default=dict, blank=True)
    # which change of the date was told of, so that a mail of it is written once
    sequence = models.PositiveIntegerField(default=0)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("seats of a date")
        verbose_name_plural = _("seats of dates")
        constraints = [models.UniqueConstraint(fields=["sign_up", "original"], name="events_one_seats_of_a_date")]
        indexes = [
            models.Index(fields=["neighbourhood", "over_at"], name="events_seats_over"),
            models.Index(fields=["neighbourhood", "first_day"], name="events_seats_by_day"),
        ]

    def __str__(self):
        return self.original

    @property
    def left(self):
        """How many seats are free; None without a limit. Who waits is before whoever comes now."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self):
        return self.capacity is not None and (self.taken >= self.capacity or self.waiting > 0)

    @property
    def over(self):
        """By how many people more than fit."""
        return max(self.taken - self.capacity, 0) if self.capacity is not None else 0


class Registration(NeighbourhoodModel):
    """One who comes, with companions. Only those in SEATED hold a seat, and only those in QUEUED wait for one."""

    class State(models.TextChoices):
        HELD = "held", _("To be looked at")
        UNCONFIRMED = "unconfirmed", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Has a place")
        WAITING = "waiting", _("In the queue")
        LEFT = "left", pgettext_lazy("registration", "Cancelled")
        REMOVED = "removed", _("Removed")
        EXPIRED = "expired", _("Never confirmed")

    SEATED = (State.UNCONFIRMED, State.CONFIRMED)
    QUEUED = (State.WAITING,)
    # those who count: an address is there once
    ALIVE = (State.HELD, State.UNCONFIRMED, State.CONFIRMED, State.WAITING)

    seats = models.ForeignKey(Seats, on_delete=models.CASCADE, related_name="registrations")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    # in small letters; empty for those who were entered by hand without one
    email = models.EmailField(_("e-mail"), blank=True)
    companions = models.PositiveSmallIntegerField(_("companions"), default=0, validators=[MaxValueValidator(MOST_COMPANIONS)])
    state = models.CharField(max_length=12, choices=State)
    language = models.CharField(max_length=20)
    wants_reminder = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    # until when it must be confirmed
    expires_at = models.DateTimeField(null=True, editable=False)
    # typed afterwards: came, did not come; none: nobody has said
    came = models.BooleanField(null=True)
    # the own link is made from it, with the key of the install
    key = models.CharField(max_length=40, editable=False)
    by_hand = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    personal_data = ("name", "email", "created_at")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["seats", "number"], name="events_one_number"),
            models.UniqueConstraint(
                fields=["seats", "email"],
                condition=~Q(email="") & Q(state__in=["held", "unconfirmed", "confirmed", "waiting"]),
                name="events_one_registration_of_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["seats", "state", "number"], name="events_queue"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="events_to_expire"),
            models.Index(fields=["email"], condition=~Q(email=""), name="events_registered"),
        ]

    def __str__(self):
        return self.name or str(self.number)

    @property
    def people(self):
        return 1 + self.companions

    @property
    def has_seat(self):
        return self.state in self.SEATED

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def is_alive(self):
        return self.state in self.ALIVE

    def erase(self):
        """Without name, address and link; who holds a seat gives it to the next."""
        from ..registration.forgetting import forget

        forget(self)
