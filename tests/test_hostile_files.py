"""Files that have hurt somebody: each is refused in a sentence or stored so that it hurts nobody."""

import json
import subprocess
import sys
import tempfile
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from wagtail.models import UploadedFile

from neighbourhoods import photos, pictures
from neighbourhoods.models import Document, Image

from .cases import files
from .cases.drawn import gradient
from .pages_with_files import published

GOOD = {*files.WITH_TRACES, "plain.heic"}
NAMES = sorted(files.hostile())
ALLOWED = {"pdf_js.pdf", "xlsx_bomb.xlsx"}
# a folder's way out, other systems' words, marks that turn the writing, lines and nothing at all
STRANGE = [
    "../../x.png",
    "..\\..\\x.png",
    "a%2fb.png",
    "CON.png",
    ".htaccess",
    "p" * 300 + ".png",
    "\U0001f426\U0001f3e0.png",
    "x\u202egnp.exe",
    "a\x00b.png",
    "x.png; filename=y.html",
    'x".png',
    "x.PNG.svg",
    " .png",
    "",
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
def desk(visit, activist, folder):
    visitor = visit()
    visitor.client.force_login(activist)
    visitor.client.raise_request_exception = True
    return visitor


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def send(desk, way, content, name):
    """Upload in one of the ways that the admin has; returns (answer, what it said of the file)."""
    file = SimpleUploadedFile(name, content, "image/jpeg")
    if way == "picture":
        answer = desk.post("/admin/images/add/", {"title": "", "description": "Piha", "file": file})
    elif way == "document":
        answer = desk.post("/admin/documents/add/", {"title": "Tiedosto", "file": file})
    elif way.startswith("several"):
        answer = desk.post(f"/admin/{way.split()[1]}/multiple/add/", {"files[]": file})
        return answer, json.loads(answer.text).get("error_message")
    else:
        prefix = f"{way.split()[1]}-chooser-upload"
        data = {f"{prefix}-title": "x", f"{prefix}-description": "Piha", f"{prefix}-file": file}
        answer = desk.post(f"/admin/{way.split()[1]}s/chooser/create/", data)
        form = answer.context and answer.context.get("creation_form")
        return answer, form.errors.get("file") if form else None
    form = answer.context["form"] if answer.status_code == 200 else None
    return answer, form.errors.get("file") if form else None


@pytest.mark.django_db
class TestEveryWayIn:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("way", ["picture", "chooser image", "several images"])
    def test_as_a_picture_it_is_ours_or_refused(self, desk, folder, hostile, way, name):
        before = Image.objects.count()
        started = time.monotonic()
        answer, said = send(desk, way, hostile[name], "kuva.jpg")
        assert answer.status_code < 400 and time.monotonic() - started < 30
        if name in GOOD:
            assert not said and Image.objects.count() == before + 1
            image = Image.objects.latest("pk")
            assert (image.width, image.height) == (480, 640) if name in files.WITH_TRACES else (640, 480)
            content = image.file.open().read()
            assert not [trace for trace in files.TRACES if trace in content]
        else:
            assert said and Image.objects.count() == before
            assert not kept(folder)

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("way", ["document", "chooser document", "several documents"])
    def test_as_a_document_only_kinds_of_the_list_are_stored(self, desk, folder, hostile, way, name):
        before = Document.objects.count()
        answer, said = send(desk, way, hostile[name], name)
        assert answer.status_code < 400
        assert Document.objects.count() - before == (name in ALLOWED)
        assert bool(said) == (name not in ALLOWED) and bool(kept(folder)) == (name in ALLOWED)


@pytest.mark.django_db
class TestTheForms:
    def test_what_is_in_the_picture_must_be_said(self, desk, hostile):
        answer = desk.post(
            "/admin/images/add/", {"title": "x", "description": " ", "file": SimpleUploadedFile("a.jpg", hostile["exif_gps.jpg"])}
        )
        assert answer.status_code == 200 and list(answer.context["form"].errors) == ["description"]
        said = answer.context["form"].fields["description"].error_messages["required"]
        with override("en"):
            assert str(said) == "Say what is in the picture."

    def test_the_file_comes_first_and_then_what_is_in_it(self, desk):
        form = desk.get("/admin/images/add/").context["form"]
        assert list(form.fields)[:3] == ["file", "description", "title"]
        text = desk.get("/admin/images/add/").text
        assert f'accept="{photos.ACCEPT}"' in text and "image/svg" not in text
        assert not form.fields["title"].required and "w-sync" not in str(form["file"])

    def test_the_title_is_what_is_in_the_picture_unless_one_was_written(self, desk, hostile):
        for title, wanted in (("", "Piha keväällä"), ("Oma", "Oma"), (" \u202e ", "Piha keväällä")):
            file = SimpleUploadedFile("IMG_1.jpg", hostile["exif_gps.jpg"])
            assert desk.post("/admin/images/add/", {"title": title, "description": "Piha keväällä", "file": file}).status_code == 302
            assert Image.objects.latest("pk").title == wanted

    def test_several_at_once_get_their_descriptions_afterwards(self, desk, folder, hostile):
        answer, _ = send(desk, "several images", hostile["exif_gps.jpg"], "Mikko pihalla.jpg")
        data = json.loads(answer.text)
        image = Image.objects.latest("pk")
        assert data["success"] and data["image_id"] == image.pk and f"image-{image.pk}-description" in data["form"]
        assert image.title == "Mikko pihalla" and "mikko" not in image.file.name.lower()
        empty = desk.post(f"/admin/images/multiple/{image.pk}/", {f"image-{image.pk}-title": "x", f"image-{image.pk}-description": ""})
        assert not json.loads(empty.text)["success"]
        full = desk.post(f"/admin/images/multiple/{image.pk}/", {f"image-{image.pk}-title": "", f"image-{image.pk}-description": "Piha"})
        assert json.loads(full.text)["success"]
        image.refresh_from_db()
        assert (image.title, image.description) == ("Piha", "Piha")

    def test_a_new_file_in_the_form_of_an_old_picture_is_cleaned_too(self, desk, folder, hostile):
        send(desk, "picture", hostile["plain.heic"], "a.heic")
        image = Image.objects.latest("pk")
        old = image.file.name
        fields = {"title": "x", "description": "Piha"}
        assert (
            desk.post(f"/admin/images/{image.pk}/", {**fields, "file": SimpleUploadedFile("b.gif", hostile["bomb_frames.gif"])}).status_code
            == 200
        )
        assert (
            desk.post(f"/admin/images/{image.pk}/", {**fields, "file": SimpleUploadedFile("b.png", hostile["xmp_gps.png"])}).status_code
            == 302
        )
        image.refresh_from_db()
        assert image.file.name != old and files.MARK.encode() not in image.file.open().read()
        assert desk.post(f"/admin/images/{image.pk}/", {**fields, "title": "ilman tiedostoa"}).status_code == 302

    def test_a_file_that_waits_for_a_right_form_is_cleaned_and_nameless(self, desk, folder, hostile, neighbourhoods):
        """A collection that nobody chose is an error of another field: Wagtail then keeps the file aside."""
        from neighbourhoods.models import Membership

        Membership.objects.create(user=desk_user(desk), neighbourhood=neighbourhoods["partti"], role="activist")
        file = SimpleUploadedFile("Mikko Mallikas.jpg", hostile["exif_gps.jpg"])
        answer = desk.post("/admin/images/multiple/add/", {"files[]": file, "collection": ""})
        assert json.loads(answer.text)["success"] and UploadedFile.objects.count() == 1
        paths = kept(folder)
        assert paths and not [path for path in paths if "ikko" in path.name or files.MARK.encode() in path.read_bytes()]

    def test_no_way_round_the_forms_stores_what_was_sent(self, folder, hostile, db):
        from wagtail.models import Collection

        root = Collection.get_first_root_node()
        one = Image(title="x", collection=root, file=ContentFile(hostile["exif_gps.jpg"], "a.jpg"))
        one.save()
        two = Image(title="x", collection=root)
        two.file.save("a.jpg", ContentFile(hostile["exif_gps.jpg"]), save=False)
        two.save()
        three = Image(title="x", collection=root, width=1, height=1, file=ContentFile(hostile["exif_gps.jpg"], "a.jpg"))
        Image.objects.bulk_create([three])
        assert len(kept(folder)) == 3
        assert not [path for path in kept(folder) if files.MARK.encode() in path.read_bytes() or path.suffix != ".jpg"]
        assert (one.width, one.height) == (480, 640) == (two.width, two.height)
        with pytest.raises(photos.PhotoRefused):
            Image(title="x", collection=root, file=ContentFile(hostile["script.svg"], "a.jpg")).save()
        assert len(kept(folder)) == 3

    def test_the_name_of_a_file_decides_nothing(self, desk, folder, hostile):
        for name in ("kuva.jfif", "kuva.svg", "kuva"):
            answer, said = send(desk, "picture", hostile["exif_gps.jpg"], name)
            assert answer.status_code == 302 and not said

    def test_a_picture_of_text_is_remembered_as_one(self, desk, folder):
        from .cases.drawn import page

        send(desk, "picture", files.as_bytes(page(1), "PNG"), "a.png")
        assert Image.objects.latest("pk").looks_like_text
        send(desk, "picture", files.as_bytes(gradient(), "PNG"), "a.png")
        assert not Image.objects.latest("pk").looks_like_text

    def test_nothing_of_a_large_upload_stays_behind(self, desk, folder, monkeypatch, tmp_path, hostile):
        aside = tmp_path / "aside"
        aside.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(aside))
        for content in (bytes(16 * 1024 * 1024), hostile["exif_gps.jpg"] + bytes(4 * 1024 * 1024)):
            send(desk, "picture", content, "a.jpg")
        assert not list(aside.iterdir())


def desk_user(desk):
    from neighbourhoods.models import User

    return User.objects.get(pk=desk.client.session["_auth_user_id"])


@pytest.mark.django_db
class TestServing:
    def test_up_svg_polyglot_a_document_is_saved_and_never_opened_as_a_page(self, desk, visit, folder, hostile):
        send(desk, "document", hostile["pdf_js.pdf"], "x.pdf")
        document = Document.objects.latest("pk")
        published(document)
        assert visit("lintumaki").get(document.file.url).status_code == 404
        for reader in (visit("lintumaki"), desk):
            answer = reader.get(document.url)
            assert answer.status_code == 200
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("name", ["script.svg", "script.svgz", "page.html", "page.shtml", "gif_html.gif"])
    def test_up_svg_polyglot_even_a_file_that_got_in_runs_no_script(self, visit, folder, hostile, name, db):
        (folder / "pictures").mkdir()
        (folder / "pictures" / name).write_bytes(hostile[name])
        answer = visit("lintumaki").get(f"/media/pictures/{name}")
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["Content-Disposition"] == "attachment" or answer["Content-Type"] == "image/gif"

    def test_up_path_names_a_document_is_saved_under_its_title(self, desk, visit, folder, hostile):
        for title, wanted in (
            ("Kokous", 'filename="Kokous.pdf"'),
            ('Pöytä/kirja "1"\r\nX: y', "filename*=utf-8''P%C3%B6yt%C3%A4-kirja%20%221%22%20X%3A%20y.pdf"),
        ):
            desk.post("/admin/documents/add/", {"title": title, "file": SimpleUploadedFile("x.pdf", hostile["pdf_js.pdf"])})
            document = Document.objects.latest("pk")
            published(document)
            answer = visit("lintumaki").get(document.url)
            assert wanted in answer["Content-Disposition"]


def multipart(name, content, fields):
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    head = f'--b\r\nContent-Disposition: form-data; name="FILE"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    return "".join(parts).encode() + head.encode("utf-8", "surrogatepass") + content + b"\r\n--b--\r\n"


@pytest.mark.django_db
class TestNames:
    @pytest.mark.parametrize("name", STRANGE, ids=range(len(STRANGE)))
    def test_up_path_names_a_name_leads_nowhere_and_breaks_nothing(self, desk, folder, hostile, name):
        for path, field, fields in (
            ("/admin/images/add/", "file", {"title": "", "description": "x"}),
            ("/admin/images/multiple/add/", "files[]", {}),
            ("/admin/documents/add/", "file", {"title": "x"}),
            ("/admin/documents/multiple/add/", "files[]", {}),
        ):
            body = multipart(name, hostile["xmp_gps.png"], fields).replace(b'name="FILE"', f'name="{field}"'.encode())
            answer = desk.client.generic("POST", path, body, content_type="multipart/form-data; boundary=b")
            assert answer.status_code < 500, path
        for stored in kept(folder):
            assert stored.parent == folder / "pictures" and stored.suffix == ".png" or stored.suffix == ".jpg"
        for image in Image.objects.filter(uploaded_by_user=desk_user(desk)):
            assert 0 < len(image.title) <= 100 and image.title.isprintable()

    def test_up_path_names_the_same_name_many_times_is_kept_apart(self, folder, hostile, db):
        from wagtail.models import Collection

        root = Collection.get_first_root_node()
        for _ in range(200):
            photo = photos.CleanPhoto(b"x", "photo.jpg", 1, 1, False)
            Image(title="x", collection=root, width=1, height=1).file.save("x.png", photo, save=False)
        assert len({path.name for path in kept(folder)}) == 200

    def test_up_path_names_what_is_shown_is_one_plain_line(self):
        from neighbourhoods.media_forms import file_title, shown_name

        assert shown_name("a\u202egnp\x00.exe\r\n b\u2066") == "agnp.exe b"
        assert shown_name("Äiti \U0001f469\u200d\U0001f467") == "Äiti \U0001f469\u200d\U0001f467"
        assert file_title("C:\\kuvat\\Piha.JPG") == "Piha" and len(file_title("p" * 300 + ".png")) == 100


MEASURE = """
import sys, warnings
warnings.simplefilter("always")
import django
django.setup()
from django.core.files import File
from neighbourhoods import photos
def used():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) // 1024
with open(sys.argv[1], "rb") as file:
    photos.clean(File(file))
for path in sys.argv[2:]:
    before = used()
    try:
        with open(path, "rb") as file:
            photos.clean(File(file))
        word = "fine"
    except photos.PhotoRefused:
        word = "refused"
    print(word, used() - before)
"""


def measured(paths):
    """[(fine or refused, megabytes that the largest size ever grew)]; getrusage would begin with the size of pytest itself."""
    result = subprocess.run([sys.executable, "-c", MEASURE, *map(str, paths)], capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    return [(word, int(growth)) for word, growth in map(str.split, result.stdout.splitlines())], result.stderr


class TestMemory:
    def test_a_photo_of_fifty_megapixels_takes_less_than_150_megabytes(self, hostile, tmp_path):
        (tmp_path / "small.jpg").write_bytes(hostile["exif_gps.jpg"])
        gradient(160, 120).resize((8160, 6120)).save(tmp_path / "large.jpg", quality=80)
        found, _ = measured([tmp_path / "small.jpg", tmp_path / "large.jpg"])
        assert found[0][0] == "fine" and found[0][1] < 150, found

    def test_bombs_take_next_to_none_and_warn_nobody(self, hostile, tmp_path):
        paths = files.write(tmp_path)
        # between one and two times Pillow's own limit, where it only warns
        (tmp_path / "warns.png").write_bytes(files.png(10_000, 10_000))
        with open(tmp_path / "zeros.jpg", "wb") as file:
            file.truncate(300 * 1024 * 1024)
        found, warned = measured(
            [paths["plain.heic"], *(paths[name] for name in files.BOMBS), tmp_path / "warns.png", tmp_path / "zeros.jpg"]
        )
        assert [word for word, _ in found] == ["refused"] * 6
        assert max(growth for _, growth in found) < 40, found
        assert "Warning" not in warned

    def test_twenty_large_ones_at_once_are_drawn_one_after_another(self, monkeypatch):
        from concurrent.futures import ThreadPoolExecutor

        at_once, most = [], []
        stock = photos.draw

        def draw(picture):
            at_once.append(1)
            most.append(len(at_once))
            try:
                return stock(picture)
            finally:
                at_once.pop()

        monkeypatch.setattr(photos, "draw", draw)
        data = files.as_bytes(gradient(800, 600), "JPEG")
        with ThreadPoolExecutor(20) as pool:
            assert len(list(pool.map(lambda _: photos.clean(ContentFile(data)).size, range(20)))) == 20
        assert max(most) == 1
