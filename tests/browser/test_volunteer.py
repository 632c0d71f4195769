"""An active resident signs in by a code in e-mail and changes a page of their own neighbourhood."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from .servers import ACTIVIST

pytestmark = pytest.mark.browser


def ask_for_code(page, install, mailbox, address):
    """Types the address on the sign-in page and returns the code that comes by mail."""
    before = len(mailbox.messages)
    page.get_by_label("Sähköposti").fill(address)
    page.get_by_role("button", name="Lähetä koodi").click()
    expect(page.get_by_label("Koodi")).to_be_visible()
    install.send_mails()
    assert [recipients for recipients, _text in mailbox.messages[before:]] == [[address]]
    return mailbox.code()


def to_edit_page(page, title, phone):
    """From the desk into the whole editor, through its menu, as a person goes."""
    page.get_by_role("link", name="Laajempi muokkaus").click()
    if phone:
        page.get_by_role("button", name="Avaa tai sulje valikko").click()
    page.get_by_role("button", name="Sivut", exact=True).click()
    page.get_by_role("link", name="Näytä sivun 'Lintumäki").first.click()
    page.get_by_role("link", name=f"Muokkaa '{title}'").click()
    expect(page.locator("#id_title")).to_have_value(title)


@pytest.mark.parametrize(
    ("width", "title", "path"),
    [(1280, "Tule mukaan", "/fi/mukaan/"), (390, "Tietoa alueesta", "/fi/tietoa/")],
    ids=["computer", "phone"],
)
def test_an_active_resident_changes_a_page_and_readers_see_it(install, mailbox, visiting, width, title, path):
    with visiting(width=width) as page, visiting() as reader:
        page.goto(install.url("lintumaki", path))
        page.get_by_role("contentinfo").get_by_role("link", name="Aktiivien työpöytä").click()
        expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/admin/%3Fneighbourhood%3Dlintumaki$"))
        code = ask_for_code(page, install, mailbox, ACTIVIST)
        page.get_by_label("Koodi").fill(code)
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/?neighbourhood=lintumaki"))

        to_edit_page(page, title, phone=width < 500)
        page.locator("#id_title").fill("Tervetuloa pihalle")
        text = page.locator("[contenteditable=true][role=textbox]:visible").filter(has=page.locator("[data-block]")).last
        text.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" Keitämme kahvit joka torstai.")
        # the editor takes what was typed into the form a quarter of a second later
        page.wait_for_function("[...document.querySelectorAll('form input')].some(input => input.value.includes('joka torstai.'))")
        # the big button: no menu has to be opened first
        page.get_by_role("button", name="Julkaise", exact=True).click()
        expect(page.get_by_text(re.compile("Tervetuloa pihalle.* julkaistu"))).to_be_visible()

        reader.goto(install.url("lintumaki", path))
        expect(reader.get_by_role("heading", level=1)).to_have_text("Tervetuloa pihalle")
        expect(reader.get_by_role("main")).to_contain_text("Keitämme kahvit joka torstai.")
        # it was an example until a person published it
        expect(reader.locator("main").get_by_role("note")).to_have_count(0)


def test_a_wrong_code_is_told_beside_the_field_and_the_right_one_still_works(install, mailbox, visiting):
    with visiting(width=390) as page:
        page.goto(install.url(path="/accounts/login/"))
        code = ask_for_code(page, install, mailbox, "lintumaki@example.org")
        page.get_by_label("Koodi").fill("XXXX-XXXX")
        page.get_by_role("button", name="Kirjaudu").click()
        field, error = page.get_by_label("Koodi"), page.locator("#code-error")
        expect(error).to_have_text("Koodi ei ole oikein. Tarkista se tai pyydä uusi.")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", "code-error")
        above, below = error.bounding_box(), field.bounding_box()
        assert 0 <= below["y"] - (above["y"] + above["height"]) < 24
        field.fill(code)
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))


def test_a_mistyped_address_is_told_beside_the_field(install, visiting):
    with visiting(width=390) as page:
        page.goto(install.url(path="/accounts/login/"))
        page.get_by_label("Sähköposti").fill("aktiivi")
        page.get_by_role("button", name="Lähetä koodi").click()
        expect(page.locator("#email-error")).to_be_visible()
        expect(page.get_by_label("Sähköposti")).to_have_attribute("aria-describedby", "email-error")
        expect(page.get_by_label("Sähköposti")).to_have_value("aktiivi")


def test_pages_of_another_neighbourhood_cannot_be_opened(install, visiting):
    partti = install.python("from neighbourhoods.models import Neighbourhood as N; print(N.objects.get(slug='partti').folder_id)").strip()
    with visiting() as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))
        page.goto(install.url(path=f"/admin/pages/{partti}/"))
        expect(page.get_by_text("Partti")).to_have_count(0)


def test_a_new_active_resident_changes_the_welcome_and_adds_a_page_with_a_picture_from_a_phone(install, visiting, tmp_path):
    """As on the first evening: the words of the front page, then a page of one's own with a photo, and both are there for readers."""
    photo = tmp_path / "IMG_0001.jpg"
    Image.effect_noise((900, 600), 40).convert("RGB").save(photo)
    code = "from neighbourhoods.models import HomePage as P; print(P.objects.get(url_path='/lintumaki/fi/').pk)"
    home = install.python(code).strip()
    with visiting(width=390, height=844, has_touch=True) as page, visiting(width=390) as reader:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))

        page.goto(install.url(path=f"/admin/pages/{home}/edit/"))
        page.locator("#id_lead").fill("Tervetuloa mäelle, sinä myös.")
        page.get_by_role("button", name="Julkaise", exact=True).click()
        expect(page.get_by_text(re.compile("julkaistu")).first).to_be_visible()

        page.goto(install.url(path=f"/admin/pages/add/neighbourhoods/infopage/{home}/"))
        page.locator("#id_title").fill("Pihasauna")
        page.locator("#id_lead").fill("Sauna lämpiää lauantaisin.")
        page.locator("[data-streamfield-stream-container] button, button[title='Lisää osa']").first.click()
        page.get_by_role("option", name="Kuva", exact=True).click()
        page.get_by_role("button", name="Valitse kuva").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("tab", name="Lisää").click()
        dialog.locator("input[type=file]").set_input_files(photo)
        dialog.get_by_label("Mitä kuvassa näkyy?").fill("Saunan ovi ja penkki.")
        dialog.get_by_role("button", name="Lisää").click()
        expect(dialog).to_have_count(0)
        page.get_by_role("button", name="Julkaise", exact=True).click()
        expect(page.get_by_text(re.compile("Pihasauna.* julkaistu"))).to_be_visible()

        reader.goto(install.url("lintumaki", "/fi/"))
        expect(reader.get_by_role("main")).to_contain_text("Tervetuloa mäelle, sinä myös.")
        reader.goto(install.url("lintumaki", "/fi/pihasauna/"))
        expect(reader.get_by_role("heading", level=1)).to_have_text("Pihasauna")
        picture = reader.get_by_role("img", name="Saunan ovi ja penkki.")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert "IMG_0001" not in reader.content()
