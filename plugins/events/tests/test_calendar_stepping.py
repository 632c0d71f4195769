"""The dates of a rule: the same as dateutil's, and with an end to the work that a rule can make."""

import random
import time as clock
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from plugins.events.calendar.recurrence import Refused, Unread, recurrence_of
from plugins.events.calendar.stepping import Budget, Exhausted, walls

START = datetime(2026, 1, 29, 18, 30)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def dates(text, start=START, first=None, last=None, **budget):
    return list(walls(recurrence_of(text), start, first or start, last or start + timedelta(days=900), Budget(**budget)))


def by_dateutil(text, start=START, first=None, last=None):
    return rrulestr(text, dtstart=start).between(first or start, last or start + timedelta(days=900), inc=True)


def any_rule(chance):
    """Without what dateutil reads in its own way: weekdays with and without a number together, positions in the first week."""
    frequency = chance.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 5)}")
    if chance.random() < 0.3:
        parts.append(f"COUNT={chance.randint(1, 60)}")
    if chance.random() < 0.25:
        parts.append("BYMONTH=" + ",".join(str(month) for month in sorted(chance.sample(range(1, 13), chance.randint(1, 4)))))
    if frequency != "WEEKLY" and chance.random() < 0.35:
        parts.append("BYMONTHDAY=" + ",".join(str(day) for day in chance.sample([*range(1, 32), *range(-31, 0)], chance.randint(1, 4))))
    if chance.random() < 0.5:
        which = ["1", "2", "4", "-1", "-2", "5"] if frequency in ("MONTHLY", "YEARLY") and chance.random() < 0.5 else [""]
        parts.append("BYDAY=" + ",".join(chance.choice(which) + day for day in chance.sample(DAYS, chance.randint(1, 3))))
    if frequency == "YEARLY" and chance.random() < 0.15:
        parts.append("BYYEARDAY=" + ",".join(str(day) for day in chance.sample([1, 59, 60, 200, 366, -1, -366, -100], 2)))
    has_days = any(part.startswith(("BYDAY", "BYMONTHDAY")) for part in parts)
    if has_days and frequency in ("MONTHLY", "YEARLY") and chance.random() < 0.3:
        parts.append(f"BYSETPOS={chance.choice([1, 2, -1, -2])}")
    if chance.random() < 0.3:
        parts.append(f"WKST={chance.choice(DAYS)}")
    return ";".join(parts)


@pytest.mark.parametrize("seed", range(8))
def test_many_rules_have_the_dates_that_another_program_gives_them(seed):
    chance, compared = random.Random(seed), 0
    while compared < 60:
        text = any_rule(chance)
        start = datetime(2024, chance.randint(1, 12), chance.randint(1, 28), chance.randint(0, 23), 15)
        try:
            found = dates(text, start)
        except Refused:
            # no month has such a day
            assert not by_dateutil(text, start)
            continue
        assert found == by_dateutil(text, start), text
        first, last = start + timedelta(days=chance.randint(1, 500)), start + timedelta(days=chance.randint(501, 900))
        assert dates(text, start, first, last) == [one for one in found if first <= one <= last], text
        compared += 1


def test_a_rule_from_long_ago_is_looked_at_where_it_is_needed_only():
    start, first = datetime(1900, 1, 31, 12), datetime(2026, 1, 1)
    for text, steps in (
        ("FREQ=DAILY", 50),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", 150),
        ("FREQ=MONTHLY;BYDAY=-1FR", 150),
        ("FREQ=YEARLY", 150),
    ):
        assert dates(text, start, first, first + timedelta(days=30), steps=steps) == by_dateutil(
            text, start, first, first + timedelta(days=30)
        )


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=1000000000",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,10,20,30,40",
    ],
)
def test_a_rule_that_nobody_can_mean_is_refused_before_a_date_is_made(text):
    with pytest.raises(Refused):
        recurrence_of(text)


@pytest.mark.parametrize("text", ["", "nonsense", "FREQ=", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;COUNT=many", "FREQ=DAILY;UNTIL=20261399"])
def test_what_is_no_rule_is_not_guessed_at(text):
    with pytest.raises(Unread):
        recurrence_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYYEARDAY=366;BYMONTH=3",
        "FREQ=YEARLY;BYWEEKNO=30;BYMONTH=2",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_a_rule_without_any_date_ends_at_once(text):
    """dateutil looks for them until the year 9999."""
    began = clock.process_time()
    assert dates(text, datetime(2027, 3, 2, 18), last=datetime(2040, 1, 1)) == []
    assert clock.process_time() - began < 5


def test_the_work_of_a_rule_has_an_end_even_where_its_dates_have_none():
    with pytest.raises(Exhausted):
        dates("FREQ=DAILY;COUNT=20000", datetime(1900, 1, 1), datetime(2026, 1, 1), datetime(2200, 1, 1), steps=1000)
    together = Budget(steps=2000)
    with pytest.raises(Exhausted):
        for _number in range(100):
            dates("FREQ=DAILY", together=together)
    assert together.is_spent


def test_the_year_9999_means_that_there_is_no_end():
    assert recurrence_of("FREQ=WEEKLY;UNTIL=99991231T235959Z").until == ""
    assert recurrence_of("FREQ=WEEKLY;COUNT=-1").count is None


def test_the_fifth_monday_is_left_out_of_months_that_have_four():
    found = dates("FREQ=MONTHLY;BYDAY=5MO", datetime(2026, 3, 30, 18), last=datetime(2026, 12, 31))
    assert [one.date().isoformat() for one in found] == ["2026-03-30", "2026-06-29", "2026-08-31", "2026-11-30"]


def test_weekdays_with_and_without_a_number_are_all_meant():
    """The second Friday, and each Saturday: dateutil gives no date at all."""
    found = dates("FREQ=MONTHLY;BYDAY=2FR,SA", datetime(2026, 9, 1, 18), last=datetime(2026, 9, 30))
    assert [one.day for one in found] == [5, 11, 12, 19, 26]


def test_the_first_of_some_weekdays_is_the_first_of_its_week_also_in_the_week_of_the_start():
    found = dates("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", datetime(2026, 9, 2, 18), last=datetime(2026, 9, 22))
    assert [one.day for one in found] == [7, 14, 21]
