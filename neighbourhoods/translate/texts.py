"""The texts of a page that can be translated, each with a key and a name, and how translations are put in their places.

Which fields are translated and which are the same in all languages is what wagtail-localize knows of the page type. A body is taken as
its raw JSON, so parts that nobody here knows stay as they are.
"""

import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields

from ..plugin_blocks import neighbourhood_of, plugin_blocks
from . import marks

LINE, LINES, RICH = "line", "lines", "rich"
NOT_TEXT = (blocks.URLBlock, blocks.EmailBlock, blocks.ChoiceBlock, blocks.RawHTMLBlock)


@dataclass
class Text:
    """`text` is as people write it: with marks where `kind` is RICH, whose links are `links`. `shape` tells of its place without ids."""

    key: str
    label: str
    text: str
    kind: str
    max_length: int = 0
    links: list = field(default_factory=list)
    shape: str = ""
    raw: str = ""  # as the page keeps it


def plain(value):
    """As it is after it was stored as JSON."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def kinds_of_fields(model):
    """({name: field} that are translated, {name: field} that are the same in all languages); personal data is neither."""
    translated, same = {}, {}
    personal = set(getattr(model, "personal_data", ()))
    for one in get_translatable_fields(model):
        found = one.get_field(model)
        if one.field_name in personal or not isinstance(found, models.Field) or found.many_to_many:
            continue
        text = isinstance(found, StreamField | models.CharField | models.TextField) and not getattr(found, "choices", None)
        (translated if text and one.is_translated(model()) else same)[one.field_name] = found
    return translated, same


def content(page):
    """{name of a field: plain value} of all that a translation takes from its original."""
    translated, same = kinds_of_fields(type(page))
    found = {}
    for name, one in {**translated, **same}.items():
        value = getattr(page, one.attname)
        found[name] = plain(list(value.raw_data) if isinstance(one, StreamField) else value)
    return found


def put_content(page, values):
    for name, value in values.items():
        one = page._meta.get_field(name)
        if isinstance(one, StreamField):
            setattr(page, name, json.dumps(value))
        elif plain(getattr(page, one.attname)) != value:
            setattr(page, one.attname, one.to_python(value) if not one.is_relation else value)


def hidden_blocks(page):
    """Names of blocks whose plugin is off where the page is."""
    record = neighbourhood_of(page)
    return {name for plugin, name, _block in plugin_blocks() if not (record and plugin.label in record.plugins)}


def of(page, values=None):
    """{key: Text} of what there is to translate on a page, in the order in which it is read. No query."""
    found, counted = {}, {}

    def note(key, kind, raw, label, max_length, shape):
        links = []
        text = marks.to_text(raw, links) if kind == RICH else str(raw)
        if text.strip():
            counted[label] = counted.get(label, 0) + 1
            name = label if counted[label] == 1 else _("%(label)s %(number)s") % {"label": label, "number": counted[label]}
            found[key] = Text(key, name, text.strip() if kind == RICH else text, kind, max_length or 0, links, shape, str(raw))
        return raw

    each(page, content(page) if values is None else values, note)
    return found


def beside(page):
    """{key: Text} of what is translated with a page and is no field of it."""
    return {key: Text(key, str(label), text, LINES, most) for key, (label, text, most) in page.texts_beside().items() if text.strip()}


def filled(page, values, texts, links, html=()):
    """The values with these translations {key: text} in their places; `links` is {key: their attributes}, `html` is {key: HTML}."""

    def put(key, kind, raw, label, max_length, shape):
        if not texts.get(key):
            return raw
        if key in html:
            return html[key]
        return marks.to_html(texts[key], links.get(key, [])) if kind == RICH else texts[key]

    return each(page, values, put)


def without(page, values):
    """The values without their texts: what differs in them is no text."""
    return each(page, values, lambda *_text: "")


def each(page, values, at):
    """The values with what `at(key, kind, raw, label, max_length, shape)` makes of each text."""
    translated, _same = kinds_of_fields(type(page))
    hidden, result = hidden_blocks(page), {}
    for name, value in values.items():
        one = translated.get(name)
        if one is None:
            result[name] = value
        elif isinstance(one, StreamField):
            result[name] = stream(one.stream_block, value or [], name, name, "", at, hidden)
        else:
            kind = LINES if isinstance(one, models.TextField) else LINE
            result[name] = at(name, kind, value or "", label_of(one), one.max_length, name)
    return result


def label_of(one):
    if one.name == "title":
        return _("Heading of the page")
    return {"seo_title": _("Title for search engines"), "search_description": _("Description for search engines")}.get(
        one.name, str(capfirst(one.verbose_name))
    )


def stream(block, raw, key, shape, label, at, hidden=()):
    result = []
    for number, child in enumerate(raw):
        known = block.child_blocks.get(child.get("type")) if isinstance(child, dict) else None
        if known is None or child["type"] in hidden:
            result.append(child)
            continue
        own = f"{key}.{child.get('id') or number}"
        value = within(known, child.get("value"), own, f"{shape}.{child['type']}", named(label, known), at)
        result.append({**child, "value": value})
    return result


def named(label, block):
    own = str(block.label or "")
    return f"{label}: {own[:1].lower()}{own[1:]}" if label and own else label or own


def within(block, raw, key, shape, label, at):
    if hasattr(block, "get_translatable_segments") or isinstance(block, NOT_TEXT) or raw is None:
        return raw
    if isinstance(block, blocks.RichTextBlock):
        return at(key, RICH, raw, label, None, shape)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        kind = LINES if isinstance(block, blocks.TextBlock) else LINE
        return at(key, kind, raw, label, getattr(block.field, "max_length", None), shape)
    if isinstance(block, blocks.StreamBlock) and isinstance(raw, list):
        return stream(block, raw, key, shape, label, at)
    if isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        parts = {
            name: within(child, raw[name], f"{key}.{name}", f"{shape}.{name}", named(label, child), at)
            for name, child in block.child_blocks.items()
            if name in raw
        }
        return {**raw, **parts}
    if isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        return [item(block, one, number, key, shape, label, at) for number, one in enumerate(raw)]
    return raw


def item(block, raw, number, key, shape, label, at):
    if isinstance(raw, dict) and raw.get("type") == "item" and "value" in raw:
        own = f"{key}.{raw.get('id') or number}"
        return {**raw, "value": within(block.child_block, raw["value"], own, f"{shape}.item", label, at)}
    return within(block.child_block, raw, f"{key}.{number}", f"{shape}.item", label, at)


def pairs(originals, own):
    """{key in the original: key in a version}: by their own keys, or, of a version that was made by hand, by their places.

    None where the two are made of other parts.
    """
    if not own or all(key in own for key in originals):
        return {key: key for key in originals}
    bodies = [[text for text in found.values() if "." in text.key] for found in (originals, own)]
    simple = {key: key for key in originals if "." not in key}
    if {text.key for text in bodies[0]} & {text.key for text in bodies[1]}:
        return {key: key for key in originals}
    if [text.shape for text in bodies[0]] != [text.shape for text in bodies[1]]:
        return None
    return simple | {one.key: other.key for one, other in zip(*bodies, strict=True)}


def with_ids_of(values, pairs):
    """The values of a version that was made by hand, whose parts get the ids of those of the original: they are told apart by them."""
    ids = {}
    for key, own in pairs.items():
        ids |= {there: here for here, there in zip(key.split("."), own.split("."), strict=False) if here != there}

    def renamed(value):
        if isinstance(value, list):
            return [renamed(one) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: renamed(one) for name, one in value.items()}
        return found | {"id": ids[found["id"]]} if "type" in found and found.get("id") in ids else found

    return renamed(values) if ids else values
