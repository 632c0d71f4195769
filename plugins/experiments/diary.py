"""The diary of a trial: read, added to, and taken back."""

from django.db import transaction

from neighbourhoods import acts

from .models import DiaryEntry

# of a longer one the newest are shown: nobody reads more, and each may have a photo
MOST = 100


def of(neighbourhood, key):
    """The DiaryEntries of a trial, hidden ones too; `key` is its translation key."""
    return DiaryEntry.of(neighbourhood).filter(experiment=key).select_related("picture")


def shown(neighbourhood, key):
    """[DiaryEntry] that readers see, the newest last. One query."""
    return list(of(neighbourhood, key).filter(is_shown=True).order_by("-day", "-pk")[:MOST])[::-1]


@transaction.atomic
def add(neighbourhood, page, person, **fields):
    """(DiaryEntry, Act) of a new entry of the trial of a page."""
    entry = DiaryEntry.unscoped.create(neighbourhood_id=neighbourhood.pk, experiment=page.translation_key, **fields)
    return entry, acts.record(neighbourhood, "trialdiary.added", entry.pk, page.title, person)


@transaction.atomic
def change(neighbourhood, entry, title, person, **fields):
    """The Act of having changed an entry; `fields` are its new values."""
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    return acts.record(neighbourhood, "trialdiary.changed", entry.pk, title, person)


@transaction.atomic
def show(neighbourhood, entry, title, person, *, is_shown):
    """The Act of having hidden an entry, or shown it again; None where it was so already."""
    if not DiaryEntry.of(neighbourhood).filter(pk=entry.pk, is_shown=not is_shown).update(is_shown=is_shown):
        return None
    return acts.record(neighbourhood, "trialdiary.shown" if is_shown else "trialdiary.hidden", entry.pk, title, person)
