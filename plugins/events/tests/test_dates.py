"""Rows of dates are made from local time, and only what has changed is written."""

from datetime import datetime

import pytest

from neighbourhoods import current
from plugins.events import dates
from plugins.events.models import EventPage, Occurrence, Series
from plugins.events.setting_up import install, load_examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(neighbourhoods):
    record = current.by_slug("lintumaki")
    with current.activate(record):
        install(record)
        current.forget_everything()
        record = current.by_slug("lintumaki")
        load_examples(record)
    return record


def test_the_examples_have_their_dates_the_second_of_which_is_off(record):
    series = Series.of(record).get(key=EventPage.objects.get(url_path="/lintumaki/fi/tapahtumat/rappukahvit-b/").translation_key)
    rows = list(Occurrence.of(record).filter(series=series).order_by("starts"))
    assert len(rows) == 6 and [row.is_cancelled for row in rows] == [False, True, False, False, False, False]
    for row in rows:
        local = row.starts.astimezone(record.zone)
        assert (local.weekday(), local.hour) == (1, 18) and datetime.fromisoformat(row.original) == local.replace(tzinfo=None)
    assert dates.rebuild(record, series) == 0
