"""The portal: every neighbourhood in one list, what is new in them, and how to start one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.models import HomePage, InfoPage, Neighbourhood

pytestmark = pytest.mark.django_db


def names(page):
    return [one["name"] for one in page.context["neighbourhoods"]]


@pytest.mark.parametrize("typed", ["lintu", "LINTUMÄKI", "lintumaki", "ntumä", " Lintumäki "])
def test_a_neighbourhood_is_found_however_its_name_is_typed(visit, typed):
    assert names(visit().get("/fi/", {"q": typed})) == ["Lintumäki"]


def test_a_municipality_finds_all_of_its_neighbourhoods(visit):
    assert names(visit().get("/fi/", {"q": "mikkeli"})) == ["Lintumäki", "Partti"]


@pytest.mark.parametrize("typed", ["xyzzy", "%", "_", "<script>x</script>", "\0", "a" * 5000])
def test_what_is_not_found_is_told_with_a_way_back(visit, typed):
    page = visit().get("/fi/", {"q": typed}) if "\0" not in typed else visit().get("/fi/?q=%01")
    assert page.status_code == 200 and "<script>x" not in page.text
    if typed == "xyzzy":
        assert not names(page) and "Näytä kaikki" in page.text


def test_it_shows_name_municipality_text_and_the_newest_thing(visit):
    page = visit().get("/fi/").text
    for piece in ("Lintumäki", "Mikkeli", "Kerrostaloja, metsää ja pihoja Mikkelissä.", "Uusinta:", "2 naapurustoa"):
        assert piece in page


def add(title, slug="uusi", site="lintumaki", code="fi"):
    home = HomePage.objects.get(url_path=f"/{site}/{code}/")
    page = home.add_child(instance=InfoPage(title=title, slug=slug, locale=home.locale, live=False))
    return page


def newest(slug="lintumaki"):
    return Neighbourhood.objects.get(slug=slug).newest.get("title")


class TestNewest:
    def test_what_is_published_is_the_newest_and_leads_to_its_own_host(self, visit):
        add("Uusi penkki").save_revision().publish()
        page = visit().get("/fi/")
        assert page.context["news"][0]["newest"]["title"] == "Uusi penkki"
        assert 'href="http://lintumaki.localhost:8000/fi/uusi/"' in page.text

    def test_a_draft_is_not(self):
        before = newest()
        add("Luonnos").save_revision()
        assert newest() == before

    def test_what_is_hidden_or_deleted_gives_its_place_to_the_one_before(self):
        before = newest()
        page = add("Hetki")
        page.save_revision().publish()
        assert newest() == "Hetki"
        page = InfoPage.objects.get(pk=page.pk)
        page.unpublish()
        assert newest() == before
        page.save_revision().publish()
        page.delete()
        assert newest() == before

    def test_a_translation_is_no_news(self):
        page = add("Uutta")
        page.save_revision().publish()
        home = HomePage.objects.get(url_path="/lintumaki/sv/")
        home.add_child(instance=InfoPage(title="Nytt", slug="uusi", locale=home.locale, translation_key=page.translation_key, live=False))
        InfoPage.objects.get(title="Nytt").save_revision().publish()
        assert newest() == "Uutta"

    def test_it_makes_no_record_older(self):
        before = Neighbourhood.objects.get(slug="partti").generation
        page = add("Syvällä", site="partti")
        below = page.add_child(instance=InfoPage(title="Alla", slug="alla", locale=page.locale, live=False))
        middle = Neighbourhood.objects.get(slug="partti").generation
        below.save_revision().publish()
        assert Neighbourhood.objects.get(slug="partti").generation == middle >= before
        assert newest("partti") == "Alla"

    def test_removed_and_archived_neighbourhoods_have_no_news(self, visit):
        Neighbourhood.objects.filter(slug="partti").update(state="archived")
        Neighbourhood.objects.filter(slug="lintumaki").update(state="removed")
        assert not visit().get("/fi/").context["news"]


def test_it_costs_the_same_with_many_more_neighbourhoods(visit):
    def cost():
        visit().get("/fi/")
        with CaptureQueriesContext(connection) as queries:
            visit().get("/fi/")
        return len(queries)

    before = cost()
    Neighbourhood.objects.filter(slug="partti").update(name="Aaa")
    assert before == cost() <= 4
