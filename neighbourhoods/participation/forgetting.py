"""PUBLIC. Forgetting who sent a thing: its links, the address that waits to be confirmed, and every mail about it that has not left.

What was kept for a day is forgotten when it is over; that runs with the other erasing.
"""

from datetime import timedelta

from django.utils import timezone

from ..models import SentForm
from . import confirming, links, mails, photos, senders, tokens


def forget_sender(purpose, target):
    """Nobody has rights to the thing any more, and nothing leaves to whoever sent it. What a plugin's own rows hold is the plugin's."""
    links.revoke(purpose, target)
    forget_address(purpose, target)


def forget_address(purpose, target):
    """No mail about the thing goes to its sender any more; own links still open it."""
    confirming.stop(purpose, target)
    mails.withdraw(purpose, target)


def forget():
    now = timezone.now()
    day = now - timedelta(seconds=tokens.AGE)
    photos.forget(day)
    # a token that is too old is refused anyway; one hour more, for clocks that differ
    SentForm.objects.filter(sent_at__lt=day - timedelta(hours=1)).delete()
    confirming.forget()
    senders.forget()
