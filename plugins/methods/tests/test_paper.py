"""Methods on paper: one A4 each, and cards whose fronts and backs meet when the sheet is turned."""

import io

import pytest
from PIL import ImageFile

from neighbourhoods import current
from neighbourhoods.pictures import make_renditions

from ..printing import choosing, deck, drawing
from .ground import card, change_file, new_method, soup, words
from .test_pictures import new_picture, with_picture

pytestmark = pytest.mark.django_db
PAPER = "/fi/methods/paperi/"
CARDS = "/fi/methods/kortit/"
needs_pango = pytest.mark.skipif(
    not drawing.can_draw(), reason="WeasyPrint or Pango is not here: PDFs are not drawn, pages are printed by browsers"
)
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


@needs_pango
def test_a_method_of_any_length_is_one_a4_with_the_whole_behind_the_code(neighbourhoods, visit):
    short = new_method("lintumaki", "Lyhyt", lead="Yksi pöytä.")
    long = new_method(
        "lintumaki", "Pitkä", steps=[f"Vaihe {number}. " + "Sana toinen kolmas. " * 20 for number in range(200)], tips="Vinkki. " * 2_000
    )
    for page in (short, long):
        shown = opened(visit("lintumaki").get(f"{PAPER}{card(page).record_id}.pdf"))
        assert len(shown) == 1
        assert tuple(map(round, shown[0].get_size())) == A4
        text = text_of(shown[0])
        assert page.title in text and page.slug in text.replace(" ", "") and "Yksi tuoli." in text
    assert "verkossa" in text


@needs_pango
def test_a_step_has_its_picture_beside_it_until_there_is_no_room_for_any(neighbourhoods, visit):
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here: PDFs are not looked at")

    def images(page):
        return list(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))

    image = new_picture()
    make_renditions(image.pk)
    some = with_picture(new_method("lintumaki", "Kuvallinen", steps=[f"Vaihe {number}." for number in range(5)]), image)
    full = with_picture(new_method("lintumaki", "Täysi", steps=["Sana toinen kolmas. " * 15] * 60), image)
    for page, count in ((some, 1), (full, 0)):
        at, address = visit("lintumaki"), f"{PAPER}{card(page).record_id}"
        assert len(soup(at.get(f"{address}/")).select("section.paper img[alt='Pöytä ovella']")) == count
        shown = opened(at.get(f"{address}.pdf"))
        assert len(shown) == 1
        found = images(shown[0])
        assert len(found) == count
        for one in found:
            left, _bottom, right, top = one.get_bounds()
            assert round((right - left) / 72 * 25.4) == 20
            _left, words_top = place_of(shown[0], "Vaihe 0.")
            assert abs((A4[1] - top) - words_top) < 12


@needs_pango
def test_the_methods_that_ship_fit_their_a4_whole(neighbourhoods, visit):
    from ..models import Card

    first = Card.of(current.by_slug("lintumaki")).order_by("pk").first()
    shown = opened(visit("lintumaki").get(f"{PAPER}{first.record_id}.pdf"))
    assert len(shown) == 1 and "verkossa" not in text_of(shown[0])


@needs_pango
def test_the_back_of_each_card_is_behind_its_front_when_the_sheet_is_turned_along_its_long_edge(neighbourhoods, visit):
    pages = [new_method("lintumaki", f"Tapa {name}", lead="Lyhyesti.") for name in ("Aatos", "Bertta", "Cecilia", "Daavid", "Eetu")]
    query = ",".join(str(card(page).pk) for page in pages)
    shown = opened(visit("lintumaki").get(f"{CARDS.rstrip('/')}.pdf?kortit={query}"))
    # five cards: four and one, each sheet with a front and a back
    assert len(shown) == 4
    seen = 0
    for page in pages:
        for number in (0, 2):
            front, back = place_of(shown[number], page.title), place_of(shown[number + 1], page.title)
            assert (front is None) == (back is None)
            if front is None:
                continue
            seen += 1
            width, height = shown[number].get_size()
            row, column = int(front[1] > height / 2), int(front[0] > width / 2)
            assert (int(back[1] > height / 2), int(back[0] > width / 2)) == (row, 1 - column)
            # each begins as far from the cut at its own left, within a millimetre
            assert abs((front[0] - column * A6) - (back[0] - (1 - column) * A6)) < 3
    assert seen == 5


@needs_pango
def test_where_to_cut_is_drawn_at_the_same_places_on_both_sides(neighbourhoods, visit):
    page = new_method("lintumaki", "Yksi")
    shown = opened(visit("lintumaki").get(f"{CARDS.rstrip('/')}.pdf?kortit={card(page).pk}"))
    pictures = [shown[number].render(scale=4).to_pil().convert("L") for number in (0, 1)]
    for picture in pictures:
        width, height = picture.size
        for x, y in ((width // 2, 20 / 842 * height), (width // 2, height - 20 / 842 * height), (20 / 595 * width, height // 2)):
            box = picture.crop((int(x) - 6, int(y) - 6, int(x) + 6, int(y) + 6))
            assert box.getextrema()[0] < 170, "there is no mark where the sheet is cut"
    # nothing of the other side is on the cut itself
    assert pictures[0].size == pictures[1].size


def test_a_deck_is_all_that_the_library_is_narrowed_to_or_what_is_chosen_of_it(neighbourhoods, visit):
    outside = new_method("lintumaki", "Ulkona tehtävä", where="out", euros_min=0)
    inside = new_method("lintumaki", "Sisällä tehtävä", where="in")
    at = visit("lintumaki")

    def titles(query):
        return {words(one.h2) for one in soup(at.get(f"{CARDS}{query}")).select(".paper-card.front")}

    assert outside.title in titles("?paikka=ulkona") and inside.title not in titles("?paikka=ulkona")
    assert titles(f"?kortit={card(outside).pk},{card(inside).pk}") == {outside.title, inside.title}
    assert titles(f"?kortit={card(outside).pk}&kortit={card(inside).pk}") == {outside.title, inside.title}
    assert len(titles("")) <= choosing.MOST_CARDS


@pytest.mark.parametrize("query", ["?kortit=x", "?kortit=" + "9" * 400, "?kortit=,,,", "?kortit=-1&paikka=kuu", "?kortit=" + "1," * 5_000])
def test_an_address_that_names_nothing_gives_all(neighbourhoods, visit, query):
    new_method("lintumaki", "On täällä")
    answer = visit("lintumaki").get(f"{CARDS}{query}")
    assert answer.status_code == 200 and "On täällä" in answer.text


def test_drafts_and_methods_of_others_are_on_nobodys_paper(neighbourhoods, visit):
    draft, foreign = new_method("lintumaki", "Luonnos", live=False), new_method("partti", "Vieras")
    at, key = visit("lintumaki"), card(foreign)
    assert at.get(f"{PAPER}{key.record_id}/").status_code == at.get(f"{PAPER}{key.record_id}.pdf").status_code == 404
    text = at.get(f"{CARDS}?kortit={key.pk},{draft.pk}").text
    assert "Vieras" not in text and "Luonnos" not in text


def test_where_the_plugin_is_off_nothing_is_printed(neighbourhoods, visit, sites):
    change_file(sites, "lintumaki", "[plugins.methods]\nshare = true", "")
    assert visit("lintumaki").get(CARDS).status_code == 404


def test_paper_fetches_nothing_but_files_of_this_site(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"picture")
    assert drawing.file_of(f"{drawing.HOST}/media/images/a.png").read_bytes() == b"picture"
    assert drawing.file_of(f"{drawing.HOST}/static/methods/paper.css").name == "paper.css"
    for url in (
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "https://example.org/media/images/a.png",
        f"{drawing.HOST}/media/documents/a.png",
        f"{drawing.HOST}/media/images/../documents/a.png",
        f"{drawing.HOST}/media/images/%2e%2e/documents/a.png",
        f"{drawing.HOST}/static/../neighbourhoods/settings.py",
        f"{drawing.HOST}/admin/",
        "data:text/plain,hei",
    ):
        with pytest.raises(drawing.Refused):
            drawing.file_of(url)


def test_without_pango_the_address_of_the_pdf_leads_to_the_page_that_browsers_print(neighbourhoods, visit, monkeypatch):
    page = new_method("lintumaki")
    monkeypatch.setattr(drawing, "can_draw", lambda: False)
    at, record = visit("lintumaki"), card(page).record_id
    assert at.get(f"{PAPER}{record}.pdf")["Location"] == f"{PAPER}{record}/"
    assert at.get(f"{CARDS.rstrip('/')}.pdf?kortit={card(page).pk}")["Location"] == f"{CARDS}?kortit={card(page).pk}"
    assert ".pdf" not in str(soup(at.get(f"{PAPER}{record}/")).main)


def test_while_another_is_drawn_one_is_led_to_the_page_that_browsers_print(neighbourhoods, visit, monkeypatch):
    page = new_method("lintumaki")
    monkeypatch.setattr(drawing, "MOST_SECONDS", 0.01)
    monkeypatch.setattr(drawing, "can_draw", lambda: True)
    with drawing.drawing:
        answer = visit("lintumaki").get(f"{PAPER}{card(page).record_id}.pdf")
    assert answer["Location"] == f"{PAPER}{card(page).record_id}/"


@pytest.mark.parametrize("count", [0, 1, 4, 5, 24])
def test_every_card_is_on_one_sheet_and_mirrored_on_its_back(count):
    papers = list(range(1, count + 1))
    made = deck.sheets(papers)
    assert len(made) == -(-count // 4) and [one for sheet in made for one in sheet.fronts if one] == papers
    for sheet in made:
        assert (sheet.fronts[0], sheet.fronts[2]) == (sheet.backs[1], sheet.backs[3])


@needs_pango
def test_drawing_leaves_half_a_photo_half_a_photo():
    """What residents send is refused when it is cut off; WeasyPrint alone would change that for the whole process."""
    drawing.laid_out("<p>Arkki</p>")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
