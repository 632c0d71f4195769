"""A call from a phone: the tile leads to a short form, and what is asked there is a call like any other."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import io
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.users.models import UserProfile

from neighbourhoods import current, short_forms
from neighbourhoods.models import Draft, Image

from ..models import Call, CallPage
from ..short_form import ShortCallForm, read_day
from .at_the_desk import record  # noqa: F401

pytestmark = pytest.mark.django_db
WRITE = "/admin/desk/write/ideas/"
NOON = "2026-11-29T12:00:00+02:00"
TYPED = {
    "title": "Mitä kellariin?",
    "text": "Kellari on tyhjä.\n\nSiellä on lämmin.",
    "closes": "12.12.2026",
    "answerer": "Taloyhtiön hallitus",
    "answer_by": "20.12.2026",
    "what_happens": "Luemme kaikki.",
    "taking_part": ["check", "comments"],
}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def send(desk, path=WRITE, **typed):
    own = {"w-draft": str(uuid.uuid4()), "w-base": "", "w-place": "lintumaki", "w-action": "publish"}
    return desk.post(path, own | TYPED | typed)


def typed(answer):
    """What the opened form would send."""
    found = {one.name: one.value() for one in answer.context["form"] if one.value()}
    return found | {"w-draft": str(answer.context["pk"]), "w-base": str(answer.context["base"]), "w-place": "lintumaki"}


def question():
    return CallPage.objects.get(title="Mitä kellariin?")


def test_a_question_is_published_and_open_until_the_end_of_its_last_day(desk, record):
    assert send(desk).status_code == 303
    page = question()
    call = Call.unscoped.get(key=page.translation_key)
    assert page.live and call.closes_at.astimezone(record.zone).isoformat() == "2026-12-12T23:59:00+02:00"
    assert (page.answerer, page.answer_by, page.what_happens) == ("Taloyhtiön hallitus", date(2026, 12, 20), "Luemme kaikki.")
    assert call.check_first and call.comments_on and call.support_on and call.answer_by == date(2026, 12, 20)


def test_what_readers_will_see_begins_in_their_language_whatever_that_of_the_desk_is(desk, record, activist):
    UserProfile.objects.update_or_create(user=activist, defaults={"preferred_language": "en"})
    page = desk.get(WRITE)
    assert 'lang="en"' in page.text and "Luemme" in page.context["form"]["what_happens"].value()


def test_the_form_begins_three_weeks_on_with_what_happens_written_and_both_boxes_ticked(desk, record):
    form = desk.get(WRITE).context["form"]
    assert form["closes"].value() == "20.12.2026" and form["answer_by"].value() == "3.1.2027"
    assert form["what_happens"].value() == "Luemme kaikki ideat yhdessä ja vastaamme jokaiseen."
    assert form["taking_part"].value() == [
        "check",
        "comments",
    ]
    assert "picture" not in form.fields


def test_the_form_as_it_opens_needs_a_question_and_nothing_else(desk, record):
    sent = typed(desk.get(WRITE)) | {"title": "Mitä kellariin?", "w-action": "publish"}
    assert desk.post(WRITE, sent).status_code == 303 and question().live


def test_boxes_that_are_not_ticked_are_off(desk, record):
    send(desk, taking_part=[])
    assert not question().check_first and not question().comments_on


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"closes": "28.11.2026"}, "closes"),
        ({"closes": "31.2.2027"}, "closes"),
        ({"closes": "joulukuu"}, "closes"),
        ({"closes": "1.1.99999"}, "closes"),
        ({"closes": "١٢.١٢.٢٠٢٦x"}, "closes"),
        ({"answer_by": "1.12.2026"}, "answer_by"),
        ({"answer_by": "0.0.0"}, "answer_by"),
        ({"answerer": "x" * 121}, "answerer"),
        ({"what_happens": "x" * 1001}, "what_happens"),
        ({"taking_part": ["keksitty"]}, "taking_part"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_is_kept(desk, record, wrong, field):
    answer = send(desk, **wrong)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {field} and f'id="id_{field}_error"' in answer.text
    assert "Siellä on lämmin." in answer.text
    assert not CallPage.objects.filter(title="Mitä kellariin?").exists()


def test_today_is_a_day_on_which_a_call_may_end_and_without_a_day_it_goes_on(desk, record):
    assert send(desk, closes="29.11.2026").status_code == 303
    assert Call.unscoped.get(key=question().translation_key).state() == "open"
    assert send(desk, title="Mitä katolle?", closes="", answer_by="").status_code == 303
    assert CallPage.objects.get(title="Mitä katolle?").closes_at is None


@pytest.mark.parametrize("text", ["12.12.2026", " 12. 12. 2026 ", "2026-12-12"])
def test_a_day_is_read_as_people_and_browsers_write_it(text):
    assert read_day(text) == date(2026, 12, 12)


def test_it_opens_in_both_editors_and_saving_without_a_change_changes_nothing(desk, record):
    send(desk)
    page = question()
    whole = desk.get(f"/admin/pages/{page.pk}/edit/")
    assert whole.status_code == 200 and "Taloyhtiön hallitus" in whole.text
    address = short_forms.address("ideas", page)
    sent = typed(desk.get(address)) | {"w-action": "publish"}
    assert desk.post(address, sent).status_code == 303
    after = question()
    same = ("title", "closes_at", "answerer", "answer_by", "what_happens", "check_first", "comments_on", "support_on", "asks", "rules")
    assert [getattr(after, name) for name in same] == [getattr(page, name) for name in same]
    assert list(after.body.raw_data) == list(page.body.raw_data)


def test_what_the_short_form_does_not_show_stays_as_the_whole_editor_left_it(desk, record):
    send(desk)
    page = question()
    page.rules, page.support_on, page.asks = "Lyhyesti.", False, "title"
    page.closes_at = timezone.now().replace(hour=16, minute=30) + timedelta(days=13)
    page.save_revision().publish()
    address = short_forms.address("ideas", page)
    assert desk.post(address, typed(desk.get(address)) | {"answerer": "Huolto", "w-action": "publish"}).status_code == 303
    after = question()
    assert (after.rules, after.support_on, after.asks, after.answerer) == ("Lyhyesti.", False, "title", "Huolto")
    assert after.closes_at == page.closes_at


def test_a_call_that_is_over_can_be_corrected_without_opening_it_again(desk, record):
    send(desk)
    page = question()
    with time_machine.travel("2027-02-01T12:00:00+02:00", tick=False):
        address = short_forms.address("ideas", page)
        sent = typed(desk.get(address)) | {"text": "Kellari oli tyhjä.", "w-action": "publish"}
        assert desk.post(address, sent).status_code == 303
        assert question().closes_at == page.closes_at and "oli tyhjä" in str(question().body)
        sent = typed(desk.get(address)) | {"closes": "30.1.2027", "w-action": "publish"}
        assert desk.post(address, sent).status_code == 400


def test_a_page_with_a_picture_is_changed_in_the_whole_editor(desk, record):
    send(desk)
    page = question()
    page.body = [*page.body.raw_data, {"type": "picture", "value": {"image": None, "caption": ""}, "id": str(uuid.uuid4())}]
    assert ShortCallForm.read(page) is None


def test_a_picture_that_is_sent_all_the_same_is_not_kept(desk, record):
    out = io.BytesIO()
    Picture.new("RGB", (64, 48)).save(out, "JPEG")
    before = Image.objects.count()
    send(desk, picture=SimpleUploadedFile("kuva.jpg", out.getvalue()))
    assert question().live and Image.objects.count() == before


def test_the_preview_shows_the_question_and_keeps_the_draft(desk, record):
    answer = send(desk, **{"w-action": "preview"})
    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert desk.get(f"/admin/desk/preview/{draft.pk}/").status_code == 200
    inside = desk.get(f"/admin/desk/preview/{draft.pk}/?frame=1")
    assert inside.status_code == 200 and "Mitä kellariin?" in inside.text
    assert not CallPage.objects.filter(title="Mitä kellariin?").exists()


def test_two_who_change_one_call_compare_their_texts(desk, record, visit, neighbourhoods):
    send(desk)
    page = question()
    address = short_forms.address("ideas", page)
    late = typed(desk.get(address))
    desk.post(address, typed(desk.get(address)) | {"what_happens": "Luemme nopeasti.", "taking_part": ["check"], "w-action": "publish"})
    answer = desk.post(address, late | {"what_happens": "Luemme hitaasti.", "w-action": "publish"})
    assert answer.status_code == 409 and "nopeasti" in answer.text and "hitaasti" in answer.text


def test_the_tile_is_there_where_the_list_of_calls_is(desk, record):
    assert short_forms.forms_of(current.by_slug("lintumaki"))["ideas"].parent(record) is not None
    assert desk.get(WRITE).status_code == 200
