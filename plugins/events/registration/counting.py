"""The seats of a date: held while they are changed, taken by a conditional UPDATE, given to the next in the queue.

The queue is strict: a group that does not fit yet waits, and nobody behind it is let past. Groups stay together.
"""

from datetime import timedelta

from django.db.models import F, Q, Sum
from django.utils import timezone

from neighbourhoods.participation import confirming

from ..models import Registration, Seats

State = Registration.State
# so long an address has to be confirmed
HOURS = confirming.HOURS


def hold(pk):
    """The row as it is now, and nobody else changes it before the transaction ends; raises Seats.DoesNotExist."""
    return held_rows().get(pk=pk)


def held_rows():
    return Seats.unscoped.select_for_update(of=("self",)).select_related("sign_up__series")


def hold_kept(seats):
    """The same of Seats that may be made now, and by somebody else at this moment."""
    if seats.pk is None:
        Seats.unscoped.bulk_create([seats], ignore_conflicts=True)
    return held_rows().get(sign_up=seats.sign_up_id, original=seats.original)


def stops_at(seats):
    """Until when seats are given to the queue: the start, and of a whole event the end of its sign-up where that is later."""
    closes = seats.sign_up.closes_at if seats.sign_up.is_whole else None
    return max(seats.starts, closes) if closes else seats.starts


def rows_of(seats):
    return Registration.unscoped.filter(seats=seats)


def queue(seats):
    return rows_of(seats).filter(state=State.WAITING).order_by("number")


def place(registration):
    """Its place in the queue, from 1 on."""
    return queue(registration.seats_id).filter(number__lt=registration.number).count() + 1


def next_number(seats):
    """The number of whoever comes now; `seats` is held."""
    seats.arrivals += 1
    Seats.unscoped.filter(pk=seats.pk).update(arrivals=seats.arrivals)
    return seats.arrivals


def take(seats, people, *, past_queue=False):
    """Whether there are so many seats: then they are taken. Whoever comes now is not let past those who wait."""
    fits = Q(capacity=None) | Q(capacity__gte=F("taken") + people)
    if not past_queue:
        fits &= Q(waiting=0)
    if not Seats.unscoped.filter(fits, pk=seats.pk).update(taken=F("taken") + people):
        return False
    seats.taken += people
    return True


def wait(seats, people):
    Seats.unscoped.filter(pk=seats.pk).update(waiting=F("waiting") + people)
    seats.waiting += people


def give_back(seats, registration, people=None):
    """The seats, or the places in the queue, of one who has them; of all its people unless it is said of how many."""
    people = registration.people if people is None else people
    name = "taken" if registration.has_seat else "waiting" if registration.is_waiting else ""
    if name:
        left = max(getattr(seats, name) - people, 0)
        Seats.unscoped.filter(pk=seats.pk).update(**{name: left})
        setattr(seats, name, left)


def until(now=None):
    return (now or timezone.now()) + timedelta(hours=HOURS)


def seat(seats, registration, now=None):
    """A seat for a registration that is not saved yet, or a place in the queue; `seats` is held."""
    has_one = take(seats, registration.people)
    if not has_one:
        wait(seats, registration.people)
    is_confirmed = registration.confirmed_at is not None
    registration.state = (State.CONFIRMED if is_confirmed else State.UNCONFIRMED) if has_one else State.WAITING
    registration.expires_at = None if is_confirmed else until(now)


def promote(record, seats, now=None):
    """[Registration] that got their seats now, each told by mail. `seats` is held. Not after the start, not for what is cancelled."""
    from . import telling

    now, promoted = now or timezone.now(), []
    if not seats.waiting or seats.is_cancelled or now >= stops_at(seats):
        return promoted
    for first in queue(seats):
        if not take(seats, first.people, past_queue=True):
            break
        give_back(seats, first)
        first.state = State.CONFIRMED if first.confirmed_at else State.UNCONFIRMED
        first.expires_at = None if first.confirmed_at else until(now)
        first.save(update_fields=["state", "expires_at", "changed_at"])
        promoted.append(first)
    if promoted:
        teller = telling.Teller(record, seats)
        for one in promoted:
            teller.promoted(one)
    return promoted


def stuck(seats):
    """The first in the queue where seats are free but too few for that group, else None."""
    if not seats.waiting or not seats.left or seats.is_cancelled:
        return None
    first = queue(seats).first()
    return first if first is not None and first.people > seats.left else None


def counted(seats):
    """(taken, waiting) as the rows say: the counters agree with it at every moment."""
    rows = rows_of(seats).order_by().values_list("state").annotate(people=Sum(F("companions") + 1))
    number = dict(rows.values_list("state", "people"))
    return sum(number.get(state, 0) for state in Registration.SEATED), number.get(State.WAITING, 0)
