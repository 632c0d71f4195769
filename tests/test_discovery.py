"""Which plugins an install has, and how one that cannot be used stops the start: by name, with the reason and the cure."""

import importlib.metadata
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from neighbourhoods import discovery, registry

from .installs import ROOT
from .plugin_folders import GOOD, write_plugin

MANY = GOOD + "\n\nclass Second(Plugin):\n    pass\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of plugins whose modules are forgotten after the test."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path / "kansio"
    for name in set(sys.modules) - before:
        del sys.modules[name]


def told(*arguments, **options):
    with pytest.raises(ImproperlyConfigured) as caught:
        discovery.discover(*arguments, **options)
    return str(caught.value)


def test_a_plugin_in_a_folder_is_found_with_the_name_of_its_folder(folder):
    write_plugin(folder, "ostettu")
    write_plugin(folder, "annettu")
    found = discovery.discover([folder])
    assert [one.kind.label for one in found] == ["annettu", "ostettu"]
    assert found[0].path == "annettu.plugin.Shelf" and found[0].origin == "kansio/annettu/plugin.py"


def test_a_folder_that_is_not_there_has_no_plugins(tmp_path):
    assert discovery.discover([tmp_path / "ei"]) == []


WRONG = {
    "that fails to import": ("raise RuntimeError('rikki')", "RuntimeError: rikki (", "plugin.py, line 1). Correct it, or remove it."),
    "that imports what is not there": ("import ei_ole_tallaista", "No module named 'ei_ole_tallaista'", "Correct it, or remove it."),
    "that is no Python": ("class (", "SyntaxError: invalid syntax", "Correct it, or remove it."),
    "without a class": ("x = 1", "it has 0 subclasses of neighbourhoods.plugin.Plugin", "One file tells of one plugin."),
    "with two classes": (MANY, "it has 2 subclasses of neighbourhoods.plugin.Plugin", "One file tells of one plugin."),
    "for another core": (GOOD.replace(">=0.1", ">=9"), "it needs a core >=9, this is 0.", "Install the version of it that fits."),
    "with a range that is none": (
        GOOD.replace(">=0.1", "uusin"),
        "requires_core = “uusin” is no range of versions",
        'Example: ">=1.0,<2".',
    ),
    "whose label is no word": (
        GOOD + "    label = 'Iso-Nimi'\n",
        "“Iso-Nimi” cannot be its label",
        "Use small letters, digits and _, a letter",
    ),
    "without the plugin it requires": (
        GOOD + "    requires = ('ideas', 'events')\n",
        "it needs the plugin events, ideas, which is not installed",
        "Install that too.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_plugin_that_cannot_be_used_is_named_with_the_cure(folder, case):
    source, cause, cure = WRONG[case]
    write_plugin(folder, "vika", source)
    said = told([folder])
    assert said.startswith("The plugin kansio/vika/plugin.py cannot be used: ") and cause in said and cure in said
    assert "\n" not in said


def test_a_label_that_addresses_begin_with_is_refused(folder):
    write_plugin(folder, "etsi")
    assert "the word “etsi” is kept for other addresses. Give it another name." in told([folder], taken={"etsi"})


def test_two_plugins_of_one_label_are_both_named(folder):
    write_plugin(folder, "eka", GOOD + "    label = 'sama'\n")
    write_plugin(folder, "toka", GOOD + "    label = 'sama'\n")
    said = told([folder])
    assert "kansio/toka/plugin.py" in said and "the label “sama” belongs to kansio/eka/plugin.py already" in said


def test_two_folders_with_a_plugin_of_one_name_are_told_apart(folder):
    write_plugin(folder, "tori")
    other = folder.parent / "toinen"
    write_plugin(other, "tori")
    said = told([folder, other])
    assert "The plugin toinen/tori/plugin.py cannot be used: another module is called tori.plugin" in said and "Rename the folder." in said


def test_a_folder_with_the_name_of_a_part_of_python_is_refused(folder):
    write_plugin(folder, "json")
    assert "The plugin kansio/json/plugin.py cannot be used: ModuleNotFoundError: No module named 'json.plugin'" in told([folder])


def point(value, name="tori"):
    return importlib.metadata.EntryPoint(name, value, discovery.GROUP)


@pytest.fixture
def distributions(monkeypatch):
    def install(*points):
        monkeypatch.setattr(discovery, "entry_points", lambda group: points if group == discovery.GROUP else ())

    return install


@pytest.mark.parametrize("value", ["tori.plugin", "tori.plugin:Shelf"])
def test_a_plugin_of_a_distribution_is_named_by_its_module_or_by_its_class(folder, distributions, value):
    write_plugin(folder, "tori")
    sys.path.append(str(folder))
    distributions(point(value))
    (found,) = discovery.discover([])
    assert found.kind.label == "tori" and found.path == "tori.plugin.Shelf"


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("ei_ole.plugin", "No module named 'ei_ole'"),
        ("tori.plugin:Puuttuu", "has no attribute 'Puuttuu'"),
        ("pathlib:Path", "Path is no subclass of neighbourhoods.plugin.Plugin. Correct its entry point."),
        ("json", "it has 0 subclasses of neighbourhoods.plugin.Plugin"),
    ],
)
def test_a_distribution_whose_entry_point_leads_nowhere_is_named(folder, distributions, value, cause):
    write_plugin(folder, "tori")
    sys.path.append(str(folder))
    distributions(point(value))
    said = told([])
    assert said.startswith(f"The plugin {value} cannot be used: ") and cause in said


def test_a_distribution_may_carry_the_name_of_the_core_before_its_own(folder, distributions):
    write_plugin(folder, "neighbourhoods_tori")
    sys.path.append(str(folder))
    distributions(point("neighbourhoods_tori.plugin"))
    (found,) = discovery.discover([])
    assert found.kind.label == "tori" and found.kind.name == "neighbourhoods_tori"


def test_all_plugins_of_this_install_are_found_in_their_order():
    labels = [plugin.label for plugin in registry.installed()]
    assert labels == sorted(set(labels) - {"dummyplugin"}) + ["dummyplugin"]


# A real start


def command(folder, tmp_path, *arguments):
    foreign = ("PIHAPIIRI_", "DATABASE_URL", "REDIS_URL", "LC_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment |= {"PIHAPIIRI_VENV": "off", "PIHAPIIRI_VAR": str(tmp_path / "var"), "PIHAPIIRI_PLUGINS": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"source": "raise RuntimeError('rikki')"}, "The plugin kansio/vika/plugin.py cannot be used: RuntimeError: rikki"),
        ({"source": GOOD.replace(">=0.1", ">=9")}, "The plugin kansio/vika/plugin.py cannot be used: it needs a core >=9"),
        ({"models": "import ei_ole_tallaista"}, "The plugin vika cannot be used: ModuleNotFoundError: No module named 'ei_ole_tallaista'"),
    ],
)
@pytest.mark.parametrize("arguments", [("start", "--port", "18997"), ("migrate",)])
def test_the_start_stops_in_one_line_that_names_the_plugin(folder, tmp_path, files, cause, arguments):
    write_plugin(folder, "vika", **files)
    done = command(folder, tmp_path, *arguments)
    assert done.returncode == 1 and cause in done.stderr, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr


def test_the_start_stops_at_an_error_of_structure(folder, tmp_path):
    write_plugin(folder, "vika", GOOD + "    page_types = ('vika.Puuttuu',)\n    urls = 'vika.osoitteet'\n")
    done = command(folder, tmp_path, "start", "--port", "18997")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "The plugin vika" in done.stderr and "vika.osoitteet" in done.stderr
    assert not (tmp_path / "var" / "run.json").exists()
    (folder / "vika" / "osoitteet.py").write_text("urlpatterns = []\n")
    done = command(folder, tmp_path, "start", "--port", "18997")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "(neighbourhoods.E006)" in done.stderr and "“vika.Puuttuu”, which is no model" in done.stderr
