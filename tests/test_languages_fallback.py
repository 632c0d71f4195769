"""Fallback where the tree is not even: mirrors that a translation tool has made, and languages that a page comes in late."""

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from neighbourhoods.models import InfoPage

from .three_sites import before_main, canonical, home, hreflangs, of_main, switch, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(keeper):
    """A page in Finnish two steps down, submitted for English: wagtail-localize makes a mirror of the page above it."""
    write("partti", "fi", "puisto", "Puisto", lead="Puistosta kaikki.")
    bench = write("partti", "fi", "penkki", "Penkki", above="puisto/", lead="Penkki on puistossa.")
    english = Locale.objects.get(language_code="en")
    translate_object(bench, [english], user=keeper)
    page = InfoPage.objects.get(url_path="/partti/en/puisto/penkki/")
    page.title = "The bench"
    page.save_revision(user=keeper).publish(user=keeper)
    return page


class TestMirrors:
    def test_a_page_above_that_nobody_translated_becomes_a_mirror(self, translated):
        mirror = Page.objects.get(url_path="/partti/en/puisto/")
        assert mirror.alias_of.url_path == "/partti/fi/puisto/"
        assert Translation.objects.filter(source=TranslationSource.objects.get(object_id=translated.translation_key)).count() == 1

    def test_a_mirror_counts_as_missing_and_is_shown_as_the_original_with_its_notice(self, translated, visit):
        page = visit("partti").get("/en/puisto/")
        assert page.status_code == 200
        assert of_main(page) == ("fi", "ltr") and page["Content-Language"] == "fi"
        assert "This page is not in English yet." in before_main(page)
        assert canonical(page).endswith("/fi/puisto/")
        assert [code for code, _url in hreflangs(page)] == ["fi", "x-default"]
        assert [after.strip() != "" for _code, _href, _more, after in switch(page)] == [False, True, True]

    def test_what_is_below_a_mirror_is_read_in_its_own_language_with_a_trail_that_says_what_is_finnish(self, translated, visit):
        page = visit("partti").get("/en/puisto/penkki/")
        assert of_main(page) == ("en", "ltr")
        assert '<a href="/en/puisto/" lang="fi" dir="ltr">Puisto</a>' in page.text
        assert hreflangs(page)[1][1].endswith("/en/puisto/penkki/")

    def test_a_mirror_lists_what_is_below_it(self, translated, visit):
        text = visit("partti").get("/en/puisto/").text
        assert '<a href="/en/puisto/penkki/">' in text and '<span lang="en" dir="ltr">The bench</span>' in text

    def test_a_mirror_gives_way_to_a_real_version_that_the_reader_likes_better(self, translated, visit):
        """Without the mirror the chain would have led there, so it does with it."""
        park = InfoPage.objects.get(url_path="/partti/fi/puisto/")
        write("partti", "sv", "puisto", "Parken", translation_of=park)
        park.unpublish()
        page = visit("partti").get("/en/puisto/")
        assert of_main(page) == ("sv", "ltr") and "Parken" in page.text

    def test_a_mirror_is_in_no_sitemap_and_no_menu(self, translated, visit):
        Page.objects.filter(url_path="/partti/en/puisto/").update(show_in_menus=True)
        assert "/en/puisto/<" not in visit("partti").get("/sitemap.xml").text

    def test_a_draft_that_was_only_submitted_is_not_shown(self, keeper, visit):
        page = write("partti", "fi", "laituri", "Laituri", lead="Laiturilla.")
        translate_object(page, [Locale.objects.get(language_code="sv")], user=keeper)
        assert not InfoPage.objects.get(url_path="/partti/sv/laituri/").live
        assert of_main(visit("partti").get("/sv/laituri/")) == ("fi", "ltr")


def test_a_version_that_comes_later_takes_the_fallbacks_place_at_the_same_address(visit):
    page = write("partti", "fi", "laituri", "Laituri")
    reader = visit("partti")
    assert of_main(reader.get("/sv/laituri/")) == ("fi", "ltr")
    write("partti", "sv", "laituri", "Bryggan", translation_of=page)
    assert of_main(reader.get("/sv/laituri/")) == ("sv", "ltr")
    assert of_main(reader.get("/en/laituri/")) == ("fi", "ltr")


def test_a_home_page_that_nobody_translated_is_never_told_to_search_engines(visit):
    assert [code for code, _url in hreflangs(visit("partti").get("/en/"))] == ["fi", "sv", "x-default"]
    assert home("partti", "en").is_translated is False


def test_a_feed_is_in_the_readers_language_and_says_which_entries_are_not(sites, visit):
    from neighbourhoods.config.apply import apply_all

    from .dummyplugin.models import ThingPage

    text = 'name = "Ekudden"\nhostname = "ekudden.example.fi"\nlanguages = ["sv", "fi"]\n\n[plugins.dummyplugin]\n'
    (sites / "ekudden.toml").write_text(text, encoding="utf-8")
    assert not apply_all().errors
    shelf = Page.objects.get(url_path__startswith="/ekudden/sv/", depth=4)
    thing = ThingPage(title="Slaghacka", slug="slaghacka", locale=shelf.locale)
    shelf.add_child(instance=thing)
    thing.save_revision().publish()
    feed = {code: visit("ekudden").get(f"/{code}/feeds/dummyplugin.atom").text for code in ("sv", "fi")}
    assert 'xml:lang="fi"' in feed["fi"] and 'xml:lang="sv"' in feed["sv"]
    assert "<dc:language>sv</dc:language>" in feed["fi"] and "dc:language>" not in feed["sv"]
    # under the reader's own prefix, where it is shown as a fallback
    assert f'href="http://ekudden.localhost:8000/fi/{shelf.slug}/slaghacka/"' in feed["fi"]
    assert of_main(visit("ekudden").get(f"/fi/{shelf.slug}/slaghacka/")) == ("sv", "ltr")
