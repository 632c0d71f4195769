"""Cases of one tenant reaching another, as they happened elsewhere: each test holds the id of its case in its name.

Here for documents, pictures, sessions, links and previews; ideas and exports bring their own steps.
"""

import random
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from neighbourhoods.models import Document, Image, InfoPage, Invitation, Membership, SigninLink, User
from neighbourhoods.signin import invitations
from neighbourhoods.signin.links import make_link

from ..noted_pages import make
from ..pages_with_files import collection_of, document, draft, part, published
from . import files
from .drawn import gradient

pytestmark = pytest.mark.django_db

ODD = ["{}.0", "0{}", "+{}", "-{}", "{}e0", "{} ", " {}", "{}%00", "{}x", "0x{}", "{}_0", "{},0", "%2B{}"]
ALWAYS_ODD = ["0", "", "１", "१", "٣", "²", "9223372036854775808", "9" * 19, "9" * 25, "9" * 1500, "None", "null", "NaN", "1,2", "%"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture
def stranger(neighbourhoods):
    """An active resident of Partti."""
    user = User.objects.create_user("naapuri@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="coordinator")
    return user


def signed_in(visit, user, slug=None):
    visitor = visit(slug)
    visitor.client.force_login(user)
    return visitor


def everybody_else(visit, stranger):
    """Who has nothing to do with Lintumäki: without a cookie and with another person's, on each host."""
    hosts = ("lintumaki", "partti", None)
    return [visit(slug) for slug in hosts] + [signed_in(visit, stranger, slug) for slug in hosts]


class TestTenantMedia:
    def test_tenant_media_a_file_of_a_draft_is_missing_in_all_five_situations(self, visit, activist, stranger):
        one = document()
        page = draft(part(one))

        def is_missing():
            for visitor in everybody_else(visit, stranger):
                for url in (one.url, one.file.url):
                    assert visitor.get(url).status_code == 404

        is_missing()
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            is_missing()
        assert signed_in(visit, activist).get(one.url).status_code == 200
        is_missing()
        page.delete()
        is_missing()

    def test_tenant_media_a_page_that_is_taken_down_takes_its_file_along(self, visit, stranger):
        one = document()
        page = published(one)
        assert visit("lintumaki").get(one.url).status_code == 200
        page.unpublish()
        assert {visitor.get(one.url).status_code for visitor in everybody_else(visit, stranger)} == {404}


class TestTenantTokenReplay:
    def test_tenant_token_replay_a_session_of_the_portal_is_nothing_on_a_neighbourhoods_host(self, visit, activist, keeper):
        one, foreign = document(), document("partti")
        page = draft(part(one))
        for user in (activist, keeper):
            cookie = signed_in(visit, user).client.cookies["pihapiiri"].value
            for slug in ("lintumaki", "partti"):
                visitor = visit(slug)
                visitor.client.cookies["pihapiiri"] = cookie
                for path in (one.url, foreign.url, "/fi/luonnos/", "/media/avatar_images/x.png"):
                    answer = visitor.get(path)
                    assert answer.status_code == 404 and not answer.cookies
                for path in ("/admin/", f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/view_draft/"):
                    answer = visitor.get(path)
                    assert answer.status_code == 302 and answer["Location"].startswith("http://localhost:8000/") and not answer.cookies
                assert user.email not in visitor.get("/fi/").text

    def test_tenant_token_replay_a_session_opens_nothing_of_another_neighbourhood_on_the_portal_either(self, visit, stranger):
        one = document()
        draft(part(one))
        assert signed_in(visit, stranger).get(one.url).status_code == 404

    def test_tenant_token_replay_cookies_are_of_one_host_only(self, visit, keeper):
        visitor = visit()
        link = make_link(keeper)
        visitor.get("/accounts/login/")
        visitor.get(link)
        visitor.post(link)
        visitor.get("/fi/?kieli")
        kept = {name: morsel for name, morsel in visitor.client.cookies.items()}
        assert {"pihapiiri", "csrftoken", "kieli"} <= set(kept)
        assert {morsel["domain"] for morsel in kept.values()} == {""}
        assert {morsel["samesite"] for morsel in kept.values()} == {"Lax"}
        assert kept["pihapiiri"]["httponly"] and kept["kieli"]["httponly"]

    @pytest.mark.parametrize("slug", ["lintumaki", "partti"])
    def test_tenant_token_replay_a_link_that_signs_in_is_led_to_the_portal_and_stays_unused(self, visit, activist, slug):
        link = make_link(activist)
        path = link.removeprefix("http://localhost:8000")
        for method in ("get", "post"):
            answer = getattr(visit(slug), method)(path)
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, link) and not answer.cookies
        assert SigninLink.objects.count() == 1
        assert visit().post(path)["Location"] == "/admin/"

    @pytest.mark.parametrize("slug", ["lintumaki", "partti"])
    @pytest.mark.parametrize("mailed", [True, False])
    def test_tenant_token_replay_an_invitation_is_led_to_the_portal_and_stays_unused(self, visit, neighbourhoods, slug, mailed):
        to = {"email": "uusi@example.org", "sent_at": timezone.now()} if mailed else {}
        invitation = Invitation.objects.create(neighbourhood=neighbourhoods["lintumaki"], role="activist", **to)
        link = invitations.make_link(invitation)
        path = link.removeprefix("http://localhost:8000")
        visitor = visit(slug)
        for method in ("get", "post"):
            answer = getattr(visitor, method)(path, {"email": "uusi@example.org"})
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, link) and not answer.cookies
        invitation.refresh_from_db()
        assert invitation.accepted_at is None and not mail.outbox
        assert not User.objects.filter(email="uusi@example.org").exists()
        assert visit().get(path).status_code == 200

    def test_tenant_token_replay_a_preview_is_seen_by_who_writes_it_alone(self, visit, activist, stranger, neighbourhoods):
        page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
        path = f"/admin/pages/{page.pk}/edit/preview/"
        fields = {"title": "Salaisuus", "slug": "mukaan", "lead": "", "body-count": "0"}
        writer = signed_in(visit, activist)
        assert writer.post(path, fields).json()["is_valid"]
        assert "Salaisuus" in writer.get(path).text
        other = User.objects.create_user("toinen@example.org")
        Membership.objects.create(user=other, neighbourhood=neighbourhoods["lintumaki"], role="activist")
        others = [*everybody_else(visit, stranger), signed_in(visit, other), signed_in(visit, activist, "lintumaki")]
        for visitor in others:
            answer = visitor.get(path)
            assert "Salaisuus" not in answer.text and answer.status_code in (200, 302, 404)
        # the writer's own cookie, on the host where the page will be
        replayed = Client(headers={"host": "lintumaki.localhost:8000"})
        replayed.cookies["pihapiiri"] = writer.client.cookies["pihapiiri"].value
        assert "Salaisuus" not in replayed.get("/fi/mukaan/").text + replayed.get(path).text

    def test_tenant_token_replay_ids_of_one_neighbourhood_answer_404_under_another(self, visit):
        one = document()
        published(one, name="vain-taalla")
        assert visit("lintumaki").get(one.url).status_code == visit("lintumaki").get("/fi/vain-taalla/").status_code == 200
        assert visit("partti").get(one.url).status_code == visit("partti").get("/fi/vain-taalla/").status_code == 404


class TestTenantExportId:
    def test_tenant_export_id_each_file_is_its_own_and_no_other_opens_under_its_number(self, visit):
        reader = visit("lintumaki")
        ones = [document(title=f"Tiedosto {number}", content=b"%%PDF-1.4 %d" % number) for number in range(60)]
        make(*map(part, ones))
        for number, one in enumerate(ones):
            assert b"".join(reader.get(one.url).streaming_content) == b"%%PDF-1.4 %d" % number
        chance = random.Random(1)
        for _time in range(60):
            one, other = chance.sample(ones, 2)
            assert reader.get(f"/documents/{one.pk}/{other.filename}").status_code == 404

    @pytest.mark.parametrize("slug", ["lintumaki", None])
    def test_tenant_export_id_odd_numbers_are_missing_and_break_nothing(self, visit, activist, slug):
        one = document()
        published(one)
        visitor = signed_in(visit, activist) if slug is None else visit(slug)
        assert visitor.get(one.url).status_code == 200
        Document.objects.filter(pk=one.pk).update(id=1234)
        odd = [form.format(1234) for form in ODD] + ALWAYS_ODD + ["1", "12", "123", "234", "12340", "١٢٣٤", "１２３４"]
        found = {number: visitor.get(f"/documents/{number}/{one.filename}").status_code for number in odd}
        assert set(found.values()) == {404}, found


def picture(slug, title):
    image = Image(title=title, description=title, collection=collection_of(slug))
    image.file = ContentFile(files.as_bytes(gradient(), "PNG"), "a.png")
    image.save()
    return image


# every address of the admin that names a picture or a file by its number
ABOUT_A_FILE = [
    ("wagtaildocs:edit", "document"),
    ("wagtaildocs:delete", "document"),
    ("wagtaildocs:document_usage", "document"),
    ("wagtaildocs_chooser:chosen", "document"),
    ("wagtaildocs:edit_multiple", "document"),
    ("wagtaildocs:delete_multiple", "document"),
    ("wagtailimages:edit", "picture"),
    ("wagtailimages:delete", "picture"),
    ("wagtailimages:image_usage", "picture"),
    ("wagtailimages_chooser:chosen", "picture"),
    ("wagtailimages_chooser:select_format", "picture"),
    ("wagtailimages:url_generator", "picture"),
    ("wagtailimages:edit_multiple", "picture"),
    ("wagtailimages:delete_multiple", "picture"),
]


class TestModLowRoleAdmin:
    @pytest.fixture
    def foreign(self):
        return {"document": document("partti", title="Salaisuus Partissa"), "picture": picture("partti", "Salaisuus Partissa")}

    @pytest.mark.parametrize("role", ["activist", "coordinator"])
    @pytest.mark.parametrize(("name", "kind"), ABOUT_A_FILE)
    def test_mod_low_role_admin_a_foreign_file_is_missing_like_one_that_never_was(self, visit, activist, foreign, name, kind, role):
        membership = activist.memberships.get()
        membership.role = role
        membership.save()
        visitor = signed_in(visit, activist)
        for method in ("get", "post"):
            there, never = (getattr(visitor, method)(reverse(name, args=[pk])) for pk in (foreign[kind].pk, 987654))
            assert there.status_code == never.status_code, (there.status_code, never.status_code)
            assert there.status_code in (404, 405) and "Salaisuus" not in there.text
        foreign[kind].refresh_from_db()

    @pytest.mark.parametrize(("name", "kind"), ABOUT_A_FILE)
    def test_mod_low_role_admin_who_is_not_signed_in_is_led_to_the_sign_in(self, visit, foreign, name, kind):
        for method in ("get", "post"):
            answer = getattr(visit(), method)(reverse(name, args=[foreign[kind].pk]))
            assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        foreign[kind].refresh_from_db()

    def test_mod_low_role_admin_lists_and_choosers_hold_nothing_foreign(self, visit, activist, foreign):
        visitor, stem = signed_in(visit, activist), foreign["picture"].file.name[9:21]
        for kind in ("documents", "images"):
            for path in ("", "results/", "results/?q=Salaisuus", "chooser/", "chooser/results/?q=Salaisuus"):
                answer = visitor.get(f"/admin/{kind}/{path}")
                assert answer.status_code == 200 and "Partissa" not in answer.text and stem not in answer.text
