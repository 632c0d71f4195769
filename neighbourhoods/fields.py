"""PUBLIC. A StreamField whose migrations name no block, and that never drops a block it does not know."""

import json
from contextvars import ContextVar

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.base import BlockWidget
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.fields import StreamField


class UnavailableBlock(blocks.CharBlock):
    """The raw JSON of a block that is not installed here: kept, never shown, never translated, never searched."""

    class Meta:
        icon = "warning"

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.field.widget = forms.HiddenInput()

    def render(self, value, context=None):
        return ""

    def get_searchable_content(self, value):
        return []

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value


class KeepingStreamBlock(blocks.StreamBlock):
    """Wagtail drops children of unknown types on reading, and the next save deletes them. Here they are wrapped."""

    def _wrap(self, child):
        if child["type"] in self.child_blocks:
            return child
        raw = {"type": child["type"], "value": child["value"]}
        return {"type": "unavailable", "id": child.get("id"), "value": json.dumps(raw)}

    def to_python(self, value):
        if isinstance(value, str):
            value = json.loads(value or "[]")
        if value and isinstance(value, list) and isinstance(value[0], dict):
            value = [self._wrap(child) for child in value]
        return super().to_python(value)

    def bulk_to_python(self, values):
        return super().bulk_to_python([[self._wrap(child) for child in value] for value in values])

    def get_prep_value(self, value):
        children = super().get_prep_value(value) or []
        return [{**json.loads(child["value"]), "id": child.get("id")} if child["type"] == "unavailable" else child for child in children]


# How many unavailable blocks the value holds that an editor is being made for.
_kept = ContextVar("unavailable blocks", default=0)


class KeepingBlockWidget(BlockWidget):
    """Unavailable blocks stay in the editor, but nobody is offered to add one."""

    def render_with_errors(self, name, value, **kwargs):
        token = _kept.set(sum(child.block_type == "unavailable" for child in value))
        try:
            # the definition is packed once a widget; here it depends on the value
            self._block_json = None
            return super().render_with_errors(name, value, **kwargs)
        finally:
            _kept.reset(token)


class KeepingStreamBlockAdapter(StreamBlockAdapter):
    """In the browser the number of unavailable blocks is capped at those that are there; the server takes what comes back."""

    def js_args(self, block):
        args = super().js_args(block)
        args[-1]["blockCounts"] = {**args[-1]["blockCounts"], "unavailable": {"max_num": _kept.get()}}
        return args


register(KeepingStreamBlockAdapter(), KeepingStreamBlock)


class PluginStreamField(StreamField):
    """As StreamField, but a migration sees a JSONField: blocks come and go with plugins, and no migration follows.

    A JSONField and not an empty StreamField: with the latter a data migration's save() would wipe every body.
    """

    def __init__(self, block_types=(), **kwargs):
        super().__init__(list(block_types), **kwargs)

    @cached_property
    def stream_block(self):
        block = KeepingStreamBlock([*self.block_types_arg, ("unavailable", UnavailableBlock())])
        block.set_meta_options(self.block_opts)
        return block

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": KeepingBlockWidget(self.stream_block), **kwargs})

    def deconstruct(self):
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "django.db.models.JSONField", [], kwargs
