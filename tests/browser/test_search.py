"""Searching with a keyboard, with and without JavaScript, in Finnish and in Arabic on a small screen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .test_accessibility import OPTIONS

pytestmark = pytest.mark.browser

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])


@with_and_without_scripts
def test_a_reader_types_a_word_and_reads_what_is_found(install, visiting, scripts):
    with visiting(java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki", "/fi/etsi/"))
        page.get_by_label("Mitä etsit?").fill("huoltoyhtiölle kysyä")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ osuma"))).to_be_visible()
        expect(page.locator("mark").first).to_be_visible()
        page.get_by_role("link", name="Keneltä voi kysyä").last.click()
        expect(page).to_have_url(install.url("lintumaki", "/fi/yhteystiedot/"))


def test_a_title_in_which_a_word_is_marked_reads_as_one_line_of_text(install, visiting):
    with visiting() as page:
        page.goto(install.url("lintumaki", "/fi/etsi/?q=rapun"))
        marked = page.locator(".hits h2 a:has(mark)").first
        assert "\n" not in marked.inner_text()
        assert marked.inner_text() == marked.text_content()


@with_and_without_scripts
def test_what_is_found_can_be_narrowed_and_widened_again(install, visiting, scripts):
    with visiting(java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki", "/fi/etsi/?q=huoltoyhtiö"))
        all_hits = page.locator(".hits > li").count()
        expect(page.locator("input[name=tyyppi][value=news]")).to_be_hidden()
        page.get_by_text("Rajaa", exact=True).click()
        page.locator("input[name=tyyppi][value=news]").check()
        page.locator(".narrow button").click()
        # questions of plugins that were not answered stand there without a word
        expect(page).to_have_url(re.compile(r"/fi/etsi/\?q=huoltoyhti%C3%B6&tyyppi=news(&\w+=)*$"))
        assert 0 < page.locator(".hits > li").count() < all_hits
        expect(page.locator("input[name=tyyppi][value=news]")).to_be_visible()
        page.locator(".chips a").click()
        expect(page.locator(".hits > li")).to_have_count(all_hits)


def test_titles_appear_while_typing_and_are_chosen_by_keyboard(install, visiting):
    with visiting() as page:
        page.goto(install.url("lintumaki", "/fi/etsi/"))
        field = page.get_by_role("combobox")
        expect(field).to_have_attribute("aria-expanded", "false")
        field.press_sequentially("Tieto")
        option = page.get_by_role("option", name="Tietoa alueesta")
        expect(option).to_be_visible()
        expect(field).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(option).to_be_hidden()
        field.press_sequentially("a")
        expect(option).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(install.url("lintumaki", "/fi/tietoa/"))


def test_enter_searches_for_what_was_typed_while_no_title_is_chosen(install, visiting):
    with visiting() as page:
        page.goto(install.url("lintumaki", "/fi/etsi/"))
        page.get_by_role("combobox").press_sequentially("Tieto")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).to_have_url(install.url("lintumaki", "/fi/etsi/?q=Tieto"))


def test_in_arabic_on_a_small_screen_everything_fits(install, visiting):
    with visiting(locale="ar", width=360, height=740) as page:
        page.goto(install.url("lintumaki", "/ar/etsi/?q=huoltoyhtiö"))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert page.locator(".hits > li").count()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        heading = page.locator(".hits h2[lang]").first
        assert heading.get_attribute("dir") == "ltr"
        # a title and what is told of it begin on one side
        sides = [heading.locator("a").bounding_box()["x"], page.locator(".hits li:has(h2[lang]) p[lang]").first.bounding_box()["x"]]
        assert sides[0] == pytest.approx(sides[1], abs=1)


@pytest.mark.axe
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fi", "ar"])
def test_nothing_on_the_search_page_keeps_anybody_out(install, visiting, language, width):
    with visiting(locale=language, width=width) as page:

        def faults():
            found = Axe().run(page, options=OPTIONS).response["violations"]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            return [(one["id"], node["html"]) for one in found for node in one["nodes"]]

        for query in ("", "?q=xyzzy", "?q=huoltoyhtiö", "?q=huoltoyhtiö&tyyppi=news", "?q=huoltoyhtöi"):
            page.goto(install.url("lintumaki", f"/{language}/etsi/{query}"))
            assert faults() == [], query
        page.goto(install.url("lintumaki", f"/{language}/etsi/"))
        page.get_by_role("combobox").press_sequentially("Tieto")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert faults() == []
