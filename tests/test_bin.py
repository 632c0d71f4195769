"""The bin: what is in it is seen and changed by nobody, comes out as it went in, and only keepers delete."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Page

from neighbourhoods.desk import bin
from neighbourhoods.models import Act, BinnedPage, Document, HomePage, Image, InfoPage

from .pages_of_the_desk import info, last_act, lintumaki, member, neighbour, new_page, office, publish, said  # noqa: F401

pytestmark = pytest.mark.django_db


def fresh(page):
    return InfoPage.objects.get(pk=page.pk)


def here(page):
    return reverse("desk_page", args=[page.pk])


def put(desk, page):
    return desk.post(here(page), {"action": "bin"})


def out(desk, page):
    return desk.post(reverse("desk_bin_out", args=[page.pk]))


@pytest.fixture
def shown(info, activist):
    return publish(info, activist, lead="Avoinna")


class TestInAndOut:
    def test_it_asks_first_says_until_when_and_can_be_undone(self, desk, shown):
        text = desk.get(here(shown) + "?action=bin").text
        assert "Voit palauttaa sen 30 päivän ajan" in text and fresh(shown).live
        text = said(desk, put(desk, shown))
        assert "voit palauttaa 30 päivää" in text and "roskakorissa" in text and f"/acts/{last_act().pk}/undo/" in text
        assert not fresh(shown).live
        assert "Kumottu." in said(desk, desk.post(reverse("desk_undo", args=[last_act().pk])))
        assert fresh(shown).live and fresh(shown).lead == "Avoinna" and not BinnedPage.objects.exists()

    def test_it_is_listed_with_who_when_and_how_long(self, desk, shown, lintumaki, neighbour):
        bin.put(lintumaki, shown.pk, neighbour)
        text = desk.get(reverse("desk_bin")).text
        assert "Kerhotila" in text and "Aino Aalto" in text and "30 päivää jäljellä" in text
        assert "Poista lopullisesti" not in text and "naapuri@" not in text

    def test_what_was_published_is_so_again_and_a_draft_stays_one(self, desk, shown, lintumaki, activist):
        page = fresh(shown)
        page.lead = "Kesken"
        draft = page.save_revision(user=activist).pk
        never = new_page(lintumaki, "Luonnos")
        for one in (shown, never):
            put(desk, one)
            assert "Palautettu roskakorista" in said(desk, out(desk, one))
        page = fresh(shown)
        assert (page.live, page.lead, page.latest_revision_id, page.locked) == (True, "Avoinna", draft, False)
        assert not fresh(never).live
        assert [act.kind for act in Act.objects.order_by("pk")][-4:] == ["page.binned", "page.out"] * 2

    def test_twice_is_once(self, desk, shown):
        put(desk, shown)
        assert "oli jo roskakorissa" in said(desk, put(desk, shown))
        out(desk, shown)
        assert "ei ole enää roskakorissa" in said(desk, out(desk, shown))
        assert Act.objects.filter(kind__in=("page.binned", "page.out")).count() == 2

    def test_taking_out_is_undone_by_putting_in(self, desk, shown):
        put(desk, shown)
        out(desk, shown)
        desk.post(reverse("desk_undo", args=[last_act().pk]))
        assert BinnedPage.objects.filter(pk=shown.pk).exists() and not fresh(shown).live

    def test_a_page_with_pages_below_it_is_refused_with_the_cure(self, desk, shown, lintumaki, activist):
        below = publish(new_page(lintumaki, "Avaimet", parent=shown), activist)
        text = said(desk, put(desk, shown))
        assert "Siirrä ensin ne roskakoriin: ”Avaimet”" in text and fresh(shown).live
        put(desk, below)
        put(desk, shown)
        assert BinnedPage.objects.count() == 2
        assert "Palauta se ensin: ”Kerhotila”" in said(desk, out(desk, below))
        out(desk, shown)
        out(desk, below)
        assert fresh(below).live and fresh(shown).live

    def test_home_pages_never_go_there_not_even_by_a_keeper(self, desk, office, lintumaki):
        home = Page.objects.get(pk=lintumaki.home("fi").pk)
        for visitor in (desk, office):
            assert "Et voi tehdä tätä" in said(visitor, put(visitor, home))
        assert not BinnedPage.objects.exists()

    def test_a_lock_that_a_keeper_set_before_is_kept(self, office, desk, shown, keeper):
        InfoPage.objects.filter(pk=shown.pk).update(locked=True, locked_by=keeper)
        put(office, shown)
        assert BinnedPage.objects.exists()
        out(office, shown)
        assert fresh(shown).locked and fresh(shown).live

    def test_its_address_is_kept_for_it(self, desk, shown, lintumaki):
        put(desk, shown)
        other = new_page(lintumaki, "Kerhotila")
        assert other.slug != shown.slug
        out(desk, shown)
        assert fresh(shown).live

    def test_of_another_neighbourhood_nothing_is_told(self, visit, neighbourhoods, desk, shown):
        put(desk, shown)
        stranger = visit()
        stranger.client.force_login(member("partista@example.org", neighbourhoods["partti"]))
        assert "Kerhotila" not in stranger.get(reverse("desk_bin")).text
        assert out(stranger, shown).status_code == 404 and BinnedPage.objects.exists()

    def test_a_tap_after_the_session_has_ended_changes_nothing(self, desk, shown):
        put(desk, shown)
        assert desk.get(reverse("desk_bin_out", args=[shown.pk]))["Location"].startswith(reverse("desk_bin"))
        assert BinnedPage.objects.exists()


class TestNobodyGetsAtIt:
    @pytest.fixture
    def binned(self, desk, shown):
        put(desk, shown)
        return fresh(shown)

    def test_readers_do_not(self, visit, binned):
        assert visit("lintumaki").get(f"/fi/{binned.slug}/").status_code == 404

    @pytest.mark.parametrize("who", ["desk", "office"])
    @pytest.mark.parametrize(
        "path", ["edit/", "view_draft/", "copy/", "move/", "unpublish/", "edit/preview/", "history/", "convert_alias/"]
    )
    def test_not_by_any_view_of_one_page(self, request, who, path, binned):
        visitor = request.getfixturevalue(who)
        for answer in (visitor.get(f"/admin/pages/{binned.pk}/{path}"), visitor.post(f"/admin/pages/{binned.pk}/{path}", {"title": "X"})):
            assert answer.status_code in (302, 403, 404)
            assert "Avoinna" not in answer.text
        assert fresh(binned).title == "Kerhotila" and not fresh(binned).live and InfoPage.objects.filter(title="X").count() == 0

    def test_not_by_its_versions(self, desk, binned):
        version = binned.latest_revision_id
        for path in (f"revisions/{version}/view/", f"revisions/{version}/revert/", f"revisions/compare/{version}...{version}/"):
            answer = desk.get(f"/admin/pages/{binned.pk}/{path}")
            assert answer.status_code in (302, 403, 404) and "Avoinna" not in answer.text

    @pytest.mark.parametrize("who", ["desk", "office"])
    @pytest.mark.parametrize("action", ["publish", "unpublish", "move"])
    def test_not_by_acts_on_many_pages(self, request, who, action, binned, lintumaki):
        data = {"id": binned.pk, "chooser": lintumaki.home("sv").pk}
        request.getfixturevalue(who).post(f"/admin/bulk/wagtailcore/page/{action}/?id={binned.pk}", data)
        page = fresh(binned)
        assert not page.live and page.path == binned.path

    def test_nothing_is_made_below_it(self, desk, binned):
        answer = desk.get(f"/admin/pages/add/neighbourhoods/infopage/{binned.pk}/")
        assert answer.status_code in (302, 403)

    def test_a_copy_of_the_page_above_does_not_bring_it_out(self, desk, shown, lintumaki, activist):
        below = publish(new_page(lintumaki, "Avaimet", parent=shown), activist)
        put(desk, below)
        data = {"new_title": "Kopio", "new_slug": "kopio", "new_parent_page": lintumaki.home("fi").pk, "copy_subpages": "on"}
        answer = desk.post(f"/admin/pages/{shown.pk}/copy/", data)
        assert "on roskakorissa" in said(desk, answer)
        assert InfoPage.objects.filter(title="Avaimet").count() == 1

    def test_nobody_unlocks_it(self, office, binned):
        office.post(f"/admin/pages/{binned.pk}/unlock/")
        assert fresh(binned).locked

    @pytest.mark.parametrize("who", ["desk", "office"])
    def test_no_list_chooser_or_search_offers_it(self, request, who, binned, lintumaki):
        visitor = request.getfixturevalue(who)
        home = lintumaki.home("fi").pk
        paths = [
            f"/admin/pages/{home}/",
            f"/admin/pages/{home}/?q=Kerhotila",
            "/admin/pages/search/?q=Kerhotila",
            f"/admin/choose-page/{home}/",
            "/admin/choose-page/search/?q=Kerhotila",
            f"/admin/api/main/pages/?child_of={home}&for_explorer=1",
            f"/admin/api/main/pages/?child_of={home}",
            "/admin/translate/",
            "/admin/editing/",
        ]
        for path in paths:
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            # words that were searched for are repeated
            found = answer.text.replace('value="Kerhotila"', "").replace("”Kerhotila”", "").replace("“Kerhotila”", "")
            assert f"/pages/{binned.pk}/" not in found and f'"id": {binned.pk},' not in found, path

    @pytest.mark.parametrize("who", ["desk", "office"])
    def test_not_by_the_api(self, request, who, binned):
        assert request.getfixturevalue(who).get(f"/admin/api/main/pages/{binned.pk}/").status_code == 404

    def test_kaanna_writes_no_version_that_is_there(self, desk, shown, lintumaki, activist):
        swedish = new_page(lintumaki, "Klubblokalen", code="sv")
        InfoPage.objects.filter(pk=swedish.pk).update(translation_key=shown.translation_key)
        bin.put(lintumaki, swedish.pk, activist)
        url = reverse("translate_page", args=[shown.pk, "sv"])
        answer = desk.get(url)
        assert "Tämä versio on roskakorissa" in answer.text
        desk.post(url, {"action": "publish", "text-title": "Hej"})
        assert not fresh(swedish).live and fresh(swedish).title == "Klubblokalen"

    def test_a_publication_that_was_timed_does_not_bring_it_out(self, desk, info, activist):
        page = fresh(info)
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision(user=activist).publish(user=activist)
        put(desk, page)
        assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


class TestAfterThirtyDays:
    @pytest.fixture
    def old(self, desk, shown):
        put(desk, shown)
        BinnedPage.objects.update(at=timezone.now() - timedelta(days=31))
        return shown

    def test_volunteers_do_not_see_it_any_more(self, desk, old):
        act = last_act()
        assert "Kerhotila" not in desk.get(reverse("desk_bin")).text
        assert out(desk, old).status_code == 404 and desk.get(here(old)).status_code == 404
        assert here(old) not in desk.get(reverse("desk_acts")).text
        desk.post(reverse("desk_undo", args=[act.pk]))
        assert BinnedPage.objects.exists()

    def test_keepers_see_restore_and_delete_it(self, office, old):
        text = office.get(reverse("desk_bin")).text
        assert "Kerhotila" in text and "vain ylläpitäjät" in text and f"/admin/pages/{old.pk}/delete/" in text
        assert office.get(f"/admin/pages/{old.pk}/delete/").status_code == 200
        office.post(f"/admin/pages/{old.pk}/delete/")
        assert not Page.objects.filter(pk=old.pk).exists() and not BinnedPage.objects.exists()

    def test_a_day_before_the_end_one_day_is_left(self, desk, shown):
        put(desk, shown)
        with time_machine.travel(timezone.now() + timedelta(days=29, minutes=5)):
            desk.client.force_login(shown.live_revision.user if shown.live_revision else last_act().by)
            assert "1 päivä jäljellä" in desk.get(reverse("desk_bin")).text


class TestOnlyKeepersDelete:
    def test_volunteers_cannot_by_wagtails_page(self, desk, shown):
        for answer in (desk.get(f"/admin/pages/{shown.pk}/delete/"), desk.post(f"/admin/pages/{shown.pk}/delete/")):
            assert answer.status_code in (302, 403)
        assert fresh(shown).live

    def test_nor_many_at_once(self, desk, shown):
        desk.post(f"/admin/bulk/wagtailcore/page/delete/?id={shown.pk}", {"id": shown.pk})
        assert fresh(shown).live

    def test_nor_a_draft_of_their_own(self, desk, lintumaki, activist):
        page = new_page(lintumaki, "Oma luonnos")
        InfoPage.objects.filter(pk=page.pk).update(owner=activist)
        desk.post(f"/admin/pages/{page.pk}/delete/")
        assert InfoPage.objects.filter(pk=page.pk).exists()

    @pytest.mark.parametrize("action", ["delete", "unpublish", "publish"])
    def test_nor_by_the_api(self, desk, shown, action):
        answer = desk.client.post(
            f"/admin/api/main/pages/{shown.pk}/action/{action}/", "{}", "application/json", headers={"host": desk.host}
        )
        assert answer.status_code == 404 and fresh(shown).live

    def test_menus_offer_the_bin_instead(self, desk, shown, lintumaki):
        for path in (f"/admin/pages/{shown.pk}/edit/", f"/admin/pages/{lintumaki.home('fi').pk}/"):
            text = desk.get(path).text
            assert f"{here(shown)}?action=bin" in text, path
            assert "/delete/" not in text, path

    def test_keepers_have_both(self, office, shown, lintumaki):
        text = office.get(f"/admin/pages/{lintumaki.home('fi').pk}/").text
        assert f"{here(shown)}?action=bin" in text and f"/admin/pages/{shown.pk}/delete/" in text
        assert "/admin/bulk/wagtailcore/page/delete/" in text

    def test_volunteers_still_move_pages(self, desk, shown, lintumaki, activist):
        below = publish(new_page(lintumaki, "Avaimet"), activist)
        desk.post(f"/admin/pages/{below.pk}/move/{shown.pk}/confirm/")
        assert fresh(below).get_parent().pk == shown.pk

    def test_pictures_and_files_that_a_page_uses_stay(self, desk, shown, activist, neighbourhoods, own_picture, own_file):
        home = HomePage.objects.get(pk=Page.objects.get(pk=shown.pk).get_parent().pk)
        home.picture = own_picture
        home.save_revision(user=activist).publish(user=activist)
        body = json.dumps([{"type": "file", "value": {"document": own_file.pk, "title": "Ohje"}}])
        publish(shown, activist, body=body)
        ways = [
            (f"/admin/images/{own_picture.pk}/delete/", {}),
            (f"/admin/bulk/neighbourhoods/image/delete/?id={own_picture.pk}", {"id": own_picture.pk}),
            (f"/admin/images/multiple/{own_picture.pk}/delete/", {}),
            (f"/admin/documents/delete/{own_file.pk}/", {}),
            (f"/admin/bulk/neighbourhoods/document/delete/?id={own_file.pk}", {"id": own_file.pk}),
        ]
        for path, data in ways:
            answer = desk.post(path, data)
            assert answer.status_code in (302, 400, 404), path
        assert "vain ylläpitäjä voi poistaa" in said(desk, desk.post(ways[0][0]))
        assert Image.objects.filter(pk=own_picture.pk).exists() and Document.objects.filter(pk=own_file.pk).exists()

    def test_those_that_nothing_uses_are_deleted(self, desk, own_picture, own_file):
        desk.post(f"/admin/images/{own_picture.pk}/delete/")
        desk.post(f"/admin/documents/delete/{own_file.pk}/")
        assert not Image.objects.filter(pk=own_picture.pk).exists() and not Document.objects.filter(pk=own_file.pk).exists()

    def test_keepers_delete_what_is_used_too(self, office, activist, lintumaki, own_picture):
        home = HomePage.objects.get(pk=lintumaki.home("fi").pk)
        home.picture = own_picture
        home.save_revision(user=activist).publish(user=activist)
        office.post(f"/admin/images/{own_picture.pk}/delete/")
        assert not Image.objects.filter(pk=own_picture.pk).exists()


@pytest.fixture
def own_picture(lintumaki):
    from io import BytesIO

    from django.core.files.base import ContentFile
    from PIL import Image as Picture

    data = BytesIO()
    Picture.new("RGB", (60, 40), "green").save(data, "JPEG")
    collection = Collection.objects.get(path=lintumaki.collection_path)
    return Image.objects.create(title="Piha", description="Piha", collection=collection, file=ContentFile(data.getvalue(), "piha.jpg"))


@pytest.fixture
def own_file(lintumaki):
    from django.core.files.base import ContentFile

    collection = Collection.objects.get(path=lintumaki.collection_path)
    return Document.objects.create(title="Ohje", collection=collection, file=ContentFile(b"%PDF-1.4 ohje", "ohje.pdf"))
