"""The guard costs an admin request what the benchmark allows, and the benchmark judges rightly."""

import copy
import os
import subprocess
import sys

import pytest

from neighbourhoods.bench import guard

from .installs import ROOT

pytestmark = pytest.mark.own_database

OWN, FOREIGN = "editor of a page", "of somebody else"


@pytest.fixture
def measured():
    """What breaks no limit."""
    requests = {request: {"queries": 2, "share": 48.0 if request == FOREIGN else 3.0} for request in guard.REQUESTS}
    return {size: {person: copy.deepcopy(requests) for person in guard.PEOPLE} for size in (10, 100)}


def test_two_queries_and_a_twentieth_of_a_request_are_enough_however_many_neighbourhoods_there_are(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "guard", "--quick"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    # queries are counted, and so the same wherever it runs; shares depend on what else the machine does
    told = done.stdout.splitlines()[-1]
    assert told == "bench guard: ok" or "queries" not in told, done.stdout + done.stderr
    assert "editor of a page, member of three: queries" in done.stdout
    assert not list(tmp_path.glob("pihapiiri-bench-*")), "the database is removed"


def test_what_keeps_every_limit_passes(measured):
    assert guard.judge(measured) == []


@pytest.mark.parametrize(
    ("request_", "what", "value", "told"),
    [
        (OWN, "queries", 3, "queries of the guard at most 2 (editor of a page, member of one), 3"),
        (FOREIGN, "queries", 3, "queries of the guard at most 2 (of somebody else, member of one), 3"),
        (OWN, "queries", 1, "queries of the guard equal with 10, 100 neighbourhoods (editor of a page, member of one), 2 1"),
        (OWN, "share", 5.1, "the guard's share of processor time at most 5 %, 5.1"),
    ],
)
def test_a_limit_that_breaks_is_named_with_its_value(measured, request_, what, value, told):
    measured[100]["member of one"][request_][what] = value
    assert told in guard.judge(measured)


def test_who_is_refused_has_a_request_that_is_little_but_the_guard(measured):
    measured[100]["member of one"][FOREIGN]["share"] = 99.0
    assert guard.judge(measured) == []
