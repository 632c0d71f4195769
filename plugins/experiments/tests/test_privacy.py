"""Whom to ask is told to who wrote the trial; an address that somebody wrote into a text is found and taken out."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from wagtail.models import Revision

from neighbourhoods.models import SearchEntry

from ..models import DiaryEntry, ExperimentPage
from ..privacy import erase, personal_data
from .ground import again, main, new_entry, new_trial, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db
ADDRESS = "marja@example.org"


def everything():
    rows = [
        *ExperimentPage.objects.values(),
        *DiaryEntry.unscoped.values(),
        *Revision.objects.values("content"),
        *SearchEntry.objects.values(),
    ]
    return str(rows).casefold()


def test_whom_to_ask_is_told_to_who_made_it_and_can_be_forgotten(record, activist):
    page = new_trial(record, contact="Marja B-rapusta", owner=activist)
    new_trial(record, "Muu", contact="Naapuritiimi")
    assert personal_data(activist.email) == {"trials": [{"title": page.title, "field": "contact", "text": "Marja B-rapusta"}]}
    assert erase(activist.email) == 1 and erase(activist.email) == 0 and personal_data(activist.email) == {}
    assert "marja b-rapusta" not in everything() and "naapuritiimi" in everything() and again(page).live


def test_an_address_in_a_text_in_an_unpublished_version_and_in_a_diary_is_found_and_taken_out(record):
    page = new_trial(record, next_step=f"Kysy: {ADDRESS.upper()}.")
    draft = page.get_latest_revision_as_object()
    draft.learnt = f"Avain on täällä: {ADDRESS}"
    draft.save_revision()
    entry = new_entry(record, page, f"{ADDRESS} kävi.")
    told = personal_data(ADDRESS)
    assert {row["field"] for row in told["trials"]} == {"next_step", "learnt"} and len(told["diary"]) == 1
    assert erase(ADDRESS) == 2 and ADDRESS not in everything() and personal_data(ADDRESS) == {}
    assert again(page).next_step == "Kysy: …." and DiaryEntry.unscoped.get(pk=entry.pk).text == "… kävi."


def test_a_longer_address_is_somebody_elses_and_stays(record):
    page = new_trial(record, next_step=f"Kysy: anna{ADDRESS} tai {ADDRESS}.fi.")
    entry = new_entry(record, page, f"anna-{ADDRESS} kävi.")
    assert personal_data(ADDRESS) == {} and erase(ADDRESS) == 0
    assert again(page).next_step == f"Kysy: anna{ADDRESS} tai {ADDRESS}.fi."
    assert DiaryEntry.unscoped.get(pk=entry.pk).text == f"anna-{ADDRESS} kävi."


def test_nobody_in_particular_is_in_no_trial(record):
    new_trial(record, people="Kaksi aktiivia")
    assert personal_data("") == {} == personal_data("joku@example.org") and erase("") == 0


def test_the_privacy_notice_says_what_is_kept(visit, record):
    told = main(visit("lintumaki").get("/fi/tietosuoja/"))
    assert "ei nimiä" in told and "päiväkirjat säilyvät" in told
