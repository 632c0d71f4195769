"""Whatever a volunteer types or pastes at the desk of ideas is kept as harmless text, or refused with a reason; nothing fails."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
import uuid

import pytest
from django.conf import settings

from ..models import Idea
from .at_the_desk import LIST, again, call, idea, new_idea, record  # noqa: F401

pytestmark = pytest.mark.django_db
CASES = json.loads((settings.ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in CASES.values() for text in texts] + [
    "=HYPERLINK(1)",
    "\0NUL\0",
    "x" * 100_000,
    "<script>alert(1)</script>",
    "\u202eabc",
]


def is_well(answer):
    assert answer.status_code in (200, 303, 400), answer.status_code
    assert "<script>alert(1)" not in answer.text


def test_any_text_in_every_field_of_the_answer(desk, record, call):
    found = new_idea(record, call, state=Idea.State.PUBLIC)
    for text in ALL_TEXTS:
        for name in ("text", "next_step", "role", "status"):
            sent = {"status": "done", "text": "Valmis.", "next_step": "", "role": "Huolto"} | {name: text}
            is_well(desk.post(f"{LIST}{found.pk}/answer/", sent))
    shown = desk.get(f"{LIST}{found.pk}/").text
    assert "<script>alert(1)" not in shown and "\u202e" not in shown and "\0" not in again(found).answer


def test_any_text_as_a_question_a_reason_and_an_idea_that_was_told(desk, record, call):
    found = new_idea(record, call)
    for text in ALL_TEXTS:
        is_well(desk.post(f"{LIST}{found.pk}/ask/", {"question": text}))
        is_well(desk.post(f"{LIST}{found.pk}/hide/", {"reason": text}))
        heard = {"call": call.pk, "via": "paper", "text": text, "title": text, "place": text, "name": text, "agreed": "on"}
        is_well(desk.post(f"{LIST}hear/", heard))
    page = desk.get(LIST)
    assert page.status_code == 200 and "<script>alert(1)" not in page.text and "\u202e" not in page.text


def test_any_text_in_the_short_form_of_a_call(desk, record):
    for text in ALL_TEXTS:
        for name in ("closes", "answer_by", "answerer", "what_happens"):
            own = {
                "w-draft": str(uuid.uuid4()),
                "w-base": "",
                "w-place": "lintumaki",
                "w-action": "preview",
                "title": "Mitä?",
                "closes": "",
            }
            assert desk.post("/admin/desk/write/ideas/", own | {name: text}).status_code in (302, 400)
