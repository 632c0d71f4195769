"""Residents hear of what is new without coming to look: one page tells how, and every page leads there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.config.apply import apply_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(sites):
    """Lintumäki lends things."""
    with (sites / "lintumaki.toml").open("a", encoding="utf-8") as file:
        file.write("\n[plugins.dummyplugin]\n")
    assert not apply_all().errors


def test_the_page_names_all_that_can_be_subscribed_to(shelf, visit):
    page = visit("lintumaki").get("/fi/tilaa/").text
    assert "<h1>Tilaa</h1>" in page
    for address in (
        "http://lintumaki.localhost:8000/fi/feeds/dummyplugin.csv",
        "http://lintumaki.localhost:8000/fi/feeds/dummyplugin.atom",
    ):
        assert f'<p class="kept" dir="ltr">{address}</p>' in page


@pytest.mark.parametrize("code", ["fi", "sv", "en", "ar", "so", "uk", "fi-simple"])
def test_it_stands_in_every_language_under_the_readers_address(shelf, visit, code):
    page = visit("lintumaki").get(f"/{code}/tilaa/").text
    assert f"http://lintumaki.localhost:8000/{code}/feeds/dummyplugin.atom" in page
    assert page.count("<h1>") == 1


def test_every_page_leads_to_it_by_the_name_of_what_there_is(shelf, visit):
    page = visit("lintumaki").get("/fi/").text
    assert "Pysy mukana" in page
    assert '<a href="/fi/tilaa/#dummyplugin-table">Lainahylly taulukkona</a>' in page
    assert '<a href="/fi/tilaa/#feeds">Syötteet</a>' in page


def test_where_nothing_can_be_subscribed_to_it_says_so_and_no_page_leads_to_it(visit, sites):
    (sites / "tyhja.toml").write_text('name = "Tyhjä"\nhostname = "tyhja.example.fi"\nlanguages = ["fi"]\n', encoding="utf-8")
    assert not apply_all().errors
    assert "ei ole vielä mitään tilattavaa" in visit("tyhja").get("/fi/tilaa/").text
    assert "tilaa/" not in visit("tyhja").get("/fi/").text


def test_the_portal_has_no_such_page(visit):
    assert visit().get("/fi/tilaa/").status_code == 404


def test_it_asks_no_more_than_the_frame_of_a_page(visit):
    reader = visit("lintumaki")
    reader.get("/fi/tilaa/")
    with CaptureQueriesContext(connection) as asked:
        reader.get("/fi/tilaa/")
    assert not len(asked)


def test_only_reading_is_possible(visit):
    assert visit("lintumaki").post("/fi/tilaa/").status_code == 405
