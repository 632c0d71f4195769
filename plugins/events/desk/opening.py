"""The desk's page on which sign-up for an event is opened, changed and closed."""

from django.contrib.messages import ERROR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from neighbourhoods import desk_pages

from ..models import SignUp
from ..registration import opening
from . import looking, seat_settings, seats
from .events import by_press, of_a_member, stopped, to_event
from .seat_forms import OpeningForm, initial


@of_a_member
def sign_up(request, record, pk):
    series = looking.series_of(record, pk)
    found = opening.of_series(record, series)
    if request.method == "POST":
        form = OpeningForm(record, series, request.POST)
        if form.is_valid() and (why := stopped(record)):
            form.add_error("capacity", why)
        if not form.errors:
            try:
                _row, act = seat_settings.save(record, pk, request.user, **form.values(), **({} if found else {"is_open": True}))
            except seat_settings.Refused as refused:
                form.add_error(refused.field, str(refused))
            else:
                done = _("Sign-up is changed") if found else _("Sign-up is open")
                desk_pages.say(request, done if act else _("It is so already."), undo=act)
                return to_event(record, pk)
    else:
        form = OpeningForm(record, series, initial=initial(record, found or SignUp(series=series)))
    problems = form.problems if form.is_bound else []
    context = {
        "series": series,
        "form": form,
        "problems": problems,
        "sign_up": found,
        "page": looking.page_of(record, series, get_language()),
    }
    title = _("Sign-up") if found else _("Open sign-up")
    return desk_pages.show(request, record, "events/desk/sign_up.html", context, title=title, status=400 if problems else 200)


@by_press
def switch(request, record, pk):
    """Opens or closes what has been set already."""
    series = looking.series_of(record, pk)
    if opening.of_series(record, series) is None:
        desk_pages.say(request, _("Open sign-up first."), level=ERROR)
        return to_event(record, pk)
    is_open = request.POST.get("action") == "open"
    _row, act = seat_settings.save(record, pk, request.user, is_open=is_open)
    done = _("Sign-up is open") if is_open else _("Sign-up is closed")
    desk_pages.say(request, done if act else _("It is so already."), undo=act)
    return to_event(record, pk)


def summary(record, series, rows):
    """What the page of an event says of sign-up: None where nobody signs up. Puts `seats`, `seats_url` and `seats_said` on `rows`."""
    found = opening.of_series(record, series)
    if found is None:
        return None
    kept = {row.original: row for row in found.seats.all()} if found.is_whole else dict_of(found, rows)
    for row in [] if found.is_whole else rows:
        row.seats = kept.get(row.original)
        row.seats_url = desk_pages.at("events_seats", record, series.pk, row.original)
        row.seats_said = seats.said(row.seats or SeatsNone(found.capacity))
    whole = kept.get("") if found.is_whole else None
    return {
        "sign_up": found,
        "said": seats.said(whole or SeatsNone(found.capacity)) if found.is_whole else "",
        "url": desk_pages.at("events_seats_of_all", record, series.pk) if found.is_whole else "",
        "notes": seats.notes(whole) if whole else [],
    }


def dict_of(sign_up, rows):
    return {row.original: row for row in sign_up.seats.filter(original__in=[row.original for row in rows])}


class SeatsNone:
    """The seats of a date for which nobody has come yet."""

    taken = waiting = 0

    def __init__(self, capacity):
        self.capacity = capacity
