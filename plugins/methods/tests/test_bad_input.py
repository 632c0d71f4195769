"""What nobody means to do with methods: an error that names the place and the cure, or a page that makes sense, and nothing is lost."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from neighbourhoods import current, privacy, trail
from neighbourhoods.models import Neighbourhood

from .. import cards, taking
from ..models import Adoption, Card, MethodPage
from ..models.pages import LONGEST
from ..printing import drawing
from .ground import LIBRARY, card, change_file, member, new_method, publish, soup, words

pytestmark = pytest.mark.django_db
AUTHOR = "tekija@example.org"


def record(page):
    return cards.record_id(page.translation_key)


def taken(slug, original):
    """A published copy in that neighbourhood."""
    return publish(taking.take(current.by_slug(slug), card(original), None))


def adoption(copy):
    return Adoption.unscoped.get(key=copy.translation_key)


def read(visit, slug, page):
    answer = visit(slug).get(f"{LIBRARY}{page.slug}/")
    assert answer.status_code == 200
    return words(soup(answer).main)


@pytest.fixture
def original(neighbourhoods):
    return new_method("lintumaki", "Pitkä pöytä", purpose="Tutustutaan.", money="10 euroa", people_min=2)


@pytest.fixture
def copy(original):
    return publish(taken("partti", original), title="Lyhyt pöytä")


def test_methods_that_are_each_others_originals_make_no_circle_and_lose_nothing(original, copy, visit, caplog):
    back = taken("lintumaki", copy)
    # nobody can do this with buttons: the first becomes a copy of what was made from it
    row = Adoption(key=original.translation_key, original_id=record(back), language="fi", then={"title": "Lyhyt pöytä"})
    row.neighbourhood_id = card(original).neighbourhood_id
    row.save()
    publish(original, money="20 euroa")
    assert "not on the path" in caplog.text
    with pytest.raises(trail.Refused, match="ympyrä|kehä|circle"):
        trail.link(source=record(back), target=record(original), kind="adopted", neighbourhood=current.by_slug("lintumaki"))
    assert [step.shown.title for step in trail.of(record(back), "fi").before] == ["Pitkä pöytä", "Lyhyt pöytä"]
    for slug, page in (("lintumaki", original), ("partti", copy), ("lintumaki", back)):
        assert "Tutustutaan." in read(visit, slug, page)


def hide(original, sites):
    original.unpublish()


def delete(original, sites):
    Page.objects.get(pk=original.pk).delete()


def switch_off(original, sites):
    change_file(sites, "lintumaki", "[plugins.methods]\nshare = true", "")


def erase_who_wrote_it(original, sites):
    privacy.erase(AUTHOR)


def remove_its_neighbourhood(original, sites):
    Neighbourhood.objects.filter(slug="lintumaki").update(state="removed")
    current.forget_everything()


@pytest.mark.parametrize("becomes_of_it", [hide, delete, switch_off, erase_who_wrote_it, remove_its_neighbourhood])
def test_whatever_becomes_of_the_original_the_copy_and_what_the_original_said_stay(
    becomes_of_it, original, copy, visit, sites, neighbourhoods
):
    author = member("lintumaki", neighbourhoods)
    author.email = AUTHOR
    author.save()
    original.owner = author
    original.save()
    publish(original, author, money="20 euroa")
    said, then = copy.all_said(), adoption(copy).then
    becomes_of_it(original, sites)
    assert MethodPage.objects.get(pk=copy.pk).all_said() == said and adoption(copy).then == then
    text = read(visit, "partti", copy)
    assert "Lyhyt pöytä" in text and "Pitkä pöytä" in text and AUTHOR not in text
    assert [step.shown.title for step in trail.of(record(copy), "fi").before] == ["Pitkä pöytä"]
    at = visit()
    at.client.force_login(member("partti", neighbourhoods))
    assert at.get(reverse("methods_changes", args=[adoption(copy).pk])).status_code == 200
    # and the copy goes on: it can be changed and printed
    assert "30 euroa" in read(visit, "partti", publish(copy, money="30 euroa"))
    assert visit("partti").get(f"/fi/methods/paperi/{record(copy)}/").status_code == 200


def test_one_original_that_is_taken_twice_has_two_copies_that_know_nothing_of_each_other(original, copy, visit):
    other = publish(taken("partti", original), title="Toinen pöytä")
    assert other.slug != copy.slug and adoption(other).pk != adoption(copy).pk
    publish(other, money="0 euroa")
    assert MethodPage.objects.get(pk=copy.pk).money == "10 euroa"
    text = read(visit, "lintumaki", original)
    assert "Lyhyt pöytä" in text and "Toinen pöytä" in text
    assert {step.shown.title for step in trail.of(record(original), "fi").after} == {"Lyhyt pöytä", "Toinen pöytä"}
    Page.objects.get(pk=other.pk).delete()
    assert adoption(copy) and "Lyhyt pöytä" in read(visit, "lintumaki", original)


@pytest.mark.parametrize("count", [0, 200])
def test_a_method_without_steps_or_with_two_hundred_is_read_printed_and_sent_whole(count, neighbourhoods, visit):
    page = new_method("lintumaki", "Monta", steps=[f"Vaihe {number}." for number in range(1, count + 1)])
    at, key = visit("lintumaki"), record(page)
    assert len(soup(at.get(f"{LIBRARY}{page.slug}/")).select("ol.steps > li")) == count
    for address in (f"paperi/{key}/", f"kortit/?kortit={card(page).pk}"):
        assert "Monta" in at.get(f"/fi/methods/{address}").text
    data = json.loads(b"".join(at.get(f"/fi/methods/menetelma/{key}.json").streaming_content))
    assert len(data["methods"][0]["languages"]["fi"].get("steps", [])) == count
    if drawing.can_draw():
        pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here: PDFs are not looked at")
        assert len(pdfium.PdfDocument(io.BytesIO(at.get(f"/fi/methods/paperi/{key}.pdf").content))) == 1


def test_a_hundred_thousand_letters_are_refused_at_their_part_and_nothing_of_them_is_lost(neighbourhoods, visit):
    page = new_method("lintumaki", "Pitkä juttu", purpose="a" * LONGEST)
    editor = MethodPage.get_edit_handler().get_form_class()

    def sent(purpose):
        return editor({"title": page.title, "slug": page.slug, "purpose": purpose, "steps-count": "0"}, instance=page)

    refused = sent("a" * 100_000)
    (told,) = refused.errors["purpose"]
    assert str(LONGEST) in told.replace("\xa0", "") and "100000" in told.replace("\xa0", "")
    # who wrote it gets it back in its place
    assert refused["purpose"].value() == "a" * 100_000
    assert "purpose" not in sent("a" * LONGEST).errors
    for address in (f"{LIBRARY}{page.slug}/", f"/fi/methods/paperi/{record(page)}/", f"/fi/methods/kortit/?kortit={card(page).pk}"):
        assert visit("lintumaki").get(address).status_code == 200


def test_a_file_with_unknown_and_missing_fields_comes_in_with_a_report_and_a_wrong_one_not_at_all(neighbourhoods, visit):
    at = visit()
    at.client.force_login(member("partti", neighbourhoods))

    def bring(words_of_it, **method):
        made = {"slug": "outo", "languages": {"fi": words_of_it}} | method
        text = json.dumps({"format": "pihapiiri-methods", "format_version": 1, "methods": [made]})
        return at.post(reverse("methods_files"), {"files": [SimpleUploadedFile("outo.json", text.encode())]})

    nameless = bring({"purpose": "Tutustutaan."})
    (told,) = [words(one) for one in soup(nameless).select('[role="alert"] li')]
    assert nameless.status_code == 400 and "outo.json, menetelmä 1, fi" in told and "title:" in told
    assert not Page.objects.filter(slug__startswith="outo").exists()
    came = bring({"title": "Outo", "steps": ["Istu."], "weather": "pouta"}, numbers={"seasons": ["monsoon"], "people_min": 2}, colour="red")
    shown = words(soup(came).main)
    assert came.status_code == 200
    for place in ("“weather”", "“colour”", "“monsoon”"):
        assert place.strip("“”") in shown
    # what it lacks is named, and it waits as a draft
    assert "Milloin ei toimi" in shown and "Pienin alku" in shown and "outo.json, menetelmä 1" in shown
    page = MethodPage.objects.get(title="Outo")
    assert not page.live and page.people_min == 2 and not Card.unscoped.filter(key=page.translation_key, is_open=True).exists()


@pytest.mark.parametrize(
    "query",
    [
        "?aika=kuukausi",
        "?aika=&vaki=&hinta=",
        "?vaki=-1&ika=%F0%9F%8E%89",
        "?aika=" + "9" * 5_000,
        "?paikka=<script>",
        "?sivu=99999",
        "?sivu=-1",
        "?sivu=x",
        "?" + "&".join(f"ika={number}" for number in range(400)),
    ],
)
def test_an_answer_that_no_question_knows_narrows_nothing(query, neighbourhoods, visit):
    new_method("lintumaki", "On täällä")
    for host, address in (("lintumaki", LIBRARY), ("lintumaki", "/fi/methods/kortit/"), ("", "/fi/methods/")):
        answer = visit(*filter(None, [host])).get(f"{address}{query}")
        assert answer.status_code == 200 and "On täällä" in answer.text and "<script>" not in answer.text
    assert visit("lintumaki").get(f"/fi/etsi/{query}&q=täällä").status_code == 200
