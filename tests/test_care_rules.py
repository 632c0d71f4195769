"""The core's care rules: what is told, what is not, to whom, and at what cost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from neighbourhoods import current, mail, task_runs
from neighbourhoods.desk import care, care_pages, care_rules
from neighbourhoods.models import BinnedPage, Contact, Details, Feedback, InfoPage, Invitation, OutgoingMail, TranslationMark

from .care_ground import link_to, make_page, member, picture, picture_block, queries, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def lintumaki(neighbourhoods):
    return neighbourhoods["lintumaki"]


@pytest.fixture
def coordinator(lintumaki):
    return member("manageri@example.org", role="coordinator")


@pytest.fixture
def details(lintumaki):
    return Details.objects.get_or_create(neighbourhood=lintumaki)[0]


def asked(user, most=20):
    record = current.by_slug("lintumaki")
    return care.Asked(record, user, care.scope.coordinates(user, record), most)


class TestUntouchedPages:
    def test_a_page_that_nobody_has_touched_for_a_year_is_told_with_one_tap_and_ways_to_look_and_to_change(self, activist):
        page = make_page("Kerhotila", days_old=400)
        (thing,) = told(activist, "page")
        assert thing.text == "Sivua ”Kerhotila” ei ole tarkistettu vuoteen" and thing.action == "Tiedot ovat yhä oikein"
        assert thing.one_tap and thing.url == f"/admin/desk/checked/{page.pk}/?neighbourhood=lintumaki"
        addresses = [url for _label, url in thing.links]
        assert addresses == [page.full_url, f"/admin/pages/{page.pk}/edit/?neighbourhood=lintumaki"]
        assert abs(thing.since - (timezone.now() - timedelta(days=35))) < timedelta(minutes=1)

    def test_a_younger_one_a_draft_and_one_that_was_checked_are_not_told(self, activist):
        make_page("Nuori", days_old=300)
        hidden, checked = make_page("Piilossa", days_old=400), make_page("Tarkistettu", days_old=400)
        hidden.unpublish()
        InfoPage.objects.filter(pk=checked.pk).update(checked_at=timezone.now() - timedelta(days=364))
        assert told(activist, "page") == []
        InfoPage.objects.filter(pk=checked.pk).update(checked_at=timezone.now() - timedelta(days=366))
        assert [thing.key for thing in told(activist, "page")] == [f"page:{checked.pk}"]

    def test_of_a_page_in_two_languages_the_original_alone_is_told(self, activist):
        page = make_page("Kerhotila", days_old=400)
        make_page("Klubblokalen", language="sv", days_old=400, translation_key=page.translation_key)
        only = make_page("Bara på svenska", language="sv", days_old=500)
        assert [thing.key for thing in told(activist, "page")] == [f"page:{only.pk}", f"page:{page.pk}"]

    def test_one_query_however_many_there_are(self, activist):
        few = queries(list, care_pages.untouched(asked(activist)))
        for number in range(25):
            make_page(f"Sivu {number}", days_old=400)
        assert queries(list, care_pages.untouched(asked(activist))) == few == 1
        assert len(list(care_pages.untouched(asked(activist)))) == 20


class TestPictures:
    def test_a_picture_that_a_published_page_shows_and_nobody_has_described(self, activist):
        image = picture(title="IMG_4711")
        make_page("Piha", body=[picture_block(image)])
        (thing,) = told(activist, "picture")
        assert (thing.text, thing.more, thing.action) == ("Kuvasta puuttuu selitys", "IMG_4711", "Kerro, mitä kuvassa näkyy")
        assert thing.url == f"/admin/images/{image.pk}/?neighbourhood=lintumaki"

    def test_one_with_words_one_that_nothing_shows_and_one_on_a_hidden_page_are_not_told(self, activist):
        make_page("Piha", body=[picture_block(picture(description="Kaksi keinua"))])
        picture()
        make_page("Piilossa", body=[picture_block(picture())]).unpublish()
        assert told(activist, "picture") == []

    def test_what_a_published_page_says_of_a_picture_stays_with_it_and_the_first_words_hold(self, activist):
        image, foreign, decorative = picture(), picture("partti"), picture()
        make_page("Piha", body=[picture_block(image, "Kaksi keinua")])
        make_page("Toinen piha", body=[picture_block(image, "Keinut"), picture_block(foreign, "Ei meidän")])
        image.refresh_from_db()
        foreign.refresh_from_db()
        assert (image.description, foreign.description) == ("Kaksi keinua", "")
        assert told(activist, "picture") == []
        block = picture_block(decorative, "Koriste")
        block["value"]["image"]["decorative"] = True
        make_page("Koriste", body=[block])
        decorative.refresh_from_db()
        assert decorative.description == ""

    def test_one_query(self, activist):
        few = queries(list, care_pages.pictures(asked(activist)))
        for number in range(3):
            make_page(f"Piha {number}", body=[picture_block(picture())])
        assert queries(list, care_pages.pictures(asked(activist))) == few == 1


class TestDeadLinks:
    def test_a_link_to_a_page_that_was_hidden_names_the_page_where_it_stands_and_leads_to_its_editor(self, activist):
        target = make_page("Talkoot")
        page = make_page("Piha", text=link_to(target))
        assert told(activist, "link") == []
        target.unpublish()
        (thing,) = told(activist, "link")
        assert thing.text == "Linkki sivulla ”Piha” ei vie mihinkään" and "Talkoot" in thing.more
        assert thing.url == f"/admin/pages/{page.pk}/edit/?neighbourhood=lintumaki"

    def test_one_to_a_page_that_is_gone_or_in_the_bin_is_dead_too(self, lintumaki, activist):
        gone, binned = make_page("Poistettu"), make_page("Roskissa")
        pages = {make_page("Yksi", text=link_to(gone)).pk, make_page("Kaksi", text=link_to(binned)).pk}
        Page.objects.get(pk=gone.pk).delete()
        binned.unpublish()
        BinnedPage.objects.create(page_id=binned.pk, neighbourhood=lintumaki, was_live=True)
        assert {thing.key for thing in told(activist, "link")} == {f"link:{pk}" for pk in pages}

    def test_a_link_in_a_hidden_page_is_nobodys_trouble(self, activist):
        target = make_page("Talkoot")
        make_page("Luonnos", text=link_to(target)).unpublish()
        target.unpublish()
        assert told(activist, "link") == []

    def test_of_another_neighbourhood_only_that_its_page_cannot_be_read_is_told_and_never_its_name(self, activist):
        theirs = make_page("Partin salaisuus", place="partti")
        make_page("Piha", text=link_to(theirs))
        assert told(activist, "link") == []
        theirs.unpublish()
        (thing,) = told(activist, "link")
        assert thing.more == "" and "salaisuus" not in str(thing)

    def test_one_query_however_many_links_there_are(self, activist):
        assert queries(list, care_pages.dead_links(asked(activist))) == 1
        for number in range(3):
            target = make_page(f"Kohde {number}")
            make_page(f"Sivu {number}", text=link_to(target))
            target.unpublish()
        assert queries(list, care_pages.dead_links(asked(activist))) == 1


class TestTranslations:
    def mark(self, page, place):
        TranslationMark.objects.create(page_id=page.pk, neighbourhood=place)

    def test_a_marked_page_that_is_missing_in_a_language_is_told_there_and_others_are_not(self, lintumaki, activist):
        make_page("Tavallinen")
        assert told(activist, "translation") == []
        page = make_page("Tärkeä")
        self.mark(page, lintumaki)
        (thing,) = told(activist, "translation")
        assert (thing.key, thing.text) == ("translation:missing", "Käännöksiä puuttuu 6 kielellä") and "ruotsi 1" in thing.more
        assert thing.url.startswith("/admin/translate/?neighbourhood=lintumaki&language=") and ", suomi" not in f", {thing.more}"

    def test_where_one_language_is_left_it_is_named(self, neighbourhoods):
        page, user = make_page("Tärkeä", place="partti"), member("partti.aktiivi@example.org", "partti")
        self.mark(page, neighbourhoods["partti"])
        languages = current.by_slug("partti").codes
        for code in set(languages) - {"fi", "sv"}:
            make_page(f"Tärkeä {code}", place="partti", language=code, translation_key=page.translation_key)
        (thing,) = told(user, "translation", "partti")
        assert thing.text == "1 sivu puuttuu kielellä ruotsi"
        assert thing.url == "/admin/translate/?neighbourhood=partti&language=sv"

    def test_one_that_was_changed_after_its_translation_is_behind(self, lintumaki, activist):
        page = make_page("Tärkeä", days_old=3)
        make_page("Viktig", language="sv", days_old=2, translation_key=page.translation_key)
        self.mark(page, lintumaki)
        (thing,) = told(activist, "translation")
        assert thing.key == "translation:missing" and "ruotsi" not in thing.more
        page.save_revision(user=activist).publish(user=activist)
        things = {thing.key: thing for thing in told(activist, "translation")}
        assert things["translation:sv"].text == "1 sivu on jäljessä kielellä ruotsi"

    def test_one_query_without_marks_and_two_with_any_number(self, lintumaki, activist):
        assert queries(list, care_pages.translations(asked(activist))) == 1
        counts = set()
        for number in range(3):
            self.mark(make_page(f"Tärkeä {number}"), lintumaki)
            counts.add(queries(list, care_pages.translations(asked(activist))))
        assert counts == {2}


class TestConsents:
    def contact(self, details, **fields):
        return Contact.objects.create(details=details, role="Avaimet", **fields)

    def days(self, number):
        return timezone.localdate() + timedelta(days=number)

    @pytest.mark.parametrize(
        ("given", "ends", "words"),
        [(-300, 20, "Avaimet: suostumus päättyy "), (-300, -3, "Avaimet: suostumus päättyi "), (None, None, "Avaimet: suostumus puuttuu")],
    )
    def test_a_person_whose_consent_ends_has_ended_or_was_never_given(self, details, activist, given, ends, words):
        dates = {"consented_on": self.days(given), "consent_ends": self.days(ends)} if given else {}
        row = self.contact(details, name="Asukas", **dates)
        (thing,) = [thing for thing in told(activist, "details") if "consent" in thing.key]
        assert thing.text.startswith(words) and thing.key == f"details:consent-{row.pk}"
        assert thing.url == "/admin/details/?neighbourhood=lintumaki" and "Asukas" not in str(thing)

    def test_a_role_without_a_person_and_a_consent_that_holds_are_not_told(self, details, activist):
        self.contact(details)
        self.contact(details, name="Asukas", consented_on=self.days(-10), consent_ends=self.days(31))
        assert told(activist, "details") == []


class TestStatements:
    def test_what_the_statements_do_not_tell_is_the_coordinators_matter_alone(self, details, coordinator, activist):
        (thing,) = [thing for thing in told(coordinator, "details") if thing.key == "details:statements"]
        assert "ei vielä kerrottu" in thing.text and "palvelin" in thing.more
        assert told(activist, "details") == []

    def test_when_all_is_told_nothing_is_left(self, details, coordinator):
        today = timezone.localdate()
        values = {"assessed_on": today, "reviewed_on": today, "authority": "Virasto", "hosting": "Suomi", "processors": "Ei kukaan"}
        Details.objects.filter(pk=details.pk).update(**values)
        assert told(coordinator, "details") == []

    def test_one_query_for_consents_and_statements(self, details, coordinator):
        few = queries(list, care_rules.details(asked(coordinator)))
        for number in range(5):
            Contact.objects.create(details=details, role=f"Rooli {number}", name="Asukas")
        assert queries(list, care_rules.details(asked(coordinator))) == few == 1


class TestReports:
    def report(self, place, days=8, **fields):
        due = timezone.localdate() + timedelta(days=14 - days)
        row = Feedback.objects.create(
            neighbourhood=place, text="Salainen huoli", language="fi", due_on=due, token=str(Feedback.objects.count()), **fields
        )
        Feedback.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))
        return row

    def test_a_report_without_an_answer_says_how_long_it_has_waited_and_nothing_of_what_was_written(self, lintumaki, activist):
        self.report(lintumaki)
        (thing,) = told(activist, "report")
        assert thing.text == "Ilmoitus on odottanut vastausta 8 päivää" and thing.action == "Vastaa"
        assert thing.url == "/admin/feedback/?neighbourhood=lintumaki" and "huoli" not in str(thing)

    def test_a_late_one_says_so(self, lintumaki, activist):
        self.report(lintumaki, days=17)
        assert told(activist, "report")[0].more == "3 päivää myöhässä"

    def test_answered_ones_and_what_looks_like_spam_are_not_told(self, lintumaki, activist):
        self.report(lintumaki, answered_at=timezone.now())
        self.report(lintumaki, is_held=True)
        assert told(activist, "report") == []

    def test_one_query(self, lintumaki, activist):
        for number in range(3):
            self.report(lintumaki, about=f"/{number}")
        assert queries(list, care_rules.reports(asked(activist))) == 1


class TestBeingAlone:
    def test_a_single_coordinator_is_asked_to_invite_another(self, coordinator):
        (thing,) = told(coordinator, "alone")
        assert (thing.text, thing.action) == ("Sivuilla on vain yksi aktiivi", "Kutsu toinen")
        assert thing.url == "/admin/team/?neighbourhood=lintumaki"

    def test_an_active_resident_cannot_invite_and_is_told_whom_to_ask(self, coordinator, activist):
        (thing,) = told(activist, "alone")
        assert thing.text == "Sivuilla on vain yksi yhteisömanageri"
        assert thing.url == "mailto:manageri@example.org" and "manageri@example.org" in thing.more

    def test_an_active_resident_who_is_all_alone_asks_the_administrator(self, activist):
        (thing,) = told(activist, "alone")
        assert thing.url == "mailto:yllapito@example.org"

    def test_two_who_can_invite_are_enough(self, coordinator):
        member("toinen@example.org", role="coordinator")
        assert told(coordinator, "alone") == []

    def test_one_who_may_not_sign_in_is_nobody(self, coordinator):
        user = member("toinen@example.org", role="coordinator")
        user.is_active = False
        user.save()
        assert told(coordinator, "alone")

    def test_while_an_invitation_can_still_be_taken_help_is_on_its_way(self, lintumaki, coordinator):
        row = Invitation.objects.create(
            neighbourhood=lintumaki, email="uusi@example.org", role="coordinator", link_expires_at=timezone.now() + timedelta(days=1)
        )
        assert told(coordinator, "alone") == []
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert told(coordinator, "alone")
        row.delete()

    def test_one_query_at_most(self, coordinator, activist):
        assert queries(list, care_rules.alone(asked(activist))) == 1
        member("toinen@example.org", role="coordinator")
        # what one who asks has been told is remembered for as long as they are answered
        assert queries(list, care_rules.alone(asked(activist))) == 0


class TestTheMachine:
    def test_mail_that_does_not_leave_comes_before_all_else_and_leads_to_the_administrator(self, activist, monkeypatch):
        make_page("Vanha", days_old=2000)
        monkeypatch.setattr(task_runs, "what_stands_still", lambda: (None, [], {None: 12}))
        first = told(activist)[0]
        assert first.is_urgent and first.key == "machine:mail" and first.url == "mailto:yllapito@example.org"
        assert first.text.startswith("Sähköpostit eivät lähde")

    def test_only_keepers_learn_how_many_mails_of_all_wait(self, lintumaki, activist, keeper, monkeypatch):
        monkeypatch.setattr(task_runs, "what_stands_still", lambda: (None, [], {None: 12}))
        assert told(keeper, "machine")[0].text == "Sähköpostit eivät lähde (12 odottaa)"
        assert told(activist, "machine")[0].text == "Sähköpostit eivät lähde"
        monkeypatch.undo()
        for number, place in enumerate((lintumaki, None, None)):
            row = mail.post(recipient=f"{number}@example.org", subject="x", body="x", key=str(number), neighbourhood=place and place.pk)
            OutgoingMail.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=2))
        assert told(activist, "machine")[0].text == "Sähköpostit eivät lähde (1 odottaa)"
        assert told(keeper, "machine")[0].text == "Sähköpostit eivät lähde (3 odottaa)"

    def test_a_worker_that_stands_still_is_told_in_hours_and_the_keepers_phone_is_one_tap_away(self, activist, monkeypatch):
        Details.objects.update_or_create(neighbourhood=None, defaults={"contact_phone": "040 123 4567"})
        monkeypatch.setattr(task_runs, "what_stands_still", lambda: (190, [], {}))
        (thing,) = told(activist, "machine")
        assert thing.text == "Taustatyöt ovat seisseet 3 tuntia" and thing.url == "tel:0401234567"
        assert thing.action == "Soita ylläpitäjälle"

    def test_when_everything_runs_nothing_is_told(self, activist, monkeypatch):
        monkeypatch.setattr(task_runs, "what_stands_still", lambda: (None, [], {}))
        assert told(activist, "machine") == []
