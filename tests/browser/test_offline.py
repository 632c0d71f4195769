"""Where there is no network, pages that were read can be read again."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_page_that_was_read_opens_without_a_network_and_others_lead_to_the_list(install, visiting):
    with visiting(width=390) as page:
        page.goto(install.url("lintumaki", "/fi/"))
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(install.url("lintumaki", "/fi/mukaan/"))
        page.wait_for_function("caches.match('/fi/mukaan/', {ignoreVary: true}).then(found => !!found)")
        page.context.set_offline(True)
        page.goto(install.url("lintumaki", "/fi/mukaan/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tule mukaan")
        page.goto(install.url("lintumaki", "/fi/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Ei verkkoyhteyttä")
        expect(page.locator("#kept-pages").get_by_role("link", name="Tule mukaan")).to_be_visible()
        # the look is there too
        assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "flex"
        page.context.set_offline(False)
        page.goto(install.url("lintumaki", "/fi/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tietoa alueesta")


def test_forms_are_never_kept(install, visiting):
    with visiting() as page:
        page.goto(install.url("lintumaki", "/fi/"))
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(install.url("lintumaki", "/fi/saavutettavuus/palaute/"))
        page.wait_for_timeout(500)
        assert page.evaluate("caches.match('/fi/saavutettavuus/palaute/', {ignoreVary: true}).then(found => !!found)") is False
