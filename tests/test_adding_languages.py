"""A language is one word in a neighbourhood's file: added, taken out, put back, made the first. Real files, content in place."""

import re

import pytest
from django.core import serializers
from django.core.cache import cache
from wagtail.models import Page, Site

from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, InfoPage, Neighbourhood

from .three_sites import add_ekudden, home, inside_main, of_html, of_main, switch, write

pytestmark = pytest.mark.django_db
SITES = ("lintumaki", "partti", "ekudden")


@pytest.fixture(autouse=True)
def three_sites(sites):
    cache.clear()
    add_ekudden(sites)


def set_languages(sites, slug, *codes, fallback=None):
    """As the keeper does it: the line of the file, and `apply`. Returns what apply did, as text."""
    file = sites / f"{slug}.toml"
    listed = ", ".join(f'"{code}"' for code in codes)
    text, count = re.subn(r"(?m)^languages *= *\[[^\]]*\]", f"languages = [{listed}]", file.read_text(encoding="utf-8"))
    assert count == 1
    if fallback is not None:
        text = re.sub(r"(?ms)^\[fallback\].*?(?=^\[|\Z)", fallback, text)
    file.write_text(text, encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    again = apply_all()
    assert not again.changes and not again.errors
    return [str(change) for change in result.changes]


def rows_of(slug):
    """Everything of one neighbourhood that a change of another one could touch, to the byte."""
    row = Neighbourhood.objects.get(slug=slug)
    pages = Page.objects.filter(path__startswith=row.folder.path).order_by("pk")
    own = [row], pages, [page.specific for page in pages], Site.objects.filter(pk=row.site_id)
    return [serializers.serialize("json", part) for part in own]


def addresses_of(visit, slug):
    """{path: text of the heading} of all pages of the sitemap, in every language of the site."""
    reader = visit(slug)
    paths = re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", reader.get("/sitemap.xml").text)
    codes = Neighbourhood.objects.get(slug=slug).config["languages"]
    tails = {path.split("/", 2)[2] for path in paths}
    return {f"/{code}/{tail}" for code in codes for tail in tails} | set(paths)


def heading(reader, path):
    """The heading that is read at an address, at the end of all redirects."""
    page = reader.get(path, follow=True)
    assert page.status_code == 200, path
    return re.search(r"<h1[^>]*>(.*?)</h1>", inside_main(page)).group(1)


@pytest.mark.parametrize(
    ("slug", "codes", "new", "shown_in"),
    [
        ("partti", ("fi", "sv", "en", "so"), "so", "fi"),
        ("partti", ("fi", "ar", "sv", "en"), "ar", "fi"),
        ("ekudden", ("sv", "fi", "fi-simple"), "fi-simple", "sv"),
        ("ekudden", ("sv", "fi", "uk"), "uk", "sv"),
    ],
)
def test_one_word_adds_a_language_in_which_every_page_can_be_read_at_once(sites, visit, slug, codes, new, shown_in):
    others = {one: rows_of(one) for one in SITES if one != slug}
    changes = set_languages(sites, slug, *codes)
    assert any(new in change for change in changes)
    reader = visit(slug)
    page = reader.get(f"/{new}/")
    assert page.status_code == 200 and of_html(page)[0] == new and of_main(page)[0] == shown_in
    assert HomePage.objects.get(url_path=f"/{slug}/{new}/").is_translated is False
    for path in addresses_of(visit, slug):
        if path.startswith(f"/{new}/"):
            assert reader.get(path).status_code == 200, path
    assert new in [code for code, *_rest in switch(reader.get(f"/{codes[0]}/"))]
    # until somebody translates it, search engines are not told of it
    assert f"/{new}/<" not in reader.get("/sitemap.xml").text
    assert {one: rows_of(one) for one in others} == others


def test_a_new_language_gets_the_first_pages_of_the_plugins_that_are_on(sites, visit):
    (sites / "ekudden.toml").write_text((sites / "ekudden.toml").read_text().replace("[plugins]", "[plugins.dummyplugin]"))
    assert not apply_all().errors
    before = set(Page.objects.filter(url_path__startswith="/ekudden/", depth=4).values_list("url_path", flat=True))
    set_languages(sites, "ekudden", "sv", "fi", "en")
    made = set(Page.objects.filter(url_path__startswith="/ekudden/", depth=4).values_list("url_path", flat=True)) - before
    assert len(made) == 1
    page = Page.objects.get(url_path=made.pop())
    assert page.url_path.startswith("/ekudden/en/") and page.live
    assert page.translation_key in Page.objects.filter(url_path__startswith="/ekudden/sv/").values_list("translation_key", flat=True)
    assert of_main(visit("ekudden").get(f"/en/{page.slug}/")) == ("en", "ltr")


class TestALanguageThatIsTakenOut:
    def test_hides_its_pages_and_keeps_them_to_the_byte(self, sites, visit):
        home_page = home("partti", "sv")
        pages = Page.objects.filter(url_path__startswith="/partti/sv/").order_by("pk")
        before = serializers.serialize("json", pages), serializers.serialize("json", [page.specific for page in pages])
        others = {one: rows_of(one) for one in ("lintumaki", "ekudden")}
        set_languages(sites, "partti", "fi", "en")
        reader = visit("partti")
        for page in pages:
            path = "/sv/" + page.url_path.split("/", 3)[3]
            answer = reader.get(path)
            assert answer.status_code == 302 and answer["Location"] == path.replace("/sv/", "/fi/", 1)
            assert reader.get(answer["Location"]).status_code == 200, path
        assert "sv" not in [code for code, *_rest in switch(reader.get("/fi/"))]
        assert "/sv/" not in reader.get("/sitemap.xml").text
        assert 'hreflang="sv"' not in reader.get("/fi/tietoa/").text
        after = serializers.serialize("json", pages.all()), serializers.serialize("json", [page.specific for page in pages.all()])
        assert after == before and HomePage.objects.get(pk=home_page.pk).live
        assert {one: rows_of(one) for one in others} == others

    def test_an_address_of_its_own_still_leads_to_the_page(self, sites, visit):
        about = InfoPage.objects.get(url_path="/partti/fi/tietoa/")
        InfoPage.objects.get(url_path="/partti/sv/tietoa/").delete()
        write("partti", "sv", "om-omradet", "Om området", translation_of=about)
        set_languages(sites, "partti", "fi", "en")
        reader = visit("partti")
        assert reader.get("/sv/om-omradet/")["Location"] == "/fi/om-omradet/"
        answer = reader.get("/fi/om-omradet/")
        # not for good: the language may come back
        assert (answer.status_code, answer["Location"]) == (302, "/fi/tietoa/")
        assert reader.get("/en/om-omradet/")["Location"] == "/en/tietoa/"

    def test_a_page_that_is_in_no_other_language_is_hidden_with_it(self, sites, visit):
        write("partti", "sv", "bara-svenska", "Bara på svenska")
        set_languages(sites, "partti", "fi", "en")
        reader = visit("partti")
        assert reader.get("/fi/bara-svenska/").status_code == 404
        set_languages(sites, "partti", "fi", "en", "sv")
        assert of_main(reader.get("/fi/bara-svenska/")) == ("sv", "ltr")

    @pytest.mark.parametrize(
        ("slug", "codes", "without"), [("partti", ("fi", "sv", "en"), ("fi", "en")), ("ekudden", ("sv", "fi"), ("sv",))]
    )
    def test_brings_everything_back_when_its_word_is(self, sites, visit, slug, codes, without):
        before = {path: heading(visit(slug), path) for path in addresses_of(visit, slug)}
        set_languages(sites, slug, *without)
        set_languages(sites, slug, *codes)
        assert {path: heading(visit(slug), path) for path in addresses_of(visit, slug)} == before
        assert HomePage.objects.filter(url_path__startswith=f"/{slug}/").count() == len(codes)

    def test_a_plugin_that_is_switched_on_meanwhile_makes_its_page_in_it_too(self, sites, visit):
        set_languages(sites, "ekudden", "sv")
        (sites / "ekudden.toml").write_text((sites / "ekudden.toml").read_text().replace("[plugins]", "[plugins.dummyplugin]"))
        assert not apply_all().errors
        set_languages(sites, "ekudden", "sv", "fi")
        shelf = Page.objects.get(url_path__startswith="/ekudden/fi/", depth=4)
        assert of_main(visit("ekudden").get(f"/fi/{shelf.slug}/")) == ("fi", "ltr")


@pytest.mark.parametrize(
    ("slug", "codes"),
    [
        ("lintumaki", ("sv", "fi", "fi-simple", "en", "ar", "so", "uk")),
        ("lintumaki", ("ar", "fi-simple", "fi", "sv", "en", "so", "uk")),
        ("partti", ("en", "sv", "fi")),
        ("ekudden", ("fi", "sv")),
    ],
)
def test_another_first_language_breaks_no_address(sites, visit, slug, codes):
    others = {one: rows_of(one) for one in SITES if one != slug}
    paths = addresses_of(visit, slug)
    assert len(paths) >= 4
    keys = {path: key_of(visit(slug), slug, path) for path in paths}
    set_languages(sites, slug, *codes)
    reader = visit(slug)
    assert reader.get("/")["Location"] == f"/{codes[0]}/"
    assert Site.objects.get(hostname=f"{slug}.example.fi").root_page.slug == codes[0]
    # every address leads to the same page as before, if in another language where it falls back
    assert {path: key_of(reader, slug, path) for path in paths} == keys
    assert {one: rows_of(one) for one in others} == others


def key_of(reader, slug, path):
    """translation_key of the page that is read at an address."""
    page = reader.get(path)
    assert page.status_code == 200, path
    own = re.search(r'<link rel="canonical" href="http://[^/]+(/[^"]*)">', page.text).group(1)
    return str(Page.objects.get(url_path=f"/{slug}{own}").translation_key)


def test_another_first_language_is_what_search_engines_send_strangers_to(sites, visit):
    before = visit("ekudden").get("/sv/").text
    assert 'hreflang="x-default" href="http://ekudden.localhost:8000/sv/"' in before
    finnish = home("ekudden", "fi")
    HomePage.objects.filter(pk=finnish.pk).update(is_translated=True)
    set_languages(sites, "ekudden", "fi", "sv")
    assert 'hreflang="x-default" href="http://ekudden.localhost:8000/fi/"' in visit("ekudden").get("/sv/").text


def test_another_order_is_the_order_of_the_list_and_of_what_readers_fall_back_to(sites, visit):
    write("partti", "sv", "nytt", "Nytt")
    write("partti", "en", "nytt", "News", translation_of=InfoPage.objects.get(slug="nytt"))
    reader = visit("partti")
    assert of_main(reader.get("/fi/nytt/")) == ("sv", "ltr")
    set_languages(sites, "partti", "fi", "en", "sv")
    assert [code for code, *_rest in switch(reader.get("/fi/"))] == ["fi", "en", "sv"]
    assert of_main(reader.get("/fi/nytt/")) == ("en", "ltr")


def test_a_fallback_of_the_file_comes_before_the_order(sites, visit):
    write("partti", "sv", "nytt", "Nytt")
    write("partti", "en", "nytt", "News", translation_of=InfoPage.objects.get(slug="nytt"))
    file = sites / "partti.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[fallback]\nfi = ["en"]\n', encoding="utf-8")
    assert not apply_all().errors
    assert of_main(visit("partti").get("/fi/nytt/")) == ("en", "ltr")
