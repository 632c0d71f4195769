"""What tests of care stand on: pages of some age, and what a person is told of them."""

import io
import json
from datetime import datetime, timedelta

import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture

from neighbourhoods import current
from neighbourhoods.desk import care
from neighbourhoods.models import HomePage, Image, InfoPage, Membership, Neighbourhood, User


def make_page(title, place="lintumaki", language="fi", days_old=0, text="<p>Teksti.</p>", **fields):
    """A published page, as if it had been so for some days."""
    home = HomePage.objects.get(url_path=f"/{place}/{language}/")
    body = fields.pop("body", [{"type": "text", "value": text, "id": "t1"}])
    page = InfoPage(title=title, locale=home.locale, body=json.dumps(body), **fields)
    with time_machine.travel(timezone.now() - timedelta(days=days_old)):
        home.add_child(instance=page)
        page.save_revision().publish()
    return InfoPage.objects.get(pk=page.pk)


def link_to(page):
    return f'<p>Katso <a linktype="page" id="{page.pk}">sivu</a>.</p>'


def picture(place="lintumaki", description="", title="IMG_0001"):
    file = io.BytesIO()
    Picture.new("RGB", (64, 48), "#7a4a2b").save(file, "JPEG")
    collection = Neighbourhood.objects.get(slug=place).collection
    return Image.objects.create(title=title, description=description, file=ContentFile(file.getvalue(), "k.jpg"), collection=collection)


def picture_block(image, words=""):
    value = {"image": {"image": image.pk, "alt_text": words, "decorative": False}, "caption": ""}
    return {"type": "picture", "value": value, "id": "p1"}


def member(address, place="lintumaki", role="activist"):
    user, _made = User.objects.get_or_create(email=address)
    Membership.objects.get_or_create(user=user, neighbourhood=Neighbourhood.objects.get(slug=place), defaults={"role": role})
    return user


def told(user, rule="", place="lintumaki"):
    """Things of one rule, or of all, that the person is told."""
    current.forget_everything()
    user._places = user._members = None
    return [thing for thing in care.found(current.by_slug(place), user, 100) if thing.key.startswith(f"{rule}:" if rule else "")]


def queries(function, *arguments):
    with CaptureQueriesContext(connection) as captured:
        function(*arguments)
    return len(captured)


def midday(day):
    return datetime.fromisoformat(f"{day}T12:00:00+02:00")
