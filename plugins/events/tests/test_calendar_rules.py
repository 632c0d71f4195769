"""How an event repeats, as a form holds it: the dates that people mean, and the same dates in every calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.events.calendar.rules import Repeat, dates_of, from_data, from_rrule, problems, questions, summary, to_rrule

ZONE = ZoneInfo("Europe/Helsinki")
TUESDAY = datetime(2026, 9, 1, 18)

REPEATS = [
    (Repeat("weekly"), TUESDAY),
    (Repeat("weekly", 2, (1,)), TUESDAY),
    (Repeat("weekly", 1, (1, 3, 6)), TUESDAY),
    (Repeat("weekly", 2, (1,), ends="after", count=6), TUESDAY),
    (Repeat("weekly", 1, (1,), ends="on", until=date(2026, 12, 1)), TUESDAY),
    (Repeat("monthly_day", 1, day=1), TUESDAY),
    (Repeat("monthly_day", 2, day=31, ends="after", count=5), datetime(2026, 1, 31, 9)),
    (Repeat("monthly_day", 1, day=-1), datetime(2026, 2, 28, 9)),
    (Repeat("monthly_weekday", 1, (1,), which=1), TUESDAY),
    (Repeat("monthly_weekday", 3, (3,), which=-1, ends="on", until=date(2028, 1, 1)), datetime(2026, 1, 29, 18)),
    (Repeat("monthly_weekday", 1, (4,), which=4), datetime(2026, 9, 25, 17)),
    (Repeat("yearly"), datetime(2026, 6, 21, 12)),
    (Repeat("yearly", 2, ends="after", count=3), date(2026, 12, 6)),
    (Repeat("weekly", 1, (0,), ends="on", until=date(2026, 11, 30)), date(2026, 9, 7)),
]


@pytest.mark.parametrize(("repeat", "start"), REPEATS)
def test_a_rule_that_is_written_for_others_and_read_back_is_the_same(repeat, start):
    text = to_rrule(repeat, start, ZONE)
    again = from_rrule(text, start, ZONE)
    assert dates_of(again, start) == dates_of(repeat, start) != []
    assert to_rrule(again, start, ZONE) == text
    assert from_data(repeat.as_data()) == repeat
    assert problems(repeat, start) == []


def test_every_second_tuesday_six_times_is_the_sentence_that_was_promised():
    told = summary(Repeat("weekly", 2, (1,), ends="after", count=6), datetime(2026, 9, 22, 18))
    assert (told["total"], told["last"]) == (6, datetime(2026, 12, 1, 18))
    assert summary(Repeat("weekly"), TUESDAY)["last"] is None


def test_months_without_a_31st_are_left_out_and_29_february_comes_every_fourth_year():
    days = dates_of(Repeat("monthly_day", day=31), datetime(2026, 1, 31, 18), most=5)
    assert [day.month for day in days] == [1, 3, 5, 7, 8]
    leap = dates_of(Repeat("yearly"), date(2024, 2, 29), most=3)
    assert leap == [date(2024, 2, 29), date(2028, 2, 29), date(2032, 2, 29)]
    assert [one.code for one in questions(Repeat("yearly"), date(2024, 2, 29))] == ["leap_day"]
    assert [one.code for one in questions(Repeat("monthly_day"), datetime(2026, 1, 31, 18))] == ["months_without_day"]


def test_the_last_day_of_the_month_is_there_in_every_month():
    days = dates_of(Repeat("monthly_day", day=-1), date(2028, 1, 31), most=4)
    assert days == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_the_fourth_that_is_also_the_last_is_asked_about():
    fourth = datetime(2026, 9, 24, 18)
    assert [one.code for one in questions(Repeat("monthly_weekday", which=4), fourth)] == ["fourth_is_last"]
    assert questions(Repeat("monthly_weekday", which=4), datetime(2026, 10, 22, 18)) == [], "October 2026 has a fifth Thursday"
    assert dates_of(Repeat("monthly_weekday", which=4), fourth, most=2)[1].day == 22
    assert dates_of(Repeat("monthly_weekday", which=-1), fourth, most=2)[1].day == 29


@pytest.mark.parametrize(
    ("repeat", "start", "code", "field"),
    [
        (Repeat("weekly", 0), TUESDAY, "every", "every"),
        (Repeat("weekly", 1, (2,)), TUESDAY, "start_is_no_date", "start"),
        (Repeat("monthly_day", day=32), TUESDAY, "day", "day"),
        (Repeat("monthly_weekday", which=5), TUESDAY, "which", "which"),
        (Repeat("dates"), TUESDAY, "dates", "dates"),
        (Repeat("weekly", ends="on"), TUESDAY, "until_missing", "until"),
        (Repeat("weekly", ends="on", until=date(2026, 8, 31)), TUESDAY, "until_before_start", "until"),
        (Repeat("weekly", ends="after"), TUESDAY, "count_missing", "count"),
        (Repeat("weekly", ends="after", count=0), TUESDAY, "count", "count"),
        (Repeat("weekly", 1, (3,), ends="on", until=date(2026, 9, 2)), TUESDAY, "no_dates", "kind"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(repeat, start, code, field):
    assert [(one.code, one.field) for one in problems(repeat, start)] == [(code, field)]


def test_a_meeting_on_the_last_day_of_its_rule_takes_place():
    repeat = Repeat("weekly", ends="on", until=date(2026, 9, 15))
    assert dates_of(repeat, TUESDAY)[-1] == datetime(2026, 9, 15, 18)
    assert to_rrule(repeat, TUESDAY, ZONE) == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260915T205959Z"
    assert from_rrule("FREQ=WEEKLY;UNTIL=20260915T150000Z", TUESDAY, ZONE).until == date(2026, 9, 15)
    assert from_rrule("FREQ=WEEKLY;UNTIL=20260915T145959Z", TUESDAY, ZONE).until == date(2026, 9, 14)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2",
        "FREQ=YEARLY;BYDAY=2SU;BYMONTH=5",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYMONTH=5",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=SECONDLY",
        "nonsense",
    ],
)
def test_a_rule_that_the_form_cannot_say_is_not_bent_into_one_that_it_can(text):
    assert from_rrule(text, TUESDAY, ZONE) is None


@pytest.mark.parametrize(
    ("text", "repeat"),
    [
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1", Repeat("monthly_weekday", 1, (3,), which=-1)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", Repeat("monthly_day", day=-1)),
        ("FREQ=DAILY", Repeat("weekly", 1, tuple(range(7)))),
        ("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1", Repeat("yearly")),
        ("FREQ=MONTHLY", Repeat("monthly_day", day=1)),
    ],
)
def test_other_ways_of_writing_the_same_rule_are_known(text, repeat):
    assert from_rrule(text, TUESDAY, ZONE) == repeat


def test_own_dates_are_days_of_the_same_hour_each_once():
    repeat = Repeat("dates", dates=(date(2026, 10, 3), date(2026, 9, 1), date(2026, 12, 24)))
    assert dates_of(repeat, TUESDAY) == [TUESDAY, datetime(2026, 10, 3, 18), datetime(2026, 12, 24, 18)]
    assert to_rrule(repeat, TUESDAY) == ""


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "hourly"},
        {"every": "x"},
        {"dates": ["2026-02-30"]},
        {"weekdays": 5},
        {"ends": "sometime"},
        [],
        {"until": 5},
        {"count": "1e9"},
    ],
)
def test_a_form_that_was_tampered_with_is_refused(data):
    with pytest.raises(ValueError):
        from_data(data)


def test_local_time_stays_when_clocks_change():
    weekly = dates_of(Repeat("weekly"), datetime(2026, 10, 20, 18), most=2)
    instants = [one.replace(tzinfo=ZONE).astimezone(UTC) for one in weekly]
    assert [one.hour for one in weekly] == [18, 18] and instants[1] - instants[0] == timedelta(days=7, hours=1)
