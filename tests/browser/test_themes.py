"""The second theme, worn by Partti: nothing keeps anybody out of its pages, and the portal shows them as readers will see them."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .servers import KEEPER
from .test_accessibility import OPTIONS, SETTINGS
from .test_layout import TOO_WIDE

pytestmark = pytest.mark.browser

KINDS = {
    "home": "/fi/",
    "info page": "/fi/tietoa/",
    "contacts and rooms": "/fi/yhteystiedot/",
    "search that found something": "/fi/etsi/?q=asukas",
    "report of a problem": "/fi/saavutettavuus/palaute/",
    "report with an error": "/fi/saavutettavuus/palaute/",
    "page not found": "/fi/ei-ole/",
    "styleguide": "/styleguide/",
}
# computed from laituri's tokens, and from those of no other theme
LIGHT, DARK = "rgb(244, 250, 253)", "rgb(6, 24, 38)"
GROUND = "body => getComputedStyle(body).backgroundColor"
JETTY = "M500 312h470v17H500"


def open_kind(page, install, kind):
    page.goto(install.url("partti", KINDS[kind]))
    if kind == "report with an error":
        page.locator("input[name=email]").fill("ei osoite")
        page.locator("main button").click()
        page.locator(".summary").wait_for()


@pytest.mark.axe
@pytest.mark.parametrize("setting", ["fi 320 light", "fi 1280 dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_keeps_anybody_out_of_the_second_theme(install, visiting, kind, setting):
    with visiting(**SETTINGS[setting]) as page:
        open_kind(page, install, kind)
        assert page.locator("body").evaluate(GROUND) == (LIGHT if setting.endswith("light") else DARK)
        nodes = [
            {"rule": violation["id"], "element": node["html"], "why": node["failureSummary"]}
            for violation in Axe().run(page, options=OPTIONS).response["violations"]
            for node in violation["nodes"]
        ]
        assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_or_scrolls_sideways_in_the_second_theme(install, visiting, kind):
    with visiting(width=320) as page:
        open_kind(page, install, kind)
        assert page.evaluate(TOO_WIDE) == []
        page.add_style_tag(content="html { font-size: 200% }")
        assert page.evaluate(TOO_WIDE) == []


def test_the_portal_previews_a_page_in_the_style_and_with_the_templates_of_its_own_site(install, visiting):
    """A preview is shown on the portal's host, which wears the other theme."""
    code = "from neighbourhoods.models import HomePage as P; print(P.objects.get(url_path='/partti/fi/').pk)"
    version = "from neighbourhoods import current, themes; print(themes.version(current.by_slug('partti').file))"
    pk, version = install.python(code).strip(), install.python(version).strip()
    styles = {}
    with visiting() as page:
        page.goto(install.sign_in_link(KEEPER))
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))
        page.goto(install.url(path=f"/admin/pages/{pk}/edit/"))
        page.on("response", lambda answer: styles.update({answer.url: answer}) if "/theme.css" in answer.url else None)
        page.locator("#id_lead").fill("Vielä luonnos, ei kenellekään muulle.")
        page.locator("button[aria-label='Näytä tai piilota esikatselu']").first.click()
        preview = page.frame_locator("#w-preview-iframe")
        expect(preview.locator(".lead")).to_have_text("Vielä luonnos, ei kenellekään muulle.")
        expect(preview.locator("html")).to_have_attribute("data-theme", "laituri")
        # the drawing of its theme, from a template of the same name as the other's
        expect(preview.locator(f".hero .art path[d^='{JETTY}']")).to_have_count(1)
        assert preview.locator("body").evaluate(GROUND) == LIGHT
        address = preview.locator("link[rel=stylesheet]").get_attribute("href")
        assert re.fullmatch(rf".*/theme\.css\?v={version}", address)
        assert [(answer.status, answer.headers["cache-control"]) for url, answer in styles.items() if url.endswith(version)] == [
            (200, "public, max-age=31536000, immutable")
        ]
        # and the portal's own host gives the same style under that version
        asked = page.request.get(install.url(path=f"/theme.css?v={version}"))
        assert "--accent:#0a568a" in asked.text() and "immutable" in asked.headers["cache-control"]
        # the portal itself goes on in its own
        page.goto(install.url(path="/fi/"))
        expect(page.locator("html")).to_have_attribute("data-theme", "pihlaja")
        assert page.locator("body").evaluate(GROUND) != LIGHT
