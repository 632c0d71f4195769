"""Writes markers of one neighbourhood into the fields and blocks of its rows."""

import json
import uuid
from contextlib import suppress
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from neighbourhoods import current

from .markers import LENGTH, PRIVATE

# Text that is no text of a person: what it holds decides how the row works.
TECHNICAL = {
    *("path", "url_path", "object_id", "parent_object_id", "language", "language_code", "preferred_language", "current_time_zone"),
    *("kind", "key", "plugin", "action", "contentpath", "content_path", "restriction_type", "schema_version", "template_format"),
    *("file", "avatar", "file_hash", "filter_spec", "focal_point_key", "status", "prefix", "tool_name", "password", "attrs"),
}


class Pen:
    def __init__(self, markers, place):
        self.markers, self.place = markers, place

    def word(self, row, field, seen_by=PRIVATE):
        return self.markers.new(self.place.slug, field, seen_by, row).word

    def write(self, row, seen_by=PRIVATE, names=None, but=()):
        """Markers into the text fields of a row (all that can hold one, or those of `names`); the row is not saved."""
        for field in row._meta.concrete_fields:
            if (names is None or field.name in names) and field.name not in but and self.holds_text(field, names is not None):
                setattr(row, field.attname, self.text(row, field, seen_by))
        return row

    @staticmethod
    def holds_text(field, is_named=False):
        if field.choices or field.is_relation or (field.name in TECHNICAL and not is_named):
            return False
        if isinstance(field, StreamField | models.JSONField):
            return True
        room = field.max_length is None or field.max_length >= LENGTH + (len("@example.org") if isinstance(field, models.EmailField) else 0)
        is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FilePathField)
        return is_text and room and takes_any_word(field)

    def text(self, row, field, seen_by):
        if isinstance(field, StreamField):
            return self.body(field.stream_block, row, field.name, seen_by)
        word = self.word(row, field.name, seen_by)
        if isinstance(field, models.JSONField):
            return {word: word}
        if isinstance(field, models.EmailField):
            return f"{word}@example.org"
        return f"https://{word}.example.org/" if isinstance(field, models.URLField) else word

    def body(self, stream, row, name, seen_by):
        """JSON of a body with one of each block, plugins' among them."""
        children = [
            {"type": key, "id": self.uuid(), "value": self.value(block, row, f"{name}.{key}", seen_by)}
            for key, block in stream.child_blocks.items()
            # it stands for what is not installed any more, and nobody can add it
            if key not in ("unavailable",)
        ]
        return json.dumps(children)

    def uuid(self):
        return str(uuid.UUID(int=self.markers.random.getrandbits(128), version=4))

    def value(self, block, row, path, seen_by):
        """JSON of a value of a block, whatever it is made of."""
        if (target := self.target(block, seen_by)) is not None:
            word = self.word(row, path, seen_by) if isinstance(block, ImageBlock) else ""
            return {"image": target.pk, "alt_text": word, "decorative": False} if word else target.pk
        if isinstance(block, blocks.StructBlock):
            return {key: self.value(child, row, f"{path}.{key}", seen_by) for key, child in block.child_blocks.items()}
        if isinstance(block, blocks.ListBlock):
            return [{"type": "item", "id": self.uuid(), "value": self.value(block.child_block, row, path, seen_by)}]
        if isinstance(block, blocks.StreamBlock):
            return json.loads(self.body(block, row, path, seen_by))
        if isinstance(block, blocks.RichTextBlock):
            link = f'<a linktype="page" id="{self.place.linked(seen_by).pk}">x</a>'
            return f"<p>{self.word(row, path, seen_by)} {link}</p>"
        return self.plain_value(block, row, path, seen_by)

    def target(self, block, seen_by):
        """What a block that chooses something chooses."""
        if isinstance(block, ImageBlock | ImageChooserBlock):
            return self.place.image(seen_by)
        if isinstance(block, DocumentChooserBlock):
            return self.place.document(seen_by)
        return self.place.linked(seen_by) if isinstance(block, blocks.PageChooserBlock) else None

    def plain_value(self, block, row, path, seen_by):
        if isinstance(block, blocks.ChoiceBlock):
            return self.choice(block)
        if isinstance(block, blocks.EmailBlock):
            return f"{self.word(row, path, seen_by)}@example.org"
        if isinstance(block, blocks.URLBlock):
            return f"https://{self.word(row, path, seen_by)}.example.org/"
        if isinstance(block, blocks.CharBlock | blocks.TextBlock):
            return self.word(row, path, seen_by)
        if isinstance(block, blocks.DateTimeBlock):
            return timezone.now().isoformat()
        if isinstance(block, blocks.DateBlock):
            return date.today().isoformat()
        if isinstance(block, blocks.IntegerBlock):
            return 1
        default = block.get_default()
        return None if isinstance(default, blocks.StreamValue) else block.get_prep_value(default)

    def choice(self, block):
        """The first that the neighbourhood's editors are offered."""
        with current.activate(self.place.record):
            offered = [value for value, _label in block.field.choices if value]
        return offered[0] if offered else ""

    def number_of(self, model):
        """Rows of the neighbourhood that there are already."""
        own = {"neighbourhood": self.place.row} if any(field.name == "neighbourhood" for field in model._meta.fields) else {}
        return model._base_manager.filter(**own).count()

    def required(self, model, related):
        """Values of the fields without which a row of the model cannot be; `related(field)` finds rows for its links."""
        values = {}
        for field in model._meta.concrete_fields:
            if field.primary_key and (field.auto_created or field.is_relation) or getattr(field, "parent_link", False):
                continue
            if field.is_relation:
                if (row := related(field)) is not None:
                    values[field.name] = row
            elif field.choices:
                # what may be empty need not fit together with the rest
                if not field.blank:
                    values[field.name] = next(iter(field.flatchoices))[0]
            elif isinstance(field, models.UUIDField):
                values[field.name] = uuid.UUID(self.uuid())
            elif isinstance(field, models.DateTimeField):
                # what begins before something else ends
                values[field.name] = timezone.now() + timedelta(days=30, hours=len(values))
            elif isinstance(field, models.DateField):
                # of some things there is one a day
                is_alone = any(field.name in getattr(one, "fields", ()) for one in model._meta.constraints)
                values[field.name] = date.today() - timedelta(days=model._base_manager.count() if is_alone else 0)
            elif isinstance(field, models.CharField) and not (field.blank or field.has_default()) and not self.holds_text(field, True):
                values[field.name] = short(field, self.number_of(model))
            elif isinstance(field, models.BinaryField):
                values[field.name] = b""
            elif isinstance(field, models.IntegerField | models.FloatField | models.DecimalField) and not field.has_default():
                values[field.name] = None if field.null else 1
        return values


def short(field, number):
    """What a field takes that has no room for a marker or wants more than a word: letters, or a day; another for each number."""
    letters = f"x{number}"[: field.max_length]
    day = (date.today() - timedelta(days=number)).isoformat()
    for text in (letters, day):
        with suppress(ValidationError):
            field.run_validators(text)
            return text
    return ""


def takes_any_word(field):
    """Whether a model's field is free: not the name of a time zone, for one. What a marker is made into for addresses is taken anyway."""
    if isinstance(field, models.EmailField | models.URLField):
        return True
    try:
        field.run_validators("a" * LENGTH)
    except ValidationError:
        return False
    return True


def written_by_people(model):
    """Names of the fields of a page type into which its editor lets people write freely, and of its bodies."""
    shown = model.get_edit_handler().get_form_class().base_fields
    own = {field.name: field for field in model._meta.concrete_fields}
    free = {name for name, field in shown.items() if isinstance(field, forms.CharField) and not isinstance(field, forms.URLField)}
    free = {name for name in free if name not in own or takes_any_word(own[name])}
    bodies = {field.name for field in model._meta.concrete_fields if isinstance(field, StreamField)}
    return (free | bodies) - {"comment_notifications"}
