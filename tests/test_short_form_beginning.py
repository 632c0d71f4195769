"""A short form that begins from a record of another plugin, of any neighbourhood: only from what everybody may read."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import uuid

import pytest

from neighbourhoods import current, records, short_forms

from .test_short_forms import WRITE, desk, record, switch_on  # noqa: F401

pytestmark = pytest.mark.django_db


def told(slug="partti", text="Pitkä pöytä pihalle."):
    here = current.by_slug(slug)
    more = {"titles": {"fi": "Pöytä"}, "path": "ideas/1/", "text": text}
    return records.publish(plugin="ideas", kind="idea", key="1", neighbourhood=here, **more)


def test_it_is_filled_from_what_everybody_may_read_in_another_neighbourhood(desk):
    about = told()
    form = desk.get(short_forms.address("dummyplugin", about=about)).context["form"]
    assert form["title"].value() == "Pöytä" and form["text"].value() == "Pitkä pöytä pihalle."


@pytest.mark.parametrize("what", ["withdrawn", "missing", "no id", "long"])
def test_what_nobody_may_read_is_answered_like_what_there_is_not(desk, what):
    about = told()
    records.withdraw(plugin="ideas", kind="idea", key="1")
    asked = {"withdrawn": about, "missing": uuid.uuid4(), "no id": "x", "long": "1" * 3000}[what]
    answer, missing = desk.get(f"{WRITE}?from={asked}"), desk.get(f"{WRITE}?from={uuid.uuid4()}")
    assert answer.status_code == 404 and answer.content == missing.content


@pytest.mark.parametrize("asked", ["x", "", "00000000-0000-4000-8000-000000000000"])
def test_a_keeper_who_asks_for_what_there_is_not_gets_an_empty_form(visit, keeper, record, asked):
    office = visit()
    office.client.force_login(keeper)
    assert not office.get(f"{WRITE}?neighbourhood=lintumaki&from={asked}").context["form"]["title"].value()


def test_where_the_plugin_is_off_whoever_comes_from_elsewhere_is_told_so(visit, activist):
    office = visit()
    office.client.force_login(activist)
    answer = office.get(f"/admin/desk/write/dummyplugin/?from={told()}")
    assert answer.status_code == 403 and "ei ole enää käytössä" in answer.text


def test_the_first_text_of_a_page_is_that_of_its_best_language(record, desk):
    from tests.dummyplugin.models import ShelfPage, ThingPage

    shelf = ShelfPage.objects.get(path__startswith=record.home("fi").path)
    page = ThingPage(
        title="Tikkaat", slug="tikkaat", locale=shelf.locale, body=[{"type": "text", "value": "<p>Kolme metriä.</p>", "id": "a"}]
    )
    shelf.add_child(instance=page)
    page.save_revision().publish()
    pk = records.id_of("dummyplugin", "thing", page.translation_key)
    assert "Kolme metriä." in records.text_of(pk, "sv")
    page.unpublish()
    assert records.text_of(pk, "fi") == "" == records.text_of(uuid.uuid4(), "fi")
