"""What the page of an event, or of one of its dates, says of signing up: a link, and how many seats are left. The form is elsewhere."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from . import opening, wording


@dataclass(frozen=True)
class Box:
    """`url` of the form, "" where nobody can sign up now and `told` says why."""

    url: str = ""
    told: str = ""
    left: str = ""
    is_full: bool = False
    is_whole: bool = False
    closes: str = ""


def address(sign_up, original):
    return reverse("events:sign_up", args=[sign_up.pk, *([original] if original else [])])


def box(record, series, row):
    """The Box of a date, an Occurrence; None where nobody signs up: that takes no query, a Box two or three."""
    if row is None or not (series.has_sign_up and series.is_shown) or record.state != "active":
        return None
    sign_up = opening.of_series(record, series)
    original = "" if sign_up.is_whole else row.original
    seats = opening.existing(record, sign_up, original)
    moment = seats or (opening.when(record, sign_up, "") if sign_up.is_whole else opening.when_of(row, record.zone))
    if moment is None:
        return None
    if told := opening.why_closed(record, sign_up, moment):
        # that it is over or cancelled the page says already
        is_news = not moment.is_cancelled and moment.over_at > timezone.now()
        return Box(told=told) if is_news else None
    closes = opening.closes_at(sign_up, moment)
    said = wording.moment(closes, record.zone) if closes != moment.starts else ""
    left = wording.seats_left(seats) if seats else wording.all_left(sign_up.capacity)
    return Box(address(sign_up, original), "", left, bool(seats and seats.is_full), sign_up.is_whole, said)
