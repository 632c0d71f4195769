"""Which address answers with what, on three sites with different languages and defaults. Each language always has its prefix."""

import pytest
from django.core.cache import cache
from wagtail import hooks

from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, InfoPage

from .three_sites import add_ekudden, canonical, hreflangs, of_html, of_main, switch, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_sites(sites):
    cache.clear()
    add_ekudden(sites)


@pytest.mark.parametrize(
    ("slug", "path", "leads_to"),
    [
        # each site has its own default
        ("lintumaki", "/", "/fi/"),
        ("partti", "/", "/fi/"),
        ("ekudden", "/", "/sv/"),
        # an address without a language
        ("ekudden", "/evenemang/", "/sv/evenemang/"),
        ("ekudden", "/evenemang/?a=1", "/sv/evenemang/?a=1"),
        # a language that this site lacks and another one has
        ("partti", "/so/", "/fi/"),
        ("partti", "/so/mukaan/", "/fi/mukaan/"),
        ("partti", "/fi-simple/mukaan/", "/fi/mukaan/"),
        ("ekudden", "/en/", "/sv/"),
        ("ekudden", "/en/evenemang/", "/sv/evenemang/"),
        ("ekudden", "/ar/evenemang/", "/sv/evenemang/"),
        # plain Finnish is nearer to Finnish than to the site's default
        ("ekudden", "/fi-simple/evenemang/", "/fi/evenemang/"),
    ],
)
def test_an_address_leads_to_one_that_the_site_has(visit, slug, path, leads_to):
    answer = visit(slug).get(path)
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
    assert {part.strip() for part in answer["Vary"].split(",")} >= {"Accept-Language", "Cookie"}
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("slug", "wishes", "language"),
    [
        ("lintumaki", "ar-EG", "ar"),
        ("partti", "ar-EG,en", "en"),
        ("ekudden", "ar-EG,en", "sv"),
        ("ekudden", "fi", "fi"),
        ("ekudden", "fi-simple, en", "fi"),
        ("ekudden", "", "sv"),
    ],
)
def test_the_bare_address_listens_to_the_browser_as_far_as_the_site_goes(visit, slug, wishes, language):
    assert visit(slug).get("/", headers={"accept-language": wishes})["Location"] == f"/{language}/"


@pytest.mark.parametrize(
    ("slug", "path", "html", "main", "original"),
    [
        # the prefix of the default is there, on every site
        ("lintumaki", "/fi/", ("fi", "ltr"), ("fi", "ltr"), "fi/"),
        ("ekudden", "/sv/", ("sv", "ltr"), ("sv", "ltr"), "sv/"),
        ("lintumaki", "/sv/tietoa/", ("sv", "ltr"), ("sv", "ltr"), "sv/tietoa/"),
        # not translated: the reader's own frame, the text in the best language there is
        ("lintumaki", "/so/tietoa/", ("so", "ltr"), ("fi-simple", "ltr"), "fi-simple/tietoa/"),
        ("lintumaki", "/ar/tietoa/", ("ar", "rtl"), ("fi-simple", "ltr"), "fi-simple/tietoa/"),
        ("partti", "/en/tietoa/", ("en", "ltr"), ("fi", "ltr"), "fi/tietoa/"),
        ("ekudden", "/fi/", ("fi", "ltr"), ("sv", "ltr"), "sv/"),
        ("ekudden", "/fi/evenemang/", ("fi", "ltr"), ("sv", "ltr"), "sv/evenemang/"),
    ],
)
def test_a_page_is_in_the_readers_frame_and_says_in_which_language_its_text_is(visit, slug, path, html, main, original):
    page = visit(slug).get(path)
    assert page.status_code == 200
    assert (of_html(page), of_main(page)) == (html, main)
    assert page["Content-Language"] == main[0]
    assert canonical(page) == f"http://{slug}.localhost:8000/{original}"


def test_a_resident_who_writes_in_arabic_is_read_by_all(visit):
    write("lintumaki", "ar", "suq", "سوق الساحة", lead="مرحبا")
    page = visit("lintumaki").get("/fi/suq/")
    assert (of_html(page), of_main(page)) == (("fi", "ltr"), ("ar", "rtl"))
    assert page["Content-Language"] == "ar"
    assert canonical(page).endswith("/ar/suq/")
    # the default is no version of this page: search engines are sent to the one there is
    assert [code for code, _url in hreflangs(page)] == ["ar", "x-default"]
    assert hreflangs(page)[-1][1].endswith("/ar/suq/")


@pytest.mark.parametrize(("slug", "path"), [("lintumaki", "/fi/ei-ole/"), ("ekudden", "/sv/finns-inte/"), ("ekudden", "/fi/ei-ole/")])
def test_what_no_language_has_is_not_found_in_the_readers_language(visit, slug, path):
    page = visit(slug).get(path)
    code = path.split("/")[1]
    assert page.status_code == 404
    assert of_html(page) == of_main(page) == (code, "ltr")
    assert page["Content-Language"] == code
    assert f'action="/{code}/etsi/"' in page.text and f'href="/{code}/"' in page.text


def test_an_arabic_reader_who_took_a_wrong_turn_is_told_so_in_arabic(visit):
    page = visit("lintumaki").get("/ar/ei-ole/")
    assert page.status_code == 404
    assert of_html(page) == of_main(page) == ("ar", "rtl")
    assert any("\u0600" <= letter <= "\u06ff" for letter in page.text.split("<h1>")[1].split("</h1>")[0])


def test_a_translation_with_an_address_of_its_own_is_found_from_every_other_one(visit):
    original = InfoPage.objects.get(url_path="/ekudden/sv/evenemang/")
    write("ekudden", "fi", "tapahtumat", "Tapahtumat", translation_of=original)
    reader = visit("ekudden")
    assert reader.get("/fi/evenemang/")["Location"] == "/fi/tapahtumat/"
    assert reader.get("/sv/tapahtumat/")["Location"] == "/sv/evenemang/"
    page = reader.get("/fi/tapahtumat/")
    assert [href for _code, href, _more, _after in switch(page)] == ["/sv/evenemang/?kieli", "/fi/tapahtumat/?kieli"]


@pytest.mark.parametrize(
    ("slug", "path", "expected"),
    [
        ("lintumaki", "tietoa", ["fi", "sv", "x-default fi"]),
        ("partti", "tietoa", ["fi", "sv", "x-default fi"]),
        ("ekudden", "evenemang", ["sv", "x-default sv"]),
    ],
)
def test_search_engines_are_told_of_real_translations_and_of_the_sites_own_default(visit, slug, path, expected):
    default = "sv" if slug == "ekudden" else "fi"
    found = hreflangs(visit(slug).get(f"/{default}/{path}/"))
    root = f"http://{slug}.localhost:8000"
    wanted = [one.split() for one in expected]
    assert found == [(code, f"{root}/{rest[0] if rest else code}/{path}/") for code, *rest in wanted]


def test_the_language_list_of_a_fallback_page_stays_on_that_page_and_names_what_is_missing_in_words(visit):
    listed = switch(visit("ekudden").get("/fi/evenemang/"))
    assert [(code, href) for code, href, _more, _after in listed] == [("sv", "/sv/evenemang/?kieli"), ("fi", "/fi/evenemang/?kieli")]
    swedish, finnish = listed
    assert 'hreflang="sv"' in swedish[2] and 'dir="ltr"' in swedish[2]
    assert 'aria-current="true"' in finnish[2] and "aria-current" not in swedish[2]
    assert "(ei käännetty)" in finnish[3] and swedish[3] == ""


def test_the_language_list_writes_arabic_from_the_right(visit):
    arabic = next(one for one in switch(visit("lintumaki").get("/fi/")) if one[0] == "ar")
    assert 'dir="rtl"' in arabic[2] and 'hreflang="ar"' in arabic[2]


def test_every_link_of_the_frame_of_a_fallback_page_stays_under_the_readers_prefix(visit):
    import re

    page = visit("lintumaki").get("/ar/tietoa/")
    frame = re.sub(r'<details class="switch">.*?</details>|<head>.*?</head>', "", page.text, flags=re.DOTALL)
    inner = [href for href in re.findall(r'<a [^>]*href="(/[^"]*)"', frame) if not href.startswith("/documents/")]
    assert len(inner) > 6
    assert [href for href in inner if not href.startswith("/ar/")] == []


def test_the_sitemap_of_a_swedish_site_lists_real_translations_only(visit):
    import re

    found = re.findall(r"<loc>http://ekudden.localhost:8000([^<]+)</loc>", visit("ekudden").get("/sitemap.xml").text)
    assert found == ["/sv/", "/sv/evenemang/"]


def test_what_a_plugin_guards_is_guarded_in_every_language(visit):
    """Wagtail's hooks run for a fallback page as for any other."""
    asked = []

    def look(page, request, args, kwargs):
        asked.append((page.url_path, request.content_language))

    with hooks.register_temporarily("before_serve_page", look):
        assert visit("ekudden").get("/fi/evenemang/").status_code == 200
    assert asked == [("/ekudden/sv/evenemang/", "sv")]


def test_a_page_that_not_everybody_may_read_is_not_shown_through_another_language(visit):
    from wagtail.models import PageViewRestriction

    page = InfoPage.objects.get(url_path="/ekudden/sv/evenemang/")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/sv/evenemang/", "/fi/evenemang/"):
        answer = visit("ekudden").get(path)
        assert "Vad som händer" not in answer.text
        assert answer.status_code in (302, 403, 404)


def test_a_new_site_in_swedish_has_one_home_page_for_each_language_and_swedish_is_its_root(visit):
    homes = HomePage.objects.filter(url_path__startswith="/ekudden/")
    assert [(home.slug, home.is_translated) for home in homes] == [("sv", True), ("fi", False)]
    assert not apply_all().changes
