"""Which stories are read, and where else."""

from django.db.models import Exists, OuterRef

from .. import listing
from ..models import Story
from . import days

# on the page of the method; there is a page with all of them
MOST = 20


def public(neighbourhood, key):
    """The Stories of a method that everybody sees, the newest first; `key` is the translation key of the method."""
    rows = Story.of(neighbourhood).filter(key=key, state=Story.State.PUBLIC)
    return rows.order_by("-happened_on", "-pk")


def dressed(rows):
    """[Story], each with `when`, which readers get."""
    found = list(rows)
    for story in found:
        story.when = days.told(story)
    return found


def elsewhere(record_ids):
    """Ids of those of these records whose neighbourhoods share them and show a story of them. One query."""
    if not record_ids:
        return set()
    told = Story.unscoped.filter(key=OuterRef("key"), neighbourhood=OuterRef("neighbourhood"), state=Story.State.PUBLIC)
    return set(listing.shared_cards().filter(record_id__in=record_ids).filter(Exists(told)).values_list("record_id", flat=True))


def waiting(neighbourhood):
    """Those that somebody is to read; what looks like spam comes last."""
    return Story.of(neighbourhood).filter(state=Story.State.WAITING).order_by("is_held", "sent_at", "pk")
