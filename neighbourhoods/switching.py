"""What must follow when plugins of a neighbourhood are switched on or off: nothing of its content, all that is derived from it."""

from wagtail.search import index

from . import newest, records, translation_sources
from .search import index as own_index


def follow(record):
    """Records, the newest thing, the search and what is offered to translators of one neighbourhood, for the plugins that are on now."""
    records.remember_pages(record)
    newest.recount(record.pk, record.slug)
    reindex(record)
    translation_sources.refresh_neighbourhood(record)


def reindex(record):
    """Text of blocks whose plugin is off is not found, and that of blocks whose plugin is on again is."""
    for page in record.pages().specific().iterator(chunk_size=100):
        index.insert_or_update_object(page)
    own_index.rebuild(record)
