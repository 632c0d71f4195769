"""The owner of an address confirms it, by the button on the page of the own link; opening the link changes nothing."""

from django.db import transaction
from django.utils import timezone

from ..models import Registration
from . import counting, expiring, telling

State = Registration.State


def confirm(record, registration):
    """The Registration as it is then; twice does as once. One whose time is over has run out, and its seat is the next one's."""
    now = timezone.now()
    with transaction.atomic():
        seats = counting.hold(registration.seats_id)
        expiring.expire_due(record, seats, now)
        row = counting.rows_of(seats).select_related("seats").get(pk=registration.pk)
        if row.confirmed_at is not None or row.state not in (State.UNCONFIRMED, State.WAITING):
            return row
        row.confirmed_at, row.expires_at = now, None
        if row.state == State.UNCONFIRMED:
            row.state = State.CONFIRMED
        row.save(update_fields=["confirmed_at", "expires_at", "state", "changed_at"])
        telling.Teller(record, seats).received(row, key=f"events.received:{row.pk}")
    return row
