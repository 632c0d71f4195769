"""On a phone without JavaScript: a resident tells how a method went, a volunteer reads it, and everybody sees it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_team import keeps_nobody_out, sign_in

from .test_methods import LIBRARY, shot

pytestmark = pytest.mark.browser
ACTIVIST = "lintumaen-aktiivi@example.org"
JOIN = f"""
from neighbourhoods.models import Membership, Neighbourhood, User
Membership.objects.create(
    user=User.objects.create_user("{ACTIVIST}"), neighbourhood=Neighbourhood.objects.get(slug="lintumaki"), role="activist"
)
"""
METHOD = f"/fi/{LIBRARY}rappukahvit/"


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(JOIN)


@pytest.mark.axe
def test_a_story_is_told_without_javascript_read_and_seen_by_all(install, visiting):
    with visiting(width=360, height=740, java_script_enabled=False) as page, visiting(width=360, height=740) as looking:
        page.goto(install.url("lintumaki", METHOD))
        expect(page.locator("#kokeiltu")).to_contain_text("Kukaan ei ole vielä kertonut")
        page.get_by_role("link", name="Kerro, miten täällä kävi").click()
        form = page.url
        page.get_by_label("Toimii, jos…").check()
        page.get_by_label("Mitä tapahtui?").fill("Termos tyhjeni kymmenessä minuutissa.")
        page.get_by_label("Milloin?").fill("joskus")
        page.get_by_label("Missä?").fill("B-rappu")
        page.get_by_role("button", name="Lähetä kokemus").click()
        expect(page.locator(".summary")).to_contain_text("Korjaa 2 kohtaa")
        page.get_by_label("Millä ehdolla, tai miksi ei?").fill("Jos kahvia on kaksi termosta.")
        page.get_by_label("Milloin?").fill("8/2025")
        page.get_by_label("Montako oli mukana?").fill("12")
        page.wait_for_timeout(2500)
        page.get_by_role("button", name="Lähetä kokemus").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos! Kokemuksesi tuli perille.")
        assert not page.context.cookies()
        own = page.url.partition("?")[0]
        for name, url in (("tell", form), ("own", own), ("change", f"{own}muokkaa/"), ("delete", f"{own}poista/")):
            for language in ("fi", "ar"):
                looking.goto(url.replace("/fi/", f"/{language}/"))
                keeps_nobody_out(looking)
                shot(looking, f"story-{name}-{language}")

        with visiting(width=390, height=800) as desk:
            sign_in(desk, install, ACTIVIST)
            desk.goto(install.url(path="/admin/"))
            desk.get_by_role("link", name=re.compile("^Tarkista")).first.click()
            expect(desk.get_by_text("Termos tyhjeni kymmenessä minuutissa.", exact=True)).to_be_visible()
            keeps_nobody_out(desk)
            shot(desk, "stories-desk")
            desk.get_by_role("button", name=re.compile("^Julkaise")).first.click()
            expect(desk.get_by_text("Kokemus julkaistu").first).to_be_visible()
            desk.get_by_role("link", name="Kerro, miten menetelmä toimi teillä").click()
            keeps_nobody_out(desk)
            desk.get_by_role("link", name="Rappukahvit", exact=True).click()
            keeps_nobody_out(desk)
            shot(desk, "story-tell-desk")

        for language in ("fi", "ar"):
            looking.goto(install.url("lintumaki", METHOD.replace("/fi/", f"/{language}/")))
            expect(looking.locator("#kokeiltu")).to_contain_text("Termos tyhjeni")
            keeps_nobody_out(looking)
            shot(looking, f"story-method-{language}")
        page.goto(own)
        page.get_by_role("link", name="Poista kokemus").click()
        page.wait_for_timeout(2500)
        page.get_by_role("button", name="Poista kokemus").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kokemuksesi on poistettu")
        page.goto(install.url("lintumaki", METHOD))
        expect(page.locator("#kokeiltu")).not_to_contain_text("Termos tyhjeni")
