"""The world of the crawl; the crawl itself is left out of a run in a copy, as browser tests are."""

import os

import pytest

collect_ignore = ["test_crawl.py", "test_crawl_sees.py"] if os.environ.get("PIHAPIIRI_NESTED") else []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for all tests of a file; every request of a crawl is undone."""
    from .world import made

    with django_db_blocker.unblock(), made() as the_world:
        yield the_world
