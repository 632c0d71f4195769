"""A trial from a phone, begun from an idea or a method or by itself; and later how it went."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from neighbourhoods import current, records, short_forms, trail
from neighbourhoods.models import Image, Record

from .. import steps
from ..models import ExperimentPage
from ..short_form import ResultForm, ShortExperimentForm
from .ground import RESULT, WRITE, again, new_trial, noon, photo, record, send, typed  # noqa: F401

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Kahvit B-rapussa",
    "aim": "Että tiedämme nimet.",
    "place_kind": "house",
    "place": "Alaovi",
    "state": "running",
    "starts_on": "24.11.2026",
    "ends_on": "",
    "text": "Termos ja keksejä.",
    "people": "Kaksi aktiivia",
    "partners": "Taloyhtiö",
    "costs": "20 euroa",
}
WENT = {"title": "Kahvit B-rapussa", "result": "works_if", "result_reason": "Jos keittäjä vaihtuu.", "ends_on": "28.11.2026", "text": ""}


def publish_idea(slug="lintumaki", title="Kahvia rapun alaovella", text="Pöytä ja termos voisivat auttaa.", key="a"):
    """An idea as the plugin of ideas tells of it: plugins know no more of each other."""
    return records.publish(
        plugin="ideas", kind="idea", key=key, neighbourhood=current.by_slug(slug), titles={"fi": title}, path=f"ideas/{key}/", text=text
    )


def trial():
    return ExperimentPage.objects.get(title="Kahvit B-rapussa")


def test_a_trial_is_published_with_what_was_typed(desk, record):
    assert send(desk, **TYPED).status_code == 303
    page = trial()
    assert page.live and page.starts_on == date(2026, 11, 24) and page.ends_on is None and page.from_record_id is None
    same = ("aim", "place_kind", "place", "state", "people", "partners", "costs")
    assert [getattr(page, name) for name in same] == [TYPED[name] for name in same]


def test_it_opens_with_running_since_today_and_needs_a_heading_and_an_aim(desk, record):
    form = desk.get(WRITE).context["form"]
    assert form["state"].value() == "running" and form["starts_on"].value() == "29.11.2026"
    answer = send(desk)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"title", "aim", "state"}
    assert send(desk, title="Kahvit B-rapussa", aim="Nimet.", state="planned").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": "31.2.2026"}, "starts_on"),
        ({"ends_on": "marraskuu"}, "ends_on"),
        ({"ends_on": "1.11.2026"}, "ends_on"),
        ({"ends_on": "1.1.99999"}, "ends_on"),
        ({"state": "keksitty"}, "state"),
        ({"place_kind": "kuu"}, "place_kind"),
        ({"aim": "x" * 1001}, "aim"),
        ({"people": "x" * 601}, "people"),
        ({"place": "x" * 201}, "place"),
    ],
)
def test_what_is_wrong_is_told_and_all_that_was_typed_is_kept(desk, record, wrong, field):
    answer = send(desk, **(TYPED | wrong))
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {field}
    assert "Termos ja keksejä." in answer.text and not ExperimentPage.objects.filter(title="Kahvit B-rapussa").exists()


@pytest.mark.parametrize("asked", ["ei-ole", str(UUID(int=7))])
def test_what_it_began_from_is_left_out_where_that_cannot_be_read_and_holds_nothing_up(desk, record, asked):
    assert send(desk, **TYPED, from_record=asked).status_code == 303
    assert trial().live and trial().from_record_id is None


def test_it_opens_in_both_editors_and_saving_without_a_change_changes_nothing(desk, record):
    send(desk, **TYPED, from_record=str(publish_idea()))
    page = trial()
    assert desk.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    address = short_forms.address("experiments", page)
    assert desk.post(address, typed(desk.get(address)) | {"w-action": "publish"}).status_code == 303
    after = again(page)
    same = [name for name in ShortExperimentForm.base_fields if name not in ("text", "picture", "picture_alt", "from_record")]
    assert [getattr(after, name) for name in same] == [getattr(page, name) for name in same]
    assert after.from_record_id == page.from_record_id and list(after.body.raw_data) == list(page.body.raw_data)


def test_the_preview_shows_it_and_publishes_nothing(desk, record):
    answer = send(desk, **TYPED, **{"w-action": "preview"})
    inside = desk.get(answer["Location"] + "?frame=1")
    assert inside.status_code == 200 and "Termos ja keksejä." in inside.text and not ExperimentPage.objects.exists()


def test_a_picture_comes_with_it_and_stays_when_the_result_is_told(desk, record):
    send(desk, **TYPED, picture=photo(), picture_alt="Termos pöydällä")
    page = trial()
    assert page.picture is not None and page.alt == "Termos pöydällä"
    address = short_forms.address("experiments-result", page)
    assert desk.post(address, typed(desk.get(address)) | WENT | {"w-action": "publish"}).status_code == 303
    after = again(page)
    assert (
        after.picture_id == page.picture_id and after.picture_alt == "Termos pöydällä" and Image.objects.filter(pk=page.picture_id).exists()
    )


# How it went


def test_how_it_went_ends_the_trial_and_touches_nothing_else(desk, record):
    send(desk, **TYPED)
    page = trial()
    address = short_forms.address("experiments-result", page)
    sent = typed(desk.get(address)) | {"result": "did_not_work", "result_reason": "Kukaan ei tullut.", "learnt": "Lappu oveen."}
    assert desk.post(address, sent | {"w-action": "publish"}).status_code == 303
    after = again(page)
    assert (after.state, after.result, after.result_reason, after.learnt) == ("ended", "did_not_work", "Kukaan ei tullut.", "Lappu oveen.")
    assert after.ends_on == date(2026, 11, 29) and after.aim == page.aim and "Termos" in str(after.body)


@pytest.mark.parametrize("result", ["works_if", "did_not_work", "stopped"])
def test_what_did_not_simply_work_needs_its_reason(desk, record, result):
    answer = send(desk, RESULT, **(WENT | {"result": result, "result_reason": ""}))
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"result_reason"}
    assert send(desk, RESULT, **(WENT | {"result": "works", "result_reason": ""})).status_code == 303


def test_without_an_answer_to_how_it_went_nothing_is_published(desk, record):
    answer = send(desk, RESULT, **(WENT | {"result": ""}))
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"result"}


def test_where_nobody_has_methods_nobody_is_asked_for_one(desk, record):
    # those of the examples
    Record.objects.filter(kind="method").update(is_public=False)
    assert "to_method" not in desk.get(RESULT).context["form"].fields
    method = records.publish(
        plugin="ideas", kind="method", key="m", neighbourhood=record, titles={"fi": "Rappukahvit"}, path="ideas/m/", text="Ohje."
    )
    assert f'<option value="{method}">Rappukahvit</option>' in desk.get(RESULT).text


def test_the_whole_editor_refuses_the_same(desk, record):
    from tests.isolation import posting

    page = new_trial(record)
    sent = posting.fields(page) | {"action-publish": "1"}
    answer = desk.post(f"/admin/pages/{page.pk}/edit/", sent | {"state": "ended", "result": "stopped", "result_reason": ""})
    assert answer.status_code == 200 and "miksi se jäi kesken" in answer.text and again(page).result == ""


# From an idea or a method


def test_an_idea_offers_to_try_it_and_the_form_is_filled_from_it(desk, record):
    idea = publish_idea()
    shown = records.look_up([idea], "fi")[idea]
    with current.activate(record):
        (action,) = [one for one in records.actions(shown) if "experiments" in one.url]
    assert str(action.label) == "Try this here" or str(action.label) == "Kokeile täällä"
    form = desk.get(f"/admin{action.url.partition('/admin')[2]}").context["form"]
    assert form["title"].value() == "Kahvia rapun alaovella" and form["aim"].value() == "Pöytä ja termos voisivat auttaa."
    assert form["from_record"].value() == str(idea)


def test_the_public_page_of_an_idea_has_the_way_to_try_it(visit, record):
    # the plugins do not know each other: its idea is asked for by name
    idea = apps.get_model("ideas.Idea").of(record).filter(state="public").first()
    page = visit("lintumaki").get(f"/fi/ideas/{idea.pk}/")
    about = records.id_of("ideas", "idea", idea.pk)
    assert f"/admin/desk/write/experiments/?from={about}" in page.text and "Kokeile täällä" in page.text


def test_it_is_offered_on_ideas_and_methods_and_on_nothing_else(record):
    from types import SimpleNamespace

    from .. import beginning

    kinds = [
        kind for kind in ("idea", "method", "news", "event", "call", "experiment") if beginning.actions(SimpleNamespace(kind=kind, id=1))
    ]
    assert kinds == ["idea", "method"]


def test_a_very_long_idea_fills_no_more_than_an_aim_may_have(desk, record):
    idea = publish_idea(text="sana " * 20_000)
    aim = desk.get(f"{WRITE}?from={idea}").context["form"]["aim"].value()
    assert len(aim) <= 1000 and aim.endswith("…")


def test_what_begins_from_the_idea_of_another_neighbourhood_is_a_step_of_the_path_in_both_directions(desk, record):
    idea = publish_idea("partti")
    page = desk.get(f"{WRITE}?from={idea}")
    assert desk.post(WRITE, typed(page) | {"title": "Kahvit B-rapussa", "w-action": "publish"}).status_code == 303
    own = steps.record_of(trial())
    assert [step.shown.id for step in trail.of(idea, "fi").after] == [own]
    assert [step.shown.id for step in trail.of(own, "fi").before] == [idea]


def test_what_is_not_public_or_no_record_opens_nothing(desk, record):
    idea = publish_idea()
    records.withdraw(plugin="ideas", kind="idea", key="a")
    for wrong in (idea, uuid4(), "x", "0"):
        assert desk.get(f"{WRITE}?from={wrong}").status_code == 404
    assert desk.get(f"{WRITE}?from=").status_code == 200


def test_a_record_of_another_kind_fills_nothing(desk, record):
    own = steps.record_of(new_trial(record))
    assert not desk.get(f"{WRITE}?from={own}").context["form"]["title"].value()


def test_a_draft_makes_no_step_and_a_change_of_where_it_began_moves_it(desk, record):
    first, second = publish_idea(), publish_idea(title="Toinen", key="b")
    page = new_trial(record, from_record_id=first)
    own = steps.record_of(page)
    page.from_record_id = second
    page.save_revision()
    assert [step.shown.id for step in trail.of(own, "fi").before] == [first]
    again(page).get_latest_revision().publish()
    assert [step.shown.id for step in trail.of(own, "fi").before] == [second]
    changed = again(page).get_latest_revision_as_object()
    changed.from_record = None
    changed.save_revision().publish()
    assert not trail.of(own, "fi")


def test_a_trial_that_became_a_method_is_a_step_and_a_circle_is_refused_in_words(desk, record):
    method = records.publish(
        plugin="ideas", kind="method", key="m", neighbourhood=record, titles={"fi": "Rappukahvit"}, path="ideas/m/", text="Ohje."
    )
    page = new_trial(record, title="Kahvit B-rapussa")
    address = short_forms.address("experiments-result", page)
    assert desk.post(address, typed(desk.get(address)) | WENT | {"to_method": str(method), "w-action": "publish"}).status_code == 303
    own = steps.record_of(page)
    assert [step.shown.id for step in trail.of(own, "fi").after] == [method]
    other = new_trial(record, title="Toinen", from_record_id=method)
    address = short_forms.address("experiments-result", other)
    answer = desk.post(address, typed(desk.get(address)) | WENT | {"to_method": str(method), "w-action": "publish"})
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"to_method"}


def test_a_page_that_holds_more_than_the_form_is_changed_in_the_whole_editor(record):
    page = new_trial(record, body=[{"type": "picture", "value": {"image": None, "caption": ""}, "id": str(uuid4())}])
    assert ShortExperimentForm.read(page) is None and ResultForm.read(page) is None
