"""Mail leaves from rows: written in the transaction of the change that it tells of, sent by the worker, tried again.

Each mail is claimed by itself for a while, sent without a transaction, and marked. A worker that dies leaves the one that was
in the air: when its time is over another sends it again, as the same message. Decision 24 says why. Texts are made by
`mail_texts.compose(language, template, context)`.
"""

import contextlib
import logging
import signal
import smtplib
import threading
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from .models import OutgoingMail

log = logging.getLogger(__name__)
PAUSES = (1, 5, 15, 60, 240)  # minutes between tries
WEEK = 60 * 24 * 7
# A mail that lives shorter than this is of no use late, and no news when it is dropped.
SHORT = timedelta(days=1)
# One portion of the worker's: it must be over before a stop loses patience.
SECONDS, PORTION = 3, 200
# One further portion waits at a time, however many sweeps find that more is due.
HANDED_ON, HANDED_ON_SECONDS = "mail-handed-on", 60
# After this a row that has left, or never will, is nobody's business any more.
KEPT = timedelta(days=14)
EMPTY = {"recipient": "", "subject": "", "body": "", "html": "", "headers": {}, "held_until": None}


def post(*, recipient, subject, body, html="", neighbourhood=None, key=None, headers=None, minutes=WEEK, about=""):
    """Put a mail into the outbox; after `minutes` it is of no use and is dropped. Returns its row.

    `neighbourhood` is an id. `headers` are further ones, {name: value}. With a `key` it is written once: a second call changes
    nothing, also when both come at the same moment, and for two weeks after it has left. One with a key is of many and leaves with the
    next sweep; for others the worker is woken after the commit. `about` is what `withdraw` finds it by.
    """
    now = timezone.now()
    row = OutgoingMail(
        recipient=recipient,
        subject=" ".join(str(subject).split())[:250],
        body=body,
        html=html,
        neighbourhood_id=neighbourhood,
        key=key,
        headers=headers or {},
        expires_at=now + timedelta(minutes=minutes),
        next_try_at=now,
    )
    row.name_it(f"{about}." if about else "")
    if key is None:
        row.save()
        transaction.on_commit(lambda: wake(row.pk))
        return row
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    return OutgoingMail.objects.get(key=key)


def withdraw(about, recipient=""):
    """Mails about this that have not left never do, and their addresses are gone; with a recipient those to that one alone.

    What has left, or was given up, holds no address any more.
    """
    rows = OutgoingMail.objects.filter(message_id__startswith=f"<{about}.", sent_at=None, failed_at=None)
    if recipient:
        rows = rows.filter(recipient__iexact=recipient)
    rows.delete()


def wake(pk):
    from django_q.tasks import async_task

    async_task("neighbourhoods.mail.send", pk, save=False)


def free(now):
    """Rows that are still to leave and that nobody holds, or whose holder has died."""
    return OutgoingMail.objects.filter(Q(held_until=None) | Q(held_until__lte=now), sent_at=None, failed_at=None)


def due(now):
    return free(now).filter(next_try_at__lte=now)


class Silent(Exception):
    """The server takes no mail at all now: there is no use in trying the others."""


@contextlib.contextmanager
def undisturbed():
    """Whoever is told to end finishes the mail in the air first: otherwise it would come twice."""
    if threading.current_thread() is not threading.main_thread():
        # Python gives signals to the main thread alone
        yield
        return
    came, before = [], {}
    try:
        # not the system's mask: that is of one thread, and the signal goes to any of them
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda number, frame: came.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for number in came[:1]:
            signal.raise_signal(number)


def send(pk, connection=None):
    """Send one mail, if nobody else does. Raises Silent when a server cannot be reached by `connection`, the caller's."""
    with undisturbed():
        now = timezone.now()
        if not due(now).filter(pk=pk).update(held_until=now + timedelta(seconds=settings.MAIL_HOLD), tries=F("tries") + 1):
            return
        row = OutgoingMail.objects.filter(pk=pk).first()
        if row is None:
            return
        if row.expires_at < now:
            give_up(row, "expired")
            return
        own = connection or get_connection()
        # until the server has been reached by this very mail, it is not the mail's fault
        fresh = True
        try:
            fresh = own.open() is not False
            message = EmailMultiAlternatives(row.subject, row.body, to=[row.recipient], connection=own)
            message.extra_headers = {**row.headers, "Message-ID": row.message_id}
            if row.html:
                message.attach_alternative(row.html, "text/html")
            message.send()
        except Exception as error:
            # what was said half spoils the next mail
            close(own)
            failed(row, error)
            if connection is not None and fresh and is_silence(error):
                raise Silent from None
        else:
            left(row)
            if connection is None:
                close(own)


def close(connection):
    with contextlib.suppress(Exception):
        connection.close()


def is_silence(error):
    """Whether the server itself is away or refuses us, and not one mail."""
    about_one_mail = smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError | smtplib.SMTPNotSupportedError
    return isinstance(error, OSError) and not isinstance(error, about_one_mail)


def left(row):
    """A row with a key stays without its texts, so that the same is not written again."""
    mine = OutgoingMail.objects.filter(pk=row.pk)
    if row.key is None:
        mine.delete()
    else:
        mine.update(sent_at=timezone.now(), error="", **EMPTY)


def failed(row, error):
    kind = type(error).__name__
    # no address and no text in a log
    log.warning("A mail did not leave (try %s): %s", row.tries, kind)
    if is_final(error):
        give_up(row, kind)
        return
    pause = PAUSES[min(row.tries, len(PAUSES)) - 1]
    OutgoingMail.objects.filter(pk=row.pk).update(next_try_at=timezone.now() + timedelta(minutes=pause), held_until=None, error=kind[:120])


def is_final(error):
    """Whether the same mail would be refused tomorrow too: the address or the text is at fault, not the server or its settings."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    # an address that no mail can be sent to
    return isinstance(error, ValueError | smtplib.SMTPNotSupportedError)


def give_up(row, kind):
    mine = OutgoingMail.objects.filter(pk=row.pk)
    if row.expires_at - row.created_at < SHORT:
        mine.delete()
    else:
        mine.update(failed_at=timezone.now(), error=kind[:120], **EMPTY)


def drop_what_is_too_old():
    now = timezone.now()
    for row in free(now).filter(expires_at__lt=now).only("pk", "expires_at", "created_at"):
        give_up(row, "expired")


def sweep(seconds=SECONDS):
    """Send what is due for a few seconds, and hand on what is left. Returns how many were tried; runs every minute."""
    drop_what_is_too_old()
    started, tried, more = time.monotonic(), 0, False
    connection = get_connection()
    try:
        # one that ends its worker each time must not stand before the others
        for pk in list(due(timezone.now()).order_by("tries", "next_try_at", "pk").values_list("pk", flat=True)[:PORTION]):
            if time.monotonic() - started > seconds:
                break
            tried += 1
            send(pk, connection)
        more = due(timezone.now()).exists()
    except Silent:
        pass
    finally:
        close(connection)
    if more and tried:
        hand_on()
    return tried


def hand_on():
    """The next portion is a task of its own, so that a stop comes between two mails."""
    from django_q.tasks import async_task

    if cache.add(HANDED_ON, True, HANDED_ON_SECONDS):
        async_task("neighbourhoods.mail.go_on", save=False)


def go_on():
    cache.delete(HANDED_ON)
    sweep()


def forget():
    """Rows that have left, or never will, are kept for two weeks."""
    before = timezone.now() - KEPT
    OutgoingMail.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)).delete()
