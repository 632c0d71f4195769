"""The keeper signs in without mail and sees any neighbourhood's pages as readers will."""

import pytest
from playwright.sync_api import expect

from .servers import KEEPER

pytestmark = pytest.mark.browser


def sign_in(page, install):
    link = install.run("manage.py", "signin", KEEPER).strip()
    page.goto(link)
    page.get_by_role("button", name="Kirjaudu").click()
    expect(page).to_have_url(install.url(path="/admin/"))
    return link


def test_a_printed_link_signs_the_keeper_in_once(install, visiting):
    with visiting() as page, visiting() as other:
        link = install.run("manage.py", "signin", KEEPER).strip()
        assert link.startswith(install.url(path="/accounts/link/"))
        # a mail scanner that opens it first uses nothing up
        for looks in (other, page):
            assert looks.goto(link).status == 200
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))
        other.get_by_role("button", name="Kirjaudu").click()
        expect(other.get_by_role("main")).to_contain_text("Linkki on jo käytetty tai liian vanha.")
        assert other.goto(install.url(path="/admin/")).url.startswith(install.url(path="/accounts/login/"))


def test_a_link_opened_again_shows_the_way_to_a_code(install, visiting):
    with visiting() as page, visiting() as other:
        link = sign_in(page, install)
        assert other.goto(link).status == 410
        other.get_by_role("main").get_by_role("link").click()
        expect(other.get_by_label("Sähköposti")).to_be_visible()


def test_signing_out_is_one_button_and_ends_the_session(install, visiting):
    with visiting() as page:
        sign_in(page, install)
        page.goto(install.url(path="/accounts/logout/"))
        page.get_by_role("button", name="Kirjaudu ulos").click()
        expect(page).to_have_url(install.url(path="/accounts/login/"))
        page.goto(install.url(path="/admin/"))
        expect(page.get_by_label("Sähköposti")).to_be_visible()


def test_the_preview_beside_the_editor_shows_the_page_of_its_own_neighbourhood(install, visiting):
    code = "from neighbourhoods.models import InfoPage as P; print(P.objects.get(url_path='/partti/fi/mukaan/').pk)"
    with visiting() as page:
        sign_in(page, install)
        page.goto(install.url(path=f"/admin/pages/{install.python(code).strip()}/edit/"))
        page.locator("#id_title").fill("Vielä luonnos")
        page.locator("button[aria-label='Näytä tai piilota esikatselu']").first.click()
        preview = page.frame_locator("#w-preview-iframe")
        expect(preview.get_by_role("heading", level=1)).to_have_text("Vielä luonnos")
        expect(preview.locator(".brand")).to_contain_text("Partti")
        expect(preview.locator("html")).to_have_attribute("lang", "fi")
        assert "Lintumäki" not in preview.locator("body").inner_text()
        # the look of the site, not bare HTML
        assert preview.locator("body").evaluate("body => getComputedStyle(body).marginTop") == "0px"
