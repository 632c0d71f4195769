"""The benchmark of methods judges rightly."""

import copy

import pytest

from ..bench import library, path_and_deck

DECK = {"megabytes": 40, "seconds": 0.7, "bytes": 40_000}


@pytest.fixture
def good():
    return {what: [{"queries": 7, "seconds": 0.010}, {"queries": 7, "seconds": 0.011}] for what in (*library.READ, *library.SHARED)}


def test_what_holds_is_not_complained_of(good):
    assert library.judge(good) == path_and_deck.judge(6, DECK) == path_and_deck.judge(6, None) == []
    assert "six questions" in library.table("SQLite", (50, 500), good) and "40 MB" in path_and_deck.table(6, DECK)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found["library"][1].update(queries=8),
        lambda found: [one.update(queries=9) for one in found["library"]],
        lambda found: found["library, six questions"][1].update(seconds=0.020),
    ],
)
def test_each_limit_of_a_list_that_does_not_hold_is_named_once(good, spoil):
    found = copy.deepcopy(good)
    spoil(found)
    assert len(library.judge(found)) == 1


def test_a_path_of_many_queries_and_a_deck_of_much_memory_are_named():
    assert len(path_and_deck.judge(7, DECK | {"megabytes": 201})) == 2


def test_the_deck_that_is_measured_is_of_the_twelve_methods_that_ship():
    assert [paper.number for paper in path_and_deck.shipped_papers()] == list(range(1, path_and_deck.CARDS + 1))
