"""The benchmark of pages judges rightly."""

import copy

import pytest

from neighbourhoods.bench import pages

pytestmark = pytest.mark.own_database


@pytest.fixture
def measured():
    return {kind: {"queries": 5, "queries with more": 5, "bytes": 9_000, "requests": 2, "scripts": 0} for kind in pages.KINDS}


def test_what_keeps_every_limit_passes(measured):
    assert pages.judge(measured) == []


@pytest.mark.parametrize(
    ("kind", "column", "value", "told"),
    [
        (pages.HOME, "queries", 9, "queries of the home page at most 8, 9"),
        (pages.INFO, "queries", 7, "queries of the info page at most 6, 7"),
        (pages.HOME, "bytes", 14_001, "bytes of the home page at most 14000, 14001"),
        ("portal", "queries with more", 6, "queries of the portal with 200 more pages 5, 6"),
        ("search", "requests", 3, "requests of the search before it can be read at most 2, 3"),
        ("search", "scripts", 1, "scripts that the search waits for 0, 1"),
    ],
)
def test_a_limit_that_breaks_is_named_with_its_value(measured, kind, column, value, told):
    found = copy.deepcopy(measured)
    found[kind][column] = value
    assert told in pages.judge(found)
