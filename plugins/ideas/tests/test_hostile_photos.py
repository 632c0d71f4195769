"""Files that have hurt somebody, sent as the photo of an idea: each becomes a picture of our own, or is refused beside its field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from neighbourhoods import pictures
from neighbourhoods.models import ResidentPhoto
from plugins.ideas.models import Idea
from tests.cases import files

from .ground import TEXT, call_of, form, own_path, soup

pytestmark = pytest.mark.django_db
GOOD = {*files.WITH_TRACES, "plain.heic"}
TYPED = {"text": TEXT, "title": "Penkki", "place": "Roskakatos", "name": "Marjapensas", "email": "asukas@example.org"}
STRANGE = [
    "../../x.png",
    "a%2fb.png",
    ".htaccess",
    "p" * 300 + ".png",
    "x\u202egnp.exe",
    "x.png; filename=y.html",
    'x".png',
    "x.PNG.svg",
    " ",
]


@pytest.fixture(scope="module")
def hostile():
    return files.hostile()


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    pictures.connect()
    return settings.MEDIA_ROOT


@pytest.fixture
def reader(visit, folder):
    found = visit("lintumaki")
    found.client.raise_request_exception = True
    return found


@pytest.fixture
def path(neighbourhoods):
    return f"/fi/ideas/laheta/{call_of('lintumaki', check_first=False).pk}/"


def kept(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def send(reader, path, content, name, token=None):
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return reader.post(path, TYPED | {"token": token or form(reader, path)[0], "reviewed": "1", "photo": file})


def is_ours(folder):
    """Nothing is on the disk but two pictures that we drew, under names of our own."""
    found = kept(folder)
    assert len(found) == 2 and all(file.parent == folder / "residents" and file.suffix == ".jpg" for file in found)
    for file in found:
        content = file.read_bytes()
        assert not [trace for trace in files.TRACES if trace in content] and b"RAN" not in content
        with Picture.open(file) as picture:
            assert picture.format == "JPEG" and not picture.getexif() and max(picture.size) <= 1280


@pytest.mark.parametrize("name", sorted(files.hostile()))
def test_a_hostile_file_is_told_beside_its_field_with_all_texts_kept_or_becomes_a_picture_of_ours(reader, folder, path, hostile, name):
    number = Idea.unscoped.count()
    answer = send(reader, path, hostile[name], name)
    if name in GOOD:
        assert answer.status_code == 303 and Idea.unscoped.count() == number + 1 and Idea.unscoped.latest("pk").photo
        is_ours(folder)
        shown = reader.get(own_path(answer) + "kuva-large.jpg")
        assert shown["Content-Type"] == "image/jpeg" and shown["X-Content-Type-Options"] == "nosniff"
        return
    page = soup(answer, 422)
    assert page.select_one("#err_photo") and page.select_one("#errors a[href='#id_photo']")
    assert page.select_one("#id_text").get_text().strip() == TEXT
    assert all(page.select_one(f"#id_{field}")["value"] == typed for field, typed in TYPED.items() if field != "text")
    assert Idea.unscoped.count() == number and not kept(folder) and not ResidentPhoto.objects.exists()


def test_what_was_refused_can_be_sent_without_it_and_the_good_photo_before_it_is_still_there(reader, folder, path, hostile):
    token = form(reader, path)[0]
    fields = TYPED | {"token": token, "text": ""}
    good = SimpleUploadedFile("kuva.jpg", hostile["exif_gps.jpg"], "image/jpeg")
    assert reader.post(path, fields | {"photo": good}).status_code == 422
    assert send(reader, path, hostile["script.svg"], "kuva.svg", token).status_code == 422
    is_ours(folder)
    assert reader.post(path, TYPED | {"token": token, "reviewed": "1"}).status_code == 303
    assert Idea.unscoped.latest("pk").photo and len(kept(folder)) == 2


@pytest.mark.parametrize("name", STRANGE, ids=range(len(STRANGE)))
def test_the_name_of_a_photo_leads_nowhere_and_is_seen_nowhere(reader, folder, path, hostile, name):
    """Case text-bidi: names of files."""
    answer = send(reader, path, hostile["xmp_gps.png"], name)
    assert answer.status_code == 303
    is_ours(folder)
    page = reader.get(own_path(answer)).text
    assert "gnp.exe" not in page and "filename" not in page and not [file for file in kept(folder) if "png" in file.name]


def test_a_photo_larger_than_the_limit_is_told_with_both_numbers(reader, folder, path, settings, hostile):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024 * 1024
    page = soup(send(reader, path, hostile["exif_gps.jpg"] + bytes(2 * 1024 * 1024), "kuva.jpg"), 422)
    assert (
        "3\N{NO-BREAK SPACE}Mt, enintään 1\N{NO-BREAK SPACE}Mt" in page.select_one("#err_photo").get_text()
        and page.select_one("#id_text").get_text().strip() == TEXT
    )
    assert not kept(folder)
