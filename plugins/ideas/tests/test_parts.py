"""What one person has sent stays theirs: the parts that were split from it, and the ideas of a call that is not published any more."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from neighbourhoods.models import Record
from neighbourhoods.participation import links
from plugins.ideas import checking, feeds, outlets, queries, sending
from plugins.ideas.desk import merging
from plugins.ideas.models import CallPage, Idea, Support

from .at_the_desk import LIST, again, call, new_idea, record, support  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(record, call):
    found = new_idea(record, call, "Penkki ja lamppu", state="public", published_at=timezone.now())
    outlets.shown(record, found)
    return found


@pytest.fixture
def halves(record, idea, activist):
    _act, second = merging.split(record, idea.pk, activist, text="Penkki", second_text="Lamppu")
    return again(idea), second


def is_told(idea):
    return Record.objects.filter(plugin="ideas", kind="idea", key=str(idea.pk), is_public=True).exists()


class TestSplit:
    def test_whoever_withdraws_an_idea_withdraws_its_parts_and_brings_them_back_by_the_same_link(self, record, halves, activist, visit):
        one, second = halves
        _act, third = merging.split(record, second.pk, activist, text="Lamppu", second_text="Valo")
        sending.withdraw(record, one)
        for part in (one, second, third):
            assert again(part).state == Idea.State.WITHDRAWN and not is_told(part)
            assert visit("lintumaki").get(f"/fi/ideas/{part.pk}/").status_code == 404
        sending.restore(record, one)
        assert {again(part).state for part in (one, second, third)} == {Idea.State.WAITING}

    def test_a_part_that_holds_the_idea_of_somebody_else_stays_and_the_sender_is_told_so(self, record, call, halves, activist, visit):
        one, second = halves
        theirs = new_idea(record, call, "Katuvalo", state="public")
        merging.merge(record, theirs.pk, second.pk, activist)
        secret = links.new_secret()
        links.keep(record, sending.OWN, one.pk, secret)
        page = visit("lintumaki").get(f"/en/ideas/oma/{secret}/peru/")
        lead = page.context["lead"]
        sending.withdraw(record, one)
        assert again(one).state == Idea.State.WITHDRAWN and again(second).state == Idea.State.PUBLIC and is_told(second)
        assert len(lead.split(". ")) > 2


class TestCallThatIsNotPublished:
    def test_its_ideas_go_with_it_from_everywhere_and_come_back_with_it(self, record, call, idea, visit):
        reader, page = visit("lintumaki"), CallPage.objects.get(translation_key=call.key)
        secret = links.new_secret()
        links.keep(record, sending.OWN, idea.pk, secret)
        ends = (f"{idea.pk}/", f"{idea.pk}/kannata/", f"{idea.pk}/ilmoita/", f"haku/{call.pk}/ideat.csv")
        places = [f"/fi/ideas/{end}" for end in ends]
        assert [reader.get(one).status_code for one in places] == [200] * 4 and is_told(idea)
        page.unpublish()
        assert [reader.get(one).status_code for one in places] == [404] * 4 and not is_told(idea)
        assert not queries.public_ideas(record).exists()
        assert not [one for one in feeds.entries(record, "fi") if one.key == f"idea-{idea.pk}"]
        own = reader.get(f"/fi/ideas/oma/{secret}/")
        assert own.status_code == 200 and "Penkki ja lamppu" in own.text and f'href="/fi/ideas/{idea.pk}/"' not in own.text
        page.refresh_from_db()
        page.get_latest_revision().publish()
        assert [reader.get(one).status_code for one in places] == [200] * 4 and is_told(idea)

    def test_what_is_published_at_the_desk_meanwhile_is_seen_when_the_call_is(self, record, call, activist):
        page, waiting = CallPage.objects.get(translation_key=call.key), new_idea(record, call, "Keinu")
        page.unpublish()
        checking.publish(record, waiting.pk, activist)
        assert not is_told(waiting)
        page.refresh_from_db()
        page.get_latest_revision().publish()
        assert is_told(waiting)

    def test_one_of_two_languages_is_enough(self, record, call, idea, visit):
        first = CallPage.objects.get(translation_key=call.key)
        other = first.copy_for_translation(Locale.objects.get(language_code="sv"), copy_parents=True)
        other.get_latest_revision().publish()
        first.unpublish()
        assert is_told(idea) and visit("lintumaki").get(f"/fi/ideas/{idea.pk}/").status_code == 200


def test_ideas_without_a_day_for_their_answer_come_after_those_that_have_one(record, call):
    rows = [new_idea(record, call, f"Idea {day}", due_on=day) for day in (None, date(2026, 12, 2), date(2026, 12, 1))]
    assert list(queries.unanswered(record)) == rows[::-1]


class TestBurstsInLists:
    def test_the_list_and_the_page_of_the_call_tell_of_many_supports_at_once_and_lead_to_the_idea(self, desk, record, call, idea, activist):
        now = timezone.now()
        support(record, idea, [now - timedelta(seconds=number) for number in range(12)])
        for path in (LIST, f"{LIST}call/{call.pk}/"):
            page = desk.get(path).text
            assert f"{LIST}{idea.pk}/" in page and "#supports" in page and "12 kannatusta" in page
        checking.set_aside(record, idea.pk, activist, list(Support.of(record).values_list("pk", flat=True)))
        # it is decided: the list is silent, and the page of the call remembers
        assert "#supports" not in desk.get(LIST).text
        assert "#supports" in desk.get(f"{LIST}call/{call.pk}/").text

    def test_a_burst_of_long_ago_waits_for_nobody(self, desk, record, call, idea):
        before = timezone.now() - timedelta(days=20)
        support(record, idea, [before + timedelta(seconds=number) for number in range(12)])
        assert "#supports" not in desk.get(LIST).text
