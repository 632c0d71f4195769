"""Mail: written with the change that it tells of, sent once, tried again, never told of in a log."""

import socket
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail as outbox
from django.utils import timezone

from neighbourhoods import mail
from neighbourhoods.models import OutgoingMail

pytestmark = pytest.mark.django_db


class Sink:
    """A real SMTP server that keeps what it gets."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield sink
    controller.stop()


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


def test_two_workers_send_a_mail_once():
    row = post()
    now = timezone.now()
    OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=now + timedelta(minutes=10), tries=1)
    mail.send(row.pk)
    assert not outbox.outbox


def test_a_mail_of_a_change_that_was_undone_is_not_sent():
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        1 / 0  # noqa: B018
    mail.sweep()
    assert not outbox.outbox
