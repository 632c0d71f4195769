"""The rows of dates go on with the days, at a small cost, and come from local time whatever becomes of time zones."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .. import clock, dates
from ..calendar import rules
from ..models import Occurrence
from .at_the_desk import every_other_tuesday, new_event, noon, record, rows  # noqa: F401

pytestmark = pytest.mark.django_db
DAILY = rules.Repeat(rules.WEEKLY, 1, tuple(range(7))).as_data()


@pytest.mark.usefixtures("warm")
def test_eighteen_months_of_one_series_are_made_anew_in_at_most_twelve_queries(record):
    series = new_event(record, repeat=DAILY).series()
    assert len(rows(series)) > 500
    # none are there, all are an hour off, all are right
    for wrong in (Occurrence.unscoped.filter(series=series).delete, lambda: shift(series), lambda: None):
        wrong()
        with CaptureQueriesContext(connection) as counted:
            dates.rebuild(record, series)
        assert len(counted) <= 12, [q["sql"][:150] for q in counted.captured_queries]
        assert len(rows(series)) > 500


def shift(series):
    found = rows(series)
    for row in found:
        row.starts += timedelta(hours=1)
    Occurrence.unscoped.bulk_update(found, ["starts"])


def test_each_night_the_horizon_moves_on_and_old_dates_go(record):
    series = new_event(record, repeat=DAILY).series()
    before = rows(series)
    with time_machine.travel("2027-02-10T03:00:00+02:00", tick=False):
        events, changed = clock.rebuild(record)
    after = rows(series)
    assert events == 1 and changed > 0 and after[-1].first_day > before[-1].first_day
    assert after[0].first_day >= date(2027, 1, 9) and clock.dates.rebuild_all(record)[0] == 1


def test_twice_does_as_once(record):
    new_event(record, repeat=every_other_tuesday())
    clock.rebuild(record)
    assert clock.rebuild(record) == (1, 0)


def test_what_is_long_over_is_not_looked_at_every_night_until_somebody_changes_it(record):
    event = new_event(record, repeat=every_other_tuesday())
    series = event.series()
    with time_machine.travel("2028-02-10T03:00:00+02:00", tick=False):
        assert clock.rebuild(record)[0] == 1 and rows(series) == []
        assert clock.rebuild(record) == (0, 0) and clock.rebuild(record, also_over=True) == (1, 0)
        event.repeat = every_other_tuesday() | {"ends": rules.NEVER, "count": None}
        event.save_revision().publish()
        assert rows(series) and clock.rebuild(record)[0] == 1


def test_what_happens_after_the_horizon_is_not_over(record):
    far = new_event(record, starts_on=date(2031, 6, 1)).series()
    assert rows(far) == [] and clock.rebuild(record) == (1, 0) and clock.rebuild(record)[0] == 1


def test_when_the_rules_of_time_zones_have_changed_instants_follow_local_time(record, monkeypatch):
    series = new_event(record, repeat=every_other_tuesday()).series()
    clock.rebuild(record)
    assert clock.zones(record) is None
    shift(series)
    assert clock.zones(record) is None
    monkeypatch.setattr(clock, "zones_version", lambda: "2099z")
    assert clock.zones(record) == (1, 6) and clock.zones(record) is None
    assert {row.starts.astimezone(record.zone).hour for row in rows(series)} == {18}


def test_the_version_of_the_rules_is_known():
    assert clock.zones_version()[:4].isdigit() or clock.zones_version().startswith("package ")


def test_the_command_makes_the_dates_of_all_or_of_one_and_prints_numbers(record):
    series = new_event(record, repeat=every_other_tuesday()).series()
    Occurrence.unscoped.filter(series=series).delete()
    out = StringIO()
    call_command("occurrences", "rebuild", "--neighbourhood", "lintumaki", stdout=out)
    assert "lintumaki: 1 events, 6 rows" in out.getvalue() and len(rows(series)) == 6
    out = StringIO()
    call_command("occurrences", "rebuild", stdout=out)
    assert "lintumaki: 1 events, 0 rows" in out.getvalue()


def test_the_command_says_which_neighbourhoods_there_are(record):
    with pytest.raises(CommandError, match="lintumaki"):
        call_command("occurrences", "rebuild", "--neighbourhood", "keksitty")
