"""Which dates a series has: rules, dates beside them, dates left out, moved and cancelled, across clock changes and in other zones."""

from datetime import date

import pytest

from .calendar_files import ends, file, read, starts, warnings

HELSINKI = "DTSTART;TZID=Europe/Helsinki:"
YEAR = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}


def series(lines, **window):
    return read(file(lines), **(window or YEAR))


# --- clocks ----------------------------------------------------------------------------------------------------------------


def test_an_hour_that_does_not_exist_moves_forward_by_the_gap():
    found = series(f"{HELSINKI}20260328T033000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3")
    assert [one["start"] for one in found["occurrences"]] == [
        "2026-03-28T03:30:00+02:00",
        "2026-03-29T04:30:00+03:00",
        "2026-03-30T03:30:00+03:00",
    ]
    assert [one["end"] for one in found["occurrences"]][1] == "2026-03-29T05:30:00+03:00"


def test_an_event_within_the_hour_that_does_not_exist_is_as_long_as_it_was_meant():
    found = series(f"{HELSINKI}20260329T031500\nDTEND;TZID=Europe/Helsinki:20260329T040000")
    assert (found["occurrences"][0]["start"], found["occurrences"][0]["end"]) == ("2026-03-29T04:15:00+03:00", "2026-03-29T05:00:00+03:00")


def test_every_date_of_a_night_that_is_given_by_its_end_lasts_as_long():
    """RFC 5545 3.8.5.3: the same exact duration."""
    found = series(f"{HELSINKI}20261017T220000\nDTEND;TZID=Europe/Helsinki:20261018T040000\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert ends(found) == ["2026-10-18T04:00", "2026-10-25T03:00"]


def test_of_an_hour_that_is_there_twice_the_first_one_is_meant():
    found = series(f"{HELSINKI}20261025T033000\nDURATION:PT1H")
    assert found["occurrences"][0]["start"] == "2026-10-25T03:30:00+03:00"
    assert found["occurrences"][0]["end"] == "2026-10-25T03:30:00+02:00"


@pytest.mark.parametrize(
    ("length", "spring", "autumn"),
    [
        ("DURATION:P1D", "2026-03-29T12:00:00+03:00", "2026-10-25T12:00:00+02:00"),
        ("DURATION:PT24H", "2026-03-29T13:00:00+03:00", "2026-10-25T11:00:00+02:00"),
        ("DURATION:P1DT1H", "2026-03-29T13:00:00+03:00", "2026-10-25T13:00:00+02:00"),
    ],
)
def test_days_are_counted_by_the_calendar_and_hours_by_the_clock(length, spring, autumn):
    assert series(f"{HELSINKI}20260328T120000\n{length}")["occurrences"][0]["end"] == spring
    assert series(f"{HELSINKI}20261024T120000\n{length}")["occurrences"][0]["end"] == autumn


def test_a_series_keeps_its_hour_on_the_wall_through_both_changes():
    for day in ("20260324", "20261020"):
        found = series(f"{HELSINKI}{day}T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=2")
        assert [one["start"][11:16] for one in found["occurrences"]] == ["18:00", "18:00"]
        assert len({one["start"][19:] for one in found["occurrences"]}) == 2


def test_a_series_in_utc_stays_in_utc():
    found = series("DTSTART:20261020T150000Z\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(found) == ["2026-10-20T18:00", "2026-10-27T17:00"]


def test_a_time_in_utc_beside_a_zone_repeats_in_the_zone():
    found = series(f"{HELSINKI}20261020T150000Z\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(found) == ["2026-10-20T18:00", "2026-10-27T18:00"]


# --- the end of a rule -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("20260915", [1, 8, 15]),
        ("20260915T180000", [1, 8, 15]),
        ("20260915T150000Z", [1, 8, 15]),
        ("20260915T145959Z", [1, 8]),
        ("20260915T175959", [1, 8]),
        ("20260914T210000Z", [1, 8]),
        ("20260915T235959Z", [1, 8, 15]),
    ],
)
def test_a_rule_ends_when_it_is_said_to_in_every_way_of_writing_it(until, days):
    found = series(f"{HELSINKI}20260901T180000\nRRULE:FREQ=WEEKLY;UNTIL={until}")
    assert [int(start[8:10]) for start in starts(found)] == days


@pytest.mark.parametrize("until", ["20260604", "20260604T000000Z", "20260604T235959Z", "20260604T000000", "20260603T210000Z"])
def test_whole_days_end_with_the_day_that_is_named(until):
    assert starts(series(f"DTSTART;VALUE=DATE:20260602\nRRULE:FREQ=DAILY;UNTIL={until}")) == ["2026-06-02", "2026-06-03", "2026-06-04"]


def test_a_rule_that_ends_before_it_begins_has_no_date():
    assert starts(series(f"{HELSINKI}20260901T180000\nRRULE:FREQ=WEEKLY;UNTIL=20260801T000000Z")) == []


def test_a_start_that_its_rule_does_not_name_is_a_date_and_is_counted():
    found = series(f"{HELSINKI}20260831T180000\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    assert starts(found) == ["2026-08-31T18:00", "2026-09-01T18:00", "2026-09-08T18:00"]


def test_without_a_window_a_rule_goes_on_for_eighteen_months_from_its_first_date():
    found = read(file(f"{HELSINKI}20200115T180000\nRRULE:FREQ=MONTHLY"))
    assert len(found["occurrences"]) == 18 and starts(found)[-1] == "2021-06-15T18:00"
    assert len(read(file(f"{HELSINKI}20200115T180000\nRRULE:FREQ=MONTHLY"), start=date(2026, 9, 1))["occurrences"]) == 18


def test_29_february_and_the_31st_are_there_when_they_are_there():
    window = {"start": date(2024, 1, 1), "end": date(2033, 1, 1)}
    assert starts(series("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY", **window)) == ["2024-02-29", "2028-02-29", "2032-02-29"]
    found = series(f"{HELSINKI}20260131T180000\nRRULE:FREQ=MONTHLY")
    assert [int(start[5:7]) for start in starts(found)] == [1, 3, 5, 7, 8, 10, 12]


# --- left out and added ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "left_out",
    [
        "EXDATE;TZID=Europe/Helsinki:20260908T180000",
        "EXDATE:20260908T150000Z",
        "EXDATE:20260908T180000",
        "EXDATE;VALUE=DATE:20260908",
        "EXDATE:20260908",
        "EXDATE;TZID=Europe/Stockholm:20260908T170000",
        "EXDATE;TZID=Europe/Helsinki:20260908T000000",
        "EXDATE;TZID=FLE Standard Time:20260908T180000",
    ],
)
def test_a_date_is_left_out_however_it_is_written(left_out):
    found = series(f"{HELSINKI}20260901T180000\nRRULE:FREQ=WEEKLY;COUNT=3\n{left_out}")
    assert starts(found) == ["2026-09-01T18:00", "2026-09-15T18:00"]


@pytest.mark.parametrize(
    "left_out", ["EXDATE:20260602T000000", "EXDATE;VALUE=DATE:20260602", "EXDATE:20260602T000000Z", "EXDATE:20260601T210000Z"]
)
def test_a_whole_day_is_left_out_however_it_is_written(left_out):
    found = series(f"DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;COUNT=3\n{left_out}")
    assert starts(found) == ["2026-06-01", "2026-06-03"]


def test_dates_beside_the_rule_are_added_once_and_may_have_a_length_of_their_own():
    more = "RDATE;TZID=Europe/Helsinki:20260908T180000,20260910T120000"
    more += "\nRDATE;VALUE=PERIOD:20260911T090000Z/20260911T110000Z,20260912T090000Z/PT3H"
    found = series(f"{HELSINKI}20260901T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\n{more}\nRDATE;VALUE=DATE:20260913")
    assert list(zip(starts(found), ends(found), strict=True)) == [
        ("2026-09-01T18:00", "2026-09-01T19:00"),
        ("2026-09-08T18:00", "2026-09-08T19:00"),
        ("2026-09-10T12:00", "2026-09-10T13:00"),
        ("2026-09-11T12:00", "2026-09-11T14:00"),
        ("2026-09-12T12:00", "2026-09-12T15:00"),
        ("2026-09-13T18:00", "2026-09-13T19:00"),
    ]


def test_two_rules_are_joined_and_a_rule_against_takes_away():
    found = series(
        f"{HELSINKI}20260901T180000\nRRULE:FREQ=WEEKLY;COUNT=3\nRRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=2\nEXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"
    )
    assert [int(start[8:10]) for start in starts(found)] == [3, 8]


# --- changed dates ---------------------------------------------------------------------------------------------------------

WEEKLY = f"UID:a\nSUMMARY:Kahvit\nLOCATION:Talo\n{HELSINKI}20260901T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4"


@pytest.mark.parametrize(
    "which",
    [
        "RECURRENCE-ID;TZID=Europe/Helsinki:20260908T180000",
        "RECURRENCE-ID:20260908T150000Z",
        "RECURRENCE-ID:20260908T180000",
        "RECURRENCE-ID;VALUE=DATE:20260908",
        "RECURRENCE-ID;TZID=Europe/Stockholm:20260908T170000",
    ],
)
def test_a_moved_date_takes_the_place_of_the_one_that_it_names(which):
    found = read(file(WEEKLY, f"UID:a\nSUMMARY:Siirtyi\n{which}\n{HELSINKI}20260909T100000\nDURATION:PT2H"), **YEAR)
    assert starts(found) == ["2026-09-01T18:00", "2026-09-09T10:00", "2026-09-15T18:00", "2026-09-22T18:00"]
    assert found["occurrences"][1]["summary"] == "Siirtyi" and ends(found)[1] == "2026-09-09T12:00"


def test_a_date_that_is_only_cancelled_stays_with_all_that_was_known_of_it():
    found = read(file(WEEKLY, "UID:a\nRECURRENCE-ID:20260908T150000Z\nSTATUS:CANCELLED"), **YEAR)
    one = found["occurrences"][1]
    assert (one["status"], one["summary"], one["location"], one["end"][11:16]) == ("CANCELLED", "Kahvit", "Talo", "19:00")


def test_a_date_that_is_changed_without_its_series_is_a_date():
    found = read(file(f"UID:a\nRECURRENCE-ID:20260908T150000Z\n{HELSINKI}20260908T190000"), **YEAR)
    assert starts(found) == ["2026-09-08T19:00"]


def test_a_changed_date_that_moves_into_a_window_is_there_and_one_that_moves_out_is_not():
    data = file(WEEKLY, f"UID:a\nRECURRENCE-ID:20260908T150000Z\n{HELSINKI}20261103T180000")
    assert starts(read(data, start=date(2026, 11, 1), end=date(2026, 12, 1))) == ["2026-11-03T18:00"]
    assert starts(read(data, start=date(2026, 9, 7), end=date(2026, 9, 12))) == []


def test_this_and_all_that_follow_move_by_as_much_through_the_clock_change():
    long = f"UID:a\n{HELSINKI}20261013T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4"
    following = f"UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261020T150000Z\n{HELSINKI}20261021T190000\nDURATION:PT2H"
    single = f"UID:a\nRECURRENCE-ID:20261103T160000Z\n{HELSINKI}20261104T080000\nDURATION:PT1H"
    found = read(file(long, following, single), **YEAR)
    assert starts(found) == ["2026-10-13T18:00", "2026-10-21T19:00", "2026-10-28T19:00", "2026-11-04T08:00"]
    assert ends(found)[2] == "2026-10-28T21:00"
    assert starts(read(file(long, following), start=date(2026, 10, 28), end=date(2026, 10, 29))) == ["2026-10-28T19:00"]


def test_this_and_all_that_follow_can_be_cancelled():
    found = read(file(WEEKLY, "UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260915T150000Z\nSTATUS:CANCELLED"), **YEAR)
    assert [one["status"] for one in found["occurrences"]] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CANCELLED"]
    assert starts(found)[2:] == ["2026-09-15T18:00", "2026-09-22T18:00"]


def test_a_whole_day_of_a_series_can_be_moved():
    days = "UID:a\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=WEEKLY;COUNT=2"
    for which in ("RECURRENCE-ID;VALUE=DATE:20260608", "RECURRENCE-ID:20260608T000000", "RECURRENCE-ID:20260607T210000Z"):
        assert starts(read(file(days, f"UID:a\n{which}\nDTSTART;VALUE=DATE:20260609"), **YEAR)) == ["2026-06-01", "2026-06-09"]


def test_a_series_that_is_cancelled_is_cancelled_on_all_its_dates():
    found = read(file(f"{WEEKLY}\nSTATUS:CANCELLED", f"UID:a\nRECURRENCE-ID:20260908T150000Z\n{HELSINKI}20260909T100000"), **YEAR)
    assert {one["status"] for one in found["occurrences"]} == {"CANCELLED"}


# --- windows ---------------------------------------------------------------------------------------------------------------


def test_what_reaches_into_a_window_counts_and_what_ends_where_it_begins_does_not():
    data = file(
        f"{HELSINKI}20260904T220000\nDURATION:PT4H",
        f"{HELSINKI}20260904T220000\nDURATION:PT2H",
        "DTSTART;VALUE=DATE:20260903\nDURATION:P2D",
    )
    found = read(data, start=date(2026, 9, 5), end=date(2026, 9, 6))
    assert [one["uid"] for one in found["occurrences"]] == ["e-1"]
    assert [one["uid"] for one in read(data, start=date(2026, 9, 4), end=date(2026, 9, 5))["occurrences"]] == ["e-3", "e-1", "e-2"]


def test_a_long_date_of_a_series_from_before_the_window_is_found():
    data = file(f"{HELSINKI}20260104T120000\nDURATION:P20D\nRRULE:FREQ=YEARLY")
    assert starts(read(data, start=date(2027, 1, 20), end=date(2027, 1, 21))) == ["2027-01-04T12:00"]


def test_very_many_dates_are_told_and_cut():
    found = read(*[file(*[f"{HELSINKI}19200101T120000\nRRULE:FREQ=DAILY"] * 2)], start=date(1950, 1, 1), end=date(2100, 1, 1))
    assert 39_000 < len(found["occurrences"]) <= 40_000 and "very many dates" in warnings(found)
