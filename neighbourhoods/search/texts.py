"""What of a page's fields is text that a reader sees. Imports nothing of the models: pages are made of it."""

from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page
from wagtail.search.index import SearchField

from .. import registry


def of(page):
    """The texts of the page's own search fields, in their order: that of a body without the blocks of plugins that are off."""
    stock = {field.field_name for field in Page.search_fields}
    found = []
    for field in type(page).get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in stock:
            value = getattr(page, field.field_name, "")
            found += of_body(value) if isinstance(value, StreamValue) else [of_value(field, page)]
    return found


def of_value(field, page):
    value = field.get_value(page)
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def of_body(body):
    """Of each block that is shown; a plugin's block that fails is left out."""
    found = []
    for child in body.shown() if hasattr(body, "shown") else body:
        plugin = registry.get(getattr(body.stream_block, "plugins", {}).get(child.block_type))
        if plugin is None:
            found += child.block.get_searchable_content(child.value)
        else:
            found += registry.safely(plugin, f"block {child.block_type}", child.block.get_searchable_content, child.value)
    return [str(text) for text in found]
