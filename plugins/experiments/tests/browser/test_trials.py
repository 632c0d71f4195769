"""Trials in a browser: judged by axe, on a narrow phone, in Arabic too; a diary entry with a photo in a minute."""

import io
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image as Picture
from playwright.sync_api import expect

from tests.browser.test_accessibility import OPTIONS, SETTINGS
from tests.browser.test_layout import TOO_WIDE

pytestmark = pytest.mark.browser
PAGES = {
    "list": "/kokeilut/",
    "list of those that did not work": "/kokeilut/?tulos=ei-toiminut",
    "trial": "/kokeilut/rappukahvit-b-rapussa/",
}
CASES = [(kind, setting) for setting in SETTINGS for kind in PAGES]
MOST_TAPS = 8


def judge(page):
    assert page.evaluate(TOO_WIDE) == [], page.url
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)


def photo():
    out = io.BytesIO()
    Picture.new("RGB", (1200, 900), "#7a4a2b").save(out, "JPEG")
    return {"name": "kuva.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.axe
@pytest.mark.parametrize(("kind", "setting"), CASES, ids=[f"{kind}, {setting}" for kind, setting in CASES])
def test_nothing_keeps_anybody_out(install, visiting, kind, setting):
    with visiting(**SETTINGS[setting]) as page:
        page.goto(install.url("lintumaki", f"/{setting[:2]}{PAGES[kind]}"))
        judge(page)


def test_an_arabic_reader_gets_the_frame_in_arabic_and_the_trial_in_finnish_each_in_its_direction(install, visiting):
    with visiting(locale="ar", width=360) as page:
        page.goto(install.url("lintumaki", "/ar/kokeilut/rappukahvit-b-rapussa/"))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        direction = "element => getComputedStyle(element).direction"
        assert page.locator("main h1").evaluate(direction) == "ltr"
        assert page.get_by_role("heading", name="ما الذي تعلمناه").evaluate(direction) == "rtl"
        assert "تنجح إذا…" in page.locator("main .tag").first.inner_text()


@pytest.mark.axe
def test_a_trial_and_an_entry_with_a_photo_are_published_from_a_phone_and_read_by_a_neighbour(install, visiting):
    with visiting(width=390, height=844) as page, visiting(width=360) as reader:
        page.goto(install.sign_in_link("aktiivi@example.org"))
        page.locator("main button").click()
        page.wait_for_url("**/admin/**")
        page.goto(install.url(path="/admin/desk/write/experiments/"))
        judge(page)
        page.locator("#id_title").fill("Penkki mäen puoliväliin")
        page.locator("#id_aim").fill("Että kauppamatkalla voi levätä.")
        page.get_by_role("button", name="Julkaise").first.click()
        page.wait_for_url("**/admin/desk/done/**")
        address = page.locator("#address").input_value()
        page.goto(install.url(path="/admin/"))
        page.evaluate("sessionStorage.taps = 0")
        page.add_init_script(
            "addEventListener('click', (event) => event.isTrusted && (sessionStorage.taps = +(sessionStorage.taps || 0) + 1), true)"
        )
        page.goto(install.url(path="/admin/"))
        page.locator('a[href*="/admin/trials/diary/"]').first.click()
        expect(page.locator("#id_text")).to_be_visible()
        judge(page)
        page.locator("#id_text").click()
        page.keyboard.type("Ensimmäinen istui viisi minuuttia.")
        with page.expect_file_chooser() as choosing:
            page.locator("#id_picture").click()
        choosing.value.set_files(photo())
        page.locator("#id_picture_alt").click()
        page.keyboard.type("Penkki ja lumipenkka")
        page.get_by_role("button", name="Julkaise").click()
        expect(page.get_by_text("Merkintä on päiväkirjassa.").first).to_be_visible()
        assert 0 < int(page.evaluate("sessionStorage.taps")) <= MOST_TAPS
        judge(page)
        reader.goto(address)
        expect(reader.get_by_text("Ensimmäinen istui viisi minuuttia.")).to_be_visible()
        expect(reader.get_by_alt_text("Penkki ja lumipenkka")).to_be_visible()
        judge(reader)
