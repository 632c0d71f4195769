"""The Team page: a coordinator invites, changes roles and ends memberships of their own neighbourhood, and nobody is locked out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import ModelLogEntry

from neighbourhoods.desk import team
from neighbourhoods.models import Invitation, Membership, OutgoingMail, User

pytestmark = pytest.mark.django_db
ANSWER = "Kutsu on lähetetty, jos osoite on oikein."
LAST = "Et voi poistaa viimeistä vastuuhenkilöä. Kutsu ensin toinen."


@pytest.fixture(autouse=True)
def limits_start_anew(db):
    cache.clear()


def belongs(address, place, role):
    user, _made = User.objects.get_or_create(email=address)
    return Membership.objects.create(user=user, neighbourhood=place, role=role)


@pytest.fixture
def lintumaki(neighbourhoods):
    return neighbourhoods["lintumaki"]


@pytest.fixture
def own(lintumaki):
    """The membership of the coordinator."""
    return belongs("manageri@example.org", lintumaki, "coordinator")


@pytest.fixture
def desk(visit, own):
    visitor = visit()
    visitor.client.force_login(own.user)
    return visitor


@pytest.fixture
def resident(activist):
    return activist.memberships.get()


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


@pytest.fixture
def of_partti(neighbourhoods):
    return belongs("partin.manageri@example.org", neighbourhoods["partti"], "coordinator")


def said(visitor, answer):
    """The page that an answer leads to, as people read it."""
    assert answer.status_code == 302, answer.text
    return visitor.get(answer["Location"]).text


def invite(visitor, address, role="activist"):
    return visitor.post("/admin/team/", {"email": address, "role": role})


class TestTheList:
    def test_it_tells_who_belongs_in_which_role_and_who_has_been_here(self, desk, own, resident):
        User.objects.filter(pk=resident.user_id).update(first_name="Aino", last_name="Aalto", last_login=None)
        text = desk.get("/admin/team/").text
        assert "Aino Aalto" in text and "ei ole vielä kirjautunut" in text and "asukasaktiivi" in text
        assert "manageri@example.org" in text and "kirjautunut viimeksi" in text and ">sinä<" in text

    def test_who_is_alone_is_asked_to_invite_another(self, desk, lintumaki):
        text = desk.get("/admin/team/").text
        assert "Sivuilla on vain yksi aktiivi." in text and "Kutsu toinen" in text
        belongs("toinen@example.org", lintumaki, "activist")
        assert "Sivuilla on vain yksi aktiivi." not in desk.get("/admin/team/").text

    def test_nothing_of_another_neighbourhood_is_there(self, desk, of_partti):
        assert "partin.manageri" not in desk.get("/admin/team/").text

    def test_the_number_of_queries_does_not_grow_with_the_team(self, desk, lintumaki, django_assert_max_num_queries):
        for number in range(15):
            belongs(f"jasen{number}@example.org", lintumaki, "activist")
        desk.get("/admin/team/")
        with django_assert_max_num_queries(20):
            assert desk.get("/admin/team/").text.count("jasen") >= 15

    def test_stewards_whom_the_file_names_are_listed_and_cannot_be_withdrawn_here(self, desk, lintumaki):
        row = lintumaki.invitations.get(post="steward")
        assert row.email in desk.get("/admin/team/").text
        assert desk.post(f"/admin/team/invitation/{row.pk}/").status_code == 404
        assert lintumaki.invitations.filter(pk=row.pk).exists()


class TestWhoMayOpenIt:
    PATHS = ("/admin/team/", "/admin/team/link/", "/admin/team/invitation/1/")

    def test_active_residents_neither_see_nor_find_it(self, visit, activist, own):
        visitor = visit()
        visitor.client.force_login(activist)
        assert '"/admin/team/"' not in visitor.get("/admin/").text
        for path in (*self.PATHS, f"/admin/team/{own.pk}/"):
            assert visitor.get(path).status_code in (404, 405)
            assert visitor.post(path, {"email": "a@example.org", "role": "activist", "action": "end"}).status_code == 404
        assert Membership.objects.filter(pk=own.pk).exists()

    def test_coordinators_find_it_in_the_menu(self, desk):
        assert '"/admin/team/"' in desk.get("/admin/").text
        assert desk.get("/admin/team/").status_code == 200

    def test_strangers_are_led_to_the_page_for_signing_in(self, visit):
        assert visit().get("/admin/team/")["Location"].startswith("/accounts/login/")

    def test_a_keeper_first_chooses_a_neighbourhood(self, office, of_partti):
        text = office.get("/admin/team/").text
        assert "Mikä naapurusto?" in text and "next=%2Fadmin%2Fteam%2F" in text
        answer = office.get("/admin/neighbourhood/?neighbourhood=partti&next=/admin/team/")
        assert of_partti.user.email in said(office, answer)

    def test_a_membership_of_another_neighbourhood_is_as_one_that_is_not(self, desk, of_partti, own):
        missing = f"/admin/team/{max(own.pk, of_partti.pk) + 999}/"
        for data in ({"action": "end"}, {"action": "role", "role": "activist"}):
            there, nowhere = desk.post(f"/admin/team/{of_partti.pk}/", data), desk.post(missing, data)
            assert there.status_code == nowhere.status_code == 404
        assert desk.get(f"/admin/team/{of_partti.pk}/").status_code == desk.get(missing).status_code == 404
        assert Membership.objects.get(pk=of_partti.pk).role == "coordinator"

    def test_an_invitation_of_another_neighbourhood_cannot_be_withdrawn(self, desk, neighbourhoods):
        row = Invitation.objects.create(neighbourhood=neighbourhoods["partti"], email="a@example.org")
        assert desk.post(f"/admin/team/invitation/{row.pk}/").status_code == 404
        assert Invitation.objects.filter(pk=row.pk).exists()

    def test_who_coordinates_one_and_helps_in_another_has_the_page_of_the_first_only(self, desk, own, neighbourhoods):
        belongs(own.user.email, neighbourhoods["partti"], "activist")
        assert desk.get("/admin/team/?neighbourhood=lintumaki").status_code == 200
        assert desk.get("/admin/team/?neighbourhood=partti").status_code == 404

    def test_a_form_of_one_neighbourhood_does_not_act_on_another_that_was_chosen_since(self, desk, own, neighbourhoods):
        belongs(own.user.email, neighbourhoods["partti"], "coordinator")
        form = re.search(r'action="(/admin/team/\?[^"]*)"', desk.get("/admin/team/?neighbourhood=lintumaki").text).group(1)
        desk.get("/admin/?neighbourhood=partti")
        desk.post(form, {"email": "uusi@example.org", "role": "activist"})
        assert Invitation.objects.get(email="uusi@example.org").neighbourhood.slug == "lintumaki"


class TestInviting:
    def test_the_answer_is_the_same_for_every_address_and_members_get_no_mail(self, desk, resident, of_partti, lintumaki):
        answers = []
        for address in ("tuntematon@example.org", of_partti.user.email, resident.user.email, resident.user.email.upper()):
            answer = invite(desk, address)
            (message,) = re.findall(rf"{ANSWER}", said(desk, answer))
            answers.append((answer.status_code, answer["Location"], answer.content, message))
        assert len(set(answers)) == 1
        assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {"tuntematon@example.org", of_partti.user.email}
        assert not User.objects.filter(email="tuntematon@example.org").exists()

    def test_the_list_does_not_tell_known_addresses_from_unknown_ones(self, desk, of_partti):
        for address in ("tuntematon@example.org", of_partti.user.email):
            invite(desk, address)
        text = desk.get("/admin/team/").text
        rows = [row for row in re.findall(r"<li.*?</li>", text, re.DOTALL) if "@example.org" in row and "Peru kutsu" in row]
        assert len(rows) == 2
        for pattern in (r'name="csrfmiddlewaretoken" value="\w+"', r"[\w.]+@example.org", r"invitation/\d+/"):
            rows = [re.sub(pattern, "", row) for row in rows]
        assert rows[0] == rows[1]
        acts = re.findall(r"Kutsu lähetetty.*?</li>", text, re.DOTALL)
        assert len(acts) == 2 and len(set(acts)) == 1 and "partin" not in acts[0]

    def test_the_link_is_in_the_mail_and_nowhere_else(self, desk):
        text = said(desk, invite(desk, "uusi@example.org"))
        assert "/accounts/invitation/" in OutgoingMail.objects.get().body
        assert "/accounts/invitation/" not in text

    @pytest.mark.parametrize("address", ["", "uusi", "uusi@", "uusi @example.org", "uusi@example.org\nBcc: a@example.org"])
    def test_a_badly_written_address_is_told_at_the_field_and_kept(self, desk, address):
        answer = invite(desk, address)
        assert answer.status_code == 200 and answer.context["form"].errors["email"] == ["Kirjoita se muodossa nimi@example.org."]
        assert not OutgoingMail.objects.exists()

    def test_a_made_up_role_is_refused(self, desk):
        assert invite(desk, "uusi@example.org", "keeper").status_code == 200
        assert desk.post("/admin/team/link/", {"role": "keeper"}).status_code == 302
        assert not Invitation.objects.filter(post="").exists()

    def test_inviting_again_makes_the_first_link_dead(self, desk, visit):
        invite(desk, "uusi@example.org")
        first = OutgoingMail.objects.get()
        invite(desk, "uusi@example.org", "coordinator")
        paths = [re.search(r"/accounts/invitation/[^\s/]+/", row.body).group() for row in OutgoingMail.objects.order_by("pk")]
        assert visit().get(paths[0]).status_code == 410 and visit().get(paths[1]).status_code == 200
        assert first.recipient == "uusi@example.org"

    def test_twenty_in_a_day_are_enough_even_when_they_are_withdrawn(self, desk, lintumaki):
        for number in range(10):
            invite(desk, f"uusi{number}@example.org")
            desk.post("/admin/team/link/", {"role": "activist"})
        lintumaki.invitations.filter(post="").delete()
        answer = invite(desk, "viela.yksi@example.org")
        assert answer.status_code == 200 and "Kutsuja on tehty vuorokaudessa jo 20. Jatka huomenna." in answer.text
        assert "Jatka huomenna." in said(desk, desk.post("/admin/team/link/", {"role": "activist"}))
        assert not Invitation.objects.filter(post="").exists()
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
            desk.client.force_login(User.objects.get(email="manageri@example.org"))
            assert invite(desk, "viela.yksi@example.org").status_code == 302

    def test_a_link_is_shown_once_with_its_code_and_as_text(self, desk, visit):
        answer = desk.post("/admin/team/link/", {"role": "activist"})
        path = re.search(r"http://localhost:8000(/accounts/invitation/[^\s/<]+/)", answer.text).group(1)
        assert 'role="img" aria-label="Kutsun QR-koodi"' in answer.text and "<svg" in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert visit().get(path).status_code == 200
        assert path not in desk.get("/admin/team/").text
        assert desk.get("/admin/team/link/").status_code == 405

    def test_a_withdrawn_invitation_is_dead_at_once(self, desk, visit):
        invite(desk, "uusi@example.org")
        path = re.search(r"/accounts/invitation/[^\s/]+/", OutgoingMail.objects.get().body).group()
        row = Invitation.objects.get(email="uusi@example.org")
        assert "Kutsu on peruttu." in said(desk, desk.post(f"/admin/team/invitation/{row.pk}/"))
        assert visit().post(path).status_code == 410
        assert desk.post(f"/admin/team/invitation/{row.pk}/").status_code == 404

    def test_an_invitation_that_ran_out_says_so(self, desk):
        invite(desk, "uusi@example.org")
        Invitation.objects.filter(email="uusi@example.org").update(link_expires_at=timezone.now() - timedelta(days=1))
        assert "ei enää toimi" in desk.get("/admin/team/").text


class TestMembers:
    def test_the_next_request_of_somebody_whose_membership_has_ended_is_a_strangers(self, desk, visit, resident):
        phone = visit()
        phone.client.force_login(resident.user)
        assert phone.get("/admin/").status_code == 200
        assert "Jäsenyys on päättynyt." in said(desk, desk.post(f"/admin/team/{resident.pk}/", {"action": "end"}))
        assert phone.get("/admin/")["Location"].startswith("/accounts/login/")
        assert User.objects.filter(pk=resident.user_id).exists() and not resident.user.groups.exists()

    def test_ending_asks_first_on_a_page_of_its_own(self, desk, resident):
        assert "&amp;action=end" in desk.get(f"/admin/team/{resident.pk}/").text
        text = desk.get(f"/admin/team/{resident.pk}/?action=end").text
        assert "Älä päätä" in text and 'name="action" value="end"' in text
        assert Membership.objects.filter(pk=resident.pk).exists()

    def test_membership_of_another_neighbourhood_stays(self, desk, resident, neighbourhoods):
        other = belongs(resident.user.email, neighbourhoods["partti"], "activist")
        desk.post(f"/admin/team/{resident.pk}/", {"action": "end"})
        assert list(resident.user.memberships.all()) == [other]
        assert list(resident.user.groups.all()) == [neighbourhoods["partti"].activists]

    def test_an_older_invitation_is_no_way_back(self, desk, visit, lintumaki, resident):
        Membership.objects.filter(pk=resident.pk).delete()
        invite(desk, resident.user.email)
        path = re.search(r"/accounts/invitation/[^\s/]+/", OutgoingMail.objects.get().body).group()
        again = belongs(resident.user.email, lintumaki, "activist")
        desk.post(f"/admin/team/{again.pk}/", {"action": "end"})
        assert visit().post(path).status_code == 410

    def test_a_link_that_one_has_made_oneself_is_no_way_back_either(self, desk, visit, lintumaki, own):
        second = belongs("toinen@example.org", lintumaki, "coordinator")
        phone = visit()
        phone.client.force_login(second.user)
        page = phone.post("/admin/team/link/", {"role": "coordinator"}).text
        path = re.search(r"/accounts/invitation/[^\s/<]+/", page).group()
        desk.post(f"/admin/team/{second.pk}/", {"action": "role", "role": "activist"})
        assert visit().get(path).status_code == 410

    def test_roles_change_both_ways_and_rights_follow_at_once(self, desk, visit, resident, lintumaki):
        phone = visit()
        phone.client.force_login(resident.user)
        assert phone.get("/admin/team/").status_code == 404
        desk.post(f"/admin/team/{resident.pk}/", {"action": "role", "role": "coordinator"})
        assert phone.get("/admin/team/").status_code == 200
        assert list(resident.user.groups.all()) == [lintumaki.coordinators]
        desk.post(f"/admin/team/{resident.pk}/", {"action": "role", "role": "activist"})
        assert phone.get("/admin/team/").status_code == 404
        assert list(resident.user.groups.all()) == [lintumaki.activists]

    @pytest.mark.parametrize("data", [{}, {"action": "x"}, {"action": "role"}, {"action": "role", "role": "keeper"}])
    def test_what_is_no_act_changes_nothing(self, desk, resident, data):
        assert desk.post(f"/admin/team/{resident.pk}/", data).status_code == 302
        assert Membership.objects.get(pk=resident.pk).role == "activist"

    def test_who_leaves_is_signed_out(self, desk, own, lintumaki):
        belongs("toinen@example.org", lintumaki, "coordinator")
        answer = desk.post(f"/admin/team/{own.pk}/", {"action": "end"})
        assert desk.get(answer["Location"])["Location"].startswith("/accounts/login/")


class TestTheLastSteward:
    ACTS = ({"action": "end"}, {"action": "role", "role": "activist"})

    @pytest.mark.parametrize("data", ACTS)
    def test_nobody_can_remove_the_last_one(self, desk, office, own, data):
        office.get("/admin/?neighbourhood=lintumaki")
        for visitor in (desk, office):
            assert LAST in said(visitor, visitor.post(f"/admin/team/{own.pk}/", data))
        assert Membership.objects.get(pk=own.pk).role == "coordinator"

    def test_the_page_says_so_instead_of_offering_it(self, desk, own):
        text = desk.get(f"/admin/team/{own.pk}/").text
        assert LAST in text and "action=end" not in text
        assert LAST in desk.get(f"/admin/team/{own.pk}/?action=end").text

    def test_an_active_resident_is_no_second_steward_and_neither_is_one_who_may_not_sign_in(self, desk, own, resident, lintumaki):
        idle = belongs("jaahylla@example.org", lintumaki, "coordinator")
        User.objects.filter(pk=idle.user_id).update(is_active=False)
        assert LAST in said(desk, desk.post(f"/admin/team/{own.pk}/", {"action": "end"}))
        assert desk.post(f"/admin/team/{idle.pk}/", {"action": "end"}).status_code == 302
        assert not Membership.objects.filter(pk=idle.pk).exists()

    def test_with_a_second_one_the_first_may_go(self, desk, own, lintumaki):
        belongs("toinen@example.org", lintumaki, "coordinator")
        assert desk.post(f"/admin/team/{own.pk}/", {"action": "role", "role": "activist"})["Location"] == "/admin/"
        assert Membership.objects.get(pk=own.pk).role == "activist"

    def test_the_list_of_all_memberships_keeps_the_last_one_too(self, office, own, lintumaki):
        data = {"user": own.user_id, "neighbourhood": lintumaki.pk, "role": "activist"}
        answer = office.post(f"/admin/memberships/edit/{own.pk}/", data)
        assert answer.status_code == 200 and LAST in answer.text
        answer = office.post(f"/admin/memberships/delete/{own.pk}/")
        assert answer.status_code == 200 and LAST in answer.text
        assert Membership.objects.get(pk=own.pk).role == "coordinator"

    def test_there_a_keeper_changes_a_role_but_not_the_person_or_the_place(self, office, own, resident, neighbourhoods, keeper):
        data = {"user": own.user_id, "neighbourhood": neighbourhoods["partti"].pk, "role": "coordinator"}
        assert office.post(f"/admin/memberships/edit/{resident.pk}/", data).status_code == 302
        row = Membership.objects.get(pk=resident.pk)
        assert (row.user_id, row.neighbourhood.slug, row.role) == (resident.user_id, "lintumaki", "coordinator")
        assert office.post(f"/admin/memberships/delete/{resident.pk}/").status_code == 302
        assert not resident.user.groups.exists()
        assert list(ModelLogEntry.objects.filter(user=keeper, action__startswith="team.").values_list("action", flat=True)) == [
            "team.end",
            "team.role",
        ]

    def test_who_was_removed_a_moment_ago_removes_nobody(self, own, lintumaki):
        second, third = (belongs(f"{name}@example.org", lintumaki, "coordinator") for name in ("toinen", "kolmas"))
        team.end(second.pk, own.user, lintumaki.pk)
        with pytest.raises(team.NotHere):
            team.end(third.pk, second.user, lintumaki.pk)
        assert Membership.objects.filter(pk=third.pk).exists()


class TestTheLog:
    def test_every_act_is_told_with_who_and_when_and_without_an_address(self, desk, own, resident, lintumaki):
        invite(desk, "uusi@example.org")
        desk.post("/admin/team/link/", {"role": "coordinator"})
        desk.post(f"/admin/team/invitation/{Invitation.objects.get(email='uusi@example.org').pk}/")
        desk.post(f"/admin/team/{resident.pk}/", {"action": "role", "role": "coordinator"})
        desk.post(f"/admin/team/{resident.pk}/", {"action": "end"})
        entries = list(ModelLogEntry.objects.filter(action__startswith="team.").order_by("pk"))
        assert [entry.action.removeprefix("team.") for entry in entries] == ["invite", "link", "withdraw", "role", "end"]
        for entry in entries:
            assert (entry.user, entry.object_id, entry.label) == (own.user, str(lintumaki.pk), "Lintumäki")
            assert "@" not in f"{entry.label}{entry.data}"
        assert entries[-1].data == {"person": resident.user_id, "role": "coordinator"}
        text = desk.get("/admin/team/").text
        acts = text[text.index("Viimeksi tehtyä") :]
        assert "Rooli vaihdettu: aktiivi@example.org" in acts and "Kutsu peruttu" in acts and "manageri@example.org" in acts

    def test_the_last_ten_are_shown_and_none_of_another_neighbourhood(self, desk, own, of_partti, neighbourhoods):
        team.make_link(neighbourhoods["partti"], of_partti.user, "coordinator")
        for _ in range(12):
            desk.post("/admin/team/link/", {"role": "activist"})
        text = desk.get("/admin/team/").text
        acts = text[text.index("Viimeksi tehtyä") :]
        assert acts.count("Kutsulinkki tehty") == 10 and "partin" not in acts

    def test_keepers_are_named_by_their_role_and_the_erased_not_at_all(self, desk, office, keeper, resident):
        office.get("/admin/?neighbourhood=lintumaki")
        office.post(f"/admin/team/{resident.pk}/", {"action": "end"})
        resident.user.refresh_from_db()
        resident.user.erase()
        text = desk.get("/admin/team/").text
        acts = text[text.index("Viimeksi tehtyä") :]
        assert "ylläpitäjä" in acts and keeper.email not in acts
        assert "joku, joka ei ole enää täällä" in acts and "invalid" not in acts
