"""`startplugin` makes a plugin that works as it is, or says why it makes none."""

import ast
import io
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command

from neighbourhoods import catalogues, new_plugin
from neighbourhoods.discovery import LABEL

ROOT = Path(__file__).resolve().parent.parent
LONGEST = "abcdefghij_klmnopqrst_uvwxyz_0"
FILES = {
    "README.md",
    "__init__.py",
    "actions.py",
    "migrations/0001_initial.py",
    "migrations/__init__.py",
    "models.py",
    "plugin.py",
    "queries.py",
    "sections.py",
    "tests/__init__.py",
    "tests/test_contract.py",
    "tests/test_pages.py",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of plugins."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr(new_plugin, "plugins_folder", lambda: tmp_path / "plugins")
    return tmp_path / "plugins"


def start(*arguments):
    out = io.StringIO()
    call_command("startplugin", *arguments, stdout=out)
    return out.getvalue()


def files(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with three new plugins, of a short, a usual and the longest name."""
    folder = tmp_path_factory.mktemp("made")
    for label in ("q", "tool_shelf", LONGEST):
        new_plugin.check_name(label)
        new_plugin.make(folder / label, label)
    return folder


def test_a_new_plugin_is_one_folder_and_the_next_steps_are_told(folder):
    said = start("tool_shelf")
    templates = {f"templates/tool_shelf/{name}.html" for name in ("index_page", "page", "list", "newest")}
    words = {f"locale/{code}/LC_MESSAGES/django.{kind}" for code in ("fi", "sv", "en") for kind in ("po", "mo")}
    assert files(folder / "tool_shelf") == FILES | templates | words
    assert os.listdir(folder) == ["tool_shelf"], "nothing is left beside it"
    assert str(folder / "tool_shelf") in said
    assert said.index("[plugins.tool_shelf]") < said.index("python3 manage.py start")


def test_no_placeholder_is_left(made):
    for file in made.rglob("*"):
        if file.is_file() and file.suffix != ".mo":
            assert not re.search(r"__[A-Z]+__|-tpl", file.read_text() + file.name), file


def test_new_plugins_are_found_and_need_no_migration_and_no_check_complains(made, tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIHAPIIRI_VENV": "off",
        "PIHAPIIRI_VAR": str(tmp_path),
        "PIHAPIIRI_PLUGINS": str(made),
        "DJANGO_SETTINGS_MODULE": "neighbourhoods.settings",
        "PYTHONPATH": str(ROOT),
    }
    for command in (["makemigrations", "--check", "--dry-run", "q", "tool_shelf", LONGEST], ["check", "--fail-level", "WARNING"]):
        done = subprocess.run([sys.executable, "-m", "django", *command], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_code_is_clean_by_ruff(made):
    for command in (["check"], ["format", "--check"]):
        arguments = [*command, "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(made)]
        done = subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def words_of(folder):
    """Every string of the code and the templates that is to be translated."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "gettext_lazy"):
                found.add(node.args[0].value)
    for file in folder.rglob("*.html"):
        found |= set(re.findall(r'{% translate "([^"]+)"', file.read_text()))
    return found


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_all_its_words_are_in_its_catalogues_and_translated(made, code):
    catalogue = polib.pofile(str(made / "tool_shelf" / "locale" / code / "LC_MESSAGES" / "django.po"))
    assert {entry.msgid for entry in catalogue} == words_of(made / "tool_shelf")
    assert not catalogue.untranslated_entries() and not catalogue.fuzzy_entries()
    assert len(polib.mofile(str(made / "tool_shelf" / "locale" / code / "LC_MESSAGES" / "django.mo"))) == len(catalogue)


def test_its_name_is_that_of_the_command_wherever_it_stands(made):
    plugin = (made / "tool_shelf" / "plugin.py").read_text()
    assert "class ToolShelf(Plugin):" in plugin and 'verbose_name = _("Tool shelf")' in plugin
    assert '"tool_shelf.ToolShelfIndexPage"' in plugin and 'requires_core = ">=0.1,<1"' in plugin
    assert 'plugin = "tool_shelf"' in (made / "tool_shelf" / "tests" / "test_contract.py").read_text()


def test_a_package_holds_all_that_pip_needs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    said = start("tool_shelf", "--package")
    top = tmp_path / "tool_shelf"
    assert {file.name for file in top.iterdir()} == {"README.md", "pyproject.toml", "setup.py", ".gitignore", "neighbourhoods_tool_shelf"}
    assert FILES - {"README.md"} <= files(top / "neighbourhoods_tool_shelf")
    project = tomllib.loads((top / "pyproject.toml").read_text())
    assert project["project"]["name"] == "neighbourhoods-tool-shelf"
    points = project["project"]["entry-points"]["neighbourhoods.plugins"]
    assert points == {"tool_shelf": "neighbourhoods_tool_shelf.plugin:ToolShelf"}
    assert "pip --python" in said and "[plugins.tool_shelf]" in said


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Tool-Shelf", "tool_shelf"),
        ("tool-shelf", "tool_shelf"),
        ("Työkalut", "tyokalut"),
        ("2nd floor", "nd_floor"),
        ("../yard", "yard"),
        ("_yard", "yard"),
        ("", "my_plugin"),
        ("Ωμέγα", "my_plugin"),
        ("a" * 31, "a" * 30),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_with_one_that_can(folder, name, suggestion):
    with pytest.raises(CommandError, match=f"Try: {suggestion}$"):
        start(name)
    new_plugin.check_name(suggestion)
    assert LABEL.fullmatch(suggestion) and not folder.exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("feeds", "kept for other addresses"),
        ("admin", "kept for other addresses"),
        ("sv", "kept for other addresses"),
        ("wagtailcore", "installed already"),
        ("neighbourhoods", "installed already"),
        ("dummyplugin", "installed already"),
        ("class", "part of Python"),
        ("calendar", "part of Python"),
        ("polib", "part of Python"),
        ("home", "page type"),
        ("info", "page type"),
        ("plugin", "page type"),
        ("index", "page type"),
    ],
)
def test_a_name_that_is_taken_is_refused_with_the_reason(folder, name, why):
    with pytest.raises(CommandError, match=why):
        start(name)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["bookings", "repair_cafe", "garden2", "x"])
def test_other_names_are_free(name):
    assert new_plugin.why_taken(name) is None


def test_a_folder_that_is_there_stays_as_it_was(folder):
    (folder / "tool_shelf").mkdir(parents=True)
    (folder / "tool_shelf" / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="already there"):
        start("tool_shelf")
    assert files(folder) == {"tool_shelf/notes.txt"}


def test_words_of_plugins_in_other_folders_are_compiled_too(tmp_path, monkeypatch):
    new_plugin.make(tmp_path / "tool_shelf", "tool_shelf")
    for file in tmp_path.rglob("*.mo"):
        file.unlink()
    monkeypatch.setenv("PIHAPIIRI_PLUGINS", str(tmp_path))
    assert catalogues.compile_all() >= 3
    assert len(list(tmp_path.rglob("*.mo"))) == 3
    assert catalogues.compile_all() == 0


def test_an_error_on_the_way_leaves_nothing_half_made(folder, monkeypatch):
    def full(files):
        raise OSError(28, "No space left on device")

    folder.mkdir()
    monkeypatch.setattr(catalogues, "compile_files", full)
    with pytest.raises(CommandError, match="No space left"):
        start("tool_shelf")
    assert list(folder.iterdir()) == []


def test_what_a_killed_command_left_behind_is_in_nobodys_way(folder):
    half = folder / ".tool_shelf.half" / "tool_shelf"
    half.mkdir(parents=True)
    (half / "plugin.py").write_text("half")
    assert not list(folder.glob("*/plugin.py")), "no server finds it"
    start("tool_shelf")
    assert os.listdir(folder) == ["tool_shelf"]
