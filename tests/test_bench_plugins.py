"""Plugins cost a page what the benchmark allows, and the benchmark judges rightly."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import pytest

from neighbourhoods.bench import plugins

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def measured():
    """What breaks no limit: each section one query, all else nothing."""

    def kinds(sections):
        found = {kind: {"cold": 10 + 2 * sections, "warm": 3 + sections} for kind in (plugins.HOME, plugins.SWEDISH)}
        return found | {plugins.INFO: {"cold": 11 + sections, "warm": 4}}

    return {plugins.NONE: kinds(0), **{number: kinds(number) for number in plugins.ON}}


def test_each_section_of_a_home_page_costs_one_query_and_a_plugin_that_is_off_none(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "plugins", "--quick"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "bench plugins: ok", done.stdout + done.stderr
    assert done.returncode == 0
    assert not list(tmp_path.glob("pihapiiri-bench-*")), "the database and the plugins are removed"


def test_what_keeps_every_limit_passes(measured):
    assert plugins.judge(measured) == []


@pytest.mark.parametrize(
    ("on", "kind", "state", "value", "told"),
    [
        (0, plugins.HOME, "warm", 4, "warm queries of the home page without plugins at most 3, 4"),
        (0, plugins.INFO, "cold", 12, "cold queries of the page of information with 6 plugins installed and off at most 11, 12"),
        (0, plugins.SWEDISH, "warm", 4, "warm queries of the home page in Swedish with 6 plugins installed and off at most 3, 4"),
        (3, plugins.HOME, "warm", 7, "warm queries of the home page with 3 sections at most 6, 7"),
        (3, plugins.HOME, "warm", 9, "warm queries of the home page with 3 plugins on at most 8, 9"),
        (6, plugins.SWEDISH, "warm", 10, "warm queries of the home page in Swedish with 6 sections at most 9, 10"),
        (6, plugins.INFO, "warm", 5, "warm queries of the page of information with 6 plugins on at most 4, 5"),
    ],
)
def test_a_limit_that_breaks_is_named_with_its_value(measured, on, kind, state, value, told):
    found = copy.deepcopy(measured)
    found[on][kind][state] = value
    assert told in plugins.judge(found)


def test_a_broken_limit_ends_the_command_with_1_and_its_last_line_tells_it(measured, monkeypatch, capsys):
    from django.core.management import call_command

    measured[6][plugins.HOME]["warm"] = 12
    monkeypatch.setattr(plugins, "measured_apart", lambda kind: measured)
    with pytest.raises(SystemExit) as end:
        call_command("bench", "plugins", "--quick")
    assert end.value.code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "bench plugins: failed (warm queries of the home page with 6 sections at most 9, 12)"
