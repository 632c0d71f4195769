"""Trials of one neighbourhood know nothing of what another has not published."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date
from uuid import uuid4

import pytest

from neighbourhoods.models import Image, Record
from tests.isolation import posting
from tests.isolation.two_sites import here, prepared, there, two  # noqa: F401

from ..models import DiaryEntry, ExperimentIndexPage, ExperimentPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(two):
    return two.client(two.activist)


def trial_in(place, title="Kokeilu", **fields):
    index = ExperimentIndexPage.objects.filter(path__startswith=place.home.path).get()
    page = ExperimentPage(title=title, slug=f"kokeilu-{uuid4().hex[:8]}", state="running", locale=index.locale, **fields)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def entry_in(place, page):
    row = {"neighbourhood": place.row, "experiment": page.translation_key, "day": date(2026, 11, 1), "language": "fi"}
    return DiaryEntry.unscoped.create(text=f"Merkintä {place.slug}", **row)


def test_the_list_in_the_admin_and_the_choice_of_a_diary_hold_ones_own(desk, here, there):
    for place in (here, there):
        trial_in(place, f"Kokeilu {place.slug}")
        trial_in(place, f"Toinen {place.slug}")
    for path in ("/admin/experiments/", "/admin/trials/diary/"):
        text = desk.get(path, {"neighbourhood": here.slug}).content.decode()
        assert f"Kokeilu {here.slug}" in text and f"Kokeilu {there.slug}" not in text


def test_the_diary_of_another_neighbourhood_is_answered_like_one_that_is_missing(desk, here, there):
    page = trial_in(there)
    entry = entry_in(there, page)
    for path, missing in (
        (f"/admin/trials/{page.pk}/diary/", "/admin/trials/999999/diary/"),
        (f"/admin/trials/diary/{entry.pk}/", "/admin/trials/diary/999999/"),
        (f"/admin/trials/diary/{entry.pk}/hide/", "/admin/trials/diary/999999/hide/"),
    ):
        for ask in (desk.get, desk.post):
            told, nothing = ask(path), ask(missing)
            assert told.status_code == nothing.status_code == 404 and told.content == nothing.content
    assert DiaryEntry.unscoped.get(pk=entry.pk).is_shown


def test_a_photo_of_another_neighbourhood_cannot_be_put_into_a_diary(desk, here, there):
    page = trial_in(here)
    foreign = Image.objects.filter(collection=there.row.collection).first() or there.image
    sent = {"text": "Kuva", "day": "1.11.2026", "picture_alt": "Kuva", "image": foreign.pk}
    assert desk.post(f"/admin/trials/{page.pk}/diary/", sent).status_code == 404
    assert not DiaryEntry.unscoped.filter(experiment=page.translation_key).exists()


def test_an_entry_that_says_the_same_key_in_another_neighbourhood_shows_on_no_page_of_this_one(two, here, there):
    page = trial_in(here)
    entry_in(there, page)
    entry_in(here, page)
    text = two.ground.visit(here.slug).get(page.get_url_parts()[2]).content.decode()
    assert f"Merkintä {here.slug}" in text and f"Merkintä {there.slug}" not in text


def test_a_thing_that_another_neighbourhood_has_not_published_begins_no_trial(desk, here, there):
    there.thing.get_latest_revision().publish()
    record = Record.objects.get(neighbourhood=there.row, plugin="dummyplugin", key=str(there.thing.translation_key))
    assert desk.get(f"/admin/desk/write/experiments/?from={record.pk}").status_code == 200
    there.thing.unpublish()
    assert desk.get(f"/admin/desk/write/experiments/?from={record.pk}").status_code == 404


def test_a_record_of_another_neighbourhood_is_no_choice_of_the_whole_editor(desk, here, there):
    there.thing.get_latest_revision().publish()
    record = Record.objects.get(neighbourhood=there.row, plugin="dummyplugin", key=str(there.thing.translation_key))
    index = ExperimentIndexPage.objects.filter(path__startswith=here.home.path).get()
    sent = posting.fields(ExperimentPage(title="Kokeilu", slug="kokeilu", state="planned"), to_method=str(record.pk))
    assert desk.post(f"/admin/pages/add/experiments/experimentpage/{index.pk}/", sent).status_code == 200
    assert not ExperimentPage.objects.filter(slug="kokeilu").exists()
