"""The rule of an event in plain fields: what is wrong is said beside its field, and what may be meant otherwise is asked."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from .. import asking, preview
from ..calendar import rules
from ..models import EventPage
from .at_the_desk import NOON, every_other_tuesday, new_event, noon, page, record, rows  # noqa: F401

TUESDAY = datetime(2026, 12, 1, 18)
DATES = "/admin/events/dates/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def told(start=TUESDAY, **typed):
    """{field: sentence} of what is wrong."""
    return dict(asking.rule_of(typed, start)[1])


def asked(start, **typed):
    repeat, wrong = asking.rule_of(typed, start)
    assert not wrong, wrong
    return dict(asking.questions_of(typed, repeat, start))


@pytest.mark.parametrize(
    ("typed", "repeat"),
    [
        ({}, rules.Repeat()),
        ({"repeats": "weekly"}, rules.Repeat(rules.WEEKLY, 1, (1,))),
        ({"repeats": "fortnightly", "until": "12.1.2027"}, rules.Repeat(rules.WEEKLY, 2, (1,), ends=rules.ON, until=date(2027, 1, 12))),
        ({"repeats": "weeks", "every": "3", "weekdays": ["1", "3"]}, rules.Repeat(rules.WEEKLY, 3, (1, 3))),
        ({"repeats": "monthly_weekday"}, rules.Repeat(rules.MONTHLY_WEEKDAY, 1, (1,), which=1)),
        ({"repeats": "monthly_day", "ends": "after", "count": "4"}, rules.Repeat(rules.MONTHLY_DAY, day=1, ends=rules.AFTER, count=4)),
        ({"repeats": "yearly"}, rules.Repeat(rules.YEARLY)),
        (
            {"repeats": "dates", "dates": "3.12.2026, 10.12. ja 17.12."},
            rules.Repeat(rules.DATES, dates=(date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17))),
        ),
    ],
)
def test_what_is_chosen_becomes_a_rule_and_is_shown_again_as_it_was_chosen(typed, repeat):
    found, wrong = asking.rule_of(typed, TUESDAY)
    assert (found, wrong) == (repeat, [])
    again, wrong = asking.rule_of(asking.typed_of(found, TUESDAY), TUESDAY)
    assert (again, wrong) == (repeat, [])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "weeks"}, "every"),
        ({"repeats": "weeks", "every": "0"}, "every"),
        ({"repeats": "weeks", "every": "99"}, "every"),
        ({"repeats": "weekly", "weekdays": ["3"]}, "starts_on"),
        ({"repeats": "weekly", "weekdays": ["1", "9"]}, "weekdays"),
        ({"repeats": "weekly", "ends": "on"}, "until"),
        ({"repeats": "weekly", "ends": "on", "until": "30.11.2026"}, "until"),
        ({"repeats": "weekly", "until": "31.2.2027"}, "until"),
        ({"repeats": "weekly", "ends": "after"}, "count"),
        ({"repeats": "weekly", "ends": "after", "count": "0"}, "count"),
        ({"repeats": "weekly", "ends": "after", "count": "-4"}, "count"),
        ({"repeats": "monthly_weekday", "which": "2"}, "starts_on"),
        ({"repeats": "monthly_day", "month_day": "-1"}, "starts_on"),
        ({"repeats": "dates"}, "dates"),
        ({"repeats": "dates", "dates": "1.12.2026"}, "dates"),
        ({"repeats": "dates", "dates": "3.12.2026, huomenna"}, "dates"),
        ({"repeats": "dates", "dates": "24.11.2026"}, "dates"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(typed, field):
    assert list(told(**typed)) == [field]


def test_a_repeat_that_ends_before_it_begins_gives_no_dates_and_says_so():
    assert told(repeats="weekly", until="30.11.2026") == {"until": "This repeat gives no dates. Check the last date."}


def test_a_weekday_that_the_first_date_is_not_is_told_with_the_first_that_would_be():
    assert "3.12.2026" in told(repeats="weekly", weekdays=["3"])["starts_on"]


def test_the_fourth_that_is_also_the_last_is_asked_about_once():
    fourth = datetime(2027, 2, 23, 18)
    assert asked(fourth, repeats="monthly_weekday") == {"which": "The fourth or the last tuesday?"}
    assert asked(fourth, repeats="monthly_weekday", which="4") == {} == asked(fourth, repeats="monthly_weekday", which="-1")
    # the fourth of five is no question
    assert asked(datetime(2026, 12, 22, 18), repeats="monthly_weekday") == {}
    assert asking.rule_of({"repeats": "monthly_weekday", "which": "-1"}, fourth)[0].which == rules.LAST


def test_a_day_that_some_months_do_not_have_is_asked_about_and_29_february_too():
    last = datetime(2026, 12, 31, 18)
    assert list(asked(last, repeats="monthly_day")) == ["month_day"]
    assert asked(last, repeats="monthly_day", month_day="same") == {} == asked(last, repeats="monthly_day", month_day="-1")
    leap = datetime(2028, 2, 29, 18)
    assert list(asked(leap, repeats="yearly")) == ["starts_on"] and asked(leap, repeats="yearly", sure=["leap"]) == {}


def test_times_and_days_are_read_as_people_write_them():
    assert [asking.read_time(text) for text in ("18.00", "18:30", "18", "klo 9.05", "kl. 7")] == [
        time(18),
        time(18, 30),
        time(18),
        time(9, 5),
        time(7),
    ]
    assert [asking.read_time(text) for text in ("", "25.00", "18.60", "kuudelta", "١٨")] == [None, None, None, None, time(18)]
    assert asking.read_day("1. 12. 2026") == date(2026, 12, 1) and asking.read_day("0001-01-01") is None


@pytest.mark.django_db
def test_the_next_six_dates_and_the_sentence_come_from_the_server_before_anything_is_saved(desk, record):
    typed = {"starts_on": "1.12.2026", "starts_at": "18.00", "ends_at": "20.00", "repeats": "fortnightly", "until": "9.2.2027"}
    answer = desk.get(DATES, typed | {"part": "1"})
    assert answer.status_code == 200 and answer.context["preview"]["dates"] == [
        *(date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)),
        *(date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9)),
    ]
    assert "<html" not in answer.text and "15.12." in answer.text
    assert preview.of_sent(answer.wsgi_request.GET)["sentence"] == "Every other Tuesday, 18:00–20:00, last on 9 February 2027"
    whole = desk.post(DATES, typed)
    assert whole.status_code == 200 and "<h1" in whole.text and not EventPage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"starts_on": "x"},
        {"starts_on": "1.12.2026", "repeats": "dates", "dates": "9" * 9000},
        {"starts_on": "31.12.2189", "repeats": "yearly", "weekdays": "٣"},
    ],
)
def test_whatever_is_asked_there_is_an_answer(desk, record, typed):
    assert desk.get(DATES, typed | {"part": "1"}).status_code == 200


@pytest.mark.django_db
def test_the_dates_of_an_event_that_began_long_ago_are_those_ahead(record):
    found = preview.of({"repeats": "weekly"}, starts_on=date(2020, 1, 7), starts_at=time(18))
    assert found["dates"][0] == date(2026, 12, 1) and found["more"] and len(found["dates"]) == 6


def sent_by(answer):
    """What the whole editor would send as it was opened."""
    form, sent = answer.context["form"], {}
    for bound in form:
        value = bound.value()
        if bound.name != "body" and value not in (None, "", []):
            sent[bound.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return sent | {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


@pytest.mark.django_db
def test_the_whole_editor_shows_the_rule_in_fields_and_saves_what_is_chosen(desk, record, page):
    address = f"/admin/pages/{page.pk}/edit/"
    opened = desk.get(address)
    assert (
        opened.status_code == 200 and 'name="repeats"' in opened.text and "RRULE" not in opened.text and 'name="repeat"' not in opened.text
    )
    sent = sent_by(opened)
    assert (sent["repeats"], sent["ends"], sent["count"]) == ("fortnightly", "after", "6")
    assert desk.post(address, sent | {"repeats": "weeks", "every": "3", "action-publish": "1"}).status_code == 302
    repeat = rules.from_data(EventPage.objects.get(pk=page.pk).repeat)
    assert (repeat.every, repeat.weekdays, repeat.count) == (3, (1,), 6)
    assert EventPage.objects.get(pk=page.pk).series().rule == repeat


@pytest.mark.django_db
def test_the_whole_editor_says_what_is_wrong_beside_the_field_and_saves_nothing(desk, record, page):
    address = f"/admin/pages/{page.pk}/edit/"
    sent = sent_by(desk.get(address))
    for wrong, field in (
        ({"count": "0"}, "count"),
        ({"zone": "Eurooppa/Mikkeli"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"zone": "Europe/London"}, "zone"),
        ({"ends": "on", "until": "1.1.2026"}, "until"),
        ({"starts_on": "2027-02-23", "repeats": "monthly_weekday", "weekdays": []}, "which"),
        ({"starts_on": "2026-12-31", "repeats": "monthly_day"}, "month_day"),
        ({"starts_on": "2028-02-29", "repeats": "yearly"}, "sure"),
    ):
        answer = desk.post(address, sent | wrong)
        assert answer.status_code == 200 and list(answer.context["form"].errors) == [field], (wrong, answer.context["form"].errors)
    assert EventPage.objects.get(pk=page.pk).repeat == every_other_tuesday()
    assert desk.post(address, sent | {"zone": "Europe/Helsinki"}).status_code == 302
    assert desk.post(address, sent | {"zone": "Europe/London", "sure": ["zone"], "action-publish": "1"}).status_code == 302
    assert str(rows(EventPage.objects.get(pk=page.pk).series())[0].starts.astimezone(UTC).time()) == "18:00:00"
    sent = sent_by(desk.get(address))
    assert (
        desk.post(address, sent | {"starts_on": "2028-02-29", "repeats": "yearly", "sure": ["leap"], "action-publish": "1"}).status_code
        == 302
    )
    assert EventPage.objects.get(pk=page.pk).series().rule.kind == rules.YEARLY
    assert "sure" in desk.get(address).context["form"].fields
