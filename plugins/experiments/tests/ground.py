"""What the tests of trials share: Lintumäki with no trial of its own yet, one that runs, a photo, what a form sends."""

import io
import uuid
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from neighbourhoods import current

from ..models import DiaryEntry, ExperimentIndexPage, ExperimentPage

NOON = "2026-11-29T12:00:00+02:00"
WRITE = "/admin/desk/write/experiments/"
RESULT = "/admin/desk/write/experiments-result/"


@pytest.fixture
def noon():
    """Sunday 29 November 2026."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def record(noon, neighbourhoods):
    for page in ExperimentPage.objects.all():
        page.delete()
    return current.by_slug("lintumaki")


def index_of(record, language="fi"):
    return ExperimentIndexPage.objects.get(path__startswith=record.home(language).path)


def new_trial(record, title="Rappukahvit B-rapussa", language="fi", **fields):
    """A published trial that has run since Sunday 1 November 2026, unless it is said otherwise."""
    index = index_of(record, language)
    given = {"state": "running", "starts_on": date(2026, 11, 1), "aim": "Että naapurit tietävät toistensa nimet.", "place": "B-rappu"}
    page = ExperimentPage(title=title, slug=f"kokeilu-{uuid4().hex[:8]}", locale=index.locale, **(given | fields))
    index.add_child(instance=page)
    page.save_revision().publish()
    return again(page)


def again(page):
    """As it is stored, with nothing remembered."""
    return type(page)._base_manager.get(pk=page.pk)


def new_entry(record, page, text="Kaksi kävi.", day=date(2026, 11, 20), **fields):
    own = {"neighbourhood_id": record.pk, "experiment": page.translation_key, "language": "fi"}
    return DiaryEntry.unscoped.create(text=text, day=day, **own, **fields)


def photo(name="kuva.jpg"):
    out = io.BytesIO()
    Picture.new("RGB", (800, 600), "#7a4a2b").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def main(answer, status=200):
    """What is read in the middle of a page."""
    assert answer.status_code == status, answer.status_code
    return " ".join(BeautifulSoup(answer.text, "html.parser").main.get_text(" ", strip=True).split())


def send(desk, path=WRITE, **typed):
    """A short form that is sent to be published."""
    own = {"w-draft": str(uuid.uuid4()), "w-base": "", "w-place": "lintumaki", "w-action": "publish"}
    return desk.post(path, own | typed)


def typed(answer):
    """What the opened form would send."""
    found = {one.name: one.value() for one in answer.context["form"] if one.value()}
    return found | {"w-draft": str(answer.context["pk"]), "w-base": str(answer.context["base"]), "w-place": "lintumaki"}
