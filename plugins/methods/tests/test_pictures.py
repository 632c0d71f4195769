"""A step may have a picture: it is written with what is in it, shown, translated along, and copied when others take the method into use."""

import io
import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.models import Collection

from neighbourhoods import current
from neighbourhoods.isolation import references
from neighbourhoods.models import Image

from .. import cards, pictures
from ..models import MethodPage
from .ground import LIBRARY, card, member, new_method, publish, soup

pytestmark = pytest.mark.django_db


def new_picture(slug="lintumaki", description="Kaksi kantaa pöytää"):
    file = io.BytesIO()
    Picture.new("RGB", (640, 480), "#7a4a2b").save(file, "JPEG")
    place = Collection.objects.get(path=current.by_slug(slug).collection_path)
    return Image.objects.create(title="IMG_1", description=description, file=ContentFile(file.getvalue(), "kuva.jpg"), collection=place)


def with_picture(page, image, alt="Pöytä ovella"):
    """The first step of the page shows the picture."""
    blocks = list(page.steps.raw_data)
    blocks[0] = blocks[0] | {"value": blocks[0]["value"] | {"picture": {"image": image.pk, "decorative": False, "alt_text": alt}}}
    return publish(page, steps=json.dumps(blocks))


@pytest.fixture
def image(neighbourhoods):
    return new_picture()


@pytest.fixture
def method(image):
    return with_picture(new_method("lintumaki", "Pitkä pöytä"), image)


@pytest.fixture
def partti(visit, neighbourhoods):
    visitor = visit()
    visitor.client.force_login(member("partti", neighbourhoods))
    return visitor


def take(at, page, **data):
    """The copy that Partti makes of a method."""
    answer = at.post(reverse("methods_take", args=[cards.record_id(page.translation_key)]), data)
    assert answer.status_code == 302
    return MethodPage.objects.filter(path__startswith=current.by_slug("partti").folder_path).latest("pk")


def test_a_step_shows_its_picture_with_what_is_in_it(visit, method, image):
    shown = soup(visit("lintumaki").get(f"{LIBRARY}{method.slug}/"))
    steps = shown.select("ol.steps > li")
    assert steps[0].select_one("img")["alt"] == "Pöytä ovella" and not steps[1].select("img")
    assert method.images() == [image.pk]


def test_a_step_and_its_picture_are_written_in_the_whole_editor(desk, method, image):
    answer = desk.get(reverse("wagtailadmin_pages:edit", args=[method.pk]))
    # the editor's values stand in the page as JSON
    assert answer.status_code == 200 and json.dumps("Pöytä ovella").strip('"') in answer.text
    # the form for a phone would lose it
    assert desk.get(f"/admin/desk/write/methods/{method.pk}/")["Location"] == reverse("wagtailadmin_pages:edit", args=[method.pk])


def test_other_words_in_other_steps_leave_the_picture_where_it_is(method, image):
    page = MethodPage.objects.get(pk=method.pk)
    page.set_steps(["Aluksi kutsu.", "Kanna pöytä.", "Istu."])
    assert [step["picture"] for step in page.step_values()] == [None, image.pk, None]


def test_a_copy_has_pictures_of_its_own_in_its_own_collection(visit, partti, method, image):
    assert soup(partti.get(reverse("methods_take", args=[cards.record_id(method.translation_key)]))).select_one("#id_pictures[checked]")
    copy = take(partti, method, pictures="1")
    own = Image.objects.get(pk=copy.step_values()[0]["picture"])
    assert own.pk != image.pk and own.file.name != image.file.name and own.description == "Kaksi kantaa pöytää"
    assert own.collection.path.startswith(current.by_slug("partti").collection_path)
    assert copy.step_values()[0]["alt"] == "Pöytä ovella" and copy.step_values()[1]["picture"] is None
    copy.get_latest_revision().publish()
    # whatever becomes of the original and of its picture
    MethodPage.objects.get(pk=method.pk).delete()
    Image.objects.filter(pk=image.pk).delete()
    shown = soup(visit("partti").get(f"{LIBRARY}{copy.slug}/"))
    assert shown.select_one("ol.steps img")["alt"] == "Pöytä ovella"


def test_the_picture_of_the_method_itself_comes_along_too(partti, image):
    page = publish(new_method("lintumaki"), picture=image, picture_alt="Pihalla")
    copy = take(partti, page, pictures="1")
    assert copy.picture_id not in (None, image.pk) and copy.picture_alt == "Pihalla"


def test_who_does_not_want_the_pictures_gets_the_words_alone(partti, method):
    before = Image.objects.count()
    copy = take(partti, method)
    assert [step["picture"] for step in copy.step_values()] == [None, None] and Image.objects.count() == before
    assert copy.step_values()[0]["text"] == "Kanna pöytä."


def test_a_picture_whose_file_is_lost_and_more_than_fit_are_left_out(neighbourhoods, method, image, monkeypatch):
    partti = current.by_slug("partti")
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "MOST", 0)
        assert pictures.copied(method, partti, None) == {}
    image.file.storage.delete(image.file.name)
    assert pictures.copied(method, partti, None) == {}


def test_a_method_without_pictures_asks_nothing_of_them(partti, neighbourhoods):
    page = new_method("lintumaki", "Ilman")
    assert not soup(partti.get(reverse("methods_take", args=[card(page).record_id]))).select("#id_pictures")


def test_the_shared_library_shows_no_pictures_since_each_site_serves_its_own(visit, method):
    shown = soup(visit().get("/fi/methods/"))
    assert "Pitkä pöytä" in shown.main.get_text() and not shown.main.select("li.card img")


def test_a_picture_of_a_step_is_of_ones_own_neighbourhood(desk, neighbourhoods, method):
    page = MethodPage.objects.get(pk=method.pk)
    page.steps = json.dumps([{"type": "step", "value": {"text": "x", "picture": {"image": new_picture("partti").pk}}, "id": "a"}])
    assert references.refused(page, member("lintumaki", neighbourhoods))
