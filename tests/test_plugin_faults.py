"""One plugin's fault takes nothing else with it: it is logged with the plugin's name, and the rest of the site is there."""

import json
import logging
from dataclasses import replace

import pytest
from django.apps import apps

from neighbourhoods import current, records, registry, tasks
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, Image, InfoPage
from neighbourhoods.plugin import MenuItem

pytestmark = pytest.mark.django_db
LABEL = "dummyplugin"


def fail(*arguments):
    raise ZeroDivisionError("jako nollalla")


def fails_later(*arguments):
    yield MenuItem(label="Ensin", path="dummyplugin/")
    fail()


@pytest.fixture
def shelf(sites, settings, neighbourhoods):
    """The plugin of the tests, on in Partti with its example, on an install that serves readers."""
    file = sites / "partti.toml"
    file.write_text(file.read_text() + "[plugins.dummyplugin]\n")
    apply_all()
    its = registry.get(LABEL)
    with current.activate(current.by_slug("partti")) as record:
        its.demo(record)
    current.forget_everything()
    settings.PLUGIN_ERRORS_RAISE = False
    return its


@pytest.mark.parametrize("how", [fail, fails_later])
@pytest.mark.parametrize("method", ["sections", "menu_items", "feeds", "records", "record_actions"])
def test_whatever_method_of_it_fails_the_pages_stay_up(shelf, visit, monkeypatch, caplog, method, how):
    monkeypatch.setattr(shelf, method, how)
    for path in (
        "/fi/",
        "/fi/tietoa/",
        "/fi/lainahylly/",
        "/fi/lainahylly/tikkaat/",
        "/fi/uutiset/",
        "/sitemap.xml",
        "/fi/etsi/?q=tikkaat",
    ):
        if path != "/fi/uutiset/" or "news" in current.by_slug("partti").plugins:
            assert visit("partti").get(path).status_code == 200, path
    if method != "record_actions":
        assert [one for one in caplog.records if one.levelno == logging.ERROR and f"The plugin {LABEL} failed in" in one.getMessage()]
    assert "jako nollalla" not in visit("partti").get("/fi/").text


def test_its_other_contributions_stay_when_one_fails(shelf, visit, monkeypatch):
    monkeypatch.setattr(shelf, "sections", fail)
    text = visit("partti").get("/fi/").text
    assert 'href="/fi/lainahylly/"' in text and "/fi/feeds/dummyplugin.atom" in text


@pytest.mark.parametrize("name", ["dummyplugin.NoPage", "NoPage", "no.such.thing"])
def test_a_menu_item_of_an_unknown_page_type_is_left_out(shelf, visit, monkeypatch, name):
    monkeypatch.setattr(
        shelf, "menu_items", lambda neighbourhood: [MenuItem(page_type=name), MenuItem(label="Vapaana", path="dummyplugin/")]
    )
    text = visit("partti").get("/fi/").text
    assert "Vapaana" in text


@pytest.mark.parametrize("field", ["entries", "build"])
def test_a_feed_that_fails_is_not_found_and_no_empty_one_takes_its_place(shelf, visit, monkeypatch, field):
    feeds = [replace(feed, **{field: fail}) if getattr(feed, field) else feed for feed in shelf.feeds()]
    broken, whole = ("atom", "csv") if field == "entries" else ("csv", "atom")
    monkeypatch.setattr(shelf, "feeds", lambda: feeds)
    assert visit("partti").get(f"/fi/feeds/dummyplugin.{broken}").status_code == 404
    assert visit("partti").get(f"/fi/feeds/dummyplugin.{whole}").status_code == 200


def test_a_record_whose_facts_fail_is_kept_without_them(shelf, monkeypatch):
    (kind,) = shelf.records()
    monkeypatch.setattr(shelf, "records", lambda: [replace(kind, facts=fail)])
    page = apps.get_model("dummyplugin.ThingPage").objects.get(url_path="/partti/fi/lainahylly/tikkaat/")
    page.save_revision().publish()
    pk = records.id_of(LABEL, "thing", page.translation_key)
    assert records.look_up([pk], "fi")[pk].title == "Tikkaat"


def test_a_task_that_fails_in_one_neighbourhood_runs_in_the_others(shelf, sites, monkeypatch, caplog):
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text() + "[plugins.dummyplugin]\n")
    apply_all()
    seen = []

    def run(record):
        seen.append(record.slug)
        if record.slug == "lintumaki":
            fail()

    monkeypatch.setattr(shelf, "tasks", lambda: [replace(task, run=run) for task in type(shelf).tasks(shelf)])
    tasks.run(LABEL, "forget")
    assert sorted(seen) == ["lintumaki", "partti"]
    assert "The plugin dummyplugin failed in forget" in caplog.text


def test_tasks_that_cannot_be_told_leave_the_schedules_of_all_others(shelf, monkeypatch):
    before = set(tasks.schedules())
    monkeypatch.setattr(shelf, "tasks", fail)
    assert before - set(tasks.schedules()) == {"neighbourhoods.dummyplugin.forget"}
    apply_all()


def test_whoever_develops_it_sees_the_fault(shelf, settings):
    settings.PLUGIN_ERRORS_RAISE = True
    with pytest.raises(ZeroDivisionError):
        registry.safely(shelf, "sections", fail)


def test_a_stored_table_with_keys_of_another_version_is_read_without_them(shelf, neighbourhoods):
    row = neighbourhoods["partti"]
    row.refresh_from_db()
    row.config["plugins"][LABEL] = {"things_on_home": 2, "gone": True, "keep_wishes_days": -1}
    row.save()
    current.changed(row.pk)
    found = current.by_slug("partti").config(LABEL)
    assert (found.things_on_home, found.keep_wishes_days) == (2, 90)


def test_a_section_of_it_that_is_gone_shows_nothing(shelf, visit):
    home = HomePage.objects.get(url_path="/partti/fi/")
    home.body = json.dumps(
        [{"type": "section", "value": {"section": name, "title": ""}} for name in ("dummyplugin.gone", "nobody.newest", "x")]
    )
    home.save_revision().publish()
    assert visit("partti").get("/fi/").status_code == 200


NOTE = {
    "type": "dummy_note",
    "id": "0b1f0d3e-1111-4222-8333-444444444444",
    "value": {"title": "Lappu", "text": "<p>Pihakeinu</p>", "image": None},
}


def test_a_block_of_it_that_fails_is_left_out(shelf, visit, monkeypatch, caplog):
    home = HomePage.objects.get(url_path="/partti/fi/")
    block = home.body.stream_block.child_blocks["dummy_note"]
    home.body = json.dumps([NOTE, {"type": "heading", "value": "Otsikko"}])
    home.save_revision().publish()
    assert "Pihakeinu" in visit("partti").get("/fi/").text
    monkeypatch.setattr(block, "render", fail)
    answer = visit("partti").get("/fi/")
    assert answer.status_code == 200 and "Otsikko" in answer.text and "Pihakeinu" not in answer.text
    assert "The plugin dummyplugin failed in block dummy_note" in caplog.text


def test_a_picture_in_a_block_of_it_is_no_picture_of_the_page_where_it_is_off(shelf, sites):
    image = Image.objects.first()
    home = HomePage.objects.get(url_path="/partti/fi/")
    page = InfoPage(
        title="Sivu", slug="sivu", locale=home.locale, body=json.dumps([{**NOTE, "value": {**NOTE["value"], "image": image.pk}}])
    )
    home.add_child(instance=page)
    assert InfoPage.objects.get(pk=page.pk).images() == [image.pk]
    file = sites / "partti.toml"
    file.write_text(file.read_text().replace("[plugins.dummyplugin]", ""))
    apply_all()
    assert InfoPage.objects.get(pk=page.pk).images() == []


def test_a_plugin_that_cannot_be_switched_on_leaves_its_site_as_it_was_and_the_others_go_on(sites, visit, monkeypatch, neighbourhoods):
    monkeypatch.setattr(registry.get(LABEL), "install", fail)
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text().replace('"Lintumäki"', '"Lintulaakso"', 1) + "[plugins.dummyplugin]\n")
    other = sites / "partti.toml"
    other.write_text(other.read_text().replace('"Partti"', '"Partinmäki"', 1))
    result = apply_all()
    assert [str(problem) for problem in result.errors] == [
        "lintumaki.toml, plugins.dummyplugin: toimintoa ei voitu ottaa käyttöön: ZeroDivisionError: jako nollalla. "
        "Poista sen taulukko tai kysy toiminnon tekijältä"
    ]
    current.forget_everything()
    assert current.by_slug("lintumaki").name == "Lintumäki" and LABEL not in current.by_slug("lintumaki").plugins
    assert current.by_slug("partti").name == "Partinmäki"
    assert visit("lintumaki").get("/fi/").status_code == 200
