"""The diary of a trial: read, added to, and taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from neighbourhoods import acts, records
from neighbourhoods.desk_pages import day

from .models import DiaryEntry, ExperimentPage
from .models.diary import LONGEST
from .models.pages import OWN

# of a longer one the newest are shown: nobody reads more, and each may have a photo
MOST = 100
LONGEST_ALT = 255


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
    versions, own = versions_of([page.translation_key]), page.language()
    is_first, languages = versions[:1] == [page], {own, *(version.language() for version in versions)}
    told = [entry.read_in(own) for entry in shown(neighbourhood, page.translation_key)]
    return [one.text for one in told if one.language == own or (is_first and one.language not in languages)]


def versions_of(keys):
    """[ExperimentPage] of these trials that readers see, in all languages; the first version of each comes first."""
    return list(ExperimentPage.objects.live().filter(OWN, translation_key__in=keys).order_by("pk"))


def key_of(entry, name):
    return f"diary_{entry.pk}_{name}"


def translatable(neighbourhood, page):
    """[DiaryEntry] that are translated from this version of a trial. What was translated before it was hidden keeps its translation."""
    written = of(neighbourhood, page.translation_key).filter(language=page.language()).order_by("-day", "-pk")[:MOST]
    return [entry for entry in written if entry.is_shown or entry.translations][::-1]


def to_translate(neighbourhood, page):
    """{key: (label, text, most letters)} of them."""
    found = {}
    for entry in translatable(neighbourhood, page):
        at = {"day": day(entry.day, "year")}
        found[key_of(entry, "text")] = (_("Diary, %(day)s") % at, entry.text, LONGEST)
        if entry.picture_id:
            found[key_of(entry, "picture_alt")] = (_("Diary, %(day)s: what is in the picture") % at, entry.picture_alt, LONGEST_ALT)
    return found


@transaction.atomic
def put_translations(neighbourhood, page, language, made):
    """Readers of a language get the diary in these words {key: text}."""
    for entry in translatable(neighbourhood, page):
        words = {name: made[key_of(entry, name)] for name in ("text", "picture_alt") if made.get(key_of(entry, name))}
        if words != entry.translations.get(language, {}):
            others = {code: one for code, one in entry.translations.items() if code != language}
            entry.translations = others | ({language: words} if words else {})
            entry.save(update_fields=["translations"])


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
