"""What scripts draw on a volunteer's pages is in their language too: menus, the editor of text, choosers, calendars."""

import re

import pytest
from playwright.sync_api import expect

from tests.admin_words import english_in, in_html, is_hard_coded
from tests.test_admin_words import SAME

from .servers import ACTIVIST

pytestmark = pytest.mark.browser
CHOOSE = """
from wagtail.users.models import UserProfile
from neighbourhoods.models import InfoPage, User
UserProfile.objects.update_or_create(user=User.objects.get(email="{address}"), defaults={{"preferred_language": "{code}"}})
print(InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/").pk)
"""
BUTTON = "input[type=submit], button[type=submit]"


class Reader:
    """Reads what is on the page at the moment, drawn by scripts or not."""

    def __init__(self, page, code):
        self.page, self.code, self.found, self.texts = page, code, {}, set()

    def read(self, where):
        for place, text in in_html(self.page.content(), where):
            self.texts.add(" ".join(text.split()))
            words = english_in(text, self.code) or is_hard_coded(text, place)
            if words and words not in SAME[self.code]:
                self.found.setdefault(words, place)


@pytest.mark.parametrize(
    ("code", "sign_in", "block", "months"),
    [("fi", "Kirjaudu", "Väliotsikko", "joulukuu"), ("sv", "Logga in", "Mellanrubrik", "december")],
)
def test_menus_editors_choosers_and_calendars_speak_the_language_of_the_volunteer(install, visiting, code, sign_in, block, months):
    pk = install.python(CHOOSE.format(address=ACTIVIST, code=code)).strip()
    with visiting(locale=f"{code}-FI", width=1400, height=1000) as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name=sign_in).click()
        expect(page).to_have_url(install.url(path="/admin/"))
        reader = Reader(page, code)
        reader.read("desk")
        page.goto(install.url(path="/admin/editing/"))
        reader.read("whole editor")
        page.locator(".sidebar-menu-item button").first.click()
        expect(page.locator(".c-page-explorer")).to_be_visible()
        expect(page.locator(".c-page-explorer__item").first).to_be_visible()
        reader.read("explorer")

        page.goto(install.url(path=f"/admin/pages/{pk}/edit/"))
        text = page.locator("[contenteditable=true][role=textbox]:visible").filter(has=page.locator("[data-block]")).last
        text.click()
        reader.read("editor")
        page.keyboard.press("Control+End")
        page.keyboard.press("Enter")
        page.keyboard.type("/")
        expect(page.get_by_role("listbox").last).to_be_visible()
        reader.read("commands")
        page.keyboard.type("qqq")
        page.wait_for_timeout(300)
        reader.read("no command")
        for _letter in range(4):
            page.keyboard.press("Backspace")
        page.keyboard.type("Hei")
        page.keyboard.press("Shift+Control+ArrowLeft")
        page.wait_for_timeout(300)
        reader.read("toolbar")
        page.locator(".Draftail-Toolbar button[name=LINK], button[name=LINK]").last.click()
        expect(page.locator(".modal-dialog, [role=dialog]").last).to_be_visible()
        expect(page.locator(".modal-body .listing, .modal-body table").first).to_be_visible()
        reader.read("chooser of links")
        page.locator(".modal-content .close").click()
        expect(page.locator(".modal-body")).to_have_count(0)

        page.locator("[data-streamfield-stream-container] button.c-sf-add-button, button.c-sf-add-button").first.click()
        expect(page.get_by_role("option", name=block, exact=True)).to_be_visible()
        reader.read("kinds of parts")
        page.keyboard.press("Escape")
        for panel in ("status", "checks", "preview"):
            page.locator(f"[data-side-panel-toggle={panel}]:visible").first.click()
            page.wait_for_timeout(500)
            reader.read(f"panel of {panel}")
        assert block in reader.texts
        assert not reader.found

        page.goto(install.url(path="/admin/images/add/"))
        page.locator("form[enctype]").locator(BUTTON).last.click()
        reader.read("a picture without a file")
        page.goto(install.url(path="/admin/pages/"))
        page.locator("input[type=checkbox]:visible").first.check()
        page.wait_for_timeout(300)
        reader.read("things chosen in a list")
        assert any(re.search(months, text) for text in reader.texts), "names of months for the calendar"
        assert not reader.found


def test_the_calendar_of_a_date_has_its_days_and_months_in_finnish(install, visiting):
    install.python(CHOOSE.format(address=ACTIVIST, code="fi"))
    with visiting(width=1400, height=1000) as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name="Kirjaudu").click()
        page.goto(install.url(path="/admin/details/?neighbourhood=lintumaki"))
        page.locator("input[name=notice_until], input[name*=until]").first.focus()
        calendar = page.locator(".xdsoft_datetimepicker:visible, .flatpickr-calendar.open, [class*=datetimepicker]:visible").first
        expect(calendar).to_be_visible()
        words = calendar.inner_text()
        assert re.search(r"\bma\b.*\bti\b", words, re.S) and re.search(r"[a-zä]+kuu\b", words)
        assert not re.search(r"Mon|January|December|November", words)
