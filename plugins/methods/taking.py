"""Taking a method of another neighbourhood into use: a copy of one's own, as a draft, which remembers what the original said."""

from django.db import transaction
from django.utils.text import slugify

from neighbourhoods.pages import free_slug

from . import listing
from .models import Adoption, MethodIndexPage, MethodPage
from .models.pages import SETTINGS
from .texts import PLAIN


class CannotTake(Exception):
    """Its text is a sentence that says why."""


def shared_card(pk):
    """The Card of a method that its neighbourhood shares now, by the id of its record; None for all else."""
    return listing.shared_cards().filter(record_id=pk).select_related("neighbourhood").first()


def original_page(card, languages):
    """The published page of a method that is best for a neighbourhood with these languages; None where nobody may read one."""
    owner = card.record()
    if owner is None:
        return None
    pages = owner.pages(MethodPage).filter(translation_key=card.key, alias_of=None).select_related("locale").order_by("pk")
    found = {}
    for page in pages:
        found.setdefault(page.locale.language_code, page)
    chain = [*languages, *owner.languages, *found]
    return next((found[code] for code in chain if code in found), None)


def compared_page(card, language):
    """The published page with which a copy made from that language is compared; None where nobody may read it now."""
    owner = card.record()
    if owner is None:
        return None
    return owner.pages(MethodPage).filter(translation_key=card.key, locale__language_code=language, alias_of=None).first()


def library_for(neighbourhood, language):
    """The library in which a copy in this language comes: its own, else that of the neighbourhood's first language; or None."""
    pages = MethodIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).select_related("locale").order_by("path")
    found = {page.locale.language_code: page for page in pages}
    return found.get(language) or next((found[code] for code in (*neighbourhood.languages, *found) if code in found), None)


def copies(neighbourhood, pk):
    """[(Adoption, MethodPage)] of what was made here of the method with this record, the newest first."""
    rows = list(Adoption.of(neighbourhood).filter(original=pk).order_by("-made_at", "-pk"))
    pages = {}
    for page in MethodPage.objects.filter(translation_key__in=[row.key for row in rows], alias_of=None).order_by("-pk"):
        pages[page.translation_key] = page
    return [(row, pages[row.key]) for row in rows if row.key in pages]


@transaction.atomic
def take(neighbourhood, card, person, pictures=None):
    """MethodPage: a draft in this neighbourhood's library with all that the original says, and those of its pictures that were copied
    before, `pictures` {id: id of the copy}: the others stay where they are.

    Raises CannotTake where there is nothing to take or no library to put it in.
    """
    original = original_page(card, neighbourhood.languages)
    language = original.locale.language_code if original else ""
    parent = library_for(neighbourhood, language)
    if original is None or parent is None:
        raise CannotTake
    page = MethodPage(title=original.title, lead=original.lead, locale=parent.locale, live=False, owner=person)
    # in a library of another language its words wait to be written in that one, and readers are told so
    page.is_partly_translated = parent.locale.language_code != language
    for name in (*PLAIN, *SETTINGS):
        setattr(page, name, getattr(original, name))
    pictures = pictures or {}
    page.take_steps(original, pictures)
    if own := pictures.get(original.picture_id):
        page.picture_id, page.picture_alt = own, original.alt
    page.slug = free_slug(slugify(original.slug) or "menetelma", parent, page)
    parent.add_child(instance=page)
    page.save_revision(user=person, log_action=person is not None, clean=False)
    Adoption(
        key=page.translation_key,
        original_id=card.record_id,
        version=card.version,
        language=language,
        then=original.all_said(),
        neighbourhood_id=neighbourhood.pk,
    ).save()
    return page
