"""Methods on paper from a browser, as those do who have no PDF: the sheet, and cards whose backs are behind their fronts."""

import io
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_team import keeps_nobody_out

from .test_methods import LIBRARY, shot

pytestmark = pytest.mark.browser
MILLIMETRE = 72 / 25.4


def printed(page):
    """What the browser prints of the page it shows, as a PDF."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here: what is printed is not looked at")
    return pdfium.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def place_of(page, text):
    seen = page.get_textpage()
    found = seen.search(text).get_next()
    if found is None:
        return None
    left, _bottom, _right, top = seen.get_charbox(found[0])
    return left / MILLIMETRE, (page.get_height() - top) / MILLIMETRE


@pytest.mark.axe
def test_a_resident_prints_a_method_and_four_cards_from_the_browser(install, visiting):
    with visiting(width=390, height=800) as page:
        page.goto(install.url("lintumaki", f"/fi/{LIBRARY}rappukahvit/"))
        page.get_by_role("link", name="Tulosta paperille").click()
        keeps_nobody_out(page)
        shot(page, "sheet")
        sheet = printed(page)
        assert len(sheet) == 1
        assert [round(size / MILLIMETRE) for size in sheet[0].get_size()] == [210, 297]
        text = sheet[0].get_textpage().get_text_range()
        assert "Pienin alku" in text and "Tulosta paperille" not in text

        page.goto(install.url("lintumaki", f"/fi/{LIBRARY}?hinta=0"))
        page.get_by_role("link", name="Tulosta kortteina").click()
        expect(page).to_have_url(re.compile(r"kortit/\?hinta=0"))
        page.locator("summary", has_text="Valitse muita").click()
        boxes = page.locator('input[name="kortit"]')
        for number in range(4, boxes.count()):
            boxes.nth(number).uncheck()
        page.get_by_role("button", name="Tee kortit näistä").click()
        keeps_nobody_out(page)
        shot(page, "cards")
        names = page.locator(".paper-card.front h2").all_inner_texts()
        cards = printed(page)
        assert len(names) == 4 and len(cards) == 2
        for name in names:
            front, back = (place_of(side, name[:12]) for side in cards)
            assert (front[0] > 105) != (back[0] > 105) and (front[1] > 148) == (back[1] > 148)
