"""Pages fit small screens, large text and thumbs, and weigh little."""

import gzip

import pytest

from .kinds import KINDS, add_quiet_and_removed, open_kind

pytestmark = pytest.mark.browser

every_kind = pytest.mark.parametrize("kind", KINDS)
TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(element => { element.open = true; });
    // what a drawing paints beyond its frame is cut by the frame
    const wide = [...document.querySelectorAll('body *:not(svg *):not(.trap, .trap *)')].filter(element => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const out = box.width && (box.right > innerWidth + 1 || box.left < -1);
        const hides = style.overflow !== 'visible' && style.clipPath === 'none' && !['INPUT', 'TEXTAREA'].includes(element.tagName);
        return out || (hides && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1));
    }).map(element => element.outerHTML.slice(0, 120));
    return document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways', ...wide] : wide;
}"""
# WCAG 2.5.8 excepts links in running text, so one counts only when it is all that its paragraph says.
TARGETS = """selector => {
    document.querySelectorAll('details').forEach(element => { element.open = true; });
    const alone = element => !element.matches('p > a') || element.parentElement.innerText.trim() === element.innerText.trim();
    return [...document.querySelectorAll(selector)].filter(alone).map(element => {
        const box = element.getBoundingClientRect();
        return [element.innerText, Math.round(box.width * 10) / 10, Math.round(box.height * 10) / 10];
    });
}"""
THUMBS = "nav a, .switch summary, .switch a, footer a"
OTHERS = ".brand, main li > a, h3 a, button, input:not([type=hidden]), main p > a"


@pytest.fixture(scope="module")
def change_files():
    return add_quiet_and_removed


@every_kind
def test_nothing_is_cut_or_scrolls_sideways_on_a_small_screen_and_with_text_twice_as_large(install, visiting, kind):
    with visiting(width=320) as page:
        open_kind(page, install, kind)
        assert page.evaluate(TOO_WIDE) == []
        page.add_style_tag(content="html { font-size: 200% }")
        assert page.evaluate(TOO_WIDE) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate(TOO_WIDE) == []


def test_an_arabic_page_does_not_scroll_sideways_either(install, visiting):
    with visiting(width=320, locale="ar") as page:
        for kind in ("home", "info page", "page not found"):
            open_kind(page, install, kind, language="ar")
            assert page.evaluate(TOO_WIDE) == []


@every_kind
def test_links_of_menus_and_footer_fit_a_thumb_and_all_others_a_finger(install, visiting, kind):
    with visiting(width=320, has_touch=True) as page:
        open_kind(page, install, kind)
        thumbs, others = page.evaluate(TARGETS, THUMBS), page.evaluate(TARGETS, OTHERS)
        assert [target for target in thumbs if target[1] < 24 or target[2] < 44] == []
        assert [target for target in others if target[1] < 24 or target[2] < 24] == []


@every_kind
def test_no_page_waits_for_a_script(install, visiting, kind):
    """Facts for search engines are data, and what keeps pages for offline reading comes after the page."""
    with visiting() as page:
        open_kind(page, install, kind)
        assert page.locator("script:not([type='application/ld+json']):not([defer]), [onclick], [onload]").count() == 0


@pytest.mark.parametrize("slug", ["lintumaki", ""], ids=["home", "portal"])
def test_a_first_view_fits_in_the_first_packets(install, visiting, slug):
    bodies = []
    with visiting() as page:
        page.on("response", lambda answer: bodies.append(answer) if answer.request.resource_type in ("document", "stylesheet") else None)
        page.goto(install.url(slug, "/fi/"))
        weights = {answer.url: len(gzip.compress(answer.body())) for answer in bodies}
    # the page, and its style in one piece
    assert len(weights) == 2, weights
    assert sum(weights.values()) < 14_000, weights
