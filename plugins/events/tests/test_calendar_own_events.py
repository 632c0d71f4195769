"""An event as volunteers make it: what cannot be saved is told, and "this and all that follow" loses no date."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.events.calendar.events import Texts
from plugins.events.calendar.expanding import Window, occurrences
from plugins.events.calendar.own_events import Change, OwnEvent, problems, split
from plugins.events.calendar.rules import Repeat, dates_of

from .test_calendar_rules import REPEATS

ZONE = ZoneInfo("Europe/Helsinki")
START = datetime(2026, 9, 1, 18)
WEEKLY = OwnEvent("a", START, START + timedelta(hours=2), "Europe/Helsinki", Texts("Kahvit"), Repeat("weekly"))


def codes(event):
    return [(one.code, one.field) for one in problems(event)]


def test_a_good_event_has_no_problem():
    changes = (Change(datetime(2026, 9, 8, 18), start=datetime(2026, 9, 9, 18)), Change(datetime(2026, 9, 15, 18), is_cancelled=True))
    assert codes(replace(WEEKLY, changes=changes)) == []
    assert codes(OwnEvent("b", date(2026, 9, 1), None, "", Texts("Viikonloppu"))) == []


@pytest.mark.parametrize(
    ("event", "code", "field"),
    [
        (replace(WEEKLY, end=datetime(2026, 9, 1, 17)), "ends_before_it_starts", "end"),
        (replace(WEEKLY, zone="Mars/Base"), "zone", "zone"),
        (replace(WEEKLY, zone="../../etc/passwd"), "zone", "zone"),
        (replace(WEEKLY, repeat=Repeat("weekly", 1, (4,))), "start_is_no_date", "start"),
        (replace(WEEKLY, changes=(Change(datetime(2026, 9, 2, 18), is_cancelled=True),)), "no_such_date", "changes"),
        (replace(WEEKLY, changes=(Change(date(2026, 9, 8), is_cancelled=True),)), "no_such_date", "changes"),
        (replace(WEEKLY, changes=(Change(datetime(2026, 9, 8, 18), start=datetime(2026, 9, 15, 18)),)), "moved_onto_another", "changes"),
        (
            replace(WEEKLY, changes=(Change(datetime(2026, 9, 8, 18), start=datetime(2026, 9, 9, 18), end=datetime(2026, 9, 9, 17)),)),
            "ends_before_it_starts",
            "changes",
        ),
        (
            replace(WEEKLY, changes=tuple(Change(datetime(2026, 9, day, 18), start=datetime(2026, 9, 17, 18)) for day in (8, 15))),
            "moved_onto_another",
            "changes",
        ),
    ],
)
def test_what_cannot_be_saved_is_told_beside_its_field(event, code, field):
    assert codes(event) == [(code, field)]


def test_a_date_may_move_to_where_another_has_moved_away_from():
    changes = (
        Change(datetime(2026, 9, 8, 18), start=datetime(2026, 9, 15, 18)),
        Change(datetime(2026, 9, 15, 18), start=datetime(2026, 9, 16, 18)),
    )
    assert codes(replace(WEEKLY, changes=changes)) == []


@pytest.mark.parametrize(("repeat", "start"), REPEATS)
def test_a_series_in_two_halves_has_the_dates_that_it_had_in_one(repeat, start):
    whole = OwnEvent("a", start, None, "Europe/Helsinki", Texts("Kahvit"), repeat)
    dates = dates_of(repeat, start)
    for on in dates[:4]:
        before, after = split(whole, on, "b")
        first = dates_of(before.repeat, before.start) if before else []
        second = dates_of(after.repeat, after.start, last=dates[-1].date() if isinstance(start, datetime) else dates[-1])
        assert (first, second) == ([one for one in dates if one < on], [one for one in dates if one >= on])
        assert after.uid == "b" and (before is None or before.uid == "a")


def test_own_dates_and_changes_go_with_the_half_that_they_belong_to():
    repeat = Repeat("dates", dates=(date(2026, 9, 5), date(2026, 10, 3), date(2026, 12, 24)))
    changes = (Change(datetime(2026, 9, 5, 18), is_cancelled=True), Change(datetime(2026, 12, 24, 18), is_cancelled=True))
    before, after = split(replace(WEEKLY, repeat=repeat, changes=changes), datetime(2026, 10, 3, 18), "b")
    shown = [[(one.start.day, one.status) for one in occurrences(half.series(), Window(), ZONE)] for half in (before, after)]
    assert shown == [[(1, "CONFIRMED"), (5, "CANCELLED")], [(3, "CONFIRMED"), (24, "CANCELLED")]]
    assert before.sequence == 1
    with pytest.raises(ValueError):
        split(WEEKLY, datetime(2026, 9, 2, 18), "b")


def test_a_moved_date_is_as_long_as_the_others_unless_it_says_more():
    changes = (Change(datetime(2026, 9, 8, 18), start=datetime(2026, 9, 9, 10)),)
    found = occurrences(replace(WEEKLY, changes=changes).series(), Window(date(2026, 9, 9), date(2026, 9, 10)), ZONE)
    assert [(one.start.hour, one.end.hour, one.is_changed) for one in found] == [(10, 12, True)]
