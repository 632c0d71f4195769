"""What of ideas needs care, how it is told, and when it is told no more."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ..desk import care
from ..models import Call, CallPage, Idea
from .at_the_desk import LIST, call, new_call, new_idea, record  # noqa: F401

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days, minutes=1)


def test_an_idea_that_waits_longer_than_a_week_is_told_with_the_way_to_answer_it(record, call):
    found = new_idea(record, call, "Penkki mäkeen", state=Idea.State.PUBLIC, sent_at=days_ago(8))
    new_idea(record, call, state=Idea.State.PUBLIC, sent_at=days_ago(6))
    (told,) = care.unanswered(record)
    assert "8" in told.text and "Penkki mäkeen" in told.text and told.url == f"{LIST}{found.pk}/answer/"
    assert told.since == found.sent_at


def test_what_is_answered_hidden_or_looks_like_spam_is_not_told(record, call):
    old = {"sent_at": days_ago(30)}
    new_idea(record, call, state=Idea.State.PUBLIC, answered_at=timezone.now(), **old)
    new_idea(record, call, state=Idea.State.HIDDEN, **old)
    new_idea(record, call, is_held=True, **old)
    assert list(care.unanswered(record)) == []


def test_the_oldest_comes_first_and_each_rule_alone_is_one_query(record, call):
    for days in (9, 30, 12):
        new_idea(record, call, f"Idea {days}", state=Idea.State.PUBLIC, sent_at=days_ago(days))
        new_call(record, f"Haku {days}", closes_at=days_ago(days))
    for rule in (care.unanswered, care.without_summary):
        with CaptureQueriesContext(connection) as counted:
            told = list(rule(record))
        assert len(counted) == 1 and [one.since for one in told] == sorted(one.since for one in told) and len(told) == 3


def test_the_tile_and_both_rules_cost_the_desk_one_query_together(desk, record, call):
    new_idea(record, call, state=Idea.State.PUBLIC, sent_at=days_ago(8))
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as counted:
        desk.get("/admin/")
    assert len([one for one in counted.captured_queries if '"ideas_' in one["sql"]]) == 1


def test_what_was_answered_a_moment_ago_is_not_told_any_more(desk, record, call):
    found = new_idea(record, call, state=Idea.State.PUBLIC, sent_at=days_ago(8))
    assert "ideas.unanswered" in str(desk.get("/admin/").context["care"])
    Idea.unscoped.filter(pk=found.pk).update(answered_at=timezone.now())
    assert "ideas.unanswered" not in str(desk.get("/admin/").context["care"])


def test_a_call_that_has_ended_is_told_until_its_summary_is_there(record):
    ended = new_call(record, "Mitä kellariin?", closes_at=days_ago(1))
    (told,) = care.without_summary(record)
    assert told.more == "Mitä kellariin?" and told.since == ended.closes_at
    page = CallPage.objects.get(translation_key=ended.key)
    page.summary = "Kellariin tulee verstas."
    page.save_revision().publish()
    assert list(care.without_summary(record)) == []


def test_a_call_that_is_open_or_whose_page_is_hidden_is_not_told(record, call):
    hidden = new_call(record, "Piilossa", closes_at=days_ago(1))
    CallPage.objects.get(translation_key=hidden.key).unpublish()
    assert Call.unscoped.count() == 2 and list(care.without_summary(record)) == []


def test_the_way_from_the_desk_to_writing_the_summary_opens(desk, record):
    new_call(record, "Mitä kellariin?", closes_at=days_ago(1))
    (told,) = care.without_summary(record)
    assert desk.get(told.url).status_code == 200


def test_the_desk_shows_both_and_a_thing_can_wait_a_week(desk, record, call):
    new_idea(record, call, "Penkki mäkeen", state=Idea.State.PUBLIC, sent_at=days_ago(8))
    things = [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("ideas.")]
    assert [thing.key.partition(":")[0] for thing in things] == ["ideas.unanswered"]
    desk.post("/admin/desk/later/", {"key": things[0].key})
    assert not [thing for thing in desk.get("/admin/").context["care"] if thing.key.startswith("ideas.")]
