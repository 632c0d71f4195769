"""What volunteers see of events at their desk, and that they see nobody else's."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current
from neighbourhoods.models import Membership, User

from ..models import EventPage
from .at_the_desk import LIST, WRITE, at, every_other_tuesday, new_event, noon, page, press, record, rows, series  # noqa: F401

pytestmark = pytest.mark.django_db


def queries(visitor, path):
    visitor.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get(path).status_code == 200
    return len(counted)


def test_the_tiles_lead_to_the_short_form_and_to_the_list(desk, record):
    found = [tile["url"] for tile in desk.get("/admin/").context["tiles"]]
    assert f"{WRITE}?neighbourhood=lintumaki" in found and f"{LIST}?neighbourhood=lintumaki" in found
    assert desk.get(WRITE).status_code == 200 and desk.get(LIST).status_code == 200


def test_the_list_begins_with_the_event_that_comes_next_and_ends_with_what_is_over(desk, record):
    new_event(record, "Kevätjuhla", starts_on=date(2027, 4, 30))
    new_event(record, "Syysjuhla", starts_on=date(2026, 11, 10))
    new_event(record, "Pikkujoulu", starts_on=date(2026, 12, 10))
    text = desk.get(LIST).text
    assert text.index("Pikkujoulu") < text.index("Kevätjuhla") < text.index("Syysjuhla")


@pytest.mark.usefixtures("warm")
def test_the_list_asks_the_database_as_often_with_one_event_as_with_thirty(desk, record, page):
    few = queries(desk, LIST)
    for number in range(29):
        new_event(record, f"Tapahtuma {number}", repeat=every_other_tuesday())
    assert queries(desk, LIST) == few
    assert len(desk.get(LIST, {"p": "2"}).context["listed"].object_list) == 10
    for page in ("x", "-1", "99999", "٣"):
        assert desk.get(LIST, {"p": page}).status_code == 200


@pytest.mark.usefixtures("warm")
def test_an_event_shows_its_dates_with_one_button_each_to_cancel(desk, series):
    answer = desk.get(f"{LIST}{series.pk}/")
    assert answer.text.count('/cancel/"') == 7 and len(answer.context["listed"].object_list) == 6
    assert queries(desk, f"{LIST}{series.pk}/") <= 20


@pytest.mark.usefixtures("warm")
def test_an_event_with_many_dates_is_turned_page_by_page_at_the_same_cost(desk, record, series):
    long = new_event(record, "Joka viikko", repeat=every_other_tuesday(ends="never")).series()
    first = f"{LIST}{long.pk}/"
    assert len(desk.get(first).context["listed"].object_list) == 20 and len(desk.get(first, {"p": 2}).context["listed"].object_list) > 10
    assert queries(desk, first) <= queries(desk, f"{LIST}{series.pk}/") + 1


def test_dates_that_are_over_are_shown_and_cannot_be_changed(desk, record):
    series = new_event(record, starts_on=date(2026, 11, 17), repeat=every_other_tuesday()).series()
    answer = desk.get(f"{LIST}{series.pk}/", {"past": "1"})
    assert [row.first_day for row in answer.context["listed"].object_list] == [date(2026, 11, 17)]
    assert f'action="{at(series, "2026-11-17T18:00", "cancel")}' not in answer.text


def test_the_page_says_that_a_date_is_off_in_words(desk, series):
    press(desk, at(series, "2026-12-15T18:00", "cancel"), reason="Sairaustapaus")
    answer = desk.get(f"{LIST}{series.pk}/")
    assert 'class="tag off"' in answer.text and "Sairaustapaus" in answer.text
    assert at(series, "2026-12-15T18:00", "restore") in answer.text


def test_what_was_done_is_told_on_the_desk_with_its_day_and_a_way_to_the_event(desk, series):
    press(desk, at(series, "2026-12-15T18:00", "cancel"), reason="Sairaustapaus")
    text = desk.get("/admin/").text
    assert "15.12." in text and f"{LIST}{series.pk}/" in text


def test_a_volunteer_of_another_neighbourhood_finds_nothing_and_changes_nothing(record, series, visit, neighbourhoods):
    user = User.objects.create_user("muualta@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="coordinator")
    stranger = visit()
    stranger.client.force_login(user)
    missing = stranger.get(f"{LIST}999999/")
    for address in (f"{LIST}{series.pk}/", at(series, "2026-12-15T18:00", "move"), at(series, "2026-12-15T18:00", "following")):
        answer = stranger.get(address)
        assert (answer.status_code, answer.content) == (404, missing.content)
    for what in ("cancel", "move", "tell", "following", "restore"):
        assert (
            stranger.post(
                at(series, "2026-12-15T18:00", what), {"reason": "x", "starts_on": "16.12.2026", "starts_at": "18.00"}
            ).status_code
            == 404
        )
    assert stranger.post(f"{LIST}{series.pk}/cancel/", {"reason": "x"}).status_code == 404
    assert not any(row.is_cancelled or row.is_moved for row in rows(series))


def test_an_event_of_another_neighbourhood_is_no_beginning_of_ones_own(desk, record, sites):
    partti = sites / "partti.toml"
    from neighbourhoods.config.apply import apply_all

    partti.write_text(partti.read_text(encoding="utf-8") + "\n[plugins.events]\n", encoding="utf-8")
    apply_all()
    current.forget_everything()
    foreign = new_event(current.by_slug("partti"), "Salainen juhla")
    answer = desk.get(WRITE, {"copy": foreign.pk})
    assert answer.status_code in (200, 404) and "Salainen juhla" not in answer.text


def test_an_event_whose_page_is_gone_is_not_listed(desk, record, page, series):
    EventPage.objects.get(pk=page.pk).delete()
    assert "Rappukahvit" not in desk.get(LIST).text
    assert desk.get(f"{LIST}{series.pk}/").status_code in (200, 404)


def test_where_there_are_no_events_the_list_says_so(desk, record):
    assert desk.get(LIST).status_code == 200 and not desk.get(LIST).context["listed"].object_list


def test_help_is_there_in_finnish(desk, record):
    text = desk.get("/admin/desk/help/").text
    assert "tapahtumat" in text
