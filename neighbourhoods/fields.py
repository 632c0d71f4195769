"""PUBLIC. A StreamField whose migrations name no block, and that never drops a block it does not know."""

import json

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
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


class PluginStreamField(StreamField):
    """As StreamField, but a migration sees a JSONField: blocks come and go with plugins, and no migration follows.

    A JSONField and not an empty StreamField: with the latter a data migration's save() would wipe every body.
    """

    def __init__(self, block_types=(), **kwargs):
        super().__init__(list(block_types), **kwargs)

    @cached_property
    def stream_block(self):
        block = KeepingStreamBlock([*self.block_types_arg, ("unavailable", UnavailableBlock())])
        block.set_meta_options({**self.block_opts, "block_counts": {"unavailable": {"max_num": 0}}})
        return block

    def deconstruct(self):
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "django.db.models.JSONField", [], kwargs
