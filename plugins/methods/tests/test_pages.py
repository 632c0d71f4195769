"""What readers get of methods: the library that ships, and all that one method says."""

import pytest

from neighbourhoods import current

from .. import library
from ..models import MethodPage
from ..texts import TEXTS
from .ground import LIBRARY, new_method, soup, words

pytestmark = pytest.mark.django_db


def test_lintumaki_has_the_twelve_methods_that_ship(visit, neighbourhoods):
    read = soup(visit("lintumaki").get(LIBRARY))
    titles = {words(heading) for heading in read.main.select("li.card h3")}
    assert len(library.shipped()) == 12
    assert {versions["fi"].title for versions in library.shipped().values()} <= titles


def test_a_method_shows_every_part_that_it_has(visit, neighbourhoods):
    read = soup(visit("lintumaki").get(f"{LIBRARY}rappukahvit/"))
    text = words(read.main)
    written = library.shipped()["rappukahvit"]["fi"]
    for name in TEXTS:
        told = "\n".join(written.steps) if name == "steps" else written.words.get(name, "")
        for line in filter(None, told.split("\n")):
            assert " ".join(line.split()) in text, name
    assert len(read.select("ol.steps > li")) == 7
    assert read.select_one("section.start h2") and read.select_one("section.not h2")


def test_a_method_is_read_in_the_readers_language_and_in_the_best_one_where_it_has_none(visit, neighbourhoods):
    assert words(soup(visit("lintumaki").get("/sv/menetelmat/rappukahvit/")).h1) == "Trappkaffe"
    read = soup(visit("lintumaki").get("/en/menetelmat/ideaseina/"))
    assert words(read.h1) == "Ideaseinä" and read.main["lang"] == "fi"


def test_a_method_without_steps_or_with_two_hundred_is_a_page(visit, neighbourhoods):
    none = new_method("lintumaki", "Ilman", steps=(), time="", materials="")
    many = new_method("lintumaki", "Paljon", steps=[f"Vaihe {number}" for number in range(200)], purpose="a" * 20_000)
    for page, count in ((none, 0), (many, 200)):
        answer = visit("lintumaki").get(f"{LIBRARY}{page.slug}/")
        assert answer.status_code == 200 and len(soup(answer).select("ol.steps > li")) == count


def test_what_is_typed_in_a_part_is_text_and_no_markup(visit, neighbourhoods):
    page = new_method("lintumaki", purpose="<script>alert(1)</script>", steps=["<b>x</b>"])
    assert b"<script>alert" not in visit("lintumaki").get(f"{LIBRARY}{page.slug}/").content


def test_a_method_costs_the_same_queries_however_much_it_says(visit, neighbourhoods, django_assert_max_num_queries):
    page = new_method("lintumaki", steps=[f"Vaihe {number}" for number in range(100)])
    at = visit("lintumaki")
    at.get(f"{LIBRARY}{page.slug}/")
    with django_assert_max_num_queries(20):
        at.get(f"{LIBRARY}{page.slug}/")


def test_the_search_finds_a_method_by_what_one_needs(visit, neighbourhoods):
    new_method("lintumaki", "Kattoilta", materials="kaksi kaukoputkea")
    assert "Kattoilta" in visit("lintumaki").get("/fi/etsi/?q=kaukoputkea").text


def test_the_home_page_and_the_feed_show_the_newest(visit, neighbourhoods):
    new_method("lintumaki", "Lyhtypolku", lead="Kymmenen lyhtyä.")
    assert "Lyhtypolku" in visit("lintumaki").get("/fi/").text
    assert "Lyhtypolku" in visit("lintumaki").get("/fi/feeds/methods.atom").text


def test_a_method_that_ships_is_no_example(neighbourhoods):
    record = current.by_slug("lintumaki")
    assert not record.pages(MethodPage).filter(is_example=True).exists()
