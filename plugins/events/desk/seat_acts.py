"""How what was done to sign-ups is told on the desk, and how it is taken back. No name of anybody is kept in it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from neighbourhoods.acts import ActKind, CannotUndo

from ..changing import home_of
from ..models import Registration, Seats
from ..registration import leaving
from . import seat_list, seat_settings


def told(sentence):
    return lambda act: _(sentence) % {"title": act.title}


def registration_of(act):
    row = Registration.unscoped.select_related("seats__sign_up__series").filter(pk=act.target, neighbourhood=act.neighbourhood_id).first()
    if row is None:
        raise CannotUndo(_("It is not there any more."))
    return row


def take_entry_back(act, person):
    row = registration_of(act)
    if leaving.remove(home_of(row.seats.sign_up.series), row.pk, tells=False) is None:
        raise CannotUndo(_("It is undone already."))


def put_back(act, person):
    row = registration_of(act)
    try:
        done = leaving.take_back(home_of(row.seats.sign_up.series), row.pk, act.details["was"])
    except leaving.TooMany:
        raise CannotUndo(_("The place has been given to the next in the queue.")) from None
    if done is None:
        raise CannotUndo(_("The name has been erased, or has signed up again."))


def note_back(act, person):
    seats = Seats.unscoped.filter(pk=act.target, neighbourhood=act.neighbourhood_id).first()
    if seats is None:
        raise CannotUndo(_("It is not there any more."))
    seat_list.note(seats, {int(pk): was for pk, was in act.details["before"].items()})


def to_event(act):
    return reverse("events_event", args=[act.target])


KINDS = (
    ActKind("signup.opened", told(gettext_noop("Sign-up opened: %(title)s")), undo=seat_settings.take_back, url=to_event),
    ActKind("signup.closed", told(gettext_noop("Sign-up closed: %(title)s")), undo=seat_settings.take_back, url=to_event),
    ActKind("signup.changed", told(gettext_noop("Sign-up changed: %(title)s")), undo=seat_settings.take_back, url=to_event),
    # what has been downloaded cannot be taken back: it is remembered
    ActKind("signup.exported", told(gettext_noop("Those who signed up downloaded: %(title)s")), url=to_event),
    ActKind("registration.entered", told(gettext_noop("Somebody put on the list: %(title)s")), undo=take_entry_back),
    ActKind("registration.removed", told(gettext_noop("Somebody removed from the list: %(title)s")), undo=put_back),
    ActKind("registration.let_in", told(gettext_noop("Somebody let in: %(title)s"))),
    ActKind("attendance.noted", told(gettext_noop("Attendance saved: %(title)s")), undo=note_back),
)
