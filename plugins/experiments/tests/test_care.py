"""What of trials needs care: it is told with the one thing that helps, and costs the desk one query."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ..desk import care
from ..models import ExperimentPage
from .ground import again, index_of, new_entry, new_trial, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db
LONG_AGO = date(2026, 10, 17)


def test_a_trial_that_has_run_for_over_six_weeks_without_an_entry_is_told_with_the_way_to_write_one(desk, record):
    page = new_trial(record, starts_on=LONG_AGO)
    new_trial(record, "Kuusi viikkoa", starts_on=date(2026, 10, 18))
    (told,) = care.silent(record)
    assert "Rappukahvit" in told.text and "yli 6 viikkoa" in told.text and told.since.date() == LONG_AGO
    assert desk.get(told.url).status_code == 200 and str(page.pk) in told.url


def test_an_entry_quiets_it_and_a_hidden_one_does_not(record):
    page = new_trial(record, starts_on=LONG_AGO)
    entry = new_entry(record, page, day=date(2026, 10, 20), is_shown=False)
    assert len(list(care.silent(record))) == 1
    type(entry).unscoped.filter(pk=entry.pk).update(is_shown=True)
    assert list(care.silent(record)) == []


def test_one_without_a_day_counts_from_its_publication_and_a_planned_one_is_left_alone(record):
    new_trial(record, starts_on=None)
    new_trial(record, "Suunnitelma", starts_on=LONG_AGO, state="planned")
    assert list(care.silent(record)) == []


def test_a_trial_that_ended_without_a_result_is_told_with_the_form_that_asks_for_it(desk, record):
    page = new_trial(record, state="ended", ends_on=date(2026, 11, 20))
    new_trial(record, "Tiedossa", state="ended", result="works")
    over = new_trial(record, "Meni ohi", ends_on=date(2026, 11, 21))
    told = list(care.without_result(record))
    assert [one.key for one in told] == [str(page.translation_key), str(over.translation_key)]
    assert "päättyi, tulos puuttuu" in told[0].text and "result" in desk.get(told[0].url).context["form"].fields
    assert list(care.silent(record)) == []


def test_a_trial_in_two_languages_is_told_once_and_a_draft_never(record):
    page = new_trial(record, starts_on=LONG_AGO)
    new_trial(record, "Trappkaffe", "sv", starts_on=LONG_AGO, translation_key=page.translation_key)
    hidden = new_trial(record, "Piilossa", starts_on=LONG_AGO)
    hidden.unpublish()
    index_of(record).add_child(instance=ExperimentPage(title="Luonnos", slug="luonnos", live=False, state="ended", locale=page.locale))
    assert len(list(care.silent(record))) == 1 and list(care.without_result(record)) == []


def test_both_rules_cost_the_desk_one_query_together(desk, record):
    for number in range(5):
        new_trial(record, f"Pitkä {number}", starts_on=LONG_AGO)
        new_trial(record, f"Ohi {number}", state="ended")
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as counted:
        answer = desk.get("/admin/")
    assert "experiments." in str(answer.context["care"])
    assert len([one for one in counted.captured_queries if '"experiments_' in one["sql"]]) == 1


def test_a_thing_can_wait_a_week(desk, record):
    page = new_trial(record, state="ended")
    (thing,) = [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("experiments.")]
    desk.post("/admin/desk/later/", {"key": thing.key})
    assert not [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("experiments.")]
    assert again(page).result == ""
