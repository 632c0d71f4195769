"""A resident finds a method on a phone; a volunteer of Partti takes it into use, and half of what becomes of it later."""

import os
import re

import pytest
from playwright.sync_api import expect

from plugins.methods.library import shipped
from tests.browser.test_team import keeps_nobody_out, sign_in

pytestmark = pytest.mark.browser

PARTTI = "partin-aktiivi@example.org"
LIBRARY = "menetelmat/"
JOIN = f"""
from neighbourhoods.models import Membership, Neighbourhood, User
Membership.objects.create(
    user=User.objects.create_user("{PARTTI}"), neighbourhood=Neighbourhood.objects.get(slug="partti"), role="activist"
)
"""
CHANGE = """
from plugins.methods.models import MethodPage
page = MethodPage.objects.get(url_path="/lintumaki/fi/menetelmat/ideaseina/")
page.money, page.time = "Noin 60 euroa.", "Seinä on paikallaan kuukauden."
page.save_revision().publish()
"""


def shot(page, name):
    """Where somebody wants to look at it."""
    if folder := os.environ.get("PIHAPIIRI_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(JOIN)


@pytest.mark.axe
def test_a_resident_narrows_the_library_without_javascript_and_reads_a_method(install, visiting):
    with visiting(width=360, height=740, java_script_enabled=False) as page:
        page.goto(install.url("lintumaki", f"/fi/{LIBRARY}"))
        page.locator("summary", has_text="Rajaa luetteloa").click()
        page.get_by_label("Ulkona").check()
        page.get_by_role("button", name="Näytä nämä").click()
        expect(page).to_have_url(re.compile(r"paikka=ulkona"))
        expect(page.locator("#result")).to_contain_text("menetelmää")
        page.get_by_role("link", name="Poista rajaus: Ulkona").click()
        expect(page.locator("#result")).to_have_text("12 menetelmää")
    with visiting(width=360, height=740) as page:
        for language in ("fi", "ar"):
            for path, name in ((f"{LIBRARY}?paikka=ulkona", "library"), (f"{LIBRARY}rappukahvit/", "method")):
                page.goto(install.url("lintumaki", f"/{language}/{path}"))
                shot(page, f"{name}-{language}")
                keeps_nobody_out(page)
    with visiting(width=1200, height=900) as page:
        for host, path, name in (
            ("lintumaki", LIBRARY, "library"),
            ("lintumaki", f"{LIBRARY}rappukahvit/", "method"),
            (None, "methods/", "shared"),
        ):
            page.goto(install.url(host, f"/fi/{path}") if host else install.url(path=f"/fi/{path}"))
            shot(page, f"{name}-wide")
            keeps_nobody_out(page)


@pytest.mark.axe
def test_a_volunteer_of_partti_takes_a_method_and_then_half_of_its_changes(install, visiting):
    with visiting(width=390, height=800) as page, visiting(width=360) as reader:
        sign_in(page, install, PARTTI)
        page.goto(install.url(path="/fi/methods/"))
        page.get_by_role("link", name="Ideaseinä").click()
        page.get_by_role("link", name="Ota käyttöön omassa naapurustossa").click()
        keeps_nobody_out(page)
        shot(page, "take")
        page.get_by_role("button", name="Tee oma kopio").click()
        expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
        page.locator("#id_title").fill("Ideaovi")
        page.get_by_role("button", name=re.compile("Julkaise|Julkaistaan")).last.click()
        reader.goto(install.url("lintumaki", f"/fi/{LIBRARY}ideaseina/"))
        expect(reader.get_by_role("link", name="Ideaovi").first).to_be_visible()
        keeps_nobody_out(reader)

        install.python(CHANGE)
        page.goto(install.url(path="/admin/"))
        page.get_by_role("link", name="Katso erot").click()
        shot(page, "changes")
        keeps_nobody_out(page)
        page.get_by_role("group", name="Rahaa").get_by_label("Ota muutos").check()
        page.get_by_role("group", name="Aikaa").get_by_label("Pidä oma").check()
        page.get_by_role("button", name="Tee niin kuin valitsin").click()
        expect(page.get_by_text("1 muutos otettu.")).to_be_visible()
        reader.goto(install.url("partti", f"/fi/{LIBRARY}ideaseina/"))
        expect(reader.get_by_text("Noin 60 euroa.")).to_be_visible()
        expect(reader.get_by_text("Seinä on paikallaan kuukauden.")).to_have_count(0)
        expect(reader.get_by_role("heading", name="Idean polku")).to_be_visible()
        shot(reader, "copy")
        page.goto(install.url(path="/admin/methods/ready/"))
        shot(page, "ready")
        keeps_nobody_out(page)


def test_each_method_that_ships_is_printed_on_one_sheet(install, visiting):
    with visiting(width=1200, height=900) as page:
        pages = {}
        for name in shipped():
            page.goto(install.url("lintumaki", f"/fi/{LIBRARY}{name}/"))
            sheet = page.pdf(prefer_css_page_size=True)
            pages[name] = len(re.findall(rb"/Type\s*/Page\b", sheet))
        assert set(pages.values()) == {1}, pages
