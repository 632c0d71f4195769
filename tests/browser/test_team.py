"""A coordinator invites a neighbour with the code on a phone's screen, and later ends the membership."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .test_accessibility import OPTIONS

pytestmark = pytest.mark.browser
COORDINATOR, NEIGHBOUR = "manageri@example.org", "naapuri@example.org"
MAKE = f"""
from neighbourhoods.models import Membership, Neighbourhood, User
place = Neighbourhood.objects.get(slug="lintumaki")
Membership.objects.create(user=User.objects.create_user("{COORDINATOR}"), neighbourhood=place, role="coordinator")
"""


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(MAKE)


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    # of our own part: Wagtail's frame round it is Wagtail's
    nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
    nodes = [node for node in nodes if "wagtail-sidebar" not in node[1]]
    assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    small = "[...document.querySelectorAll('.desk a, .desk button, main .btn')].filter(e => e.getBoundingClientRect().height < 24).length"
    assert page.evaluate(small) == 0


def sign_in(page, install, address):
    page.goto(install.sign_in_link(address))
    page.get_by_role("button", name="Kirjaudu").click()
    expect(page).to_have_url(install.url(path="/admin/"))


def test_a_neighbour_joins_by_the_code_on_a_screen_and_is_out_when_the_membership_ends(install, mailbox, visiting):
    with visiting(width=360, height=740) as page, visiting(width=360, height=740) as phone:
        sign_in(page, install, COORDINATOR)
        page.goto(install.url(path="/admin/team/"))
        keeps_nobody_out(page)
        page.get_by_role("button", name="Tee linkki ja QR-koodi").click()
        expect(page.get_by_role("img", name="Kutsun QR-koodi")).to_be_visible()
        keeps_nobody_out(page)
        link = page.locator("#link").inner_text()

        phone.goto(link)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Tule tekemään sivuja: Lintumäki")
        keeps_nobody_out(phone)
        phone.get_by_label("Sähköposti").fill(NEIGHBOUR)
        phone.get_by_role("button", name="Lähetä koodi").click()
        expect(phone.get_by_label("Koodi")).to_be_visible()
        install.send_mails()
        assert mailbox.messages[-1][0] == [NEIGHBOUR]
        phone.get_by_label("Koodi").fill(mailbox.code())
        phone.get_by_role("button", name="Kirjaudu").click()
        expect(phone).to_have_url(install.url(path="/admin/?neighbourhood=lintumaki"))

        page.get_by_role("link", name="Takaisin tiimiin").click()
        page.get_by_role("link", name=NEIGHBOUR).click()
        expect(page.get_by_role("heading", level=1, name=NEIGHBOUR)).to_be_attached()
        keeps_nobody_out(page)
        page.get_by_role("link", name="Päätä jäsenyys").click()
        page.get_by_role("button", name="Päätä jäsenyys").click()
        expect(page.get_by_text("Jäsenyys on päättynyt.")).to_be_visible()

        phone.goto(install.url(path="/admin/pages/"))
        expect(phone).to_have_url(re.compile(r"/accounts/login/\?next=/admin/pages/$"))
        phone.goto(link)
        expect(phone.get_by_role("main")).to_contain_text("Tämä kutsu ei enää toimi.")
        keeps_nobody_out(phone)


def test_it_all_works_without_javascript(install, visiting):
    with visiting(width=360, java_script_enabled=False) as page:
        sign_in(page, install, COORDINATOR)
        page.goto(install.url(path="/admin/team/"))
        page.get_by_label("Sähköposti").fill("toinen.naapuri@example.org")
        page.get_by_role("button", name="Lähetä kutsu").click()
        expect(page.locator("main")).to_contain_text("toinen.naapuri@example.org")
        page.get_by_role("button", name="Peru kutsu: toinen.naapuri@example.org").click()
        expect(page.locator("main")).not_to_contain_text("toinen.naapuri@example.org")
