"""Residents support ideas, talk about them, and say when something is wrong: without an account, and only where it is open."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Neighbourhood
from plugins.ideas import checking
from plugins.ideas.models import Comment, Idea, Report, Support
from plugins.ideas.residents.support import mark_of

from .ground import TEXT, call_of, form, own_path, photo, place, press, send, soup, words

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in CASES.values() for text in texts]


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def idea(reader):
    send(reader, call_of("lintumaki", check_first=False), name="Marjapensas", photo=photo())
    return Idea.unscoped.latest("pk")


def number(idea):
    return Idea.unscoped.get(pk=idea.pk).supports


def support(reader, idea, **fields):
    return press(reader, f"/fi/ideas/{idea.pk}/kannata/", **fields)


# --- the page of an idea


def test_the_page_of_an_idea_has_no_form_and_sets_no_cookie(reader, idea):
    page = reader.get(f"/fi/ideas/{idea.pk}/")
    assert not soup(page).select("main form, main button") and not page.cookies
    assert page.get("Cache-Control") == reader.get("/fi/ideat/").get("Cache-Control") != "no-store"
    assert "Yhteisömanageri" in words(page) and "vastaa viimeistään" in words(page)


def test_the_answer_stands_there_with_the_role_of_who_answered_and_never_a_name(reader, idea, keeper):
    keeper.first_name = "Etunimi"
    keeper.save()
    checking.answer(place(), idea.pk, keeper, status="trying", text="Kokeillaan.\n\nElokuussa kysytään.", role="isännöitsijä")
    page = reader.get(f"/fi/ideas/{idea.pk}/")
    assert soup(page).select_one(".bubble.answer .who bdi").get_text() == "isännöitsijä"
    assert len(soup(page).select(".bubble.answer .flow p")) == 2
    assert "Etunimi" not in page.text and keeper.email not in page.text and "vastaa viimeistään" not in words(page)
    assert [step.get_text() for step in soup(page).select(".timeline strong")] == ["Lähetetty", "Julkaistu", "Kokeilussa"]
    assert "Kokeilussa" in soup(page).select_one(".timeline [aria-current=step]").get_text()


@pytest.mark.parametrize("state", ["waiting", "withdrawn"])
def test_what_is_not_public_is_not_found_nor_its_photo(reader, idea, state):
    Idea.unscoped.filter(pk=idea.pk).update(state=state)
    assert reader.get(f"/fi/ideas/{idea.pk}/").status_code == 404
    for tail in ("kuva-large.jpg", "kannata/", "kommentoi/", "ilmoita/"):
        assert reader.get(f"/fi/ideas/{idea.pk}/{tail}").status_code == 404
    assert TEXT not in reader.get("/fi/ideat/mita-pihalle/").text


def test_a_hidden_idea_is_gone_with_the_reason_and_without_its_text(reader, idea, keeper):
    checking.hide(place(), idea.pk, keeper, "private")
    page = reader.get(f"/fi/ideas/{idea.pk}/")
    assert "Tämä idea on piilotettu." in words(page, 410) and "sisältää toisen ihmisen tietoja" in words(page, 410)
    assert "Penkki" not in page.text and "Marjapensas" not in page.text
    assert reader.get(f"/fi/ideas/{idea.pk}/kuva-large.jpg").status_code == 404


def test_old_links_of_a_merged_idea_lead_on_and_never_in_a_circle(reader, idea):
    first, second = Idea.unscoped.filter(neighbourhood__slug="lintumaki").exclude(pk=idea.pk)[:2]
    Idea.unscoped.filter(pk=idea.pk).update(state="merged", merged_into=first)
    Idea.unscoped.filter(pk=first.pk).update(state="merged", merged_into=second)
    moved = reader.get(f"/fi/ideas/{idea.pk}/")
    assert (moved.status_code, moved["Location"]) == (303, f"/fi/ideas/{second.pk}/")
    assert first.heading in words(reader.get(moved["Location"]))
    Idea.unscoped.filter(pk=second.pk).update(state="merged", merged_into=idea)
    assert reader.get(f"/fi/ideas/{idea.pk}/").status_code == 404


def test_the_ideas_of_the_neighbour_are_not_here(visit, idea):
    for tail in ("", "kannata/", "kommentoi/", "ilmoita/", "kuva-small.jpg", f"kannatettu/{mark_of(idea.pk, 1, timezone.localdate())}/"):
        assert visit("partti").get(f"/fi/ideas/{idea.pk}/{tail}").status_code == 404
        assert visit("partti").post(f"/fi/ideas/{idea.pk}/{tail}").status_code in (404, 405)
    assert visit().get(f"/fi/ideas/{idea.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 40, "-1", "1.0", "%31"])
def test_an_odd_number_breaks_nothing(reader, key):
    for tail in ("", "kannata/", "kuva-large.jpg"):
        assert reader.get(f"/fi/ideas/{key}/{tail}").status_code in (200, 404)


def test_a_late_answer_is_said_to_be_late(reader, idea):
    Idea.unscoped.filter(pk=idea.pk).update(due_on=timezone.localdate() - timedelta(days=3), reminded=1)
    assert "Vastaus on myöhässä 3 päivää. Muistutimme vastaajaa." in words(reader.get(f"/fi/ideas/{idea.pk}/"))
    Idea.unscoped.filter(pk=idea.pk).update(reminded=0)
    late = words(reader.get(f"/fi/ideas/{idea.pk}/"))
    assert "Vastaus on myöhässä 3 päivää." in late and "Muistutimme" not in late


# --- support


def test_one_press_supports_and_the_page_after_it_takes_it_back(reader, idea):
    page = reader.get(f"/fi/ideas/{idea.pk}/")
    assert soup(page).select(f'a[href="/fi/ideas/{idea.pk}/kannata/"]') and "Ole ensimmäinen" in words(page)
    sent = support(reader, idea)
    result = reader.get(sent["Location"])
    assert "Kannatat tätä" in words(result) and "Noin 1 kannattaa" in words(result) and "Ota kannatus pois" in words(result)
    assert result["Cache-Control"] == "no-store" and not result.cookies
    assert "Noin 1 kannattaa" in words(reader.get(f"/fi/ideas/{idea.pk}/"))
    back = press(reader, sent["Location"])
    assert "Otit kannatuksen pois" in words(reader.get(back["Location"])) and number(idea) == 0
    assert not Support.unscoped.filter(idea=idea).exists()


def test_the_same_browser_counts_once_however_often_it_presses(reader, visit, idea):
    # What is signed, without the second in which it was signed.
    marks = {support(reader, idea)["Location"].split(":")[0] for _number in range(5)}
    assert number(idea) == 1 and Support.unscoped.filter(idea=idea).count() == 1 and len(marks) == 1
    other = visit("lintumaki")
    token = form(other, f"/fi/ideas/{idea.pk}/kannata/")[0]
    other.post(f"/fi/ideas/{idea.pk}/kannata/", {"token": token}, headers={"User-Agent": "Toinen selain"})
    assert number(idea) == 2


def test_taking_back_twice_does_as_once(reader, idea):
    mark = support(reader, idea)["Location"]
    token = form(reader, mark)[0]
    for one in (token, None, token):
        press(reader, mark, **({"token": one} if one else {}))
    assert number(idea) == 0


def test_a_mark_is_worth_something_on_its_own_day_for_its_own_idea_only(reader, idea):
    mark = support(reader, idea)["Location"]
    other = Idea.unscoped.filter(neighbourhood__slug="lintumaki").exclude(pk=idea.pk).first()
    for path in (mark.replace(f"/{idea.pk}/", f"/{other.pk}/"), mark[:-5] + "AAAA/", f"/fi/ideas/{idea.pk}/kannatettu/x/"):
        assert "Tämä linkki toimi yhden päivän." in words(reader.get(path))
        assert reader.post(path, {"token": "x"}).status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert reader.post(mark, {"token": "x"}).status_code == 403
    assert number(idea) == 1


def test_a_support_in_plain_finnish_has_its_own_words(reader, idea):
    support(reader, idea)
    assert "Noin 1 ihminen pitää ideasta" in words(reader.get(f"/fi-simple/ideas/{idea.pk}/"))


# --- comments and reports


def test_a_comment_is_read_by_a_person_before_others_see_it(reader, idea, keeper):
    assert "Luemme kommentin ennen kuin se näkyy." in words(reader.get(f"/fi/ideas/{idea.pk}/"))
    sent = press(reader, f"/fi/ideas/{idea.pk}/kommentoi/", text="Hyvä paikka.", name="Naapuri")
    assert "Kommenttisi on perillä." in words(reader.get(sent["Location"]))
    row = Comment.unscoped.get(idea=idea)
    assert row.state == "waiting" and "Hyvä paikka." not in words(reader.get(f"/fi/ideas/{idea.pk}/"))
    checking.check_comment(place(), row.pk, keeper, Comment.State.PUBLIC)
    shown = words(reader.get(f"/fi/ideas/{idea.pk}/"))
    assert "1 kommentti" in shown and "Hyvä paikka." in shown and "Naapuri" in shown


def test_a_comment_without_a_text_or_too_long_is_told_and_kept(reader, idea):
    path = f"/fi/ideas/{idea.pk}/kommentoi/"
    assert "Teksti puuttuu." in words(press(reader, path, text=" "), 422)
    page = press(reader, path, text="a" * 1001)
    assert page.status_code == 422 and page.context["form"]["text"].value() == "a" * 1001
    assert not Comment.unscoped.filter(idea=idea).exists()


def test_what_readers_report_makes_one_row_a_day(reader, idea):
    for number_of in range(3):
        sent = press(reader, f"/fi/ideas/{idea.pk}/ilmoita/", text=f"Tässä on nimi {number_of}.")
        assert "Kiitos." in words(reader.get(sent["Location"]))
    row = Report.unscoped.get(idea=idea)
    assert (row.count, row.text) == (3, "Tässä on nimi 0.")


# --- where it is closed


@pytest.mark.parametrize("tail", ["kannata/", "kommentoi/"])
def test_after_the_end_of_a_call_nothing_is_offered_or_taken_and_the_text_is_shown(reader, idea, tail):
    path = f"/fi/ideas/{idea.pk}/{tail}"
    token = form(reader, path)[0]
    call_of("lintumaki", closes_at=timezone.now() - timedelta(minutes=1))
    refused = press(reader, path, token=token, text="Tämä jäi kesken.")
    assert refused.status_code == 403 and ("Tämä jäi kesken." in words(refused, 403) or tail == "kannata/")
    page = soup(reader.get(f"/fi/ideas/{idea.pk}/"))
    assert not page.select(f'a[href="{path}"]')
    assert number(idea) == 0 and not Comment.unscoped.filter(idea=idea).exists()


def test_where_the_site_sleeps_nothing_is_taken(reader, idea):
    paths = [f"/fi/ideas/{idea.pk}/{tail}" for tail in ("kannata/", "kommentoi/", "ilmoita/")]
    tokens = [form(reader, path)[0] for path in paths]
    Neighbourhood.objects.filter(slug="lintumaki").update(state="quiet")
    current.forget_everything()
    for path, token in zip(paths, tokens, strict=True):
        assert press(reader, path, token=token, text="Teksti.").status_code == 403
    assert number(idea) == 0 and not Comment.unscoped.filter(idea=idea).exists() and not Report.unscoped.filter(idea=idea).exists()


def test_a_call_without_comments_or_support_has_neither(reader, idea):
    call_of("lintumaki", comments_on=False, support_on=False)
    page = soup(reader.get(f"/fi/ideas/{idea.pk}/"))
    assert not page.select('a[href$="kannata/"], a[href$="kommentoi/"]')
    for tail in ("kannata/", "kommentoi/"):
        assert reader.get(f"/fi/ideas/{idea.pk}/{tail}").status_code == 404


# --- the doors themselves


def test_no_public_form_needs_the_cookie_of_a_signed_in_page(idea):
    """Django's own test client does not look at it; this one does, as the real server."""
    client = Client(enforce_csrf_checks=True, headers={"host": "lintumaki.localhost:8000"})
    call = call_of("lintumaki")
    own = own_path(send_with(client, call))
    paths = [f"/fi/ideas/{idea.pk}/{tail}" for tail in ("kannata/", "kommentoi/", "ilmoita/")]
    paths += [own + tail for tail in ("muokkaa/", "lisaa/", "peru/", "palauta/", "poista/", "vahvista/")]
    paths += [f"/fi/ideas/laheta/{call.pk}/", "/fi/ideas/koodi/", "/fi/ideas/linkki/"]
    for path in paths:
        assert client.post(path, {"token": "x"}).status_code in (200, 422), path
    with_origin = {"Origin": "http://lintumaki.localhost:8000", "Sec-Fetch-Site": "same-origin"}
    assert client.post(paths[0], {"token": "x"}, headers=with_origin).status_code == 200


def send_with(client, call):
    path = f"/fi/ideas/laheta/{call.pk}/"
    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
        token = client.get(path).context["token"]
    return client.post(path, {"token": token, "text": TEXT, "reviewed": "1"})


@pytest.mark.parametrize("text", ALL_TEXTS, ids=range(len(ALL_TEXTS)))
def test_no_text_anywhere_breaks_anything(reader, idea, keeper, text):
    pages = {
        f"/fi/ideas/{idea.pk}/kommentoi/": {"text": text, "name": text},
        f"/fi/ideas/{idea.pk}/ilmoita/": {"text": text},
        f"/fi/ideas/{idea.pk}/kannata/": {"x": text},
        "/fi/ideas/koodi/": {"code": text},
        "/fi/ideas/linkki/": {"email": text},
    }
    for path, fields in pages.items():
        token = "" if "koodi" in path else form(reader, path)[0]
        answer = reader.post(path, fields | {"token": token})
        assert answer.status_code in (200, 303, 422), path
        assert reader.post(path, fields | {"token": text}).status_code in (200, 422)
    for row in Comment.unscoped.filter(idea=idea):
        checking.check_comment(place(), row.pk, keeper, Comment.State.PUBLIC)
    page = soup(reader.get(f"/fi/ideas/{idea.pk}/"))
    assert not page.main.select("script, iframe, [onerror], [onload]")
    assert all(said["dir"] == "auto" for said in page.select(".said-text"))
