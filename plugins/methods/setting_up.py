"""The library when the plugin is switched on, the methods that ship, and the example of one that was taken into use elsewhere."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from neighbourhoods.pages import add_section, ensure_page, free_slug

from . import library, taking
from .cards import record_id
from .models import Card, MethodIndexPage, MethodPage

EXAMPLES = Path(__file__).parent / "demo"
# the demo has the whole library where it shows that one is there, and elsewhere what was taken from it
WITH_ALL = "lintumaki"


def install(neighbourhood):
    is_new = not MethodIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, MethodIndexPage, slug="menetelmat", title=_("Methods"), show_in_menus=True)
    if is_new:
        add_section(neighbourhood, "methods.newest")


def libraries(neighbourhood):
    """{language: MethodIndexPage}"""
    pages = MethodIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).select_related("locale").order_by("path")
    return {page.locale.language_code: page for page in pages}


def taken_in(neighbourhood):
    """Names of the methods that ship and are in this library, published or not."""
    pages = MethodPage.objects.filter(path__startswith=neighbourhood.folder_path).exclude(shipped="")
    return set(pages.values_list("shipped", flat=True))


def take_in(neighbourhood, names, person=None):
    """[MethodPage]: publish these of the methods that ship, each in the languages that it has and the neighbourhood too.

    What is in the library already is left as it is: twice does as once.
    """
    there, places, made = taken_in(neighbourhood), libraries(neighbourhood), []
    for name, versions in library.shipped().items():
        if name not in names or name in there:
            continue
        source, key = versions[library.SOURCE], None
        for language in sorted(set(versions) & set(places), key=lambda code: (code != library.SOURCE, code)):
            written, parent = versions[language], places[language]
            page = MethodPage(locale=parent.locale, shipped=name, owner=person)
            if key:
                page.translation_key = key
            source.put_numbers_on(page)
            written.put_on(page)
            page.slug = free_slug(written.slug, parent, page)
            parent.refresh_from_db()
            parent.add_child(instance=page)
            page.save_revision(user=person, log_action=person is not None).publish(user=person, log_action=person is not None)
            made += [] if key else [page]
            key = page.translation_key
    return made


def load_examples(neighbourhood):
    if MethodPage.objects.filter(path__startswith=neighbourhood.folder_path).exists():
        return
    if neighbourhood.slug == WITH_ALL:
        take_in(neighbourhood, set(library.shipped()))
        return
    for file in sorted((EXAMPLES / neighbourhood.slug).glob("adoption-*.md")):
        load_adoption(neighbourhood, library.read(file))


def load_adoption(neighbourhood, written):
    """A copy of another neighbourhood's method with what was changed in it; nothing where the original is not there."""
    slug = written.front["adapted_from"]
    page = MethodPage.objects.filter(shipped=slug, live=True, locale__language_code=written.language, alias_of=None)
    page = page.exclude(path__startswith=neighbourhood.folder_path).order_by("pk").first()
    card = Card.unscoped.filter(record_id=record_id(page.translation_key)).first() if page else None
    if card is None:
        return
    copy = taking.take(neighbourhood, card, None)
    copy.is_example = bool(written.front.get("example"))
    copy.slug = free_slug(written.slug, copy.get_parent(), copy)
    written.put_on(copy)
    copy.save()
    copy.save_revision().publish()
