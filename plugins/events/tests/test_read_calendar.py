"""`manage.py read_calendar`: what a keeper types to see what an import would make of a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from . import test_reading_cases as cases

KEYS = "uid start end all_day first_day last_day_inclusive status summary description location url online_url latitude longitude".split()


def run(*arguments, given=None):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PIHAPIIRI_VENV": "off",
        "PIHAPIIRI_VAR": os.environ.get("PIHAPIIRI_VAR", ""),
        # a server that is not there: whoever asks a database is found out
        "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/nothing",
    }
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "manage.py", "read_calendar", *map(str, arguments)]
    return subprocess.run(command, cwd=settings.ROOT, capture_output=True, env=environment, input=given, timeout=600)


def told(*arguments):
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout.decode("utf-8"))
    assert list(found) == ["occurrences", "report"] and list(found["report"]) == ["imported", "skipped", "warnings"]
    assert all(list(one) == KEYS for one in found["occurrences"])
    return found


def test_a_file_is_read_without_any_database_and_only_json_is_printed():
    case = "38-override-cancelled-date"
    window = cases.CASES[case]["window"]
    found = told(cases.HERE / f"{case}.ics", "--zone", "Europe/Helsinki", "--from", window["from"], "--to", window["to_exclusive"])
    assert cases.is_list_like(found["occurrences"], cases.CASES[case]["expected"]["occurrences"])


def test_each_further_file_is_the_next_fetch_of_the_same_source():
    case = "48-deleted-at-source"
    steps = [cases.HERE / name for name in cases.CASES[case]["input"].values()]
    found = told(*steps, "--now", "2026-11-25T12:00")
    assert [one["uid"][:4] for one in found["occurrences"]] == ["de-1", "de-2"]


def test_json_is_known_by_itself_and_by_its_name():
    file = cases.HERE / "51-le-status-null-times.json"
    assert told(file) == told(file, "--format", "linked-events")


def test_a_file_that_is_no_calendar_is_no_failure_and_the_report_says_why(tmp_path):
    for name, data in (
        ("page.html", b"<!DOCTYPE html><html><body>Kirjaudu</body></html>"),
        ("empty.ics", b""),
        ("words.ics", b"\x00\xff hello"),
    ):
        (tmp_path / name).write_bytes(data)
        found = told(tmp_path / name)
        assert found["occurrences"] == [] and found["report"]["imported"] == 0
        assert found["report"]["warnings"] and "Traceback" not in str(found)


def test_what_is_typed_wrong_is_told_in_a_sentence(tmp_path):
    file = cases.HERE / "44-zero-length.ics"
    for arguments, words in (
        ([tmp_path / "nothing.ics"], "No such file"),
        ([file, "--zone", "Mars/Base"], "Mars/Base"),
        ([file, "--from", "soon"], "soon is no date"),
        ([file, "--now", "soon"], "soon is no time"),
    ):
        done = run(*arguments)
        assert done.returncode == 1 and words in done.stderr.decode() and not done.stdout
        assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("case", cases.READ)
def test_the_command_says_the_same_of_every_case_as_its_core(case, capsys):
    named = cases.CASES[case]["input"]
    paths = [str(cases.HERE / name) for name in ([named] if isinstance(named, str) else named.values())]
    window = cases.CASES[case].get("window") or {}
    bounds = [f"--from={window['from']}", f"--to={window['to_exclusive']}"] if window else []
    call_command("read_calendar", *paths, *bounds, "--zone=Europe/Helsinki", "--now=2026-11-25T12:00", "--json")
    assert json.loads(capsys.readouterr().out) == cases.read(case)


def test_the_zone_of_the_site_is_that_of_the_install(capsys):
    call_command("read_calendar", str(cases.HERE / "11-unknown-tzid-no-vtimezone.ics"))
    assert json.loads(capsys.readouterr().out)["occurrences"][0]["start"] == "2026-09-05T12:00:00+03:00"
    with pytest.raises(CommandError):
        call_command("read_calendar", str(Path("/nowhere/at/all.ics")))
