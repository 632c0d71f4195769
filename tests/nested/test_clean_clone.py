"""Whoever clones the project can run its tests with one command, and a red suite is never mistaken for a green one.

The clone has no news: so one run shows both that a clean clone passes, and that the rest stands without a plugin that ships. With all
its plugins the suite is run in a clean clone by .ci/run itself. Where this run has servers (.ci/run gives it PostgreSQL and Redis), the
suite in the clone uses them: the same tests answer a third question.
"""

import os
import re
import shutil

import pytest

from tests.nested.project_copy import Clone, commit, copy_project, git

SUMMARY = re.compile(r"=+ .*\b\d+ passed\b.* in [\d.]+s.* =+")
KINDS = {"browser": "Chromium", "postgresql": "PostgreSQL", "redis": "Redis"}
REMOVED = "news"
SERVERS = ("DATABASE_URL", "REDIS_URL")
NOTHING_INSTALLED = dict.fromkeys(("PIHAPIIRI_CHROMIUM", "PIHAPIIRI_POSTGRES", "PIHAPIIRI_REDIS"), "/nonexistent")


def without_tables(text, label):
    """A neighbourhood's file without the tables of a plugin."""
    return re.sub(rf"(?ms)^\[plugins\.{label}[\].].*?(?=^\[|\Z)", "", text)


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clone")
    copy_project(folder)
    shutil.rmtree(folder / "plugins" / REMOVED)
    for file in (folder / "sites").glob("*.toml"):
        file.write_text(without_tables(file.read_text(encoding="utf-8"), REMOVED), encoding="utf-8")
    commit(folder)
    yield Clone(folder)
    # Several hundred megabytes, which pytest would keep for three runs more.
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole_run(clone):
    """The suite in a clone in which nothing was prepared, on the servers of this run where it has any."""
    assert not (clone.folder / ".venv").exists()
    return clone.test("--reruns", "1", "-rR", PIHAPIIRI_NESTED="1", **{name: os.environ[name] for name in SERVERS if name in os.environ})


@pytest.fixture(params=KINDS)
def lacking(request, clone, whole_run):
    """(name of a program, id of one test that needs it)"""
    collected = clone.test("--collect-only", "-q", "-n", "0", "-m", request.param).stdout
    found = [line for line in collected.splitlines() if "::" in line]
    assert found, f"no test is marked {request.param}\n{collected[-2000:]}"
    return request.param, found[0]


def test_a_clean_clone_without_a_plugin_that_ships_and_its_tables_passes_with_one_command(clone, whole_run):
    assert not (clone.folder / "plugins" / REMOVED).exists()
    assert whole_run.returncode == 0, whole_run.stdout[-8000:]


def test_nothing_follows_the_summary_of_the_tests(whole_run):
    assert SUMMARY.fullmatch(whole_run.stdout.splitlines()[-1]), whole_run.stdout[-2000:]


def test_the_test_command_leaves_the_clone_as_it_was(clone, whole_run):
    assert git("status", "--porcelain", folder=clone.folder).decode() == ""


def test_tests_of_a_program_that_is_missing_are_skipped_by_name(clone, lacking):
    kind, test = lacking
    done = clone.test(test, "-rs", **NOTHING_INSTALLED)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{KINDS[kind]} is not installed" in done.stdout


def test_the_suite_is_red_where_a_missing_program_is_required(clone, lacking):
    kind, test = lacking
    done = clone.test(test, PIHAPIIRI_REQUIRE=kind, **NOTHING_INSTALLED)
    assert done.returncode != 0, done.stdout[-4000:]
    assert KINDS[kind] in done.stdout


def test_the_suite_in_a_copy_never_makes_another_copy(clone, whole_run):
    done = clone.test("tests/nested", PIHAPIIRI_NESTED="1")
    assert done.returncode == 4
    assert "does not start inside such a copy" in done.stdout
