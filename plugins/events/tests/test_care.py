"""What of events needs care: it is told with the one thing that helps, and costs the desk one query."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .. import changing
from ..calendar import rules
from ..desk import care
from ..models import Series
from .at_the_desk import again, every_other_tuesday, new_event, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db
ONCE = rules.Repeat().as_data()


def keys(found):
    return [int(one.key) for one in found]


def test_an_event_of_the_coming_week_without_a_place_is_told_with_the_way_to_add_it(desk, record):
    page = new_event(record, place="")
    new_event(record, "Myöhemmin", starts_on=date(2026, 12, 8), place="")
    new_event(record, "Mennyt", starts_on=date(2026, 11, 20), place="")
    new_event(record, "Verkossa", place="", online_url="https://example.org/")
    (told,) = care.lacking(record)
    assert "Rappukahvit" in told.text and "1.12." in told.text
    assert desk.get(told.url).status_code == 200 and told.url.endswith(f"/{page.pk}/")


def test_an_event_of_the_coming_week_that_names_nobody_to_ask_is_told_too(record):
    page = new_event(record, contact="", starts_on=date(2026, 12, 6))
    assert keys(care.lacking(record)) == [page.series().pk]


def test_a_place_of_that_date_alone_is_a_place(record, activist):
    series = new_event(record, place="").series()
    changing.tell(record, series.pk, "2026-12-01T18:00", activist, "Piha", "")
    assert list(care.lacking(record)) == []


def test_what_is_cancelled_or_hidden_lacks_nothing(record, activist):
    series = new_event(record, place="").series()
    hidden = new_event(record, "Piilossa", place="")
    hidden.unpublish()
    changing.cancel(record, series.pk, "2026-12-01T18:00", activist, "Sairaustapaus")
    assert list(care.lacking(record)) == []


def test_an_event_that_is_there_every_day_is_told_once_by_its_first_date(record):
    new_event(record, place="", repeat=rules.Repeat(rules.WEEKLY, 1, tuple(range(7))).as_data())
    (told,) = care.lacking(record)
    assert "1.12." in told.text


def test_a_series_that_ends_within_three_weeks_is_told_until_it_goes_on(record):
    soon = new_event(record, "Päättyy", repeat=every_other_tuesday(ends=rules.AFTER, count=2)).series()
    new_event(record, "Jatkuu", repeat=every_other_tuesday())
    new_event(record, "Kerran", repeat=ONCE)
    over = new_event(record, "Ohi", starts_on=date(2026, 11, 3), repeat=every_other_tuesday(ends=rules.AFTER, count=1)).series()
    (told,) = care.ending(record)
    assert keys([told]) == [soon.pk] and "15.12." in told.text and over.pk != soon.pk
    follower = new_event(record, "Jatko", starts_on=date(2027, 1, 5), repeat=every_other_tuesday()).series()
    Series.unscoped.filter(pk=follower.pk).update(follows=again(soon).key)
    assert list(care.ending(record)) == []


def test_an_empty_calendar_is_told_until_something_is_ahead(desk, record):
    (told,) = care.nothing_ahead(record)
    assert desk.get(told.url).status_code == 200
    new_event(record, starts_on=date(2026, 11, 10))
    assert len(list(care.nothing_ahead(record))) == 1
    new_event(record, "Pian")
    assert list(care.nothing_ahead(record)) == []


def test_what_is_going_on_now_is_ahead_too(record):
    new_event(record, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 29))
    assert list(care.nothing_ahead(record)) == []


def test_all_rules_cost_the_desk_one_query_together(desk, record):
    for number in range(5):
        new_event(record, f"Tapahtuma {number}", place="", repeat=every_other_tuesday(ends=rules.AFTER, count=2))
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as counted:
        answer = desk.get("/admin/")
    assert "events." in str(answer.context["care"])
    assert len([one for one in counted.captured_queries if '"events_' in one["sql"]]) == 1


def test_a_thing_can_wait_a_week(desk, record):
    new_event(record, place="")
    (thing,) = [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("events.")]
    desk.post("/admin/desk/later/", {"key": thing.key})
    assert not [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("events.")]
