"""Stories are read first by a person at the desk; who sees them, and what goes with a person, a method or a neighbourhood."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from neighbourhoods import current, privacy
from neighbourhoods.models import Act, Neighbourhood, User
from plugins.methods.models import MethodPage, Story
from plugins.methods.privacy import forget
from plugins.methods.stories import queries

from .ground import card, change_file, member, new_method, soup, words
from .story_ground import LIST, TOLD, again, form_of, main_text, new_story, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def method(neighbourhoods):
    return new_method("lintumaki", "Pitkä pöytä")


class TestDesk:
    def test_an_active_resident_tells_and_it_is_public_at_once_and_can_be_taken_back(self, desk, visit, method):
        choose = soup(desk.get(f"{LIST}tell/"))
        link = next(link["href"] for link in choose.select("a") if words(link) == "Pitkä pöytä")
        assert desk.post(link, TOLD | {"text": ""}).status_code == 400
        for _twice in range(2):
            assert desk.post(link, TOLD).status_code == 302
        story = Story.unscoped.get()
        assert story.state == "public" and story.told_by is not None
        assert "Siirryimme" in visit("lintumaki").get(page_of(method)).text
        undo(desk)
        assert again(story).state == "hidden" and "Siirryimme" not in visit("lintumaki").get(page_of(method)).text

    def test_a_method_is_found_by_its_name(self, desk, method):
        assert "Pitkä pöytä" in desk.get(f"{LIST}tell/?q=pöyt").text
        assert "Pitkä pöytä" not in desk.get(f"{LIST}tell/?q=ei%20ole").text

    def test_hiding_wants_a_reason_and_both_are_undone(self, desk, visit, method):
        story = new_story(method)
        assert desk.post(f"{LIST}{story.pk}/hide/").status_code == 400
        assert desk.post(f"{LIST}{story.pk}/hide/", {"reason": "offends"}).status_code == 303
        assert again(story).state == "hidden" and "Pöytä kesti" not in visit("lintumaki").get(page_of(method)).text
        assert "Kokemus piilotettu: Pitkä pöytä" in desk.get("/admin/").text
        undo(desk)
        assert again(story).state == "public"
        Story.unscoped.update(state="waiting")
        desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"})
        assert again(story).state == "public"
        undo(desk)
        assert again(story).state == "waiting"

    def test_what_its_teller_has_changed_is_not_published_unread_nor_by_undoing(self, desk, method):
        story = new_story(method, state="waiting", changes=3)
        assert desk.post(f"{LIST}{story.pk}/publish/", {"seen": "2"}).status_code == 303
        assert desk.post(f"{LIST}{story.pk}/publish/", {"seen": "²"}).status_code == 303
        assert again(story).state == "waiting"
        Story.unscoped.update(state="public")
        desk.post(f"{LIST}{story.pk}/hide/", {"reason": "twice"})
        Story.unscoped.update(changes=4)
        undo(desk)
        assert again(story).state == "hidden"

    def test_an_archived_site_publishes_and_hides_nothing_and_a_paused_one_only_hides(self, desk, method):
        story = new_story(method, state="waiting")
        for state, hidden in (("archived", "waiting"), ("paused", "hidden")):
            Neighbourhood.objects.filter(slug="lintumaki").update(state=state)
            current.forget_everything()
            desk.post(f"{LIST}{story.pk}/publish/", {"seen": "0"})
            assert again(story).state == "waiting"
            assert desk.post(reverse("methods_story_tell", args=[method.pk]), TOLD).status_code in (400, 403, 404)
            desk.post(f"{LIST}{story.pk}/hide/", {"reason": "twice"})
            assert again(story).state == hidden, state

    def test_the_list_costs_the_same_with_one_story_and_with_many(self, desk, method, django_assert_max_num_queries):
        new_story(method, state="waiting")
        new_story(method)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as few:
            desk.get(LIST)
        for number in range(50):
            new_story(method, state=("waiting", "public")[number % 2])
        with django_assert_max_num_queries(len(few)):
            desk.get(LIST)


def undo(desk):
    act = Act.objects.order_by("-pk").first()
    desk.post(f"/admin/desk/acts/{act.pk}/undo/")


class TestElsewhere:
    @pytest.fixture
    def copy(self, method, neighbourhoods):
        from plugins.methods import taking

        page = taking.take(current.by_slug("partti"), taking.shared_card(card(method).record_id), None)
        page.get_latest_revision().publish()
        return MethodPage.objects.get(pk=page.pk)

    def test_a_copy_shows_its_own_stories_and_leads_to_those_of_the_original(self, visit, method, copy):
        new_story(method, text="Vain Lintumäessä.")
        new_story(copy, "partti", text="Vain Partissa.")
        text = main_text(visit("partti").get(page_of(copy)))
        assert "Vain Partissa." in text and "Vain Lintumäessä." not in text and "Kokeiltu myös: Lintumäki" in text
        there = main_text(visit("lintumaki").get(page_of(method)))
        assert "Vain Lintumäessä." in there and "Vain Partissa." not in there

    def test_it_leads_nowhere_while_there_is_nothing_that_everybody_reads(self, visit, method, copy, sites):
        def is_told():
            return "Kokeiltu myös" in visit("partti").get(page_of(copy)).text

        story = new_story(method, state="waiting")
        assert not is_told()
        for state, told in (("hidden", False), ("public", True)):
            Story.unscoped.filter(pk=story.pk).update(state=state)
            assert is_told() == told
        MethodPage.objects.get(pk=method.pk).unpublish()
        assert not is_told()
        MethodPage.objects.get(pk=method.pk).get_latest_revision().publish()
        assert is_told()
        change_file(sites, "lintumaki", "share = true", "share = false")
        assert not is_told()


def test_stories_of_a_draft_or_of_another_neighbourhood_are_not_told_nor_read(visit, neighbourhoods, method):
    draft = new_method("lintumaki", "Luonnos")
    path, listed = form_of(draft), f"/fi/methods/kokemukset/{card(draft).record_id}/"
    draft.unpublish()
    for at in (visit("lintumaki"), visit("partti")):
        assert at.get(path).status_code == at.post(path, TOLD).status_code == at.get(listed).status_code == 404
    assert visit("partti").get(form_of(method)).status_code == 404


def test_a_member_of_another_neighbourhood_sees_and_changes_none(visit, neighbourhoods, method):
    story = new_story(method, state="waiting", text="Salainen piha.")
    at = visit()
    at.client.force_login(member("partti", neighbourhoods))
    assert "Salainen" not in at.get(LIST).text and "Pitkä pöytä" not in at.get("/admin/").text
    for tail in (f"{story.pk}/publish/", f"{story.pk}/hide/", f"tell/{method.pk}/"):
        assert at.post(f"{LIST}{tail}", {"seen": "0", "reason": "twice"}).status_code == 404, tail
    assert again(story).state == "waiting"


def test_where_methods_are_switched_off_nothing_of_it_is_there_and_it_comes_back(visit, method, sites, neighbourhoods):
    path = form_of(method)
    new_story(method)
    text = (sites / "lintumaki.toml").read_text(encoding="utf-8")
    change_file(sites, "lintumaki", "[plugins.methods]\nshare = true", "")
    assert visit("lintumaki").get(path).status_code == visit("lintumaki").get(page_of(method)).status_code == 404
    change_file(sites, "lintumaki", (sites / "lintumaki.toml").read_text(encoding="utf-8"), text)
    assert "Pöytä kesti." in visit("lintumaki").get(page_of(method)).text


def test_a_deleted_method_takes_its_stories_along(method):
    new_story(method)
    MethodPage.objects.get(pk=method.pk).delete()
    assert not Story.unscoped.exists()


def test_what_is_held_of_a_person_is_told_and_erased_and_the_story_stays(method):
    user = User.objects.create_user("aktiivi@example.org")
    own = new_story(method, told_by=user, name="Naapuri B")
    named = new_story(method, text="Kysy Aktiivi@example.org kahvista.")
    other = new_story(method, name="Muu")
    longer = new_story(method, text="Kysy asukas-aktiivi@example.org tai aktiivi@example.org.fi.")
    told = privacy.export("aktiivi@example.org")["methods"]["stories"]
    assert [one["text"] for one in told] == ["Pöytä kesti.", "Kysy Aktiivi@example.org kahvista."]
    assert privacy.erase("aktiivi@example.org")["methods"] == 2
    assert (again(own).told_by, again(own).name, again(own).text) == (None, "", "Pöytä kesti.")
    assert again(named).text == "Kysy … kahvista." and again(other).name == "Muu"
    # longer addresses are other people's
    assert again(longer).text == longer.text
    assert "methods" not in privacy.export("aktiivi@example.org")


def test_nicknames_are_erased_when_their_time_is_up(method):
    old = new_story(method, name="Naapuri B", sent_at=timezone.now() - timedelta(days=731))
    young = new_story(method, name="Pentti", sent_at=timezone.now() - timedelta(days=729))
    for _twice in range(2):
        forget(current.by_slug("lintumaki"))
    assert (again(old).name, again(young).name) == ("", "Pentti")


def test_the_privacy_notice_tells_of_stories(visit, neighbourhoods):
    assert "Kokemukset menetelmistä" in visit("lintumaki").get("/fi/tietosuoja/").text


def test_the_desk_reads_what_waits_in_one_query(desk, method, django_assert_num_queries):
    from neighbourhoods.desk import glance
    from plugins.methods.desk import at_a_glance

    new_story(method, state="waiting")
    record = current.by_slug("lintumaki")
    with glance.kept_meanwhile(), django_assert_num_queries(1):
        assert at_a_glance.stories_waiting(record) == 1
        assert [care.text for care in at_a_glance.stories_to_check(record)] and not list(at_a_glance.changed_originals(record))
    assert queries.waiting(record).count() == 1
