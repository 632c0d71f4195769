"""A volunteer translates a page into Swedish, the original changes, the difference shows, and what was changed by hand stays."""

import re

import pytest
from playwright.sync_api import expect

from .servers import ACTIVIST
from .test_team import keeps_nobody_out, sign_in

pytestmark = pytest.mark.browser
MAKE = """
import json
from neighbourhoods.models import HomePage, InfoPage
home = HomePage.objects.get(url_path="/lintumaki/fi/")
page = InfoPage(title="Pihan kaivo", slug="kaivo", lead="Vettä kaikille.", locale=home.locale)
page.body = json.dumps([{"type": "text", "value": '<p>Katso <a href="https://example.org/">ohje</a>.</p>', "id": "t1"}])
home.add_child(instance=page)
page.save_revision().publish()
"""
CHANGE = """
from neighbourhoods.models import InfoPage, User
page = InfoPage.objects.get(url_path="/lintumaki/fi/kaivo/")
page.lead = "Vettä aivan kaikille."
page.save_revision(user=User.objects.first()).publish()
"""
LIST = "/admin/translate/?neighbourhood=lintumaki&language=sv"


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(MAKE)


def press(page, action):
    page.locator(f'button[name=action][value="{action}"]').last.click()


def open_page(page, address, first="#t-title"):
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name="Pihan kaivo").click()
    # a click does not wait for the page that it leads to
    expect(page.locator(first)).to_be_visible()


def test_a_page_is_translated_its_original_changes_and_hand_edits_stay(install, visiting):
    with visiting(width=1280) as page, visiting() as reader:
        sign_in(page, install, ACTIVIST)
        page.goto(install.url(path=LIST))
        keeps_nobody_out(page)
        open_page(page, install.url(path=LIST))
        keeps_nobody_out(page)

        # a lost link is told at its field, and all that was typed is there
        page.locator("#t-title").fill("Gårdens brunn")
        page.locator("#t-lead").fill("Vatten åt alla.")
        page.locator("#t-body_t1").fill("<script>alert(1)</script> Se anvisningen.")
        press(page, "publish")
        expect(page.locator("#t-body_t1")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#t-body_t1-error")).to_contain_text("[ohje](1)")
        expect(page.locator("#t-title")).to_have_value("Gårdens brunn")
        keeps_nobody_out(page)

        page.locator("#t-body_t1").fill("<script>alert(1)</script> Se [anvisningen](1).")
        press(page, "publish")
        expect(page).to_have_url(re.compile(r"/admin/translate/\?"))
        reader.goto(install.url("lintumaki", "/sv/kaivo/"))
        expect(reader.get_by_role("heading", level=1)).to_have_text("Gårdens brunn")
        expect(reader.get_by_role("main")).to_contain_text("<script>alert(1)</script> Se anvisningen.")
        expect(reader.get_by_role("link", name="anvisningen")).to_have_attribute("href", "https://example.org/")

        # by hand, in the full editor
        open_page(page, install.url(path=LIST + "&state=done"))
        page.get_by_role("main").locator("a[href$='/edit/']").first.click()
        page.locator("#id_title").fill("Brunnen, för hand")
        page.get_by_role("button", name="Julkaise", exact=True).click()
        expect(page.get_by_text(re.compile("Brunnen, för hand.* julkaistu"))).to_be_visible()

        install.python(CHANGE)
        open_page(page, install.url(path=LIST + "&state=behind"))
        expect(page.locator("ins")).to_have_text(re.compile("aivan"))
        expect(page.locator("#t-title")).to_have_value("Brunnen, för hand")
        expect(page.locator("#t-lead")).to_have_value("Vatten åt alla.")
        keeps_nobody_out(page)
        page.locator("#t-lead").fill("Vatten åt precis alla.")
        press(page, "publish")
        reader.reload()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Brunnen, för hand")
        expect(reader.get_by_role("main")).to_contain_text("Vatten åt precis alla.")


def test_on_a_phone_everything_can_be_reached_by_the_keyboard_and_plain_finnish_is_written(install, visiting):
    with visiting(width=320, height=740) as page:
        sign_in(page, install, ACTIVIST)
        page.goto(install.url(path=LIST))
        keeps_nobody_out(page)
        open_page(page, install.url(path=LIST.replace("sv", "ar")))
        keeps_nobody_out(page)
        page.locator("#t-title").focus()
        page.keyboard.type("بئر")
        page.keyboard.press("Tab")
        expect(page.locator("#t-lead")).to_be_focused()
        expect(page.locator("#t-title")).to_have_attribute("dir", "rtl")

        open_page(page, install.url(path=LIST.replace("sv", "fi-simple")), first="#id_body")
        keeps_nobody_out(page)
        page.locator("#id_title").fill("Kaivo")
        hard = "Osallistumismahdollisuuksien edistämiseksi järjestettävässä tilaisuudessa käsitellään ajankohtaisia kysymyksiä."
        page.locator("#id_body").fill(f"Kaivo on pihalla.\n\n{hard}")
        press(page, "hints")
        expect(page.locator("#hints")).to_be_visible()
        keeps_nobody_out(page)
        page.locator("#hints a[data-start]").first.click()
        expect(page.locator("#id_body")).to_be_focused()
        assert page.evaluate("document.activeElement.selectionStart") > 0
        press(page, "publish")
        expect(page.locator("#id_body")).to_have_value(re.compile("Kaivo on pihalla"))
