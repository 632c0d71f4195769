"""Mails to those who sign up: in their language, each with the one own link. An address that nobody has confirmed is asked whether it is
right, and told nothing else.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import links, mails, senders

from .. import queries
from ..models import DateChange, EventPage, Occurrence
from ..models.pages import OWN as OF_NO_OTHER
from . import counting, wording

# the purpose of own links, and what mails are found by
OWN = "events.seat"
WEEK = 60 * 24 * 7
# so many mails about one sign-up go to an address in an hour
MOST_MAILS = 3


def why():
    return _("You get this because this address was given when signing up for an event.")


def secret_of(registration):
    """The secret of its own link: always the same, and known to nobody who has only the database."""
    return links.secret_of(f"{OWN} {registration.key}")


def may_mail(email):
    return senders.may_mail(email, "events.seats", MOST_MAILS)


class Teller:
    """Writes mails about one date; `seats` has its times in it. Titles and places are read once for a language.

    `read` is {language: outgoing.shown.Shown} of what has been read already.
    """

    def __init__(self, record, seats, read=None):
        self.record, self.seats, self.series = record, seats, seats.sign_up.series
        self.read = read or {}
        # of a whole event: the one date that a mail is about
        self.known, self.shown = {}, None

    def language(self, registration):
        codes = self.record.codes
        return registration.language if registration.language in codes else self.record.languages[0]

    def about(self, language):
        """{"title", "place", "access", "contact", "page"} in a language that the neighbourhood has."""
        if language not in self.known:
            found = self.read.get(language) or queries.by_series(self.record, language, [self.series]).get(self.series.pk)
            if found is not None:
                page, change = found.page, found.change(self.seats.original)
                told = {"title": page.title, "place": (change.place if change else "") or page.place}
                told |= {"access": page.access, "contact": page.contact}
                told["page"] = f"{self.record.root_url}{found.path(self.seats.original)}"
            else:
                told = {"title": title_of(self.series), "place": "", "access": "", "contact": "", "page": self.record.root_url}
            self.known[language] = told
        return self.known[language]

    def own(self, registration, name="events:seat", secret=None):
        with translation.override(self.language(registration)):
            return f"{self.record.root_url}{reverse(name, args=[secret or secret_of(registration)])}"

    def values(self, registration):
        language, zone, seats = self.language(registration), self.record.zone, self.shown or self.seats
        with translation.override(language):
            when = wording.when(seats, zone)
            told = {"date": wording.day(seats, zone), "when_inside": when, "whole": seats.sign_up.is_whole}
        own = {"link": self.own(registration), "not_me": self.own(registration, "events:seat_not_me")}
        return self.about(language) | told | own | {"registration": registration, "people": registration.people}

    def post(self, registration, template, values, *, key=None, minutes=WEEK, about=True):
        options = {"why": why, "key": key, "minutes": minutes, "about": (OWN, registration.pk) if about else None}
        path = f"events/registration/mail/{template}"
        return mails.post(self.record, registration.email, registration.language, path, values, **options)

    def asked(self, registration):
        """Is the address right? At most three times an hour for an address, whoever gives it."""
        if not may_mail(registration.email):
            return
        values = self.values(registration) | {"hours": counting.HOURS, "waiting": registration.is_waiting}
        with translation.override(self.language(registration)):
            values["time"] = wording.moment(registration.expires_at, self.record.zone)
        if registration.is_waiting:
            values["n"] = counting.place(registration)
        self.post(registration, "confirm", values, minutes=counting.HOURS * 60)

    def received(self, registration, key=None):
        """It has a seat, or its place in the queue."""
        values = self.values(registration)
        if registration.is_waiting:
            self.post(registration, "waiting", values | {"n": counting.place(registration)}, key=key)
        else:
            self.post(registration, "confirmed", values, key=key)

    def again(self, registration):
        """The same address signs up once more: what it knows already, with the same link."""
        if registration.confirmed_at is None:
            self.asked(registration)
        elif may_mail(registration.email):
            self.received(registration)

    def promoted(self, registration):
        if not registration.email:
            return
        if registration.confirmed_at is None:
            # it may be nobody's: it is asked anew, with as much time as everybody has
            self.asked(registration)
        else:
            self.post(registration, "promoted", self.values(registration), minutes=self.until_start())

    def left(self, registration, *, removed=False):
        """Written before its address is erased; the erasing does not stop it."""
        if registration.email and registration.confirmed_at:
            values = self.values(registration) | {"removed": removed, "was_waiting": registration.is_waiting}
            self.post(registration, "left", values, about=False)

    def cancelled(self, registration, reason, sequence):
        values = self.values(registration) | {"reason": reason, "next": self.next(registration)}
        self.post(registration, "cancelled", values, key=f"events.cancelled:{registration.pk}:{sequence}")

    def restored(self, registration, sequence):
        self.post(registration, "restored", self.values(registration), key=f"events.restored:{registration.pk}:{sequence}")

    def moved(self, registration, before, sequence):
        """`before` has the times of the date as it was."""
        values = self.values(registration)
        with translation.override(self.language(registration)):
            values["old"] = wording.when(before, self.record.zone)
        self.post(registration, "moved", values, key=f"events.moved:{registration.pk}:{sequence}")

    def reminded(self, registration):
        key = f"events.reminded:{registration.pk}:{self.seats.first_day.isoformat()}"
        self.post(registration, "reminder", self.values(registration), key=key, minutes=self.until_start())

    def until_start(self):
        left = (counting.stops_at(self.seats) - timezone.now()) / timedelta(minutes=1)
        return max(int(left), 60)

    def next(self, registration):
        """The next date of the event that is on, in words; nothing where there is none."""
        rows = Occurrence.of(self.record).filter(series=self.series, is_cancelled=False, is_shown=True, starts__gt=timezone.now())
        row = rows.exclude(original=self.seats.original).order_by("starts").first()
        with translation.override(self.language(registration)):
            return wording.when(row, self.record.zone) if row is not None and not self.seats.sign_up.is_whole else ""


def title_of(series):
    """Of its first page, whether anybody may read it or not."""
    pages = EventPage.objects.filter(OF_NO_OTHER, translation_key=series.key)
    return pages.order_by("pk").values_list("title", flat=True).first() or _("Event")


def reason_of(series, original):
    """Why a date is off, in the words of whoever cancelled it."""
    change = DateChange.unscoped.filter(series=series, original=original, is_cancelled=True).first() if original else None
    return (change.reason if change else "") or (series.reason if series.is_cancelled else "")
