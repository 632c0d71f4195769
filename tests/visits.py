"""Readers who are counted, for the tests of the counting."""

from datetime import date

import pytest
import time_machine

from neighbourhoods import visitors

PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A528B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
NOON = "2026-12-01T12:00:00+02:00"
TODAY = date(2026, 12, 1)


@pytest.fixture
def counting(settings):
    """Visits are counted, and written when the test says so."""
    settings.VISITORS_EVERY = 3600
    visitors.counts.clear()
    yield visitors.counts
    visitors.counts.clear()


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(neighbourhoods):
    return neighbourhoods["lintumaki"]


def opened(reader, path="/fi/", status=200, agent=PHONE, **headers):
    answer = reader.get(path, headers={"User-Agent": agent} | headers)
    assert answer.status_code == status, path
    return answer


def total(counts):
    return sum(number for (_place, _day, page), number in counts.numbers.items() if page == visitors.ALL_PAGES)
