"""Behind an own link: somebody confirms their place, sees where they are in the queue, gives the place up, or says that it was not them."""

from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from neighbourhoods.participation import PublicForm, PublicFormView, links

from .. import queries
from ..models import Registration
from . import confirming, counting, leaving, telling, wording
from .forms import PeopleForm, most_people

State = Registration.State


def unseen(response):
    response["X-Robots-Tag"] = "noindex"
    return response


def of_link(neighbourhood, secret):
    """The Registration that a link opens in this neighbourhood, with its Seats, or None. Two queries."""
    target = links.find(neighbourhood, telling.OWN, secret)
    if target is None:
        return None
    rows = Registration.of(neighbourhood).select_related("seats__sign_up__series")
    return rows.filter(pk=target).first()


class Own(PublicFormView):
    """A page of the holder of a link, with one button. A link that opens nothing leads to a page that helps on."""

    form_class = PublicForm
    template = "events/registration/button.html"
    registration = None
    button = keep = ""
    icon = "undo"

    def dispatch(self, request, *args, **kwargs):
        self.secret = kwargs["secret"]
        self.registration = of_link(request.neighbourhood, self.secret)
        if self.registration is None:
            self.title = _("This link does not open anything")
            return unseen(self.render("events/registration/unknown.html", {}, status=404))
        return unseen(super().dispatch(request, *args, **kwargs))

    def resting(self):
        # what is one's own can be confirmed and given up whatever sleeps
        return self.closed()

    def about(self):
        return self.registration.pk

    def own_url(self, query=""):
        return reverse("events:seat", args=[self.secret]) + query

    def lead(self):
        return ""

    def done(self, result, token, is_new):
        return self.own_url()

    def context(self):
        if self.registration is None:
            return {}
        row, neighbourhood = self.registration, self.request.neighbourhood
        seats, series = row.seats, row.seats.sign_up.series
        found = queries.by_series(neighbourhood, get_language(), [series]).get(series.pk)
        change = found.change(seats.original) if found else None
        return {
            "registration": row,
            "seats": seats,
            "version": found.version if found else None,
            "event_title": found.page.title if found else telling.title_of(series),
            "event_url": found.path(seats.original) if found else "",
            "place": ((change.place if change else "") or found.page.place) if found else "",
            "when": capfirst(wording.when(seats, neighbourhood.zone)),
            "is_whole": seats.sign_up.is_whole,
            "is_over": seats.over_at <= timezone.now(),
            "own_url": self.own_url(),
            "registration_secret": self.secret,
            "lead": self.lead(),
            "button": self.button,
            "keep": self.keep,
            "icon": self.icon,
        }


class SeatConfirm(Own):
    key = "events.confirm"
    title = button = gettext_lazy("Confirm the place")
    icon = "check"

    def closed(self):
        seats = self.registration.seats
        if seats.is_cancelled:
            return _("This date is cancelled, so nobody can sign up for it.")
        return _("This is over. Nobody can sign up any more.") if seats.over_at <= timezone.now() else ""

    def store(self, form, sent):
        return confirming.confirm(self.request.neighbourhood, self.registration).pk

    def done(self, result, token, is_new):
        return self.own_url("?vahvistettu")


class Seat(Own):
    """The own page itself; its form confirms, at the address of `SeatConfirm`."""

    key = SeatConfirm.key
    template = "events/registration/own.html"
    title = gettext_lazy("Your place")

    def get(self, request, *args, **kwargs):
        return self.show(PublicForm(), self.new_token())

    def post(self, request, *args, **kwargs):
        return HttpResponseNotAllowed(["GET", "HEAD"])

    def context(self):
        if self.registration is None:
            return {}
        row, neighbourhood = self.registration, self.request.neighbourhood
        has_run_out = row.expires_at is not None and row.expires_at <= timezone.now()
        state = State.EXPIRED if has_run_out else row.state
        told = super().context()
        sign_up = row.seats.sign_up
        again = reverse("events:sign_up", args=[sign_up.pk, *([row.seats.original] if row.seats.original else [])])
        return told | {
            "title": self.title_of(state, row),
            "state": state,
            "is_confirmed_now": "vahvistettu" in self.request.GET and row.confirmed_at is not None,
            "must_confirm": row.confirmed_at is None and state in (State.UNCONFIRMED, State.WAITING),
            "until": wording.moment(row.expires_at, neighbourhood.zone) if row.expires_at else "",
            "n": counting.place(row) if state == State.WAITING else 0,
            "can_change": state in Registration.ALIVE and row.seats.starts > timezone.now() and most_people(sign_up) > 1,
            "can_leave": state in Registration.ALIVE and not told["is_over"],
            "again_url": again if told["version"] and state not in Registration.ALIVE and not told["is_over"] else "",
            "reason": telling.reason_of(sign_up.series, row.seats.original) if row.seats.is_cancelled else "",
        }

    def title_of(self, state, row):
        if state == State.CONFIRMED:
            return _("Your place is booked")
        if state == State.WAITING:
            return _("You are on the waiting list")
        if state == State.UNCONFIRMED:
            return _("Confirm the place")
        return _("You have cancelled your place") if state == State.LEFT else self.title


class SeatChange(Own):
    """With more or fewer people: more only where there is room and nobody waits for it."""

    key = "events.change"
    template = "events/registration/change.html"
    title = gettext_lazy("Change how many are coming")

    def form_class(self, data=None, **options):
        return PeopleForm(data, most=most_people(self.registration.seats.sign_up), **options)

    def initial(self):
        return {"people": self.registration.people}

    def closed(self):
        if not self.registration.is_alive:
            return _("You have cancelled your place")
        seats = self.registration.seats
        return _("This is over. Nobody can sign up any more.") if seats.starts <= timezone.now() else ""

    def store(self, form, sent):
        return leaving.change(self.request.neighbourhood, self.registration, form.cleaned_data["people"]).pk

    def send(self, form, token_id, age, photo):
        try:
            return super().send(form, token_id, age, photo)
        except leaving.TooMany:
            form.add_error("people", _("There is no room for so many. Your place stays as it is."))
            return self.show(form, self.new_token(), status=422)


class SeatLeave(Own):
    key = "events.leave"
    title = button = gettext_lazy("Cancel the place")
    keep = gettext_lazy("Keep it")

    def dispatch(self, request, *args, **kwargs):
        row = of_link(request.neighbourhood, kwargs["secret"])
        if row is not None and row.is_waiting:
            self.title = self.button = _("Leave the waiting list")
        return super().dispatch(request, *args, **kwargs)

    def lead(self):
        if self.registration.is_waiting:
            return _("Your name is taken off the list. You cannot get your number back.")
        return _("Your place goes to the next person. You cannot get it back if somebody is waiting.")

    def store(self, form, sent):
        return leaving.leave(self.request.neighbourhood, self.registration).pk


class SeatNotMe(Own):
    key = "events.not_me"
    title = gettext_lazy("Did somebody else use your address?")
    button = gettext_lazy("Remove my address")
    icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        # the link opens nothing any more, and that is what it says
        if request.method in ("GET", "HEAD") and "kiitos" in request.GET:
            self.title = _("Your address is removed")
            return unseen(self.render("events/registration/removed.html", {}))
        return super().dispatch(request, *args, **kwargs)

    def lead(self):
        return _("We erase the address and the sign-up made with it, and write to it no more about this event.")

    def store(self, form, sent):
        return leaving.not_me(self.request.neighbourhood, self.registration).pk

    def done(self, result, token, is_new):
        return reverse("events:seat_not_me", args=[self.secret]) + "?kiitos"
