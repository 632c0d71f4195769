"""What a browser, or somebody who imitates one, sends of a page's form."""

import json

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page, Revision


def fields(page, *parts, **more):
    """`parts` are (type of block, value): text, or a dict of what is sent of the block's own fields."""
    data = {"title": page.title, "lead": "", "slug": page.slug, "show_in_menus": "on", "body-count": str(len(parts))}
    data |= {"kind": "tool", "place": "", "author": "", "picture_alt": "", "related": ""}
    # a type of page may have other parts than a body
    data |= {f"{field.name}-count": "0" for field in page._meta.concrete_fields if isinstance(field, StreamField) and field.name != "body"}
    for number, (kind, value) in enumerate(parts):
        prefix = f"body-{number}"
        data |= {f"{prefix}-type": kind, f"{prefix}-order": number, f"{prefix}-deleted": "", f"{prefix}-id": ""}
        data |= {f"{prefix}-value-{name}": one for name, one in value.items()} if isinstance(value, dict) else {f"{prefix}-value": value}
    return data | version(page) | more


def needed(model):
    """Days and texts without which a page of this type cannot be."""
    asked = [field for field in model._meta.local_fields if not (field.blank or field.has_default())]
    found = {field.name: "2026-12-01" for field in asked if isinstance(field, models.DateField)}
    return found | {field.name: "sana" for field in asked if isinstance(field, models.TextField)}


def version(page):
    """What the editor's form tells of the version that it was opened with."""
    row = Revision.objects.filter(pk__in=Page.objects.filter(pk=page.pk).values("latest_revision")).first()
    return {"loaded_revision_id": row.pk, "loaded_revision_created_at": row.created_at.isoformat()} if row else {}


def rich(kind, **data):
    """Rich text as the editor sends it: a word that is a link to something, or a picture."""
    word = {"offset": 0, "length": 4, "key": 0}
    block = {"key": "a", "text": "sana", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [word]}
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}})


PLAIN = json.dumps({"blocks": [{"key": "a", "text": "sana", "type": "unstyled", "depth": 0}], "entityMap": {}})


def picture(pk):
    return "picture", {"image-image": pk, "image-alt_text": "Kuva", "caption": ""}


def file(pk):
    return "file", {"document": pk, "title": ""}


def action(pk):
    return "action", {"title": "Tule", "text": "", "button": "Tule mukaan talkoisiin", "page": pk, "url": ""}


def links(*ids):
    value = {"title": "Linkit", "links-count": len(ids)}
    for number, pk in enumerate(ids):
        prefix = f"links-{number}"
        value |= {f"{prefix}-{name}": one for name, one in {"deleted": "", "order": number, "id": "", "type": "item"}.items()}
        value |= {f"{prefix}-value-page": pk, f"{prefix}-value-url": "", f"{prefix}-value-text": "Linkki"}
    return "links", value


def page_link(pk):
    return "text", rich("LINK", id=pk, url="/x/", parentId=1)


def file_link(pk):
    return "text", rich("DOCUMENT", id=pk, url="/x/", filename="x.pdf")


def note(image="", page=None):
    return "dummy_note", {"title": "Lappu", "text": rich("LINK", id=page) if page else PLAIN, "image": image}
