"""When the dates of an event change, so do the seats of these dates, and everybody who signed up is told: moved, cancelled, on after all.

It is asked after the rows of dates were made anew, in the same transaction, whatever changed them.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Occurrence, Registration, Seats, Series, SignUp
from ..models.series import read
from . import counting, telling
from .opening import when_of, when_of_all

# a date that the rule has no more may be the same as one so many days from it
NEAR = timedelta(days=3)


def follow(record, series):
    """The Seats of a series as its dates are now. Dates that are over are left as they were."""
    sign_up = SignUp.unscoped.filter(series=series).first()
    if sign_up is None:
        return
    sign_up.series = series
    seats = list(Seats.unscoped.select_for_update().filter(sign_up=sign_up).order_by("pk"))
    for row in seats:
        row.sign_up = sign_up
    rows = {row.original: row for row in Occurrence.unscoped.filter(series=series)}
    now = timezone.now()
    if sign_up.is_whole:
        for row in seats:
            follow_whole(record, row, when_of_all(series, list(rows.values()), record.zone), now)
        return
    ahead = [row for row in seats if row.over_at > now]
    rename(series, ahead, rows, {row.original for row in seats}, record)
    for row in ahead:
        found = rows.get(row.original)
        follow_date(record, row, when_of(found, record.zone) if found else None, now)


def follow_all(record):
    """Every event that people sign up for."""
    for sign_up in SignUp.of(record).select_related("series").filter(series__is_over=False).order_by("pk"):
        with transaction.atomic():
            follow(record, sign_up.series)


def rename(series, seats, rows, names, record):
    """Seats of dates that are called otherwise now, since their hour or day has changed, go on with them."""
    free = [row for name, row in rows.items() if name not in names and row.last_day >= timezone.localdate(timezone=record.zone)]
    for row in sorted((row for row in seats if row.original not in rows), key=lambda row: row.starts):
        near = [one for one in free if one.original[:10] == row.original[:10]]
        near = near or (free if not series.is_repeated else [one for one in free if abs(one.starts - row.starts) <= NEAR])
        if near:
            new = min(near, key=lambda one: abs(one.starts - row.starts))
            free.remove(new)
            row.original = new.original
            row.save(update_fields=["original"])


def follow_date(record, seats, moment, now):
    before = as_it_was(seats)
    if moment is None:
        # the rule has no such date any more
        if not seats.is_cancelled:
            seats.is_cancelled = True
            tell_all(record, seats, "cancelled", "")
        return
    if not keep(seats, moment):
        return
    if moment.is_cancelled != before["is_cancelled"]:
        if moment.is_cancelled:
            tell_all(record, seats, "cancelled", telling.reason_of(seats.sign_up.series, seats.original))
        else:
            tell_all(record, seats, "restored")
            counting.promote(record, seats, now)
    if not moment.is_cancelled and moved(before, moment):
        tell_all(record, seats, "moved", Seats(sign_up=seats.sign_up, **before))


def follow_whole(record, seats, moment, now):
    """Of a whole event: all of it is cancelled, or back, or some of its dates have changed; of those the first is told."""
    if moment is None or (seats.over_at <= now and moment.over_at <= now):
        return
    before, was = as_it_was(seats), dict(seats.dates)
    if not keep(seats, moment):
        return
    if moment.is_cancelled != before["is_cancelled"]:
        if moment.is_cancelled:
            tell_all(record, seats, "cancelled", telling.reason_of(seats.sign_up.series, ""))
        else:
            tell_all(record, seats, "restored")
            counting.promote(record, seats, now)
        return
    rows = {row.original: row for row in Occurrence.unscoped.filter(series=seats.sign_up.series)}
    for name, (start, is_cancelled) in sorted(was.items(), key=lambda pair: pair[1][0]):
        row, start = rows.get(name), datetime.fromisoformat(start)
        if row is None or max(row.starts, start) <= now:
            continue
        now_it_is = Seats(sign_up=seats.sign_up, **asdict(when_of(row, record.zone)))
        if row.is_cancelled and not is_cancelled:
            return tell_all(record, seats, "cancelled", telling.reason_of(seats.sign_up.series, name), shown=now_it_is)
        if row.starts != start and not row.is_cancelled:
            longer = {"ends": row.ends and row.ends - row.starts + start, "first_day": start.astimezone(record.zone).date()}
            last = longer["first_day"] + (row.last_day - row.first_day)
            was_it = Seats(sign_up=seats.sign_up, starts=start, last_day=last, all_day=row.all_day, **longer)
            return tell_all(record, seats, "moved", was_it, shown=now_it_is)


def as_it_was(seats):
    return {name: getattr(seats, name) for name in ("starts", "ends", "first_day", "last_day", "all_day", "is_cancelled", "over_at")}


def keep(seats, moment):
    """Whether anything is different; then it is so from now on."""
    values = {name: value for name, value in vars(moment).items() if getattr(seats, name) != value}
    for name, value in values.items():
        setattr(seats, name, value)
    if values:
        seats.save(update_fields=list(values))
    return bool(values)


def moved(before, moment):
    return (before["starts"], before["all_day"]) != (moment.starts, moment.all_day)


def tell_all(record, seats, what, *more, shown=None):
    """One mail to each who has confirmed the address, those in the queue too."""
    seats.sequence += 1
    seats.save(update_fields=["sequence", "is_cancelled"])
    rows = counting.rows_of(seats).filter(state__in=Registration.ALIVE).exclude(confirmed_at=None)
    if what == "moved":
        # the day before is another day now
        rows.update(reminded_at=None)
    teller = telling.Teller(record, seats)
    teller.shown = shown
    for row in rows.exclude(email="").order_by("number"):
        if what == "restored":
            teller.restored(row, seats.sequence)
        elif what == "moved":
            teller.moved(row, *more, seats.sequence)
        else:
            teller.cancelled(row, *more, seats.sequence)


def part(series, key, start):
    """This and the following dates become an event of their own: their seats go with them. `key` is that of the new event."""
    sign_up = SignUp.unscoped.filter(series=series).first()
    follower = Series.unscoped.filter(key=key, neighbourhood=series.neighbourhood_id).first()
    if sign_up is None or follower is None or sign_up.is_whole:
        return
    names = ("is_open", "per", "capacity", "closes_at", "closes_days", "most_companions", "asks_reminder", "keep_days")
    values = {name: getattr(sign_up, name) for name in names}
    new, _made = SignUp.unscoped.get_or_create(series=follower, neighbourhood_id=series.neighbourhood_id, defaults=values)
    moving = [row.pk for row in Seats.unscoped.filter(sign_up=sign_up) if read(row.original) >= start]
    Seats.unscoped.filter(pk__in=moving).update(sign_up=new)


def join(series, follower):
    """The two are one event again."""
    sign_up, other = (SignUp.unscoped.filter(series=one).first() for one in (series, follower))
    if sign_up is None or other is None or sign_up.is_whole or other.is_whole:
        return
    held = set(Seats.unscoped.filter(sign_up=sign_up).values_list("original", flat=True))
    Seats.unscoped.filter(sign_up=other).exclude(original__in=held).update(sign_up=sign_up)
    if not Seats.unscoped.filter(sign_up=other).exists():
        other.delete()
