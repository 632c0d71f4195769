"""What a reader or writer gets when something is wrong on our side."""

import sqlite3

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from neighbourhoods import current, errors
from neighbourhoods.models import Details

pytestmark = pytest.mark.django_db


def broken(*args, **kwargs):
    raise DatabaseError("gone")


@pytest.fixture
def patient(visit):
    visitor = visit("lintumaki")
    visitor.client.raise_request_exception = False
    return visitor


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fi/", "Meillä meni jokin rikki."),
        ("/sv/", "Något gick sönder hos oss."),
        ("/en/", "Something broke on our side."),
        ("/ar/", "حدث عطل لدينا."),
    ],
)
def test_a_fault_of_ours_is_told_in_the_readers_language_without_the_database(patient, monkeypatch, path, words):
    patient.get(path)
    monkeypatch.setattr("neighbourhoods.languages.serve.find_route", broken)
    monkeypatch.setattr(connection, "cursor", broken)
    page = patient.get(path)
    assert page.status_code == 500
    assert words in page.text
    assert "gone" not in page.text and "Traceback" not in page.text


def test_a_fault_of_ours_tells_whom_to_call_when_the_site_has_a_number(patient, monkeypatch, neighbourhoods):
    Details.objects.filter(neighbourhood=neighbourhoods["lintumaki"]).update(contact_phone="+358 50 123 4567")
    current.changed(neighbourhoods["lintumaki"].pk)
    patient.get("/fi/")
    monkeypatch.setattr("neighbourhoods.languages.serve.find_route", broken)
    monkeypatch.setattr(connection, "cursor", broken)
    assert 'href="tel:+358501234567"' in patient.get("/fi/").text


def test_a_removed_neighbourhood_keeps_its_own_look(visit, neighbourhoods):
    row = neighbourhoods["lintumaki"]
    row.config["theme"] = {"name": "pihlaja", "tokens": {"accent": "#123456"}}
    row.state = "removed"
    row.save()
    current.forget_everything()
    page = visit("lintumaki").get("/fi/")
    assert page.status_code == 410 and 'data-theme="pihlaja"' in page.text
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = visit("lintumaki").get(style)
    # named by its version, not merely what the host falls back to
    assert "#123456" in answer.text and "immutable" in answer["Cache-Control"]


def test_even_without_templates_there_is_a_sentence(patient, monkeypatch):
    patient.get("/fi/")
    monkeypatch.setattr("neighbourhoods.languages.serve.find_route", broken)
    monkeypatch.setattr(errors, "render_to_string", broken)
    page = patient.get("/fi/")
    assert page.status_code == 500
    assert "Vika ei ole sinussa." in page.text


def test_health_tells_when_the_database_does_not_answer(patient, monkeypatch):
    monkeypatch.setattr(connection, "cursor", broken)
    page = patient.get("/health")
    assert (page.status_code, page.text) == (503, "database\n")


def test_a_lasting_lock_answers_503_with_all_that_was_typed(rf):
    request = rf.post(
        "/admin/pages/3/edit/?x=1",
        {"title": "Talkoot <lauantaina>", "text": "Tule hetkeksi tai koko ajaksi & ota hanskat.", "many": ["1", "2"]},
    )
    request.neighbourhood = request.portal = None
    try:
        try:
            raise sqlite3.OperationalError("database is locked")
        except sqlite3.OperationalError as cause:
            raise OperationalError("database is locked") from cause
    except OperationalError:
        page = errors.server_error(request)
    text = page.content.decode()
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert "Tekstisi on tallessa. Lähetä uudelleen hetken päästä." in text
    assert 'action="/admin/pages/3/edit/?x=1"' in text
    assert 'name="title" value="Talkoot &lt;lauantaina&gt;"' in text
    assert text.count('name="many"') == 2
    assert "Tule hetkeksi tai koko ajaksi &amp; ota hanskat.</pre>" in text


def test_an_editor_that_saves_by_itself_gets_503_as_json(rf):
    request = rf.post("/admin/pages/3/edit/", {}, headers={"accept": "application/json"})
    page = errors.busy(request)
    assert page.status_code == 503
    assert page["Content-Type"] == "application/json"


def test_other_database_errors_are_not_taken_for_a_lock():
    assert not errors.is_a_lasting_lock(OperationalError("no such table"))
    assert not errors.is_a_lasting_lock(ValueError("database is locked"))


def test_a_form_without_its_token_is_refused_in_plain_words(visit, keeper):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost:8000"})
    page = client.post("/accounts/login/", {"email": keeper.email})
    assert page.status_code == 403
    assert "Sivu ehti vanhentua." in page.text
    assert "Mitään ei muutettu." in page.text


def test_error_pages_are_never_kept_by_a_cache(visit):
    for visitor, path in ((visit("lintumaki"), "/fi/ei-ole/"), (visit(host="unknown.example"), "/")):
        assert visitor.get(path)["Cache-Control"] == "no-store"


def test_the_page_for_a_missing_page_offers_the_way_home_in_the_readers_language(visit):
    page = visit("lintumaki").get("/sv/finns-inte/")
    assert page.status_code == 404
    assert "Sidan hittades inte." in page.text
    assert '<li><a href="/sv/">' in page.text
    assert "Kom med" in page.text


def test_a_request_before_anything_was_applied_is_answered(bare, visit):
    assert visit().get("/fi/").status_code == 404
    assert visit("lintumaki").get("/fi/").status_code == 404
    assert visit().get("/health").status_code == 200
