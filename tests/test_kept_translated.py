"""Käännä: a page that is important is kept translated, by one button, and the desk tells when a language is behind."""

import pytest

from neighbourhoods.models import TranslationMark

from .care_ground import make_page, told

pytestmark = pytest.mark.django_db
LIST = "/admin/translate/?neighbourhood=lintumaki&language=sv"


@pytest.fixture
def page(neighbourhoods):
    return make_page("Pihan kaivo", lead="Vettä kaikille.")


def address(page, language="sv"):
    return f"/admin/translate/{page.pk}/{language}/"


def fields(answer):
    found = {}
    for one in answer.context["rows"]:
        row = one["row"]
        found |= {row.name: row.typed, f"base-{row.name}": row.base, f"mark-{row.name}": row.mark}
    return found


def test_a_button_in_the_list_marks_a_page_and_the_desk_tells_of_its_languages(desk, page, activist):
    answer = desk.post(address(page), {"action": "keep_translated", "back": "list"})
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/translate/?")
    assert "pidetään käännettynä" in desk.get(LIST).text
    assert "translation:missing" in [thing.key for thing in told(activist, "translation")]


def test_the_same_button_takes_the_mark_away(desk, page, activist):
    for _press in range(2):
        desk.post(address(page), {"action": "keep_translated", "back": "list"})
    assert TranslationMark.objects.count() == 1
    desk.post(address(page), {"action": "keep_no_more", "back": "list"})
    assert not TranslationMark.objects.exists() and told(activist, "translation") == []


def test_from_the_list_no_text_is_changed(desk, page):
    from neighbourhoods.models import PageTranslation

    desk.post(address(page), {"action": "publish", "back": "list"})
    desk.post(address(page), {"action": "keep_translated", "back": "list"})
    assert not PageTranslation.objects.exists()


def test_on_the_page_what_was_typed_is_saved_with_the_mark(desk, page):
    answer = desk.get(address(page))
    data = fields(answer)
    name = next(one["row"].name for one in answer.context["rows"] if one["row"].entry.key == "title")
    assert desk.post(address(page), data | {name: "Gårdens brunn", "action": "keep_translated"}).status_code == 302
    answer = desk.get(address(page))
    assert "Gårdens brunn" in answer.text and "Pidetään käännettynä" in answer.text
    assert TranslationMark.objects.get().page_id == page.pk


def test_in_plain_finnish_what_was_typed_stays_in_the_fields(desk, page):
    written = {"title": "Kaivo", "lead": "Täältä saa vettä.", "body": "Kaivo on pihalla.", "base": "0"}
    answer = desk.post(address(page, "fi-simple"), written | {"action": "keep_translated"})
    assert answer.status_code == 200 and "Kaivo on pihalla." in answer.text
    assert TranslationMark.objects.filter(page=page.pk).exists()


def test_the_mark_is_of_the_original_from_whatever_version_it_is_set(desk, page):
    swedish = make_page("Gårdens brunn", language="sv", translation_key=page.translation_key)
    desk.post(address(swedish, "en"), {"action": "keep_translated", "back": "list"})
    assert TranslationMark.objects.get().page_id == page.pk


def test_nobody_marks_a_page_of_another_neighbourhood(desk):
    theirs = make_page("Partin sivu", place="partti")
    assert desk.post(address(theirs), {"action": "keep_translated", "back": "list"}).status_code == 404
    assert not TranslationMark.objects.exists()
