"""Values for whatever a model or a block asks for: enough to be saved and shown."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

# Words that stand on no page of their own accord: found again in pages, menus, feeds and the search.
TITLE = "Saunavihta"
TEXT = "Pihakeinu"
NOTHING = object()


def needs_value(field):
    if field.primary_key or not field.concrete or field.auto_created or getattr(field, "auto_now_add", False):
        return False
    return not field.has_default() and not field.blank and not field.null


def field_value(field):
    """A value for a field that links to nothing; NOTHING for a kind of field that is not known here."""
    if field.choices:
        return field.choices[0][0]
    kinds = {
        models.EmailField: "joku@example.org",
        models.URLField: "https://example.org/",
        models.SlugField: "nayte",
        models.CharField: TEXT[: field.max_length],
        models.TextField: TEXT,
        models.BooleanField: True,
        models.IntegerField: 1,
        models.FloatField: 1.0,
        models.DecimalField: 1,
        models.DateTimeField: timezone.now(),
        models.DateField: date.today(),
        models.UUIDField: uuid.uuid4(),
        models.JSONField: {},
    }
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), NOTHING)


def block_value(block, image):
    """JSON of a value for a block, with something in all that is required; `image` is the id of a picture."""
    if isinstance(block, ImageBlock):
        return {"image": image, "alt_text": TEXT, "decorative": False}
    if isinstance(block, ImageChooserBlock):
        return image
    if isinstance(block, blocks.StructBlock):
        return {name: block_value(child, image) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "id": str(uuid.uuid4()), "value": block_value(block.child_block, image)}]
    if isinstance(block, blocks.StreamBlock):
        children = list(block.child_blocks.items())[:1] if block.required else []
        return [{"type": name, "id": str(uuid.uuid4()), "value": block_value(child, image)} for name, child in children]
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{TEXT}</p>"
    kinds = {blocks.EmailBlock: "joku@example.org", blocks.URLBlock: "https://example.org/", blocks.CharBlock: TEXT, blocks.TextBlock: TEXT}
    kinds |= {blocks.IntegerBlock: 1, blocks.DateBlock: date.today().isoformat(), blocks.DateTimeBlock: timezone.now().isoformat()}
    for kind, value in kinds.items():
        if isinstance(block, kind):
            return value
    default = block.get_default()
    return None if isinstance(default, StreamValue) else block.get_prep_value(default)


def block_names(blocks_by_name, above=""):
    """["note", "note.title", ...]: all names under which values of these blocks are stored."""
    found = []
    for name, block in blocks_by_name.items():
        found.append(above + name)
        children = getattr(block, "child_blocks", None) or ({"[]": block.child_block} if hasattr(block, "child_block") else {})
        found += block_names(children, f"{above}{name}.")
    return sorted(found)
