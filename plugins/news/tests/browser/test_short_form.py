"""News from a phone in a minute: few taps, nothing lost when the network breaks, no two pages from two taps."""

import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image as Picture
from playwright.sync_api import expect

from tests.browser.test_accessibility import OPTIONS

pytestmark = pytest.mark.browser
ACTIVIST = "aktiivi@example.org"
PUBLISH = ".acts button[value=publish]"
MOST_TAPS = 6
PUT_AWAY = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def photo():
    out = io.BytesIO()
    Picture.new("RGB", (1200, 900), "#7a4a2b").save(out, "JPEG")
    return {"name": "kuva.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign_in(page, install):
    page.goto(install.sign_in_link(ACTIVIST))
    page.locator("main button").click()
    page.wait_for_url("**/admin/**")


def open_form(page, install):
    page.goto(install.url(path="/admin/desk/write/news/"))


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
    assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def sign_in_by_code(page, install, mailbox):
    page.goto(install.url(path="/accounts/login/"))
    page.get_by_label("Sähköposti").fill(ACTIVIST)
    page.get_by_role("button", name="Lähetä koodi").click()
    expect(page.get_by_label("Koodi")).to_be_visible()
    install.send_mails()
    page.get_by_label("Koodi").fill(mailbox.code())
    page.get_by_role("button", name="Kirjaudu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitä haluat tehdä?")


def test_news_with_a_photo_are_published_in_six_taps_seen_taken_back_and_shown_again(install, mailbox, visiting):
    with visiting(width=390, height=844) as page, visiting(width=360) as reader:
        sign_in_by_code(page, install, mailbox)
        page.evaluate("sessionStorage.taps = 0")
        page.add_init_script(
            "addEventListener('click', (event) => event.isTrusted && (sessionStorage.taps = +(sessionStorage.taps || 0) + 1), true)"
        )
        page.goto(install.url(path="/admin/"))
        page.locator('a[href*="/admin/desk/write/news/"]').first.click()
        expect(page.locator("#id_title")).to_be_visible()
        keeps_nobody_out(page)
        page.locator("#id_title").click()
        page.keyboard.type("Lyhdyt syttyvät lauantaina")
        page.keyboard.press("Tab")
        page.keyboard.type("Polku kuljetaan yhdessä kello 17.")
        with page.expect_file_chooser() as choosing:
            page.locator("#id_picture").click()
        choosing.value.set_files(photo())
        page.locator("#id_picture_alt").click()
        page.keyboard.type("Lyhtyjä polun varrella")
        page.locator(PUBLISH).click()
        page.wait_for_url("**/admin/desk/done/**")
        assert 0 < int(page.evaluate("sessionStorage.taps")) <= MOST_TAPS
        keeps_nobody_out(page)
        address = page.locator("#address").input_value()
        assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('pihapiiri-writing'))")

        page.get_by_role("link", name="Katso", exact=True).click()
        expect(page).to_have_url(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Lyhdyt syttyvät lauantaina")
        reader.goto(address)
        expect(reader.get_by_alt_text("Lyhtyjä polun varrella")).to_be_visible()

        page.go_back()
        page.get_by_role("button", name="Kumoa").click()
        expect(page.get_by_role("status").first).to_be_visible()
        assert reader.reload().status == 404

        page.goto(install.url(path="/admin/"))
        page.get_by_role("link", name="Lyhdyt syttyvät lauantaina").first.click()
        page.get_by_role("button", name="Näytä taas").click()
        expect(page.get_by_role("status").first).to_be_visible()
        keeps_nobody_out(page)
        assert reader.reload().status == 200
        expect(reader.get_by_role("heading", level=1)).to_have_text("Lyhdyt syttyvät lauantaina")


def test_what_is_typed_survives_a_broken_network_and_a_new_window(install, visiting):
    with visiting(width=390, height=844) as page:
        sign_in(page, install)
        open_form(page, install)
        page.context.set_offline(True)
        page.locator("#id_title").fill("Kesken jäi")
        page.locator("#id_text").fill("Verkko katkesi.")
        expect(page.locator("#kept")).not_to_be_empty()
        page.context.set_offline(False)
        open_form(page, install)
        page.locator("#local a").click()
        expect(page.locator("#id_text")).to_have_value("Verkko katkesi.")
        page.locator(".acts button[value=draft]").click()
        page.wait_for_url("**kept=1**")
        open_form(page, install)
        expect(page.locator(".begun")).to_contain_text("Kesken jäi")
        keeps_nobody_out(page)


def test_a_browser_keeps_a_draft_on_the_server_when_the_phone_is_put_away(install, visiting):
    with visiting(width=390, height=844) as page:
        sign_in(page, install)
        open_form(page, install)
        page.locator("#id_text").fill("Puhelin meni taskuun.")
        with page.expect_response("**/admin/desk/keep/news/**") as kept:
            page.evaluate(PUT_AWAY)
        assert kept.value.json()["kept"]


def test_two_quick_taps_make_one_page(install, visiting):
    with visiting(width=390, height=844) as page:
        sign_in(page, install)
        open_form(page, install)
        page.locator("#id_title").fill("Kaksi napautusta")
        page.locator("#id_text").fill("Vain yksi sivu.")
        page.locator(PUBLISH).dblclick(no_wait_after=True)
        page.wait_for_url("**/admin/desk/done/**")
    count = "from plugins.news.models import NewsPage\nprint(NewsPage.objects.filter(title='Kaksi napautusta').count())"
    assert install.python(count).strip() == "1"


def test_errors_are_read_first_and_the_preview_opens_without_a_script(install, visiting):
    with visiting(width=390, height=844) as page:
        sign_in(page, install)
        open_form(page, install)
        page.locator("#id_text").fill("Otsikko puuttuu tästä.")
        page.locator(PUBLISH).click()
        expect(page.locator("#errors")).to_be_focused()
        keeps_nobody_out(page)
        page.locator("#errors a").first.click()
        expect(page.locator("#id_title")).to_be_focused()
        page.locator("#id_title").fill("Esikatsele tätä")
        page.locator(".acts button[value=preview]").click()
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1")).to_have_text("Esikatsele tätä")
        keeps_nobody_out(page)
        page.locator(PUBLISH).click()
        page.wait_for_url("**/admin/desk/done/**")


def test_the_second_of_two_who_change_one_page_sees_both_texts_and_chooses_with_the_keyboard(install, visiting):
    with visiting(width=320, height=740) as page, visiting(width=390, height=844) as other:
        for one in (page, other):
            sign_in(one, install)
        open_form(page, install)
        page.locator("#id_title").fill("Talkoot siirtyvät")
        page.locator("#id_text").fill("Tulemme lauantaina.")
        page.locator(PUBLISH).click()
        page.wait_for_url("**/admin/desk/done/**")
        number = re.search(r"/done/(\d+)/", page.url)[1]
        for one, text in ((page, "Tulemme sunnuntaina."), (other, "Tulemme maanantaina.")):
            one.goto(install.url(path=f"/admin/desk/write/news/{number}/"))
            one.locator("#id_text").fill(text)
        other.locator(PUBLISH).click()
        other.wait_for_url("**/admin/desk/done/**")
        page.locator(PUBLISH).click()
        expect(page.locator("form.compare")).to_contain_text("maanantaina")
        keeps_nobody_out(page)
        page.locator("#mine-text").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#theirs-text")).to_be_checked()
        page.locator("#text-text").fill("Tulemme sunnuntaina tai maanantaina.")
        expect(page.locator("#new-text")).to_be_checked()
        page.locator("button[value=resolve]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/desk/done/**")
        page.get_by_role("link", name="Katso", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("Tulemme sunnuntaina tai maanantaina.")
