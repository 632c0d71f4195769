"""Scheduled work: each run is remembered, what ends its worker again and again is left alone, and whoever looks is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from neighbourhoods import current, mail, task_runs, tasks
from neighbourhoods.models import TaskRun

pytestmark = pytest.mark.django_db
NAME = "neighbourhoods.pictures"


@pytest.fixture
def work(monkeypatch):
    """Takes what the work of that name is to do, and runs it as its schedule does."""

    def run(does):
        monkeypatch.setattr("neighbourhoods.pictures.sweep", does)
        task_runs.run(NAME)

    return run


def dies():
    # what a worker gets when its time is over; a kill leaves the same trace
    raise SystemExit


def fails():
    raise ValueError("naapuri@example.org")


@pytest.fixture
def said(capsys, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr("neighbourhoods.console.console_language", lambda: "en")

    def said(command, *arguments):
        call_command(command, *arguments)
        return capsys.readouterr().out

    return said


def three_deaths(work):
    for _run in range(3):
        with pytest.raises(SystemExit):
            work(dies)


def test_every_schedule_runs_through_what_remembers_it():
    from django_q.models import Schedule

    tasks.ensure_schedules()
    rows = Schedule.objects.filter(name__startswith="neighbourhoods.")
    assert {row.name for row in rows} == set(tasks.schedules())
    assert {(row.func, row.args) for row in rows} == {(tasks.RUN, repr((row.name,))) for row in rows}
    before = set(rows.values_list("pk", flat=True))
    tasks.ensure_schedules()
    assert set(rows.values_list("pk", flat=True)) == before


def test_a_run_that_went_well_is_remembered(work):
    work(lambda: None)
    run = TaskRun.objects.get(pk=NAME)
    assert run.started_at <= run.ended_at and run.starts == 0 and run.error == ""


def test_of_a_fault_its_kind_is_remembered_and_no_address(work):
    with pytest.raises(ValueError):
        work(fails)
    assert (TaskRun.objects.get(pk=NAME).error, TaskRun.objects.get(pk=NAME).starts) == ("ValueError", 0)
    work(lambda: None)
    assert TaskRun.objects.get(pk=NAME).error == ""


def test_work_that_ended_its_worker_three_times_is_left_alone_and_the_rest_goes_on(work, monkeypatch, caplog):
    three_deaths(work)
    ran = []
    work(lambda: ran.append("pictures"))
    assert ran == [] and task_runs.left_alone() == [NAME]
    assert "left alone" in caplog.text
    monkeypatch.setattr("neighbourhoods.tasks.clear_sessions", lambda: ran.append("sessions"))
    task_runs.run("neighbourhoods.sessions")
    assert ran == ["sessions"]


def test_two_deaths_and_a_good_run_count_from_nought_again(work):
    for _round in range(2):
        for _run in range(2):
            with pytest.raises(SystemExit):
                work(dies)
        work(lambda: None)
    assert task_runs.left_alone() == []


def test_an_apply_lets_it_run_again(work):
    three_deaths(work)
    tasks.ensure_schedules()
    ran = []
    work(lambda: ran.append(1))
    assert ran == [1]


def test_a_keeper_lets_it_run_again(work, said):
    three_deaths(work)
    assert "pictures" in said("tasks", "--again", "pictures")
    assert task_runs.left_alone() == []
    with pytest.raises(CommandError, match="pictures"):
        said("tasks", "--again", "pictures")


def test_mail_is_never_left_alone(monkeypatch):
    monkeypatch.setattr("neighbourhoods.mail.sweep", dies)
    for _run in range(5):
        with pytest.raises(SystemExit):
            task_runs.run(task_runs.MAIL)
    assert TaskRun.objects.get(pk=task_runs.MAIL).starts == 5 and task_runs.left_alone() == []


def test_work_of_a_plugin_that_is_gone_does_nothing():
    task_runs.run("neighbourhoods.gone.forget")
    assert not TaskRun.objects.filter(pk="neighbourhoods.gone.forget").exists()


class TestSignsOfLife:
    def test_a_fresh_install_is_well_for_its_first_minutes_and_then_a_worker_is_missed(self, visit):
        assert visit().get("/health").text == "ok\n"
        TaskRun.objects.all().delete()
        tasks.ensure_schedules()
        assert visit().get("/health").text == "ok\n"
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            answer = visit().get("/health")
            assert (answer.status_code, answer.text) == (200, "worker\n")
            assert task_runs.worker_is_silent() == 11
            task_runs.run(task_runs.MAIL)
            assert visit().get("/health").text == "ok\n" and task_runs.worker_is_silent() is None

    def test_a_failing_mail_run_is_a_sign_of_life_too(self, monkeypatch):
        TaskRun.objects.update_or_create(pk=task_runs.MAIL, defaults={"started_at": timezone.now() - timedelta(hours=1)})
        monkeypatch.setattr("neighbourhoods.mail.sweep", fails)
        with pytest.raises(ValueError):
            task_runs.run(task_runs.MAIL)
        assert task_runs.worker_is_silent() is None

    def test_work_that_is_left_alone_shows_in_health(self, visit, work):
        three_deaths(work)
        answer = visit().get("/health")
        assert (answer.status_code, answer.text) == (200, "tasks\n")

    def test_volunteers_see_on_the_desk_that_work_is_left_alone(self, work, activist):
        from neighbourhoods.desk import care

        record = current.by_slug("lintumaki")
        assert not any(thing.key.startswith("machine:") for thing in care.found(record, activist))
        three_deaths(work)
        assert care.found(record, activist)[0].key == "machine:tasks"

    def test_each_answer_takes_one_query(self, django_assert_num_queries, work):
        three_deaths(work)
        for ask in (task_runs.how_it_goes, task_runs.stuck_mails, task_runs.what_is_wrong, task_runs.what_stands_still):
            with django_assert_num_queries(1):
                ask()

    def test_mail_that_has_waited_for_over_an_hour_is_stuck_and_what_left_or_failed_is_not(self):
        rows = [mail.post(recipient=f"n{n}@example.org", subject="x", body="x", key=str(n)) for n in range(4)]
        type(rows[0]).objects.filter(pk=rows[0].pk).update(sent_at=timezone.now())
        type(rows[0]).objects.filter(pk=rows[1].pk).update(failed_at=timezone.now())
        assert task_runs.stuck_mails() == {}
        with time_machine.travel(timezone.now() + timedelta(minutes=61)):
            assert task_runs.stuck_mails() == task_runs.what_stands_still()[2] == {None: 2}


class TestTheTable:
    def lines(self, text):
        return {line.split("  ")[0]: line for line in text.splitlines()}

    def test_it_says_what_ran_failed_is_due_and_is_left_alone_in_local_time(self, said, work, monkeypatch):
        from django_q.models import Schedule

        tasks.ensure_schedules()
        Schedule.objects.filter(name=NAME).update(next_run="2026-12-01T10:05:00Z")
        with time_machine.travel("2026-12-01T09:05:00Z"):
            three_deaths(work)
            monkeypatch.setattr("neighbourhoods.tasks.clear_sessions", fails)
            with pytest.raises(ValueError):
                task_runs.run("neighbourhoods.sessions")
            task_runs.run(task_runs.MAIL)
            text = said("tasks")
        lines = self.lines(text)
        assert "1.12. 11.05" in lines["pictures"] and "1.12. 12.05" in lines["pictures"] and "left alone" in lines["pictures"]
        assert "failed: ValueError" in lines["sessions"] and "well" in lines["mail"]
        assert "has not run yet" in lines["forget"] and "dummyplugin.forget" in lines
        assert "The worker lives." in lines

    def test_it_says_what_waits_and_what_did_not_go(self, said):
        rows = [mail.post(recipient=f"n{n}@example.org", subject="x", body="x", key=str(n)) for n in range(3)]
        type(rows[0]).objects.filter(pk=rows[0].pk).update(failed_at=timezone.now())
        type(rows[0]).objects.filter(pk=rows[1].pk).update(created_at="2026-11-20T22:01:00Z")
        text = said("tasks")
        assert "Mail: 2 waiting, the oldest since 21.11. 0.01, 1 that did not go." in text
        assert "example.org" not in text

    def test_a_worker_that_is_missed_is_named_with_the_cure(self, said):
        TaskRun.objects.update_or_create(pk=task_runs.MAIL, defaults={"started_at": timezone.now() - timedelta(minutes=42)})
        text = said("tasks")
        assert "No worker for 42 minutes" in text and "manage.py start" in text
