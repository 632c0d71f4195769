"""Contract tests of the plugin's files: what it imports, its words, templates, migrations, settings and blocks."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import sources
from .concerns import gives, only_if
from .ground import HERE
from .samples import block_names

ALONE = """
import sys
import django
from neighbourhoods import discovery
everything = discovery.discover
discovery.discover = lambda *args, **options: [one for one in everything(*args, **options) if one.kind.label in {labels!r}]
django.setup()
from django.core.management import call_command
call_command("makemigrations", {label!r}, check=True, dry_run=True, verbosity=1)
"""
MAY_NAME = ("neighbourhoods.plugin", "django.utils.translation", "pydantic", *sys.stdlib_module_names)
COMPLETE = ("fi", "sv", "en")


def run(code, **environment):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    kept = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, timeout=120)


def words_of_plugin(plugin):
    return bool(sources.words(plugin.path))


class CodeTests:
    def test_its_plugin_py_can_be_read_without_settings(self, its):
        module = type(its).__module__
        code = f"import {module}\nfrom django.conf import settings\nassert not settings.configured\nfrom django.apps import apps\n"
        result = run(f"{code}assert not apps.apps_ready", DJANGO_SETTINGS_MODULE=None)
        assert result.returncode == 0, result.stderr
        tree = ast.parse(Path(sys.modules[module].__file__).read_text(encoding="utf-8"))
        for node in tree.body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                known = any(name == one or name.startswith(f"{one}.") for one in MAY_NAME)
                assert known, f"plugin.py, line {node.lineno}: import {name} in the method that needs it"

    def test_the_system_checks_say_nothing(self, ground):
        assert not ground.check_everything()

    def test_no_migration_is_missing(self, its, ground):
        try:
            ground.missing_migrations(its.label)
        except SystemExit:
            pytest.fail(f"run: manage.py makemigrations {its.label}")

    def test_no_migration_is_missing_where_no_other_plugin_is_installed(self, its, ground):
        result = run(ALONE.format(labels=set(ground.labels), label=its.label))
        assert result.returncode == 0, result.stdout + result.stderr

    @only_if(lambda plugin: (Path(plugin.path) / "migrations").exists())
    def test_its_migrations_name_no_block(self, its):
        for file in (Path(its.path) / "migrations").glob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert "StreamField" not in text and "blocks." not in text, file.name

    @only_if(words_of_plugin)
    @pytest.mark.parametrize("code", COMPLETE)
    def test_every_word_of_it_is_translated(self, its, code):
        catalogue, wanted = sources.catalogue(its.path, code), sources.words(its.path)
        assert catalogue is not None, f"locale/{code}/LC_MESSAGES/django.po is missing"
        known = {entry.msgid for entry in catalogue if entry.translated()}
        assert not wanted - known, f"to be translated into {code}"
        kept = {entry.msgid for entry in catalogue if not entry.obsolete}
        assert not kept - known, f"empty or fuzzy in {code}"

    @only_if(lambda plugin: (Path(plugin.path) / "templates").exists())
    def test_its_templates_are_in_a_folder_of_its_own_name_and_print_no_raw_block(self, its):
        folder = Path(its.path) / "templates"
        for file in (one for one in folder.rglob("*") if one.is_file()):
            assert file.relative_to(folder).parts[0] == its.label, f"{file}: belongs into templates/{its.label}/"
            text = file.read_text(encoding="utf-8")
            assert "{{ block.value" not in text, f"{file}: the tag `body` shows blocks, and those of plugins that are off it leaves out"

    def test_its_settings_have_defaults_and_a_strange_key_is_told_with_its_line(self, its, ground):
        from neighbourhoods.config.plan import read_files

        its.Config.model_validate({})
        ground.switch_on(HERE)
        assert ground.record().config(its) == its.Config()
        file = ground.folder / f"{HERE}.toml"
        text = file.read_text(encoding="utf-8").rstrip() + "\nno_such_key = 1\n"
        file.write_text(text, encoding="utf-8")
        (problem,) = read_files().problems
        assert (problem.file, problem.line, problem.key) == (file.name, text.count("\n"), f"plugins.{its.label}.no_such_key")

    def test_it_imports_nothing_of_the_core_but_its_public_modules_and_no_other_plugin(self, its):
        from neighbourhoods import registry

        others = {plugin.name for plugin in registry.installed()} - {its.name}
        for file in sources.python_files(its.path):
            if "bench" in (file.stem, file.parent.name):
                # measures from behind the scenes, as tests look
                continue
            for line, name in sources.imports(file):
                place = f"{file}, line {line}: {name}"
                module = sources.module_of_core(name)
                assert module is None or sources.is_public(module), f"{place} is no public module"
                assert not any(name == other or name.startswith(f"{other}.") for other in others), f"{place} is another plugin"

    @gives("blocks")
    def test_names_under_which_values_of_its_blocks_are_stored_stay(self, its):
        file, found = Path(its.path) / "tests" / "blocks.json", block_names(its.blocks())
        told = f"{file} is to hold {json.dumps(found)}. A name that goes takes what was written under it along."
        assert file.exists() and json.loads(file.read_text(encoding="utf-8")) == found, told
