"""Changing stored blocks in a data migration: in the rows, in what revisions hold, and in what waits to be translated."""

import copy
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from .translation_sources import STALE

BATCH = 100


def change_blocks(apps, model, field, name, function):
    """Change every stored block of one name, wherever it is nested: `function(value)` gives the new raw value.

    For data migrations of plugins; `apps` and the models are those of the migration, where the field is a JSONField:

        from django.db import migrations
        from neighbourhoods.fields import block_fields, change_blocks

        def one_title(value):
            # {"head": "Grill", "text": "<p>...</p>"} -> {"title": "Grill", "text": "<p>...</p>"}
            if "head" in value:
                value["title"] = value.pop("head")
            return value

        def forwards(apps, schema_editor):
            for model, field in block_fields(apps):
                change_blocks(apps, model, field, "notice_board", one_title)

        class Migration(migrations.Migration):
            dependencies = [
                ("notices", "0001_initial"),
                ("neighbourhoods", "0002_neighbourhoods"),
                ("wagtail_localize", "0001_initial"),
            ]
            operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

    `value` is what the JSON holds: a dict for a StructBlock, a list of {"type", "value", "id"} for a ListBlock or StreamBlock,
    HTML for rich text, an id for a chooser. The function gets a copy, may change it, and must return it; returning None raises
    TypeError before anything is lost. Write it so that a second call changes nothing: a migration may be run again.

    All other blocks, also of plugins that are not installed, stay as they are to the byte, and only rows in which a block has
    changed are written, with no save() and no signals. Search finds the old words until the page is saved or `update_index` is run.

    Returns how many live rows, revisions and sources of translations were written.
    """
    model = apps.get_model(model)

    def changed(blocks):
        return change(blocks, name, function)

    written = write_changed(model, field, lambda raw: changed(as_list(raw)))
    kinds = _model(apps, "contenttypes.ContentType").objects.filter(app_label=model._meta.app_label, model=model._meta.model_name)
    for kind in kinds.values_list("pk", flat=True):
        if revisions := _model(apps, "wagtailcore.Revision"):
            written += write_changed(revisions, "content", lambda content: in_content(content, field, changed), content_type_id=kind)
        if sources := _model(apps, "wagtail_localize.TranslationSource"):
            # the segments of what has changed are made again when all migrations are done
            same = {"specific_content_type_id": kind}
            written += write_changed(sources, "content_json", lambda text: in_text(text, field, changed), {"schema_version": STALE}, **same)
    return written


def _model(apps, name):
    """A model as migrations know it, or None where its app is not there yet: then it has no rows either."""
    try:
        return apps.get_model(name)
    except LookupError:
        return None


def as_list(raw):
    """The blocks of a field: a list in a migration's models, a StreamValue in those of the code."""
    return list(raw.raw_data) if hasattr(raw, "raw_data") else raw


def as_text(value):
    return json.dumps(value, cls=DjangoJSONEncoder)


def in_content(content, field, changed):
    """What a revision holds: {"body": "[...]"}, the blocks as text in JSON."""
    text = content.get(field) if isinstance(content, dict) else None
    if not isinstance(text, str):
        return content
    try:
        before = json.loads(text)
    except ValueError:
        return content
    after = changed(before)
    return content if after is before else {**content, field: as_text(after)}


def in_text(text, field, changed):
    content = json.loads(text)
    after = in_content(content, field, changed)
    return text if after is content else as_text(after)


def change(item, name, function):
    """`item` with all blocks of this name changed; the very same object when there is nothing to change."""
    if isinstance(item, list):
        parts = [change(part, name, function) for part in item]
        return parts if any(new is not old for new, old in zip(parts, item, strict=True)) else item
    if not isinstance(item, dict):
        return item
    parts = {key: change(part, name, function) for key, part in item.items()}
    if item.get("type") == name and "value" in item and item.keys() <= {"type", "value", "id"}:
        value = function(copy.deepcopy(parts["value"]))
        if value is None and parts["value"] is not None:
            raise TypeError(f"the function for blocks {name!r} returned None; it must return the value")
        # as text: True is 1 to Python, and the order of keys is kept
        if as_text(value) != as_text(parts["value"]):
            parts["value"] = value
    return parts if any(parts[key] is not item[key] for key in item) else item


def write_changed(model, field, changed, also=None, **rows):
    """Read rows in batches by key; write those whose value `changed` gives anew. Returns how many were written."""
    manager, last, written = model._base_manager, None, 0
    while True:
        with transaction.atomic():
            batch = manager.select_for_update().filter(**rows).order_by("pk")
            batch = list((batch if last is None else batch.filter(pk__gt=last)).values_list("pk", field)[:BATCH])
            for pk, before in batch:
                before = as_list(before)
                after = changed(before)
                if after is not before:
                    manager.filter(pk=pk).update(**{field: after, **(also or {})})
                    written += 1
        if len(batch) < BATCH:
            return written
        last = batch[-1][0]
