"""Cases from the field, by their ids: what went wrong elsewhere when residents took part, and does not here."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import mail
from neighbourhoods.models import Membership, OutgoingMail, OwnLink, User
from neighbourhoods.participation import links, senders
from plugins.ideas import checking, sending
from plugins.ideas.models import Comment, Idea, Support
from plugins.ideas.residents.support import mark_of

from .ground import TEXT, call_of, form, own_path, photo, place, press, send, soup, words

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
CASES = {case["id"]: case for case in json.loads((HERE / "cases" / "abuse.json").read_text(encoding="utf-8"))}
EMAIL, NAME = "marjapensas.kymmenes@example.org", "Zyxwvu Marjapensas"


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def call():
    return call_of("lintumaki", check_first=False)


@pytest.fixture
def idea(reader, call):
    sent = send(reader, call, name=NAME, email=EMAIL, photo=photo())
    found = Idea.unscoped.latest("pk")
    found.secret = own_path(sent).rstrip("/").rpartition("/")[2]
    return found


def close(call):
    call_of("lintumaki", closes_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_told_where_it_is_tried(case):
    """Those of threads are in test_races.py, those of files in test_exports.py, that of the mail to the city in test_merging.py."""
    tried = "".join(file.read_text(encoding="utf-8") for file in HERE.rglob("test_*.py"))
    assert f"Case {case}" in tried


@pytest.mark.parametrize("tail", ["laheta", "kannata", "kommentoi"])
def test_a_form_that_was_opened_in_time_and_sent_too_late_is_refused_and_its_text_shown(reader, call, idea, tail):
    """Case sub-closed-call-post."""
    path = f"/fi/ideas/laheta/{call.pk}/" if tail == "laheta" else f"/fi/ideas/{idea.pk}/{tail}/"
    token, before = form(reader, path)[0], (Idea.unscoped.count(), Support.unscoped.count(), Comment.unscoped.count())
    close(call)
    answer = reader.post(path, {"token": token, "text": "Säilytä tämä lause", "name": "", "reviewed": "1"})
    assert 400 <= answer.status_code < 500 and "no-store" in answer["Cache-Control"]
    assert tail == "kannata" or "Säilytä tämä lause" in words(answer, answer.status_code)
    assert (Idea.unscoped.count(), Support.unscoped.count(), Comment.unscoped.count()) == before
    page = reader.get(f"/fi/ideas/{idea.pk}/")
    assert "/kannata/" not in page.text and "/kommentoi/" not in page.text
    assert call.state() == "open", "the object is as it was when the form was opened: what counts is the database"


def test_the_link_of_a_mail_confirms_also_when_the_call_has_closed_and_stores_no_second_idea(reader, call, idea):
    """Case sub-closed-call-post: by the e-mail confirmation link."""
    body = OutgoingMail.objects.latest("pk").body
    path = next(word for word in body.split() if "/ideas/vahvista/" in word).partition(":8000")[2]
    close(call)
    number = Idea.unscoped.count()
    assert press(reader, path).status_code == 303
    assert Idea.unscoped.count() == number and Idea.unscoped.get(pk=idea.pk).email_confirmed_at


def test_an_address_costs_the_same_work_whether_it_is_known_or_not_and_gets_three_mails_an_hour(reader, visit, idea, monkeypatch):
    """Case sub-unconfirmed-mail: queries and hashing, not time."""
    Idea.unscoped.filter(pk=idea.pk).update(email_confirmed_at=timezone.now())
    OutgoingMail.objects.all().delete()
    hashed, seen = [], []
    for module in (links, senders):
        monkeypatch.setattr(module, "hashed", lambda *parts, real=module.hashed, name=module.__name__: hashed.append(name) or real(*parts))
    for email in (EMAIL, "tuntematon@example.org"):
        token = form(reader, "/fi/ideas/linkki/")[0]
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = reader.post("/fi/ideas/linkki/", {"token": token, "email": email})
        kinds = [query["sql"].split()[0] + query["sql"].split('"')[1] for query in queries if '"' in query["sql"]]
        kinds = [kind for kind in kinds if not kind.startswith(("SAVEPOINT", "RELEASE"))]
        after = reader.get(answer["Location"])
        text = words(after)
        seen.append((answer.status_code, answer["Location"], dict(answer.headers), text, kinds, sorted(hashed)))
    assert seen[0] == seen[1] and seen[0][4] and seen[0][5]
    assert "koodi" in OutgoingMail.objects.get(recipient="tuntematon@example.org").body
    for number in range(50):
        press(reader, "/fi/ideas/linkki/", headers={"X-Forwarded-For": f"192.0.{number}.1"}, email="tulva@example.org")
    assert OutgoingMail.objects.filter(recipient="tulva@example.org").count() == 3


@pytest.fixture
def behind_a_proxy(settings):
    settings.PROXIES = 1


def test_a_school_takes_part_and_three_hundred_in_five_minutes_are_shown_and_can_be_set_aside(
    behind_a_proxy, reader, desk, call, idea, activist
):
    """Case vote-aliases, without its half of addresses: nobody gives one to support."""

    def supports(start, count):
        for number in range(start, start + count):
            headers = {"X-Forwarded-For": f"203.0.113.{number % 250}", "User-Agent": f"Selain {number}"}
            answer = press(reader, f"/fi/ideas/{idea.pk}/kannata/", headers=headers)
            assert answer.status_code == 303, number

    supports(0, 30)
    assert Idea.unscoped.get(pk=idea.pk).supports == 30
    rows = [
        Support(neighbourhood_id=idea.neighbourhood_id, idea=idea, day=timezone.localdate(), who=f"{number}", at=timezone.now())
        for number in range(270)
    ]
    Support.unscoped.bulk_create(rows)
    Idea.unscoped.filter(pk=idea.pk).update(supports=300)
    page = desk.get(f"/admin/ideas/{idea.pk}/")
    (burst,) = page.context["bursts"]
    assert burst.number == 300 and "300 kannatusta" in words(page)
    pressed = desk.post(f"/admin/ideas/{idea.pk}/supports/", {"action": "aside", "seen": page.context["seen"]})
    assert pressed.status_code == 303 and Idea.unscoped.get(pk=idea.pk).supports == 0
    assert "300 kannatusta" in words(desk.get(f"/admin/ideas/{idea.pk}/"))
    desk.post(f"/admin/ideas/{idea.pk}/supports/", {"action": "count"})
    assert Idea.unscoped.get(pk=idea.pk).supports == 300


def test_the_same_request_a_thousand_times_adds_one_support(reader, idea):
    """Case vote-race: the replay."""
    token = form(reader, f"/fi/ideas/{idea.pk}/kannata/")[0]
    answers = {reader.post(f"/fi/ideas/{idea.pk}/kannata/", {"token": token}).status_code for _number in range(1000)}
    assert answers == {303} and Support.unscoped.filter(idea=idea).count() == Idea.unscoped.get(pk=idea.pk).supports == 1


def test_nothing_that_opens_something_here_opens_anything_next_door(visit, reader, idea, activist):
    """Case tenant-token-replay."""
    partti, portal = visit("partti"), visit()
    body = OutgoingMail.objects.latest("pk").body
    confirm = next(word for word in body.split() if "/ideas/vahvista/" in word).partition(":8000")[2]
    row = sending.support(place(), idea, "x")
    mark = mark_of(idea.pk, row.pk, timezone.localdate())
    tails = ["", "muokkaa/", "lisaa/", "peru/", "palauta/", "poista/", "vahvista/", "kuva-large.jpg"]
    for path in (*(f"/fi/ideas/oma/{idea.secret}/{tail}" for tail in tails), confirm, f"/fi/ideas/{idea.pk}/kannatettu/{mark}/"):
        for stranger in (partti, portal):
            for answer in (stranger.get(path), stranger.post(path, {"code": "123456", "text": "x"})):
                assert answer.status_code in (403, 404, 405) or "Penkki" not in answer.text, path
                assert not answer.cookies and TEXT not in answer.text and NAME not in answer.text, path
    for path in (f"/fi/ideas/{idea.pk}/", f"/fi/ideas/{idea.pk}/kannata/", f"/fi/ideas/{idea.pk}/kuva-large.jpg"):
        assert partti.get(path).status_code == 404, path
    # a token of a form here is no token of the same form there
    there = call_of("partti", check_first=False, opens_at=None, closes_at=None)
    token = form(reader, f"/fi/ideas/laheta/{idea.call_id}/")[0]
    before = Idea.unscoped.count()
    answer = partti.post(f"/fi/ideas/laheta/{there.pk}/", {"token": token, "text": "Toisen talon lomake", "reviewed": "1"})
    assert answer.status_code != 303 and Idea.unscoped.count() == before
    # a session belongs to one host
    assert partti.client.get("/admin/ideas/").status_code in (301, 302)
    kept = Idea.unscoped.get(pk=idea.pk)
    assert (kept.state, kept.name, kept.email_confirmed_at, kept.supports) == (Idea.State.PUBLIC, NAME, None, 1)


def test_cookies_of_those_who_sign_in_go_to_one_host(settings):
    """Case tenant-token-replay."""
    assert settings.SESSION_COOKIE_DOMAIN is None and settings.CSRF_COOKIE_DOMAIN is None


def test_a_photo_that_waits_or_is_hidden_is_given_to_nobody_who_only_has_its_address(visit, desk, reader, idea, keeper, neighbourhoods):
    """Case tenant-media."""
    stranger = User.objects.create_user("parttilainen@example.org")
    Membership.objects.create(user=stranger, neighbourhood=neighbourhoods["partti"], role="activist")
    theirs = visit()
    theirs.client.force_login(stranger)
    public, at_desk, file = f"/fi/ideas/{idea.pk}/kuva-large.jpg", f"/admin/ideas/{idea.pk}/photo-large.jpg", idea.photo.large.name
    assert reader.get(public).status_code == 200
    for state in (Idea.State.WAITING, Idea.State.HIDDEN, Idea.State.WITHDRAWN):
        Idea.unscoped.filter(pk=idea.pk).update(state=state)
        for one in (reader, visit("partti"), visit()):
            assert one.get(public).status_code == 404, state
            assert one.get(f"/media/{file}").status_code == 404
            assert one.get(at_desk).status_code in (302, 404) and not one.get(at_desk).headers.get("Content-Type", "").startswith("image")
        assert theirs.get(at_desk).status_code == 404
        seen = desk.get(at_desk)
        assert seen.status_code == 200 and "no-store" in seen["Cache-Control"]


BAD = [".", '"nimi', "nimi@", "@example.org", "a b@example.org", "a@example.org\r\nBcc: b@example.org", "x" * 320 + "@example.org", "a@@b"]


@pytest.mark.parametrize("email", BAD)
def test_a_bad_address_is_told_beside_its_field_or_harmless_and_the_idea_is_kept(reader, call, email):
    """Case mail-one-bad-address."""
    number = OutgoingMail.objects.count()
    answer = send(reader, call, text="Kiikku puuhun", email=email)
    assert answer.status_code == 422 and OutgoingMail.objects.count() == number
    assert soup(answer, 422).select_one("#id_text").get_text().strip() == "Kiikku puuhun"
    assert soup(answer, 422).select_one("#err_email")


def test_one_answer_for_many_reaches_each_good_address_once_and_no_title_makes_a_header(reader, call, keeper, smtp):
    """Case mail-one-bad-address: what could not be sent to one stops nobody else."""
    hostile = ["Otsikko\r\nBcc: kaikki@example.org", "Rivi\nSubject: väärä"]
    ideas = []
    for number, title in enumerate((*hostile, "", "Penkki")):
        send(reader, call, text=f"Ajatus {number} omalla äänellään", title=title, email=f"nimi{number}@example.org")
        ideas.append(Idea.unscoped.latest("pk"))
    # one that no form lets through, as from an older release
    Idea.unscoped.filter(pk=ideas[2].pk).update(email='"rikki')
    Idea.unscoped.filter(pk__in=[one.pk for one in ideas]).update(email_confirmed_at=timezone.now())
    OutgoingMail.objects.all().delete()
    for one in ideas:
        checking.answer(place(), one.pk, keeper, status="done", text="Tehty.", role="isännöitsijä")
    mail.sweep()
    got = [recipients for recipients, _text in smtp.messages]
    reached = sorted(address for recipients in got for address in recipients)
    assert [address for address in reached if address.startswith("nimi")] == [f"nimi{number}@example.org" for number in (0, 1, 3)]
    for _recipients, text in smtp.messages:
        head = text.replace("\r\n", "\n").partition("\n\n")[0]
        assert "\nBcc:" not in head and head.count("\nSubject:") + head.startswith("Subject:") == 1


def everywhere(marker):
    """{table.column} of the database in which a text holds the marker."""
    found = set()
    with connection.cursor() as cursor:
        # without the words of the search's index, which are made from a table that is looked at
        for table in connection.introspection.django_table_names(only_existing=True):
            for column in connection.introspection.get_table_description(cursor, table):
                name, quoted = column.name, connection.ops.quote_name
                cursor.execute(f"SELECT COUNT(*) FROM {quoted(table)} WHERE CAST({quoted(name)} AS TEXT) LIKE %s", [f"%{marker}%"])
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{name}")
    return found


def test_who_has_everything_erased_is_found_nowhere_any_more(reader, call, idea, smtp):
    """Case log-inject-pii: address, name, link and code; what the idea says stays."""
    code = links.code_of(idea.secret, Idea.unscoped.get(pk=idea.pk).code_number)
    assert everywhere(EMAIL) and everywhere(NAME)
    # as the worker does within a minute
    mail.sweep()
    assert len(smtp.messages) == 1
    assert press(reader, f"/fi/ideas/oma/{idea.secret}/poista/", ago=10, sure="1").status_code in (200, 303)
    left = {marker: everywhere(marker) for marker in (EMAIL, NAME, idea.secret, code, links.hashed(idea.secret), links.hashed(code))}
    assert not any(left.values()), left
    assert everywhere(TEXT) and not OwnLink.objects.filter(target=str(idea.pk), purpose="ideas.own").exists()


def test_no_line_of_a_log_is_forged_and_none_holds_who_took_part(reader, call, caplog):
    """Case log-inject-pii."""
    caplog.set_level(logging.DEBUG, logger="neighbourhoods")
    caplog.set_level(logging.INFO)
    headers = {"User-Agent": "Selain\x1b[31mpunainen", "X-Forwarded-For": "198.51.100.77", "Referer": "http://x.example/\x1b[2J"}
    for path in ("/fi/ideas/oma/%0aERROR%20forged/", "/fi/ideas/%0aERROR%20forged/", "/fi/ideas/laheta/1%0d%0aERROR%20forged/"):
        assert reader.get(path, headers=headers).status_code == 404
    sent = send(reader, call, text="Salainen sana kaislikko", name=NAME, email=EMAIL)
    secret = own_path(sent).rstrip("/").rpartition("/")[2]
    reader.get(own_path(sent))
    for record in caplog.records:
        line = record.getMessage()
        assert "\n" not in line or record.exc_info, line
        for private in (EMAIL, NAME, secret, "kaislikko", "198.51.100.77"):
            assert private not in line, record.name
