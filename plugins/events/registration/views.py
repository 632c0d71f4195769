"""The page on which one signs up for a date: at an address of its own, which no cache keeps."""

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from neighbourhoods.participation import PublicFormView

from .. import queries
from ..models import SignUp
from . import counting, opening, taking, wording
from .forms import SignUpForm, most_people
from .own import unseen


class SignUpView(PublicFormView):
    """Whoever signs up gets the same answer whether the address is known or not, and whether there is a seat: the mail says it."""

    key = "events.sign_up"
    template = "events/registration/sign_up.html"
    title = gettext_lazy("Sign up")
    # a club or a library is one network
    most = 30

    def dispatch(self, request, *args, **kwargs):
        record, self.original = request.neighbourhood, kwargs.get("original", "")
        self.sign_up = SignUp.of(record).select_related("series").filter(pk=kwargs["pk"], series__is_shown=True).first()
        self.found = self.sign_up and queries.by_series(record, get_language(), [self.sign_up.series]).get(self.sign_up.series_id)
        # of a date that is not there any more neither the seats are shown
        self.moment = self.found and self.moment_of(record)
        if not self.moment:
            raise Http404
        return unseen(super().dispatch(request, *args, **kwargs))

    def moment_of(self, record):
        """Its Seats; where there are none yet, such as would be made now."""
        if (seats := opening.existing(record, self.sign_up, self.original)) is not None:
            return seats if seats.sign_up.is_whole == (not self.original) else None
        moment = opening.when(record, self.sign_up, self.original)
        return moment and opening.new_seats(record, self.sign_up, self.original, moment)

    def get(self, request, *args, **kwargs):
        if "kiitos" in request.GET:
            told = {"title": _("Open your e-mail"), "hours": counting.HOURS}
            return self.render("events/registration/thanks.html", told)
        return super().get(request, *args, **kwargs)

    def about(self):
        return f"{self.sign_up.pk}/{self.original}"

    def closed(self):
        return opening.why_closed(self.request.neighbourhood, self.sign_up, self.moment)

    def form_class(self, data=None, **options):
        sign_up = self.sign_up
        values = {"most": most_people(sign_up), "asks_reminder": sign_up.asks_reminder, "keep_days": sign_up.keep_days}
        return SignUpForm(data, **values, **options)

    def context(self):
        record, seats = self.request.neighbourhood, self.moment
        closes = opening.closes_at(self.sign_up, seats)
        change = self.found.change(self.original)
        return {
            "version": self.found.version,
            "page": self.found.page,
            "event_url": self.found.path(self.original),
            "when": capfirst(wording.when(seats, record.zone)),
            "is_whole": self.sign_up.is_whole,
            "place": (change.place if change else "") or self.found.page.place,
            "left": wording.seats_left(seats),
            "is_full": seats.is_full,
            "closes": wording.moment(closes, record.zone) if closes != seats.starts else "",
            "expired": _("The page timed out. Your text is kept: press Sign up once more."),
        }

    def store(self, form, sent):
        return taking.sign_up(self.request.neighbourhood, self.moment, form.cleaned_data, sent, self.found).pk

    def done(self, result, token, is_new):
        return f"{self.request.path}?kiitos"
