"""Keeps the card of a method, and what is known of a copy, when a page of it is published, hidden, moved or deleted."""

import logging

from django.db import transaction
from django.utils import timezone

from neighbourhoods import records, trail

from . import choices
from .models import Adoption, Card, MethodPage, Story
from .models.pages import SETTINGS
from .stories import telling

logger = logging.getLogger(__name__)

PLUGIN, KIND, ADOPTED = "methods", "method", "adopted"


def record_id(key):
    return records.id_of(PLUGIN, KIND, key)


def first_page(key):
    """The page of a method that was there first, which others translate; None when all are gone."""
    return MethodPage.objects.filter(translation_key=key, alias_of=None).order_by("pk").first()


def is_open(neighbourhood, key):
    return neighbourhood.pages(MethodPage).filter(translation_key=key, alias_of=None).exists()


def published(neighbourhood, page):
    """One language of a method has been published. Its version rises when that was published before, and says something else now.

    Copies that were made from that language are told.
    """
    key, now, language, said = page.translation_key, timezone.now(), page.locale.language_code, page.all_said()
    card = Card.unscoped.filter(key=key).first()
    if card is None:
        card = Card(key=key, record_id=record_id(key), neighbourhood_id=neighbourhood.pk, changed_at=now)
        card.published_at = page.first_published_at or now
    before = card.said.get(language)
    card.said[language] = said
    if before is not None and before != said:
        card.version, card.changed_at = card.version + 1, now
        Adoption.unscoped.filter(original=card.record_id, language=language).update(news_at=now)
    first = first_page(key) or page
    card.marks, card.numbers = choices.marks(first), {name: getattr(first, name) for name in SETTINGS}
    card.is_open = is_open(neighbourhood, key)
    card.save()
    look_at_copy(neighbourhood, key)
    return card


def look_at(neighbourhood, keys):
    """These methods may have been hidden, moved, shown again or deleted."""
    for key in keys:
        if first_page(key) is None:
            Card.of(neighbourhood).filter(key=key).delete()
            Adoption.of(neighbourhood).filter(key=key).delete()
            telling.delete(Story.of(neighbourhood).filter(key=key))
            continue
        Card.of(neighbourhood).filter(key=key).update(is_open=is_open(neighbourhood, key))
        look_at_copy(neighbourhood, key)


def look_at_all(neighbourhood):
    """A page may have become readable, or no more so, without anybody touching it: its home page was hidden, or shown."""
    look_at(neighbourhood, Card.of(neighbourhood).values_list("key", flat=True))


def look_at_copy(neighbourhood, key):
    """What others may know of a copy: whether it is read, and in which fields it says something of its own."""
    adoption = Adoption.of(neighbourhood).filter(key=key).first()
    if adoption is None:
        return
    adoption.is_open = is_open(neighbourhood, key)
    if adoption.is_open and (page := first_page(key)) is not None:
        said = page.all_said()
        adoption.changed = [name for name in said if said[name] != adoption.then.get(name)]
        if adoption.original_id:
            link(adoption.original_id, record_id(key), neighbourhood)
    # not what people decide: somebody may be at that just now
    Adoption.unscoped.filter(pk=adoption.pk).update(is_open=adoption.is_open, changed=adoption.changed)


def link(original, copy, neighbourhood):
    """A step of the path. Where it would close a circle there is none: the copy stays, and still tells what it was made from."""
    try:
        with transaction.atomic():
            trail.link(source=original, target=copy, kind=ADOPTED, neighbourhood=neighbourhood)
    except trail.Refused as refused:
        logger.warning("A method taken into use is not on the path: %s", refused)
