"""An Arabic reader on a phone: a frame that runs from the right, Finnish text in it that runs from the left, and nothing lost between."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .test_accessibility import OPTIONS
from .test_layout import TOO_WIDE
from .test_reader import press_tab

pytestmark = pytest.mark.browser

WIDTH = 360
PAGES = """
from neighbourhoods import current
from neighbourhoods.models import HomePage, InfoPage
about = InfoPage.objects.get(url_path="/lintumaki/fi/tietoa/")
def write(parent, **fields):
    page = InfoPage(locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
write(about, title="Lintutorni ja sen polku", slug="lintutorni", lead="Polku alkaa koulun takaa (150 m).")
write(about, title="Pihatalkoot: mitä missä?", slug="talkoot")
text = "<p>\\u0627\\u0644\\u0633\\u0648\\u0642 \\u064a\\u0648\\u0645 \\u0627\\u0644\\u0633\\u0628\\u062a."
text += " Kerhotalo, Kuusitie 3 \\u2013 040 123 4567.</p>"
write(HomePage.objects.get(url_path="/lintumaki/ar/"), title="\\u0633\\u0648\\u0642 \\u0627\\u0644\\u0633\\u0627\\u062d\\u0629", slug="suq",
      show_in_menus=True, body=[("text", text)])
from neighbourhoods.config.apply import apply_all
file = settings.SITES_FOLDER / "partti.toml"
file.write_text(file.read_text(encoding="utf-8").replace('"en"]', '"en", "ar"]'), encoding="utf-8")
assert not apply_all().errors
"""
# the look of the first is pihlaja, of the second laituri
VIEWS = {
    "home": ("lintumaki", "/ar/"),
    "page shown as fallback": ("lintumaki", "/ar/tietoa/"),
    "page below another": ("lintumaki", "/ar/tietoa/lintutorni/"),
    "page in Arabic": ("lintumaki", "/ar/suq/"),
    "search": ("lintumaki", "/ar/etsi/?q=talkoot"),
    "page not found": ("lintumaki", "/ar/ei-ole/"),
    "home in the other look": ("partti", "/ar/"),
    "fallback in the other look": ("partti", "/ar/tietoa/"),
    "search in the other look": ("partti", "/ar/etsi/?q=asukas"),
}
every_view = pytest.mark.parametrize("view", VIEWS)
FLIPPED = """() => [...document.querySelectorAll('.flip')].map(icon => [
    getComputedStyle(icon.parentElement).direction, getComputedStyle(icon).transform.startsWith('matrix(-1')
])"""
# [text, place of its beginning edge from the left, top]
MENU = """() => [...document.querySelectorAll('.nav a')].map(link => {
    const box = link.getBoundingClientRect();
    return [link.innerText, Math.round(box.right), Math.round(box.top)];
})"""


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python("from django.conf import settings\n" + PAGES)


def look(page, install, view):
    slug, path = VIEWS[view]
    page.goto(install.url(slug, path))
    return page


def reads_from_the_right(page):
    """The menu begins at the right edge, and each line of it goes on to the left, in the order of its links."""
    places = page.evaluate(MENU)
    assert len(places) > 2
    for (_text, right, top), (_next, next_right, next_top) in zip(places, places[1:], strict=False):
        assert next_right < right if next_top == top else next_top > top
    brand, tools = page.locator(".brand").bounding_box(), page.locator(".tools").bounding_box()
    assert brand["x"] + brand["width"] == pytest.approx(WIDTH - 16, abs=1)
    assert tools["x"] + tools["width"] <= brand["x"] + 1 or tools["y"] > brand["y"]


@every_view
def test_nothing_scrolls_sideways_and_the_frame_runs_from_the_right(install, visiting, view):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, view)
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
        reads_from_the_right(page)
        assert page.evaluate(TOO_WIDE) == []
        page.add_style_tag(content="html { font-size: 200% }")
        assert page.evaluate(TOO_WIDE) == []


@pytest.mark.axe
@every_view
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(install, visiting, view, scheme):
    with visiting(locale="ar", width=WIDTH, scheme=scheme) as page:
        look(page, install, view)
        page.locator(".switch summary").click()
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    ("view", "language"),
    [("page shown as fallback", "fi-simple"), ("page below another", "fi"), ("fallback in the other look", "fi")],
)
def test_a_finnish_text_runs_from_the_left_and_says_that_it_is_finnish(install, visiting, view, language):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, view)
        main = page.locator("main")
        assert (main.get_attribute("lang"), main.get_attribute("dir")) == (language, "ltr")
        heading = page.get_by_role("heading", level=1)
        text, frame = heading.bounding_box(), page.locator("main .wrap").first.bounding_box()
        assert page.evaluate("getComputedStyle(document.querySelector('main h1')).direction") == "ltr"
        assert text["x"] - frame["x"] < 40
        notice = page.locator(".notices .notice").first
        expect(notice).to_be_visible()
        assert notice.evaluate("element => !element.closest('main') && getComputedStyle(element).direction") == "rtl"


def test_an_arabic_text_on_an_arabic_page_runs_from_the_right_with_a_finnish_address_in_it(install, visiting):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, "page in Arabic")
        main = page.locator("main")
        assert (main.get_attribute("lang"), main.get_attribute("dir")) == ("ar", "rtl")
        box, frame = page.locator("main h1").bounding_box(), page.locator("main .wrap").first.bounding_box()
        assert (frame["x"] + frame["width"]) - (box["x"] + box["width"]) < 40
        expect(page.locator("main .body")).to_contain_text("Kuusitie 3")


@every_view
def test_what_points_points_the_way_that_its_text_runs(install, visiting, view):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, view)
        for direction, flipped in page.evaluate(FLIPPED):
            assert flipped == (direction == "rtl")


def test_a_list_of_finnish_pages_has_arrows_that_point_to_the_right(install, visiting):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, "page shown as fallback")
        arrows = page.evaluate(FLIPPED)
        assert len(arrows) >= 2 and {tuple(arrow) for arrow in arrows} == {("ltr", False)}
        expect(page.locator("main nav[aria-labelledby=below] a").first).to_have_attribute("href", "/ar/tietoa/lintutorni/")


def test_the_keyboard_goes_from_the_right_to_the_left_with_the_focus_in_sight(install, visiting):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, "page shown as fallback")
        menu = page.locator(".nav a").all_inner_texts()
        assert press_tab(page)["text"]
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        look(page, install, "page shown as fallback")
        order = [press_tab(page) for _step in range(4 + len(menu))]
        assert [one["place"] for one in order[1:]] == ["header"] * (3 + len(menu))
        assert [one["text"] for one in order[4:]] == [text.strip() for text in menu]
        assert press_tab(page)["place"] == "main"


def test_what_a_reader_types_runs_as_its_own_letters_do(install, visiting):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, "search")
        field = page.locator("main [role=search] input[name=q]")
        expect(field).to_have_attribute("dir", "auto")
        for typed, direction in (("talkoot", "ltr"), ("\u0633\u0648\u0642", "rtl")):
            field.fill(typed)
            assert field.evaluate("element => getComputedStyle(element).direction") == direction


def test_hits_in_finnish_are_marked_and_run_from_the_left(install, visiting):
    with visiting(locale="ar", width=WIDTH) as page:
        look(page, install, "search")
        titles = page.locator("main .hits h2 a")
        assert titles.count() >= 1
        for number in range(titles.count()):
            title = titles.nth(number)
            if title.get_attribute("lang") not in (None, "ar"):
                assert title.get_attribute("dir") == "ltr"
                assert title.get_attribute("href").startswith("/ar/")
