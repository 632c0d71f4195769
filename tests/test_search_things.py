"""Things that are no pages are found like pages, as long as anybody may read them."""

import pytest

from neighbourhoods import current, records
from neighbourhoods.models import Neighbourhood, RecordEntry
from neighbourhoods.search import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(sites, neighbourhoods):
    from neighbourhoods.config.apply import apply_all

    file = sites / "lintumaki.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[plugins.dummyplugin]\n", encoding="utf-8")
    assert not apply_all().errors
    current.forget_everything()
    return current.by_slug("lintumaki")


def tell(here, key="1", title="Kuikkakatos", text="Katos kuikkien katseluun rannalle.", language="fi"):
    return records.publish(
        plugin="dummyplugin", kind="thing", key=key, neighbourhood=here, titles={language: title}, path=f"dummyplugin/{key}/", text=text
    )


def look(reader, word, path="/fi/etsi/"):
    return reader.get(path, {"q": word}).text


def test_a_thing_is_found_by_its_title_and_its_text_in_any_form(here, visit):
    tell(here)
    for word in ("kuikkakatos", "rannalla", "katos rannalta", "kuikille"):
        found = look(visit("lintumaki"), word)
        assert 'href="/fi/dummyplugin/1/"' in found, word
    assert "dummyplugin/1/" not in look(visit("partti"), "kuikkakatos")


def test_the_portal_finds_it_with_the_name_of_its_neighbourhood(here, visit):
    tell(here)
    found = look(visit(), "kuikkakatos")
    assert f'href="{here.root_url}/fi/dummyplugin/1/"' in found and "Lintumäki" in found.split("<main")[1]


def test_what_is_withdrawn_changed_or_told_of_without_a_text_is_not_found(here, visit):
    pk = tell(here)
    tell(here, title="Haukkakatos", text="Haukoille.")
    assert "dummyplugin/1/" not in look(visit("lintumaki"), "kuikkakatos")
    assert "dummyplugin/1/" in look(visit("lintumaki"), "haukkakatos")
    records.withdraw(plugin="dummyplugin", kind="thing", key="1")
    assert "dummyplugin/1/" not in look(visit("lintumaki"), "haukkakatos") and not RecordEntry.objects.filter(record=pk).exists()
    tell(here)
    records.publish(plugin="dummyplugin", kind="thing", key="1", neighbourhood=here, titles={"fi": "Kuikkakatos"}, path="dummyplugin/1/")
    assert not RecordEntry.objects.filter(record=pk).exists()


def test_where_its_plugin_is_off_or_the_site_is_gone_nobody_finds_it(here, visit, sites):
    from neighbourhoods.config.apply import apply_all

    tell(here)
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[plugins.dummyplugin]", ""), encoding="utf-8")
    apply_all()
    current.forget_everything()
    assert "dummyplugin/1/" not in look(visit("lintumaki"), "kuikkakatos") + look(visit(), "kuikkakatos")
    file.write_text(file.read_text(encoding="utf-8") + "\n[plugins.dummyplugin]\n", encoding="utf-8")
    apply_all()
    current.forget_everything()
    assert "dummyplugin/1/" in look(visit(), "kuikkakatos")
    Neighbourhood.objects.filter(slug="lintumaki").update(state="removed")
    current.forget_everything()
    assert "dummyplugin/1/" not in look(visit(), "kuikkakatos")


def test_a_text_in_a_language_that_the_site_does_not_have_is_found_too(here, visit):
    tell(here, title="מקלט לציפורים", text="ספסל ליד המים", language="he")
    found = look(visit("lintumaki"), "לציפורים")
    assert "dummyplugin/1/" in found and 'dir="rtl"' in found


def test_it_stands_among_the_kinds_and_can_be_asked_for_alone(here, visit):
    tell(here)
    found = look(visit("lintumaki"), "kuikkakatos", "/fi/etsi/?tyyppi=dummyplugin")
    assert "dummyplugin/1/" in found
    assert "dummyplugin/1/" not in visit("lintumaki").get("/fi/etsi/", {"q": "kuikkakatos", "tyyppi": "page"}).text


def test_hundred_things_cost_a_search_as_much_as_one(here, visit):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as taken:
            look(visit("lintumaki"), "kuikkakatos")
        return len(taken)

    tell(here)
    queries()
    few = queries()
    for number in range(2, 60):
        tell(here, key=str(number))
    assert queries() == few


def test_a_new_analyser_makes_it_anew(here, visit):
    pk = tell(here)
    RecordEntry.objects.filter(record=pk).update(analyser="older", tokens="fi_nothing")
    assert "dummyplugin/1/" not in look(visit("lintumaki"), "kuikkakatos")
    index.refresh()
    assert RecordEntry.objects.get(record=pk).analyser != "older"
    assert "dummyplugin/1/" in look(visit("lintumaki"), "kuikkakatos")


def test_a_text_that_cannot_be_taken_in_stops_nobody(here, monkeypatch, caplog):
    def fail(*arguments):
        raise ValueError

    monkeypatch.setattr("neighbourhoods.search.index.tokens_of", fail)
    pk = tell(here)
    assert not RecordEntry.objects.filter(record=pk).exists()
    assert "could not be put into the search" in caplog.text
