"""Somebody does not come after all: their seat goes to the queue in the same transaction, and they do not get back into it."""

from django.db import transaction
from django.utils import timezone

from ..models import Registration
from . import counting, forgetting, telling

State = Registration.State


class TooMany(Exception):
    """So many seats are not free."""


def leave(record, registration, *, tells=True):
    """By its own link; twice does as once. Name and address are erased at once; the last mail says so."""
    with transaction.atomic():
        seats = counting.hold(registration.seats_id)
        row = counting.rows_of(seats).get(pk=registration.pk)
        if not row.is_alive:
            return row
        if tells:
            telling.Teller(record, seats).left(row)
        counting.give_back(seats, row)
        row.state = State.LEFT
        forgetting.forgetting.forget_address(telling.OWN, row.pk)
        row.name = row.email = ""
        row.wants_reminder, row.expires_at = False, None
        row.save()
        counting.promote(record, seats)
    return row


def not_me(record, registration):
    """Somebody else gave the address: all of it is erased, the link too, and no mail goes to it any more."""
    with transaction.atomic():
        row = leave(record, registration, tells=False)
        forgetting.empty(row)
    return row


def remove(record, pk, *, tells):
    """At the desk; None when it is not there any more. The name is kept for a day, so that it can be taken back."""
    with transaction.atomic():
        seats = counting.hold(Registration.of(record).values_list("seats", flat=True).get(pk=pk))
        row = counting.rows_of(seats).get(pk=pk)
        if not row.is_alive:
            return None
        if tells:
            telling.Teller(record, seats).left(row, removed=True)
        counting.give_back(seats, row)
        was, row.state = row.state, State.REMOVED
        row.save(update_fields=["state", "changed_at"])
        forgetting.forgetting.forget_address(telling.OWN, row.pk)
        counting.promote(record, seats)
        row.was = was
    return row


def take_back(record, pk, was):
    """Undoes `remove`: with a seat where one is still free, in the queue at its old place. Raises TooMany; None when it cannot be."""
    with transaction.atomic():
        seats = counting.hold(Registration.of(record).values_list("seats", flat=True).get(pk=pk))
        row = counting.rows_of(seats).filter(pk=pk, state=State.REMOVED).first()
        if row is None or not (row.name or row.email) or (row.email and taken(seats, row.email)):
            return None
        if was == State.WAITING:
            counting.wait(seats, row.people)
        elif was in Registration.SEATED and not counting.take(seats, row.people, past_queue=True):
            raise TooMany
        row.state = was
        if row.expires_at and row.expires_at < timezone.now():
            row.expires_at = counting.until()
        row.save(update_fields=["state", "expires_at", "changed_at"])
        if was == State.WAITING:
            counting.promote(record, seats)
    return row


def taken(seats, email):
    return counting.rows_of(seats).filter(email=email, state__in=Registration.ALIVE).exists()


def change(record, registration, people):
    """Its holder comes with more or fewer; more only where there are seats and nobody waits. Raises TooMany."""
    with transaction.atomic():
        seats = counting.hold(registration.seats_id)
        row = counting.rows_of(seats).get(pk=registration.pk)
        more = people - row.people
        if not row.is_alive or not more:
            return row
        if more > 0 and row.has_seat and not counting.take(seats, more):
            raise TooMany
        if more > 0 and row.is_waiting:
            counting.wait(seats, more)
        if more < 0:
            counting.give_back(seats, row, -more)
        row.companions = people - 1
        row.save(update_fields=["companions", "changed_at"])
        if more < 0:
            counting.promote(record, seats)
    return row
