"""What volunteers do to pages is told, whatever way they do it, and is taken back as long as nobody has done anything else."""
# ruff: noqa: F811 (fixtures are asked for by their names)

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from neighbourhoods import acts, current
from neighbourhoods.desk import page_acts
from neighbourhoods.models import Act, HomePage, InfoPage

from .pages_of_the_desk import info, last_act, lintumaki, member, neighbour, new_page, office, publish, said  # noqa: F401

pytestmark = pytest.mark.django_db


def fresh(page):
    return InfoPage.objects.get(pk=page.pk)


def undo(desk, act, **extra):
    return desk.post(reverse("desk_undo", args=[act.pk]), **extra)


class TestToldByAnyWay:
    def test_publishing_in_the_full_editor_is_one_act(self, desk, info, activist):
        data = {"title": "Kerhotila", "lead": "", "body-count": "0", "slug": info.slug, "action-publish": "1"}
        data |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
        answer = desk.post(f"/admin/pages/{info.pk}/edit/", data)
        assert answer.status_code == 302 and fresh(info).live
        act = Act.objects.get()
        assert (act.kind, act.target, act.title, act.by) == ("page.published", str(info.pk), "Kerhotila", activist)
        assert act.details["was_live"] is False and act.details["revision"] == fresh(info).live_revision_id

    def test_a_bulk_publication_and_hiding_are_told(self, desk, info):
        desk.post(f"/admin/bulk/wagtailcore/page/publish/?id={info.pk}", {"id": info.pk})
        assert last_act().kind == "page.published"
        desk.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={info.pk}", {"id": info.pk})
        assert [act.kind for act in Act.objects.order_by("pk")] == ["page.published", "page.hidden"]

    def test_hiding_in_wagtail_is_told_with_the_version_that_was_shown(self, desk, info, activist):
        shown = publish(info, activist).live_revision_id
        desk.post(f"/admin/pages/{info.pk}/unpublish/")
        assert last_act().kind == "page.hidden" and last_act().details["before"] == shown

    def test_what_no_person_did_is_not_told(self, info):
        info.save_revision().publish()
        fresh(info).unpublish()
        assert not Act.objects.exists()

    def test_install_and_apply_tell_nothing(self, sites):
        from neighbourhoods.config.apply import apply_all

        file = sites / "partti.toml"
        file.write_text(file.read_text().replace('languages = ["fi"', 'languages = ["fi", "uk"', 1))
        assert not apply_all().errors
        assert not Act.objects.exists()

    def test_a_version_in_another_language_is_told_with_its_language(self, lintumaki, activist):
        page = publish(new_page(lintumaki, "Klubblokalen", code="sv"), activist)
        assert last_act().details["language"] == "sv"
        assert acts.recent(lintumaki, person=activist)[0].sentence == "Julkaistu: ”Klubblokalen” (ruotsi)"
        assert page.live

    def test_a_mirror_that_follows_tells_nothing_of_its_own(self, info, activist, lintumaki):
        page = publish(info, activist)
        page.create_alias(parent=HomePage.objects.get(pk=lintumaki.home("fi").pk), update_slug="peili")
        before = Act.objects.count()
        publish(page, activist, title="Toinen nimi")
        assert Act.objects.count() == before + 1


class TestUndo:
    def test_a_first_publication_is_undone_by_hiding(self, desk, info, activist):
        publish(info, activist)
        text = said(desk, undo(desk, last_act()))
        assert "Kumottu." in text
        assert not fresh(info).live
        act = Act.objects.get()
        assert act.undone_at and act.undone_by == activist
        assert PageLogEntry.objects.filter(page=info.pk, action="wagtail.unpublish", user=activist).exists()

    def test_changes_are_undone_by_the_former_version_as_a_new_one(self, desk, info, activist):
        first = publish(info, activist, lead="Vanha").live_revision_id
        second = publish(info, activist, lead="Uusi").live_revision_id
        undo(desk, last_act())
        page = fresh(info)
        assert page.live and page.lead == "Vanha"
        assert page.live_revision_id not in (first, second) and page.latest_revision_id == page.live_revision_id
        assert page.get_latest_revision_as_object().lead == "Vanha"

    def test_each_act_before_it_can_be_undone_then(self, desk, info, activist):
        publish(info, activist, lead="Vanha")
        publish(info, activist, lead="Uusi")
        for act in Act.objects.order_by("-pk"):
            undo(desk, act)
        assert not fresh(info).live and not Act.objects.filter(undone_at=None).exists()

    def test_hidden_pages_are_shown_again_as_they_were(self, desk, info, activist):
        shown = publish(info, activist, lead="Kaikille").live_revision_id
        page = fresh(info)
        page.lead = "Kesken"
        draft = page.save_revision(user=activist)
        desk.post(reverse("desk_page", args=[info.pk]), {"action": "hide"})
        assert not fresh(info).live
        undo(desk, last_act())
        page = fresh(info)
        assert page.live and page.lead == "Kaikille" and page.live_revision_id == shown
        assert page.has_unpublished_changes and page.latest_revision_id == draft.pk

    def test_a_draft_that_is_newer_than_the_publication_stays(self, desk, info, activist):
        publish(info, activist, lead="Vanha")
        publish(info, activist, lead="Uusi")
        act, page = last_act(), fresh(info)
        page.lead = "Kesken"
        draft = page.save_revision(user=activist)
        undo(desk, act)
        assert fresh(info).lead == "Vanha" and fresh(info).latest_revision_id == draft.pk

    def test_twice_does_as_once(self, desk, info, activist):
        publish(info, activist)
        act = last_act()
        undo(desk, act)
        assert "Kumottu." in said(desk, undo(desk, act))
        assert not fresh(info).live and Act.objects.count() == 1

    def test_what_another_has_changed_since_stays_and_they_are_named(self, desk, info, activist, neighbour):
        publish(info, activist)
        act = last_act()
        publish(info, neighbour, lead="Uutta")
        text = said(desk, undo(desk, act))
        assert "Tätä ei voi enää kumota: Aino Aalto muutti sitä" in text
        assert fresh(info).live and Act.objects.get(pk=act.pk).undone_at is None
        listed = desk.get(reverse("desk_acts")).text
        assert "Tätä ei voi enää kumota: Aino Aalto" in listed and listed.count("/undo/") == 1

    def test_a_page_that_changed_otherwise_stays(self, desk, info, activist):
        publish(info, activist)
        fresh(info).save_revision().publish()
        assert "muuttunut sen jälkeen" in said(desk, undo(desk, last_act()))
        assert fresh(info).live

    def test_a_page_that_is_gone(self, desk, info, activist):
        publish(info, activist)
        info.delete()
        assert "ei ole enää" in said(desk, undo(desk, last_act()))
        assert desk.get(reverse("desk_acts")).status_code == 200

    def test_an_address_that_is_taken_meanwhile(self, desk, info, activist, lintumaki):
        publish(info, activist, slug="kerho")
        publish(info, activist, slug="kerhotila")
        act = last_act()
        publish(new_page(lintumaki, "Toinen"), activist, slug="kerho")
        text = said(desk, undo(desk, act))
        assert "Tätä ei voi kumota:" in text and "kerho" in text
        assert fresh(info).slug == "kerhotila" and Act.objects.get(pk=act.pk).undone_at is None

    def test_an_act_of_another_neighbourhood_is_as_one_that_never_was(self, visit, neighbourhoods, info, activist):
        publish(info, activist)
        stranger = visit()
        stranger.client.force_login(member("partista@example.org", neighbourhoods["partti"]))
        answers = [stranger.post(reverse("desk_undo", args=[pk])) for pk in (last_act().pk, 987654)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content and fresh(info).live

    def test_whose_membership_has_ended_undoes_nothing(self, desk, info, activist):
        publish(info, activist)
        activist.memberships.get().delete()
        assert undo(desk, last_act()).status_code in (302, 404) and fresh(info).live
        activist.refresh_from_db()
        desk.client.force_login(activist)
        assert undo(desk, last_act()).status_code == 404 and fresh(info).live

    def test_a_page_whose_feature_was_switched_off_stays(self, desk, lintumaki, activist, monkeypatch):
        publish(new_page(lintumaki, "Kerhotila"), activist)
        monkeypatch.setattr(page_acts, "is_here", lambda page, record: False)
        assert "ei ole nyt käytössä" in said(desk, undo(desk, last_act()))
        assert fresh(InfoPage.objects.get(title="Kerhotila")).live

    def test_a_tap_after_the_session_has_ended_changes_nothing(self, desk, info, activist):
        publish(info, activist)
        answer = desk.get(reverse("desk_undo", args=[last_act().pk]))
        assert answer["Location"].startswith(reverse("desk_acts")) and fresh(info).live

    def test_one_goes_back_to_where_one_was(self, desk, info, activist):
        publish(info, activist)
        here = reverse("desk_page", args=[info.pk])
        assert undo(desk, last_act(), headers={"referer": f"http://{desk.host}{here}"})["Location"] == here


class TestThePage:
    def test_it_says_how_the_page_is_since_when_and_by_whom(self, desk, info, neighbour):
        assert "luonnos" in desk.get(reverse("desk_page", args=[info.pk])).text
        publish(info, neighbour)
        text = desk.get(reverse("desk_page", args=[info.pk])).text
        assert "julkaistu" in text and "Aino Aalto" in text and "Piilota" in text and "naapuri@" not in text

    def test_hide_show_and_the_way_back_by_buttons(self, desk, info, activist):
        publish(info, activist)
        here = reverse("desk_page", args=[info.pk])
        text = said(desk, desk.post(here, {"action": "hide"}))
        assert "Piilotettu" in text and f"/acts/{last_act().pk}/undo/" in text and "Näytä taas" in text
        text = said(desk, desk.post(here, {"action": "show"}))
        assert fresh(info).live and last_act().kind == "page.shown"
        undo(desk, last_act())
        assert not fresh(info).live

    def test_twice_the_same_button_is_once(self, desk, info, activist):
        publish(info, activist)
        here = reverse("desk_page", args=[info.pk])
        for _time in range(2):
            text = said(desk, desk.post(here, {"action": "hide"}))
        assert "oli jo piilotettu" in text and Act.objects.filter(kind="page.hidden").count() == 1

    def test_former_versions_are_listed_and_one_is_restored(self, desk, info, neighbour):
        first = publish(info, neighbour, lead="Vanha").live_revision_id
        publish(info, neighbour, lead="Uusi")
        here = reverse("desk_page", args=[info.pk])
        text = desk.get(here).text
        assert f"/admin/pages/{info.pk}/revisions/{first}/view/" in text and "Entiset versiot" in text
        assert "Entinen versio näkyy taas" in said(desk, desk.post(here, {"action": "back", "version": first}))
        assert fresh(info).lead == "Vanha" and last_act().kind == "page.back"
        undo(desk, last_act())
        assert fresh(info).lead == "Uusi"

    def test_drafts_and_versions_of_other_pages_are_none(self, desk, info, neighbour, lintumaki):
        publish(info, neighbour)
        other = publish(new_page(lintumaki, "Toinen"), neighbour).live_revision_id
        draft = fresh(info).save_revision(user=neighbour).pk
        for version in (other, draft, "0", "x", "9" * 30, "-1", "²"):
            answer = desk.post(reverse("desk_page", args=[info.pk]), {"action": "back", "version": version})
            assert answer.status_code == 302
        assert Act.objects.filter(kind="page.back").count() == 0

    def test_home_pages_are_not_hidden_by_volunteers(self, desk, lintumaki):
        home = lintumaki.home("fi").pk
        here = reverse("desk_page", args=[home])
        assert "action=bin" not in desk.get(here).text
        for action in ("hide", "bin"):
            assert "Et voi tehdä tätä" in said(desk, desk.post(here, {"action": action}))
        assert HomePage.objects.get(pk=home).live

    def test_a_page_that_a_keeper_has_locked_stays_as_it_is(self, desk, info, activist, keeper):
        publish(info, activist)
        InfoPage.objects.filter(pk=info.pk).update(locked=True, locked_by=keeper)
        for action in ("hide", "bin"):
            assert "lukinnut" in said(desk, desk.post(reverse("desk_page", args=[info.pk]), {"action": action}))
        assert fresh(info).live

    def test_pages_of_others_and_folders_are_not_there(self, desk, lintumaki):
        partti = current.by_slug("partti")
        answers = [desk.get(reverse("desk_page", args=[pk])) for pk in (partti.home("fi").pk, 987654, lintumaki.folder_id)]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert len({answer.content for answer in answers}) == 1

    def test_as_many_queries_with_many_acts_as_with_few(self, desk, lintumaki, activist):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        pages = [publish(new_page(lintumaki, f"Sivu {number}"), activist) for number in range(8)]

        def asked():
            desk.get(reverse("desk_acts"))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                desk.get(reverse("desk_acts"))
            return len(queries)

        few = asked()
        for page in pages:
            page_acts.hide(lintumaki, page.pk, activist)
        for page in pages[:4]:
            page_acts.show(lintumaki, page.pk, activist)
        assert asked() == few
