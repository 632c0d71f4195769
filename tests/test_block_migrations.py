"""Data migrations over stored blocks: of migrations' own models, of the code's, in rows, revisions and sources of translations."""

import copy
import json

import pytest
from django.apps import apps as real_apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Revision
from wagtail_localize.models import TranslationSource

from neighbourhoods import block_migrations, current
from neighbourhoods.fields import block_fields, change_blocks
from neighbourhoods.models import HomePage, InfoPage

pytestmark = pytest.mark.django_db
ID = "0b1f0d3e-1111-4222-8333-{:012d}"
NOTE = {"type": "dummy_note", "value": {"head": "Ä", "text": "<p>x</p>", "image": None}, "id": ID.format(1)}
STRANGE = {"type": "of_nobody", "value": {"ö": [1.0, 1e20, None, True], "head": "pysyy"}, "id": ID.format(2)}
HEADING = {"type": "heading", "value": "Otsikko", "id": ID.format(3)}


def renamed(value):
    if "head" in value:
        value = {"title": value.pop("head"), **value}
    return value


AFTER = {**NOTE, "value": {"title": "Ä", "text": "<p>x</p>", "image": None}}


@pytest.fixture(params=["historical", "real"])
def apps(request):
    if request.param == "real":
        return real_apps
    return MigrationExecutor(connection).loader.project_state().apps


def make(*blocks, slug="kokeilu"):
    parent = HomePage.objects.get(url_path="/lintumaki/fi/")
    page = parent.add_child(instance=InfoPage(title=slug, slug=slug, locale=parent.locale, body=json.dumps(blocks)))
    page.save_revision()
    return page


def stored(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM neighbourhoods_infopage WHERE page_ptr_id = %s", [page.pk])
        value = cursor.fetchone()[0]
    return value if isinstance(value, str) else json.dumps(value)


def in_revision(page):
    return Revision.objects.get(object_id=str(page.pk), content_type__model="infopage").content["body"]


def run(apps, function=renamed, name="dummy_note", model="neighbourhoods.InfoPage"):
    return change_blocks(apps, model, "body", name, function)


def test_blocks_of_the_name_are_changed_in_rows_and_revisions_and_all_others_stay_to_the_byte(apps):
    page = make(HEADING, NOTE, STRANGE)
    text = in_revision(page)
    assert run(apps) == 2
    expected = json.dumps([HEADING, AFTER, STRANGE])
    assert json.loads(stored(page)) == [HEADING, AFTER, STRANGE] and in_revision(page) == expected != text
    if connection.vendor == "sqlite":
        assert stored(page) == expected
    assert json.loads(json.dumps(InfoPage.objects.get(pk=page.pk).body.get_prep_value())) == [HEADING, AFTER, STRANGE]


def test_a_second_run_writes_nothing(apps):
    make(HEADING, NOTE)
    run(apps)
    with CaptureQueriesContext(connection) as queries:
        assert run(apps) == 0
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


def test_rows_without_such_a_block_are_not_written(apps):
    pages = [make(HEADING, STRANGE, slug="ilman"), make(NOTE, slug="mukana")]
    before = stored(pages[0]), in_revision(pages[0])
    with CaptureQueriesContext(connection) as queries:
        assert run(apps) == 2
    assert len([query for query in queries if query["sql"].startswith("UPDATE")]) == 2
    assert (stored(pages[0]), in_revision(pages[0])) == before


def test_they_are_found_wherever_they_are_nested(apps):
    item = {"type": "item", "id": ID.format(7), "value": {"inside": [copy.deepcopy(NOTE)], "type": "dummy_note"}}
    outer = {"type": "dummy_note", "id": ID.format(8), "value": {"head": "ulompi", "list": [item]}}
    page = make({"type": "of_nobody", "value": {"stream": [outer]}, "id": ID.format(9)})
    run(apps)
    (found,) = json.loads(stored(page))
    (outer,) = found["value"]["stream"]
    assert outer["value"]["title"] == "ulompi"
    # a field that happens to be called type is no block
    assert outer["value"]["list"][0]["value"] == {"inside": [AFTER], "type": "dummy_note"}


def test_pages_of_other_models_are_left_alone(apps):
    page = make(NOTE)
    assert run(apps, model="neighbourhoods.HomePage") == 0
    assert json.loads(stored(page)) == [NOTE]


def test_all_fields_that_may_hold_a_plugins_block_are_known_as_far_as_the_migration_has_come(apps):
    found = block_fields(apps)
    core = [("neighbourhoods.HomePage", "body"), ("neighbourhoods.InfoPage", "body")]
    assert {*core, ("dummyplugin.ThingPage", "body")} <= set(found)
    state = MigrationExecutor(connection).loader.project_state([("neighbourhoods", "0002_neighbourhoods")])
    assert block_fields(state.apps) == core


def test_many_rows_are_gone_through_in_batches(apps, monkeypatch):
    monkeypatch.setattr(block_migrations, "BATCH", 2)
    pages = [make(NOTE, slug=f"sivu-{number}") for number in range(5)]
    assert run(apps) == 10
    assert all(json.loads(stored(page)) == [AFTER] for page in pages)


def test_bodies_that_are_no_list_of_blocks_are_left_as_they_are(apps):
    page = make(NOTE)
    Revision.objects.filter(object_id=str(page.pk)).update(content={"body": "ei JSONia", "title": "x"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE neighbourhoods_infopage SET body = %s WHERE page_ptr_id = %s", ['"vanhaa tekstiä"', page.pk])
    assert run(apps) == 0
    assert in_revision(page) == "ei JSONia" and json.loads(stored(page)) == "vanhaa tekstiä"


def test_a_function_that_forgets_to_return_loses_nothing(apps):
    page = make(NOTE)
    with pytest.raises(TypeError, match="must return"):
        run(apps, lambda value: value.update(head="x"))
    assert json.loads(stored(page)) == [NOTE]


def test_a_change_that_python_calls_equal_is_a_change(apps):
    page = make({**NOTE, "value": {"flag": True}})
    assert run(apps, lambda value: {"flag": 1}) == 2
    assert '"flag": 1' in stored(page)


def test_an_install_without_revisions_and_translations_has_only_rows():
    class Early:
        def get_model(self, name):
            if name.split(".")[0] in ("wagtailcore", "wagtail_localize"):
                raise LookupError(name)
            return real_apps.get_model(name)

    make(NOTE)
    assert run(Early()) == 1


def test_translations_follow_and_are_made_of_the_new_blocks(apps, neighbourhoods):
    row = neighbourhoods["lintumaki"]
    row.config["plugins"] = {"dummyplugin": {}}
    row.save()
    current.changed(row.pk)
    old = {**NOTE, "value": {"title": "Vanha nimi", "text": "<p>x</p>", "image": None}}
    page, swedish = make(HEADING, old), Locale.objects.get(language_code="sv")
    source = TranslationSource.update_or_create_from_instance(page)[0]
    made, _created = source.create_or_update_translation(swedish, fallback=True)
    version = source.schema_version

    def new_name(value):
        return {**value, "title": "Uusi nimi"}

    # two rows, their three revisions, one source
    assert run(apps, new_name) == 6
    call_command("migrate", verbosity=0)
    source.refresh_from_db()
    assert source.schema_version == version
    strings = source.stringsegment_set.values_list("string__data", flat=True)
    assert "Uusi nimi" in strings and "Vanha nimi" not in strings
    source.create_or_update_translation(swedish, fallback=True)
    assert json.loads(stored(made))[1]["value"]["title"] == "Uusi nimi"
