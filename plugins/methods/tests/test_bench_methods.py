"""The benchmark of methods judges rightly."""

import copy

import pytest

from ..bench import library


@pytest.fixture
def good():
    lists = {what: [{"queries": 7, "seconds": 0.010}, {"queries": 7, "seconds": 0.011}] for what in library.LISTS}
    return {"lists": lists, "path": 5, "deck": {"megabytes": 40, "seconds": 0.7, "bytes": 40_000}}


def test_what_holds_is_not_complained_of(good):
    assert library.judge(good) == [] and library.judge(good | {"deck": None}) == []
    assert "six questions" in library.table("SQLite", (50, 500), good)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found["lists"]["six questions"][1].update(queries=8),
        lambda found: [one.update(queries=9) for one in found["lists"]["the library"]],
        lambda found: found["lists"]["six questions"][1].update(seconds=0.020),
        lambda found: found.update(path=7),
        lambda found: found["deck"].update(megabytes=201),
    ],
)
def test_each_limit_that_does_not_hold_is_named_once(good, spoil):
    found = copy.deepcopy(good)
    spoil(found)
    assert len(library.judge(found)) == 1
