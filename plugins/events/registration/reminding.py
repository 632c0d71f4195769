"""Those who asked for it are reminded the day before, at ten by the clock of the neighbourhood; once, and never of what is cancelled."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Registration, Seats
from . import telling

HOUR = time(10)


def remind(neighbourhood):
    """A task: twice does as once. Returns how many were reminded."""
    now, zone = timezone.now(), neighbourhood.zone
    today = timezone.localdate(now, zone)
    ten = datetime.combine(today, HOUR, zone)
    if now < ten:
        return 0
    wanted = Registration.of(neighbourhood).filter(state=Registration.State.CONFIRMED, wants_reminder=True, reminded_at=None)
    # who signs up later on this day knows it
    wanted = wanted.exclude(email="").filter(confirmed_at__lt=ten, seats__first_day=today + timedelta(days=1), seats__is_cancelled=False)
    number, tellers = 0, {}
    for row in list(wanted.filter(seats__sign_up__series__is_shown=True).order_by("pk")):
        with transaction.atomic():
            if not Registration.unscoped.filter(pk=row.pk, reminded_at=None).update(reminded_at=now):
                continue
            if row.seats_id not in tellers:
                seats = Seats.unscoped.select_related("sign_up__series").get(pk=row.seats_id)
                tellers[row.seats_id] = telling.Teller(neighbourhood, seats)
            tellers[row.seats_id].reminded(row)
        number += 1
    return number
