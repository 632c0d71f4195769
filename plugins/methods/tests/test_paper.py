"""Methods on paper: one A4 each, and cards whose fronts and backs meet when the sheet is turned."""

import io

import pytest

from neighbourhoods import current

from ..printing import choosing, deck, drawing
from .ground import card, change_file, new_method, soup, words

pytestmark = pytest.mark.django_db
PAPER = "/fi/methods/paperi/"
CARDS = "/fi/methods/kortit/"
needs_pango = pytest.mark.skipif(not drawing.can_draw(), reason="WeasyPrint or Pango is not here: PDFs are not drawn, pages are printed by browsers")
A4 = (595, 842)
A6 = 105 / 25.4 * 72


def opened(answer):
    """The PDF of an answer; what it shows is read from how it is drawn, not from how it was made."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here: PDFs are not looked at")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pdfium.PdfDocument(io.BytesIO(answer.content))


def text_of(page):
    return " ".join(page.get_textpage().get_text_range().split())


def place_of(page, text):
    """(left, top) in points of a text on a page of a PDF, from its upper left corner; None where it is not there."""
    seen = page.get_textpage()
    found = seen.search(text).get_next()
    if found is None:
        return None
    left, _bottom, _right, top = seen.get_charbox(found[0])
    return left, page.get_height() - top


def test_a_method_is_on_a_page_that_any_browser_prints(neighbourhoods, visit):
    page = new_method("lintumaki", "Pitkä pöytä", lead="Yksi pöytä.", safety="Pelastustie vapaana.", people_min=2, people_max=20)
    shown = soup(visit("lintumaki").get(f"{PAPER}{card(page).record_id}/"))
    sheet = shown.select_one("section.paper.one")
    text = words(sheet)
    assert all(part in text for part in ("Pitkä pöytä", "Kanna pöytä.", "Pelastustie vapaana.", "Yksi tuoli.", "Kun sataa.", "2–20"))
    assert sheet.select_one("svg.qr") and f"/fi/menetelmat/{page.slug}/" in text
    assert not shown.select("script[src*=paper]") and "Tulosta" in words(shown.h1)
