"""A volunteer translates a trial in Käännä: its words, never its state, days or result; and the search finds it."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
from datetime import date

import pytest
from django.urls import reverse

from neighbourhoods import privacy
from neighbourhoods.models import Act, PageTranslation, SearchEntry
from tests.search_ground import look  # noqa: F401

from ..models import DiaryEntry, ExperimentPage
from .ground import again, new_entry, new_trial, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(record):
    body = json.dumps([{"type": "text", "value": "<p>Kaksi <b>kävi</b>.</p>", "id": "t1"}])
    return new_trial(record, body=body, people="Kaksi aktiivia", costs="20 euroa", next_step="Jatkuu.")


@pytest.fixture
def swedish(desk, page):
    path = reverse("translate_page", args=[page.pk, "sv"])
    rows = {one["row"].entry.key: one["row"] for one in desk.get(path).context["rows"]}
    assert not rows.keys() & {"state", "result", "place_kind", "starts_on", "ends_on", "from_record", "to_method"}
    made = {
        "title": "Trappkaffe",
        "aim": "Att vi vet namnen.",
        "people": "Två aktiva",
        "body.t1": "Två **kom**.",
        "next_step": "Fortsätter.",
    }
    data = {rows[key].name: text for key, text in made.items()} | {"action": "publish"}
    assert desk.post(path, data).status_code == 302
    return ExperimentPage.objects.get(translation_key=page.translation_key, locale__language_code="sv")


def test_a_trial_is_translated_and_keeps_its_state_days_and_address(page, swedish):
    assert swedish.live and swedish.title == "Trappkaffe" and swedish.slug == page.slug and swedish.aim == "Att vi vet namnen."
    assert (swedish.state, swedish.starts_on, swedish.listed_at) == (page.state, page.starts_on, page.listed_at)


def test_a_result_that_is_told_in_one_language_holds_in_all(page, swedish, visit):
    page = again(page)
    page.state, page.result, page.result_reason, page.ends_on = "ended", "works_if", "Jos keittäjä vaihtuu.", date(2026, 11, 28)
    page.save_revision().publish()
    swedish = again(swedish)
    assert (swedish.state, swedish.result, swedish.ends_on) == ("ended", "works_if", date(2026, 11, 28))
    # an older version that is published again says nothing else of it
    swedish.get_latest_revision().publish()
    assert again(swedish).result == "works_if"
    told = visit("lintumaki").get(swedish.url).text
    assert "Fungerar om…" in told and "Trappkaffe" in told


def test_the_diary_is_under_every_language_in_the_words_in_which_it_was_written(page, swedish, record, visit):
    new_entry(record, page, "Kolmetoista kävi.")
    assert '<div class="flow" lang="fi" dir="auto"><p>Kolmetoista kävi.</p>' in visit("lintumaki").get(swedish.url).text


def test_the_search_finds_a_trial_by_what_was_learnt(record, look):
    new_trial(
        record, "Lainakaappi", state="ended", result="did_not_work", result_reason="Avain oli naulassa.", learnt="Hoitajia tarvitaan."
    )
    new_trial(record, "Sadekatos", state="ended", result="works", learnt="Hoitajia tarvitaan.")
    assert set(look("hoitajia")) == {"Lainakaappi", "Sadekatos"}
    assert look("naulassa") == ["Lainakaappi"]


def test_the_search_finds_a_trial_by_what_its_diary_says_until_that_is_hidden(record, desk, page, look):
    desk.post(f"/admin/trials/{page.pk}/diary/", {"text": "Samovaari vuoti eteiseen.", "day": "28.11.2026", "picture_alt": ""})
    assert look("samovaari") == [page.title] and "vuoti eteiseen" in look.page.text
    entry = DiaryEntry.unscoped.get()
    desk.post(f"/admin/trials/diary/{entry.pk}/", {"text": "Mutteripannu vuoti eteiseen.", "day": "28.11.2026", "picture_alt": ""})
    assert look("samovaari") == [] and look("mutteripannu") == [page.title]
    desk.post(f"/admin/trials/diary/{entry.pk}/hide/")
    assert look("mutteripannu") == []
    desk.post(f"/admin/desk/acts/{Act.objects.order_by('-pk').first().pk}/undo/")
    assert look("mutteripannu") == [page.title]


def test_a_diary_is_found_in_the_language_in_which_it_was_written(record, page, swedish, desk, look):
    desk.post(f"/admin/trials/{page.pk}/diary/", {"text": "Samovaari vuoti eteiseen.", "day": "28.11.2026", "picture_alt": ""})
    found = SearchEntry.objects.filter(text__contains="Samovaari").values_list("page_id", flat=True)
    assert list(found) == [page.pk]


def test_the_search_finds_what_did_not_work_by_saying_so(record, look):
    new_trial(record, "Lainakaappi", state="ended", result="did_not_work", result_reason="Avain oli naulassa.")
    assert "Lainakaappi" in look("ei toiminut")


def missing(page):
    """Of how many texts the list of translations says that they are missing in Swedish."""
    return PageTranslation.objects.get(page=page.pk, language="sv").numbers["missing"]


def test_the_diary_is_translated_beside_the_trial_and_read_in_its_words_once_that_is_published(desk, page, swedish, record, visit, look):
    before = missing(page)
    desk.post(f"/admin/trials/{page.pk}/diary/", {"text": "Samovaari vuoti eteiseen.", "day": "28.11.2026", "picture_alt": ""})
    assert missing(page) == before + 1
    key, path = f"diary_{DiaryEntry.unscoped.get().pk}_text", reverse("translate_page", args=[page.pk, "sv"])
    row = next(one["row"] for one in desk.get(path).context["rows"] if one["row"].entry.key == key)
    assert row.entry.label == "Päiväkirja, 28.11.2026" and row.entry.source == "Samovaari vuoti eteiseen."
    desk.post(path, {row.name: "Samovaren läckte.", "action": "save"})
    assert "Samovaren" not in visit("lintumaki").get(swedish.url).text
    desk.post(path, {"action": "publish"})
    told = visit("lintumaki").get(swedish.url).text
    assert '<div class="flow" lang="sv" dir="auto"><p>Samovaren läckte.</p>' in told and "Samovaari" not in told
    assert "Samovaari" in visit("lintumaki").get(page.url).text
    assert look("samovaren", language="sv") == ["Trappkaffe"]


def test_an_entry_that_is_changed_is_behind_and_one_that_was_hidden_keeps_its_translation(desk, page, swedish, record, visit):
    entry, path = new_entry(record, page, "Eka."), reverse("translate_page", args=[page.pk, "sv"])
    name = f"t-diary_{entry.pk}_text"
    desk.post(path, {name: "Första.", "action": "publish"})
    desk.post(f"/admin/trials/diary/{entry.pk}/", {"text": "Eka kerta.", "day": "20.11.2026", "picture_alt": ""})
    states = {one["row"].name: one["row"].entry.state for one in desk.get(path).context["rows"]}
    assert states[name] == "behind"
    desk.post(f"/admin/trials/diary/{entry.pk}/hide/")
    assert "Första." not in visit("lintumaki").get(swedish.url).text
    desk.post(path, {"action": "publish"})
    desk.post(f"/admin/trials/diary/{entry.pk}/show/")
    assert "Första." in visit("lintumaki").get(swedish.url).text


def test_a_search_is_narrowed_to_what_did_not_work(record, look):
    new_trial(
        record, "Lainakaappi", state="ended", result="did_not_work", result_reason="Avain oli naulassa.", learnt="Hoitajia tarvitaan."
    )
    new_trial(record, "Sadekatos", state="ended", result="works", learnt="Hoitajia tarvitaan.")
    assert look("hoitajia", tulos="ei-toiminut") == ["Lainakaappi"]
    assert set(look("hoitajia", tulos="keksitty")) == {"Lainakaappi", "Sadekatos"}


def test_an_address_that_is_erased_is_gone_from_its_translations_and_nothing_has_to_be_translated_again(desk, page, swedish, record):
    entry, path = new_entry(record, page, "Kysy: marja@example.org."), reverse("translate_page", args=[page.pk, "sv"])
    page = again(page)
    page.next_step = "Kysy: marja@example.org."
    page.save_revision().publish()
    asks = "Fråga: marja@example.org."
    desk.post(path, {"t-next_step": asks, f"t-diary_{entry.pk}_text": asks, "action": "publish"})
    assert again(swedish).next_step == asks
    privacy.erase("marja@example.org")
    assert "marja" not in str([*PageTranslation.objects.values(), *ExperimentPage.objects.values(), *DiaryEntry.unscoped.values()])
    assert again(swedish).next_step == "Fråga: …."
    states = {one["row"].name: one["row"].entry.state for one in desk.get(path).context["rows"]}
    assert "behind" not in states.values()
