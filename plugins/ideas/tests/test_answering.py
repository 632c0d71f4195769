"""Answering an idea, and writing down one that was told."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.utils import timezone

from neighbourhoods.models import Act, OutgoingMail

from .. import sending
from ..models import Call, Idea, StatusChange
from .at_the_desk import LIST, again, call, idea, new_call, new_idea, other, press, record, undo  # noqa: F401

pytestmark = pytest.mark.django_db
FULL = {"status": "trying", "text": "Kokeilemme kuukauden.", "next_step": "Huolto tuo penkin.", "role": "Taloyhtiön hallitus"}


@pytest.fixture
def public(record, call):
    return new_idea(record, call, state=Idea.State.PUBLIC, email="lahettaja@example.org", email_confirmed_at=timezone.now())


def answer_to(visitor, idea, **typed):
    """As the form sends it that was opened now."""
    opened = visitor.get(f"{LIST}{idea.pk}/answer/")
    return visitor.post(f"{LIST}{idea.pk}/answer/", FULL | {"seen": opened.context["seen"]} | typed)


class TestAnswering:
    def test_an_answer_is_shown_with_the_role_and_the_sender_gets_a_mail(self, desk, record, public):
        sent = answer_to(desk, public)
        assert sent.status_code == 303 and sent["Location"].startswith(LIST)
        found = again(public)
        assert (found.status, found.answer, found.answer_next) == ("trying", "Kokeilemme kuukauden.", "Huolto tuo penkin.")
        assert found.answered_by_role == "Taloyhtiön hallitus" and found.answered_by.email == "aktiivi@example.org"
        mail = OutgoingMail.objects.get(recipient="lahettaja@example.org")
        assert "Kokeilemme kuukauden." in mail.body and "aktiivi@example.org" not in mail.body

    def test_the_undo_takes_the_answer_away_and_leaves_its_trace(self, desk, record, public):
        answer_to(desk, public)
        undo(desk)
        found = again(public)
        assert (found.status, found.answer, found.answered_at, found.answered_by) == ("received", "", None, None)
        assert StatusChange.unscoped.filter(idea=public).exclude(undone_at=None).count() == 1
        assert "Kokeilemme kuukauden." in desk.get(f"{LIST}{public.pk}/").text

    def test_undoing_a_second_answer_brings_the_first_one_back(self, desk, record, public):
        answer_to(desk, public)
        answer_to(desk, public, text="Penkki jäi.", status="done")
        assert again(public).answer == "Penkki jäi."
        undo(desk)
        assert (again(public).answer, again(public).status) == ("Kokeilemme kuukauden.", "trying")

    def test_who_answers_is_the_answerer_of_the_call_until_somebody_else_is_named(self, desk, record, public):
        assert desk.get(f"{LIST}{public.pk}/answer/").context["form"]["role"].value() == "Yhteisömanageri"
        answer_to(desk, public)
        assert desk.get(f"{LIST}{public.pk}/answer/").context["form"]["role"].value() == "Taloyhtiön hallitus"

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"status": "not_now", "text": ""}, "text"),
            ({"status": "", "text": "Hei"}, "status"),
            ({"status": "keksitty"}, "status"),
            ({"status": "received", "text": "", "next_step": ""}, "text"),
            ({"status": "done", "text": ""}, "text"),
            ({"role": " "}, "role"),
            ({"text": "x" * 4001}, "text"),
            ({"next_step": "x" * 301}, "next_step"),
        ],
    )
    def test_an_error_stands_beside_its_field_and_everything_is_kept(self, desk, record, public, typed, field):
        answer = answer_to(desk, public, **typed)
        assert answer.status_code == 400 and set(answer.context["form"].errors) == {field}
        assert f'id="id_{field}_error"' in answer.text and f'href="#id_{field}' in answer.text
        for name, value in (FULL | typed).items():
            assert answer.context["form"][name].value() == value
        assert not Act.objects.exists()

    def test_not_now_with_a_reason_is_an_answer(self, desk, record, public):
        assert answer_to(desk, public, status="not_now", text="Aura ei mahdu ohi.").status_code == 303

    def test_a_status_moves_without_a_mail_where_nothing_was_written(self, desk, record, public):
        assert answer_to(desk, public, status="discussed", text="", next_step="").status_code == 303
        assert again(public).status == "discussed" and again(public).answered_at is None
        assert not OutgoingMail.objects.exists()
        undo(desk)
        assert again(public).status == "received"

    def test_two_who_answer_at_once_both_keep_their_texts(self, desk, other, record, public):
        opened = desk.get(f"{LIST}{public.pk}/answer/").context["seen"]
        answer_to(other, public, text="Ehdin ensin.")
        late = desk.post(f"{LIST}{public.pk}/answer/", FULL | {"text": "Minun vastaukseni.", "seen": opened})
        assert late.status_code == 409 and "Ehdin ensin." in late.text and "Minun vastaukseni." in late.text and "Aino Aalto" in late.text
        assert again(public).answer == "Ehdin ensin."
        # whoever has seen both may send theirs all the same
        seen = late.context["seen"]
        assert desk.post(f"{LIST}{public.pk}/answer/", FULL | {"text": "Minun vastaukseni.", "seen": seen}).status_code == 303
        assert again(public).answer == "Minun vastaukseni."

    def test_the_same_form_sent_twice_does_not_answer_twice(self, desk, record, public):
        seen = desk.get(f"{LIST}{public.pk}/answer/").context["seen"]
        for _time in range(2):
            desk.post(f"{LIST}{public.pk}/answer/", FULL | {"seen": seen})
        assert StatusChange.unscoped.filter(idea=public).count() == 2
        assert OutgoingMail.objects.count() == 1

    def test_an_idea_that_was_taken_back_meanwhile_is_not_answered_and_the_text_is_kept(self, desk, record, public):
        opened = desk.get(f"{LIST}{public.pk}/answer/").context["seen"]
        sending.withdraw(record, public)
        late = desk.post(f"{LIST}{public.pk}/answer/", FULL | {"seen": opened})
        assert late.status_code == 409 and "Kokeilemme kuukauden." in late.text and again(public).answer == ""
        assert desk.get(f"{LIST}{public.pk}/answer/").status_code == 303

    def test_nobody_is_mailed_at_an_address_that_was_not_confirmed(self, desk, record, call):
        found = new_idea(record, call, state=Idea.State.PUBLIC, email="lahettaja@example.org")
        answer_to(desk, found)
        assert again(found).is_answered and not OutgoingMail.objects.exists()

    @pytest.mark.parametrize("seen", ["", "x", "9" * 40, "٣"])
    def test_a_strange_mark_in_the_form_is_no_fault(self, desk, record, public, seen):
        assert desk.post(f"{LIST}{public.pk}/answer/", FULL | {"seen": seen}).status_code in (303, 409)

    def test_the_history_says_who_and_when_and_readers_do_not_learn_the_name(self, other, record, public):
        answer_to(other, public)
        assert "Aino Aalto" in other.get(f"{LIST}{public.pk}/").text
        change = StatusChange.unscoped.filter(idea=public).latest("pk")
        assert change.role == "Taloyhtiön hallitus" and change.by.email == "toinen@example.org"


class TestHearing:
    typed = {"via": "phone", "text": "Valo portaisiin", "title": "", "place": "", "name": ""}

    def test_what_was_told_is_published_at_once_with_how_it_was_told(self, desk, record, call):
        page = press(desk, f"{LIST}hear/", **self.typed, call=call.pk)
        found = Idea.unscoped.get()
        assert (found.state, found.via, found.status) == (Idea.State.PUBLIC, "phone", "received") and "Valo portaisiin" in page
        assert found.heard_by.email == "aktiivi@example.org" and found.email == ""
        undo(desk)
        assert again(found).state == Idea.State.HIDDEN

    def test_the_same_words_sent_twice_are_written_down_once(self, desk, record, call):
        for _time in range(2):
            press(desk, f"{LIST}hear/", **self.typed, call=call.pk)
        assert Idea.unscoped.count() == 1 and Act.objects.count() == 1

    def test_a_name_is_shown_only_when_its_owner_has_agreed(self, desk, record, call):
        sent = self.typed | {"call": call.pk, "name": "Aune"}
        answer = desk.post(f"{LIST}hear/", sent)
        assert answer.status_code == 400 and "agreed" in answer.context["form"].errors and "Valo portaisiin" in answer.text
        press(desk, f"{LIST}hear/", **sent, agreed="on")
        assert Idea.unscoped.get().name == "Aune"

    def test_open_calls_and_those_that_have_closed_lately_can_be_chosen(self, desk, record, call):
        now = timezone.now()
        lately = new_call(record, "Mitä kellariin?", closes_at=now - timedelta(days=20))
        long_ago = new_call(record, "Mitä katolle?", closes_at=now - timedelta(days=200))
        coming = new_call(record, "Mitä aulaan?", opens_at=now + timedelta(days=2))
        offered = {pk for pk, _title in desk.get(f"{LIST}hear/").context["form"].fields["call"].choices}
        assert offered == {call.pk, lately.pk}
        for one in (long_ago, coming):
            assert desk.post(f"{LIST}hear/", self.typed | {"call": one.pk}).status_code == 400
        assert not Idea.unscoped.exists()

    def test_where_there_is_no_call_the_page_says_what_to_do(self, desk, record):
        Call.unscoped.all().delete()
        answer = desk.get(f"{LIST}hear/")
        assert answer.status_code == 200 and "/admin/desk/write/ideas/" in answer.text and "<textarea" not in answer.text

    @pytest.mark.parametrize(
        "wrong", [{"via": "web"}, {"via": ""}, {"text": " "}, {"text": "x" * 4001}, {"name": "x" * 61, "agreed": "on"}]
    )
    def test_what_is_missing_or_wrong_is_said_beside_its_field(self, desk, record, call, wrong):
        answer = desk.post(f"{LIST}hear/", self.typed | {"call": call.pk} | wrong)
        assert answer.status_code == 400 and list(answer.context["form"].errors)[0] in wrong and not Idea.unscoped.exists()

    def test_an_idea_in_arabic_is_marked_as_arabic(self, desk, record, call):
        press(desk, f"{LIST}hear/", **self.typed | {"text": "نريد مقعدا قرب الملعب"}, call=call.pk)
        assert Idea.unscoped.get().language == "ar"
