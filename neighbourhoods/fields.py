"""PUBLIC. A StreamField whose migrations name no block, and that never drops a block it does not know.

`PluginStreamField([("text", RichTextBlock()), ...])` offers these blocks and those of the plugins that are on in the
neighbourhood of the page. BODY are the blocks of the core's own pages. `change_blocks` changes stored blocks in a migration,
in the fields that `block_fields` names.
"""

from collections import Counter
from contextvars import ContextVar

from django.apps import apps as installed_apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import cached_property
from wagtail.admin.telepath import register
from wagtail.blocks.base import BlockWidget
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.fields import Creator, StreamField

from .block_migrations import change_blocks
from .blocks import BODY
from .plugin_blocks import UNAVAILABLE, PluginStreamBlock, neighbourhood_of, plugin_blocks

__all__ = ["BODY", "PluginStreamField", "block_fields", "change_blocks", "plugin_blocks"]

# {name: how many there may be} of the blocks that an editor shows and does not offer.
_caps = ContextVar("most blocks of a kind in the editor", default=None)


class PluginBlockWidget(BlockWidget):
    """What is not in use in the page's neighbourhood stays in the editor, but nobody is offered to add more of it."""

    def render_with_errors(self, name, value, **kwargs):
        block, record = self.block_def, neighbourhood_of(getattr(value, "owner", None))
        there = Counter(child.block_type for child in value or ())
        off = [name for name, label in block.plugins.items() if record is None or label not in record.plugins]
        token = _caps.set({name: there[name] for name in (*off, UNAVAILABLE)})
        try:
            # the definition is packed once a widget; here it depends on the value
            self._block_json = None
            return super().render_with_errors(name, value, **kwargs)
        finally:
            _caps.reset(token)


class PluginStreamBlockAdapter(StreamBlockAdapter):
    """The cap is the browser's alone: the server takes what comes back. At 0 the editor would complain of what is there."""

    def js_args(self, block):
        args = super().js_args(block)
        counts = dict(args[-1]["blockCounts"])
        for name, most in (_caps.get() or {UNAVAILABLE: 0}).items():
            counts[name] = {**counts.get(name, {}), "max_num": most}
        # sorted: else the page differs from process to process
        args[-1]["blockCounts"] = dict(sorted(counts.items()))
        return args


register(PluginStreamBlockAdapter(), PluginStreamBlock)


class OwnedValue(Creator):
    """Tells a value which object holds it. An object that is given the value of another gets one of its own."""

    def __get__(self, instance, owner=None):
        value = super().__get__(instance, owner)
        if instance is None or value.owner is instance:
            return value
        # a copy of the object, or one that was unpickled
        value = value.copy(owner=instance) if value.owner is not None else value
        value.owner = instance
        instance.__dict__[self.field.name] = value
        return value

    def __set__(self, instance, value):
        value = self.field.to_python(value)
        source = value.owner
        if source is not None and source is not instance:
            value = value.copy(owner=instance, is_open=False)
            before = instance.__dict__.get(self.field.name)
            if before is not None and is_translation(source, instance):
                before.owner = instance
                value.keep_hidden_of(before)
        value.owner, value.is_open = instance, False
        instance.__dict__[self.field.name] = value


def is_translation(source, instance):
    key = getattr(source, "translation_key", None)
    return key is not None and key == getattr(instance, "translation_key", None) and source.locale_id != instance.locale_id


class PluginStreamField(StreamField):
    """As StreamField, but a migration sees a JSONField: blocks come and go with plugins, and no migration follows.

    A JSONField and not an empty StreamField: with the latter a data migration's save() would wipe every body.
    The blocks are those given here and those of all installed plugins. Where the plugin of a block is off, the block is kept to
    the byte and shown to nobody: not to readers, not to the search, not to translators.
    """

    def __init__(self, block_types=(), **kwargs):
        super().__init__(list(block_types), **kwargs)

    @cached_property
    def stream_block(self):
        """Made when it is first asked for: plugins are known once all models are."""
        block = PluginStreamBlock(self.block_types_arg)
        block.set_meta_options(self.block_opts)
        return block

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.name, OwnedValue(self))

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": PluginBlockWidget(self.stream_block), **kwargs})

    def deconstruct(self):
        name, _path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, "django.db.models.JSONField", [], kwargs


def block_fields(apps):
    """[("app.Model", field name)] of all fields in which a plugin's block may stand: those that a migration's `apps` know."""
    found = []
    for model in installed_apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, PluginStreamField):
                try:
                    apps.get_model(model._meta.label)._meta.get_field(field.name)
                except (LookupError, FieldDoesNotExist):
                    # a migration that is still to come makes it: no block is in it yet
                    continue
                found.append((model._meta.label, field.name))
    return found
