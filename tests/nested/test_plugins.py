"""A new plugin is there by a table in a file, without a change anywhere else."""

import shutil
import subprocess
import sys

import pytest

from neighbourhoods import bootstrap
from tests.nested.project_copy import Clone, copy_project
from tests.test_start import HOSTS, ROOT, Start, read

NEW, PACKAGED = "tool_shelf", "seed_swap"
LIST = f"/fi/{PACKAGED.replace('_', '-')}-lista/"


@pytest.fixture
def clone(tmp_path):
    copy_project(tmp_path / "clone")
    yield Clone(tmp_path / "clone", prepared=True)
    shutil.rmtree(tmp_path / "clone")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The folder into which pip has installed a plugin that startplugin made and nobody touched; no network is needed."""
    folder = tmp_path_factory.mktemp("package")
    made = Clone(ROOT, prepared=True).run("startplugin", PACKAGED, "--package", cwd=folder, PIHAPIIRI_VAR=str(folder / "var"))
    assert made.returncode == 0, made.stdout
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--target", folder / "site"]
    command = [*bootstrap.find_pip(), "--python", sys.executable, "install", *options, folder / PACKAGED]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    # what was built of it is all that there is
    shutil.rmtree(folder / PACKAGED)
    return folder / "site"


def test_a_new_plugin_keeps_the_contract_untouched(clone):
    made = clone.run("startplugin", NEW)
    assert made.returncode == 0, made.stdout
    done = clone.test(f"plugins/{NEW}", "-n", "0", PIHAPIIRI_NESTED="1")
    assert done.returncode == 0, done.stdout[-8000:]
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_a_new_plugin_that_was_packed_and_installed_keeps_the_contract_too(clone, package):
    done = clone.test("--pyargs", f"neighbourhoods_{PACKAGED}", "-n", "0", PIHAPIIRI_NESTED="1", PYTHONPATH=str(package))
    assert done.returncode == 0, done.stdout[-8000:]


def test_an_installed_plugin_appears_in_a_neighbourhood_by_one_table_in_its_file(tmp_path, package, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(package))
    start = Start(tmp_path)
    shutil.copytree(ROOT / "sites", start.sites)
    with open(start.sites / "lintumaki.toml", "a", encoding="utf-8") as file:
        file.write(f"\n[plugins.{PACKAGED}]\n")
    start.begin("--no-demo")
    try:
        start.wait_for_address("partti")
        start.wait_until_answers()
        pages = {slug: read(start.port, HOSTS[slug], LIST) for slug in ("lintumaki", "partti")}
        home = read(start.port, HOSTS["lintumaki"])[1]
    finally:
        start.end()
    assert pages["lintumaki"][0] == 200 and "<h1>Seed swap</h1>" in pages["lintumaki"][1]
    assert "Täällä ei ole vielä mitään." in pages["lintumaki"][1], "its own words are there in Finnish"
    assert f'href="{LIST}"' in home
    assert pages["partti"][0] == 404
