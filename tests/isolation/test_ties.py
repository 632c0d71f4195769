"""Nothing ties a page of one neighbourhood to another: no move, no mirror, no ranking, no memory of who once wrote there."""

import pytest
from wagtail.models import Page

from neighbourhoods.models import HomePage, InfoPage, Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_both(activist, neighbourhoods):
    Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"], role="coordinator")
    return activist


@pytest.fixture
def signed_in(visit):
    def sign_in(user):
        visitor = visit()
        visitor.client.force_login(User.objects.get(pk=user.pk))
        return visitor

    return sign_in


def home(slug):
    return HomePage.objects.get(url_path=f"/{slug}/fi/")


def info(slug="lintumaki"):
    return InfoPage.objects.get(url_path=f"/{slug}/fi/mukaan/")


@pytest.mark.parametrize("who", ["in_both", "keeper"])
def test_nobody_moves_a_page_to_another_neighbourhood(signed_in, request, who):
    visitor, page, there = signed_in(request.getfixturevalue(who)), info(), home("partti")
    page.slug = "muuttava"
    page.save()
    for path, data in (
        (f"/admin/pages/{page.pk}/move/{there.pk}/confirm/", {}),
        (f"/admin/pages/{page.pk}/move/", {"new_parent_page": there.pk}),
        (f"/admin/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": there.pk, "move_applied": "1"}),
    ):
        visitor.post(path, data)
        assert Page.objects.get(pk=page.pk).url_path == "/lintumaki/fi/muuttava/", path


def test_a_page_moves_within_its_neighbourhood(signed_in, activist):
    page, below = info(), InfoPage.objects.get(url_path="/lintumaki/fi/tietoa/")
    signed_in(activist).post(f"/admin/pages/{page.pk}/move/{below.pk}/confirm/")
    assert Page.objects.get(pk=page.pk).url_path == "/lintumaki/fi/tietoa/mukaan/"


def test_a_copy_elsewhere_stands_on_its_own(signed_in, in_both):
    visitor, page = signed_in(in_both), info()
    data = {"new_title": "Kopio", "new_slug": "kopio", "new_parent_page": home("partti").pk, "copy_subpages": "", "publish_copies": ""}
    answer = visitor.post(f"/admin/pages/{page.pk}/copy/", {**data, "alias": "on"}, follow=True)
    assert "on itsenäinen" in answer.text and not Page.objects.filter(url_path="/partti/fi/kopio/").exists()
    assert visitor.post(f"/admin/pages/{page.pk}/copy/", data).status_code == 302
    copy = Page.objects.get(url_path="/partti/fi/kopio/")
    assert copy.alias_of_id is None and copy.translation_key != page.translation_key


def test_who_once_wrote_in_another_neighbourhood_learns_nothing_more_of_it(signed_in, in_both):
    page = info("partti")
    page.title = "Rappukäytävä"
    page.save_revision(user=in_both, log_action=True)
    assert "Rappukäytävä" in signed_in(in_both).get("/admin/editing/").text
    Membership.objects.filter(user=in_both, neighbourhood__slug="partti").delete()
    for path in ("/admin/", "/admin/editing/"):
        text = signed_in(in_both).get(path).text
        assert "Rappukäytävä" not in text and f"/admin/pages/{page.pk}/" not in text


def test_the_order_of_what_is_found_does_not_depend_on_drafts_of_others(visit):
    leads = {"Eka sivu": "salasana kalasana kalasana", "Toka sivu": "salasana salasana kalasana"}
    for number, (title, lead) in enumerate(leads.items()):
        page = home("lintumaki").add_child(instance=InfoPage(title=title, slug=f"haku-{number}", lead=lead))
        page.save_revision().publish()

    def found():
        text = visit("lintumaki").get("/fi/etsi/", {"q": "salasana kalasana"}).text
        return sorted(leads, key=text.index)

    before = found()
    for number in range(4):
        words = "kalasana " * 20 if number % 2 else "salasana " * 40
        home("partti").add_child(instance=InfoPage(title=f"Luonnos {number}", slug=f"luonnos-{number}", lead=words[:400], live=False))
        assert found() == before


class TestDetails:
    def test_a_form_of_one_neighbourhood_is_saved_there_whatever_was_chosen_meanwhile(self, signed_in, in_both):
        visitor = signed_in(in_both)
        page = visitor.get("/admin/details/?neighbourhood=lintumaki")
        assert 'action="/admin/details/?neighbourhood=lintumaki"' in page.text


class TestUsers:
    @pytest.fixture
    def last(self, neighbourhoods):
        user = User.objects.create_user("viimeinen@example.org")
        Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
        return user

    def test_the_last_coordinator_is_neither_deleted_nor_shut_out(self, signed_in, keeper, last, neighbourhoods):
        office = signed_in(keeper)
        answer = office.post(f"/admin/users/delete/{last.pk}/", follow=True)
        assert "Et voi poistaa viimeistä vastuuhenkilöä" in answer.text and User.objects.filter(pk=last.pk).exists()
        office.post(f"/admin/users/edit/{last.pk}/", {"email": last.email, "first_name": "", "last_name": ""})
        assert User.objects.get(pk=last.pk).is_active
        other = User.objects.create_user("toinen@example.org")
        Membership.objects.create(user=other, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
        office.post(f"/admin/users/delete/{last.pk}/")
        assert not User.objects.filter(pk=last.pk).exists()


@pytest.mark.parametrize("where", ["//[", "http://[::1", "http://%E2%84%80.example", "https://elsewhere.example/"])
def test_a_way_on_after_signing_in_that_leads_elsewhere_or_nowhere_is_no_error(visit, where):
    for path in (f"/accounts/login/?next={where}", f"/accounts/login/code/?next={where}"):
        assert visit().get(path).status_code < 500
    assert visit().post("/accounts/login/", {"login": "aktiivi@example.org", "next": where}).status_code < 500


@pytest.mark.parametrize("charset", ["hex", "zlib", "base64", "rot13", "undefined", "no-such"])
def test_a_strange_way_of_writing_is_no_error(signed_in, visit, activist, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    for method in ("put", "delete", "post"):
        answer = signed_in(activist).client.generic(method.upper(), "/admin/", b"a=b", content_type=kind)
        assert answer.status_code < 500
    assert visit("lintumaki").client.generic("POST", "/fi/saavutettavuus/palaute/", b"text=x", content_type=kind).status_code < 500


@pytest.mark.parametrize("path", ["/admin/images/chooser/", "/admin/documents/chooser/", "/admin/choose-page/"])
def test_keepers_who_send_what_is_no_id_are_told_so(signed_in, keeper, path):
    assert signed_in(keeper).get(f"{path}chosen-multiple/?id=all").status_code in (400, 404)
