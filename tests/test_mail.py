"""Mail: written with the change that it tells of, sent once, tried again, never told of in a log."""

import os
import signal
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from neighbourhoods import mail
from neighbourhoods.models import OutgoingMail

pytestmark = pytest.mark.django_db


def post():
    return mail.post(recipient="naapuri@example.org", subject="Hei", body="Tervetuloa talkoisiin.")


def test_a_mail_reaches_a_real_server_once_and_leaves_no_trace(smtp):
    row = post()
    mail.send(row.pk)
    mail.send(row.pk)
    ((recipients, text),) = smtp.messages
    assert recipients == ["naapuri@example.org"]
    assert "Tervetuloa talkoisiin." in text
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_does_not_leave_is_tried_again_later_and_the_log_names_nobody(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = post()
    mail.sweep()
    row.refresh_from_db()
    assert row.tries == 1 and row.next_try_at > timezone.now()
    assert "naapuri" not in caplog.text and "did not leave" in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.sweep()
    assert not outbox.outbox
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        mail.sweep()
    assert len(outbox.outbox) == 1
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_is_too_old_to_be_of_use_is_dropped():
    mail.post(recipient="naapuri@example.org", subject="Koodi", body="1234", minutes=15)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        mail.sweep()
    assert not outbox.outbox and not OutgoingMail.objects.exists()


def test_a_mail_that_another_worker_holds_is_left_to_it_until_the_hold_ends():
    row = post()
    OutgoingMail.objects.filter(pk=row.pk).update(held_until=timezone.now() + timedelta(seconds=30), tries=1)
    mail.send(row.pk)
    mail.sweep()
    assert not outbox.outbox
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        mail.sweep()
    assert [message.extra_headers["Message-ID"] for message in outbox.outbox] == [row.message_id]


def test_a_mail_of_a_change_that_was_undone_is_not_sent():
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        1 / 0  # noqa: B018
    mail.sweep()
    assert not outbox.outbox


def many(count, **values):
    return [mail.post(recipient=f"naapuri{n}@example.org", subject="Hei", body="Hoivaa.", key=f"care:{n}", **values) for n in range(count)]


def test_the_same_key_again_changes_nothing_also_after_it_has_left(smtp):
    (row,) = many(1)
    assert mail.post(recipient="toinen@example.org", subject="Toinen", body="x", key="care:0") == row
    mail.sweep()
    row.refresh_from_db()
    assert row.sent_at and (row.recipient, row.subject, row.body, row.html, row.headers) == ("", "", "", "", {})
    assert many(1) == [row]
    mail.sweep()
    assert len(smtp.messages) == 1


def test_what_has_left_is_remembered_for_two_weeks_and_then_forgotten():
    many(1)
    mail.sweep()
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        mail.forget()
        assert OutgoingMail.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        mail.forget()
        assert not OutgoingMail.objects.exists()


def test_one_connection_serves_many_mails(smtp):
    many(5)
    mail.sweep()
    assert len(smtp.messages) == 5 and len(smtp.peers) == 1


def test_one_bad_address_ends_only_its_own_mail_and_the_log_does_not_name_it(smtp, caplog):
    smtp.refuses = {"naapuri1@example.org": "550 no such user naapuri1"}
    rows = [*many(4), mail.post(recipient="ei\nosoite@example.org", subject="Hei", body="Hoivaa.", key="care:bad")]
    mail.sweep()
    assert sorted(to for (to,), _text in smtp.messages) == [f"naapuri{n}@example.org" for n in (0, 2, 3)]
    for row in (rows[1], rows[4]):
        row.refresh_from_db()
        assert row.failed_at and row.error and (row.recipient, row.body) == ("", "")
    assert rows[1].error == "SMTPRecipientsRefused"
    assert "naapuri" not in caplog.text and "osoite" not in caplog.text
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        mail.sweep()
    assert len(smtp.messages) == 3


def test_a_mailbox_that_is_full_today_is_tried_again(smtp):
    smtp.refuses = {"naapuri0@example.org": "452 mailbox full"}
    (row,) = many(1)
    mail.sweep()
    row.refresh_from_db()
    assert row.failed_at is None and row.held_until is None and row.next_try_at > timezone.now()
    smtp.refuses = {}
    with time_machine.travel(row.next_try_at + timedelta(seconds=1)):
        mail.sweep()
    assert len(smtp.messages) == 1


def test_a_server_that_is_down_for_three_days_costs_nobody_a_mail_and_is_not_asked_for_each(settings, smtp):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    many(20)
    start = timezone.now()
    for hour in range(0, 72, 2):
        with time_machine.travel(start + timedelta(hours=hour)):
            mail.sweep()
    # a portion ends with the first that nobody answers
    assert sum(OutgoingMail.objects.values_list("tries", flat=True)) == 36
    settings.EMAIL_PORT = port
    for hour in (73, 77):
        with time_machine.travel(start + timedelta(hours=hour)):
            mail.sweep()
    assert len(smtp.messages) == len({to for (to,), _text in smtp.messages}) == 20


def test_pauses_between_tries_grow(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    (row,) = many(1)
    pauses, now = [], timezone.now()
    for _try in range(7):
        with time_machine.travel(now, tick=False):
            mail.sweep()
        row.refresh_from_db()
        pauses.append(round((row.next_try_at - now).total_seconds() / 60))
        now = row.next_try_at
    assert pauses == [1, 5, 15, 60, 240, 240, 240]


def test_one_that_ends_its_worker_each_time_does_not_stand_before_the_others(monkeypatch):
    poison, good = many(2)
    OutgoingMail.objects.filter(pk=poison.pk).update(tries=1)
    seen = []
    monkeypatch.setattr(mail, "send", lambda pk, connection: seen.append(pk))
    mail.sweep()
    assert seen == [good.pk, poison.pk]


def test_a_mail_for_a_week_that_never_left_is_kept_as_failed_without_its_words(settings):
    (row,) = many(1)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        mail.sweep()
    row.refresh_from_db()
    assert row.failed_at and row.error == "expired" and row.recipient == row.body == ""
    assert not outbox.outbox


def test_what_is_more_than_one_portion_is_handed_on_once(monkeypatch, smtp):
    handed_on = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda name, **options: handed_on.append(name))
    monkeypatch.setattr(mail, "PORTION", 2)
    mail.cache.delete(mail.HANDED_ON)
    many(5)
    mail.sweep()
    mail.sweep()
    assert handed_on == ["neighbourhoods.mail.go_on"]
    mail.go_on()
    assert len(smtp.messages) == 5


def test_who_is_told_to_end_finishes_the_mail_in_the_air_and_begins_no_other(monkeypatch):
    def ends(number, frame):
        raise SystemExit

    before = signal.signal(signal.SIGTERM, ends)
    take = EmailBackend.send_messages

    def told_meanwhile(backend, messages):
        os.kill(os.getpid(), signal.SIGTERM)
        return take(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", told_meanwhile)
    many(3)
    try:
        with pytest.raises(SystemExit):
            mail.sweep()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(outbox.outbox) == 1
    assert OutgoingMail.objects.exclude(sent_at=None).count() == 1
    assert OutgoingMail.objects.filter(held_until=None).count() == 3


def test_headers_and_light_html_go_along_under_the_one_message_id(smtp):
    from email import message_from_string, policy

    row = mail.post(
        recipient="naapuri@example.org",
        subject="Hei\nBcc: x",
        body="Hoivaa.",
        html="<p>Hoivaa.</p>",
        key="k",
        headers={"List-Unsubscribe": "<x>"},
    )
    mail.sweep()
    message = message_from_string(smtp.messages[0][1], policy=policy.default)
    assert message["Message-ID"] == row.message_id and message["List-Unsubscribe"] == "<x>"
    assert message["Subject"] == "Hei Bcc: x" and message["Bcc"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
