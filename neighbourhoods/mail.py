"""Mail leaves from rows: written in the transaction of the change that it tells of, sent by the worker, tried again."""

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .models import OutgoingMail

log = logging.getLogger(__name__)
PAUSES = (1, 5, 15, 60, 240)  # minutes between tries


def post(*, recipient, subject, body, minutes=60 * 24 * 3):
    """Put a mail into the outbox; after `minutes` it is of no use and is dropped. The worker is woken after the commit."""
    now = timezone.now()
    row = OutgoingMail.objects.create(
        recipient=recipient, subject=subject[:250], body=body, expires_at=now + timedelta(minutes=minutes), next_try_at=now
    )
    transaction.on_commit(lambda: wake(row.pk))
    return row


def wake(pk):
    from django_q.tasks import async_task

    async_task("neighbourhoods.mail.send", pk, save=False)


def send(pk):
    """Send one mail. A run that is lost or doubled sends nothing twice: the row is claimed first, for ten minutes."""
    now = timezone.now()
    claimed = OutgoingMail.objects.filter(pk=pk, next_try_at__lte=now).update(next_try_at=now + timedelta(minutes=10), tries=F("tries") + 1)
    row = OutgoingMail.objects.filter(pk=pk).first() if claimed else None
    if row is None:
        return
    if row.expires_at < now:
        row.delete()
        return
    try:
        EmailMessage(row.subject, row.body, to=[row.recipient]).send()
    except Exception as error:
        # no address and no text in a log
        log.warning("A mail did not leave (try %s): %s", row.tries, type(error).__name__)
        pause = PAUSES[min(row.tries, len(PAUSES)) - 1]
        OutgoingMail.objects.filter(pk=pk).update(next_try_at=timezone.now() + timedelta(minutes=pause))
    else:
        row.delete()


def sweep():
    """Send what is due, drop what is too old; runs every minute."""
    now = timezone.now()
    OutgoingMail.objects.filter(expires_at__lt=now).delete()
    for pk in list(OutgoingMail.objects.filter(next_try_at__lte=now).order_by("next_try_at").values_list("pk", flat=True)[:200]):
        send(pk)
