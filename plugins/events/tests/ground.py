"""What the tests of public pages share: two neighbourhoods with events on and none made, on a Tuesday at noon; soup of what is read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from neighbourhoods import current

from ..calendar import rules
from ..setting_up import install
from .calendars import add_event, forget_examples

HELSINKI = ZoneInfo("Europe/Helsinki")
# a Tuesday
NOON = datetime(2026, 12, 1, 12, tzinfo=HELSINKI)
LIST = "/fi/tapahtumat/"


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def switched_on(row):
    """As `apply` does with the file of a neighbourhood, in a tenth of the time."""
    row.config["plugins"].setdefault("events", {})
    row.save()
    current.changed(row.pk)
    record = current.by_slug(row.slug)
    with current.activate(record):
        install(record)
    current.forget_everything()
    return current.by_slug(row.slug)


@pytest.fixture
def places(noon, neighbourhoods):
    """{slug: what requests know of it}"""
    found = {slug: switched_on(row) for slug, row in neighbourhoods.items()}
    forget_examples()
    return found


@pytest.fixture
def record(places):
    return places["lintumaki"]


def at(day, hour, minute=0, month=12):
    return datetime(2026, month, day, hour, minute)


def evening(record, day=1, title="Kahvit", **fields):
    """From 18 to 20 on a day of December."""
    return add_event(record, title, at(day, 18), at(day, 20), **fields)


def weekly(every=1, **end):
    return rules.Repeat(rules.WEEKLY, every, (1,), **(end or {"ends": rules.NEVER}))


def later(**how):
    return time_machine.travel(timezone.now() + timedelta(**how), tick=False)


def soup(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def words(part):
    return " ".join(part.get_text(" ", strip=True).split())


def titles(answer):
    """Of the events of a list, in its order."""
    return [link.get_text() for link in soup(answer).select("main li.event h3 a")]
