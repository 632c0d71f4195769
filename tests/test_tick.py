"""`manage.py tick`: where no worker can stay up, cron does the work and sends the mail, each once."""

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.management import call_command

from neighbourhoods import mail, task_runs, tasks
from neighbourhoods.models import TaskRun

from .installs import filled

WORK = ("neighbourhoods.pictures.sweep", "neighbourhoods.tasks.forget", "neighbourhoods.tasks.clear_sessions")


@pytest.fixture
def quick(db, monkeypatch):
    """Scheduled work that only notes that it ran; mail is real. All of it is due, and nothing is queued."""
    from django_q.models import OrmQ, Schedule

    seen = []
    monkeypatch.setattr("neighbourhoods.console.console_language", lambda: "en")
    for function, *_rest in set(tasks.schedules().values()):
        if function not in ("neighbourhoods.mail.sweep", "neighbourhoods.tasks.run"):
            monkeypatch.setattr(function, lambda function=function: seen.append(function))
    OrmQ.objects.all().delete()
    Schedule.objects.all().delete()
    mail.cache.delete(mail.HANDED_ON)
    return seen


@pytest.fixture
def tick(quick, capsys):
    def run():
        try:
            call_command("tick")
            code = 0
        except SystemExit as end:
            code = end.code
        return code, capsys.readouterr().out.splitlines()

    return run


def post(number=0, key=None):
    return mail.post(recipient=f"naapuri{number}@example.org", subject="Hei", body="Hoivaa.", key=key)


def test_the_first_one_makes_the_schedules_and_does_it_all_and_the_next_has_nothing_to_do(tick, quick):
    code, lines = tick()
    assert code == 0 and sorted(quick) == sorted(set(quick)) and set(WORK) <= set(quick)
    assert lines[-1] == f"{len(tasks.schedules())} done, 0 failed."
    assert len(lines) == len(tasks.schedules()) + 1
    assert tick() == (0, ["Nothing is due."])


def test_mail_that_waits_leaves_at_the_same_time_also_what_the_work_itself_has_written(tick, monkeypatch):
    post(0, "a")
    monkeypatch.setattr("neighbourhoods.tasks.clear_sessions", lambda: post(1, "b"))
    code, _lines = tick()
    assert code == 0
    assert sorted(message.to[0] for message in outbox.outbox) == ["naapuri0@example.org", "naapuri1@example.org"]
    post(2, "c")
    assert tick()[1][-1] == "1 done, 0 failed."
    assert len(outbox.outbox) == 3


def test_more_mail_than_one_portion_leaves_in_one_go(tick, monkeypatch):
    monkeypatch.setattr(mail, "PORTION", 3)
    for number in range(10):
        post(number, str(number))
    assert tick()[0] == 0
    assert len(outbox.outbox) == 10


@pytest.mark.skipif("orm" not in settings.Q_CLUSTER, reason="Redis keeps what pages ask for: a worker does it, and tick leaves it there")
def test_what_a_page_has_asked_for_is_done(tick, django_capture_on_commit_callbacks):
    tick()
    with django_capture_on_commit_callbacks(execute=True):
        post(5)
    code, lines = tick()
    assert code == 0 and lines[0].startswith("mail.send: done") and len(outbox.outbox) == 1


def test_a_fault_in_one_work_is_told_and_the_others_go_on(tick, quick, monkeypatch):
    def fails():
        raise ValueError("naapuri@example.org")

    monkeypatch.setattr("neighbourhoods.tasks.clear_sessions", fails)
    post(0, "a")
    code, lines = tick()
    assert code == 1 and len(outbox.outbox) == 1
    assert lines[-1] == f"{len(tasks.schedules()) - 1} done, 1 failed."
    assert any(line.startswith("sessions: failed: ValueError") for line in lines)
    assert "naapuri" not in "".join(lines)


def test_a_mail_server_that_is_down_ends_it_all_the_same(tick, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    rows = [post(number, str(number)) for number in range(20)]
    tick()
    # not each of them knocked at the closed door
    assert 1 <= sum(type(rows[0]).objects.values_list("tries", flat=True)) <= 2


def test_it_is_a_sign_of_life(tick):
    TaskRun.objects.update_or_create(pk=task_runs.MAIL, defaults={"started_at": "2020-01-01T00:00Z"})
    assert task_runs.worker_is_silent()
    tick()
    assert task_runs.worker_is_silent() is None


def test_work_that_a_worker_has_taken_is_not_done_again(quick):
    from neighbourhoods import due_work

    tasks.ensure_schedules()
    names = due_work.due()
    assert [due_work.claim(name) for name in names] == [True] * len(names)
    assert [due_work.claim(name) for name in names] == [False] * len(names)


def test_two_at_once_on_a_real_install_send_each_mail_once(tmp_path):
    from .test_outbox_kills import Sink, of_each

    sink = Sink()
    sink.controller.start()
    try:
        install = filled().copy(tmp_path / "install")
        install.environment |= {"EMAIL_URL": sink.url, "LANGUAGE": "en", "LANG": "en_GB.UTF-8"}
        install.python("""
from neighbourhoods import mail
for n in range(60):
    mail.post(recipient=f"n{n}@example.org", subject="x", body="x", key=f"two:{n}")
""")
        two = [install.begin("tick") for _one in range(2)]
        ends = [(one.communicate(timeout=600), one.returncode) for one in two]
    finally:
        sink.controller.stop()
    assert [code for _said, code in ends] == [0, 0], ends
    assert len(sink.got) == len(of_each(sink)) == 60
