"""Searching a site: plain for now, and safe."""

import json
from pathlib import Path

import pytest

from neighbourhoods.models import InfoPage

pytestmark = pytest.mark.django_db
CASES = json.loads((Path(__file__).parent / "cases" / "text_cases.json").read_text(encoding="utf-8"))


def hits(page):
    return [(hit["title"], hit["url"]) for hit in page.context["hits"]]


def test_a_page_is_found_by_a_word_of_its_text(visit):
    page = visit("lintumaki").get("/fi/etsi/", {"q": "huoltoyhtiölle"})
    assert hits(page) == [("Keneltä voi kysyä", "/fi/yhteystiedot/")]
    assert "1 osuma sanalle ”huoltoyhtiölle”" in page.text


def test_a_page_in_many_languages_is_found_once_in_the_readers_best(visit):
    page = visit("lintumaki").get("/sv/etsi/", {"q": "yhteystiedot OR kysyä"})
    assert [url for _title, url in hits(page)].count("/sv/yhteystiedot/") == 1
    assert ("Vem kan man fråga", "/sv/yhteystiedot/") in hits(visit("lintumaki").get("/sv/etsi/", {"q": "fråga"}))


def test_an_empty_search_is_just_the_form(visit):
    page = visit("lintumaki").get("/fi/etsi/")
    assert "Mitä etsit?" in page.text and 'role="status"' not in page.text


def test_when_nothing_is_found_the_reader_is_told_whom_to_ask(visit):
    page = visit("lintumaki").get("/fi/etsi/", {"q": "xyzzy"})
    assert "Emme löytäneet mitään sanalla ”xyzzy”." in page.text and "mailto:lintumaki@example.org" in page.text


def test_drafts_and_other_neighbourhoods_are_not_found(visit):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/tietoa/")
    page.unpublish()
    assert not hits(visit("lintumaki").get("/fi/etsi/", {"q": "arki"}))
    assert not [url for _title, url in hits(visit("partti").get("/fi/etsi/", {"q": "Lintumäki"})) if "lintumaki" in url]


def test_no_text_breaks_it_and_none_runs(visit):
    reader = visit("lintumaki")
    for text in [
        *(text for texts in CASES.values() for text in texts),
        '"',
        "a* OR",
        "NEAR(a b)",
        "a AND",
        "\\",
        "'; DROP",
        "(",
        ":*",
        "&|!",
    ]:
        page = reader.get("/fi/etsi/", {"q": text})
        # NUL is refused before all else
        assert page.status_code == (400 if "\0" in text else 200), text
        assert "<script>w" not in page.text and "<img src=x" not in page.text


def test_on_the_portal_it_leads_to_the_list(visit):
    answer = visit().get("/fi/etsi/", {"q": "Partti & muut"})
    assert (answer.status_code, answer["Location"]) == (302, "/fi/?q=Partti+%26+muut")
