"""A resident reads: with a mouse or a keyboard, with or without JavaScript, in their own language."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])

FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return {
        text: element.innerText.trim().replace(/\\s+/g, ' '),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth && element.contains(top),
        place: element.closest('header') ? 'header' : element.closest('main') ? 'main' : element.closest('footer') ? 'footer' : '',
    };
}"""


def press_tab(page):
    """What has the focus after one more Tab, which a person must be able to see."""
    page.keyboard.press("Tab")
    focused = page.evaluate(FOCUSED)
    assert focused["outline"] >= 2, focused
    assert focused["seen"], focused
    return focused


@with_and_without_scripts
def test_the_bare_address_leads_a_finnish_reader_to_the_finnish_home_page(install, visiting, scripts):
    with visiting(java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki"))
        expect(page).to_have_url(install.url("lintumaki", "/fi/"))
        expect(page).to_have_title("Lintumäki")
        expect(page.get_by_role("heading", level=1)).to_have_text("Lintumäki")
        expect(page.locator("html")).to_have_attribute("lang", "fi")


@with_and_without_scripts
def test_the_first_tab_reaches_a_link_that_skips_the_menu(install, visiting, scripts):
    with visiting(java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki", "/fi/"))
        assert press_tab(page)["text"] == "Siirry sisältöön"
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["place"] in ("main", "footer")


@pytest.mark.parametrize("width", [1280, 360])
@with_and_without_scripts
def test_the_whole_menu_can_be_walked_by_keyboard_with_the_focus_in_sight(install, visiting, scripts, width):
    with visiting(java_script_enabled=scripts, width=width) as page:
        page.goto(install.url("lintumaki", "/fi/"))
        links = page.get_by_role("navigation", name="Valikko").get_by_role("link").all_inner_texts()
        assert {"Tule mukaan", "Tietoa alueesta"} <= set(links)
        press_tab(page)
        assert press_tab(page)["text"] == "Lintumäki Mikkeli"
        assert press_tab(page)["text"] == "Etsi"
        assert press_tab(page)["text"] == "Kieli: suomi"
        assert [press_tab(page)["text"] for _link in links] == links
        assert press_tab(page)["place"] != "header"
        while page.evaluate(FOCUSED)["text"] != "Tietoa alueesta":
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(install.url("lintumaki", "/fi/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tietoa alueesta")
        current = page.get_by_role("navigation", name="Valikko").locator("[aria-current=page]")
        expect(current).to_have_text("Tietoa alueesta")


@pytest.mark.parametrize("width", [1280, 360])
@with_and_without_scripts
def test_a_language_can_be_chosen_by_keyboard_and_the_open_list_hides_no_focus(install, visiting, scripts, width):
    with visiting(java_script_enabled=scripts, width=width) as page:
        page.goto(install.url("lintumaki", "/fi/"))
        page.locator(".switch summary").focus()
        page.keyboard.press("Enter")
        names = page.locator(".switch").get_by_role("link").all_inner_texts()
        assert len(names) == 7
        assert [press_tab(page)["text"] for _name in names] == names
        for link in page.get_by_role("navigation", name="Valikko").get_by_role("link").all_inner_texts():
            assert press_tab(page)["text"] == link
        while page.evaluate(FOCUSED)["text"].lower() != "svenska":
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(install.url("lintumaki", "/sv/"))


@with_and_without_scripts
def test_a_chosen_language_is_remembered(install, visiting, scripts):
    with visiting(java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki", "/fi/tietoa/"))
        page.locator(".switch summary").click()
        page.locator(".switch").get_by_role("link", name="svenska").click()
        expect(page).to_have_url(install.url("lintumaki", "/sv/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Om området")
        page.goto(install.url("lintumaki"))
        expect(page).to_have_url(install.url("lintumaki", "/sv/"))
        expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_a_reader_who_chooses_nothing_gets_no_cookie(install, visiting):
    with visiting() as page:
        for path in ("/", "/fi/tietoa/", "/fi/ei-ole/"):
            page.goto(install.url("lintumaki", path))
        assert page.context.cookies() == []


@with_and_without_scripts
def test_an_arabic_reader_gets_an_arabic_frame_round_finnish_text(install, visiting, scripts):
    with visiting(locale="ar", width=360, java_script_enabled=scripts) as page:
        page.goto(install.url("lintumaki"))
        expect(page).to_have_url(install.url("lintumaki", "/ar/"))
        html, main = page.locator("html"), page.locator("main")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
        assert main.get_attribute("lang") in ("fi", "fi-simple")
        expect(main).to_have_attribute("dir", "ltr")
        notice = page.locator(".notices .notice").first
        expect(notice).to_be_visible()
        # in Arabic letters
        assert sum("\u0600" <= letter <= "\u06ff" for letter in notice.inner_text()) > 10
        brand = page.locator(".brand").bounding_box()
        assert brand["x"] + brand["width"] == pytest.approx(360 - 16, abs=1)
        assert page.evaluate("getComputedStyle(document.querySelector('main .body p')).direction") == "ltr"


def test_the_portal_lists_the_neighbourhoods_and_leads_to_each(install, visiting):
    with visiting(java_script_enabled=False) as page:
        for name, slug in (("Lintumäki", "lintumaki"), ("Partti", "partti")):
            page.goto(install.url())
            expect(page).to_have_url(install.url(path="/fi/"))
            expect(page.locator("main .cards > li")).to_have_count(2)
            page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
            expect(page).to_have_url(install.url(slug, "/fi/"))
            expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_site_leads_back_to_all_neighbourhoods(install, visiting):
    with visiting() as page:
        page.goto(install.url("partti", "/fi/"))
        page.get_by_role("contentinfo").get_by_role("link", name="Kaikki naapurustot").click()
        expect(page).to_have_url(install.url(path="/fi/"))


def test_an_address_of_no_site_shows_nothing_of_any_site(install, visiting):
    with visiting() as page:
        assert page.goto(install.url("tuntematon")).status == 404
        for name in ("Lintumäki", "Partti"):
            expect(page.get_by_text(name)).to_have_count(0)
