"""What is wrong with the structure of a plugin is told with its name, the place and the cure, before anything is served."""

import subprocess
import sys
import uuid
from dataclasses import replace

import pytest
from django.apps import apps
from django.core import checks
from django.db import models
from wagtail.blocks import CharBlock

from neighbourhoods import plugin_checks, registry
from neighbourhoods.config import loader
from neighbourhoods.plugin import Facet, Plugin, PluginConfig, Section, Task

from .sites_folder import GOOD, assert_told, load

LABEL = "dummyplugin"


@pytest.fixture
def shelf(monkeypatch):
    """The installed plugin of the tests; `shelf(name=value)` changes it for one test. A method is given as what it gives."""
    its = registry.get(LABEL)

    def change(**values):
        for name, value in values.items():
            default = getattr(Plugin, name)
            monkeypatch.setattr(its, name, (lambda value=value: value) if callable(default) and not callable(value) else value)
        return its

    return change


def told(number):
    """[(message, hint)] of the errors with this id that the checks find now."""
    found = checks.run_checks(tags=["neighbourhoods"])
    return [(message.msg, message.hint) for message in found if message.id == f"neighbourhoods.E{number:03}"]


def test_the_plugins_of_this_install_are_in_order():
    assert [message for message in checks.run_checks(tags=["neighbourhoods"]) if message.id != "neighbourhoods.W001"] == []


class TestPageTypes:
    @pytest.mark.parametrize(
        ("name", "cause", "cure"),
        [
            ("dummyplugin.NoPage", "page_types names “dummyplugin.NoPage”, which is no model", 'Write it as "dummyplugin.SomePage".'),
            ("ThingPage", "page_types names “ThingPage”, which is no model", 'Write it as "dummyplugin.SomePage".'),
            ("a.b.c", "page_types names “a.b.c”, which is no model", 'Write it as "dummyplugin.SomePage".'),
            ("dummyplugin.Wish", "the page type dummyplugin.Wish is no page of a neighbourhood", "neighbourhoods.pages.BasePage"),
            ("neighbourhoods.InfoPage", "the page type neighbourhoods.InfoPage belongs to another app", "of its own only."),
        ],
    )
    def test_one_that_cannot_be_used_is_named(self, shelf, name, cause, cure):
        shelf(page_types=("dummyplugin.ShelfPage", "dummyplugin.ThingPage", name))
        ((message, hint),) = told(6)
        assert message == f"The plugin dummyplugin: {cause}." and cure in hint

    def test_one_that_is_not_told_of_is_named(self, shelf):
        shelf(page_types=("dummyplugin.ShelfPage",))
        assert ("The plugin dummyplugin: the page type ThingPage is missing from page_types.") in [message for message, _hint in told(6)]


class TestKeys:
    @pytest.mark.parametrize("method", ["sections", "feeds", "tasks", "records", "facets", "tiles", "care"])
    def test_a_key_that_is_no_word_or_that_is_there_twice_is_named(self, shelf, method):
        attribute = dict(plugin_checks.KEYS)[method]
        (own, *_others) = getattr(registry.get(LABEL), method)()
        shelf(**{method: [replace(own, **{attribute: "Iso Nimi!"})]})
        ((message, hint),) = told(7)
        assert message == f"The plugin dummyplugin: “Iso Nimi!” in {method} cannot be a {attribute}." and "small letters" in hint
        shelf(**{method: [own, own]})
        ((message, _hint),) = told(7)
        assert f"is the {attribute} of 2 {method}" in message

    @pytest.mark.parametrize(
        ("name", "cause"),
        [
            ("heading", "the block “heading” belongs to the core already"),
            ("section", "the block “section” belongs to the core already"),
            ("unavailable", "the block “unavailable” belongs to the core already"),
            ("iso-nimi", "“iso-nimi” cannot be the name of a block"),
        ],
    )
    def test_a_block_with_a_name_of_the_core_is_named(self, shelf, name, cause):
        shelf(blocks={name: CharBlock()})
        assert [message for message, _hint in told(7)] == [f"The plugin dummyplugin: {cause}."]

    def test_a_facet_with_a_word_of_the_search_is_named(self, shelf):
        shelf(facets=[Facet("q", "Haku", lambda neighbourhood: (), lambda pages, value: pages)])
        assert told(7) == [("The plugin dummyplugin: the facet “q” belongs to the search already.", "Give it another param.")]

    def test_a_label_that_addresses_begin_with_is_named(self, settings):
        settings.ADDRESS_WORDS = settings.ADDRESS_WORDS | {LABEL}
        assert told(7)[0][0] == "The plugin dummyplugin: addresses that begin with /dummyplugin/ are kept for others."

    def test_a_record_kind_of_a_page_type_that_is_not_its_own_is_named(self, shelf):
        (kind,) = registry.get(LABEL).records()
        shelf(records=[replace(kind, page_type="neighbourhoods.InfoPage")])
        assert "the record kind thing is about “neighbourhoods.InfoPage”, which page_types does not name" in told(7)[0][0]


class TestTemplates:
    def test_a_missing_template_of_a_section_is_named(self, shelf):
        shelf(sections=[Section("newest", "Uusin", "dummyplugin/no_such.html", lambda neighbourhood, language: {})])
        ((message, hint),) = told(8)
        assert message == "The plugin dummyplugin: the section newest is shown by dummyplugin/no_such.html, which is missing."
        assert "below templates/dummyplugin/" in hint

    def test_a_missing_template_of_a_page_type_is_named(self, monkeypatch):
        monkeypatch.setattr(apps.get_model("dummyplugin.ThingPage"), "template", "dummyplugin/no_such.html")
        assert "the page type ThingPage is shown by dummyplugin/no_such.html, which is missing" in told(8)[0][0]

    def test_a_missing_template_of_a_block_is_named(self, shelf):
        shelf(blocks={"dummy_note": CharBlock(template="dummyplugin/no_such.html")})
        assert "the block dummy_note is shown by dummyplugin/no_such.html, which is missing" in told(8)[0][0]

    @pytest.mark.parametrize(
        ("text", "cause"),
        [
            ("{% extends 'dummyplugin/no_such.html' %}", None),
            ("{% if %}", "which cannot be read: Unexpected end of expression in if tag."),
            ("{% load no_such_library %}", "which cannot be read: 'no_such_library' is not a registered tag library"),
        ],
    )
    def test_a_template_that_cannot_be_read_is_named(self, shelf, settings, tmp_path, text, cause):
        from neighbourhoods import themes

        # templates are remembered by their names
        name = f"dummyplugin/{uuid.uuid4()}.html"
        wrong = tmp_path / "themes" / themes.DEFAULT / "templates" / name
        wrong.parent.mkdir(parents=True)
        wrong.write_text(text)
        settings.THEMES_FOLDER = tmp_path / "themes"
        shelf(sections=[Section("newest", "Uusin", name, lambda neighbourhood, language: {})])
        found = [message for message, _hint in told(8)]
        # what a template extends is looked for when it is shown
        assert found == [] if cause is None else cause in found[0]


class TestPersonalData:
    def test_a_model_with_an_address_that_declares_nothing_is_named(self, monkeypatch):
        monkeypatch.delattr(apps.get_model("dummyplugin.Wish"), "personal_data")
        ((message, hint),) = told(9)
        assert message == "The plugin dummyplugin: the model Wish holds personal data (email) and does not declare it."
        assert "Add to Wish: personal_data" in hint

    def test_a_model_that_declares_it_and_cannot_erase_is_named(self, monkeypatch):
        monkeypatch.delattr(apps.get_model("dummyplugin.Wish"), "erase")
        ((message, _hint),) = told(9)
        assert message == "The plugin dummyplugin: the model Wish holds personal data (email, text, created_at) and has no erase()."

    @pytest.mark.parametrize("name", ["personal_data", "erase"])
    def test_a_plugin_that_could_not_tell_of_it_or_erase_it_is_named(self, monkeypatch, name):
        monkeypatch.delattr(type(registry.get(LABEL)), name)
        ((message, hint),) = told(9)
        assert message == f"The plugin dummyplugin: the model Wish holds personal data, and the plugin has no {name}(address)."
        assert f"Add {name} to plugin.py" in hint

    def test_links_to_people_are_personal_data_and_the_owner_of_a_page_is_not(self):
        from neighbourhoods.models import Membership

        assert plugin_checks.personal_fields(Membership) == ["user"]
        assert plugin_checks.personal_fields(apps.get_model("dummyplugin.ThingPage")) == []
        assert plugin_checks.personal_fields(apps.get_model("dummyplugin.Wish")) == ["email"]


class TestPermissions:
    @pytest.mark.parametrize("name", ["dummyplugin.fly_wish", "neighbourhoods.change_details", "change_wish", "auth.add_group"])
    def test_one_that_no_model_of_the_plugin_has_is_named(self, shelf, name):
        shelf(permissions={"activist": (name,)})
        ((message, hint),) = told(10)
        assert message == f"The plugin dummyplugin: the permission “{name}” belongs to no model of it." and "change_something" in hint

    def test_a_role_that_nobody_has_is_named(self, shelf):
        shelf(permissions={"moderator": ("dummyplugin.change_wish",)})
        assert told(10) == [("The plugin dummyplugin: permissions names the role “moderator”.", "Roles are activist and coordinator.")]


class TestViews:
    @pytest.mark.parametrize(
        ("module", "cause"),
        [
            ("dummyplugin.no_such", "No module named 'dummyplugin'"),
            ("tests.dummyplugin.queries", "tests.dummyplugin.queries has no list urlpatterns"),
        ],
    )
    def test_a_module_without_views_is_named(self, shelf, module, cause):
        shelf(urls=module)
        ((message, hint),) = told(11)
        assert message.startswith("The plugin dummyplugin: ") and cause in message and "remove `urls`" in hint


def test_a_method_that_fails_is_named(shelf):
    def fail():
        raise ZeroDivisionError("jako nollalla")

    shelf(tasks=fail)
    assert told(12) == [("The plugin dummyplugin: tasks() fails: ZeroDivisionError: jako nollalla.", "Correct it.")]
    assert told(7) == []


def test_one_plugins_errors_are_all_told_at_once(shelf):
    shelf(urls="no.such", permissions={"activist": ("a.b",)}, tasks=[Task("Iso", print, 1)], page_types=())
    found = {message.id for message in checks.run_checks(tags=["neighbourhoods"])} - {"neighbourhoods.W001"}
    assert found == {"neighbourhoods.E006", "neighbourhoods.E007", "neighbourhoods.E010", "neighbourhoods.E011"}


def test_the_check_command_says_them_and_fails(tmp_path):
    from .plugin_folders import GOOD, write_plugin
    from .test_discovery import command

    write_plugin(tmp_path / "kansio", "vika", GOOD + "    permissions = {'activist': ('vika.change_mitaan',)}\n")
    done = command(tmp_path / "kansio", tmp_path, "check")
    assert done.returncode == 1
    assert "(neighbourhoods.E010) The plugin vika: the permission “vika.change_mitaan” belongs to no model of it." in done.stderr
    assert "HINT: Write it as vika.change_something" in done.stderr


class TestTables:
    """The table of a plugin in a neighbourhood's file."""

    PLUGINS = {"dummyplugin": registry.get(LABEL).Config, "other": PluginConfig}

    def test_a_strange_plugin_is_told_with_the_nearest_name(self, tmp_path):
        found = load(tmp_path, {"partti.toml": f"{GOOD}[plugins.dumyplugin]\n"}, plugins=self.PLUGINS)
        assert_told(
            found,
            "partti.toml, rivi 3, plugins.dumyplugin: toimintoa ”dumyplugin” ei ole asennettu. Tarkoititko ”dummyplugin”?",
            "partti.toml, line 3, plugins.dumyplugin: the plugin “dumyplugin” is not installed. Did you mean “dummyplugin”?",
        )

    def test_a_strange_key_and_a_value_out_of_its_range_are_told_with_their_lines(self, tmp_path):
        table = "[plugins.dummyplugin]\nthings_on_hom = 3\nkeep_wishes_days = 1000\n"
        found = load(tmp_path, {"partti.toml": GOOD + table}, plugins=self.PLUGINS)
        assert not found.neighbourhoods and found.broken == {"partti"}
        places = [(problem.line, problem.key) for problem in found.problems]
        assert places == [(4, "plugins.dummyplugin.things_on_hom"), (5, "plugins.dummyplugin.keep_wishes_days")]
        assert "things_on_home" in str(found.problems[0])

    def test_only_what_the_file_says_is_kept(self, tmp_path):
        found = load(tmp_path, {"partti.toml": f"{GOOD}[plugins.dummyplugin]\nthings_on_home = 3\n"}, plugins=self.PLUGINS)
        assert found.neighbourhoods["partti"].plugins == {"dummyplugin": {"things_on_home": 3}}

    def test_the_schema_for_editors_holds_the_tables(self):
        plugins = loader.json_schema(self.PLUGINS)["properties"]["plugins"]
        assert plugins["additionalProperties"] is False and set(plugins["properties"]) == {"dummyplugin", "other"}
        keys = plugins["properties"]["dummyplugin"]["properties"]
        assert keys["things_on_home"]["maximum"] == 20 and keys["things_on_home"]["description"]


def test_the_schema_command_knows_the_plugins_of_the_install(capsys):
    import json

    from django.core.management import call_command

    call_command("neighbourhoods", "schema")
    assert "dummyplugin" in json.loads(capsys.readouterr().out)["properties"]["plugins"]["properties"]


def test_checks_of_plugins_ask_no_database():
    code = "import django; django.setup(); from django.core import checks; print(len(checks.run_checks(tags=['neighbourhoods'])))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def test_a_personal_field_through_a_list_of_people_counts_too():
    class Team:
        class _meta:
            local_fields = ()
            local_many_to_many = (models.ManyToManyField("neighbourhoods.User", name="people"),)

    Team._meta.local_many_to_many[0].remote_field.model = apps.get_model("neighbourhoods.User")
    assert plugin_checks.personal_fields(Team) == ["people"]


def test_static_files_of_plugins_in_any_folder_are_collected_again_when_they_change(tmp_path, monkeypatch):
    from neighbourhoods.running import prepare

    monkeypatch.setattr(registry.get(LABEL), "path", str(tmp_path))
    (tmp_path / "static").mkdir()
    before = prepare.static_state()
    (tmp_path / "static" / "shelf.svg").touch()
    assert prepare.static_state() != before
