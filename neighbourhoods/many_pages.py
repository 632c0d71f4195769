"""PUBLIC. Many new pages at once, below one list, as an import brings them: what publishing each would do, in a few queries for all."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backends

from . import current, newest, records
from .search import index


def add_pages(parent, pages, dates=None):
    """Add new, unsaved pages of one type below `parent`, all or none; those that are live are found and linked to like any other.

    Each has a title, a translation key and a slug that is free in all languages of the neighbourhood: that is not asked again. None has a
    version in its history. `dates` {translation key: datetime} are those that records tell. No signal is sent, nothing is logged: what a
    plugin does when a page is published is for the caller to do.
    """
    if not pages:
        return
    model = type(pages[0])
    record = current.by_url_path(parent.url_path)
    with transaction.atomic():
        above = Page.objects.select_for_update().get(pk=parent.pk)
        prepare(above, pages, ContentType.objects.get_for_model(model))
        insert(model, pages)
        Page.objects.filter(pk=above.pk).update(numchild=F("numchild") + len(pages))
        live = [page for page in pages if page.live]
        for page in pages:
            if any(True for _one in ReferenceIndex._extract_references_from_object(page)):
                ReferenceIndex.create_or_update_for_object(page)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, pages)
        if live:
            index.put(live)
            records.remember_new(live, record, dates or {})
            newest.published(model, live[-1])


def prepare(above, pages, kind):
    """Their places in the tree, after those that are there."""
    last = above.get_last_child()
    path = last.path if last else None
    for page in pages:
        path = Page(path=path)._inc_path() if path else Page._get_path(above.path, above.depth + 1, 1)
        page.path, page.depth, page.numchild, page.content_type = path, above.depth + 1, 0, kind
        page.locale_id = page.locale_id or above.locale_id
        page.draft_title = page.draft_title or page.title
        page.set_url_path(above)


def insert(model, pages):
    """One query for the rows of Page, one for those of the type."""
    fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in fields}) for page in pages])
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.page_ptr_id = page.id = row.pk
    model._base_manager.all()._insert(pages, fields=model._meta.local_concrete_fields, using=model._base_manager.db)
    for page in pages:
        page._state.adding, page._state.db = False, model._base_manager.db


__all__ = ["add_pages"]
