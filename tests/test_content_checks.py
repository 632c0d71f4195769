"""Hints to who writes a page: what would be easier to read, hear or find."""

import json

import pytest

from neighbourhoods.content_checks import check
from neighbourhoods.models import HomePage, Image, InfoPage

from .test_admin import fields

pytestmark = pytest.mark.django_db


def page(*body, title="Kerhohuone", lead=""):
    raw = [{"type": kind, "value": value, "id": f"block-{number}"} for number, (kind, value) in enumerate(body, 1)]
    return InfoPage(title=title, lead=lead, body=InfoPage.body.field.to_python(json.dumps(raw)))


def kinds(*body, **more):
    return [finding.kind for finding in check(page(*body, **more))]


def text(html):
    return ("text", html)


def image(**more):
    picture = Image(title="Kuva", file="pictures/x.jpg", width=1, height=1, **more)
    Image.objects.bulk_create([picture])
    return Image.objects.latest("pk").pk


def test_a_good_page_has_nothing_to_better():
    assert not kinds(
        ("heading", "Aukioloajat"),
        text("<p>Avoinna tiistaisin. Katso <a href='https://example.org'>sääntöjen lyhyt versio</a>.</p>"),
        ("picture", {"image": {"image": image(), "decorative": False, "alt_text": "Kolme ihmistä haravoi"}, "caption": ""}),
        ("links", {"title": "Lisää", "links": [{"type": "item", "value": {"page": 1, "url": "", "text": ""}, "id": "1"}]}),
        ("action", {"title": "Tule", "text": "", "button": "Tule mukaan", "page": 1, "url": ""}),
        lead="Talon yhteinen huone.",
    )


class TestPictures:
    def picture(self, pk, alt="", decorative=False):
        return ("picture", {"image": {"image": pk, "decorative": decorative, "alt_text": alt}, "caption": ""})

    def test_one_without_words_is_told_with_its_number_and_block(self):
        pk = image()
        (found,) = check(page(self.picture(pk, "Piha"), self.picture(pk)))
        assert (found.kind, found.place) == ("alt", "block-2")
        assert "2" in found.message

    def test_decoration_needs_none(self):
        assert not kinds(self.picture(image(), decorative=True))

    def test_spaces_are_no_words(self):
        assert kinds(self.picture(image(), "  ")) == ["alt"]

    def test_a_picture_of_text_asks_for_the_text(self):
        poster, photo = image(), image()
        Image.objects.filter(pk=poster).update(looks_like_text=True)
        found = check(page(self.picture(photo, "Piha"), self.picture(poster, "Juliste")))
        assert [(one.kind, one.place) for one in found] == [("picture_of_text", "block-2")]

    def test_a_picture_that_is_gone_is_no_trouble(self):
        assert not kinds(self.picture(None)) and kinds(self.picture(999_999)) == ["alt"]


@pytest.mark.parametrize(
    "words",
    ["tästä", "Klikkaa tästä", "täältä", "Lue lisää", "LUE LISÄÄ »", "klicka här", "Här", "läs mer", "Click here!", "here", "read more…"],
)
def test_a_link_that_does_not_say_where_it_leads_is_told(words):
    assert kinds(text(f'<p>Ohje on <a linktype="page" id="3"><b>{words}</b></a>.</p>')) == ["link"]
    row = {"type": "item", "value": {"page": 3, "url": "", "text": words}, "id": "1"}
    assert kinds(("links", {"title": "", "links": [row]})) == ["link"]
    assert kinds(("action", {"title": "Tule", "text": "", "button": words, "page": 3, "url": ""})) == ["link"]


@pytest.mark.parametrize("words", ["Lue lisää: Aukioloajat", "täältä löytyvät säännöt", "Tästä talosta", "Harava"])
def test_those_words_among_others_are_fine(words):
    assert not kinds(text(f'<p><a linktype="page" id="3">{words}</a></p>'))


@pytest.mark.parametrize("words", ["TULE NYT HETI", "SIIVOUSTALKOOT", "ÄÄNESTÄ, ÄLÄ EPÄRÖI!", "СУБОТНИК У ДВОРІ"])
def test_capitals_are_told_in_the_title_a_heading_the_lead_and_a_whole_paragraph(words):
    assert kinds(title=words) == ["capitals"]
    assert kinds(("heading", words)) == ["capitals"]
    assert kinds(lead=words) == ["capitals"]
    assert kinds(("rooms", {"title": words})) == ["capitals"]
    assert kinds(text(f"<p>Hei.</p><p>{words}</p>")) == ["capitals"]
    assert kinds(text(f"<ul><li>{words}</li></ul>")) == ["capitals"]


@pytest.mark.parametrize("words", ["HSL", "YLE 1", "Kela ja HSL", "Sano KYLLÄ KYLLÄ KYLLÄ nyt", "ورشة عمل في الحي اليوم", "112", ""])
def test_abbreviations_and_scripts_without_capitals_are_fine(words):
    assert not kinds(title=words)
    assert not kinds(text(f"<p>{words}</p>"))


def test_a_long_heading_is_told():
    assert not kinds(("heading", "a" * 100))
    assert kinds(("heading", "a" * 101)) == ["heading"]


def test_an_empty_list_of_links_is_told_with_its_name():
    (found,) = check(page(("links", {"title": "Säännöt", "links": []})))
    assert found.kind == "empty_links" and "Säännöt" in found.message
    assert kinds(("links", {"title": "", "links": []})) == ["empty_links"]


def test_the_gravest_comes_first():
    found = kinds(
        ("heading", "a" * 101),
        text('<p><a linktype="page" id="3">tästä</a></p>'),
        ("picture", {"image": {"image": image(), "decorative": False, "alt_text": ""}, "caption": ""}),
        title="TULE NYT HETI",
    )
    assert found == ["alt", "link", "capitals", "heading"]


def test_a_page_without_a_body_and_unknown_blocks_are_no_trouble():
    assert not check(HomePage(title="Lintumäki"))
    assert not kinds(("something_switched_off", {"a": [1]}), ("quote", {"text": "Hei", "who": ""}))


def test_one_query_whatever_the_number_of_pictures(django_assert_num_queries):
    pictures = [("picture", {"image": {"image": image(), "decorative": False, "alt_text": ""}, "caption": ""}) for _ in range(5)]
    one = page(*pictures)
    with django_assert_num_queries(1):
        assert len(check(one)) == 5


class TestInTheEditor:
    @pytest.fixture
    def desk(self, visit, activist):
        visitor = visit()
        visitor.client.force_login(activist)
        return visitor

    @pytest.fixture
    def one(self):
        return InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")

    def test_a_page_with_findings_is_published_all_the_same_and_they_are_told(self, desk, one, visit):
        data = fields("TULE NYT HETI", "Otsikko " * 20, slug="mukaan", **{"action-publish": "1"})
        answer = desk.client.post(f"/admin/pages/{one.pk}/edit/", data, follow=True)
        assert "TULE NYT HETI" in visit("lintumaki").get("/fi/mukaan/").text
        told = [str(message).strip() for message in answer.context["messages"] if message.level_tag == "warning"]
        assert [finding.message for finding in check(InfoPage.objects.get(pk=one.pk))] == told

    def test_at_most_three_are_told(self, desk, one):
        headings = {}
        for number in range(5):
            headings |= {
                f"body-{number}-{key}": value for key, value in (("type", "heading"), ("value", "TULE NYT HETI"), ("order", number))
            }
            headings |= {f"body-{number}-deleted": "", f"body-{number}-id": ""}
        data = {**fields("Otsikko", slug="mukaan"), **headings, "body-count": "5"}
        answer = desk.client.post(f"/admin/pages/{one.pk}/edit/", data, follow=True)
        assert len([message for message in answer.context["messages"] if message.level_tag == "warning"]) == 3

    def test_the_editor_lists_those_of_the_version_that_was_saved_last(self, desk, one):
        assert "data-finding" not in desk.get(f"/admin/pages/{one.pk}/edit/").text
        desk.post(f"/admin/pages/{one.pk}/edit/", fields("TULE NYT HETI", "Otsikko", slug="mukaan"))
        text = desk.get(f"/admin/pages/{one.pk}/edit/").text
        one.refresh_from_db()
        (finding,) = check(one.get_latest_revision_as_object())
        assert text.count('<li data-finding="capitals">') == 1
        assert "TULE NYT HETI" in finding.message

    def test_the_editors_own_saving_tells_nothing(self, desk, one):
        data = fields("TULE NYT HETI", "Otsikko", slug="mukaan")
        answer = desk.client.post(f"/admin/pages/{one.pk}/edit/", data, headers={"accept": "application/json"})
        assert answer.json()["success"]
        assert not list(desk.get("/admin/").context["messages"])

    def test_a_new_page_opens_without_them(self, desk):
        home = HomePage.objects.get(url_path="/lintumaki/fi/")
        assert "data-finding" not in desk.get(f"/admin/pages/add/neighbourhoods/infopage/{home.pk}/").text
