"""Who comes to a date, at the desk: the list with its queue, somebody entered by hand, removed, let in, and who came in the end."""

from functools import wraps

from django.contrib.messages import ERROR
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from neighbourhoods import acts, desk_pages
from neighbourhoods.participation import see_other

from .. import changing
from ..models import Registration
from ..registration import counting, leaving, opening, taking, wording
from . import looking, seat_list
from .events import by_press, of_a_member, stopped
from .seat_forms import EntryForm


def seats_of(record, pk, original, *, keep=False):
    """The Seats of a date; with `keep` such as are in the database. Http404 where nobody signs up for it."""
    sign_up = opening.of_series(record, looking.series_of(record, pk))
    if sign_up is None or sign_up.is_whole == bool(original):
        raise Http404
    found = opening.seats_of(record, sign_up, original) if keep else opening.existing(record, sign_up, original)
    if found is None:
        moment = opening.when(record, sign_up, original)
        if moment is None:
            raise Http404
        found = opening.new_seats(record, sign_up, original, moment)
    return found


def address(record, seats, name="events_seats"):
    """Of the list of a date, or of something of it."""
    pk = seats.sign_up.series_id
    return desk_pages.at(name, record, pk, seats.original) if seats.original else desk_pages.at(f"{name}_of_all", record, pk)


def said(seats):
    """“8/10 paikkaa varattu, 3 jonossa”"""
    if seats.capacity is None:
        told = ngettext("%(n)d person is coming", "%(n)d people are coming", seats.taken) % {"n": seats.taken}
    else:
        told = _("%(taken)d of %(capacity)d places taken") % {"taken": seats.taken, "capacity": seats.capacity}
    if not seats.waiting:
        return told
    return f"{told}, " + ngettext("%(n)d in the queue", "%(n)d in the queue", seats.waiting) % {"n": seats.waiting}


def notes(seats):
    """Sentences that say why nobody moves up."""
    found = []
    if seats.over:
        told = _("There are %(capacity)d places and %(taken)d people are coming. Nobody loses a place; the queue moves when they fit.")
        found.append(told % {"capacity": seats.capacity, "taken": seats.taken})
    elif (first := counting.stuck(seats)) is not None:
        told = ngettext(
            "%(left)d place is free, but the first in the queue is a group of %(people)d. Nobody behind it is let past.",
            "%(left)d places are free, but the first in the queue is a group of %(people)d. Nobody behind it is let past.",
            seats.left,
        )
        found.append(told % {"left": seats.left, "people": first.people})
    return found


def page(request, record, seats, form=None, template="seats"):
    series = seats.sign_up.series
    event = looking.page_of(record, series, get_language())
    seated, queue, held = seat_list.listed(seats)
    problems = form.problems if form is not None and form.is_bound else []
    context = {
        "series": series,
        "seats": seats,
        "page": event,
        "event_title": event.title if event else _("Event"),
        "when": capfirst(wording.when(seats, record.zone)),
        "said_seats": said(seats),
        "notes": notes(seats) if seats.pk else [],
        "seated": seated,
        "queue": queue,
        "held": held,
        "is_empty": not (seated or queue or held),
        "form": form or EntryForm(auto_id="entry_%s"),
        "problems": problems,
        "add_url": address(record, seats, "events_seat_add"),
        "came_url": address(record, seats, "events_seats_came"),
        "csv_url": address(record, seats, "events_seats_csv"),
        "sheet_url": address(record, seats, "events_seats_sheet"),
        "list_url": address(record, seats),
        "has_begun": timezone.now() >= seats.starts,
    }
    title = _("Who is coming")
    return desk_pages.show(request, record, f"events/desk/{template}.html", context, title=title, status=400 if problems else 200)


def where_there_are_any(view):
    """The address of the seats of a whole event leads to the event where one signs up for each date, or not at all."""

    @of_a_member
    @wraps(view)
    def checked(request, record, pk, original=""):
        if not original:
            sign_up = opening.of_series(record, looking.series_of(record, pk))
            if sign_up is None or not sign_up.is_whole:
                return HttpResponseRedirect(desk_pages.at("events_event", record, pk))
        return view(request, record, seats_of(record, pk, original))

    return checked


@where_there_are_any
def index(request, record, seats):
    return page(request, record, seats)


@where_there_are_any
def sheet(request, record, seats):
    """To be printed: names with boxes to tick, no addresses."""
    return page(request, record, seats, template="seat_sheet")


@by_press
def add(request, record, pk, original=""):
    seats = seats_of(record, pk, original)
    form = EntryForm(request.POST, auto_id="entry_%s")
    if form.is_valid():
        fields, language = form.cleaned_data, record.languages[0]
        seats = seats_of(record, pk, original, keep=True)
        values = {"name": fields["name"], "email": fields["email"], "companions": fields["people"] - 1, "language": language}
        try:
            if seats.capacity is not None and fields["people"] > seats.capacity:
                raise ValueError
            row = taking.enter(record, seats, **values, past_queue=fields["past_queue"])
        except taking.Taken:
            form.add_error("email", _("This address is on the list already."))
        except ValueError:
            form.add_error("people", _("There are not so many places at all."))
        else:
            act = acts.record(record, "registration.entered", row.pk, changing.title_of(seats.sign_up.series), request.user)
            desk_pages.say(request, _("Now on the list") if row.has_seat else _("Put into the queue: it is full"), undo=act)
            return see_other(address(record, seats))
    return page(request, record, seats, form)


@by_press
def came(request, record, pk, original=""):
    """Who came and who did not: `came_<id>` is yes, no or nothing."""
    seats = seats_of(record, pk, original)
    if not seats.pk:
        raise Http404
    marks = {}
    for name, value in request.POST.items():
        number = name.removeprefix("came_")
        if number != name and number.isascii() and number.isdecimal() and len(number) < 19:
            marks[int(number)] = {"yes": True, "no": False}.get(value)
    before = seat_list.note(seats, marks)
    act = None
    if before:
        title = changing.title_of(seats.sign_up.series)
        act = acts.record(record, "attendance.noted", seats.pk, title, request.user, before={str(pk): was for pk, was in before.items()})
    desk_pages.say(request, _("Attendance is saved") if before else _("It is so already."), undo=act)
    return see_other(address(record, seats))


@by_press
def export(request, record, pk, original=""):
    """A file with addresses: by a press of a button, and it is remembered who it was."""
    seats = seats_of(record, pk, original)
    answer = HttpResponse(seat_list.as_csv(record, seats), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ilmoittautuneet-{seats.first_day.isoformat()}.csv"'
    answer["Cache-Control"] = "no-store, private"
    acts.record(record, "signup.exported", pk, changing.title_of(seats.sign_up.series), request.user)
    return answer


def of_one(view):
    """A press about one Registration of this neighbourhood. A GET leads to its list, and changes nothing."""

    @of_a_member
    @wraps(view)
    def checked(request, record, pk):
        row = Registration.of(record).select_related("seats__sign_up__series").filter(pk=pk).first()
        if row is None:
            raise Http404
        back = address(record, row.seats)
        if request.method != "POST":
            return HttpResponseRedirect(back)
        if why := stopped(record):
            desk_pages.say(request, why, level=ERROR)
        else:
            view(request, record, row)
        return see_other(back)

    return checked


@of_one
def remove(request, record, row):
    tells = request.POST.get("tells") == "1"
    done = leaving.remove(record, row.pk, tells=tells)
    act = None
    if done is not None:
        title = changing.title_of(row.seats.sign_up.series)
        act = acts.record(record, "registration.removed", row.pk, title, request.user, was=done.was)
    desk_pages.say(request, _("Removed from the list") if done else _("Somebody was faster: they are not on the list any more."), undo=act)


@of_one
def let_in(request, record, row):
    done = taking.let_in(record, row.pk)
    if done is not None:
        acts.record(record, "registration.let_in", row.pk, changing.title_of(row.seats.sign_up.series), request.user)
    desk_pages.say(request, _("Let in: they get a mail now") if done else _("Somebody was faster: they are not on the list any more."))
