"""What is known of people who signed up is erased: by themselves, when they never confirmed, and some days after the date. Counts stay."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from neighbourhoods.participation import forgetting

from ..models import Registration, Seats, SignUp
from . import counting, telling

State = Registration.State
# whoever was removed at the desk can be taken back so long
REMOVED = timedelta(days=1)


def empty(registration):
    """Without name, address and link, and no mail about it leaves any more; the rest of it is saved as it is."""
    forgetting.forget_sender(telling.OWN, registration.pk)
    registration.name = registration.email = registration.key = ""
    registration.wants_reminder, registration.expires_at = False, None
    registration.save()


def forget(registration):
    """Erased at once, whatever it is; a seat goes to the next. The seat of a date that is over stays counted."""
    with transaction.atomic():
        seats = counting.hold(registration.seats_id)
        row = counting.rows_of(seats).get(pk=registration.pk)
        leave_seat(seats, row)
        empty(row)
        if (record := record_of(seats)) is not None:
            counting.promote(record, seats)


def record_of(seats):
    """What requests know of the neighbourhood of Seats; None where it is not served any more."""
    from ..changing import home_of, pages_of

    page = pages_of(seats.sign_up.series).first()
    return home_of(seats.sign_up.series) if page is not None and page.neighbourhood() is not None else None


def leave_seat(seats, row):
    """Who has a seat, or waits, does not any more; `seats` is held."""
    if row.is_alive and seats.over_at > timezone.now():
        counting.give_back(seats, row)
        row.state = State.LEFT


def named(rows):
    return rows.exclude(Q(name="") & Q(email="") & Q(key=""))


def forget_old(neighbourhood):
    """A task, also where the plugin is off: twice does as once. Returns how many were erased."""
    now, number = timezone.now(), 0
    longest = SignUp.of(neighbourhood).order_by("keep_days").values_list("keep_days", flat=True).first()
    if longest is None:
        return 0
    over = Seats.of(neighbourhood).select_related("sign_up").filter(over_at__lte=now - timedelta(days=longest))
    old = [row.pk for row in over if row.over_at <= now - timedelta(days=row.sign_up.keep_days)]
    removed = Q(state__in=(State.REMOVED, State.LEFT), changed_at__lte=now - REMOVED)
    for row in named(Registration.of(neighbourhood)).filter(Q(seats__in=old) | removed).iterator(chunk_size=200):
        with transaction.atomic():
            empty(row)
        number += 1
    return number
