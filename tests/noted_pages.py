"""Pages with a block of a plugin in them, and what is stored, sent and shown of them."""

import json
import re

import pytest
from django.db import connection

from neighbourhoods import current
from neighbourhoods.models import HomePage, Image, InfoPage

HEADING = {"type": "heading", "value": "Otsikko", "id": "0b1f0d3e-1111-4222-8333-000000000001"}
# as no editor of today would write it: what is off is not touched, whatever it holds
OLD_TEXT = '<p data-block-key="abc">Sahaa  saa <b class="x">lainata</b> &amp; palauttaa</p>'
NOTE_ID = "0b1f0d3e-1111-4222-8333-000000000002"


@pytest.fixture
def note():
    value = {"title": "Lainahylly", "text": OLD_TEXT, "image": Image.objects.first().pk, "once": [1.0, None]}
    return {"value": value, "type": "dummy_note", "id": NOTE_ID}


@pytest.fixture
def clean_note():
    """As the block itself writes it."""
    value = {"title": "Lainahylly", "text": '<p data-block-key="abc">Sahaa saa lainata</p>', "image": Image.objects.first().pk}
    return {"type": "dummy_note", "value": value, "id": NOTE_ID}


@pytest.fixture
def switch(neighbourhoods):
    def to(on, slug="lintumaki", label="dummyplugin"):
        row = neighbourhoods[slug]
        row.refresh_from_db()
        row.config["plugins"] = {key: value for key, value in (row.config.get("plugins") or {}).items() if key != label}
        if on:
            row.config["plugins"][label] = {}
        row.save()
        current.changed(row.pk)

    return to


def make(*blocks, slug="kokeilu", under="/lintumaki/fi/", title="Kokeilu"):
    parent = HomePage.objects.get(url_path=under)
    page = parent.add_child(instance=InfoPage(title=title, slug=slug, locale=parent.locale, body=json.dumps(blocks)))
    return InfoPage.objects.get(pk=page.pk)


def stored(page):
    """The text of the body in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM neighbourhoods_infopage WHERE page_ptr_id = %s", [page.pk])
        value = cursor.fetchone()[0]
    return value if isinstance(value, str) else json.dumps(value)


def same(page, *blocks):
    """Whether the database holds these very blocks; where it keeps JSON as text, to the byte."""
    return json.loads(stored(page)) == list(blocks) and (connection.vendor != "sqlite" or stored(page) == json.dumps(blocks))


def posted(block, value, prefix):
    """What a browser sends of one block."""
    if hasattr(block, "child_blocks"):
        data = {}
        for name, child in block.child_blocks.items():
            data |= posted(child, value[name], f"{prefix}-{name}")
        return data
    state = block.get_form_state(value)
    return {prefix: state["id"] if isinstance(state, dict) and "id" in state else state or ""}


def form_data(form, **changes):
    children = list(form["body"].value())
    data = {"title": "Kokeilu", "slug": "kokeilu", "lead": "", "show_in_menus": "on", "body-count": str(len(children))}
    for number, child in enumerate(children):
        prefix = f"body-{number}"
        data |= {f"{prefix}-type": child.block_type, f"{prefix}-order": number, f"{prefix}-deleted": "", f"{prefix}-id": child.id}
        data |= posted(child.block, child.value, f"{prefix}-value")
    return data | changes


@pytest.fixture
def office(visit, keeper):
    made = visit()
    made.client.force_login(keeper)
    return made


def edit(page):
    return f"/admin/pages/{page.pk}/edit/"


def caps(text):
    found = re.search(r'"blockCounts": (\{.*?\}\})', text.replace("&quot;", '"'))
    return json.loads(found.group(1))
