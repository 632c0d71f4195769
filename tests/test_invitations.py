"""An invitation is a link that one person can use once; it never signs anybody in who has something to lose."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import ModelLogEntry

from neighbourhoods import current, privacy, tasks
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Invitation, Membership, OutgoingMail, User
from neighbourhoods.signin import invitations

pytestmark = pytest.mark.django_db
NEW = "uusi@example.org"


@pytest.fixture(autouse=True)
def limits_start_anew(db):
    cache.clear()


@pytest.fixture
def lintumaki(neighbourhoods):
    return neighbourhoods["lintumaki"]


@pytest.fixture
def member_of_partti(neighbourhoods):
    """Somebody with rights elsewhere, who has signed in before."""
    user = User.objects.create_user("naapuri@example.org", last_login=timezone.now())
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="activist")
    return user


def mailed(place, address=NEW, role="activist", **more):
    """The path of a link that went by mail."""
    row = Invitation.objects.create(neighbourhood=place, email=address, role=role, **more)
    invitations.send(row)
    return path_in(OutgoingMail.objects.get(recipient=address).body)


def on_screen(place, role="activist"):
    row = Invitation.objects.create(neighbourhood=place, role=role)
    return invitations.make_link(row).removeprefix("http://localhost:8000")


def path_in(text):
    return re.search(r"http://localhost:8000(/accounts/invitation/[^\s/]+/)", text).group(1)


def code_for(address):
    row = OutgoingMail.objects.filter(recipient=address, subject__startswith="Kirjautumiskoodi").latest("pk")
    return row.subject.rsplit(" ", 1)[1]


def type_code(visitor, address):
    return visitor.post("/accounts/login/code/", {"code": code_for(address)})


def is_in(visitor):
    return visitor.get("/admin/").status_code == 200


def role_of(address, slug="lintumaki"):
    return Membership.objects.filter(user__email=address, neighbourhood__slug=slug).values_list("role", flat=True).first()


class TestByMail:
    def test_a_new_person_is_in_with_one_button(self, visit, lintumaki):
        path, visitor = mailed(lintumaki), visit()
        assert "Sinut on kutsuttu asukasaktiiviksi." in visitor.get(path).text
        assert visitor.post(path)["Location"] == "/admin/?neighbourhood=lintumaki"
        assert is_in(visitor) and role_of(NEW) == "activist"
        assert list(User.objects.get(email=NEW).groups.all()) == [lintumaki.activists]

    def test_opening_the_link_changes_nothing(self, visit, lintumaki):
        path = mailed(lintumaki)
        for _ in range(3):
            assert visit().get(path).status_code == 200
        assert not User.objects.filter(email=NEW).exists()
        assert Invitation.objects.get(email=NEW).accepted_at is None

    def test_it_works_once(self, visit, lintumaki):
        path = mailed(lintumaki)
        visit().post(path)
        thief = visit()
        assert thief.post(path).status_code == 410 and not is_in(thief)
        assert "Tämä kutsu ei enää toimi. Pyydä uusi" in thief.get(path).text

    def test_who_presses_twice_has_not_failed(self, visit, lintumaki):
        path, visitor = mailed(lintumaki), visit()
        visitor.post(path)
        assert visitor.post(path)["Location"] == "/admin/?neighbourhood=lintumaki"
        assert Membership.objects.filter(user__email=NEW).count() == 1

    @pytest.mark.parametrize("kind", ["member elsewhere", "keeper", "former member", "given a right by hand", "may not sign in"])
    def test_whoever_has_rights_or_a_past_is_not_signed_in_by_the_link(self, visit, lintumaki, member_of_partti, keeper, kind):
        user = {"member elsewhere": member_of_partti, "keeper": keeper}.get(kind) or User.objects.create_user("ollut@example.org")
        if kind == "former member":
            User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        elif kind == "given a right by hand":
            user.groups.add(lintumaki.coordinators)
        elif kind == "may not sign in":
            User.objects.filter(pk=user.pk).update(is_active=False)
        path, visitor = mailed(lintumaki, user.email), visit()
        assert visitor.post(path)["Location"] == "/accounts/login/code/"
        assert not is_in(visitor) and role_of(user.email) is None

    def test_a_known_person_joins_with_the_code_that_comes_to_the_same_address(self, visit, lintumaki, member_of_partti):
        path, visitor = mailed(lintumaki, member_of_partti.email), visit()
        visitor.post(path)
        assert type_code(visitor, member_of_partti.email)["Location"] == "/admin/?neighbourhood=lintumaki"
        assert is_in(visitor) and role_of(member_of_partti.email) == "activist"
        assert role_of(member_of_partti.email, "partti") == "activist"

    def test_who_is_signed_in_with_the_address_joins_with_the_button(self, visit, lintumaki, member_of_partti):
        path, visitor = mailed(lintumaki, member_of_partti.email), visit()
        visitor.client.force_login(member_of_partti)
        assert "Olet kirjautunut osoitteella naapuri@example.org." in visitor.get(path).text
        assert role_of(member_of_partti.email) is None
        visitor.post(path)
        assert role_of(member_of_partti.email) == "activist"

    def test_who_is_signed_in_as_somebody_else_is_told_and_may_sign_out(self, visit, lintumaki, member_of_partti):
        path, visitor = mailed(lintumaki), visit()
        visitor.client.force_login(member_of_partti)
        text = visitor.post(path).text
        assert "tämä kutsu on toiselle osoitteelle" in text and NEW not in text
        assert role_of(member_of_partti.email) is None and role_of(NEW) is None
        assert visitor.post(path, {"sign_out": "1"})["Location"] == path
        assert not is_in(visitor)
        visitor.post(path)
        assert role_of(NEW) == "activist"

    def test_signing_in_alone_makes_nobody_a_member(self, visit, lintumaki, member_of_partti):
        mailed(lintumaki, member_of_partti.email)
        visitor = visit()
        visitor.post("/accounts/login/", {"email": member_of_partti.email})
        type_code(visitor, member_of_partti.email)
        assert is_in(visitor) and role_of(member_of_partti.email) is None


class TestFromAScreen:
    def test_a_new_person_types_an_address_and_the_code_that_comes(self, visit, lintumaki):
        path, visitor = on_screen(lintumaki), visit()
        assert 'name="email"' in visitor.get(path).text
        assert visitor.post(path, {"email": " Uusi@Example.org "})["Location"] == "/accounts/login/code/"
        assert role_of(NEW) is None and not is_in(visitor)
        assert type_code(visitor, NEW)["Location"] == "/admin/?neighbourhood=lintumaki"
        assert is_in(visitor) and role_of(NEW) == "activist"

    def test_the_answer_is_the_same_for_known_and_unknown_addresses(self, visit, lintumaki, member_of_partti):
        answers = []
        for address in (member_of_partti.email, NEW):
            path, visitor = on_screen(lintumaki), visit()
            answer = visitor.post(path, {"email": address})
            page = visitor.get("/accounts/login/code/").text
            answers.append((answer.status_code, answer["Location"], re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)))
        assert answers[0] == answers[1]

    def test_the_secret_alone_signs_nobody_in(self, visit, lintumaki):
        path, first = on_screen(lintumaki), visit()
        first.post(path, {"email": NEW})
        for visitor in (first, visit()):
            visitor.post(path)
            visitor.post(path, {"email": "toinen@example.org"})
            assert not is_in(visitor)
        assert not Membership.objects.filter(user__email__in=[NEW, "toinen@example.org"]).exists()

    def test_once_an_address_is_typed_the_link_is_of_no_use_to_others(self, visit, lintumaki, member_of_partti):
        path, first, other = on_screen(lintumaki), visit(), visit()
        first.post(path, {"email": NEW})
        assert other.get(path).status_code == other.post(path, {"email": "toinen@example.org"}).status_code == 410
        other.client.force_login(member_of_partti)
        assert other.get(path).status_code == other.post(path).status_code == 410
        assert not User.objects.filter(email="toinen@example.org").exists()
        # and the one who came first goes on
        assert first.get(path).status_code == 200

    def test_a_mistyped_address_is_put_right_in_the_same_browser_but_not_for_ever(self, visit, lintumaki):
        path, visitor = on_screen(lintumaki), visit()
        assert "Kirjoita se muodossa nimi@example.org." in visitor.post(path, {"email": "uusi"}).text
        visitor.post(path, {"email": "uusii@example.org"})
        visitor.post(path, {"email": NEW})
        type_code(visitor, NEW)
        assert role_of(NEW) == "activist"
        path, visitor = on_screen(lintumaki), visit()
        for number in range(9):
            answer = visitor.post(path, {"email": f"arvaus{number}@example.org"})
        assert "Liian monta yritystä" in answer.text
        assert User.objects.filter(email__startswith="arvaus").count() == invitations.TRIES

    def test_whoever_is_signed_in_joins_with_the_button(self, visit, lintumaki, member_of_partti):
        path, visitor = on_screen(lintumaki, "coordinator"), visit()
        visitor.client.force_login(member_of_partti)
        assert "yhteisömanageriksi" in visitor.get(path).text
        assert visitor.post(path)["Location"] == "/admin/?neighbourhood=lintumaki"
        assert role_of(member_of_partti.email) == "coordinator"
        assert visit().get(path).status_code == 410

    def test_another_persons_address_makes_them_no_member_when_they_sign_in_next(self, visit, lintumaki, member_of_partti):
        """Else a coordinator could make anybody a member unasked, and see by it who has an account."""
        visit().post(on_screen(lintumaki), {"email": member_of_partti.email})
        visitor = visit()
        visitor.post("/accounts/login/", {"email": member_of_partti.email})
        type_code(visitor, member_of_partti.email)
        assert is_in(visitor) and role_of(member_of_partti.email) is None

    def test_codes_are_sent_no_more_often_than_by_the_page_for_signing_in(self, visit, lintumaki, keeper):
        for _ in range(8):
            answer = visit().post(on_screen(lintumaki), {"email": keeper.email})
        assert OutgoingMail.objects.filter(recipient=keeper.email).count() <= 5
        assert "Liian monta yritystä" in answer.text


class TestTheLink:
    @pytest.mark.parametrize("make", [mailed, on_screen])
    def test_it_is_valid_for_fourteen_days(self, visit, lintumaki, make):
        path = make(lintumaki)
        with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
            assert visit().get(path).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
            assert visit().get(path).status_code == visit().post(path, {"email": NEW}).status_code == 410
        assert not User.objects.filter(email=NEW).exists()

    @pytest.mark.parametrize("token", ["x", "a" * 900, "%F0%9F%98%80", "a.b.c", "..", "%2e%2e"])
    def test_a_forged_one_is_answered_as_an_old_one(self, visit, token, lintumaki):
        old = on_screen(lintumaki)
        Invitation.objects.all().delete()
        forged, gone = visit().get(f"/accounts/invitation/{token}/"), visit().get(old)
        assert forged.status_code == gone.status_code == 410 or token in ("..", "%2e%2e")
        if forged.status_code == 410:
            assert forged.text == gone.text

    def test_a_forged_one_does_not_even_reach_the_table(self, lintumaki, django_assert_num_queries):
        secret = on_screen(lintumaki).split("/")[-2]
        with django_assert_num_queries(0):
            assert invitations.find(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None
        assert invitations.find(secret)

    def test_only_a_digest_of_the_secret_is_kept(self, lintumaki):
        secret = on_screen(lintumaki).split("/")[-2]
        kept = str(list(Invitation.objects.values()))
        assert secret not in kept and secret.split(".")[0] not in kept

    def test_it_works_on_the_portals_host_only_and_is_not_kept_by_browsers(self, visit, lintumaki):
        path = on_screen(lintumaki)
        assert visit("lintumaki").get(path).status_code == 302
        answer = visit().get(path)
        assert "no-store" in answer["Cache-Control"] and 'content="noindex"' in answer.text

    def test_the_link_of_a_removed_neighbourhood_is_dead(self, visit, lintumaki):
        path = mailed(lintumaki)
        lintumaki.state = "removed"
        lintumaki.save()
        assert visit().post(path).status_code == 410


def test_accepting_never_takes_a_role_away_but_may_give_one(visit, lintumaki, activist):
    visitor = visit()
    visitor.client.force_login(activist)
    visitor.post(on_screen(lintumaki, "coordinator"))
    assert role_of(activist.email) == "coordinator"
    visitor.post(on_screen(lintumaki, "activist"))
    assert role_of(activist.email) == "coordinator"
    assert list(activist.groups.all()) == [lintumaki.coordinators]


def test_the_log_tells_who_has_accepted_without_an_address(visit, lintumaki):
    visit().post(mailed(lintumaki))
    entry = ModelLogEntry.objects.get(action="team.accept")
    user = User.objects.get(email=NEW)
    assert (entry.object_id, entry.label, entry.user_id) == (str(lintumaki.pk), "Lintumäki", user.pk)
    assert entry.data == {"person": user.pk, "role": "activist"}


class TestTheMail:
    def test_it_says_who_invites_to_what_for_how_long_and_why_it_came(self, lintumaki, activist):
        mailed(lintumaki, invited_by=activist)
        row = OutgoingMail.objects.get(recipient=NEW)
        assert row.subject == "Tule tekemään sivuja: Lintumäki"
        assert row.body.startswith("Yhteisömanageri kutsui sinut asukasaktiiviksi. ")
        assert "(toimii 14 päivää, vain sinulle)" in row.body and "Et halua? Unohda viesti." in row.body
        assert "Lintumäki · http://lintumaki.localhost:8000\nSaat tämän, koska" in row.body
        assert activist.email not in row.body

    def test_it_promises_nothing_that_does_not_work_yet(self, lintumaki):
        mailed(lintumaki)
        body = OutgoingMail.objects.get(recipient=NEW).body.lower()
        assert not [word for word in ("ideo", "tapahtum", "julist") if word in body]

    def test_its_language_is_the_first_of_the_neighbourhood(self, lintumaki):
        lintumaki.config["languages"] = ["sv", "fi"]
        lintumaki.save()
        current.forget_everything()
        mailed(lintumaki, role="coordinator")
        row = OutgoingMail.objects.get(recipient=NEW)
        assert row.subject == "Kom med och gör sidan: Lintumäki"
        assert "Administratören har bjudit in dig som koordinator." in row.body


class TestOfTheFiles:
    @pytest.fixture
    def mail_server(self, settings):
        settings.EMAIL_URL = "smtp://mail.example.org:25"

    def mails(self):
        return OutgoingMail.objects.filter(subject__startswith="Tule tekemään sivuja")

    def test_stewards_and_deputies_get_a_mail_once_however_often_files_are_applied(self, sites, neighbourhoods, mail_server):
        named = {row.email for row in Invitation.objects.exclude(post="")}
        assert named
        for _ in range(2):
            assert not apply_all().errors
            invitations.send_due()
        assert sorted(self.mails().values_list("recipient", flat=True)) == sorted(
            Invitation.objects.exclude(post="").values_list("email", flat=True)
        )
        assert all("Ylläpitäjä kutsui sinut yhteisömanageriksi." in row.body for row in self.mails())
        assert not Invitation.objects.filter(sent_at=None)

    def test_without_a_mail_server_nothing_is_sent_or_marked_as_sent(self, sites, neighbourhoods):
        apply_all()
        assert not self.mails() and Invitation.objects.filter(sent_at=None).exists()

    def test_a_fault_of_the_mails_does_not_stop_apply(self, sites, neighbourhoods, mail_server, monkeypatch):
        monkeypatch.setattr(invitations, "send", lambda row: 1 / 0)
        assert not apply_all().errors
        assert Invitation.objects.filter(sent_at=None).exists(), "tried again by the clock"

    def test_the_clock_sends_what_is_due(self):
        assert tasks.SCHEDULES["invitations"] == ("neighbourhoods.signin.invitations.send_due", 60)

    def test_the_link_makes_the_steward_a_coordinator(self, visit, sites, neighbourhoods, mail_server):
        apply_all()
        row = self.mails().get(recipient=Invitation.objects.get(neighbourhood__slug="lintumaki", post="steward").email)
        visitor = visit()
        visitor.post(path_in(row.body))
        assert is_in(visitor) and role_of(row.recipient) == "coordinator"

    def test_when_the_file_names_another_the_link_of_the_one_before_is_dead(self, visit, sites, neighbourhoods, mail_server):
        apply_all()
        old = Invitation.objects.get(neighbourhood__slug="lintumaki", post="steward").email
        path = path_in(self.mails().get(recipient=old).body)
        file = sites / "lintumaki.toml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, "vaihtunut@example.org"), encoding="utf-8")
        apply_all()
        assert visit().post(path).status_code == 410
        assert self.mails().filter(recipient="vaihtunut@example.org").count() == 1

    def test_applying_files_leaves_the_invitations_of_the_team_alone(self, visit, sites, neighbourhoods, lintumaki):
        path = mailed(lintumaki)
        file = sites / "lintumaki.toml"
        file.write_text(re.sub(r"(?m)^(steward|deputy) *= .*$", "", file.read_text(encoding="utf-8")), encoding="utf-8")
        assert not apply_all().errors
        assert not lintumaki.invitations.exclude(post="").exists()
        assert visit().get(path).status_code == 200


class TestWhatIsForgotten:
    def test_accounts_that_were_made_for_a_link_and_never_used_go_after_a_month(self, visit, lintumaki):
        visit().post(on_screen(lintumaki), {"email": NEW})
        with time_machine.travel(timezone.now() + timedelta(days=29)):
            tasks.forget()
        assert User.objects.filter(email=NEW).exists()
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            tasks.forget()
        assert not User.objects.filter(email=NEW).exists()
        assert not Invitation.objects.filter(email=NEW).exists()

    def test_everybody_else_stays(self, lintumaki, activist, keeper, member_of_partti):
        erased = User.objects.create_user("pois@example.org")
        erased.erase()
        before = set(User.objects.values_list("pk", flat=True))
        with time_machine.travel(timezone.now() + timedelta(days=400)):
            tasks.forget()
        # stewards of the files too: they may sign in whenever they like
        assert set(User.objects.values_list("pk", flat=True)) == before
        assert Invitation.objects.exclude(post="").exists()

    def test_what_is_held_of_an_invited_person_can_be_told_and_erased(self, lintumaki, activist, visit):
        path = mailed(lintumaki, invited_by=activist)
        (row,) = privacy.export(NEW)["neighbourhoods.invitation"]
        assert (row["email"], row["role"]) == (NEW, "activist")
        privacy.erase(NEW)
        assert privacy.export(NEW) == {}
        assert visit().post(path).status_code == 410

    def test_when_the_inviter_is_erased_the_invited_stays_so(self, lintumaki, activist, visit):
        path = mailed(lintumaki, invited_by=activist)
        privacy.erase(activist.email)
        assert visit().post(path)["Location"] == "/admin/?neighbourhood=lintumaki"
