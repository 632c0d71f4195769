"""Links between plugins: they lead to what there is to read, and say the last title when there is nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current, records, switching
from neighbourhoods.models import HomePage, Record, User
from tests.dummyplugin.models import ShelfPage, ThingPage

pytestmark = pytest.mark.django_db


def switch(row, *labels):
    row.config["plugins"] = {label: {} for label in labels}
    row.save()
    current.changed(row.pk)


@pytest.fixture
def shelf(neighbourhoods):
    """Lintumäki's lending shelf in Finnish and Swedish."""
    row = neighbourhoods["lintumaki"]
    switch(row, "dummyplugin")
    pages = {}
    for code in ("fi", "sv"):
        home = HomePage.objects.get(url_path=f"/lintumaki/{code}/")
        key = {"translation_key": pages["fi"].translation_key} if pages else {}
        pages[code] = home.add_child(instance=ShelfPage(title=f"Hylly {code}", slug="hylly", locale=home.locale, **key))
    return pages


def put(shelf, title, code="fi", slug="tikkaat", **fields):
    above = shelf[code]
    above.refresh_from_db()
    page = above.add_child(instance=ThingPage(title=title, slug=slug, locale=above.locale, live=False, **fields))
    page.save_revision().publish()
    return ThingPage.objects.get(pk=page.pk)


@pytest.fixture
def ladder(shelf):
    return put(shelf, "Tikkaat", place="Pyörävarasto")


def id_of(page):
    return records.id_of("dummyplugin", "thing", page.translation_key)


def shown(page, language="fi", here="lintumaki"):
    with current.activate(current.by_slug(here) if here else None):
        return records.look_up([id_of(page)], language)[id_of(page)]


def test_a_published_page_is_a_record_with_its_title_address_and_source(ladder):
    found = shown(ladder)
    assert (found.title, found.url, found.kind, found.neighbourhood) == ("Tikkaat", "/fi/hylly/tikkaat/", "thing", "Lintumäki")
    assert found.source == "Pyörävarasto" and found.date == ladder.first_published_at


def test_the_id_is_known_without_asking_and_is_another_for_another_thing(ladder):
    with CaptureQueriesContext(connection) as asked:
        assert id_of(ladder) == id_of(ladder) != records.id_of("dummyplugin", "wish", ladder.translation_key)
    assert not len(asked)


def test_from_another_neighbourhood_the_link_is_a_whole_address_in_a_language_that_is_there(ladder):
    assert shown(ladder, here="partti").url == "http://lintumaki.localhost:8000/fi/hylly/tikkaat/"
    assert shown(ladder, language="en", here=None).url == "http://lintumaki.localhost:8000/fi/hylly/tikkaat/"


def test_a_renamed_page_is_found_under_its_new_title_and_address(ladder):
    ladder.title, ladder.slug = "Pitkät tikkaat", "pitkat"
    ladder.save_revision().publish()
    assert (shown(ladder).title, shown(ladder).url) == ("Pitkät tikkaat", "/fi/hylly/pitkat/")


def test_a_page_whose_list_is_renamed_is_found_at_its_new_address(ladder, shelf):
    shelf["fi"].refresh_from_db()
    shelf["fi"].slug = "lainaamo"
    shelf["fi"].save_revision().publish()
    assert shown(ladder).url == "/fi/lainaamo/tikkaat/"


def test_a_reader_gets_the_translation_in_the_own_language(ladder, shelf):
    put(shelf, "Stege", "sv", slug="stege", translation_key=ladder.translation_key)
    assert (shown(ladder, "sv").title, shown(ladder, "sv").url, shown(ladder, "sv").language) == ("Stege", "/sv/hylly/stege/", "sv")
    assert shown(ladder).title == "Tikkaat"
    assert (shown(ladder, "en").title, shown(ladder, "en").url, shown(ladder, "en").language) == ("Tikkaat", "/en/hylly/tikkaat/", "fi")


def test_a_hidden_page_leaves_its_last_title_as_plain_text_and_comes_back(ladder):
    ladder.unpublish()
    assert (shown(ladder).title, shown(ladder).url) == ("Tikkaat", "")
    ladder.save_revision().publish()
    assert shown(ladder).url


def test_a_draft_of_a_new_title_is_told_to_nobody(ladder):
    ladder.title = "Salaiset tikkaat"
    ladder.save_revision()
    assert shown(ladder).title == "Tikkaat"
    page = ThingPage.objects.get(pk=ladder.pk)
    page.unpublish()
    assert shown(ladder).title == "Tikkaat"


def test_a_page_whose_plugin_is_switched_off_leaves_its_title_and_comes_back(ladder, neighbourhoods):
    switch(neighbourhoods["lintumaki"])
    assert (shown(ladder).title, shown(ladder).url) == ("Tikkaat", "")
    switch(neighbourhoods["lintumaki"], "dummyplugin")
    assert shown(ladder).url == "/fi/hylly/tikkaat/"


def test_a_deleted_page_leaves_its_title_for_ever(ladder, shelf):
    put(shelf, "Stege", "sv", slug="stege", translation_key=ladder.translation_key)
    key = ladder.translation_key
    for page in ThingPage.objects.filter(translation_key=key):
        page.delete()
    found = records.look_up([records.id_of("dummyplugin", "thing", key)], "sv")
    assert [(one.title, one.url) for one in found.values()] == [("Stege", "")]


def test_a_neighbourhood_whose_file_is_gone_leaves_plain_titles(ladder, neighbourhoods):
    row = neighbourhoods["lintumaki"]
    row.state = "removed"
    row.save()
    current.changed(row.pk)
    assert (shown(ladder, here="partti").title, shown(ladder, here="partti").url) == ("Tikkaat", "")


def test_erasing_who_wrote_it_takes_nothing_from_the_record(ladder, shelf):
    writer = User.objects.create_user("kirjoittaja@example.org")
    ladder.owner = writer
    ladder.save()
    writer.delete()
    assert shown(ladder).url and not {field.name for field in Record._meta.get_fields()} & {"user", "owner", "author"}


def test_an_unknown_id_is_simply_not_there(neighbourhoods):
    assert records.look_up([records.id_of("dummyplugin", "thing", "x")], "fi") == {}
    assert records.look_up([], "fi") == {}


def test_a_thing_that_is_no_page_is_told_of_and_withdrawn(neighbourhoods):
    switch(neighbourhoods["lintumaki"], "dummyplugin")
    here = current.by_slug("lintumaki")
    told = {"plugin": "dummyplugin", "kind": "wish", "key": "7"}
    for _twice in range(2):
        pk = records.publish(**told, neighbourhood=here, titles={"fi": "Toive", "sv": "Önskan"}, path="dummyplugin/7/")
    with current.activate(here):
        assert records.look_up([pk], "sv")[pk].title == "Önskan"
        assert records.look_up([pk], "sv")[pk].url == "/sv/dummyplugin/7/"
        assert records.look_up([pk], "en")[pk].language == "fi"
        records.withdraw(plugin="dummyplugin", kind="wish", key="7")
        assert (records.look_up([pk], "fi")[pk].title, records.look_up([pk], "fi")[pk].url) == ("Toive", "")
    assert Record.objects.filter(pk=pk).count() == 1


def test_looking_up_many_costs_as_much_as_looking_up_one(ladder, shelf, monkeypatch):
    # whether a record still holds is asked by the clock: on a slow machine once more than on a quick one
    monkeypatch.setattr(current, "CHECK_EVERY", 3600)
    ids = [id_of(put(shelf, f"Tavara {number}", slug=f"tavara-{number}")) for number in range(12)]
    with current.activate(current.by_slug("lintumaki")):
        records.look_up(ids[:1], "fi")
        with CaptureQueriesContext(connection) as one:
            records.look_up(ids[:1], "fi")
        with CaptureQueriesContext(connection) as many:
            assert len(records.look_up(ids, "fi")) == 12
    assert len(one) == len(many) == 2


def test_a_volunteer_is_offered_the_own_open_things_the_newest_first(ladder, shelf, neighbourhoods):
    put(shelf, "Porakone", slug="porakone")
    put(shelf, "Piilossa", slug="piilossa").unpublish()
    here = current.by_slug("lintumaki")
    with current.activate(here):
        assert [one.title for one in records.choices(here, "fi")] == ["Porakone", "Tikkaat"]
        assert records.choices(here, "fi", kinds=["method"]) == []
    assert records.choices(current.by_slug("partti"), "fi", kinds=["thing"]) == []


def test_pages_from_before_the_plugin_told_of_them_become_records_at_the_next_switch(ladder):
    Record.objects.all().delete()
    switching.follow(current.by_slug("lintumaki"))
    assert shown(ladder).title == "Tikkaat"


def test_what_another_plugin_offers_is_a_plain_link_on_the_page_and_goes_with_that_plugin(ladder, visit, neighbourhoods, monkeypatch):
    from neighbourhoods import registry
    from neighbourhoods.plugin import RecordAction

    offer = RecordAction("Kokeile täällä", "http://localhost:8000/admin/?kokeile=1")
    monkeypatch.setattr(registry.get("dummyplugin"), "record_actions", lambda record, person: [offer] if person is None else [])
    with current.activate(current.by_slug("lintumaki")):
        mine = records.of_page(ladder, "fi")
        assert records.actions(mine) == []  # a plugin offers nothing on its own things
        other = records.Shown(**{**vars(mine), "plugin": "methods", "kind": "method"})
        assert records.actions(other) == [offer]
    monkeypatch.setattr(records, "of_page", lambda page, language: other)
    page = visit("lintumaki").get("/fi/hylly/tikkaat/").text
    assert 'href="http://localhost:8000/admin/?kokeile=1"' in page and "Kokeile täällä" in page
    switch(neighbourhoods["lintumaki"])
    assert "Kokeile täällä" not in visit("lintumaki").get("/fi/").text


def test_records_of_many_neighbourhoods_ask_once_whether_what_is_known_of_these_is_still_true(ladder, neighbourhoods):
    ids = [id_of(ladder)]
    for slug, row in neighbourhoods.items():
        switch(row, "dummyplugin")
        told = {"plugin": "dummyplugin", "kind": "wish", "key": slug, "neighbourhood": row}
        ids.append(records.publish(**told, titles={"fi": slug}, path="dummyplugin/7/"))
    records.look_up(ids, "fi")
    current._known.expire()
    with CaptureQueriesContext(connection) as asked:
        found = records.look_up(ids, "fi")
    assert len(asked) == 3 and all(one.url for one in found.values())
    switch(neighbourhoods["partti"])
    assert [bool(one.url) for one in records.look_up(ids, "fi").values()].count(False) == 1, "what has changed is noticed"
