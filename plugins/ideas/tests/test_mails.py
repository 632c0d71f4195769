"""Mails to senders of ideas, and to whoever is late with an answer: in the receiver's language, with what is needed and no more."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import OutgoingMail
from plugins.ideas import checking, clock, mails
from plugins.ideas.models import Idea

from .ground import TEXT, call_of, own_path, place, press, send

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in CASES.values() for text in texts]


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


def sent_by(reader, language="fi", **fields):
    """(own address, Idea) of an idea whose address was confirmed."""
    fields = {"title": "Penkki", "email": "asukas@example.org"} | fields
    own = own_path(send(reader, call_of("lintumaki", check_first=False), language=language, **fields))
    return own, Idea.unscoped.latest("pk")


def newest():
    return OutgoingMail.objects.latest("pk")


def confirmed(reader, **fields):
    own, idea = sent_by(reader, **fields)
    body = newest().body
    link = next(word for word in body.split() if "/ideas/vahvista/" in word).partition(":8000")[2]
    press(reader, link)
    return own, Idea.unscoped.get(pk=idea.pk)


def test_the_first_mail_asks_alone_whether_the_address_is_right(reader):
    sent_by(reader)
    mail = newest()
    assert mail.subject == "Vahvista sähköpostisi: Lintumäki" and mail.recipient == "asukas@example.org"
    assert "annoit tämän osoitteen, jotta saat vastauksen: ”Penkki”" in mail.body and "Linkki toimii 48 tuntia." in mail.body
    assert "Etkö se ollut sinä?" in mail.body
    # neither the idea itself nor a link that may change it, as long as nobody has said that the address is theirs
    for part in (mail.body, mail.html):
        assert TEXT not in part and "/oma/" not in part


def test_the_second_mail_has_the_own_link_and_says_by_when_who_answers(reader):
    confirmed(reader)
    mail = newest()
    assert mail.subject == "Ideasi on perillä: Penkki"
    assert "Yhteisömanageri" in mail.body and "mennessä. Saat siitä viestin." in mail.body and "Älä jaa linkkiä." in mail.body
    assert "http://lintumaki.localhost:8000/fi/ideas/oma/" in mail.body and "/fi/ideas/oma/" in mail.html


def test_the_answer_comes_by_mail_with_the_role_the_status_and_what_happens_next(reader, keeper):
    _own, idea = confirmed(reader)
    checking.answer(
        place(), idea.pk, keeper, status="trying", text="Kokeillaan kesällä.", next_step="Arvio elokuussa.", role="yhteisömanageri"
    )
    mail = newest()
    assert mail.subject == "Vastaus ideaasi: Penkki"
    for said in (
        "yhteisömanageri vastasi",
        "Kokeillaan kesällä.",
        "Kokeilussa",
        "Mitä seuraavaksi: Arvio elokuussa.",
        f"/fi/ideas/{idea.pk}/",
    ):
        assert said in mail.body, said
    assert "Kokeillaan kesällä." in mail.html and keeper.email not in mail.body + mail.html


def test_a_question_comes_by_mail_and_says_how_to_answer(reader, keeper):
    _own, idea = confirmed(reader)
    checking.ask(place(), idea.pk, keeper, "Kumpaan päähän?")
    mail = newest()
    assert mail.subject == "Kysymys ideastasi: Penkki"
    assert "Kumpaan päähän?" in mail.body and "/fi/ideas/linkki/" in mail.body and "/oma/" not in mail.body


def test_an_address_that_was_not_confirmed_gets_no_answer(reader, keeper):
    _own, idea = sent_by(reader)
    OutgoingMail.objects.all().delete()
    checking.answer(place(), idea.pk, keeper, status="done", text="Tehdään.", role="yhteisömanageri")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("language", "subject", "direction"),
    [("sv", "Bekräfta din e-post: Lintumäki", "ltr"), ("ar", "أكد بريدك الإلكتروني: Lintumäki", "rtl")],
)
def test_mails_are_in_the_language_of_who_gets_them(reader, language, subject, direction):
    sent_by(reader, language=language)
    mail = newest()
    assert mail.subject == subject
    assert f'<html lang="{language}" dir="{direction}">' in mail.html and f"/{language}/ideas/vahvista/" in mail.body


def test_what_people_wrote_is_marked_off_from_the_text_around_it(reader, keeper):
    _own, idea = confirmed(reader, language="ar")
    checking.answer(place(), idea.pk, keeper, status="trying", text="Kokeillaan kesällä.", role="yhteisömanageri")
    assert '<blockquote dir="auto">' in newest().html


def test_every_mail_says_why_one_gets_it(reader):
    sent_by(reader)
    assert "Saat tämän" in newest().body and "http://lintumaki.localhost:8000" in newest().body


def test_whoever_is_late_is_reminded_once_in_one_mail(reader, sites):
    call = call_of("lintumaki", check_first=False)
    Idea.unscoped.filter(call=call).update(answered_at=timezone.now())
    for title in ("Penkki", "Lyhty"):
        send(reader, call, title=title)
    Idea.unscoped.filter(call=call, answered_at=None).update(due_on=timezone.localdate() - timedelta(days=1))
    OutgoingMail.objects.all().delete()
    assert clock.remind(place()) == 2 and clock.remind(place()) == 0
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Lintumäki: 2 ideaa odottaa vastausta"
    assert "Penkki" in mail.body and "Lyhty" in mail.body and "/admin/ideas/" in mail.body and "Penkki" in mail.html
    assert mail.recipient == current.by_slug("lintumaki").file["people"]["steward"]


@pytest.mark.parametrize("text", ALL_TEXTS, ids=range(len(ALL_TEXTS)))
def test_no_text_breaks_a_mail_or_becomes_markup_in_it(reader, keeper, text):
    send(reader, call_of("lintumaki", check_first=False), title=text[:100], text=f"Teksti. {text}"[:3000], email="asukas@example.org")
    idea = Idea.unscoped.latest("pk")
    Idea.unscoped.filter(pk=idea.pk).update(email="asukas@example.org", email_confirmed_at=timezone.now())
    idea.refresh_from_db()
    checking.answer(place(), idea.pk, keeper, status="done", text=f"Tehdään. {text}"[:3000].replace("\0", ""), role="yhteisömanageri")
    mails.received(place(), idea, "x" * 43)
    for mail in OutgoingMail.objects.all():
        assert "\n" not in mail.subject and "\r" not in mail.subject
        assert "<script" not in mail.html.lower() and "<img" not in mail.html.lower() and "<iframe" not in mail.html.lower()
