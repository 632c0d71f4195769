"""What a source says of an event becomes an event as ours are: with the same dates, and a rule in fields wherever they can say it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.events.calendar import kept, linked_events, reading, rules
from plugins.events.calendar.adopting import adopt, seen
from plugins.events.calendar.events import CANCELLED
from plugins.events.calendar.expanding import Window, occurrences

from .calendar_files import ZONE, file

CASES = Path(__file__).parent / "cases"
WINDOW = Window(date(2026, 8, 1), date(2028, 2, 1))


def all_series():
    for case in sorted([*CASES.glob("*.ics"), *CASES.glob("*le-*.json")]):
        data = case.read_bytes()
        fetch = (linked_events if case.suffix == ".json" else reading).read(data, ZONE)
        for uid, series in sorted((fetch.series | fetch.cancelled).items()):
            yield pytest.param(series, id=f"{case.stem}-{uid}")


def one(lines, *more):
    (series,) = reading.read(file(lines, *more), ZONE).series.values()
    return series


def adopted(lines, *more, window=WINDOW):
    return adopt(one(lines, *more), window, ZONE)


@pytest.mark.parametrize("series", list(all_series()))
def test_an_adopted_event_has_the_dates_that_its_source_means(series):
    wanted = occurrences(series, WINDOW, ZONE)
    found = adopt(series, WINDOW, ZONE)
    if found is None:
        assert not wanted
    else:
        assert seen(occurrences(found.event.series(), WINDOW, ZONE)) == seen(wanted)


@pytest.mark.parametrize("series", list(all_series()))
def test_what_is_kept_of_an_event_is_read_back_as_it_was(series):
    zones = {}
    text = kept.text_of(series, zones)
    again = kept.series_of(text, zones)
    assert kept.text_of(again, zones) == text
    assert seen(occurrences(again, WINDOW, ZONE)) == seen(occurrences(series, WINDOW, ZONE))


def test_a_new_stamp_alone_is_no_news():
    zones = {}
    series = one("DTSTART:20261201T180000\nDTEND:20261201T190000")
    later = replace(series, event=replace(series.event, stamp=datetime(2026, 11, 30, tzinfo=ZoneInfo("UTC"))))
    assert kept.text_of(series, zones) != kept.text_of(later, zones)
    assert kept.digest_of(series, zones) == kept.digest_of(later, zones)
    moved = replace(series, event=replace(series.event, status=CANCELLED))
    assert kept.digest_of(series, zones) != kept.digest_of(moved, zones)


@pytest.mark.parametrize(
    ("rule", "repeat"),
    [
        ("FREQ=WEEKLY", rules.Repeat(rules.WEEKLY, weekdays=(1,))),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=6", rules.Repeat(rules.WEEKLY, 2, (1,), ends=rules.AFTER, count=6)),
        ("FREQ=MONTHLY;BYDAY=1TU", rules.Repeat(rules.MONTHLY_WEEKDAY, 1, (1,), which=1)),
        ("FREQ=MONTHLY;BYMONTHDAY=1", rules.Repeat(rules.MONTHLY_DAY, 1, day=1)),
        ("FREQ=YEARLY", rules.Repeat(rules.YEARLY)),
    ],
)
def test_a_rule_that_the_fields_can_say_stays_a_rule(rule, repeat):
    found = adopted(f"DTSTART;TZID=Europe/Helsinki:20261201T180000\nDTEND;TZID=Europe/Helsinki:20261201T190000\nRRULE:{rule}")
    assert found.event.repeat == repeat and found.known_until is None
    assert (found.last_day is None) == (repeat.ends == rules.NEVER)


def test_a_date_that_is_left_out_is_left_out_and_the_rule_stays():
    found = adopted("DTSTART:20261201T180000\nDTEND:20261201T190000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261208T180000")
    assert found.event.repeat.kind == rules.WEEKLY and found.event.repeat.without == (date(2026, 12, 8),)
    assert rules.from_data(found.event.repeat.as_data()) == found.event.repeat
    days = [wall.date() for wall in rules.dates_of(found.event.repeat, found.event.start)]
    assert days == [date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 22)]
    assert found.last_day == date(2026, 12, 22)


def test_the_first_date_may_be_left_out_too():
    found = adopted("DTSTART:20261201T180000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261201T180000")
    assert not rules.problems(found.event.repeat, found.event.start)
    assert len(occurrences(found.event.series(), WINDOW, ZONE)) == 2


def test_a_moved_and_a_cancelled_date_are_changes_of_the_rule():
    found = adopted(
        "UID:a\nSUMMARY:Kahvit\nDTSTART:20261201T180000\nDTEND:20261201T190000\nRRULE:FREQ=WEEKLY",
        "UID:a\nSUMMARY:Kahvit\nRECURRENCE-ID:20261208T180000\nDTSTART:20261209T170000\nDTEND:20261209T180000",
        "UID:a\nSUMMARY:Kahvit\nRECURRENCE-ID:20261215T180000\nDTSTART:20261215T180000\nDTEND:20261215T190000\nSTATUS:CANCELLED",
    )
    moved, cancelled = found.event.changes
    assert moved.on == datetime(2026, 12, 8, 18) and (moved.start, moved.end) == (datetime(2026, 12, 9, 17), datetime(2026, 12, 9, 18))
    assert cancelled.is_cancelled and cancelled.start is None
    assert found.event.repeat.kind == rules.WEEKLY and found.known_until is None


def test_dates_without_a_rule_are_listed_each_at_its_own_hour():
    found = adopted("DTSTART:20261201T180000\nDTEND:20261201T190000\nRDATE:20261203T100000,20261203T140000,20261210T180000")
    assert found.event.repeat.kind == rules.DATES and not found.event.changes
    assert found.event.repeat.dates == (datetime(2026, 12, 3, 10), datetime(2026, 12, 3, 14), date(2026, 12, 10))
    assert rules.from_data(found.event.repeat.as_data()) == found.event.repeat


def test_a_rule_that_no_field_can_say_becomes_dates_as_far_as_the_window_goes():
    found = adopted("DTSTART:20261201T180000\nRRULE:FREQ=MONTHLY;BYDAY=1TU,3TU")
    assert found.event.repeat.kind == rules.DATES
    assert found.known_until == date(2028, 1, 31) and found.last_day is None
    once = adopted("DTSTART:20261201T180000\nRRULE:FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=4")
    assert once.known_until is None and once.last_day == date(2027, 1, 19)


def test_what_is_over_before_the_window_is_not_adopted():
    assert adopted("DTSTART:20260101T180000\nDTEND:20260101T190000") is None
    assert adopted("DTSTART:20260101T180000\nRRULE:FREQ=WEEKLY;COUNT=3") is None
    assert adopted("DTSTART:20300101T180000").last_day == date(2030, 1, 1)


def test_other_zones_stay_and_those_that_nobody_can_name_become_ours():
    tokyo = adopted("DTSTART;TZID=Asia/Tokyo:20261201T180000\nDTEND;TZID=Asia/Tokyo:20261201T190000\nRRULE:FREQ=WEEKLY")
    assert (tokyo.event.zone, tokyo.event.start) == ("Asia/Tokyo", datetime(2026, 12, 1, 18))
    single = adopted("DTSTART:20261201T160000Z\nDTEND:20261201T170000Z")
    assert (single.event.zone, single.event.start) == ("Europe/Helsinki", datetime(2026, 12, 1, 18))


def test_days_and_ends_that_are_not_known_stay_so():
    days = adopted("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261204")
    assert (days.event.start, days.event.end, days.last_day) == (date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 3))
    assert adopted("DTSTART:20261201T180000").event.end is None
