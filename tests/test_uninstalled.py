"""A plugin that is removed while its pages exist: they are not found, a warning tells of them, and nothing is lost."""

import json
import shutil

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import checks
from wagtail.models import Page, PageLogEntry, Revision

from neighbourhoods import current, newest, records, switching
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, InfoPage
from neighbourhoods.running import prepare

from .installs import ROOT, Install

# prints status and hash of what a reader of Partti gets
ASK = """
from hashlib import sha256
from django.conf import settings
from django.test import Client, override_settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
client = Client(headers={"host": "partti.localhost:8000"})
with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
    for path in ("/fi/", "/fi/lainahylly/", "/fi/lainahylly/tikkaat/", "/fi/feeds/dummyplugin.atom"):
        answer = client.get(path)
        print(answer.status_code, sha256(answer.content).hexdigest())
"""
DEMO = """
from neighbourhoods import current, registry
with current.activate(current.by_slug("partti")) as record:
    registry.get("dummyplugin").demo(record)
"""


@pytest.fixture
def lost(sites, neighbourhoods):
    """(list page, page below it, page of the core below that) in Partti, of a plugin that was removed after they were made."""
    file = sites / "partti.toml"
    file.write_text(file.read_text() + "[plugins.dummyplugin]\n")
    apply_all()
    shelf = apps.get_model("dummyplugin.ShelfPage").objects.get(url_path="/partti/fi/lainahylly/")
    thing = apps.get_model("dummyplugin.ThingPage")(title="Saunavihta", slug="saunavihta", locale=shelf.locale)
    shelf.add_child(instance=thing)
    thing.save_revision().publish()
    info = InfoPage(title="Saunavihdan ohje", slug="ohje", locale=shelf.locale)
    thing.add_child(instance=info)
    info.save_revision().publish()
    kinds = {}
    for page in Page.objects.filter(content_type__app_label="dummyplugin"):
        kind = kinds.get(page.content_type_id) or ContentType.objects.create(app_label="lainaamo", model=page.content_type.model)
        kinds[page.content_type_id] = kind
        Page.objects.filter(pk=page.pk).update(content_type=kind)
        Revision.page_revisions.filter(object_id=str(page.pk)).update(content_type=kind)
    file.write_text(file.read_text().replace("[plugins.dummyplugin]", ""))
    apply_all()
    ContentType.objects.clear_cache()
    current.forget_everything()
    return [Page.objects.get(pk=page.pk) for page in (shelf, thing, info)]


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


def test_its_pages_and_those_below_them_are_not_found(lost, visit):
    reader = visit("partti")
    for page in lost:
        assert reader.get(page.url_path.removeprefix("/partti")).status_code == 404, page.url_path
    assert reader.get("/fi/lainahylly/jotain/").status_code == 404
    assert reader.get("/sv/lainahylly/").status_code == 404
    assert reader.get("/fi/").status_code == 200


def test_they_are_in_no_menu_sitemap_or_search(lost, visit):
    reader, record = visit("partti"), current.by_slug("partti")
    for page in lost[:2]:
        path = page.url_path.removeprefix("/partti")
        assert f"{path}<" not in reader.get("/sitemap.xml").text
        assert f'"{path}"' not in reader.get("/fi/etsi/", {"q": "saunavihta"}).text
    assert not [item for items in record.menus.values() for item in items if "lainahylly" in item.path]
    assert "lainahylly" not in reader.get("/fi/").text
    assert not record.pages().filter(pk__in=[page.pk for page in lost[:2]]).exists()


def test_a_link_to_one_of_them_is_plain_text(lost, visit):
    home = HomePage.objects.get(url_path="/partti/fi/")
    home.body = json.dumps([{"type": "text", "value": f'<p>Lue <a linktype="page" id="{lost[1].pk}">vihdasta</a>.</p>'}])
    home.save_revision().publish()
    text = visit("partti").get("/fi/").text
    assert "vihdasta" in text and "lainahylly" not in text


def test_a_record_of_one_of_them_is_its_last_title_without_an_address(lost):
    pk = records.id_of("dummyplugin", "thing", lost[1].translation_key)
    shown = records.look_up([pk], "fi")[pk]
    assert (shown.title, shown.url) == ("Saunavihta", "")
    assert pk not in [one.id for one in records.choices(current.by_slug("partti"), "fi")]


def test_work_over_all_pages_of_the_neighbourhood_goes_on(lost, neighbourhoods):
    record = current.by_slug("partti")
    switching.follow(record)
    newest.recount(record.pk, record.slug)
    neighbourhoods["partti"].refresh_from_db()
    assert neighbourhoods["partti"].newest["pk"] not in [page.pk for page in lost[:2]]


def test_the_admin_still_lists_and_searches(lost, office):
    home = HomePage.objects.get(url_path="/partti/fi/")
    for path in (
        "/admin/",
        f"/admin/pages/{home.pk}/",
        f"/admin/pages/{lost[0].pk}/",
        f"/admin/pages/{lost[1].pk}/",
        f"/admin/pages/{home.pk}/edit/",
        "/admin/pages/search/?q=saunavihta",
        "/admin/choose-page/",
        f"/admin/choose-page/{home.pk}/",
        f"/admin/pages/{lost[1].pk}/history/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
    ):
        assert office.get(path).status_code == 200, path


def test_the_editor_of_such_a_page_is_not_found(lost, office):
    office.client.raise_request_exception = False
    assert office.get(f"/admin/pages/{lost[1].pk}/edit/").status_code == 404


def test_a_warning_counts_them(lost):
    found = [message for message in checks.run_checks(databases=["default"]) if message.id == "neighbourhoods.W002"]
    # a list in each of the three languages, and the page below one
    assert [message.msg for message in found] == [
        "4 pages of the plugin lainaamo, which is not installed: readers get 404, their content stays."
    ]
    assert "Install lainaamo again" in found[0].hint
    assert not [message for message in checks.run_checks() if message.id == "neighbourhoods.W002"]


def test_the_start_tells_of_them(lost):
    lines = []
    prepare.neighbourhoods(write=lines.append)
    assert [line for line in lines if "4 pages of the plugin lainaamo" in line and "Install lainaamo again" in line]


def test_a_keeper_may_delete_them_for_good(lost, office):
    assert office.get(f"/admin/pages/{lost[0].pk}/delete/").status_code == 200
    assert office.post(f"/admin/pages/{lost[0].pk}/delete/").status_code == 302
    assert not Page.objects.filter(pk__in=[page.pk for page in lost]).exists()
    assert PageLogEntry.objects.filter(action="wagtail.delete").exists()


def test_an_install_that_loses_a_plugin_and_gets_it_back_has_lost_nothing(tmp_path):
    """The same with real processes and a real table in the file."""
    install = Install(tmp_path / "asennus")
    shutil.copytree(ROOT / "sites", install.sites)
    file = install.sites / "partti.toml"
    bare = file.read_text()
    file.write_text(f"{bare}\n[plugins.dummyplugin]\n")
    install.do("migrate", "-v0")
    install.do("createcachetable")
    install.do("neighbourhoods", "apply")
    install.python(DEMO)
    before, rows = install.python(ASK), install.rows()
    assert [line.split()[0] for line in before.splitlines()] == ["200"] * 4

    install.environment.pop("PIHAPIIRI_PLUGINS")
    without = install.python(ASK)
    assert [line.split()[0] for line in without.splitlines()] == ["200", "404", "404", "404"]
    code, _out, told = install.run("check", "--database", "default")
    assert code == 0 and "(neighbourhoods.W002) 6 pages of the plugin dummyplugin, which is not installed" in told
    # the table that is still there is an error of this one file; its site goes on as it was
    code, _out, told = install.run("neighbourhoods", "apply")
    assert code == 1 and "partti.toml" in told and "dummyplugin" in told and "Traceback" not in told
    assert install.python(ASK) == without

    install.environment["PIHAPIIRI_PLUGINS"] = "tests"
    install.do("neighbourhoods", "apply")
    assert install.python(ASK) == before
    kept = install.rows()
    # schedules of a plugin go with it and come back with new ids
    assert [name for name in rows if rows[name] != kept.get(name)] in ([], ["django_q_schedule"])
