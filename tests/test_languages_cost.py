"""What languages cost: nothing. The record of a site holds them, and a page in another language costs what one in the reader's own does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.config.apply import apply_all

from .three_sites import of_main, write

pytestmark = pytest.mark.django_db

KIND_OF_PAGE = {
    "home": "/fi/",
    "page": "/fi/koe/",
    "page below": "/fi/koe/alla/",
    "not found": "/fi/ei-ole/",
    "feed": "/fi/feeds/dummyplugin.atom",
}


def queries(reader, path, status=200):
    """Queries of the second answer: by then the process knows the site."""
    assert reader.get(path).status_code == status
    with CaptureQueriesContext(connection) as asked:
        reader.get(path)
    return len(asked)


def site(sites, slug, languages):
    listed = ", ".join(f'"{code}"' for code in languages)
    text = f'name = "{slug}"\nhostname = "{slug}.example.fi"\nlanguages = [{listed}]\n\n[plugins.dummyplugin]\n'
    (sites / f"{slug}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def one_and_seven(sites, settings):
    """Two sites alike but for the number of their languages; on the second everything is translated."""
    site(sites, "yksi", ["fi"])
    site(sites, "seitseman", settings.LANGUAGE_CODES)
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    for slug, codes in (("yksi", ["fi"]), ("seitseman", settings.LANGUAGE_CODES)):
        above = below = None
        for code in codes:
            first = write(slug, code, "koe", f"Koe {code}", **({"translation_of": above} if above else {}))
            second = write(slug, code, "alla", f"Alla {code}", above="koe/", **({"translation_of": below} if below else {}))
            above, below = above or first, below or second


@pytest.mark.parametrize("kind", KIND_OF_PAGE)
def test_a_site_in_seven_languages_needs_as_many_queries_as_one_in_finnish_only(one_and_seven, visit, kind):
    path = KIND_OF_PAGE[kind]
    status = 404 if kind == "not found" else 200
    asked = {slug: queries(visit(slug), path, status) for slug in ("yksi", "seitseman")}
    assert asked["seitseman"] == asked["yksi"]
    assert asked["yksi"] <= 6


@pytest.mark.parametrize("code", ["sv", "ar", "so"])
def test_a_page_that_falls_back_costs_one_query_more_than_a_direct_one(visit, code):
    write("lintumaki", "fi", "koe", "Koe")
    write("lintumaki", "fi", "alla", "Alla", above="koe/")
    reader = visit("lintumaki")
    for path in ("koe/", "koe/alla/"):
        assert of_main(reader.get(f"/{code}/{path}")) == ("fi", "ltr")
        direct, fallback = queries(reader, f"/fi/{path}"), queries(reader, f"/{code}/{path}")
        assert fallback == direct + 1


def test_an_untranslated_home_page_costs_what_the_one_it_shows_costs(visit):
    reader = visit("lintumaki")
    assert queries(reader, "/en/") == queries(reader, "/fi/")


def test_more_pages_in_more_languages_cost_a_list_of_pages_no_query(visit):
    write("lintumaki", "fi", "koe", "Koe")
    write("lintumaki", "fi", "eka", "Eka", above="koe/")
    reader = visit("lintumaki")
    before = queries(reader, "/fi/koe/")
    for number in range(5):
        page = write("lintumaki", "fi", f"toka-{number}", "Toka", above="koe/")
        if number == 0:
            koe = page.get_parent().specific
            write("lintumaki", "sv", "koe", "Prov", translation_of=koe)
        write("lintumaki", "sv", f"toka-{number}", "Andra", above="koe/", translation_of=page)
    assert queries(reader, "/fi/koe/") == queries(reader, "/sv/koe/") == before
    # one more asks whether the address was another page's in the reader's own language
    assert queries(reader, "/en/koe/") == before + 1
