"""News in a browser: judged by axe, on a narrow phone, by a volunteer."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_accessibility import OPTIONS, SETTINGS

PAGES = {
    "list": "/uutiset/",
    "topic without news": "/uutiset/?aihe=liikunta",
    "news item": "/uutiset/pihatalkoiden-jalkeen/",
    "year": "/uutiset/2026/",
}
CASES = [(kind, setting) for setting in SETTINGS for kind in PAGES]


@pytest.mark.browser
@pytest.mark.axe
@pytest.mark.parametrize(("kind", "setting"), CASES, ids=[f"{kind}, {setting}" for kind, setting in CASES])
def test_nothing_keeps_anybody_out(install, visiting, kind, setting):
    with visiting(**SETTINGS[setting]) as page:
        page.goto(install.url("lintumaki", f"/{setting[:2]}{PAGES[kind]}"))
        found = Axe().run(page, options=OPTIONS).response
        assert not found["violations"], json.dumps(found["violations"], ensure_ascii=False)[:3000]


@pytest.mark.browser
@pytest.mark.parametrize("kind", PAGES)
def test_a_phone_never_scrolls_sideways(install, visiting, kind):
    with visiting(width=320) as page:
        page.goto(install.url("lintumaki", f"/fi{PAGES[kind]}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_a_volunteer_publishes_news_from_a_phone_and_a_neighbour_reads_them(install, visiting):
    with visiting(width=390) as page:
        page.goto(install.sign_in_link("aktiivi@example.org"))
        page.locator("main button").click()
        page.wait_for_url("**/admin/**")
        form = install.python(
            "from neighbourhoods import current\nfrom plugins.news.desk import write_news\nprint(write_news(current.by_slug('lintumaki')))"
        )
        page.goto(install.url(path=form.strip()))
        page.locator("#id_title").fill("Lyhdyt syttyvät lauantaina")
        page.locator("#id_text").fill("Polku kuljetaan yhdessä kello 17.")
        page.get_by_label("Pihat").check()
        page.get_by_role("button", name="Julkaise").first.click()
        page.wait_for_url("**/admin/desk/done/**")
    with visiting(width=360) as page:
        page.goto(install.url("lintumaki", "/fi/"))
        page.get_by_role("link", name="Lyhdyt syttyvät lauantaina").click()
        assert page.locator("h1").inner_text() == "Lyhdyt syttyvät lauantaina"
        assert page.locator(".chips a").all_inner_texts() == ["Pihat"]
        assert "asukasaktiivi" in page.locator("article .meta").inner_text()
