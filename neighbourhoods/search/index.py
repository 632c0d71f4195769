"""The index of the search: what is in it of each page, and how it is kept right.

Only what anybody may read is in it: the text of live pages as the database has it, never that of a draft. Whether a page may be shown
is asked again when something is found.
"""

import logging
import unicodedata

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.db.models.functions import Substr
from wagtail.models import Page, get_page_models

from .. import current, registry
from ..models import Neighbourhood, SearchEntry
from . import tokens

logger = logging.getLogger(__name__)

BATCH = 100
# letters of a text that are kept and looked into
LONGEST = 20_000
# of such a text; three times what any text of a language has, and what PostgreSQL can hold
MOST_TOKENS = 20_000
# the folder and the home page: what is found is below them
HOME_DEPTH = 3
# what a draft changes of a page that is live
OF_DRAFTS = frozenset(
    {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes", "locked", "locked_by", "locked_at"}
)

# What tells whether a page is still as it was read, and what is written of it.
AS_READ = ("title", "live", "url_path", "alias_of_id", "last_published_at", "latest_revision_id")
OF_ENTRIES = [field.name for field in SearchEntry._meta.concrete_fields if not field.primary_key]

# Marks before tokens: of the words of the title, of what a title begins with, of words with a letter left out.
IN_TITLE, STARTS, NEARLY = "t_", "p_", "d_"
SHORTEST_GUESS = 4


def named(form, language):
    return f"{tokens.own_language(language)}_{form}"


def without_a_letter(word):
    """The word, and what is left of it when one letter is taken away: two words with one of these in common differ by a letter or two."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def tokens_of(title, text, language):
    """All tokens of a page, with blanks between them."""
    of_text = sorted({named(form, language) for word in set(tokens.words(text)) for form in tokens.index_forms(word, language)})
    found = set(of_text[:MOST_TOKENS])
    for word in set(tokens.words(title)):
        surface = tokens.fold(word)
        for form in tokens.index_forms(word, language):
            found |= {named(form, language), IN_TITLE + named(form, language)}
        found.add(STARTS + surface)
        if len(surface) >= SHORTEST_GUESS:
            found |= {NEARLY + nearly for nearly in without_a_letter(surface)}
    return " ".join(sorted(found))


def shown_text(page):
    """The searchable text of a page; "" when its type or a block of it fails: the page is then found by its title."""
    try:
        text = "\n".join(part.strip() for part in page.search_text() if part.strip())
    except Exception:
        plugin = registry.plugin_of(type(page))
        logger.exception("The text of a page of %s cannot be read", plugin.label if plugin else "the core")
        return ""
    return unicodedata.normalize("NFC", text)[:LONGEST]


def entry_of(page):
    """The SearchEntry of a specific page, not saved; None for one that has no place in the search."""
    record = current.by_url_path(page.url_path)
    home = record.homes.get(page.url_path.split("/", 3)[2]) if record and page.depth > HOME_DEPTH else None
    if home is None or not page.live or page.alias_of_id or not hasattr(page, "search_text"):
        return None
    text = shown_text(page)
    return SearchEntry(
        page_id=page.pk,
        neighbourhood_id=record.pk,
        language=home.code,
        title=page.title,
        text=text,
        tokens=tokens_of(page.title, text, home.code),
        analyser=tokens.version(home.code),
        published_at=page.last_published_at,
    )


def put(pages):
    """Make the entries of these specific pages anew, all at once. One that was changed since it was read has been put by whoever did it."""
    pages = list(pages)
    entries = [entry for page in pages if (entry := entry_of(page))]
    with transaction.atomic():
        # in their order: two that hold pages of each other would wait for ever
        unread = Page.objects.select_for_update(of=("self",)).filter(pk__in=[page.pk for page in pages]).order_by("pk")
        as_read = {page.pk: tuple(getattr(page, name) for name in AS_READ) for page in pages}
        same = {pk for pk, *now in unread.values_list("pk", *AS_READ) if as_read[pk] == tuple(now)}
        entries = [entry for entry in entries if entry.page_id in same]
        SearchEntry.objects.filter(pk__in=same - {entry.page_id for entry in entries}).delete()
        SearchEntry.objects.bulk_create(entries, update_conflicts=True, unique_fields=["page"], update_fields=OF_ENTRIES)


def index_page(page):
    """Make the entry of a page anew from what the database has. What fails is logged: the next refresh finds the page."""
    try:
        with transaction.atomic():
            put(Page.objects.filter(pk=page.pk).specific())
    except Exception:
        logger.exception("A page could not be put into the search")
        forget_page(page)


def forget_page(page):
    try:
        with transaction.atomic():
            SearchEntry.objects.filter(pk=page.pk).delete()
    except DatabaseError:
        logger.exception("A page could not be taken out of the search")


def wanted(folder_path=""):
    """Pages that somebody may find: those of a language or a plugin that is off would stand before others among the newest.

    Of one neighbourhood, or of all: then what is read grows with them, so only `refresh` asks for that.
    """
    from ..models import HomePage

    rows = list(Neighbourhood.objects.filter(folder__path__startswith=folder_path).values_list("folder__path", "config"))
    languages = {folder: config.get("languages", ()) for folder, config in rows}
    homes = HomePage.objects.filter(path__startswith=folder_path).values_list("path", "live", "locale__language_code")
    hidden = [path for path, live, code in homes if not live or code not in languages.get(path[: -Page.steplen], ())]
    alike = {}
    for folder, config in rows:
        alike.setdefault(frozenset(config.get("plugins") or ()), []).append(folder)
    on = Q(pk__in=[])
    for labels, folders in alike.items():
        kinds = registry.page_types(plugin for plugin in registry.installed() if plugin.label in labels)
        on |= Q(content_type__in=kinds, folder_path__in=folders)
    pages = Page.objects.live().filter(path__startswith=folder_path, depth__gt=HOME_DEPTH, alias_of=None)
    pages = pages.annotate(
        home_path=Substr("path", 1, Page.steplen * HOME_DEPTH), folder_path=Substr("path", 1, Page.steplen * (HOME_DEPTH - 1))
    )
    return pages.filter(on).exclude(home_path__in=hidden)


def outdated(folder_path=""):
    """Those of them that have no entry, or one that was made by another analyser or from another version of the page."""
    from django.conf import settings

    right = Q(pk__in=[])
    for code, _name in settings.LANGUAGES:
        right |= Q(search_entry__language=code, search_entry__analyser=tokens.version(code))
    changed = Q(last_published_at__isnull=False) & (
        Q(search_entry__published_at=None) | ~Q(search_entry__published_at=F("last_published_at"))
    )
    return wanted(folder_path).filter(Q(search_entry=None) | ~right | changed)


def refresh(say=None):
    """Bring the whole index up to date; returns the number of pages that were read. It can be broken off at any time and begun again."""
    from . import things

    SearchEntry.objects.exclude(page__in=wanted()).delete()
    return in_batches(outdated(), say) + things.refresh()


def rebuild(neighbourhood):
    """Make the index of one neighbourhood anew: a record, or a row of Neighbourhood."""
    record = current.by_slug(neighbourhood.slug)
    pages = wanted(record.folder_path)
    SearchEntry.objects.filter(neighbourhood=record.pk).exclude(page__in=pages).delete()
    return in_batches(pages)


def in_batches(pages, say=None):
    done, last = 0, 0
    while batch := list(pages.filter(pk__gt=last).order_by("pk")[:BATCH].specific()):
        last = batch[-1].pk
        try:
            put(batch)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Pages could not be put into the search together; they are taken one by one")
            for page in batch:
                index_page(page)
        done += len(batch)
        if say:
            say(done)
    return done


def saved(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or (instance.depth or 0) < HOME_DEPTH or (update_fields is not None and OF_DRAFTS.issuperset(update_fields)):
        return
    if instance.depth == HOME_DEPTH:
        language_shown(instance)
    elif instance.live and not instance.alias_of_id:
        index_page(instance)
    else:
        forget_page(instance)


def language_shown(home):
    """What is below a home page is found again when that is published again."""
    if home.live:
        folder_path = home.path[: Page.steplen * (HOME_DEPTH - 1)]
        in_batches(outdated(folder_path).filter(path__startswith=home.path))


def unpublished(sender, instance, **kwargs):
    forget_page(instance)


def moved(sender, instance, url_path_before, url_path_after, **kwargs):
    """To another language or neighbourhood, with all that is below it; elsewhere the address alone has changed, which is not kept here."""
    if url_path_before.split("/")[:3] == url_path_after.split("/")[:3]:
        return
    below = Page.objects.filter(path__startswith=instance.path)
    SearchEntry.objects.filter(page__in=below).delete()
    in_batches(below.live())


def connect():
    from django.db.models.signals import post_save
    from wagtail.signals import page_unpublished, post_page_move

    for model in get_page_models():
        post_save.connect(saved, sender=model, dispatch_uid=f"neighbourhoods-search-saved-{model._meta.label}")
    page_unpublished.connect(unpublished, dispatch_uid="neighbourhoods-search-unpublished")
    post_page_move.connect(moved, dispatch_uid="neighbourhoods-search-moved")
