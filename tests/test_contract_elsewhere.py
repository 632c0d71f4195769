"""A third party runs the contract with three lines, without anything of our tests; and it finds what is wrong with a plugin."""

import os
import re
import subprocess
import sys

import pytest

from .installs import ROOT
from .plugin_folders import write_plugin

pytestmark = pytest.mark.own_database

THREE_LINES = """
from neighbourhoods.testing import PluginContract
class TestContract(PluginContract):
    plugin = "{label}"
"""
# A plugin with one page type and nothing else.
TORI = """
from neighbourhoods.plugin import Plugin
class Tori(Plugin):
    page_types = ("tori.ToriPage",)
"""
TORI_MODELS = """
from neighbourhoods.pages import BasePage
class ToriPage(BasePage):
    parent_page_types = ["neighbourhoods.HomePage"]
"""
PAGE = '{% extends "neighbourhoods/frame.html" %}{% block content %}<h1>{{ page.title }}</h1>{% endblock %}'
# A plugin that does everything wrong that no check of the start notices.
VIKA = """
from django.utils.translation import gettext_lazy as _
from packaging.version import Version
from neighbourhoods.plugin import Feed, FeedEntry, MenuItem, Plugin, Section, Task
class Vika(Plugin):
    verbose_name = _("Nowhere translated")
    page_types = ("vika.VikaPage",)
    def blocks(self):
        from wagtail.blocks import CharBlock
        return {"vika_word": CharBlock()}
    def sections(self):
        from .wrong import two_queries
        return [Section("two", "Kaksi", "vika/section.html", two_queries)]
    def tasks(self):
        from .wrong import one_more
        return [Task("more", one_more, minutes=5)]
    def menu_items(self, neighbourhood):
        return [MenuItem(label="Ei minnekään", path="vika/ei/")]
    def feeds(self):
        from .wrong import everybodys
        return [Feed("atom", "Kaikkien", entries=everybodys)]
    def install(self, neighbourhood):
        from .wrong import one_more
        one_more(neighbourhood)
    def demo(self, neighbourhood):
        from .wrong import one_more
        one_more(neighbourhood)
    def personal_data(self, address):
        from .models import Guest
        return {"guests": list(Guest.objects.filter(email=address).values("email"))}
    def erase(self, address):
        return 1
    def export_urls(self, neighbourhood):
        return ["/fi/vika/ei/"]
"""
VIKA_MODELS = """
from django.db import models
from neighbourhoods.pages import BasePage
class VikaPage(BasePage):
    parent_page_types = ["neighbourhoods.HomePage"]
    extra = models.IntegerField(default=0)
class Guest(models.Model):
    email = models.EmailField()
    shared_and_public = True
    personal_data = ("email",)
    def erase(self):
        pass
"""
VIKA_WRONG = """
from neighbourhoods.plugin import FeedEntry
from neighbourhoods.registry import installed
from tori.models import ToriPage
def two_queries(neighbourhood, language):
    from .models import Guest
    return {"count": Guest.objects.count() + Guest.objects.count()}
def one_more(neighbourhood):
    from .models import Guest
    Guest.objects.create(email="joku@example.org")
def everybodys(neighbourhood, language):
    from .models import VikaPage
    for page in VikaPage.objects.live():
        path = page.url_path.split("/", 3)[3]
        yield FeedEntry(page.title, path, "1", page.first_published_at, page.last_published_at)
"""
# what the contract says of it, by the test that finds it
FOUND = {
    "test_its_plugin_py_can_be_read_without_settings",
    "test_no_migration_is_missing",
    "test_no_migration_is_missing_where_no_other_plugin_is_installed",
    "test_every_word_of_it_is_translated",
    "test_its_templates_are_in_a_folder_of_its_own_name_and_print_no_raw_block",
    "test_it_imports_nothing_of_the_core_but_its_public_modules_and_no_other_plugin",
    "test_names_under_which_values_of_its_blocks_are_stored_stay",
    "test_switching_on_twice_makes_the_same_as_once",
    "test_switched_on_again_everything_is_as_it_was",
    "test_its_pages_answer_with_one_heading_in_the_readers_language_in_every_theme",
    "test_the_menu_leads_somewhere",
    "test_another_neighbourhood_sees_nothing_of_it",
    "test_a_section_costs_one_query_at_most",
    "test_its_examples_fill_an_empty_site_once",
    "test_whatever_an_export_is_to_hold_answers",
    "test_a_task_that_runs_twice_does_as_once",
    "test_what_is_held_of_a_person_is_told_and_erased_and_that_of_others_stays",
    "test_a_person_is_erased_also_where_it_is_off",
}
MIGRATION = """
import django.db.models.deletion
import neighbourhoods.pages
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="{name}",
            fields=[
                ("page_ptr", models.OneToOneField(
                    auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False,
                    to="wagtailcore.page")),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("is_partly_translated", models.BooleanField(default=False, editable=False)),
                {more}
            ],
            options={{"abstract": False}},
            bases=(neighbourhoods.pages.FlatAddresses, "wagtailcore.page"),
        ),
        {models}
    ]
"""
GUEST = """migrations.CreateModel(name="Guest", fields=[
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("email", models.EmailField(max_length=200)),
])"""


def put(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """{label: {outcome: names of tests}} of a run in which nothing of this repository but the core and its plugins is there."""
    folder = tmp_path_factory.mktemp("elsewhere")
    tori = write_plugin(folder, "tori", TORI, models=TORI_MODELS)
    vika = write_plugin(folder, "vika", VIKA, models=VIKA_MODELS, wrong=VIKA_WRONG)
    for own, name, more, models in ((tori, "ToriPage", "", ""), (vika, "VikaPage", '("extra", models.IntegerField(default=0)),', GUEST)):
        put(own / "migrations" / "__init__.py", "")
        put(own / "migrations" / "0001_initial.py", MIGRATION.format(name=name, more=more, models=models))
        put(own / "tests" / "__init__.py", "")
        put(own / "tests" / "test_contract.py", THREE_LINES.format(label=own.name))
    put(tori / "templates" / "tori" / "tori_page.html", PAGE)
    put(vika / "templates" / "vika" / "vika_page.html", PAGE.replace("<h1>", "<h1>Vika</h1><h1>"))
    put(vika / "templates" / "vika" / "section.html", "{{ count }}")
    put(vika / "templates" / "elsewhere.html", "{{ block.value }}")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIHAPIIRI_", "PYTEST_", "DATABASE_URL", "REDIS_URL"))
    }
    environment = {"PIHAPIIRI_PLUGINS": str(folder), "PIHAPIIRI_VAR": str(folder / "var"), "PIHAPIIRI_VENV": "off", "PYTHONPATH": str(ROOT)}
    environment |= {"DJANGO_SETTINGS_MODULE": "neighbourhoods.settings"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-rA", "-q", "--tb=line", str(folder)]
    done = subprocess.run(command, cwd=folder, env={**kept, **environment}, capture_output=True, text=True, timeout=1500)
    found = {"tori": {}, "vika": {}}
    for outcome, label, name in re.findall(r"^(\w+) (\w+)/tests/test_contract\.py::TestContract::(\w+)", done.stdout, re.MULTILINE):
        found[label].setdefault(outcome, set()).add(name)
    assert found["tori"], done.stdout + done.stderr
    return found


def test_a_plugin_with_nothing_but_a_page_type_passes(outcomes):
    assert set(outcomes["tori"]) == {"PASSED"}


def test_tests_that_do_not_concern_a_plugin_are_not_collected(outcomes):
    names = outcomes["tori"]["PASSED"]
    assert "test_where_it_is_off_its_addresses_are_not_found" in names
    assert not [name for name in names if re.search(r"section|feed|task|erased|block_s|menu_leads|facet|demo|examples", name)]


def test_the_contract_finds_what_is_wrong_with_a_plugin(outcomes):
    failed = outcomes["vika"]["FAILED"]
    assert (sorted(FOUND - failed), sorted(failed - FOUND)) == ([], []), outcomes["vika"]


def test_a_class_for_a_plugin_that_is_not_installed_says_so():
    from neighbourhoods.testing import PluginContract

    with pytest.raises(LookupError, match="No plugin “nowhere” is installed here .*dummyplugin.*PIHAPIIRI_PLUGINS"):
        type("TestNowhere", (PluginContract,), {"plugin": "nowhere"})
