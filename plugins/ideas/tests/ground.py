"""What the tests of residents share: the call of the examples, a form that was opened a while ago, a photo."""

import io
from datetime import timedelta

import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture

from neighbourhoods import current
from plugins.ideas.models import Call

TEXT = "Penkki roskakatoksen viereen, jotta kauppamatkalla voi levätä."


def call_of(slug, **changes):
    call = Call.unscoped.get(neighbourhood__slug=slug)
    for name, value in changes.items():
        setattr(call, name, value)
    if changes:
        call.save()
    return call


def place(slug="lintumaki"):
    """What a request knows of a neighbourhood."""
    return current.by_slug(slug)


def form(reader, path, ago=10):
    """(token, page) of a form that was opened `ago` seconds ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=ago), tick=False):
        page = reader.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return page.context["token"], page


def press(reader, path, ago=10, headers=None, **fields):
    """What a form answers that was opened a while ago and is sent now."""
    if "token" not in fields:
        fields["token"] = form(reader, path, ago)[0]
    return reader.post(path, fields, headers=headers or {})


def send(reader, call, text=TEXT, language="fi", **fields):
    """A form that is sent; what was thought alike has been seen."""
    return press(reader, f"/{language}/ideas/laheta/{call.pk}/", **({"text": text, "reviewed": "1"} | fields))


def own_path(sent):
    """Address of the own page, without what is asked of it."""
    return sent["Location"].partition("?")[0]


def soup(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def words(answer, status=200):
    return " ".join(soup(answer, status).main.get_text(" ", strip=True).split())


def photo(name="kuva.jpg"):
    out = io.BytesIO()
    Picture.new("RGB", (800, 600), "#7a4a2b").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
