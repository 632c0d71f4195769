"""The search page: what it shows of hits, how it is narrowed, what it says when it finds nothing, and what it costs."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language_info
from wagtail.models import Page

from neighbourhoods import current
from neighbourhoods.models import HomePage, Neighbourhood
from neighbourhoods.plugin import Facet

from .noted_pages import switch  # noqa: F401
from .search_ground import look, write  # noqa: F401

pytestmark = pytest.mark.django_db
CASES = json.loads((Path(__file__).parent / "cases" / "search_abuse.json").read_text(encoding="utf-8"))


class TestSnippets:
    def test_words_are_marked_in_whatever_form_they_are(self, look, neighbourhoods):
        write("Lumityöt", "Alku on muuta. Sitten kerromme, että kokouksessa päätettiin lumitöistä.")
        look("kokous")
        assert "kerromme, että <mark>kokouksessa</mark> päätettiin" in look.page.text

    def test_a_long_text_is_cut_around_the_first_word(self, look, neighbourhoods):
        write("Pitkä", f"{'alku ' * 200} hirvipaisti {'loppu ' * 200}")
        look("hirvipaisti")
        snippet = look.page.context["hits"][0]["snippet"]
        assert "<mark>hirvipaisti</mark>" in snippet and snippet.startswith("… ") and snippet.endswith(" …") and len(snippet) < 300

    def test_what_looks_like_html_is_text(self, look, neighbourhoods):
        write("Paisti <script>alert(1)</script> & hirvi", 'Hirvi &lt;img src=x onerror=alert(1)&gt; ja "lainaus"')
        look("hirvi")
        assert "<script>alert" not in look.page.text and "<img src=x" not in look.page.text
        assert "Paisti &lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>hirvi</mark>" in look.page.text

    def test_a_word_without_dots_is_marked_in_the_text_that_has_them(self, look, neighbourhoods):
        write("Pyörä", "Hieno pöllö lensi ohi.")
        look("pollo")
        assert "<mark>pöllö</mark>" in look.page.text

    def test_a_hit_in_another_language_says_so(self, look, neighbourhoods):
        write("حديقة الحي", "نلتقي في الحديقة.", under="/lintumaki/ar/")
        HomePage.objects.filter(url_path="/lintumaki/ar/").update(live=True)
        current.forget_everything()
        look("حديقة")
        assert '<h2 lang="ar" dir="rtl"><a href="' in look.page.text and '"><mark>حديقة</mark> الحي</a>' in look.page.text
        assert f'<bdi lang="ar">{get_language_info("ar")["name_local"]}</bdi>' in look.page.text


class TestNarrowing:
    def test_a_kind_that_is_none_narrows_nothing(self, look):
        usual = look("huoltoyhtiö")
        for kind in ("<script>", "ei-ole", "x" * 5000, "\u202e"):
            assert look("huoltoyhtiö", tyyppi=kind) == usual and not look.page.context["chips"]
            assert "<script>" not in look.page.text.replace("<script src", "")

    def test_where_all_is_of_one_kind_there_is_no_filter(self, look, neighbourhoods):
        write("Kuikkalaiva")
        assert look("kuikkalaiva") == ["Kuikkalaiva"] and 'class="narrow"' not in look.page.text

    @pytest.fixture
    def shelf(self, switch):
        from tests.dummyplugin.models import ShelfPage, ThingPage

        switch(True)
        parent = Page.objects.get(url_path="/lintumaki/fi/")
        shelf = parent.add_child(instance=ShelfPage(title="Hylly", slug="hylly", locale=parent.locale))
        for number, kind in enumerate(("tool", "game")):
            shelf.add_child(instance=ThingPage(title=f"Kuikkalaite {number}", slug=f"laite-{number}", kind=kind, locale=parent.locale))
        write("Kuikkalaitteiden huolto")

    def test_the_facet_of_a_plugin_narrows(self, look, shelf):
        assert len(look("kuikkalaite")) == 3
        assert look("kuikkalaite", laji="tool") == ["Kuikkalaite 0"]
        assert look("kuikkalaite", language="en", laji="game", tyyppi="page") == []
        assert "Remove filter: Game" in look.page.text and "Remove all filters" in look.page.text

    def test_a_value_that_is_no_choice_narrows_nothing(self, look, shelf):
        assert len(look("kuikkalaite", laji="' OR 1=1")) == 3

    def test_a_facet_exists_only_where_its_plugin_is_on(self, look, shelf):
        write("Kuikkalaite", under="/partti/fi/")
        assert look("kuikkalaite", slug="partti", laji="tool") == ["Kuikkalaite"]
        assert 'name="laji"' not in look.page.text

    def test_a_facet_that_fails_leaves_the_search_up(self, look, shelf, settings, monkeypatch, caplog):
        from tests.dummyplugin.plugin import LendingShelf

        def fail(*arguments):
            raise RuntimeError("only a test")

        settings.PLUGIN_ERRORS_RAISE = False
        for facet in (Facet("laji", "Laji", fail, fail), Facet("laji", "Laji", lambda neighbourhood: [("tool", "Työkalu")], fail)):
            monkeypatch.setattr(LendingShelf, "facets", lambda self, facet=facet: [facet])
            assert len(look("kuikkalaite", laji="tool")) == 3
            assert "dummyplugin" in caplog.text and "only a test" not in look.page.text


class TestNothingFound:
    def test_a_word_with_one_wrong_letter_is_asked_about(self, look, neighbourhoods):
        write("Perunapäivä")
        for typed in ("perunapäiva", "perunpäivä", "perunnapäivä", "perunapävä", "preunapäivä"):
            if look(typed):
                # folded it is the same word
                continue
            assert look.page.context["meant"] == "perunapäivä", typed
        look("preunapäivä", language="en")
        assert 'href="/en/etsi/?q=perunap%C3%A4iv%C3%A4"' in look.page.text and "Did you mean: perunapäivä?" in look.page.text

    def test_only_the_unknown_word_is_put_right(self, look, neighbourhoods):
        write("Perunapäivä torilla")
        look("perunpäivä torilla")
        assert look.page.context["meant"] == "perunapäivä torilla"

    def test_nothing_is_asked_about_words_of_other_neighbourhoods(self, look, neighbourhoods):
        write("Perunapäivä", under="/partti/fi/")
        look("perunpäivä")
        assert look.page.context["meant"] is None

    def test_nothing_is_asked_about_words_of_hidden_pages(self, look, neighbourhoods):
        page = write("Perunapäivä")
        Page.objects.filter(pk=page.pk).update(live=False)
        look("perunpäivä")
        assert look.page.context["meant"] is None

    def test_when_some_words_are_found_it_is_told_so(self, look, neighbourhoods):
        write("Perunapäivä")
        assert look("perunapäivä xyzzyx", language="en") == ["Perunapäivä"]
        assert "No page has all the words." in look.page.text


class TestTitles:
    def ask(self, visit, typed, slug="lintumaki", language="fi"):
        answer = visit(slug).get(f"/{language}/etsi/otsikot/", {"q": typed})
        assert answer.status_code == 200 and answer["Cache-Control"] == "public, max-age=60"
        return [(row["title"], row["url"]) for row in answer.json()["titles"]]

    def test_a_beginning_finds_titles(self, visit, neighbourhoods):
        page = write("Kuikkamäen retki")
        write("Suuri Kuikkamatka")
        write("Muuta", "Kuikka uiskentelee.")
        write("Salainen Kuikka", live=False)
        write("Kuikka", under="/partti/fi/")
        found = self.ask(visit, "kuik")
        assert found[0] == ("Kuikkamäen retki", f"/fi/{page.slug}/") and [title for title, _url in found[1:]] == ["Suuri Kuikkamatka"]
        assert self.ask(visit, "retki kuikkam") == [found[0]]

    def test_one_letter_asks_for_nothing_and_hostile_ones_neither(self, visit, neighbourhoods):
        for typed in ("", "k", '"', "k*", "* OR *", "NEAR(", "💥", "\u202e", "a" * 10_000):
            assert self.ask(visit, typed) == []

    def test_on_the_portal_they_are_of_all_neighbourhoods(self, visit, neighbourhoods):
        write("Kuikkamäen retki")
        write("Kuikkapartti", under="/partti/fi/")
        assert {url.split("/")[2] for _title, url in self.ask(visit, "kuikka", slug=None)} == {
            "lintumaki.localhost:8000",
            "partti.localhost:8000",
        }

    def test_an_unknown_host_has_none(self, visit):
        assert visit(host="kuikkala.localhost:8000").get("/fi/etsi/otsikot/", {"q": "tieto"}).status_code == 404


class TestPortal:
    def test_it_finds_in_all_neighbourhoods_but_those_that_are_removed(self, look, neighbourhoods):
        write("Kuikkajuhla")
        write("Kuikkakisat", under="/partti/fi/")
        assert set(look("kuikkajuhla kuikkakisat", slug=None)) == {"Kuikkajuhla", "Kuikkakisat"}
        assert "http://partti.localhost:8000/fi/" in look.page.text and "<bdi>Partti</bdi>" in look.page.text
        for state, is_there in (("quiet", True), ("archived", True), ("removed", False)):
            Neighbourhood.objects.filter(slug="partti").update(state=state)
            current.forget_everything()
            assert bool(look("kuikkakisat", slug=None)) is is_there, state

    def test_what_is_hidden_private_or_off_is_not_found(self, look, neighbourhoods, switch):
        from wagtail.models import PageViewRestriction

        private, hidden = write("Kuikkasalaisuus"), write("Kuikkapiilo")
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        Page.objects.filter(pk=hidden.pk).update(live=False)
        assert look("kuikkasalaisuus", slug=None) == [] == look("kuikkapiilo", slug=None)
        assert look("uutinen vesi", slug=None)
        for slug in ("lintumaki", "partti"):
            switch(False, slug, "news")
        assert not [hit for hit in look.page.context["hits"] if hit["kind"] == "news" and look("poikki torstaina", slug=None)]

    def test_a_language_that_is_hidden_is_not_found(self, look, neighbourhoods):
        write("Kuikkafest", under="/lintumaki/sv/")
        assert look("kuikkafest", slug=None) == ["Kuikkafest"]
        HomePage.objects.filter(url_path="/lintumaki/sv/").update(live=False)
        current.forget_everything()
        assert look("kuikkafest", slug=None) == []

    def test_its_list_leads_to_it(self, visit):
        assert 'href="/fi/etsi/?q=lintu"' in visit().get("/fi/", {"q": "lintu"}).text


HOSTILE = [
    '"',
    "*",
    "NEAR(",
    "NEAR(a b, 2)",
    "a" * 10_000,
    "ja on että",
    "💥💥",
    "سوق \u202eabc\u202c סוק",
    "a AND OR NOT (",
    ":*&|!<->",
    "t_fi_a",
    "12_fi_talkoo",
    "{tokens}: x",
    "^x",
    "-talkoot",
    "'; DROP TABLE x; --",
    "%s %d {}",
    "\u0301" * 90,
    "<mark>",
    "ſt İ ß",
    *CASES["typed"],
]


@pytest.mark.parametrize("place", ["lintumaki", None])
def test_text_search_redos_no_text_breaks_the_search_or_keeps_it_busy(visit, neighbourhoods, place):
    reader = visit(place)
    reader.get("/fi/etsi/", {"q": "talkoot"})

    def cost(typed):
        best = []
        for _round in range(3):
            began = time.process_time()
            answer = reader.get("/fi/etsi/", {"q": typed})
            best.append(time.process_time() - began)
            assert answer.status_code == 200, typed[:40]
        return min(best)

    usual = cost("talkoot lauantaina kerhohuone")
    for typed in HOSTILE:
        # three times, and what a clock of a busy machine adds
        assert cost(typed) < 3 * usual + 0.3, typed[:40]


def test_a_nul_is_refused_before_all_else(visit):
    assert visit("lintumaki").get("/fi/etsi/?q=a%00b").status_code == 400


@pytest.mark.parametrize("place", ["lintumaki", None])
def test_sixty_pages_cost_as_many_queries_as_five(visit, neighbourhoods, place):
    def queries():
        reader = visit(place)
        reader.get("/fi/etsi/", {"q": "kuikka"})
        with CaptureQueriesContext(connection) as asked:
            assert reader.get("/fi/etsi/", {"q": "kuikka"}).context["hits"]
        return [query["sql"] for query in asked]

    for number in range(5):
        write(f"Kuikka {number}", "Kuikka uiskentelee.")
    few = queries()
    for number in range(55):
        write(f"Kuikka {number}", "Kuikka uiskentelee.", under=("/lintumaki/fi/", "/partti/fi/", "/lintumaki/sv/")[number % 3])
    many = queries()
    assert len(many) == len(few) <= (7 if place is None else 5), many
