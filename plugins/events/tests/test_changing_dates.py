"""One date is cancelled, moved or told of differently, or all that follow; it can be undone, and calendars know what is newer."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.models import Act

from .. import changing
from ..calendar import rules
from ..models import EventPage, Series
from .at_the_desk import LIST, again, at, change_of, every_other_tuesday, new_event, noon, page, press, record, rows, series, undo  # noqa: F401

pytestmark = pytest.mark.django_db
SECOND = "2026-12-15T18:00"
REASON = "Porraskäytävä pestään samana iltana."


def row_of(series, original=SECOND):
    return next(row for row in rows(series) if row.original == original)


def move(visitor, series, original=SECOND, **sent):
    given = {"starts_on": "16.12.2026", "starts_at": "17.00", "ends_at": "19.00"}
    return visitor.post(at(series, original, "move"), given | sent)


def test_one_date_is_cancelled_with_a_reason_by_one_button_and_stays_in_the_list(desk, series):
    text = press(desk, at(series, SECOND, "cancel"), reason=REASON)
    assert REASON in text and row_of(series).is_cancelled and sum(row.is_cancelled for row in rows(series)) == 1
    assert len(rows(series)) == 6


def test_a_reason_is_asked_for_and_what_was_typed_stays(desk, series):
    answer = desk.post(at(series, SECOND, "cancel"), {"reason": ""})
    assert answer.status_code == 400 and 'role="alert"' in answer.text and not row_of(series).is_cancelled
    answer = desk.post(at(series, SECOND, "cancel"), {"reason": "x" * 301})
    assert answer.status_code == 400 and "x" * 301 in answer.text


def test_cancelling_is_taken_back_and_the_number_that_calendars_go_by_rises_all_the_same(desk, series):
    press(desk, at(series, SECOND, "cancel"), reason=REASON)
    first = change_of(series, SECOND).sequence
    assert first == 1 and again(series).changed_at >= series.changed_at
    undo(desk)
    change = change_of(series, SECOND)
    assert not row_of(series).is_cancelled and change.reason == "" and change.sequence == 2
    press(desk, at(series, SECOND, "cancel"), reason=REASON)
    assert change_of(series, SECOND).sequence == 3
    press(desk, at(series, SECOND, "restore"))
    assert not row_of(series).is_cancelled and change_of(series, SECOND).sequence == 4


@pytest.mark.parametrize("starts_at", [time(17), time(9, 30), None])
def test_what_is_off_or_moved_stays_so_when_all_dates_begin_at_another_hour(desk, page, series, starts_at):
    press(desk, at(series, SECOND, "cancel"), reason=REASON)
    move(desk, series, "2026-12-29T18:00", starts_on="30.12.2026")
    before = {row.first_day: row.pk for row in rows(series)}
    page = again_page(page)
    page.starts_at, page.ends_at = starts_at, time(21) if starts_at else None
    page.save_revision().publish()
    after = {row.first_day: row for row in rows(series)}
    assert {day: row.pk for day, row in after.items()} == before
    off, moved = after[date(2026, 12, 15)], after[date(2026, 12, 30)]
    assert off.is_cancelled and moved.is_moved and sum(row.is_cancelled or row.is_moved for row in after.values()) == 2
    assert all(row.all_day == (starts_at is None) for row in after.values())
    page.starts_at, page.ends_at = time(18), time(20)
    page.save_revision().publish()
    assert row_of(series).is_cancelled and row_of(series, "2026-12-29T18:00").is_moved


def again_page(page):
    return EventPage.objects.get(pk=page.pk)


def test_the_same_again_does_nothing_and_says_so(desk, series):
    for _time in range(2):
        press(desk, at(series, SECOND, "cancel"), reason=REASON)
    assert Act.objects.filter(kind="eventdate.cancelled").count() == 1 and change_of(series, SECOND).sequence == 1


def test_a_date_is_moved_to_another_day_and_time(desk, record, series):
    answer = move(desk, series)
    assert answer.status_code == 303 and "15.12." in desk.get(answer["Location"]).text
    row = row_of(series)
    local = row.starts.astimezone(record.zone)
    assert row.is_moved and row.first_day == date(2026, 12, 16) and (local.hour, row.ends.astimezone(record.zone).hour) == (17, 19)
    undo(desk)
    assert not row_of(series).is_moved and row_of(series).first_day == date(2026, 12, 15)


def test_a_date_that_is_moved_back_is_as_the_rule_says(desk, series):
    move(desk, series)
    assert move(desk, series, starts_on="15.12.2026", starts_at="18.00", ends_at="20.00").status_code == 303
    assert not row_of(series).is_moved and change_of(series, SECOND).sequence == 2


def test_a_date_is_not_moved_onto_another(desk, series):
    answer = move(desk, series, starts_on="29.12.2026")
    assert (
        answer.status_code == 400
        and "starts_on" in answer.context["form"].errors
        and "18.00" in answer.context["form"].errors["starts_on"][0]
    )
    assert not row_of(series).is_moved
    # where the other one has gone, the day is free
    assert move(desk, series, "2026-12-29T18:00", starts_on="30.12.2026").status_code == 303
    assert move(desk, series, starts_on="29.12.2026").status_code == 303
    # and nobody comes back onto it
    assert move(desk, series, "2026-12-29T18:00", starts_on="29.12.2026", starts_at="18.00", ends_at="20.00").status_code == 400


def test_a_cancelled_date_does_not_come_back_onto_a_day_that_another_has_taken(desk, series):
    press(desk, at(series, "2026-12-29T18:00", "cancel"), reason=REASON)
    act = Act.objects.order_by("-pk").first()
    move(desk, series, starts_on="29.12.2026")
    press(desk, at(series, "2026-12-29T18:00", "restore"))
    desk.post(f"/admin/desk/acts/{act.pk}/undo/")
    assert row_of(series, "2026-12-29T18:00").is_cancelled and row_of(series).first_day == date(2026, 12, 29)


def test_undo_never_puts_two_dates_on_one_day(desk, series):
    move(desk, series, "2026-12-29T18:00", starts_on="30.12.2026")
    first = Act.objects.order_by("-pk").first()
    move(desk, series, starts_on="29.12.2026", starts_at="18.00")
    desk.post(f"/admin/desk/acts/{first.pk}/undo/")
    days = [row.first_day for row in rows(series)]
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "31.2.2027"}, "starts_on"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "25"}, "starts_at"),
        ({"ends_at": "16.00"}, "ends_at"),
    ],
)
def test_what_is_wrong_with_a_move_is_said_beside_its_field(desk, series, sent, field):
    answer = move(desk, series, **sent)
    assert answer.status_code == 400 and list(answer.context["form"].errors) == [field] and f'id="id_{field}_error"' in answer.text
    assert not row_of(series).is_moved


def test_one_date_is_at_another_place_with_a_sentence_of_its_own(desk, series):
    text = press(desk, at(series, SECOND, "tell"), place="Piha", note="Ota oma kuppi.")
    change = change_of(series, SECOND)
    assert (change.place, change.note, change.sequence) == ("Piha", "Ota oma kuppi.", 1) and "Piha" in text and "Ota oma kuppi." in text
    undo(desk)
    assert (change_of(series, SECOND).place, change_of(series, SECOND).note) == ("", "")


@pytest.mark.parametrize("original", ["2026-12-16T18:00", "2026-12-15", "2026-12-15T18:00:00", "x", "9999-99-99", "2027-02-23T18:00"])
@pytest.mark.parametrize("what", ["cancel", "move", "tell", "following"])
def test_a_date_that_the_rule_does_not_have_is_not_found(desk, series, original, what):
    sent = {"reason": "x", "starts_on": "16.12.2026", "starts_at": "18.00"}
    assert desk.post(at(series, original, what), sent).status_code == 404
    assert not Act.objects.filter(kind__startswith="event").exists()


def test_the_whole_event_is_cancelled_with_a_reason_and_taken_back(desk, series):
    press(desk, f"{LIST}{series.pk}/cancel/", reason="Kerhohuone on remontissa.")
    assert all(row.is_cancelled for row in rows(series)) and (again(series).reason, again(series).sequence) == (
        "Kerhohuone on remontissa.",
        1,
    )
    undo(desk)
    assert not any(row.is_cancelled for row in rows(series)) and again(series).sequence == 2
    press(desk, f"{LIST}{series.pk}/cancel/", reason="Remontti.")
    press(desk, f"{LIST}{series.pk}/restore/")
    assert not again(series).is_cancelled and again(series).reason == ""


def test_saving_the_page_again_keeps_what_was_cancelled(desk, page, series):
    press(desk, at(series, SECOND, "cancel"), reason=REASON)
    page.refresh_from_db()
    page.starts_at = page.starts_at
    page.title = "Kahvit"
    page.save_revision().publish()
    assert row_of(series).is_cancelled


def test_this_and_the_following_become_an_event_of_their_own(desk, record, page, series):
    press(desk, at(series, "2027-01-12T18:00", "cancel"), reason=REASON)
    press(desk, at(series, "2026-12-29T18:00", "following"))
    new = Series.unscoped.get(follows=series.key)
    assert [row.first_day for row in rows(series)] == [date(2026, 12, 1), date(2026, 12, 15)]
    assert [row.first_day for row in rows(new)] == [date(2026, 12, 29), date(2027, 1, 12), date(2027, 1, 26), date(2027, 2, 9)]
    assert [row.is_cancelled for row in rows(new)] == [False, True, False, False]
    copy = EventPage.objects.get(translation_key=new.key)
    assert copy.live and (copy.title, copy.place, copy.contact) == (page.title, page.place, page.contact) and copy.slug == f"{page.slug}-2"
    assert rules.from_data(copy.repeat).count == 4
    ended = rules.from_data(EventPage.objects.get(pk=page.pk).repeat)
    assert (ended.ends, ended.until) == (rules.ON, date(2026, 12, 28)) and again(series).sequence == 1


def test_parting_is_taken_back_as_one(desk, page, series):
    press(desk, at(series, "2026-12-29T18:00", "following"))
    new = Series.unscoped.get(follows=series.key)
    press(desk, at(new, "2027-01-12T18:00", "cancel"), reason=REASON)
    act = Act.objects.get(kind="event.parted")
    desk.post(f"/admin/desk/acts/{act.pk}/undo/")
    assert len(rows(series)) == 6 and [row.is_cancelled for row in rows(series)] == [False, False, False, True, False, False]
    assert EventPage.objects.get(pk=page.pk).repeat == every_other_tuesday()
    assert not EventPage.objects.get(translation_key=new.key).live and not any(row.is_shown for row in rows(again(new)))


def test_parting_is_not_taken_back_when_the_event_has_been_changed_since(desk, page, series):
    press(desk, at(series, "2026-12-29T18:00", "following"))
    changed = EventPage.objects.get(pk=page.pk)
    changed.repeat = rules.Repeat(rules.WEEKLY, 1, (1,), ends=rules.ON, until=date(2026, 12, 20)).as_data()
    changed.save_revision().publish()
    act = Act.objects.get(kind="event.parted")
    desk.post(f"/admin/desk/acts/{act.pk}/undo/")
    act.refresh_from_db()
    assert act.undone_at is None and Series.unscoped.filter(follows=series.key).exists()


def test_what_somebody_is_writing_is_not_published_by_parting(desk, page, series):
    draft = EventPage.objects.get(pk=page.pk)
    draft.title = "Kesken"
    draft.save_revision()
    press(desk, at(series, "2026-12-29T18:00", "following"))
    live = EventPage.objects.get(pk=page.pk)
    assert live.title == "Rappukahvit" and rules.from_data(live.repeat).until == date(2026, 12, 28)
    newest = live.get_latest_revision_as_object()
    assert newest.title == "Kesken" and newest.repeat == live.repeat and len(rows(series)) == 2


def test_the_first_date_is_all_dates(desk, series):
    assert "following/" not in desk.get(at(series, "2026-12-01T18:00", "following")).context["all_url"]
    press(desk, at(series, "2026-12-01T18:00", "following"))
    assert not Series.unscoped.filter(follows=series.key).exists()


@pytest.mark.parametrize(
    ("repeat", "original", "before", "after"),
    [
        (rules.Repeat(rules.WEEKLY), "2026-12-08T18:00", 1, 70),
        (rules.Repeat(rules.MONTHLY_WEEKDAY), "2027-01-05T18:00", 1, 12),
        (rules.Repeat(rules.MONTHLY_DAY), "2027-01-01T18:00", 1, 12),
        (rules.Repeat(rules.YEARLY), "2027-12-01T18:00", 1, 1),
        (rules.Repeat(rules.DATES, dates=(date(2026, 12, 3), date(2026, 12, 9))), "2026-12-03T18:00", 1, 2),
        (rules.Repeat(rules.WEEKLY, 1, (1, 3), ends=rules.AFTER, count=5), "2026-12-08T18:00", 2, 3),
    ],
)
def test_every_kind_of_rule_can_be_parted_without_losing_a_date(record, activist, repeat, original, before, after):
    series = new_event(record, repeat=repeat.as_data()).series()
    held = {row.first_day for row in rows(series)}
    changing.split(record, series.pk, original, activist)
    new = Series.unscoped.get(follows=series.key)
    parted = ({row.first_day for row in rows(series)}, {row.first_day for row in rows(new)})
    assert len(parted[0]) == before and len(parted[1]) >= after and parted[0] | parted[1] == held and not parted[0] & parted[1]


def test_a_whole_day_is_moved_by_its_day_alone(desk, record):
    series = new_event(
        record, starts_at=None, ends_at=None, ends_on=date(2026, 12, 2), repeat=rules.Repeat(rules.MONTHLY_DAY).as_data()
    ).series()
    assert list(desk.get(at(series, "2027-01-01", "move")).context["form"].fields) == ["starts_on"]
    assert desk.post(at(series, "2027-01-01", "move"), {"starts_on": "2.1.2027"}).status_code == 303
    row = row_of(series, "2027-01-01")
    assert (row.first_day, row.last_day, row.all_day) == (date(2027, 1, 2), date(2027, 1, 3), True)


def test_a_date_past_midnight_keeps_its_second_day(desk, record):
    series = new_event(record, starts_at=time(20), ends_at=time(1), ends_on=date(2026, 12, 2), repeat=every_other_tuesday()).series()
    assert move(desk, series, "2026-12-15T20:00", starts_at="21.00", ends_at="2.00").status_code == 303
    row = row_of(series, "2026-12-15T20:00")
    assert (row.first_day, row.last_day) == (date(2026, 12, 16), date(2026, 12, 17))


def test_a_site_that_is_archived_keeps_its_dates(desk, record, series, neighbourhoods):
    from neighbourhoods import current
    from neighbourhoods.models import Neighbourhood

    Neighbourhood.objects.filter(slug="lintumaki").update(state="archived")
    current.forget_everything()
    press(desk, at(series, SECOND, "cancel"), reason=REASON)
    assert move(desk, series).status_code == 400
    assert desk.post(at(series, SECOND, "tell"), {"place": "Piha"}).status_code == 400
    assert change_of(series, SECOND) is None


def test_a_get_changes_nothing(desk, series):
    for what in ("cancel", "restore", "move", "tell", "following"):
        assert desk.get(at(series, SECOND, what)).status_code in (200, 302)
    for what in ("cancel", "restore"):
        assert desk.get(f"{LIST}{series.pk}/{what}/").status_code == 302
    assert not Act.objects.filter(kind__startswith="event").exists() and change_of(series, SECOND) is None


@pytest.mark.usefixtures("warm")
def test_cancelling_one_of_a_hundred_dates_asks_the_database_no_more_than_one_of_six(record, activist):
    counts = []
    for count in (6, 100):
        series = new_event(record, f"Tapahtuma {count}", repeat=every_other_tuesday(ends=rules.AFTER, count=count)).series()
        with CaptureQueriesContext(connection) as counted:
            changing.cancel(record, series.pk, SECOND, activist, REASON)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 20, counts
