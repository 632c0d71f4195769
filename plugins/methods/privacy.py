"""What stories hold of people: who told one at the desk, and addresses that stand in their texts. Residents give a nickname at most."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .models import Story

TEXTS = ("text", "reason", "place", "name")
GONE = "…"


def of(address):
    """Stories that the person with this address told, or that name it, in every neighbourhood."""
    if not address:
        return Story.unscoped.none()
    named = Q(told_by__email__iexact=address)
    for name in TEXTS:
        named |= Q(**{f"{name}__icontains": address})
    return Story.unscoped.filter(named).select_related("told_by").order_by("pk")


def personal_data(address):
    """{"stories": [{"text", "reason", "place", "name", "sent_at"}]}"""
    found = [{name: getattr(story, name) for name in TEXTS} | {"sent_at": story.sent_at.isoformat()} for story in of(address)]
    return {"stories": found} if found else {}


@transaction.atomic
def erase(address):
    """Those stories stay, without who told them and without the address. Returns how many there were."""
    found = list(of(address))
    for story in found:
        if story.told_by and story.told_by.email.casefold() == address.casefold():
            story.told_by, story.name = None, ""
        for name in TEXTS:
            setattr(story, name, re.sub(re.escape(address), GONE, getattr(story, name), flags=re.IGNORECASE))
        story.save(update_fields=["told_by", *TEXTS])
    return len(found)


def forget(neighbourhood):
    """Nicknames, and who told it at the desk, when their time is up. Twice does as once."""
    before = timezone.now() - timedelta(days=neighbourhood.config("methods").keep_names_days)
    old = Story.of(neighbourhood).filter(sent_at__lt=before).exclude(name="", told_by=None)
    old.update(name="", told_by=None)
