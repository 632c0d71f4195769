"""Searching a site: plain for now, and safe."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
import unicodedata
from pathlib import Path

import pytest

from neighbourhoods.models import InfoPage
from neighbourhoods.search import query

from .search_ground import fewer_examples  # noqa: F401

pytestmark = pytest.mark.django_db
CASES = json.loads((Path(__file__).parent / "cases" / "text_cases.json").read_text(encoding="utf-8"))


def hits(page):
    return [(hit["title"], hit["url"]) for hit in page.context["hits"]]


def test_a_page_is_found_by_a_word_of_its_text(visit, fewer_examples):
    page = visit("lintumaki").get("/fi/etsi/", {"q": "huoltoyhtiölle kysyä"})
    assert hits(page) == [("Keneltä voi kysyä", "/fi/yhteystiedot/")]
    assert "1 osuma sanalle ”huoltoyhtiölle kysyä”" in page.text


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


def test_on_the_portal_it_looks_into_all_neighbourhoods(visit):
    page = visit().get("/fi/etsi/", {"q": "huoltoyhtiölle"})
    assert ("Keneltä voi kysyä", "http://lintumaki.localhost:8000/fi/yhteystiedot/") in hits(page)


def test_a_reader_gets_the_title_and_the_lead_of_the_own_language_whichever_version_had_the_word(visit, fewer_examples):
    page = visit("lintumaki").get("/sv/etsi/", {"q": "huoltoyhtiölle kysyä"})
    (hit,) = page.context["hits"]
    row = InfoPage.objects.get(url_path="/lintumaki/sv/yhteystiedot/")
    assert (hit["title"], hit["url"], hit["language"]) == ("Vem kan man fråga", "/sv/yhteystiedot/", "sv")
    assert row.lead and hit["snippet"] == row.lead


def test_pages_with_all_the_words_come_first_and_with_any_when_there_are_none(visit, fewer_examples):
    reader = visit("lintumaki")
    assert hits(reader.get("/fi/etsi/", {"q": "huoltoyhtiölle kysyä"})) == [("Keneltä voi kysyä", "/fi/yhteystiedot/")]
    assert ("Keneltä voi kysyä", "/fi/yhteystiedot/") in hits(reader.get("/fi/etsi/", {"q": "huoltoyhtiölle xyzzy"}))


def test_a_letter_that_was_typed_in_two_parts_is_the_same_letter(visit):
    reader = visit("lintumaki")
    as_one = hits(reader.get("/fi/etsi/", {"q": "huoltoyhtiölle"}))
    assert as_one and hits(reader.get("/fi/etsi/", {"q": unicodedata.normalize("NFD", "huoltoyhtiölle")})) == as_one


@pytest.mark.parametrize(("pages", "shown", "is_all"), [(20, 20, True), (21, 20, False)])
def test_the_first_twenty_are_shown_and_it_is_told_when_there_are_more(visit, neighbourhoods, pages, shown, is_all):
    home = neighbourhoods["lintumaki"].folder.get_children().get(slug="fi")
    for number in range(pages):
        home.add_child(instance=InfoPage(title=f"Kvartsikello {number}", slug=f"kello-{number}", locale=home.locale))
    page = visit("lintumaki").get("/fi/etsi/", {"q": "kvartsikello"})
    assert len(page.context["hits"]) == shown
    assert ("20 osumaa sanalle" in page.text) is is_all
    assert page.context["most"] == (0 if is_all else 20)


def test_only_a_hundred_letters_and_eight_words_are_looked_for():
    assert query.words(" " * 100 + "sana") == []
    assert query.words("yksi KAKSI, kolme-neljä_viisi 6 7 8 9") == ["yksi", "KAKSI", "kolme", "neljä", "viisi", "6", "7", "8"]
    assert query.words("\" * : ( ) & | ! \\ ' _ %") == []


def test_the_page_of_hits_is_kept_out_of_search_engines_and_tells_how_many_there_are(visit):
    page = visit("lintumaki").get("/fi/etsi/", {"q": "huoltoyhtiölle"})
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'role="status"' in page.text
