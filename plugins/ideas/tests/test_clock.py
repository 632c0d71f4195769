"""Work by the clock: who is reminded of an answer that is late, and what is forgotten when its time is up."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from neighbourhoods.models import OutgoingMail
from neighbourhoods.scoped import activate

from .. import clock
from ..models import Idea
from .at_the_desk import again, new_call, new_comment, new_idea, record  # noqa: F401

pytestmark = pytest.mark.django_db
STEWARD, DEPUTY = "lintumaki@example.org", "lintumaki.vara@example.org"
SENT = "2026-11-02T12:00:00+02:00"


@pytest.fixture
def call(record):
    return new_call(record)


@pytest.fixture
def late(record, call):
    """An idea whose answer is due on the tenth."""
    with time_machine.travel(SENT, tick=False):
        return new_idea(record, call, state=Idea.State.PUBLIC, due_on=date(2026, 11, 10))


def remind(record, moment):
    """Whom the task has written to at this moment, in order."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False), activate(record):
        clock.remind(record)
    return list(OutgoingMail.objects.exclude(pk__in=before).order_by("pk").values_list("recipient", flat=True))


def forget(record, moment):
    with time_machine.travel(moment, tick=False), activate(record):
        clock.forget(record)
        clock.forget(record)


class TestReminding:
    def test_the_steward_is_told_on_the_day_after_and_the_deputy_three_days_later_once_each(self, record, late):
        assert remind(record, "2026-11-10T23:00:00+02:00") == []
        assert remind(record, "2026-11-11T06:00:00+02:00") == [STEWARD]
        assert remind(record, "2026-11-11T12:00:00+02:00") == []
        assert remind(record, "2026-11-13T12:00:00+02:00") == []
        assert remind(record, "2026-11-14T06:00:00+02:00") == [DEPUTY]
        assert remind(record, "2026-12-24T06:00:00+02:00") == []
        assert again(late).reminded == 2

    def test_the_day_is_over_by_the_clock_of_the_neighbourhood(self, record, late):
        # still the tenth in UTC
        assert remind(record, "2026-11-10T22:30:00+00:00") == [STEWARD]

    def test_several_late_ideas_are_one_mail(self, record, call, late):
        for number in range(5):
            new_idea(record, call, f"Toinen {number}", state=Idea.State.PUBLIC, due_on=date(2026, 11, 10))
        assert remind(record, "2026-11-11T06:00:00+02:00") == [STEWARD]
        mail = OutgoingMail.objects.get(recipient=STEWARD)
        assert all(f"Toinen {number}" in mail.body for number in range(5)) and "/admin/ideas/?neighbourhood=lintumaki" in mail.body

    @pytest.mark.parametrize(
        "fields", [{"answered_at": "2026-11-09T12:00+00:00"}, {"state": "hidden"}, {"is_held": True}, {"due_on": None}]
    )
    def test_nobody_is_reminded_of_what_is_answered_hidden_held_or_has_no_day(self, record, late, fields):
        Idea.unscoped.filter(pk=late.pk).update(**fields)
        assert remind(record, "2026-11-20T06:00:00+02:00") == []

    def test_where_the_work_stood_still_the_steward_comes_first_and_the_deputy_at_the_next_run(self, record, late):
        assert remind(record, "2026-11-20T06:00:00+02:00") == [STEWARD]
        assert remind(record, "2026-11-20T12:00:00+02:00") == [DEPUTY]

    def test_where_nobody_is_steward_the_deputy_is_told(self, record, late, monkeypatch):
        monkeypatch.setitem(record.file["people"], "steward", "")
        assert remind(record, "2026-11-20T06:00:00+02:00") == []
        assert remind(record, "2026-11-20T12:00:00+02:00") == [DEPUTY]


class TestForgetting:
    mailed = {"email": "lahettaja@example.org", "email_confirmed_at": timezone.now(), "state": Idea.State.PUBLIC}

    def test_an_address_goes_ninety_days_after_the_call_has_ended_and_the_idea_stays(self, record):
        with time_machine.travel(SENT, tick=False):
            call = new_call(record, closes_at=timezone.now() + timedelta(days=10))
            idea = new_idea(record, call, name="Naapuri", **self.mailed)
        forget(record, "2027-02-10T11:00:00+02:00")
        assert again(idea).email == "lahettaja@example.org"
        forget(record, "2027-02-10T13:00:00+02:00")
        assert (again(idea).email, again(idea).email_confirmed_at, again(idea).name) == ("", None, "Naapuri")
        assert again(idea).text == idea.text

    def test_an_address_that_nobody_confirmed_goes_after_two_days(self, record, call):
        with time_machine.travel(SENT, tick=False):
            idea = new_idea(record, call, email="vaara@example.org")
        forget(record, "2026-11-04T11:00:00+02:00")
        assert again(idea).email
        forget(record, "2026-11-04T13:00:00+02:00")
        assert again(idea).email == ""

    def test_in_a_call_without_an_end_an_address_goes_ninety_days_after_the_answer(self, record, call):
        with time_machine.travel(SENT, tick=False):
            waiting, answered = new_idea(record, call, **self.mailed), new_idea(record, call, answered_at=timezone.now(), **self.mailed)
        forget(record, "2027-03-01T12:00:00+02:00")
        assert again(waiting).email and again(answered).email == ""

    def test_nicknames_go_after_two_years_of_ideas_and_of_comments(self, record, call):
        with time_machine.travel(SENT, tick=False):
            idea = new_idea(record, call, name="Naapuri", state=Idea.State.PUBLIC)
            comment = new_comment(record, idea, name="Toinen")
        forget(record, "2028-10-30T12:00:00+02:00")
        assert again(idea).name and again(comment).name
        forget(record, "2028-11-02T12:00:00+02:00")
        assert again(idea).name == again(comment).name == ""
        assert again(comment).text == "Hyvä ajatus"

    def test_one_neighbourhood_forgets_nothing_of_another(self, record, neighbourhoods):
        from neighbourhoods import current

        partti = current.by_slug("partti")
        with time_machine.travel(SENT, tick=False):
            there = new_idea(partti, new_call(partti), name="Parttilainen", email="siella@example.org")
        forget(record, "2029-01-01T12:00:00+02:00")
        assert again(there).name == "Parttilainen" and again(there).email
