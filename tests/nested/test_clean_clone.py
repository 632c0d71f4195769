"""Whoever clones the project can run its tests with one command, and a red suite is never mistaken for a green one."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The Python of the machine, which has nothing of ours in it.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
OF_THIS_RUN = ("PIHAPIIRI_", "PYTEST_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "VIRTUAL_ENV", "PYTHONPATH")
# Seconds: installing everything from an index, then the whole suite on two cores.
LONGEST = 40 * 60
SUMMARY = re.compile(r"=+ .*\b\d+ passed\b.* in [\d.]+s.* =+")
KINDS = {"browser": "Chromium", "postgresql": "PostgreSQL", "redis": "Redis"}
NOTHING_INSTALLED = dict.fromkeys(("PIHAPIIRI_CHROMIUM", "PIHAPIIRI_POSTGRES", "PIHAPIIRI_REDIS"), "/nonexistent")


def git(*arguments, folder=ROOT):
    # Nobody's own settings decide how the copy is made.
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", f"safe.directory={folder}", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True).stdout


def copy_project(target):
    """The project as a clone would be if everything here were committed."""
    for name in filter(None, git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")):
        source, copy = ROOT / os.fsdecode(name), target / os.fsdecode(name)
        if source.is_symlink() or source.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    git("init", "--quiet", folder=target)
    git("add", "--all", "--force", folder=target)
    git("-c", "user.name=clone", "-c", "user.email=clone@example.org", "commit", "--quiet", "--message", "All", folder=target)


class Clone:
    """A copy of the project and what its test command says."""

    def __init__(self, folder):
        self.folder = folder

    def test(self, *arguments, **environment):
        """Runs `manage.py test`; both streams come back as one, in the order in which they were written."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_THIS_RUN)}
        return subprocess.run(
            [PYTHON, "manage.py", "test", *arguments],
            cwd=self.folder,
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST,
            check=False,
        )


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clone")
    copy_project(folder)
    yield Clone(folder)
    # Several hundred megabytes, which pytest would keep for three runs more.
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole_run(clone):
    """The suite in a clone in which nothing was prepared."""
    assert not (clone.folder / ".venv").exists()
    return clone.test(PIHAPIIRI_NESTED="1")


@pytest.fixture(params=KINDS)
def lacking(request, clone, whole_run):
    """(name of a program, id of one test that needs it)"""
    collected = clone.test("--collect-only", "-q", "-n", "0", "-m", request.param).stdout
    found = [line for line in collected.splitlines() if "::" in line]
    assert found, f"no test is marked {request.param}\n{collected[-2000:]}"
    return request.param, found[0]


def test_a_clean_clone_passes_with_one_command(whole_run):
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
