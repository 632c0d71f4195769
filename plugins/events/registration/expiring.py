"""Seats that nobody has confirmed are freed when their time is over, and the next in the queue gets them."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Registration
from . import counting, forgetting

State = Registration.State
WAITS = (State.UNCONFIRMED, State.WAITING)


def due(now):
    return Q(expires_at__lte=now, state__in=WAITS)


def expire_due(record, seats, now=None):
    """How many of a date have run out now; `seats` is held. The next get their seats."""
    now = now or timezone.now()
    return run_out(record, seats, list(counting.rows_of(seats).filter(due(now)).order_by("number")), now)


def run_out(record, seats, found, now):
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
    wanted = Registration.of(neighbourhood).filter(due(now)).values_list("seats", flat=True).distinct()
    for pk in sorted(set(wanted)):
        with transaction.atomic():
            number += expire_due(neighbourhood, counting.hold(pk), now)
    return number
