"""Rendering the body of a page with one query for each kind of thing that it names, however many blocks it has."""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.safestring import mark_safe

from . import current, registry, sections
from .pictures import renditions_of

PAGE_LINK = re.compile(r'<a[^>]*linktype="page"[^>]*>')
ID = re.compile(r'\bid="(\d+)"')

# {page id: address} of all links of the body that is being rendered
links = ContextVar("addresses of linked pages", default=None)


@dataclass
class Needs:
    pages: set = field(default_factory=set)
    images: set = field(default_factory=set)
    contacts: bool = False
    rooms: bool = False
    sections: list = field(default_factory=list)


def needs(raw):
    """What the raw JSON of a body names; nothing is fetched. Of a page's own body, only what its neighbourhood shows."""
    value = getattr(raw, "stream_value", None)
    if hasattr(value, "shown_raw"):
        raw = value.shown_raw()
    found = Needs(sections=sections.names(raw))
    waiting = list(raw)
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            for link in PAGE_LINK.findall(item):
                if match := ID.search(link):
                    found.pages.add(int(match.group(1)))
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            found.contacts |= item.get("type") == "contact"
            found.rooms |= item.get("type") == "rooms"
            if isinstance(item.get("image"), int):
                found.images.add(item["image"])
            waiting += item.values()
    return found


def address(url_path, language=None):
    """Where a page is read: on its own neighbourhood's host, and in the reader's language when that is this one."""
    record = current.by_url_path(url_path)
    home = record.homes.get(url_path.split("/", 3)[2]) if record else None
    if home is None:
        return None
    here = current.neighbourhood()
    path = url_path[len(home.url_path) :]
    if here is not None and here.pk == record.pk:
        return f"/{language or translation.get_language()}/{path}"
    return f"{record.root_url}/{home.code}/{path}"


def addresses(pks):
    """{page id: address} of those that anybody may read; one query."""
    from wagtail.models import Page

    if not pks:
        return {}
    rows = Page.objects.live().filter(pk__in=pks).values_list("pk", "url_path", "path", "content_type")
    return {pk: found for pk, url_path, path, kind in rows if is_open(url_path, path, kind) and (found := address(url_path))}


def is_open(url_path, path, content_type):
    """Whether anybody may read a published page: its plugin is on in its neighbourhood, and it is not set apart. No query."""
    record = current.by_url_path(url_path)
    return record is not None and content_type in record.page_types and not path.startswith(record.private_paths)


def shown_raw(body):
    """The raw JSON of the blocks that are shown: without those of plugins that are off."""
    return body.shown_raw() if hasattr(body, "shown_raw") else list(body.raw_data)


def render_block(body, child, context):
    """HTML of one block; a plugin's block that fails is left out."""
    plugin = registry.get(getattr(body.stream_block, "plugins", {}).get(child.block_type))
    if plugin is None:
        return child.block.render(child.value, context)
    return registry.safely(plugin, f"block {child.block_type}", child.block.render, child.value, context, default="")


def render(body, context):
    """The HTML of all blocks of a StreamValue in order; `context` is a flat dict for their templates."""
    from .contacts import contacts_of, reader_of, rooms_of

    wanted = needs(shown_raw(body))
    record = current.neighbourhood()
    context = dict(context)
    reader = reader_of(record) if wanted.contacts or wanted.rooms else None
    if wanted.contacts:
        context["contacts"] = contacts_of(record, reader)
        wanted.images |= {row.picture_id for row in context["contacts"] if row.picture_id and row.person_is_shown}
    if wanted.rooms:
        context["rooms"] = rooms_of(record, reader)
    if wanted.sections:
        context["sections"] = sections.contexts(record, wanted.sections, translation.get_language())
        for own in context["sections"].values():
            wanted.images |= set(own.get("images", ()))
    ready = context.get("pictures") or {}
    if missing := wanted.images - set(ready):
        context["pictures"] = {**ready, **renditions_of(missing)}
    token = links.set(addresses(wanted.pages))
    try:
        return mark_safe("".join(str(render_block(body, child, context)) for child in body))
    finally:
        links.reset(token)
