"""Keepers and volunteers in Wagtail's own editor, until the desk comes."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from neighbourhoods.models import Document, HomePage, Image, InfoPage, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


def page(path="/lintumaki/fi/mukaan/"):
    return InfoPage.objects.get(url_path=path)


def fields(title, text="", **more):
    body = (
        {"body-count": "1", "body-0-type": "heading", "body-0-value": text, "body-0-order": "0", "body-0-deleted": "", "body-0-id": ""}
        if text
        else {"body-count": "0"}
    )
    return {"title": title, "lead": "", "slug": "", "show_in_menus": "on", **body, **more}


def test_an_activist_edits_and_publishes_a_page_of_their_own_neighbourhood(desk, visit):
    one = page()
    answer = desk.post(f"/admin/pages/{one.pk}/edit/", fields("Tule mukaan!", "Uusi otsikko", slug="mukaan", **{"action-publish": "1"}))
    assert answer.status_code == 302
    text = visit("lintumaki").get("/fi/mukaan/").text
    assert "<h1>Tule mukaan!</h1>" in text and "<h2>Uusi otsikko</h2>" in text
    assert "Tämä on esimerkki. Vaihda" not in text


def test_an_activist_adds_a_page(desk, visit):
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    answer = desk.post(
        f"/admin/pages/add/neighbourhoods/infopage/{home.pk}/",
        fields("Pyörävarasto", "Säännöt", slug="pyoravarasto", **{"action-publish": "1"}),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert "<h1>Pyörävarasto</h1>" in visit("lintumaki").get("/fi/pyoravarasto/").text


def test_an_activist_edits_the_home_page_but_neither_removes_nor_adds_one(desk):
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    assert desk.get(f"/admin/pages/{home.pk}/edit/").status_code == 200
    for action in ("delete", "unpublish", "move", "copy"):
        assert desk.post(f"/admin/pages/{home.pk}/{action}/").status_code in (302, 403)
    folder = home.get_parent()
    assert desk.get(f"/admin/pages/{folder.pk}/edit/").status_code in (302, 403)
    assert desk.get(f"/admin/pages/add/neighbourhoods/homepage/{folder.pk}/").status_code in (302, 403)
    home.refresh_from_db()
    assert home.live


def test_an_activist_cannot_change_another_neighbourhoods_page(desk, visit):
    other = page("/partti/fi/mukaan/")
    answer = desk.post(f"/admin/pages/{other.pk}/edit/", fields("Kaapattu", slug="mukaan", **{"action-publish": "1"}))
    assert answer.status_code == 404
    assert "Kaapattu" not in visit("partti").get("/fi/mukaan/").text


def test_groups_follow_the_role(activist, neighbourhoods):
    place = neighbourhoods["lintumaki"]
    assert list(activist.groups.all()) == [place.activists]
    membership = activist.memberships.get()
    membership.role = "coordinator"
    membership.save()
    assert list(activist.groups.all()) == [place.coordinators]
    Membership.objects.all().delete()
    assert not activist.groups.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/images/",
        "/admin/images/add/",
        "/admin/documents/",
        "/admin/documents/add/",
        "/admin/users/",
        "/admin/users/new/",
        "/admin/memberships/",
        "/admin/memberships/new/",
        "/admin/sites/",
        "/admin/collections/",
        "/admin/groups/",
        "/admin/redirects/",
        "/admin/locales/",
        "/admin/account/",
        "/admin/reports/site-history/",
        "/admin/pages/search/?q=tule",
        "/admin/choose-page/",
        "/admin/images/chooser/",
    ],
)
def test_every_page_of_the_keepers_office_opens(office, path):
    assert office.get(path).status_code == 200


def test_the_office_is_in_finnish_unless_the_person_chose_another_language(office):
    assert '<html lang="fi"' in office.get("/admin/").text


def test_history_preview_and_draft_of_a_page_open(office):
    one = page()
    for path in ("history/", "view_draft/", "edit/preview/", "usage/"):
        assert office.get(f"/admin/pages/{one.pk}/{path}").status_code == 200
    assert "http://lintumaki.localhost:8000/fi/mukaan/" in office.get(f"/admin/pages/{one.pk}/edit/").text


def test_a_preview_shows_what_is_being_written(office):
    one = page()
    answer = office.post(f"/admin/pages/{one.pk}/edit/preview/", fields("Esikatselun otsikko", "Teksti", slug="mukaan"))
    assert answer.json()["is_valid"]
    preview = office.get(f"/admin/pages/{one.pk}/edit/preview/")
    assert preview.status_code == 200
    assert "<h1>Esikatselun otsikko</h1>" in preview.text


def test_nothing_of_workflows_or_private_pages_is_offered(office):
    one = page()
    text = office.get(f"/admin/pages/{one.pk}/edit/").text
    assert "action-submit" not in text
    assert office.get(f"/admin/pages/{one.pk}/privacy/").status_code in (302, 403)


def picture(name="Mikko Mallikas pihalla.JPG"):
    data = io.BytesIO()
    Picture.new("RGB", (60, 40), "green").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def test_a_picture_gets_a_name_that_tells_nothing_and_its_alt_text_is_what_was_written(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    answer = office.post("/admin/images/add/", {"title": "IMG_1", "description": "Vihreä piha", "file": picture(), "collection": "1"})
    assert answer.status_code == 302
    image = Image.objects.latest("pk")
    assert "mikko" not in image.file.name.lower() and image.file.name.endswith(".jpg")
    assert image.default_alt_text == "Vihreä piha"
    image.description = ""
    assert image.default_alt_text == ""
    assert office.get(f"/admin/images/{image.pk}/").status_code == 200
    served = office.client.get(image.file.url, headers={"host": "lintumaki.localhost:8000"})
    assert served.status_code == 200
    assert "immutable" in served["Cache-Control"]


def test_a_document_gets_a_name_that_tells_nothing_and_opens_at_the_keepers_desk(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("Kokous, Matti.pdf", b"%PDF-1.4 test", "application/pdf")
    assert office.post("/admin/documents/add/", {"title": "Kokous", "file": file, "collection": "1"}).status_code == 302
    document = Document.objects.latest("pk")
    assert "matti" not in document.file.name.lower()
    assert office.get(document.url).status_code == 200
    assert office.client.get(document.url, headers={"host": "lintumaki.localhost:8000"}).status_code == 404


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.zip", "x.exe"])
def test_files_that_could_run_are_refused(office, name):
    file = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    pictures = Image.objects.count()
    for kind in ("images", "documents"):
        assert office.post(f"/admin/{kind}/add/", {"title": "x", "file": file, "collection": "1"}).status_code == 200
    assert Image.objects.count() == pictures and not Document.objects.exists()


def test_media_outside_the_folder_cannot_be_read(visit):
    for path in ("/media/../secret_key", "/media/%2e%2e/secret_key", "/media/..%2fsecret_key", "/media//etc/passwd", "/media/"):
        assert visit("lintumaki").get(path).status_code in (302, 400, 404)


class TestWhichNeighbourhood:
    def active(self, visitor, path, monkeypatch):
        from neighbourhoods import current

        seen = []
        original = current.set_for_request
        monkeypatch.setattr(current, "set_for_request", lambda record: (seen.append(record.slug), original(record))[1])
        assert visitor.get(path).status_code == 200
        return seen[-1] if seen else None

    def test_it_is_that_of_the_page_in_the_path(self, office, monkeypatch):
        assert self.active(office, f"/admin/pages/{page('/partti/fi/mukaan/').pk}/edit/", monkeypatch) == "partti"

    def test_else_the_one_that_was_chosen_by_the_link_of_a_site(self, office, monkeypatch):
        assert self.active(office, "/admin/?neighbourhood=partti", monkeypatch) == "partti"
        assert self.active(office, "/admin/", monkeypatch) == "partti"

    def test_else_the_only_membership(self, desk, monkeypatch):
        assert self.active(desk, "/admin/", monkeypatch) == "lintumaki"

    @pytest.mark.parametrize("slug", ["partti", "ei-ole", "%00", "a" * 900])
    def test_one_that_the_person_does_not_belong_to_is_never_chosen(self, desk, monkeypatch, slug):
        answer = desk.get(f"/admin/?neighbourhood={slug}")
        assert answer.status_code in (200, 400)
        assert "neighbourhood" not in desk.client.session
        assert self.active(desk, "/admin/", monkeypatch) == "lintumaki"
