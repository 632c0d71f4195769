"""Somebody signs up: takes a seat, or a place in the queue. The same address on the same date is one registration."""

import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from neighbourhoods.participation import links

from ..models import Registration
from . import counting, expiring, telling

State = Registration.State
# as much is written for an address that is known already as for a new one
NOBODY = "events.nobody"


class Taken(Exception):
    """The address is on the list already: `registration` says as what."""

    def __init__(self, registration):
        super().__init__(registration.pk)
        self.registration = registration


def folded(email):
    """An address as it is compared and kept."""
    return email.strip().casefold()


def known(seats, email):
    """The Registration of an address that counts on this date, or None; with no address nobody is known."""
    return counting.rows_of(seats).filter(email=email, state__in=Registration.ALIVE).first() if email else None


def new(record, seats, *, name, email, companions, language, wants_reminder=False, **more):
    """A Registration that is not saved, with its number in the order of arrival; `seats` is held."""
    return Registration(
        neighbourhood_id=record.pk,
        seats=seats,
        number=counting.next_number(seats),
        name=name,
        email=email,
        companions=companions,
        language=language,
        wants_reminder=wants_reminder,
        key=secrets.token_urlsafe(24),
        **more,
    )


def save(record, registration):
    registration.save()
    links.keep(record, telling.OWN, registration.pk, links.secret_of(f"{telling.OWN} {registration.key}"))
    return registration


def sign_up(record, seats, fields, sent, found=None):
    """The Registration that somebody made, or that the address had already; one mail goes to it, whichever it is.

    `seats` may be such as are not kept yet. `fields` are name, email, people, and remind where it is asked; `sent` is a
    participation.Sent. What looks like spam takes no seat and is written to nobody, until somebody at the desk lets it in. `found` is
    the outgoing.shown.Shown of the event in the language of `sent`, where it has been read already.
    """
    email, now = folded(fields["email"]), timezone.now()
    # within what the form writes with its token: all of it stands or falls together
    with transaction.atomic(savepoint=False):
        row = counting.hold_kept(seats)
        rows = counting.rows_of(row).filter(expiring.due(now) | Q(email=email, state__in=Registration.ALIVE)).order_by("number")
        rows = list(rows)
        over = [one for one in rows if one.expires_at is not None and one.expires_at <= now and one.state in expiring.WAITS]
        expiring.run_out(record, row, over, now)
        teller = telling.Teller(record, row, {sent.language: found} if found else None)
        known_one = next((one for one in rows if one.email == email), None)
        values = {"name": fields["name"], "companions": fields["people"] - 1, "wants_reminder": bool(fields.get("remind"))}
        if known_one is not None and (known_one.state != State.HELD or sent.is_held):
            as_much_work(record, row, known_one)
            if known_one.state != State.HELD:
                teller.again(known_one)
            return known_one
        if known_one is not None:
            for name, value in values.items():
                setattr(known_one, name, value)
            return let_in_held(record, row, teller, known_one, now)
        registration = new(record, row, email=email, language=sent.language, **values)
        if sent.is_held:
            registration.state = State.HELD
            return save(record, registration)
        counting.seat(row, registration, now)
        save(record, registration)
        teller.asked(registration)
    return registration


def as_much_work(record, seats, registration):
    """Whether an address is known is not to be seen in the time that an answer takes: as many queries as for a new one."""
    counting.take(seats, 0)
    if seats.is_full:
        counting.wait(seats, 0)
        if not registration.is_waiting:
            counting.place(registration)
    links.keep(record, NOBODY, "", links.new_secret())
    links.revoke(NOBODY, "")


def let_in_held(record, seats, teller, registration, now):
    counting.seat(seats, registration, now)
    registration.save()
    teller.asked(registration)
    return registration


def let_in(record, pk):
    """What looked like spam is somebody after all: a seat or a place in the queue, and a mail. None when it is not there any more."""
    with transaction.atomic():
        row = counting.hold(Registration.of(record).values_list("seats", flat=True).get(pk=pk))
        registration = counting.rows_of(row).filter(pk=pk, state=State.HELD).first()
        if registration is None:
            return None
        return let_in_held(record, row, telling.Teller(record, row), registration, timezone.now())


def enter(record, seats, *, name, email, companions, language, past_queue=False):
    """Somebody whom an activist was told of: a Registration that is confirmed at once. With an address it gets its own link by mail.

    With `past_queue` it takes a free seat before those who wait. Raises Taken.
    """
    email, now = folded(email), timezone.now()
    with transaction.atomic():
        row = counting.hold_kept(seats)
        if (found := known(row, email)) is not None:
            raise Taken(found)
        values = {"name": name, "email": email, "companions": companions, "language": language}
        registration = new(record, row, **values, by_hand=True, confirmed_at=now)
        if past_queue and counting.take(row, registration.people, past_queue=True):
            registration.state = State.CONFIRMED
        else:
            counting.seat(row, registration, now)
        save(record, registration)
        if email:
            telling.Teller(record, row).received(registration)
    return registration
