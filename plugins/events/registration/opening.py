"""Whether one can sign up for a date, judged when it is asked; and the Seats of dates, made when the first comes."""

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Occurrence, Seats, SignUp
from ..models.series import written
from . import wording

DAY = timedelta(days=1)


@dataclass
class When:
    """When a date is, or a whole event; field by field as Seats keep it."""

    starts: datetime
    ends: datetime
    first_day: object
    last_day: object
    all_day: bool
    is_cancelled: bool
    over_at: datetime
    dates: dict


def over_at(row, zone):
    """When a date is over: its end, else that of its last day."""
    if row.ends and not row.all_day:
        return row.ends
    return datetime.combine(row.last_day + DAY, time(), zone)


def when_of(row, zone):
    """When of an Occurrence."""
    times = (row.starts, row.ends, row.first_day, row.last_day, row.all_day, row.is_cancelled)
    return When(*times, over_at(row, zone), {})


def when_of_all(series, rows, zone):
    """When of a whole event, by all its Occurrences; None without any. It is cancelled when all of them are."""
    rows = sorted(rows, key=lambda row: (row.starts, row.pk))
    if not rows:
        return None
    on = [row for row in rows if not row.is_cancelled]
    found = when_of((on or rows)[0], zone)
    found.is_cancelled = not on
    found.over_at = max(over_at(row, zone) for row in rows)
    found.dates = {row.original: [row.starts.isoformat(), row.is_cancelled] for row in rows}
    if written(series.start) not in found.dates and series.starts_on < rows[0].first_day:
        # its first dates are so long ago that there are no rows of them any more
        start = datetime.combine(series.starts_on, series.starts_at or time(), ZoneInfo(series.zone))
        found.starts, found.ends, found.first_day, found.last_day = start, None, series.starts_on, series.starts_on
    return found


def dates_of(record, sign_up, original=""):
    rows = Occurrence.of(record).filter(series=sign_up.series_id)
    return rows.filter(original=original) if original else rows


def when(record, sign_up, original):
    """When of the date that a sign-up is for; None where it has no such date."""
    if sign_up.is_whole == bool(original):
        return None
    rows = list(dates_of(record, sign_up, original))
    if sign_up.is_whole:
        return when_of_all(sign_up.series, rows, record.zone)
    return when_of(rows[0], record.zone) if rows else None


def of_series(record, series):
    """The SignUp of an event, None where nobody signs up."""
    return SignUp.of(record).select_related("series").filter(series=series).first()


def existing(record, sign_up, original):
    """The Seats of a date, None while nobody has come."""
    return Seats.of(record).select_related("sign_up__series").filter(sign_up=sign_up, original=original).first()


def seats_of(record, sign_up, original):
    """The Seats of a date, made now where there are none; None where there is no such date."""
    if (found := existing(record, sign_up, original)) is not None:
        return found
    moment = when(record, sign_up, original)
    if moment is None:
        return None
    Seats.unscoped.bulk_create([new_seats(record, sign_up, original, moment)], ignore_conflicts=True)
    return existing(record, sign_up, original)


def new_seats(record, sign_up, original, moment):
    """Seats of a date that are not kept yet; `moment` is its When."""
    fields = {"neighbourhood_id": record.pk, "sign_up": sign_up, "original": original, "capacity": sign_up.capacity}
    return Seats(**fields, **asdict(moment))


def closes_at(sign_up, moment):
    """When sign-up for a date ends. `moment` is its When, or its Seats. Of a single date never after its start."""
    if sign_up.is_whole:
        return sign_up.closes_at or moment.starts
    closes = sign_up.closes_at or moment.starts
    return min(closes, moment.starts - timedelta(days=sign_up.closes_days))


def why_closed(record, sign_up, moment, now=None):
    """A sentence that says why nobody can sign up now, or ""."""
    now, zone = now or timezone.now(), record.zone
    if moment.is_cancelled:
        return _("This date is cancelled, so nobody can sign up for it.")
    if moment.over_at <= now:
        return _("This is over. Nobody can sign up any more.")
    if not sign_up.is_open:
        return _("Sign-up is closed.")
    closes = closes_at(sign_up, moment)
    if closes > now:
        return ""
    if moment.starts <= now and closes == moment.starts:
        return _("This has begun. Nobody can sign up any more.")
    return _("Sign-up ended %(when)s.") % {"when": wording.moment(closes, zone)}
