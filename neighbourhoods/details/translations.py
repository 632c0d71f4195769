"""The texts of a neighbourhood's details in its other languages: what there is to translate, what is missing or behind, saving.

The source language is the neighbourhood's first one. How readers get the texts is in reading.py.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import current
from ..contacts import exception_is_on, today_in
from ..models import Contact, Details, DetailsTranslation, KnownGap, Room
from .forms import clean_line, clean_lines
from .reading import well_formed

OWN = ("notice", "notice_text", "contact_text")
PARTS = {
    "contact": (Contact, ("role", "does", "answers")),
    "room": (Room, ("name", "place", "access", "hours", "keys", "exception")),
    "gap": (KnownGap, ("issue", "cause", "instead", "corrected")),
}
LONG = 200
BEGINNING = 40


@dataclass(frozen=True)
class Field:
    """One text to translate. `is_long`: it wants more than one line to write in; `is_lines`: its lines stay apart."""

    key: str
    label: str
    text: str
    is_long: bool
    max_length: int = 0
    is_lines: bool = False


@dataclass(frozen=True)
class State:
    """Numbers of texts: missing + behind + done = total."""

    missing: int
    behind: int
    done: int
    total: int


def fields(details):
    """[Field] of all texts that readers may get today; a query for each kind of part. A notice that is over is none of them."""
    if details.pk is None:
        return []
    notice_is_on = bool(details.notice) and (details.notice_until is None or timezone.now() < details.notice_until)
    found = [field_of(details, name, name) for name in OWN if notice_is_on or name == "contact_text"]
    today = today_in(record_of(details))
    for kind, (model, names) in PARTS.items():
        for row in model.objects.filter(details=details.pk).order_by("sort_order", "pk"):
            for name in names:
                if name != "exception" or exception_is_on(row, today):
                    found.append(field_of(row, name, f"{kind}.{row.pk}.{name}"))
    return [field for field in found if field.text]


def field_of(row, name, key):
    field = row._meta.get_field(name)
    label = capfirst(field.verbose_name)
    if not isinstance(row, Details):
        label = f"{capfirst(row._meta.verbose_name)}: {field.verbose_name} — {Truncator(str(row)).chars(BEGINNING)}"
    is_lines = isinstance(field, models.TextField)
    return Field(key, label, getattr(row, name), is_lines or field.max_length > LONG, field.max_length, is_lines)


def record_of(details):
    """The record of the neighbourhood; None for the portal's row."""
    if details.neighbourhood_id is None:
        return None
    active = current.neighbourhood()
    return active if active and active.pk == details.neighbourhood_id else current.by_slug(details.neighbourhood.slug)


def source_language(details):
    return (record_of(details) or current.portal()).languages[0]


def stored(details, language):
    """{key: {"source": what was translated, "text": the translation}}"""
    return all_stored(details, [language])[language]


def all_stored(details, languages):
    """{language: {key: {"source", "text"}}}; one query."""
    rows = DetailsTranslation.objects.filter(details=details.pk, language__in=languages).values_list("language", "texts")
    found = {code: well_formed(texts) for code, texts in rows} if details.pk else {}
    return {language: found.get(language, {}) for language in languages}


def state(details, language):
    return states(details, [language])[language]


def states(details, languages):
    """{language: State}; one query for all languages, beside those of `fields`."""
    wanted = source_texts(details)
    return {language: counted(wanted, texts) for language, texts in all_stored(details, languages).items()}


def source_texts(details):
    """{key: text} of what there is to translate."""
    return {field.key: field.text for field in fields(details)}


def counted(wanted, texts):
    good = [texts[key]["source"] == source for key, source in wanted.items() if key in texts]
    return State(len(wanted) - len(good), good.count(False), good.count(True), len(wanted))


def changed_at(details, language):
    """When the language was last changed, or None: two who translate at once can be told of each other."""
    return DetailsTranslation.objects.filter(details=details.pk, language=language).values_list("changed_at", flat=True).first()


def save(details, language, texts, person, seen=None):
    """Store translations {key: text}; an empty text removes one. Raises ValidationError by key, and then nothing is stored.

    A text that is as it was stays as it was, also behind: whoever saves many fields at once has not looked at each of them. That it is
    good as it is, is told with `keep`. `seen` is {key: source text} as the translator had it before them, where that is known: what has
    changed while they wrote is then behind at once.
    """
    wanted = {field.key: field for field in fields(details)}
    clean = cleaned(texts, wanted)
    with changing(details, language, wanted) as row:
        changed = [key for key, text in clean.items() if text != row.texts.get(key, {}).get("text", "")]
        for key in changed:
            row.texts.pop(key, None)
            if clean[key]:
                row.texts[key] = {"source": as_seen(wanted[key], (seen or {}).get(key)), "text": clean[key]}
        if changed:
            log(instance=details, action="wagtail.edit", user=person, data={"language": language, "texts": changed})


def as_seen(field, seen):
    """The source that a translator had before them. A browser sends line ends of its own."""
    if not isinstance(seen, str) or clean_lines(seen) == clean_lines(field.text):
        return field.text
    return seen[: field.max_length]


def cleaned(texts, wanted):
    """The texts as the form of the details would take them."""
    clean, errors = {}, {}
    for key, text in texts.items():
        if key not in wanted:
            errors[key] = _("This text is no longer there. Open the page again.")
            continue
        clean[key] = (clean_lines if wanted[key].is_lines else clean_line)(text)
        if len(clean[key]) > wanted[key].max_length:
            told = _("%(most)s characters fit here, and this has %(length)s. Shorten it.")
            errors[key] = told % {"most": wanted[key].max_length, "length": len(clean[key])}
    if errors:
        raise ValidationError(errors)
    return clean


def keep(details, language, keys):
    """The translations of these texts are good for the texts as they are now."""
    wanted = source_texts(details)
    with changing(details, language, wanted) as row:
        for key in set(keys) & set(wanted) & set(row.texts):
            row.texts[key] = {**row.texts[key], "source": wanted[key]}


@contextmanager
def changing(details, language, wanted):
    """One language's row, without what nobody can read any more; it is stored when it has changed. One person at a time."""
    if language == source_language(details):
        raise ValidationError(_("The texts are written in this language. Change them on the page of details."))
    with transaction.atomic():
        Details.objects.select_for_update().get(pk=details.pk)
        row = DetailsTranslation.objects.filter(details=details.pk, language=language).first()
        row = row or DetailsTranslation(details_id=details.pk, language=language)
        before = row.texts
        row.texts = still_wanted(before, wanted)
        yield row
        store(row, before)


def still_wanted(texts, wanted):
    return {key: one for key, one in well_formed(texts).items() if key in wanted}


def store(row, before, **options):
    """What follows of it for readers is told by signals: changes.py."""
    if row.texts == before:
        return
    if row.texts:
        row.save(**options)
    elif row.pk:
        row.delete()


def forget_removed(details):
    """Translations of texts that are gone go too: of a contact that was removed, of a notice that is over."""
    wanted = source_texts(details)
    for row in DetailsTranslation.objects.select_for_update().filter(details=details.pk):
        before, row.texts = row.texts, still_wanted(row.texts, wanted)
        # nobody has translated: `changed_at` stays
        store(row, before, update_fields=["texts"])


def now_behind(details, languages, before):
    """Languages in which a translation is behind because a text has changed; `before` are the source texts before that."""
    changed = {key: text for key, text in source_texts(details).items() if before.get(key) != text}
    return [code for code, texts in all_stored(details, languages).items() if counted(changed, texts).behind]
