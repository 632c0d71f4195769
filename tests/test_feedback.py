"""A resident without an account tells of a problem, and gets an answer in time."""

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

from neighbourhoods import feedback, tasks
from neighbourhoods.models import Contact, Details, Feedback, Neighbourhood, OutgoingMail
from neighbourhoods.participation import senders

pytestmark = pytest.mark.django_db
PATH = "/fi/saavutettavuus/palaute/"
CASES = json.loads((Path(__file__).parent / "cases" / "text_cases.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in CASES.values() for text in texts]
NOON = "2026-12-01T12:00:00+02:00"


@pytest.fixture(autouse=True)
def nobody_has_sent_anything_yet():
    """Limits are counted in the cache, which no test's end undoes where it is Redis."""
    cache.clear()


def token(reader, ago=10, **query):
    """The token of a form that was opened `ago` seconds ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
        page = reader.get(PATH, **query)
    return page.context["token"]


def send(reader, text="Kuvasta puuttuu selitys.", **fields):
    if "token" not in fields:
        fields["token"] = token(reader)
    fields = {"text": text} | fields
    headers = fields.pop("headers", {})
    return reader.post(PATH, fields, headers=headers)


def test_a_report_is_stored_told_by_mail_and_thanked_for_with_the_day_of_the_answer(visit):
    with time_machine.travel(NOON, tick=False):
        reader = visit("lintumaki")
        sent = send(reader, email="asukas@example.org", about="/fi/mukaan/")
        assert (sent.status_code, sent["Location"]) == (303, f"{PATH}?kiitos")
        row = Feedback.objects.get()
        assert (row.text, row.email, row.about, row.due_on) == (
            "Kuvasta puuttuu selitys.",
            "asukas@example.org",
            "/fi/mukaan/",
            date(2026, 12, 15),
        )
        mail = OutgoingMail.objects.get()
        assert mail.recipient == "lintumaki@example.org"
        assert "Kuvasta puuttuu selitys." in mail.body and "asukas@example.org" in mail.body and "15.12." in mail.body
        assert "15.12." in reader.get(sent["Location"]).text


def test_no_answer_of_the_form_is_kept_by_a_cache_or_sets_a_cookie(visit):
    reader = visit("lintumaki")
    for page in (
        reader.get(PATH),
        send(reader),
        reader.get(f"{PATH}?kiitos"),
        send(reader, text=""),
        send(reader, headers={"Origin": "https://evil.example"}),
    ):
        assert page["Cache-Control"] == "no-store"
        assert not page.cookies


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_what_another_site_sends_is_refused_and_the_text_shown_to_copy(visit, headers):
    refused = send(visit("lintumaki"), headers=headers)
    assert refused.status_code == 403
    assert "Kuvasta puuttuu selitys." in refused.text
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "http://lintumaki.localhost:8000"}, {"Sec-Fetch-Site": "none"}, {}]
)
def test_what_our_own_page_sends_is_taken(visit, headers):
    assert send(visit("lintumaki"), headers=headers).status_code == 303


def test_a_double_press_makes_one_row_and_one_mail(visit):
    reader = visit("lintumaki")
    one = token(reader)
    answers = [send(reader, token=one) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Feedback.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "x", "a:b:c", "\0"])
def test_a_token_that_is_missing_forged_or_of_another_host_keeps_the_text_and_offers_a_new_one(visit, bad):
    page = send(visit("lintumaki"), token=bad)
    assert page.status_code == 200
    assert "Kuvasta puuttuu selitys." in page.text and "Sivu ehti vanhentua." in page.text
    assert not Feedback.objects.exists()
    of_partti = token(visit("partti"))
    assert "Sivu ehti vanhentua." in send(visit("lintumaki"), token=of_partti).text


def test_a_page_left_open_for_two_days_keeps_the_text(visit):
    reader = visit("lintumaki")
    page = send(reader, token=token(reader, ago=2 * 24 * 3600))
    assert "Kuvasta puuttuu selitys." in page.text and "Sivu ehti vanhentua." in page.text
    assert send(reader, token=page.context["token"]).status_code == 303


def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_nothing_is_lost(visit):
    page = send(visit("lintumaki"), text=" ", email="asukas(at)example")
    assert page.status_code == 422
    assert "<title>Virhe:" in page.text
    assert page.text.count("Teksti puuttuu. Yksi lause riittää.") == page.text.count("Tarkista sähköposti.") == 2
    assert 'aria-describedby="hint_email err_email"' in page.text and 'value="asukas(at)example"' in page.text
    assert 'href="#id_text"' in page.text
    # a reader who hears the page begins here, without any script
    assert '<div class="summary" role="alert" tabindex="-1" autofocus id="errors">' in page.text


@pytest.mark.parametrize("text", ["\u200b", "\u2063\u2063", "\u3164", " \t\n"])
def test_a_text_that_nobody_can_see_is_no_text(visit, text):
    page = send(visit("lintumaki"), text=text)
    assert page.status_code == 422 and "Teksti puuttuu." in page.text


def test_a_text_that_is_too_long_is_told_with_both_numbers(visit):
    page = send(visit("lintumaki"), text="a" * 4001)
    assert "4001" in page.text and "4000" in page.text
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"website": "x"}, {"text": "http://a.example " * 4}, {"fast": True}],
    ids=["a field that people do not see is filled", "many links", "sent in no time"],
)
def test_what_looks_like_spam_is_stored_held_and_answered_as_usual(visit, fields):
    reader = visit("lintumaki")
    if fields.pop("fast", False):
        fields["token"] = token(reader, ago=0)
    assert send(reader, **fields).status_code == 303
    assert Feedback.objects.get().is_held
    assert not OutgoingMail.objects.exists()


def test_the_sixth_report_of_an_hour_is_held_and_nobody_elses(visit):
    reader = visit("lintumaki")
    for _ in range(6):
        send(reader)
    assert list(Feedback.objects.order_by("pk").values_list("is_held", flat=True)) == [False] * 5 + [True]
    reader.post(PATH, {"token": token(reader), "text": "Toinen lähettäjä."}, REMOTE_ADDR="192.0.2.7")
    assert not Feedback.objects.latest("pk").is_held


def test_the_address_of_the_sender_is_kept_nowhere(visit):
    reader = visit("lintumaki")
    reader.post(PATH, {"token": token(reader), "text": "Teksti."}, REMOTE_ADDR="192.0.2.7")
    assert "192.0.2" not in str(Feedback.objects.values()) + str(OutgoingMail.objects.values())


@pytest.mark.parametrize("state", ["quiet", "archived"])
def test_where_the_site_sleeps_the_form_is_closed_and_a_post_refused_with_its_text(visit, state):
    reader = visit("lintumaki")
    one = token(reader)
    row = Neighbourhood.objects.get(slug="lintumaki")
    row.state = state
    row.save()
    from neighbourhoods import current

    current.forget_everything()
    assert "<form" not in reader.get(PATH).text.split("<main")[1]
    refused = send(reader, token=one)
    assert refused.status_code == 403 and "Kuvasta puuttuu selitys." in refused.text and "lintumaki@example.org" in refused.text
    assert not Feedback.objects.exists()


def test_the_portal_has_a_form_of_its_own(visit):
    assert send(visit()).status_code == 303
    assert Feedback.objects.get().neighbourhood is None


def test_without_a_shared_address_the_steward_gets_the_mail(visit):
    Details.objects.filter(neighbourhood__slug="partti").update(contact_email="")
    send(visit("partti"))
    assert OutgoingMail.objects.get().recipient == "partti@example.org"


@pytest.mark.parametrize("about", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1"])
def test_the_page_it_is_about_never_leads_elsewhere(visit, about):
    send(visit("lintumaki"), about=about)
    assert Feedback.objects.get().about == ""


@pytest.mark.parametrize("field", ["text", "email", "about", "token", "website"])
def test_no_text_from_the_field_breaks_it(visit, field):
    reader = visit("lintumaki")
    for text in ALL_TEXTS:
        page = send(reader, **{field: text})
        assert page.status_code in (200, 303, 403, 422), text[:60]
        assert "<script>" not in page.text


def test_addresses_and_reports_are_erased_in_time(visit):
    send(visit("lintumaki"), email="asukas@example.org")
    now = timezone.now()
    Feedback.objects.update(answered_at=now - timedelta(days=89))
    feedback.forget()
    assert Feedback.objects.get().email
    Feedback.objects.update(answered_at=now - timedelta(days=91))
    feedback.forget()
    assert Feedback.objects.get().email == ""
    Feedback.objects.update(created_at=now - timedelta(days=366))
    feedback.forget()
    assert not Feedback.objects.exists()


def test_an_address_that_nobody_answered_is_erased_in_half_a_year(visit):
    send(visit("lintumaki"), email="asukas@example.org")
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=181))
    feedback.forget()
    assert Feedback.objects.get().email == ""


def test_an_origin_that_no_browser_would_send_is_refused(visit):
    for origin in ("http://[", "", "://", "lintumaki.localhost:8000", "http://lintumaki.localhost:8000.evil.example"):
        assert send(visit("lintumaki"), headers={"Origin": origin}).status_code == 403, origin
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"text=%ff%fe&token=%ff:%ff:%ff&email=%00", "application/x-www-form-urlencoded"),
        (b"text=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
        (b"text=a", "application/x-www-form-urlencoded; charset=bogus"),
        (b"junk", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="text"; filename="a"\r\n\r\nabc\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
    ],
    ids=["no letters", "too long", "too many fields", "unknown letters", "no parts", "a file instead of text", "no form"],
)
def test_a_broken_post_is_refused_in_plain_words_and_kept_by_no_cache(visit, body, kind):
    page = visit("lintumaki").client.generic("POST", PATH, body, content_type=kind)
    assert page.status_code in (200, 400, 422)
    assert page["Cache-Control"] == "no-store" and "<h1" in page.text
    assert not Feedback.objects.exists()


def test_a_locked_database_gives_the_text_back(visit, monkeypatch):
    def locked(**fields):
        raise OperationalError("database is locked") from sqlite3.OperationalError("database is locked")

    reader = visit("lintumaki")
    one = token(reader)
    monkeypatch.setattr(Feedback.objects, "create", locked)
    reader.client.raise_request_exception = False
    page = send(reader, token=one)
    assert page.status_code == 503 and "Kuvasta puuttuu selitys." in page.text


def test_a_report_that_could_not_be_stored_is_never_thanked_for(visit, monkeypatch):
    def broken(**fields):
        raise IntegrityError("another rule than that of the token")

    reader = visit("lintumaki")
    one = token(reader)
    monkeypatch.setattr(Feedback.objects, "create", broken)
    reader.client.raise_request_exception = False
    assert send(reader, token=one).status_code == 500


def test_control_characters_never_reach_the_rows_or_the_mail(visit):
    send(
        visit("lintumaki"),
        text="Kuva\0 on\x1b[31m\x07 rikki.\r\nEtusivulla.",
        email="asukas@example.org\0",
        about="/\t/evil.example\r\nBcc: x",
    )
    row = Feedback.objects.get()
    assert (row.text, row.email, row.about) == ("Kuva on[31m rikki.\nEtusivulla.", "asukas@example.org", "")
    assert not set("\0\x1b\x07\r") & set(OutgoingMail.objects.get().body)


class TestWhoSent:
    """Senders are told apart by the beginning of their network address, never by all of it."""

    def of(self, rf, address, **headers):
        return senders.sender(rf.get("/", REMOTE_ADDR=address, headers=headers))

    def test_one_home_counts_as_one_and_two_streets_as_two(self, rf):
        assert self.of(rf, "192.0.2.7") == self.of(rf, "192.0.2.200") != self.of(rf, "192.0.3.7")
        assert self.of(rf, "2001:db8:1:2::3") == self.of(rf, "2001:db8:1:ffff::9") != self.of(rf, "2001:db8:2::3")

    def test_both_spellings_of_an_address_are_the_same_sender(self, rf):
        assert self.of(rf, "::ffff:192.0.2.7") == self.of(rf, "192.0.2.7") != self.of(rf, "::ffff:198.51.100.7")

    def test_the_hash_changes_every_day(self, rf):
        with time_machine.travel(NOON, tick=False):
            today = self.of(rf, "192.0.2.7")
        with time_machine.travel("2026-12-02T12:00:00+02:00", tick=False):
            assert self.of(rf, "192.0.2.7") != today

    def test_a_forwarded_address_counts_only_from_as_many_proxies_as_are_trusted(self, rf, settings):
        chain = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7, 192.0.2.7"}
        settings.PROXIES = 0
        assert self.of(rf, "10.0.0.1", **chain) == self.of(rf, "10.0.0.1")
        settings.PROXIES = 1
        assert self.of(rf, "10.0.0.1", **chain) == self.of(rf, "192.0.2.7")
        settings.PROXIES = 2
        assert self.of(rf, "10.0.0.1", **chain) == self.of(rf, "198.51.100.7")

    def test_what_is_no_address_breaks_nothing(self, rf, settings):
        settings.PROXIES = 1
        for address in ("", "unix:", "192.0.2.7:55", "fe80::1%eth0", "[::1]", "x" * 300):
            assert self.of(rf, "10.0.0.1", **{"X-Forwarded-For": address})


def test_the_daily_task_erases_addresses_of_reports_and_people_whose_consent_has_ended(visit):
    send(visit("lintumaki"), email="asukas@example.org")
    Feedback.objects.update(answered_at=timezone.now() - timedelta(days=91))
    details = Details.objects.get(neighbourhood__slug="lintumaki")
    day = timezone.localdate()
    ended = Contact.objects.create(
        details=details, role="Avaimet", name="Aino", consented_on=day - timedelta(days=200), consent_ends=day - timedelta(days=31)
    )
    function, minutes = tasks.SCHEDULES["forget"]
    assert minutes == 24 * 60
    import_string(function)()
    ended.refresh_from_db()
    assert (Feedback.objects.get().email, ended.name, ended.role) == ("", "", "Avaimet")
