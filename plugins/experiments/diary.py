"""The diary of a trial: read, added to, and taken back."""

from django.db import transaction

from neighbourhoods import acts, records

from .models import DiaryEntry, ExperimentPage
from .models.pages import OWN

# of a longer one the newest are shown: nobody reads more, and each may have a photo
MOST = 100


def of(neighbourhood, key):
    """The DiaryEntries of a trial, hidden ones too; `key` is its translation key."""
    return DiaryEntry.of(neighbourhood).filter(experiment=key).select_related("picture")


def shown(neighbourhood, key):
    """[DiaryEntry] that readers see, the newest last. One query."""
    return list(of(neighbourhood, key).filter(is_shown=True).order_by("-day", "-pk")[:MOST])[::-1]


def texts(neighbourhood, page):
    """[text] of what readers see of the diary of a trial and the search finds at this version of it: what was written in its language.

    What was written in a language in which the trial itself cannot be read is found at its first version.
    """
    versions = versions_of([page.translation_key])
    # that of the page itself is not in the database yet while it is being made
    languages = {version.pk: version.locale.language_code for version in versions} | {page.pk: page.locale.language_code}
    is_first = not versions or versions[0].pk == page.pk
    own = page.locale.language_code
    return [
        entry.text
        for entry in shown(neighbourhood, page.translation_key)
        if entry.language == own or (is_first and entry.language not in languages.values())
    ]


def versions_of(keys):
    """[ExperimentPage] of these trials that readers see, in all languages; the first version of each comes first."""
    return list(ExperimentPage.objects.live().filter(OWN, translation_key__in=keys).select_related("locale").order_by("pk"))


def find_again(entries):
    """What was changed in these DiaryEntries is found as it is now."""
    records.text_has_changed(versions_of({entry.experiment for entry in entries}))


@transaction.atomic
def add(neighbourhood, page, person, **fields):
    """(DiaryEntry, Act) of a new entry of the trial of a page."""
    entry = DiaryEntry.unscoped.create(neighbourhood_id=neighbourhood.pk, experiment=page.translation_key, **fields)
    find_again([entry])
    return entry, acts.record(neighbourhood, "trialdiary.added", entry.pk, page.title, person)


@transaction.atomic
def change(neighbourhood, entry, title, person, **fields):
    """The Act of having changed an entry; `fields` are its new values."""
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    find_again([entry])
    return acts.record(neighbourhood, "trialdiary.changed", entry.pk, title, person)


@transaction.atomic
def show(neighbourhood, entry, title, person, *, is_shown):
    """The Act of having hidden an entry, or shown it again; None where it was so already."""
    if not DiaryEntry.of(neighbourhood).filter(pk=entry.pk, is_shown=not is_shown).update(is_shown=is_shown):
        return None
    find_again([entry])
    return acts.record(neighbourhood, "trialdiary.shown" if is_shown else "trialdiary.hidden", entry.pk, title, person)
