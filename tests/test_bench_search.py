"""The benchmark of the search judges rightly, and measures small sizes within its limits."""

import copy

import pytest

from neighbourhoods.bench import search

pytestmark = pytest.mark.own_database


@pytest.fixture
def measured():
    """A measurement that breaks no limit."""
    return {
        "number of pairs": 60,
        "missed": [],
        "queries": {"in one neighbourhood": [3, 3]},
        "ratios": {"large": 1.5},
        "megabytes": 80,
        "fallback": 2,
        "hostile": {"a star": 3.0},
    }


def test_a_search_within_its_limits_passes(measured):
    assert search.judge(measured) == []


@pytest.mark.parametrize(
    ("key", "value", "limit"),
    [
        ("number of pairs", 59, "at least 60 pairs"),
        ("missed", ["kirppis (fi)"], "the wanted page among the first 5"),
        ("queries", {"portal": [3, 4]}, "as many queries with more pages, portal"),
        ("ratios", {"large": 1.51}, "time at most 1.5 times, large"),
        ("megabytes", 80.1, "at most 80 MB more in a process"),
        ("fallback", 3, "at most 2 queries more through the fallback chain"),
        ("hostile", {"a star": 3.1}, "at most 3 times a usual search, a star"),
    ],
)
def test_each_limit_is_told_when_it_does_not_hold(measured, key, value, limit):
    measured[key] = value
    assert [told for told, _value in search.judge(measured)] == [limit]


def test_two_databases_that_find_different_pages_fail():
    sets = {"SQLite": {"kirppis (fi)": ["a", "b"]}, "PostgreSQL": {"kirppis (fi)": ["b", "a"]}}
    assert search.differences(sets) == []
    other = copy.deepcopy(sets)
    other["PostgreSQL"]["kirppis (fi)"] = ["a"]
    assert search.differences(other) == ["the same pages on both databases, not for kirppis (fi)"]
    assert search.differences({"SQLite": {}}) == []
