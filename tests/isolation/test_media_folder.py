"""Of the folder of uploads only pictures have an address; those of drafts are named on no page that anybody may read."""

import re
from pathlib import PurePosixPath

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import UploadedFile

from neighbourhoods import pictures
from neighbourhoods.models import Document, HomePage, Image, Membership

from ..cases import files
from ..cases.drawn import gradient
from ..noted_pages import make
from ..pages_with_files import PDF, collection_of, draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    pictures.connect()
    return settings.MEDIA_ROOT


@pytest.fixture
def signed_in(visit):
    def at(user, slug=None):
        visitor = visit(slug)
        visitor.client.force_login(user)
        return visitor

    return at


def body_of(answer):
    return b"".join(answer.streaming_content)


def picture(name="Mikko pihalla.png", size=(2000, 1000), **more):
    image = Image(title="Piha", description="Vihreä piha", collection=collection_of("lintumaki"), **more)
    image.file = ContentFile(files.as_bytes(gradient(*size), "PNG"), name)
    image.save()
    return image


class TestTheMediaFolder:
    @pytest.mark.parametrize("where", ["pictures", "images"])
    def test_pictures_and_their_smaller_versions_are_read_by_who_knows_the_name(self, visit, folder, where):
        (folder / where).mkdir()
        (folder / where / "a.png").write_bytes(b"x")
        for slug in ("lintumaki", None):
            answer = visit(slug).get(f"/media/{where}/a.png")
            assert answer.status_code == 200 and "immutable" in answer["Cache-Control"]
            again = visit(slug).get(f"/media/{where}/a.png", headers={"If-Modified-Since": answer["Last-Modified"]})
            assert again.status_code == 304

    @pytest.mark.parametrize("where", ["documents", "wagtail_uploads", "original_images", "Pictures", "pictures/a", "", "x"])
    def test_nothing_else_has_an_address(self, visit, signed_in, keeper, folder, where):
        (folder / where).mkdir(parents=True, exist_ok=True)
        (folder / where / "a.png").write_bytes(b"x")
        path = f"{where}/a.png".lstrip("/")
        for visitor in (visit("lintumaki"), visit(), signed_in(keeper)):
            assert visitor.get(f"/media/{path}").status_code == 404

    def test_a_way_out_of_a_public_folder_leads_nowhere(self, visit, folder):
        for where in ("pictures", "documents"):
            (folder / where).mkdir()
        (folder / "documents" / "a.pdf").write_bytes(b"x")
        for way in ("../", "%2e%2e/", "..%2f", "./../", "/../", "..\\", "%5c..%5c"):
            for name in ("documents/a.pdf", "documents%2fa.pdf"):
                assert visit("lintumaki").get(f"/media/pictures/{way}{name}").status_code in (302, 404)
        for path in ("pictures", "pictures/", "pictures/.", "pictures/..", "pictures/a\n.png", "./documents/a.pdf", "/documents/a.pdf"):
            assert visit("lintumaki").get(f"/media/{path}").status_code == 404

    def test_faces_of_those_who_write_are_seen_by_those_who_are_signed_in(self, visit, signed_in, activist, folder):
        (folder / "avatar_images").mkdir()
        (folder / "avatar_images" / "a.png").write_bytes(b"x")
        path = "/media/avatar_images/a.png"
        answer = signed_in(activist).get(path)
        assert answer.status_code == 200 and answer["Cache-Control"].startswith("private")
        assert [visitor.get(path).status_code for visitor in (visit(), signed_in(activist, "lintumaki"))] == [404, 404]

    def test_the_name_of_no_version_of_a_picture_can_be_guessed(self):
        """At least twelve signs of 64, so 72 bits, are left of the random name, however long the name of the cut is."""
        image = picture(focal_point_x=500, focal_point_y=500, focal_point_width=90, focal_point_height=90)
        pictures.make_renditions(image.pk)
        for spec in ("original", "max-150x150", "max-165x165", "max-800x600"):
            image.get_rendition(spec)
        stem = PurePosixPath(image.file.name).stem
        assert len(stem) == 22
        names = [row.file.name for row in image.renditions.all()]
        assert len(names) == len(pictures.SPECS) + 4
        for name in names:
            where, _slash, own = name.partition("/")
            assert where == "images" and own.startswith(stem[:12])

    def test_a_picture_that_is_replaced_takes_a_new_name(self):
        image = picture()
        before = image.file.name
        image.file = ContentFile(files.as_bytes(gradient(), "PNG"), "a.png")
        image.save()
        assert image.file.name[:20] != before[:20]


def every_public_page(visitor, asked):
    """{address: text} of all that a site offers: pages of its site map, feeds, lists, search."""
    pages = re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", visitor.get("/sitemap.xml").text)
    pages += [f"/fi/etsi/?q={word}" for word in asked]
    texts = {path: visitor.get(path) for path in ("/sitemap.xml", "/manifest.webmanifest", "/sw.js", *pages)}
    feeds = {found for answer in texts.values() for found in re.findall(r'href="(/[a-z-]+/feeds/[^"]+)"', answer.text)}
    # feeds are those of plugins, and which of them are there is not asked here
    assert len(pages) > 10
    texts |= {path: visitor.get(path) for path in feeds}
    assert {answer.status_code for answer in texts.values()} == {200}
    return {path: answer.text for path, answer in texts.items()}


def shown(image):
    value = {"image": {"image": image.pk, "alt_text": "Piha", "decorative": False}, "caption": "Salaisuus"}
    return {"type": "picture", "value": value, "id": "0b1f0d3e-1111-4222-8333-000000000003"}


def test_a_picture_of_drafts_is_on_no_page_in_no_feed_search_site_map_or_shared_link(visit):
    image, published_one = picture(), picture()
    for one in (image, published_one):
        pictures.make_renditions(one.pk)
    draft(shown(image), slug="salainen")
    for page in (HomePage.objects.get(url_path="/lintumaki/fi/"), make(shown(published_one))):
        if isinstance(page, HomePage):
            page.picture = image
        page.body = [shown(image)]
        page.title = "Salaisuus"
        page.save_revision()
    texts = every_public_page(visit("lintumaki"), ["salaisuus", "luonnos", "piha", "kokeilu"])
    texts |= {"portal": visit().get("/fi/").text}
    (there, secret) = (PurePosixPath(one.file.name).stem[:12] for one in (published_one, image))
    assert any(there in text for text in texts.values())
    assert not [path for path, text in texts.items() if secret in text]


class TestSeveralAtOnce:
    """Wagtail keeps a file whose form has an error aside. It needs no address for that."""

    @pytest.fixture
    def desk(self, signed_in, activist, neighbourhoods):
        # only who may choose between two folders can forget to
        Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="activist")
        return signed_in(activist)

    def sent(self, desk, kind, name, content, collection=""):
        answer = desk.post(f"/admin/{kind}/multiple/add/", {"files[]": SimpleUploadedFile(name, content), "collection": collection})
        assert answer.json()["success"], answer.json()

    @pytest.mark.parametrize("kind", ["images", "documents"])
    def test_a_file_that_waits_is_read_by_nobody(self, desk, signed_in, keeper, visit, kind):
        content = {"images": files.as_bytes(gradient(), "PNG"), "documents": PDF}[kind]
        self.sent(desk, kind, {"images": "a.png", "documents": "Mikko Mallikas.pdf"}[kind], content)
        waiting = UploadedFile.objects.get()
        assert waiting.file.name.startswith("wagtail_uploads/")
        for visitor in (visit("lintumaki"), visit(), desk, signed_in(keeper)):
            assert visitor.get(waiting.file.url).status_code == 404

    def test_a_picture_that_waits_is_finished(self, desk):
        self.sent(desk, "images", "a.png", files.as_bytes(gradient(), "PNG"))
        number = UploadedFile.objects.get().pk
        fields = {"title": "Piha", "description": "Piha keväällä", "collection": collection_of("lintumaki").pk}
        fields = {f"uploaded-image-{number}-{name}": value for name, value in fields.items()}
        answer = desk.post(f"/admin/images/multiple/create_from_uploaded_image/{number}/", fields)
        assert answer.json()["success"] and not UploadedFile.objects.exists()
        assert Image.objects.latest("pk").description == "Piha keväällä"

    def test_files_that_need_no_wait_are_there_at_once(self, desk):
        own = collection_of("lintumaki").pk
        self.sent(desk, "documents", "Kokous.pdf", PDF, own)
        one = Document.objects.latest("pk")
        fields = {f"doc-{one.pk}-title": "Pöytäkirja", f"doc-{one.pk}-collection": own}
        assert desk.post(f"/admin/documents/multiple/{one.pk}/", fields).json()["success"]
        assert body_of(desk.get(one.url)) == PDF
