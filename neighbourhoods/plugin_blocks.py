"""The parts that a body is made of: those of the core, of all installed plugins, and those that nobody here knows.

What decides whether a plugin's block is shown is the neighbourhood of the page that holds it. A block that is not shown is
kept: its raw JSON is never converted, so it is saved as it was read, and what it names is never asked for.
"""

import json

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

from . import current, registry
from .blocks import HOME_BODY

UNAVAILABLE = "unavailable"
# Names that no plugin can give to a block of its own.
CORE_NAMES = frozenset({UNAVAILABLE, *(name for name, _block in HOME_BODY)})


def plugin_blocks():
    """[(Plugin, name, block)] of all installed plugins, on or off: plugins in the order in which they were found, blocks as told.

    Clashes are in it; a name belongs to the core, then to the first plugin that gives it. AppRegistryNotReady before models are.
    """
    apps.check_models_ready()
    found = ((plugin, registry.safely(plugin, "blocks", plugin.blocks, default={})) for plugin in registry.installed())
    return [(plugin, name, block) for plugin, own in found for name, block in own.items()]


def neighbourhood_of(owner):
    """The record of the neighbourhood that a page is in; of a new page, or of what is no page, the active one. Or None."""
    url_path = getattr(owner, "url_path", "")
    return current.by_url_path(url_path) if url_path else current.neighbourhood()


class Kept:
    """Raw JSON of a block, as text. No string and without names: a template that asks for `value.title` gets nothing."""

    __slots__ = ("_raw",)

    def __init__(self, raw):
        self._raw = raw

    def __eq__(self, other):
        return isinstance(other, Kept) and self._raw == other._raw

    def __hash__(self):
        return hash(self._raw)

    def __str__(self):
        return ""


class UnavailableBlock(blocks.FieldBlock):
    """Stands for a block that is not installed, or off where the page is: never shown, never translated, never searched.

    Its value is Kept(raw JSON), Kept(None) when a browser has sent something else. In forms it is signed: what comes back
    is put on the page as it is, past all checks of the real block.
    """

    class Meta:
        icon = "warning"
        label = _("Not in use here")

    def __init__(self, **kwargs):
        help_text = _("It is kept as it is, and readers do not see it.")
        self.field = forms.CharField(required=False, widget=forms.HiddenInput(), help_text=help_text)
        super().__init__(**kwargs)

    @staticmethod
    def signer():
        return Signer(salt="neighbourhoods.unavailable_block")

    def to_python(self, value):
        return value if isinstance(value, Kept) else Kept(value)

    normalize = to_python

    def get_prep_value(self, value):
        return value._raw

    def value_for_form(self, value):
        return self.signer().sign(value._raw) if value._raw else ""

    def value_from_form(self, value):
        try:
            return Kept(self.signer().unsign(value or ""))
        except BadSignature:
            return Kept(None)

    def clean(self, value):
        if value._raw is None:
            raise ValidationError(_("This part has changed on the way. Reload the page and try again."))
        return value

    def render(self, value, context=None):
        return ""

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value

    def get_comparison_class(self):
        from wagtail.admin.compare import BlockComparison

        class Comparison(BlockComparison):
            """Says that there is such a part, not what is in it."""

            def htmlvalue(self, value):
                return escape(self.block.label)

            def htmldiff(self):
                return escape(self.block.label)

        return Comparison


def unwrap(child):
    """The raw block that an unavailable one stands for, under the id that the form has given it; others as they are.

    None for one that a form could not read: it is never saved, since the form is not valid.
    """
    if child["type"] != UNAVAILABLE:
        return child
    if child["value"] is None:
        return None
    try:
        raw = json.loads(child["value"])
    except (TypeError, ValueError):
        raw = None
    return {**raw, "id": child.get("id")} if isinstance(raw, dict) and "type" in raw else child


class PluginStreamValue(StreamValue):
    """As StreamValue. `owner` is the object whose field holds it, and decides, at each look, which of its parts are shown.

    `is_open` shows the parts of all installed plugins: for forms, which must check what was sent, and for the list of what is in use.
    """

    owner = None
    is_open = False

    def copy(self, **attributes):
        made = type(self)(self.stream_block, [], raw_text=self.raw_text)
        made._raw_data, made._bound_blocks = list(self._raw_data), list(self._bound_blocks)
        vars(made).update({"is_lazy": self.is_lazy, **attributes})
        if field := vars(self).get("_stream_field"):
            made._stream_field = field
        return made

    def name(self, i):
        """Name of a block as it is stored."""
        child = self._bound_blocks[i]
        return child.block_type if child else self._raw_data[i]["type"]

    def shows(self, i):
        name = self.name(i)
        if name not in self.stream_block.child_blocks or name == UNAVAILABLE:
            return False
        label = self.stream_block.plugins.get(name)
        if label is None or self.is_open:
            return True
        record = neighbourhood_of(self.owner)
        return record is not None and label in record.plugins

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        if self.name(i) == UNAVAILABLE or self.shows(i):
            return super().__getitem__(i)
        raw = self.raw_data[i]
        text = json.dumps(raw, cls=DjangoJSONEncoder)
        return StreamValue.StreamChild(self.stream_block.child_blocks[UNAVAILABLE], Kept(text), id=raw.get("id"))

    def shown(self):
        """The parts that are shown, in order."""
        return [self[i] for i in range(len(self)) if self.shows(i)]

    def shown_raw(self):
        """Their raw JSON."""
        return [self.raw_data[i] for i in range(len(self)) if self.shows(i)]

    def keep_hidden_of(self, other):
        """Parts that are not shown stay as they are in `other`, the value that this one takes the place of.

        A translation is made of its source and of the words of the parts that are shown: without this, saving it would
        put the source's words in place of the translated ones in all others.
        """
        before = {raw.get("id"): raw for i, raw in enumerate(other.raw_data) if not other.shows(i)}
        for i in range(len(self)):
            raw = self.raw_data[i]
            kept = before.get(raw.get("id"))
            if kept and kept["type"] == raw["type"] and not self.shows(i):
                self.raw_data[i] = kept


class KnownBlocks(dict):
    """{name: block}, where a name that nobody gives any more is unavailable: the index of what is in use still tells of it."""

    def __missing__(self, name):
        return self[UNAVAILABLE]


class PluginStreamBlock(blocks.StreamBlock):
    """A body of blocks of the core (`own`, [(name, block)]) and of all installed plugins; `plugins` is {name: label}."""

    def __init__(self, own, **kwargs):
        names = {name for name, _block in own} | CORE_NAMES
        self.plugins, added = {}, []
        for plugin, name, block in plugin_blocks():
            if name not in names and name not in self.plugins:
                self.plugins[name] = plugin.label
                added.append((name, block))
        super().__init__([*own, *added, (UNAVAILABLE, UnavailableBlock())], **kwargs)
        self.child_blocks = KnownBlocks(self.child_blocks)

    def own(self, value, **attributes):
        """A StreamValue of Wagtail's as one of ours, with the same parts."""
        if not isinstance(value, PluginStreamValue):
            made = PluginStreamValue(self, [], raw_text=value.raw_text)
            made._raw_data, made._bound_blocks, made.is_lazy = value._raw_data, value._bound_blocks, value.is_lazy
            value = made
        vars(value).update(attributes)
        return value

    def empty_value(self, raw_text=None):
        return self.own(super().empty_value(raw_text))

    def to_python(self, value):
        """Wagtail leaves out children of unknown types, and the next save deletes them. Here all are taken, as they are."""
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return self.empty_value(raw_text=value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return PluginStreamValue(self, value, is_lazy=True)
        return self.own(super().to_python(value))

    def bulk_to_python(self, values):
        return [self.to_python(value) for value in values]

    def get_prep_value(self, value):
        children = super().get_prep_value(value) or []
        return [raw for child in children if (raw := unwrap(child))]

    def value_from_datadict(self, data, files, prefix):
        return self.own(super().value_from_datadict(data, files, prefix), is_open=True)

    def clean(self, value):
        return self.own(super().clean(value), is_open=True)

    def extract_references(self, value):
        """Of what is off too: a picture there is in use."""
        yield from super().extract_references(self.own(value).copy(is_open=True))

    def get_block_by_content_path(self, value, path_elements):
        return super().get_block_by_content_path(self.own(value).copy(is_open=True), path_elements)

    def render_basic(self, value, context=None):
        return super().render_basic(self.own(value).shown(), context)

    def get_api_representation(self, value, context=None):
        return super().get_api_representation(self.own(value).shown(), context) if value else []
