"""Publishing, asking and hiding from the desk: by one press, with its reason, and each can be taken back."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.utils import timezone

from neighbourhoods import acts
from neighbourhoods.models import Act, Record

from .. import checking, sending
from ..checking import HIDDEN_FOR
from ..desk import bursts
from ..models import Comment, Idea, Report, Support
from .at_the_desk import LIST, again, call, idea, new_comment, new_idea, new_report, other, press, record, support, undo  # noqa: F401

pytestmark = pytest.mark.django_db
State = Idea.State


def seen_by_readers(idea):
    """Whether others may link to it: the record that search and other plugins go by."""
    return Record.objects.filter(plugin="ideas", kind="idea", key=str(idea.pk), is_public=True).exists()


class TestPublishing:
    def test_a_press_publishes_and_says_so_with_a_way_back(self, desk, record, idea):
        page = press(desk, f"{LIST}{idea.pk}/publish/")
        assert again(idea).state == State.PUBLIC and again(idea).published_at
        act = Act.objects.get(kind="idea.published")
        assert f"/admin/desk/acts/{act.pk}/undo/" in page
        undo(desk)
        assert again(idea).state == State.WAITING

    def test_two_who_publish_at_once_do_it_once(self, desk, other, record, idea):
        press(desk, f"{LIST}{idea.pk}/publish/")
        press(other, f"{LIST}{idea.pk}/publish/")
        assert Act.objects.filter(kind="idea.published").count() == 1

    def test_what_looked_like_spam_waits_for_its_answer_once_a_person_has_published_it(self, desk, record, call):
        held = new_idea(record, call, is_held=True)
        press(desk, f"{LIST}{held.pk}/publish/")
        assert not again(held).is_held and [one.pk for one in desk.get(LIST).context["pages"]["answer"].object_list] == [held.pk]
        undo(desk)
        assert again(held).is_held and again(held).state == State.WAITING

    def test_an_idea_that_its_sender_has_taken_back_stays_so_and_the_person_is_told(self, desk, record, idea):
        sending.withdraw(record, idea)
        page = press(desk, f"{LIST}{idea.pk}/publish/")
        assert again(idea).state == State.WITHDRAWN and 'role="alert"' in page

    def test_publishing_is_not_undone_when_the_sender_has_changed_the_idea_since(self, desk, record, idea):
        press(desk, f"{LIST}{idea.pk}/publish/")
        sending.change(record, again(idea), {"text": "Toinen teksti"})
        undo(desk)
        assert again(idea).state == State.WAITING and Act.objects.get().undone_at is None


class TestHiding:
    @pytest.mark.parametrize("reason", HIDDEN_FOR)
    def test_an_idea_is_hidden_for_each_reason_and_comes_back_as_it_was(self, desk, record, call, reason):
        found = new_idea(record, call, state=State.PUBLIC)
        press(desk, f"{LIST}{found.pk}/hide/", reason=reason)
        assert (again(found).state, again(found).hidden_for) == (State.HIDDEN, reason)
        undo(desk)
        assert (again(found).state, again(found).hidden_for) == (State.PUBLIC, "")

    def test_without_a_reason_nothing_is_hidden_and_the_error_stands_beside_the_reasons(self, desk, record, idea):
        for sent in ({}, {"reason": ""}, {"reason": "keksitty"}):
            answer = desk.post(f"{LIST}{idea.pk}/hide/", sent)
            assert answer.status_code == 400 and f'id="hide{idea.pk}_reason_error"' in answer.text
            assert f'href="#hide{idea.pk}_reason_0"' in answer.text
        assert again(idea).state == State.WAITING

    def test_the_page_says_why_it_is_hidden(self, desk, record, call):
        found = new_idea(record, call, state=State.HIDDEN, hidden_for="advertising")
        assert str(HIDDEN_FOR["advertising"]) in desk.get(f"{LIST}{found.pk}/").text

    def test_hiding_settles_its_reports_and_the_undo_brings_them_back(self, desk, record, call):
        found = new_idea(record, call, state=State.PUBLIC)
        report = new_report(record, found)
        press(desk, f"{LIST}{found.pk}/hide/", reason="private")
        assert again(report).looked_at and not desk.get(LIST).context["pages"]["reports"].object_list
        undo(desk)
        assert again(report).looked_at is None

    def test_hiding_is_not_undone_over_a_text_that_nobody_has_read(self, desk, record, call):
        found = new_idea(record, call, state=State.PUBLIC)
        press(desk, f"{LIST}{found.pk}/hide/", reason="private")
        sending.change(record, again(found), {"text": "Korjattu"})
        undo(desk)
        assert again(found).state == State.WAITING

    def test_what_is_hidden_is_no_record_for_others_and_after_the_undo_it_is_one(self, desk, record, idea):
        press(desk, f"{LIST}{idea.pk}/publish/")
        assert seen_by_readers(idea)
        press(desk, f"{LIST}{idea.pk}/hide/", reason="offends")
        assert not seen_by_readers(idea)
        undo(desk)
        assert seen_by_readers(idea)

    def test_an_act_is_not_taken_back_after_a_later_one(self, desk, record, idea, activist):
        first = checking.publish(record, idea.pk, activist)
        checking.hide(record, idea.pk, activist, "twice")
        with pytest.raises(acts.CannotUndo):
            acts.undo(record, first.pk, activist)
        assert again(idea).state == State.HIDDEN


class TestAsking:
    def test_the_sender_finds_the_question_and_it_can_be_taken_back(self, desk, record, idea):
        page = press(desk, f"{LIST}{idea.pk}/ask/", question="Mikä penkki?", back="idea")
        assert again(idea).question == "Mikä penkki?" and "Mikä penkki?" in page
        undo(desk)
        assert again(idea).question == ""

    def test_an_empty_question_is_an_error_and_a_long_one_keeps_what_was_written(self, desk, record, idea):
        for question in ("", "   ", "x" * 1001):
            answer = desk.post(f"{LIST}{idea.pk}/ask/", {"question": question})
            assert answer.status_code == 400 and f'id="ask{idea.pk}_question_error"' in answer.text
        assert "x" * 1001 in answer.text and again(idea).question == ""

    def test_who_comes_too_late_keeps_the_question_to_copy(self, desk, record, idea):
        sending.withdraw(record, idea)
        answer = desk.post(f"{LIST}{idea.pk}/ask/", {"question": "Mikä penkki?"})
        assert answer.status_code == 400 and "Mikä penkki?" in answer.text


class TestComments:
    def test_a_comment_is_published_or_hidden_and_each_is_taken_back(self, desk, record, idea):
        found = new_comment(record, idea)
        for action, state in (("publish", Comment.State.PUBLIC), ("hide", Comment.State.HIDDEN)):
            press(desk, f"{LIST}comment/{found.pk}/", action=action)
            assert again(found).state == state
            undo(desk)
            assert again(found).state == Comment.State.WAITING

    def test_an_unknown_action_changes_nothing(self, desk, record, idea):
        found = new_comment(record, idea)
        press(desk, f"{LIST}comment/{found.pk}/", action="delete")
        assert again(found).state == Comment.State.WAITING and not Act.objects.exists()

    def test_undoing_what_another_has_decided_anew_changes_nothing(self, desk, other, record, idea):
        found = new_comment(record, idea)
        press(desk, f"{LIST}comment/{found.pk}/", action="publish")
        first = Act.objects.get()
        press(other, f"{LIST}comment/{found.pk}/", action="hide")
        desk.post(f"/admin/desk/acts/{first.pk}/undo/")
        assert again(found).state == Comment.State.HIDDEN


class TestReports:
    def test_nothing_wrong_leaves_the_idea_and_the_undo_brings_the_report_back(self, desk, record, call):
        found = new_idea(record, call, state=State.PUBLIC)
        report = new_report(record, found)
        press(desk, f"{LIST}{found.pk}/looked/")
        assert again(report).looked_at and again(report).looked_by.email == "aktiivi@example.org" and again(found).is_public
        undo(desk)
        assert again(report).looked_at is None
        press(desk, f"{LIST}{found.pk}/looked/")
        press(desk, f"{LIST}{found.pk}/looked/")
        assert Act.objects.filter(kind="report.looked", undone_at=None).count() == 1

    def test_ten_thousand_reports_of_a_day_are_one_row_on_the_desk(self, desk, record, idea):
        for _number in range(20):
            sending.report(record, idea, "Sama asia")
        Report.unscoped.update(count=10_000)
        (shown,) = desk.get(LIST).context["pages"]["reports"].object_list
        assert shown.times == 10_000


class TestBursts:
    now = timezone.now().replace(microsecond=0)

    def at(self, *seconds):
        return [(number, self.now + timedelta(seconds=one)) for number, one in enumerate(seconds)]

    def test_ten_in_ten_minutes_are_neighbours_and_eleven_are_a_burst(self):
        assert bursts.found_in(self.at(*range(0, 600, 60))) == []
        (burst,) = bursts.found_in(self.at(*range(0, 660, 60)))
        assert burst.number == 11 and burst.minutes == 10

    def test_eleven_in_eleven_minutes_are_none(self):
        assert bursts.found_in(self.at(*range(0, 11 * 66, 66))) == []

    def test_more_than_half_within_an_hour_is_a_burst_from_twenty_on(self):
        # one every three minutes: never eleven in ten minutes
        assert bursts.found_in(self.at(*range(0, 19 * 180, 180))) == []
        (burst,) = bursts.found_in(self.at(*range(0, 20 * 180, 180)))
        assert burst.number == 20

    def test_twenty_in_an_hour_among_many_more_are_none(self):
        others = [-86_400 * day for day in range(20, 0, -1)]
        assert bursts.found_in(self.at(*others, *range(0, 20 * 180, 180))) == []

    def test_two_bursts_are_told_apart(self):
        found = bursts.found_in(self.at(*range(0, 12 * 10, 10), 20_000, *range(40_000, 40_000 + 13 * 10, 10)))
        assert [burst.number for burst in found] == [12, 13]

    def test_no_support_is_no_burst(self):
        assert bursts.found_in([]) == []

    def test_a_burst_is_shown_with_its_number_set_aside_and_counted_again(self, desk, record, idea):
        support(record, idea, [timezone.now() - timedelta(days=3), *(timezone.now() - timedelta(seconds=n) for n in range(15, 0, -1))])
        answer = desk.get(f"{LIST}{idea.pk}/")
        (burst,) = answer.context["bursts"]
        assert burst.number == 15 and 'value="aside"' in answer.text
        press(desk, f"{LIST}{idea.pk}/supports/", action="aside", seen=answer.context["seen"])
        assert again(idea).supports == 1 and Support.unscoped.filter(is_aside=True).count() == 15
        undo(desk)
        assert again(idea).supports == 16
        press(desk, f"{LIST}{idea.pk}/supports/", action="aside", seen=answer.context["seen"])
        press(desk, f"{LIST}{idea.pk}/supports/", action="count")
        assert again(idea).supports == 16 and not Support.unscoped.filter(is_aside=True).exists()
        undo(desk)
        assert again(idea).supports == 1

    def test_what_came_after_the_person_looked_is_not_set_aside(self, desk, record, idea):
        support(record, idea, [timezone.now() - timedelta(seconds=n) for n in range(14, 0, -1)])
        seen = desk.get(f"{LIST}{idea.pk}/").context["seen"]
        support(record, idea, [timezone.now()])
        press(desk, f"{LIST}{idea.pk}/supports/", action="aside", seen=seen)
        assert again(idea).supports == 1

    def test_a_strange_number_sets_nothing_aside(self, desk, record, idea):
        support(record, idea, [timezone.now() - timedelta(seconds=n) for n in range(14, 0, -1)])
        for seen in ("", "x", "-1", "9" * 40, "٣"):
            press(desk, f"{LIST}{idea.pk}/supports/", action="aside", seen=seen)
        assert again(idea).supports == 14

    def test_taking_back_a_support_that_was_set_aside_does_not_count_twice(self, desk, record, idea):
        support(record, idea, [timezone.now() - timedelta(seconds=n) for n in range(14, 0, -1)])
        seen = desk.get(f"{LIST}{idea.pk}/").context["seen"]
        press(desk, f"{LIST}{idea.pk}/supports/", action="aside", seen=seen)
        row = Support.unscoped.first()
        sending.take_support_back(record, idea, row.pk)
        undo(desk)
        assert again(idea).supports == 13


@pytest.mark.parametrize("what", ["publish", "ask", "hide", "looked", "supports"])
def test_an_address_that_only_takes_a_press_leads_to_the_list_and_changes_nothing(desk, record, idea, what):
    answer = desk.get(f"{LIST}{idea.pk}/{what}/")
    assert answer.status_code == 302 and answer["Location"] == "/admin/ideas/?neighbourhood=lintumaki"
    assert again(idea).state == State.WAITING and not Act.objects.exists()


def test_where_the_site_is_paused_nothing_is_published_and_hiding_goes_on(desk, sites, record, call):
    from neighbourhoods import current
    from neighbourhoods.config.apply import apply_all

    idea = new_idea(record, call)
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text().replace('"active"', '"quiet"', 1))
    apply_all()
    current.forget_everything()
    page = press(desk, f"{LIST}{idea.pk}/publish/")
    assert again(idea).state == State.WAITING and 'role="alert"' in page
    press(desk, f"{LIST}{idea.pk}/hide/", reason="offends")
    assert again(idea).state == State.HIDDEN


def test_a_press_without_the_token_of_the_form_does_nothing(record, idea, activist):
    from django.test import Client

    client = Client(headers={"host": "localhost:8000"}, enforce_csrf_checks=True)
    client.force_login(activist)
    assert client.post(f"{LIST}{idea.pk}/publish/").status_code == 403
    assert again(idea).state == State.WAITING


def test_the_photo_of_an_idea_is_for_the_desk_alone_and_kept_by_no_cache(desk, visit, record, idea):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image as Picture

    from neighbourhoods.participation import photos

    out = io.BytesIO()
    Picture.new("RGB", (640, 480), "green").save(out, "JPEG")
    photo = photos.keep(record, "merkki", SimpleUploadedFile("kuva.jpg", out.getvalue()))
    photos.use(photo)
    Idea.unscoped.filter(pk=idea.pk).update(photo=photo)
    assert f"/admin/ideas/{idea.pk}/photo-small.jpg" in desk.get(LIST).text
    for size in ("small", "large"):
        answer = desk.get(f"{LIST}{idea.pk}/photo-{size}.jpg")
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg" and "no-store" in answer["Cache-Control"]
    assert desk.get(f"{LIST}{idea.pk}/photo-huge.jpg").status_code == 404
    assert visit().get(f"{LIST}{idea.pk}/photo-small.jpg").status_code == 302
