"""A news item is translated by a volunteer, and is read where nobody has translated it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.servers import ACTIVIST
from tests.browser.test_team import keeps_nobody_out, sign_in

pytestmark = pytest.mark.browser

PATH = "uutiset/vesikatko/"
TITLE = "Vesi on poikki torstaina klo 9–12"
LIST = "/admin/translate/?neighbourhood=lintumaki&language=sv"
CHANGE = """
from neighbourhoods.models import User
from plugins.news.models import NewsPage
page = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
page.lead = "Huoltoyhtiö korjaa venttiilin vasta perjantaina. Laske vettä valmiiksi jo aamulla."
page.save_revision(user=User.objects.first()).publish()
"""


def open_item(page, install, state=""):
    page.goto(install.url(path=LIST + state))
    page.get_by_role("main").get_by_role("link", name=TITLE).click()


def publish(page):
    page.locator('button[name=action][value="publish"]').last.click()
    expect(page).to_have_url(re.compile(r"/admin/translate/\?"))


def test_an_arabic_reader_on_a_phone_reads_news_that_nobody_has_translated(install, visiting):
    with visiting(width=360, height=740) as page:
        page.goto(install.url("lintumaki", "/ar/uutiset/"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
        expect(page).to_have_url(install.url("lintumaki", f"/ar/{PATH}"))
        main = page.get_by_role("main")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        expect(main).to_have_attribute("lang", "fi")
        expect(main).to_have_attribute("dir", "ltr")
        expect(page.get_by_text("هذه الصفحة")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        keeps_nobody_out(page)


def test_a_volunteer_translates_news_the_original_changes_and_a_hand_edit_survives(install, visiting):
    with visiting(width=390, height=800) as page, visiting(width=360) as reader:
        sign_in(page, install, ACTIVIST)
        open_item(page, install)
        page.locator("#t-title").fill("Vattnet är avstängt på torsdag kl. 9–12")
        page.locator("#t-lead").fill("Servicebolaget reparerar ventilen.")
        publish(page)
        reader.goto(install.url("lintumaki", f"/sv/{PATH}"))
        expect(reader.get_by_role("heading", level=1)).to_have_text("Vattnet är avstängt på torsdag kl. 9–12")
        # its text is still Finnish, and readers are told so
        expect(reader.get_by_text("En del av sidan är ännu på suomi.")).to_be_visible()

        open_item(page, install, "&state=partly")
        page.locator('textarea[id^="t-body"]').fill("Avbrottet gäller trappa A och B.")
        publish(page)
        reader.reload()
        expect(reader.get_by_role("main")).to_contain_text("Avbrottet gäller trappa A och B.")
        expect(reader.get_by_text("En del av sidan")).to_have_count(0)

        # by hand, in the full editor
        open_item(page, install, "&state=done")
        page.get_by_role("main").locator("a[href$='/edit/']").first.click()
        page.locator("#id_title").fill("Inget vatten på torsdag kl. 9–12")
        page.get_by_role("button", name="Julkaise", exact=True).click()
        expect(page.get_by_text(re.compile("Inget vatten.* julkaistu"))).to_be_visible()

        install.python(CHANGE)
        open_item(page, install, "&state=behind")
        expect(page.locator("ins")).to_contain_text(["perjantaina"])
        expect(page.locator("#t-title")).to_have_value("Inget vatten på torsdag kl. 9–12")
        page.locator("#t-lead").fill("Servicebolaget reparerar ventilen först på fredag.")
        publish(page)
        reader.reload()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Inget vatten på torsdag kl. 9–12")
        expect(reader.get_by_role("main")).to_contain_text("först på fredag")
