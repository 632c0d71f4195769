"""The menu: pages right below the home page that are marked for menus, and what plugins add, in one order."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from . import registry
from .site import MenuItem

# Where pages stand that no plugin speaks of, in the order of the tree.
AFTER_PLUGINS = 100


@dataclass(frozen=True)
class Entry:
    """One thing of the menu in all its languages: {language: MenuItem}."""

    order: int
    versions: dict


def menus(record):
    """{language: (MenuItem, ...)}, each entry in the best language that the reader can get; one query for all languages.

    It is part of the neighbourhood's record, so a page costs no query for its menu.
    """
    offered = registry.contributions(record, "menu_items", record)
    entries = pages(record, offered) + [path_entry(record, item) for _plugin, item in offered if item.path]
    # the sort is stable: pages keep the order of the tree
    entries.sort(key=lambda entry: entry.order)
    found = {}
    for language in record.languages:
        best = (next((entry.versions[code] for code in record.chain(language) if code in entry.versions), None) for entry in entries)
        found[language] = tuple(item for item in best if item)
    return found


def orders(offered):
    """{id of a content type: order} of the page types that plugins speak of."""
    found = {}
    for plugin, item in offered:
        if item.page_type and (model := registry.safely(plugin, "menu_items", apps.get_model, item.page_type, default=None)):
            # content types come from a memory of the process
            found[ContentType.objects.get_for_model(model).pk] = item.order
    return found


def pages(record, offered):
    from wagtail.models import Page

    by_path = {home.path: home for home in record.homes.values() if home.live}
    order_of = orders(offered)
    rows = record.pages().filter(show_in_menus=True, depth=len(record.folder_path) // Page.steplen + 2).order_by("path")
    entries = {}
    for path, key, title, slug, content_type in rows.values_list("path", "translation_key", "title", "slug", "content_type"):
        if home := by_path.get(path[: -Page.steplen]):
            entry = entries.setdefault(key, Entry(order_of.get(content_type, AFTER_PLUGINS), {}))
            entry.versions[home.code] = MenuItem(title, home.code, f"{slug}/")
    return list(entries.values())


def path_entry(record, item):
    """An address of a plugin's own: it answers in every language."""
    versions = {}
    for code in record.codes:
        with translation.override(code):
            versions[code] = MenuItem(str(item.label), code, item.path)
    return Entry(item.order, versions)
