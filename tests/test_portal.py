"""The portal: every neighbourhood in one list, what is new in them, and how to start one."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import portal
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Install, Neighbourhood

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


def test_the_newest_thing_has_its_date_and_leads_to_its_own_host(visit):
    when = timezone.now()
    Neighbourhood.objects.filter(slug="partti").update(newest={"title": "مقعد", "path": "penkki/", "language": "ar"}, newest_at=when)
    page = visit().get("/fi/")
    first, _other = page.context["news"]
    assert first["newest"]["language"] == "ar"
    assert 'href="http://partti.localhost:8000/ar/penkki/" lang="ar" dir="auto"' in page.text
    local = timezone.localtime(when)
    # once in its card, once in the list of what is new
    assert page.text.count(f">{local.day}.{local.month}.</time>") >= 2


def test_a_paused_neighbourhood_says_so_beside_what_is_newest_and_an_archived_one_has_no_news(visit):
    Neighbourhood.objects.filter(slug="partti").update(state="quiet")
    page = visit().get("/fi/")
    assert "tauolla" in page.text and page.text.count("Uusinta:") == 2
    Neighbourhood.objects.filter(slug="partti").update(state="archived")
    page = visit().get("/fi/")
    assert "arkistoitu" in page.text and page.text.count("Uusinta:") == 1
    assert [one["name"] for one in page.context["news"]] == ["Lintumäki"]


def test_a_removed_neighbourhood_is_nowhere(visit):
    Neighbourhood.objects.filter(slug="partti").update(state="removed")
    page = visit().get("/fi/")
    assert "Partti" not in page.text and "1 naapurusto<" in page.text


def test_an_install_without_neighbourhoods_says_so_and_tells_how_to_start_one(visit):
    Neighbourhood.objects.update(state="removed")
    page = visit().get("/fi/").text
    assert "Naapurustoja ei vielä ole." in page and "Perusta sivut omaan naapurustoon" in page and "0 naapurustoa" not in page


def test_the_example_of_a_file_is_one_that_starts_a_site(visit, sites):
    example = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", visit().get("/fi/").text, re.DOTALL).group(1))
    (sites / "kotimaki.toml").write_text(example, encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    assert "Kotimäki" in names(visit().get("/fi/"))


def test_it_says_whom_to_write_to(visit):
    portal = Install.objects.get().portal
    assert f'href="mailto:{portal["controller"]["email"]}"' in visit().get("/fi/").text


def test_what_was_searched_for_stays_when_the_language_changes(visit):
    page = visit().get("/fi/", {"q": "partti & co"}).text
    assert 'href="/sv/?q=partti+%26+co&amp;kieli"' in page


def more(sites, count):
    """Adds so many neighbourhoods, each by its own file, with a newest thing each."""
    for number in range(count):
        text = (sites / "lintumaki.toml").read_text(encoding="utf-8")
        text = text.replace('"Lintumäki"', f'"Naapurusto {number}"', 1).replace("lintumaki", f"naapurusto-{number}")
        (sites / f"naapurusto-{number}.toml").write_text(text, encoding="utf-8")
    assert not apply_all().errors
    told = {"title": "Uutta", "path": "uutta/", "language": "fi"}
    Neighbourhood.objects.filter(slug__startswith="naapurusto-").update(newest=told, newest_at=timezone.now())


def test_many_are_shown_page_by_page_and_the_search_goes_along(visit, sites, monkeypatch):
    more(sites, 4)
    monkeypatch.setattr(portal, "PER_PAGE", 3)
    first = visit().get("/fi/", {"q": "naapurusto"})
    assert names(first) == ["Naapurusto 0", "Naapurusto 1", "Naapurusto 2"] and "4 naapurustoa" in first.text
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text).group(1))
    assert names(visit().get(f"/fi/{following}")) == ["Naapurusto 3"]
    second = visit().get("/fi/?p=2")
    assert 'rel="canonical" href="http://localhost:8000/fi/?p=2"' in second.text and not second.context.get("news")


def test_it_costs_the_same_with_more_neighbourhoods(visit, sites):
    def cost():
        visit().get("/fi/")
        with CaptureQueriesContext(connection) as queries:
            page = visit().get("/fi/")
        return len(queries), len(page.context["neighbourhoods"]), len(page.context["news"])

    before, listed, news = cost()
    assert (listed, news) == (2, 2)
    more(sites, 5)
    after, listed, news = cost()
    assert (listed, news) == (7, 6)
    assert after == before <= 4


@pytest.mark.parametrize("path", ["/fi/ei-ole/", "/fi/offline/", "/accounts/login/"])
def test_no_other_page_of_the_portal_says_that_it_is_the_front_page(visit, path):
    assert 'rel="canonical"' in visit().get("/fi/").text
    page = visit().get(path).text
    assert "<h1" in page and 'rel="canonical" href="http://localhost:8000/fi/"' not in page and "hreflang" not in page.split("<body")[0]
