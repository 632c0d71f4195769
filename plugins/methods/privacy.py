"""What stories hold of people: who told one at the desk, and addresses that stand in their texts. Residents give a nickname at most."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from neighbourhoods.addresses_in_texts import nameless, stands_in

from .models import Story

TEXTS = ("text", "reason", "place", "name")


def of(address):
    """[Story] that the person with this address told, or that name it, in every neighbourhood."""
    if not address:
        return []
    named = Q(told_by__email__iexact=address)
    for name in TEXTS:
        named |= Q(**{f"{name}__icontains": address})
    rows = Story.unscoped.filter(named).select_related("told_by").order_by("pk")
    return [row for row in rows if is_by(row, address) or any(stands_in(getattr(row, name), address) for name in TEXTS)]


def is_by(story, address):
    return story.told_by is not None and story.told_by.email.casefold() == address.casefold()


def personal_data(address):
    """{"stories": [{"text", "reason", "place", "name", "sent_at"}]}"""
    found = [{name: getattr(story, name) for name in TEXTS} | {"sent_at": story.sent_at.isoformat()} for story in of(address)]
    return {"stories": found} if found else {}


@transaction.atomic
def erase(address):
    """Those stories stay, without who told them and without the address. Returns how many there were."""
    found = of(address)
    for story in found:
        if is_by(story, address):
            story.told_by, story.name = None, ""
        for name in TEXTS:
            setattr(story, name, nameless(getattr(story, name), address))
        story.save(update_fields=["told_by", *TEXTS])
    return len(found)


def forget(neighbourhood):
    """Nicknames, and who told it at the desk, when their time is up. Twice does as once."""
    before = timezone.now() - timedelta(days=neighbourhood.config("methods").keep_names_days)
    old = Story.of(neighbourhood).filter(sent_at__lt=before).exclude(name="", told_by=None)
    old.update(name="", told_by=None)
