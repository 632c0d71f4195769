"""Mail to the steward, then to the deputy, about ideas whose answer is late."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import mails

from ..models import Idea

POSTS = {"steward": 1, "deputy": 2}


def why():
    return _("You get this because you answer for these pages.")


def tell(neighbourhood, post, ideas):
    """One mail for all of them; each idea is told of once to a post. Returns how many ideas were told of."""
    address = (neighbourhood.file.get("people") or {}).get(post)
    if not ideas:
        return 0
    with transaction.atomic():
        pks = [idea.pk for idea in ideas]
        # whoever comes second finds none of them
        mine = Idea.of(neighbourhood).filter(pk__in=pks, reminded=POSTS[post] - 1)
        if mine.update(reminded=POSTS[post]) != len(pks):
            transaction.set_rollback(True)
            return 0
        if not address:
            # the next post is told instead
            return 0
        values = {
            "ideas": [(idea.heading, idea.due_on) for idea in ideas],
            "link": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('ideas_desk')}?neighbourhood={neighbourhood.slug}",
        }
        day = timezone.localdate(timezone=neighbourhood.zone)
        key = f"ideas.late:{neighbourhood.pk}:{post}:{day}:{ideas[0].pk}"
        mails.post(neighbourhood, address, neighbourhood.languages[0], "ideas/desk/mail/late", values, why=why, key=key)
    return len(ideas)
