"""Signing in: by a code in e-mail or a link that works once; nobody has a password, nobody makes an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from neighbourhoods.mail import send
from neighbourhoods.models import Invitation, Membership, OutgoingMail, SigninLink, User
from neighbourhoods.signin.links import first_link, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits_start_anew(db):
    cache.clear()


def mails_leave():
    """What the worker does within a second; the test's transaction never ends, so nothing wakes it."""
    for row in OutgoingMail.objects.all():
        send(row.pk)


def ask(visitor, address):
    answer = visitor.post("/accounts/login/", {"email": address})
    mails_leave()
    return answer


def code_of(message):
    return message.subject.rsplit(" ", 1)[1]


def test_a_code_in_e_mail_signs_in(visit, keeper):
    visitor = visit()
    assert visitor.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"
    answer = ask(visitor, "Yllapito@Example.org ")
    assert answer["Location"] == "/accounts/login/code/"
    (message,) = mail.outbox
    assert message.to == ["yllapito@example.org"]
    assert message.subject.startswith("Kirjautumiskoodi: ")
    assert "Koodi toimii 15 minuuttia. Älä kerro sitä kenellekään" in message.body
    assert visitor.get("/accounts/login/code/").status_code == 200
    assert visitor.post("/accounts/login/code/", {"code": code_of(message)})["Location"] == "/admin/"
    assert visitor.get("/admin/").status_code == 200


def test_the_mail_is_in_the_language_of_the_page(visit, keeper):
    visitor = visit()
    visitor.client.cookies["kieli"] = "sv"
    ask(visitor, keeper.email)
    assert mail.outbox[0].subject.startswith("Inloggningskod: ")


def test_an_unknown_address_gets_the_same_answer_and_no_mail(visit, keeper):
    known, unknown = visit(), visit()
    answers = [ask(known, keeper.email), ask(unknown, "kuka@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/login/code/")}
    assert len(mail.outbox) == 1
    pages = [visitor.get("/accounts/login/code/").text for visitor in (known, unknown)]
    tokenless = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert tokenless[0] == tokenless[1]
    assert not User.objects.filter(email="kuka@example.org").exists()


def test_a_wrong_code_says_so_and_five_of_them_end_the_try(visit, keeper):
    visitor = visit()
    ask(visitor, keeper.email)
    for _ in range(4):
        assert "Koodi ei ole oikein. Tarkista se tai pyydä uusi." in visitor.post("/accounts/login/code/", {"code": "AAAA-AAAA"}).text
    assert visitor.post("/accounts/login/code/", {"code": "AAAA-AAAA"}).status_code == 302
    visitor.post("/accounts/login/code/", {"code": code_of(mail.outbox[0])})
    assert visitor.get("/admin/").status_code == 302


def test_limits_are_shared_by_all_workers_and_a_flood_of_requests_sends_few_mails(visit, keeper, settings):
    assert "LocMem" not in settings.CACHES["default"]["BACKEND"]
    for _ in range(12):
        ask(visit(), keeper.email)
    assert len(mail.outbox) <= 5


def test_what_is_no_address_is_refused_beside_the_field(visit):
    page = visit().post("/accounts/login/", {"email": "ei-osoite"})
    assert page.status_code == 200
    assert 'aria-describedby="email-error"' in page.text
    assert 'value="ei-osoite"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/admin/password_reset/",
        "/admin/account/password/",
    ],
)
def test_there_are_no_pages_for_accounts_passwords_or_addresses(visit, keeper, path):
    visitor = visit()
    visitor.client.force_login(keeper)
    assert visitor.get(path).status_code in (404, 302)
    assert "password" not in visitor.get("/admin/account/").text.lower().replace("current-password", "")


def test_wagtails_own_sign_in_page_leads_to_ours(visit):
    assert visit().get("/admin/login/?next=/admin/pages/")["Location"] == "/accounts/login/?next=/admin/pages/"


def test_a_link_signs_in_once_by_its_button_and_opening_it_changes_nothing(visit, keeper):
    path = make_link(keeper).removeprefix("http://localhost:8000")
    scanner, person, thief = visit(), visit(), visit()
    assert "Tämä linkki toimii kerran." in scanner.get(path).text
    assert scanner.get("/admin/").status_code == 302
    assert person.post(path)["Location"] == "/admin/"
    assert person.get("/admin/").status_code == 200
    assert thief.post(path).status_code == 410
    assert thief.get("/admin/").status_code == 302


def test_a_link_is_valid_for_fifteen_minutes(visit, keeper):
    path = make_link(keeper).removeprefix("http://localhost:8000")
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        assert visit().get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = visit().get(path)
        assert page.status_code == 410
        assert "Linkki on jo käytetty tai liian vanha." in page.text
        assert visit().post(path).status_code == 410


def test_the_secret_of_a_link_is_not_kept(keeper):
    secret = make_link(keeper).rstrip("/").rsplit("/", 1)[1]
    assert secret not in str(list(SigninLink.objects.values()))


@pytest.mark.parametrize("secret", ["x", "a" * 500, "%F0%9F%98%80"])
def test_a_made_up_link_does_not_work(visit, secret):
    assert visit().get(f"/accounts/link/{secret}/").status_code == 410


def test_the_signin_command_prints_a_link_without_any_mail(visit, keeper, capsys):
    call_command("signin", "Yllapito@example.org")
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://localhost:8000/accounts/link/")
    assert visit().post(link.removeprefix("http://localhost:8000"))["Location"] == "/admin/"
    assert not mail.outbox


@pytest.mark.parametrize(
    ("address", "words"),
    [("not-an-address", "is not an e-mail address"), ("kuka@example.org", "Nobody here has the address kuka@example.org")],
)
def test_the_signin_command_says_what_is_wrong(address, words):
    with pytest.raises(CommandError, match=words):
        call_command("signin", address)


def test_a_keeper_gets_a_link_at_the_start_until_one_has_signed_in(visit, keeper):
    link = first_link(8123)
    assert link.startswith("http://localhost:8123/accounts/link/")
    visit().post(link.removeprefix("http://localhost:8123"))
    assert first_link(8123) is None


def test_nobody_has_a_password():
    assert all(not user.has_usable_password() for user in User.objects.all())
    assert not User.objects.create_user("uusi@example.org").has_usable_password()


def test_a_steward_whom_the_file_names_becomes_a_coordinator_at_the_first_sign_in(visit, neighbourhoods):
    invitation = Invitation.objects.get(neighbourhood=neighbourhoods["lintumaki"], post="steward")
    user = User.objects.get(email=invitation.email)
    assert not user.memberships.exists()
    visit().post(make_link(user).removeprefix("http://localhost:8000"))
    membership = Membership.objects.get(user=user)
    assert (membership.neighbourhood, membership.role) == (neighbourhoods["lintumaki"], "coordinator")
    invitation.refresh_from_db()
    assert invitation.accepted_at


def test_ending_a_membership_ends_the_rights_and_the_sessions_at_once(visit, activist):
    visitor = visit()
    visitor.client.force_login(activist)
    assert visitor.get("/admin/").status_code == 200
    activist.memberships.get().delete()
    assert visitor.get("/admin/").status_code == 302
    assert not activist.groups.exists()


def test_signing_out_takes_a_button(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    assert visitor.get("/accounts/logout/").status_code == 200
    assert visitor.get("/admin/").status_code == 200
    assert visitor.post("/admin/logout/")["Location"] == "/accounts/login/"
    assert visitor.get("/admin/").status_code == 302


def test_nobody_is_led_to_another_host_after_signing_in(visit, keeper):
    visitor = visit()
    visitor.post("/accounts/login/?next=//evil.example/", {"email": keeper.email, "next": "//evil.example/"})
    mails_leave()
    answer = visitor.post("/accounts/login/code/?next=//evil.example/", {"code": code_of(mail.outbox[0]), "next": "//evil.example/"})
    assert answer["Location"] == "/admin/"
