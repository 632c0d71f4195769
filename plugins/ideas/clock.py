"""Work by the clock: whoever is to answer is reminded, and what people gave us is erased when its time is up."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from neighbourhoods.participation import confirming

from . import queries
from .models import Comment, Idea
from .sending import forget_address

# what nobody has confirmed is erased when its question has run out
UNCONFIRMED = timedelta(hours=confirming.HOURS)


def forget(neighbourhood):
    """Addresses some time after the call has ended, unconfirmed ones after two days, nicknames after two years. Twice does as once."""
    now, config = timezone.now(), neighbourhood.config("ideas")
    ended = now - timedelta(days=config.keep_email_days)
    with_address = Idea.of(neighbourhood).exclude(email="")
    # a call without an end ends for each idea when it was sent, or answered
    over = Q(call__closes_at__lt=ended) | Q(call__closes_at=None, answered_at__lt=ended)
    unconfirmed = Q(email_confirmed_at=None, sent_at__lt=now - UNCONFIRMED)
    for idea in with_address.filter(over | unconfirmed):
        forget_address(idea)
    old = now - timedelta(days=config.keep_names_days)
    Idea.of(neighbourhood).exclude(name="").filter(sent_at__lt=old).update(name="")
    Comment.of(neighbourhood).exclude(name="").filter(sent_at__lt=old).update(name="")


def remind(neighbourhood):
    """Of ideas that are late the steward is told first, the deputy three days later; once each. Returns how many were told."""
    from .desk import reminders

    today = timezone.localdate(timezone=neighbourhood.zone)
    late = queries.unanswered(neighbourhood).filter(due_on__lt=today)
    # both are read first: the deputy is never told in the same run
    first, second = list(late.filter(reminded=0)), list(late.filter(reminded=1, due_on__lt=today - timedelta(days=3)))
    return reminders.tell(neighbourhood, "steward", first) + reminders.tell(neighbourhood, "deputy", second)
