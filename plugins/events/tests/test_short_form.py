"""An event from a phone: what is typed becomes an event with its dates, and what cannot be is said beside its field."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import uuid
from datetime import date, time

import pytest
import time_machine

from neighbourhoods import short_forms

from ..calendar import rules
from ..models import EventPage
from ..short_form import ShortEventForm
from .at_the_desk import WRITE, every_other_tuesday, new_event, noon, page, record, rows  # noqa: F401

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Kellarikahvit",
    "starts_on": "1.12.2026",
    "starts_at": "18.00",
    "ends_at": "20.00",
    "place": "Kerhohuone, B-rapun ovi",
    "access": "Ovelle pääsee ilman portaita.",
    "text": "Kahvia ja keksejä.\n\nOman kupin saa tuoda.",
    "price": "",
    "contact": "Naapuritiimi",
    "repeats": "fortnightly",
    "until": "9.2.2027",
}


def send(desk, path=WRITE, **typed):
    own = {"w-draft": str(uuid.uuid4()), "w-base": "", "w-place": "lintumaki", "w-action": "publish"}
    return desk.post(path, own | TYPED | typed)


def typed(answer):
    """What the opened form would send."""
    found = {one.name: one.value() for one in answer.context["form"] if one.value()}
    return found | {"w-draft": str(answer.context["pk"]), "w-base": str(answer.context["base"]), "w-place": "lintumaki"}


def event(title="Kellarikahvit"):
    return EventPage.objects.get(title=title)


def test_every_second_tuesday_is_published_with_its_dates(desk, record):
    assert send(desk).status_code == 303
    page = event()
    assert page.live and (page.starts_on, page.starts_at, page.ends_at) == (date(2026, 12, 1), time(18), time(20))
    assert (page.place, page.access, page.contact) == (TYPED["place"], TYPED["access"], "Naapuritiimi")
    assert [row.first_day for row in rows(page.series())] == [
        *(date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)),
        *(date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9)),
    ]


def test_what_and_when_are_enough(desk, record):
    only = dict.fromkeys((*TYPED, "dates"), "") | {"title": "Talkoot", "starts_on": "5.12.2026", "repeats": "no"}
    assert send(desk, **only).status_code == 303
    (row,) = rows(event("Talkoot").series())
    assert row.all_day and row.first_day == row.last_day == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "31.2.2027"}, "starts_on"),
        ({"starts_on": "ensi tiistaina"}, "starts_on"),
        ({"starts_at": "25.00"}, "starts_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"ends_at": "17.00"}, "ends_at"),
        ({"ends_at": "18.00"}, "ends_at"),
        ({"ends_at": "x"}, "ends_at"),
        ({"until": "30.11.2026"}, "until"),
        ({"until": "31.2.2027"}, "until"),
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "yearly"}, "repeats"),
        ({"repeats": "dates", "dates": ""}, "dates"),
        ({"repeats": "dates", "dates": "10.12.2026 tai jotain"}, "dates"),
        ({"place": "x" * 201}, "place"),
        ({"contact": "x" * 201}, "contact"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_is_kept(desk, record, wrong, field):
    answer = send(desk, **wrong)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {field}, answer.context["form"].errors
    assert f'id="id_{field}_error"' in answer.text and "Oman kupin saa tuoda." in answer.text
    assert not EventPage.objects.exists()


def test_a_day_that_is_past_is_asked_about_and_not_refused(desk, record):
    past = {"starts_on": "3.11.2026", "repeats": "no", "until": ""}
    answer = send(desk, **past)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"sure"} and 'value="past"' in answer.text
    assert send(desk, **past, sure=["past"]).status_code == 303 and event().starts_on == date(2026, 11, 3)


def test_a_repeat_that_began_in_the_past_and_goes_on_is_not_asked_about(desk, record):
    assert send(desk, starts_on="17.11.2026").status_code == 303


def test_nobody_is_asked_about_a_day_that_is_ahead(desk, record):
    assert "sure" not in desk.get(WRITE).context["form"].fields
    assert "sure" not in send(desk, title="").context["form"].fields


def test_the_fourth_tuesday_that_is_also_the_last_is_asked_about(desk, record):
    fourth = {"starts_on": "23.2.2027", "repeats": "monthly_weekday", "until": ""}
    answer = send(desk, **fourth)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"which"}
    assert send(desk, **fourth, which="-1").status_code == 303
    assert rules.from_data(event().repeat).which == rules.LAST
    address = short_forms.address("events", event())
    assert typed(desk.get(address))["which"] == "-1"


def test_the_next_dates_are_in_the_form_without_a_script(desk, record):
    opened = desk.get(WRITE)
    assert "/admin/events/dates/" in opened.text and "events/dates.js" in opened.text
    answer = send(desk, **{"w-action": "draft"})
    kept = desk.get(answer["Location"])
    assert kept.context["form"].preview()["dates"][1] == date(2026, 12, 15) and "15.12." in kept.text
    assert not EventPage.objects.exists()


def test_own_days_are_dates_of_one_event(desk, record):
    assert send(desk, repeats="dates", dates="10.12.2026\n17.12.", until="").status_code == 303
    assert [row.first_day.day for row in rows(event().series())] == [1, 10, 17]


def test_it_opens_again_and_saving_without_a_change_changes_nothing(desk, record):
    send(desk)
    page, series = event(), event().series()
    address = short_forms.address("events", page)
    assert desk.post(address, typed(desk.get(address)) | {"w-action": "publish"}).status_code == 303
    after = event()
    same = ("title", "starts_on", "starts_at", "ends_on", "ends_at", "zone", "repeat", "place", "access", "price", "contact", "topics")
    assert [getattr(after, name) for name in same] == [getattr(page, name) for name in same]
    assert list(after.body.raw_data) == list(page.body.raw_data) and after.series().sequence == series.sequence


def test_what_the_short_form_does_not_show_stays_as_the_whole_editor_left_it(desk, record):
    page = new_event(
        record, address="Lintutie 1", organiser="Lintumäen naapurit", lead="Tule mukaan.", topics=",piha,", zone="Europe/Stockholm"
    )
    address = short_forms.address("events", page)
    assert desk.post(address, typed(desk.get(address)) | {"place": "Piha", "w-action": "publish"}).status_code == 303
    after = event("Rappukahvit")
    assert (after.place, after.address, after.organiser, after.lead) == ("Piha", "Lintutie 1", "Lintumäen naapurit", "Tule mukaan.")
    assert (after.topics, after.zone) == (",piha,", "Europe/Stockholm")


@pytest.mark.parametrize(
    "fields",
    [
        {"repeat": every_other_tuesday()},
        {"repeat": rules.Repeat(rules.WEEKLY, 1, (1, 3)).as_data()},
        {"repeat": rules.Repeat(rules.MONTHLY_DAY, day=1).as_data()},
        {"repeat": rules.Repeat(rules.YEARLY).as_data()},
        {"repeat": rules.Repeat(rules.MONTHLY_WEEKDAY, 2, (1,), which=1).as_data()},
        {"ends_on": date(2026, 12, 2)},
        {"repeat": {"kind": "nonsense"}},
    ],
)
def test_what_the_short_form_cannot_hold_opens_in_the_whole_editor(record, fields):
    assert ShortEventForm.read(EventPage(title="Kahvit", starts_on=date(2026, 12, 1), **fields)) is None


def test_an_event_that_is_over_is_corrected_without_being_asked(desk, record):
    send(desk, repeats="no", until="")
    with time_machine.travel("2026-12-09T12:00:00+02:00", tick=False):
        address = short_forms.address("events", event())
        assert desk.post(address, typed(desk.get(address)) | {"contact": "Huolto", "w-action": "publish"}).status_code == 303
    assert event().contact == "Huolto"


def test_last_weeks_event_is_the_beginning_of_a_new_one(desk, record):
    page = new_event(record, "Talkoot", starts_on=date(2026, 11, 24), body='[{"type": "text", "value": "<p>Kahvia.</p>", "id": "1"}]')
    opened = desk.get(WRITE)
    (offered,) = opened.context["copies"]
    assert offered["title"] == "Talkoot"
    answer = desk.get(offered["url"])
    form = answer.context["form"]
    assert form["title"].value() == "Talkoot" and form["starts_on"].value() == "1.12.2026" and form["place"].value() == "Kerhohuone"
    assert "Kahvia." in form["text"].value() and answer.context["copies"] == []
    assert desk.post(WRITE, typed(answer) | {"w-action": "publish"}).status_code == 303
    assert EventPage.objects.exclude(pk=page.pk).get().series() != page.series()
