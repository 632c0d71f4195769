"""Seats that nobody has confirmed are freed when their time is over, and the next in the queue gets them."""

from django.db import transaction
from django.utils import timezone

from ..models import Registration, Seats
from . import counting, forgetting

State = Registration.State
WAITS = (State.UNCONFIRMED, State.WAITING)


def due(rows, now):
    return rows.filter(expires_at__lte=now, state__in=WAITS)


def expire_due(record, seats, now=None):
    """How many of a date have run out now; `seats` is held. The next get their seats."""
    now = now or timezone.now()
    found = list(due(counting.rows_of(seats), now).order_by("number"))
    for registration in found:
        counting.give_back(seats, registration)
        registration.state = State.EXPIRED
        forgetting.empty(registration)
    if found:
        counting.promote(record, seats, now)
    return len(found)


def expire(neighbourhood):
    """A task: twice does as once. Returns how many ran out."""
    now, number = timezone.now(), 0
    wanted = due(Registration.of(neighbourhood), now).values_list("seats", flat=True).distinct()
    for pk in sorted(set(wanted)):
        with transaction.atomic():
            row = Seats.unscoped.filter(pk=pk).first() and counting.hold(pk)
            number += expire_due(neighbourhood, row, now) if row else 0
    return number
