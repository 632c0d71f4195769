"""What needs care is told to volunteers, the oldest first, one action each; it may wait a week; nothing of others is told."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from neighbourhoods import current, registry
from neighbourhoods.config.apply import apply_all
from neighbourhoods.desk import care, care_rules
from neighbourhoods.models import CareSnooze, Details, InfoPage, Membership, TranslationMark
from neighbourhoods.plugin import Care, CareRule

from .care_ground import link_to, make_page, member, picture, picture_block, queries, told

pytestmark = pytest.mark.django_db
LATER, LIST = "/admin/desk/later/?neighbourhood=lintumaki", "/admin/desk/care/?neighbourhood=lintumaki"


@pytest.fixture
def record(neighbourhoods):
    return current.by_slug("lintumaki")


@pytest.fixture
def office(visit):
    """office(user) is that person in the admin."""

    def enter(user):
        visitor = visit()
        visitor.client.force_login(user)
        return visitor

    return enter


@pytest.fixture
def shelf(sites):
    """The plugin of the tests is on in Lintumäki."""
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[plugins.dummyplugin]\n", encoding="utf-8")
    assert not apply_all().errors
    current.forget_everything()
    return registry.get("dummyplugin")


def keys(things):
    return [thing.key for thing in things]


class TestTheList:
    def test_the_oldest_come_first_and_no_more_than_are_asked_for(self, record, activist):
        pages = [make_page(f"Sivu {days}", days_old=days) for days in (400, 900, 500, 700, 600, 800)]
        found = care.found(record, activist)
        assert [thing.text.split("”")[1] for thing in found] == ["Sivu 900", "Sivu 800", "Sivu 700", "Sivu 600", "Sivu 500"]
        # the youngest page, and that one is alone here
        assert found.beyond == 2 and not found.is_more and len(pages) == 6

    def test_who_sees_the_first_few_learns_when_nobody_has_looked_at_all(self, record, activist):
        for number in range(care.MOST + 1):
            make_page(f"Sivu {number}", days_old=400)
        assert care.found(record, activist).is_more

    def test_what_waits_since_no_known_day_comes_last(self, record, activist):
        target = make_page("Talkoot")
        make_page("Piha", text=link_to(target))
        target.unpublish()
        make_page("Vanha", days_old=366)
        assert keys(care.found(record, activist, 20))[-1].startswith("link:")

    def test_when_nothing_needs_care_the_list_is_empty(self, record, activist):
        for number in range(2):
            member(f"manageri{number}@example.org", role="coordinator")
        assert care.found(record, activist) == []

    def test_the_number_of_queries_is_the_same_with_few_things_and_with_many(self, record, activist):
        def some(number):
            image, target = picture(), make_page(f"Kohde {number}")
            make_page(f"Kuvasivu {number}", body=[picture_block(image)])
            make_page(f"Linkkisivu {number}", text=link_to(target))
            page = make_page(f"Vanha {number}", days_old=400 + number)
            TranslationMark.objects.create(page_id=page.pk, neighbourhood_id=record.pk)
            target.unpublish()

        some(0)
        # what a process remembers is asked once
        care.found(record, activist)
        first = queries(care.found, record, activist)
        for number in range(1, 8):
            some(number)
        care.found(record, activist)
        assert queries(care.found, record, activist) == first <= 20


class TestRulesOfPlugins:
    def give(self, monkeypatch, shelf, *rules):
        monkeypatch.setattr(type(shelf), "care", lambda self: list(rules))

    def test_the_rules_of_a_plugin_that_is_on_are_told_under_its_own_name(self, shelf, activist, monkeypatch):
        since = timezone.now() - timedelta(days=3)
        self.give(monkeypatch, shelf, CareRule("wishes", lambda record: [Care("Toive", "Vastaa", "/admin/x/#a", key="7", since=since)]))
        (thing,) = told(activist, "dummyplugin.wishes")
        assert (thing.key, thing.text, thing.url, thing.since) == (
            "dummyplugin.wishes:7",
            "Toive",
            "/admin/x/?neighbourhood=lintumaki#a",
            since,
        )

    def test_one_fault_is_logged_and_all_others_are_told(self, shelf, activist, monkeypatch, settings, caplog):
        settings.PLUGIN_ERRORS_RAISE = False
        good = CareRule("good", lambda record: [Care("Toive", "Vastaa", "/")])
        self.give(monkeypatch, shelf, CareRule("bad", lambda record: 1 / 0), CareRule("odd", lambda record: ["no care"]), good)
        make_page("Vanha", days_old=400)
        assert {key.partition(":")[0] for key in keys(told(activist))} >= {"page", "dummyplugin.good"}
        assert "bad" in caplog.text and "odd" in caplog.text

    def test_a_fault_of_a_rule_of_the_core_takes_no_other_with_it(self, record, activist, monkeypatch, settings, caplog):
        settings.PLUGIN_ERRORS_RAISE = False
        monkeypatch.setitem(care.RULES, "report", lambda asked: 1 / 0)
        make_page("Vanha", days_old=400)
        assert any(key.startswith("page:") for key in keys(care.found(record, activist)))
        assert "report" in caplog.text

    def test_a_rule_without_end_and_names_without_end_do_no_harm(self, shelf, activist, monkeypatch):
        def endless(record):
            number = 0
            while True:
                number += 1
                yield Care("Toive", "Vastaa", "/", key="x" * 500 + str(number))

        self.give(monkeypatch, shelf, CareRule("endless", endless))
        found = told(activist, "dummyplugin.endless")
        assert len(found) == care.MOST and len(set(keys(found))) == care.MOST
        assert max(map(len, keys(found))) <= 160
        assert care.later(current.by_slug("lintumaki"), activist, found[0].key)
        assert found[0].key not in keys(told(activist))

    def test_where_a_plugin_is_off_it_tells_nothing(self, shelf, monkeypatch):
        self.give(monkeypatch, shelf, CareRule("wishes", lambda record: [Care("Toive", "Vastaa", "/")]))
        user = member("partti.aktiivi@example.org", "partti")
        assert told(user, "dummyplugin.wishes", "partti") == []


class TestWaiting:
    def test_what_may_wait_is_away_for_a_week_for_everybody_and_comes_back(self, record, activist, office):
        page = make_page("Kerhotila", days_old=400)
        other = member("toinen@example.org")
        answer = office(activist).post(LATER, {"key": f"page:{page.pk}"})
        assert answer.status_code == 302 and answer["Location"] == "/admin/?neighbourhood=lintumaki"
        assert told(activist, "page") == told(other, "page") == []
        with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
            assert told(activist, "page") == []
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
            assert keys(told(activist, "page")) == [f"page:{page.pk}"]

    def test_it_can_be_brought_back_at_once(self, record, activist, office):
        page = make_page("Kerhotila", days_old=400)
        desk = office(activist)
        desk.post(LATER, {"key": f"page:{page.pk}", "back": "care"})
        assert "Muistutamme tästä viikon päästä" in (text := desk.get(LIST).text) and "Odottaa vuoroaan" in text
        answer = desk.post(LATER, {"key": f"page:{page.pk}", "action": "now", "back": "care"})
        assert answer["Location"] == LIST
        assert keys(told(activist, "page")) == [f"page:{page.pk}"]

    def test_two_taps_are_one(self, record, activist, office):
        page = make_page("Kerhotila", days_old=400)
        for _tap in range(2):
            assert office(activist).post(LATER, {"key": f"page:{page.pk}"}).status_code == 302
        assert CareSnooze.objects.count() == 1

    @pytest.mark.parametrize("key", ["", "page:0", "nonsense", "x" * 5000, "page:\0", "details:statements"])
    def test_a_key_of_nothing_that_needs_care_writes_nothing(self, activist, office, key):
        for action in ("later", "now"):
            assert office(activist).post(LATER, {"key": key, "action": action}).status_code == 302
        assert not CareSnooze.objects.exists()

    def test_a_tap_that_comes_back_as_a_link_after_signing_in_leads_to_the_desk(self, activist, office):
        assert office(activist).get(LATER)["Location"] == "/admin/?neighbourhood=lintumaki"

    def test_old_rows_go_when_new_ones_come(self, record, activist):
        first, second = make_page("Yksi", days_old=400), make_page("Kaksi", days_old=400)
        care.later(record, activist, f"page:{first.pk}")
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            care.later(record, activist, f"page:{second.pk}")
        assert [row.key for row in CareSnooze.objects.all()] == [f"page:{second.pk}"]

    def test_what_waits_does_not_push_others_out_of_sight(self, record, activist):
        pages = [make_page(f"Sivu {number}", days_old=500 - number) for number in range(care.MOST + 2)]
        for page in pages[: care.MOST]:
            CareSnooze.objects.create(neighbourhood_id=record.pk, key=f"page:{page.pk}", until=timezone.now() + timedelta(days=1))
        assert keys(told(activist, "page")) == [f"page:{page.pk}" for page in pages[care.MOST :]]


class TestStillCorrect:
    def address(self, page):
        return f"/admin/desk/checked/{page.pk}/?neighbourhood=lintumaki"

    def test_one_tap_and_the_page_is_checked_for_readers_too(self, activist, office, visit):
        page = make_page("Kerhotila", days_old=400)
        reader = visit("lintumaki")
        assert "Viimeksi muutettu" in reader.get(page.url).text
        answer = office(activist).post(self.address(page))
        assert answer.status_code == 302 and told(activist, "page") == []
        text = reader.get(page.url).text
        assert "Tarkistettu" in text and "Viimeksi muutettu" not in text

    def test_publishing_after_it_says_again_when_the_page_was_changed(self, activist, office, visit):
        page = make_page("Kerhotila", days_old=400)
        office(activist).post(self.address(page))
        InfoPage.objects.get(pk=page.pk).save_revision().publish()
        assert "Viimeksi muutettu" in visit("lintumaki").get(page.url).text

    def test_looking_at_the_address_changes_nothing(self, activist, office):
        page = make_page("Kerhotila", days_old=400)
        assert office(activist).get(self.address(page)).status_code == 302
        assert InfoPage.objects.get(pk=page.pk).checked_at is None

    def test_a_hidden_page_is_not_checked_and_it_is_said(self, activist, office):
        page = make_page("Kerhotila", days_old=400)
        page.unpublish()
        desk = office(activist)
        desk.post(self.address(page) + "", {"back": "care"})
        assert "ei ole nyt julkaistuna" in desk.get(LIST).text
        assert InfoPage.objects.get(pk=page.pk).checked_at is None

    def test_pages_of_another_neighbourhood_and_of_another_kind_are_not_there(self, activist, office):
        theirs = make_page("Partin sivu", place="partti", days_old=400)
        home = current.by_slug("lintumaki").home("fi").pk
        for pk in (theirs.pk, home, 999_999):
            assert office(activist).post(f"/admin/desk/checked/{pk}/").status_code == 404
        assert InfoPage.objects.get(pk=theirs.pk).checked_at is None


class TestThePage:
    def test_it_lists_what_needs_care_with_a_button_for_each(self, activist, office):
        page = make_page("Kerhotila", days_old=400)
        text = office(activist).get(LIST).text
        assert f'action="/admin/desk/checked/{page.pk}/?neighbourhood=lintumaki"' in text
        assert f'value="page:{page.pk}"' in text and "Muistuta viikon päästä" in text

    def test_the_weekly_mail_is_switched_off_and_on_here(self, activist, office):
        desk = office(activist)
        assert desk.post(LIST, {"mail": "off"})["Location"] == LIST
        assert not Membership.objects.get(user=activist).wants_care_mail
        assert "Et saa enää viikkoviestiä" in desk.get(LIST).text
        desk.post(LIST, {"mail": "on"})
        assert Membership.objects.get(user=activist).wants_care_mail

    def test_a_keeper_who_belongs_nowhere_has_no_mail_to_switch_off(self, keeper, office):
        desk = office(keeper)
        assert 'name="mail"' not in desk.get(LIST).text
        assert desk.post(LIST, {"mail": "off"}).status_code == 200

    def test_who_has_not_chosen_a_neighbourhood_chooses_first(self, activist, office):
        member("aktiivi@example.org", "partti")
        text = office(activist).get("/admin/desk/care/").text
        assert "?neighbourhood=partti" in text and "?neighbourhood=lintumaki" in text

    def test_a_stranger_signs_in_first(self, visit, db):
        assert visit().get("/admin/desk/care/")["Location"].startswith(reverse("account_login"))


class TestIsolation:
    def test_nothing_of_another_neighbourhood_is_told_whatever_is_the_same_there(self, neighbourhoods, activist):
        for place in ("lintumaki", "partti"):
            target, image = make_page("Talkoot", place), picture(place)
            make_page("Piha", place, text=link_to(target))
            make_page("Kuvat", place, body=[picture_block(image)])
            page = make_page("Kerhotila", place, days_old=400)
            TranslationMark.objects.create(page_id=page.pk, neighbourhood=neighbourhoods[place])
            Details.objects.get_or_create(neighbourhood=neighbourhoods[place])
            target.unpublish()
        theirs = member("partti.aktiivi@example.org", "partti")
        here, there = told(activist), told(theirs, place="partti")
        rules = ("page", "picture", "link", "alone")
        assert [len(told(activist, rule)) for rule in rules] == [len(told(theirs, rule, "partti")) for rule in rules] == [1, 1, 1, 1]
        shared = {key for key in keys(here) if key in keys(there)}
        # of the languages and of being alone there is one of each in each
        assert all(key.split(":")[0] in ("translation", "alone") for key in shared)
        assert not any("partti" in str(thing) for thing in here)

    def test_what_waits_in_one_neighbourhood_does_not_wait_in_another(self, neighbourhoods, activist):
        theirs = member("partti.aktiivi@example.org", "partti")
        care.later(current.by_slug("lintumaki"), activist, "alone:person")
        assert told(activist, "alone") == [] and told(theirs, "alone", "partti")

    def test_nobody_puts_off_what_belongs_to_others(self, neighbourhoods, activist, office):
        make_page("Kerhotila", "partti", days_old=400)
        office(activist).post("/admin/desk/later/?neighbourhood=partti", {"key": "alone:person"})
        assert not CareSnooze.objects.filter(neighbourhood=neighbourhoods["partti"]).exists()


def test_the_words_of_a_care_are_those_of_who_reads(record, activist):
    from django.utils import translation

    make_page("Kerhotila", days_old=400)
    with translation.override("sv"):
        assert told(activist, "page")[0].action == "Uppgifterna stämmer"
    with translation.override("en"):
        assert told(activist, "page")[0].action == "Still correct"


def test_every_rule_of_the_core_has_a_name_of_its_own():
    from neighbourhoods.desk import care_pages

    assert len(care.RULES) == len(care_pages.RULES) + len(care_rules.RULES)
