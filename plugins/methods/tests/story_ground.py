"""What tests of stories stand on: a method, its addresses, and a story that is told."""

from datetime import date, timedelta

import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from neighbourhoods import current
from plugins.methods.models import Story

from .ground import card, words

TOLD = {
    "result": "works_if",
    "reason": "Jos kutsuja on naapuri.",
    "text": "Sade tuli kello 18. Siirryimme autokatokseen.",
    "when": "8/2025",
    "place": "Piha B",
    "people": "44",
    "name": "Naapuri B",
}
LIST = "/admin/methods/stories/"


def page_of(page, language="fi"):
    return f"/{language}/menetelmat/{page.slug}/"


def form_of(page, language="fi"):
    return f"/{language}/methods/kerro/{card(page).record_id}/"


def opened(reader, path, ago=10):
    """A form that was opened `ago` seconds ago: its token."""
    with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
        page = reader.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return page.context["token"]


def press(reader, path, **fields):
    if "token" not in fields:
        fields["token"] = opened(reader, path)
    return reader.post(path, fields)


def new_story(page, slug="lintumaki", **fields):
    """A story that everybody reads, unless it is said otherwise."""
    given = {"happened_on": date(2025, 8, 1), "is_month": True, "place": "Piha B", "result": "works", "text": "Pöytä kesti."}
    given |= {"language": "fi", "state": "public"}
    return Story.unscoped.create(neighbourhood_id=current.by_slug(slug).pk, key=page.translation_key, **(given | fields))


def again(story):
    return Story.unscoped.get(pk=story.pk)


def main_text(answer):
    return words(BeautifulSoup(answer.content, "html.parser").main)
