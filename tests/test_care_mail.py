"""The weekly mail of what needs care: once a week, in one's own language, three things at most, and away from it with one press."""

import re
from datetime import timedelta
from email import message_from_string, policy

import pytest
import time_machine
from django.core.cache import cache
from django.core.signing import dumps
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from neighbourhoods import current, mail, task_runs, tasks
from neighbourhoods.desk import care, care_mail, care_optout
from neighbourhoods.models import Details, Membership, Neighbourhood, OutgoingMail

from .care_ground import make_page, member, midday

pytestmark = pytest.mark.django_db
MONDAY = midday("2026-11-30")


@pytest.fixture(autouse=True)
def nobody_was_told_yet(neighbourhoods):
    cache.clear()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def old_page(neighbourhoods):
    return make_page("Kerhotila", days_old=400)


def speaks(user, language):
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def rows():
    return OutgoingMail.objects.exclude(key=None).order_by("pk")


def to(user):
    return rows().get(recipient=user.email)


class TestWhoIsToldWhat:
    def test_each_member_gets_one_mail_of_their_own(self, old_page, activist):
        other = member("toinen@example.org", role="coordinator")
        care_mail.send_due()
        assert sorted(row.recipient for row in rows()) == [activist.email, other.email]
        # the page, and that there is only one who can invite others
        assert to(activist).subject == "Lintumäki: 2 asiaa kaipaa hoivaa"
        assert "Sivua ”Kerhotila” ei ole tarkistettu vuoteen" in to(activist).body

    def test_three_things_at_most(self, activist):
        for number in range(5):
            make_page(f"Sivu {number}", days_old=500 - number)
        care_mail.send_due()
        assert to(activist).subject == "Lintumäki: 3 asiaa kaipaa hoivaa"
        assert re.findall(r"”(Sivu \d)”", to(activist).body) == ["Sivu 0", "Sivu 1", "Sivu 2"]

    def test_when_all_is_well_no_mail_comes(self, neighbourhoods):
        for number in range(2):
            member(f"manageri{number}@example.org", role="coordinator")
        today = timezone.localdate()
        told = {"assessed_on": today, "reviewed_on": today, "authority": "Virasto", "hosting": "Suomi", "processors": "Ei kukaan"}
        Details.objects.update_or_create(neighbourhood=neighbourhoods["lintumaki"], defaults=told)
        current.forget_everything()
        assert care_mail.worth_a_mail(current.by_slug("lintumaki"), member("manageri0@example.org")) == []
        care_mail.send_due()
        assert not rows().filter(neighbourhood=neighbourhoods["lintumaki"]).exists()

    def test_what_may_wait_a_week_is_not_in_the_mail(self, old_page, activist):
        care.later(current.by_slug("lintumaki"), activist, f"page:{old_page.pk}")
        care_mail.send_due()
        assert "Kerhotila" not in to(activist).body

    def test_that_the_worker_stood_still_is_nothing_for_a_mail_that_the_worker_sends(self, old_page, activist, monkeypatch):
        monkeypatch.setattr(task_runs, "what_stands_still", lambda: (600, [], {}))
        care_mail.send_due()
        assert "Kerhotila" in to(activist).body and "Taustatyöt" not in to(activist).body

    @pytest.mark.parametrize("state", ["quiet", "archived", "removed"])
    def test_a_neighbourhood_that_is_not_active_sends_none(self, old_page, activist, state):
        Neighbourhood.objects.filter(slug="lintumaki").update(state=state)
        current.forget_everything()
        care_mail.send_due()
        assert not rows().filter(recipient=activist.email).exists()

    def test_who_has_had_enough_and_who_may_not_sign_in_get_none(self, old_page, activist):
        Membership.objects.filter(user=activist).update(wants_care_mail=False)
        shut_out = member("suljettu@example.org")
        shut_out.is_active = False
        shut_out.save()
        care_mail.send_due()
        assert not rows().filter(recipient__in=[activist.email, shut_out.email]).exists()

    def test_what_only_coordinators_can_do_is_told_to_them_alone(self, activist):
        coordinator = member("manageri@example.org", role="coordinator")
        care_mail.send_due()
        assert "/admin/team/?neighbourhood=lintumaki" in to(coordinator).body
        assert "/admin/team/" not in to(activist).body and "manageri@example.org" in to(activist).body

    def test_nothing_of_another_neighbourhood_is_in_it(self, old_page, activist):
        make_page("Partin salainen", place="partti", days_old=400)
        theirs = member("partti.aktiivi@example.org", "partti")
        care_mail.send_due()
        assert "Partin" not in to(activist).body and "partti" not in to(activist).body
        assert "Partin salainen" in to(theirs).body and "Kerhotila" not in to(theirs).body

    def test_who_belongs_to_two_gets_one_of_each(self, old_page, activist):
        make_page("Partin sivu", place="partti", days_old=400)
        member(activist.email, "partti")
        care_mail.send_due()
        assert sorted(row.subject.split(":")[0] for row in rows().filter(recipient=activist.email)) == ["Lintumäki", "Partti"]


class TestTheWords:
    def test_each_reads_it_in_the_language_of_their_desk(self, old_page, activist):
        swedish, english = member("ruotsi@example.org"), member("englanti@example.org")
        speaks(swedish, "sv")
        speaks(english, "en")
        care_mail.send_due()
        assert "har inte kollats på ett år" in to(swedish).body and "behöver omsorg" in to(swedish).subject
        assert "was last checked a year ago" in to(english).body
        assert "ei ole tarkistettu vuoteen" in to(activist).body

    def test_without_a_choice_it_is_the_first_language_of_the_neighbourhood_in_which_the_desk_speaks(self, activist):
        class Record:
            languages = ("ar", "sv", "fi")

        assert care_mail.language_of(activist, Record) == "sv"
        speaks(activist, "so")
        assert care_mail.language_of(activist, Record) == "sv"

    def test_links_lead_to_the_desk_of_this_neighbourhood_and_the_end_says_why_it_came(self, old_page, activist):
        care_mail.send_due()
        body = to(activist).body
        assert "http://localhost:8000/admin/?neighbourhood=lintumaki" in body
        assert "Lintumäki · http://lintumaki.localhost:8000" in body and "Saat tämän, koska" in body
        assert "Jos et ehdi, pyydä apua: lintumaki.vara@example.org" in body

    def test_the_deputy_is_told_of_the_steward(self, old_page):
        member("lintumaki.vara@example.org")
        care_mail.send_due()
        assert "pyydä apua: lintumaki@example.org" in rows().get(recipient="lintumaki.vara@example.org").body

    def test_words_of_volunteers_are_no_html(self, activist):
        make_page("<b>Piha</b>", days_old=400)
        care_mail.send_due()
        assert "<b>Piha" not in to(activist).html and "&lt;b&gt;Piha" in to(activist).html
        assert "<b>Piha</b>" in to(activist).body

    def test_a_mail_program_can_unsubscribe_by_itself(self, old_page, activist):
        care_mail.send_due()
        headers = to(activist).headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = headers["List-Unsubscribe"].strip("<>")
        assert address in to(activist).body and address in to(activist).html
        client = Client(headers={"host": "localhost:8000"}, enforce_csrf_checks=True)
        assert client.post(address.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Membership.objects.get(user=activist).wants_care_mail


class TestTheClock:
    @pytest.mark.parametrize("moment", ["2026-11-29T12:00", "2026-11-30T06:59", "2026-11-30T20:00", "2026-12-03T12:00"])
    def test_at_other_times_nothing_is_written(self, old_page, activist, monday, moment):
        monday.move_to(f"{moment}:00+02:00")
        care_mail.send_due()
        assert not rows().exists()

    @pytest.mark.parametrize("moment", ["2026-11-30T07:00", "2026-12-01T09:00", "2026-12-02T19:59"])
    def test_a_machine_that_was_off_on_monday_catches_up(self, old_page, activist, monday, moment):
        monday.move_to(f"{moment}:00+02:00")
        care_mail.send_due()
        assert to(activist)

    def test_a_neighbourhood_keeps_its_own_hours(self, old_page, activist, monday):
        place = Neighbourhood.objects.get(slug="lintumaki")
        place.config = {**place.config, "place": {**place.config["place"], "timezone": "America/New_York"}}
        place.save()
        current.changed(place.pk)
        monday.move_to("2026-11-30T08:00:00+02:00")
        care_mail.send_due()
        assert not rows().filter(recipient=activist.email).exists()
        monday.move_to("2026-11-30T14:30:00+02:00")
        care_mail.send_due()
        assert to(activist)

    def test_a_week_later_the_next_comes(self, old_page, activist, monday):
        care_mail.send_due()
        monday.shift(timedelta(days=7))
        care_mail.send_due()
        assert [row.key for row in rows().filter(recipient=activist.email)] == [
            f"care:{row.neighbourhood_id}:{activist.pk}:{week}" for row, week in zip(rows(), ("2026-W49", "2026-W50"), strict=False)
        ]

    def test_the_week_of_the_new_year_has_one_name(self):
        from zoneinfo import ZoneInfo

        assert care_mail.week_of(midday("2025-12-29"), ZoneInfo("Europe/Helsinki")) == "2026-W01"

    def test_the_worker_does_it(self):
        assert "neighbourhoods.desk.care_mail.send_due" in [function for function, _arguments, _minutes in tasks.schedules().values()]


class TestOnceAndNotTwice:
    def test_a_doubled_run_changes_nothing(self, old_page, activist):
        care_mail.send_due()
        before = list(rows().values())
        cache.clear()
        care_mail.send_due()
        care_mail.send_due()
        assert list(rows().values()) == before

    def test_what_has_left_is_not_written_again(self, old_page, activist, smtp):
        care_mail.send_due()
        mail.sweep()
        cache.clear()
        care_mail.send_due()
        mail.sweep()
        assert len(smtp.messages) == 1

    def test_a_run_that_was_killed_half_way_is_finished_by_the_next(self, old_page, activist, monkeypatch):
        others = [member(f"jasen{number}@example.org") for number in range(3)]
        post = mail.post

        def dies(**values):
            if rows().count() == 2:
                raise KeyboardInterrupt
            return post(**values)

        monkeypatch.setattr(mail, "post", dies)
        with pytest.raises(KeyboardInterrupt):
            care_mail.send_due()
        monkeypatch.setattr(mail, "post", post)
        care_mail.send_due()
        assert sorted(row.recipient for row in rows()) == sorted(user.email for user in (activist, *others))

    def test_one_member_whose_mail_cannot_be_written_stops_no_other_and_is_tried_again(self, old_page, activist, monkeypatch, caplog):
        other, post = member("toinen@example.org"), mail.post

        def refuses(**values):
            if values["recipient"] == activist.email:
                raise ValueError(activist.email)
            return post(**values)

        monkeypatch.setattr(mail, "post", refuses)
        care_mail.send_due()
        assert to(other) and not rows().filter(recipient=activist.email).exists()
        assert "ValueError" in caplog.text and activist.email not in caplog.text
        monkeypatch.setattr(mail, "post", post)
        care_mail.send_due()
        assert to(activist)

    def test_a_neighbourhood_that_fails_does_not_stop_the_others(self, old_page, activist, monkeypatch, caplog):
        theirs = member("partti.aktiivi@example.org", "partti")
        by_slug = current.by_slug

        def fails(slug):
            if slug == "lintumaki":
                raise RuntimeError
            return by_slug(slug)

        monkeypatch.setattr(current, "by_slug", fails)
        care_mail.send_due()
        monkeypatch.setattr(current, "by_slug", by_slug)
        assert to(theirs) and not rows().filter(recipient=activist.email).exists()
        assert "lintumaki" in caplog.text
        care_mail.send_due()
        assert to(activist)

    def test_a_run_that_takes_too_long_leaves_the_rest_to_the_next(self, old_page, activist, monkeypatch):
        theirs = member("partti.aktiivi@example.org", "partti")
        monkeypatch.setattr(care_mail, "SECONDS", -1)
        care_mail.send_due()
        assert not rows().exists()
        monkeypatch.setattr(care_mail, "SECONDS", 60)
        care_mail.send_due()
        assert to(activist) and to(theirs)

    def test_the_rules_are_asked_once_for_all_of_one_role_and_language(self, old_page, activist, monkeypatch):
        for number in range(4):
            member(f"jasen{number}@example.org")
        asked, found = [], care.found
        monkeypatch.setattr(care, "found", lambda *arguments: asked.append(1) or found(*arguments))
        care_mail.send_due()
        assert rows().count() == 5 and len(asked) == 1

    def test_it_reaches_a_real_server_as_text_and_as_light_html(self, old_page, activist, smtp):
        member("toinen@example.org")
        care_mail.send_due()
        mail.sweep()
        messages = [message_from_string(text, policy=policy.default) for _recipients, text in smtp.messages]
        assert sorted(message["To"] for message in messages) == ["aktiivi@example.org", "toinen@example.org"]
        message = messages[0]
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and message["List-Unsubscribe"].strip().startswith("<http")
        kinds = {part.get_content_type() for part in message.walk()}
        assert {"text/plain", "text/html"} <= kinds
        assert "Kerhotila" in message.get_body(("plain",)).get_content()
        assert "<script" not in (html := message.get_body(("html",)).get_content()) and "<img" not in html


class TestOptingOut:
    @pytest.fixture
    def path(self, activist):
        return care_optout.link(activist.pk, Neighbourhood.objects.get(slug="lintumaki").pk).removeprefix("http://localhost:8000")

    def wants(self, user):
        return Membership.objects.get(user=user).wants_care_mail

    def test_opening_the_link_changes_nothing_pressing_the_button_does(self, visit, activist, path):
        answer = visit().get(path)
        assert answer.status_code == 200 and "En halua viikkoviestiä" in answer.text and "Lintumäki" in answer.text
        assert self.wants(activist)
        answer = visit().post(path, {"action": "away"})
        assert "Et saa enää viikkoviestiä" in answer.text and not self.wants(activist)
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer.text

    def test_the_same_page_leads_back(self, visit, activist, path):
        assert "Haluan viestin sittenkin" in visit().post(path).text
        assert "Saat viikkoviestin" in visit().post(path, {"action": "back"}).text and self.wants(activist)

    def test_only_this_neighbourhood_is_left(self, visit, activist, path):
        member(activist.email, "partti")
        visit().post(path)
        wants = Membership.objects.filter(user=activist, wants_care_mail=True)
        assert list(wants.values_list("neighbourhood__slug", flat=True)) == ["partti"]

    def test_the_answer_is_the_same_when_there_is_no_membership_any_more(self, visit, activist, path):
        before = [visit().get(path).text, visit().post(path).text]
        Membership.objects.filter(user=activist).delete()
        assert [visit().get(path).text, visit().post(path).text] == before

    @pytest.mark.parametrize("made", ["x", "a:b:c", "ä" * 300, ("another", [1, 1]), ("neighbourhoods.care-mail", "x")], ids=str)
    def test_what_is_not_ours_changes_nothing_and_says_what_to_do(self, visit, activist, made):
        token = made if isinstance(made, str) else dumps(made[1], salt=made[0])
        for answer in (visit().get(f"/accounts/care-mail/{token}/"), visit().post(f"/accounts/care-mail/{token}/")):
            assert answer.status_code == 404 and "Linkki ei toimi" in answer.text
        assert self.wants(activist)

    def test_it_works_a_year_later_and_whoever_is_signed_in(self, visit, activist, path, monday):
        monday.move_to(timezone.now() + timedelta(days=365))
        visitor = visit()
        visitor.client.force_login(member("toinen@example.org"))
        visitor.post(path)
        assert not self.wants(activist) and self.wants(member("toinen@example.org"))
