"""What the tests of sign-up share: an event of Tuesday at six with so many seats, forms opened a while ago, mails and their links."""

import re
from datetime import timedelta

import time_machine
from django.utils import timezone

from neighbourhoods.models import OutgoingMail

from ..models import Registration, Seats, SignUp
from ..registration import counting
from .calendars import series_of
from .ground import evening


def opened(record, page=None, **fields):
    """The SignUp of an event; without a page of one on Tuesday 1 December 2026, from six to eight."""
    page = page or evening(record)
    return SignUp.unscoped.create(neighbourhood_id=record.pk, series=series_of(page), **fields)


def path_of(sign_up, original="2026-12-01T18:00", language="en"):
    return f"/{language}/events/ilmoittaudu/{sign_up.pk}/" + (f"{original}/" if original else "")


def token(reader, path, ago=10):
    """Of a form that was opened `ago` seconds ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
        page = reader.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return page.context["token"]


def press(reader, path, ago=10, **fields):
    return reader.post(path, {"token": token(reader, path, ago), **fields})


def send(reader, sign_up, name="Asukas", email=None, people=1, path=None, ago=10, **fields):
    """The answer to a form that is sent."""
    email = f"{name.lower()}@example.org" if email is None else email
    path = path or path_of(sign_up, "" if sign_up.is_whole else "2026-12-01T18:00")
    return press(reader, path, ago, name=name, email=email, people=people, **fields)


def mails(email=None):
    rows = OutgoingMail.objects.order_by("pk")
    return list(rows.filter(recipient=email) if email else rows)


def subjects(email):
    return [mail.subject for mail in mails(email)]


def link_of(email):
    """The path of the own link in the newest mail to an address."""
    return re.findall(r"(/\w[\w-]*/events/oma/[\w-]{43}/)", mails(email)[-1].body)[0]


def confirm(reader, email):
    link = link_of(email)
    return reader.post(f"{link}vahvista/", {"token": token(reader, link)})


def leave(reader, link):
    return press(reader, f"{link}peru/")


def joined(reader, sign_up, name, **fields):
    """The Registration of somebody who signed up and confirmed."""
    assert send(reader, sign_up, name, **fields).status_code == 303
    email = fields.get("email") or f"{name.lower()}@example.org"
    assert confirm(reader, email).status_code == 303
    return Registration.unscoped.get(email=email.casefold(), seats__sign_up=sign_up)


def states(sign_up):
    """{name: state} of those who are named."""
    return dict(Registration.unscoped.filter(seats__sign_up=sign_up).exclude(name="").order_by("number").values_list("name", "state"))


def seats_of(sign_up):
    return Seats.unscoped.get(sign_up=sign_up)


def right(seats):
    """The counters say what the rows say; (taken, waiting)."""
    row = Seats.unscoped.get(pk=seats.pk)
    assert (row.taken, row.waiting) == counting.counted(row)
    return row.taken, row.waiting
