"""A call ends in a summary that everybody can read, written at the desk without losing what anybody else has begun."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Act

from .. import checking
from ..closing import summary
from ..models import CallPage, Idea
from . import ground
from .at_the_desk import again, call, new_call, new_idea, press, record, undo  # noqa: F401

pytestmark = pytest.mark.django_db


def over(call):
    """The call has ended yesterday, for its page too."""
    page = page_of(call)
    page.closes_at = timezone.now() - timedelta(days=1)
    page.save_revision().publish()
    return type(call).unscoped.get(pk=call.pk)


def page_of(call):
    return CallPage.objects.get(translation_key=call.key, alias_of=None)


def path(call, language="fi"):
    return f"/{language}/ideas/haku/{call.pk}/yhteenveto/"


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def ended(record, call, activist):
    """Four ideas: one is answered, two are supported, one is only waiting."""
    answered = new_idea(record, call, "Penkki mäelle", state="public", supports=3)
    new_idea(record, call, "Lamppu polulle", state="public", supports=1, title="Lamppu")
    new_idea(record, call, "Kukkia", state="public")
    new_idea(record, call, "Kukaan ei näe tätä", state="waiting")
    new_idea(record, call, "Piilossa", state="hidden")
    checking.answer(record, answered.pk, activist, status="done", text="Penkki on nyt siellä.", next_step="Istu!", role="isännöitsijä")
    return over(call)


def test_while_a_call_is_open_its_summary_leads_to_the_call_where_one_can_take_part(reader, call):
    answer = reader.get(path(call))
    assert answer.status_code == 302 and answer["Location"].endswith(f"/{page_of(call).slug}/")
    assert answer["Cache-Control"] == "no-store"
    assert reader.get(answer["Location"]).status_code == 200


def test_afterwards_everybody_reads_its_numbers_and_every_public_idea_with_its_answer(reader, ended):
    page = reader.get(path(ended))
    text = ground.words(page)
    assert page.context["numbers"].ideas == 3 and page.context["numbers"].answered == 1 and page.context["numbers"].supported == 2
    assert [(str(status.key), number) for status, number in page.context["numbers"].by_status] == [("received", 2), ("done", 1)]
    for word in ("Penkki mäelle", "Lamppu polulle", "Kukkia", "Penkki on nyt siellä.", "Istu!", "isännöitsijä", "Tehty", "Saapunut"):
        assert word in text
    assert "Kukaan ei näe" not in page.text and "Piilossa" not in page.text and not page.cookies
    for ext in ("csv", "xlsx", "json"):
        assert reader.get(f"/fi/ideas/haku/{ended.pk}/ideat.{ext}").status_code == 200
        assert f"/fi/ideas/haku/{ended.pk}/ideat.{ext}" in page.text


def test_it_is_read_in_every_language_and_says_in_which_each_text_is(reader, record, ended):
    new_idea(record, ended, "مقعد بجانب الطريق", language="ar", state="public")
    for language in record.codes:
        page = reader.get(path(ended, language))
        found = ground.soup(page)
        assert found.select('[lang="ar"]') and found.html["lang"] == language


def test_a_call_without_ideas_or_words_says_so(reader, record, call):
    text = ground.words(reader.get(path(over(call))))
    assert "0 ideaa" not in text and "ideat.csv" not in reader.get(path(call)).text


def test_a_page_costs_the_same_with_three_ideas_and_with_hundreds_and_shows_fifty(reader, record, ended):
    def queries():
        current.forget_everything()
        reader.get(path(ended))
        with CaptureQueriesContext(connection) as found:
            page = reader.get(path(ended))
        return len(found), len(page.context["ideas"].object_list)

    few, shown = queries()
    assert shown == 3
    for number in range(240):
        Idea.unscoped.bulk_create(
            [Idea(neighbourhood_id=record.pk, call=ended, text=f"{number}", language="fi", status="received", state="public")]
        )
    many, shown = queries()
    assert (many, shown) == (few, 50)
    seen = set()
    for number in range(1, 6):
        seen |= {idea.pk for idea in reader.get(path(ended), {"sivu": str(number)}).context["ideas"].object_list}
    assert len(seen) == 243


@pytest.mark.parametrize("odd", ["0", "-1", "x", "9" * 40, "1.5", "٣", "", "1 OR 1"])
def test_an_odd_number_of_a_page_breaks_nothing(reader, ended, odd):
    assert reader.get(path(ended), {"sivu": odd}).status_code == 200


def test_a_call_of_the_neighbour_or_one_that_nobody_may_read_has_no_summary_here(visit, reader, ended):
    assert visit("partti").get(path(ended)).status_code == 404
    assert reader.get("/fi/ideas/haku/987654/yhteenveto/").status_code == 404
    assert reader.get(f"/fi/ideas/haku/{'9' * 30}/yhteenveto/").status_code == 404
    page_of(ended).unpublish()
    current.forget_everything()
    assert reader.get(path(ended)).status_code == 404
    assert reader.get(f"/fi/ideas/haku/{ended.pk}/ideat.csv").status_code == 404
    assert reader.post(path(ended)).status_code in (403, 405)


# --- the words at the desk


def address(call):
    return f"/admin/ideas/call/{call.pk}/"


def test_the_words_are_written_at_the_desk_and_read_at_once_and_taken_back_by_a_button(desk, reader, ended):
    words = "Teemme kolme penkkiä.\n\nKukat ensi keväänä."
    text = press(desk, address(ended), text=words.replace("\n", "\r\n"))
    assert "Teemme kolme penkkiä." in text
    found = ground.soup(reader.get(path(ended)))
    assert [one.get_text() for one in found.select("main .prose p")] == ["Teemme kolme penkkiä.", "Kukat ensi keväänä."]
    page = page_of(ended)
    assert page.summary == words and page.latest_revision.user.email == "aktiivi@example.org"
    assert again(ended).summary_at is not None
    act = Act.objects.latest("pk")
    assert (act.kind, act.target) == ("page.published", str(page.pk))
    assert undo(desk).status_code in (302, 303)
    assert page_of(ended).summary == "" and again(ended).summary_at is None


def test_writing_the_same_again_changes_nothing(desk, ended):
    press(desk, address(ended), text="Teemme penkin.")
    before = page_of(ended).latest_revision_id
    press(desk, address(ended), text="Teemme penkin.")
    assert page_of(ended).latest_revision_id == before


def test_a_draft_that_somebody_has_begun_is_neither_published_nor_lost(desk, ended):
    page = page_of(ended)
    page.title = "Luonnos, jota kukaan ei ole nähnyt"
    page.save_revision()
    press(desk, address(ended), text="Teemme penkin.")
    page = page_of(ended)
    assert page.title == "Mitä pihalle?" and page.summary == "Teemme penkin." and page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("Luonnos, jota kukaan ei ole nähnyt", "Teemme penkin.")


def test_a_summary_that_is_too_long_is_told_and_kept(desk, ended):
    answer = desk.post(address(ended), {"text": "a" * 4001})
    assert answer.status_code == 422 and "a" * 4001 in answer.text and page_of(ended).summary == ""


def test_a_page_that_is_hidden_gets_no_summary_by_this_way(desk, ended):
    page_of(ended).unpublish()
    answer = desk.post(address(ended), {"text": "Teemme penkin."})
    assert answer.status_code == 422 and "Teemme penkin." in answer.text and not page_of(ended).live


def test_ideas_are_found_by_all_their_words_in_any_state(desk, record, ended):
    def found(words):
        return sorted(idea.heading for idea in desk.get(address(ended), {"q": words}).context["listed"].object_list)

    new_idea(record, ended, "Äänekäs ÖLJYKATTILA pihalla", place="Harju", name="Örkki")
    assert found("penkki") == ["Penkki mäelle"]
    assert found("öljykattila äänekäs") == found("harju") == found("örkki") == ["Äänekäs ÖLJYKATTILA pihalla"]
    assert found("penkki lamppu") == [] and len(found("")) == 6 and found("piilossa") == ["Piilossa"]
    lamp = Idea.of(record).get(title="Lamppu")
    assert found(str(lamp.pk)) == ["Lamppu"]
    for odd in ("%", "_", "'; DROP TABLE", "\\", "x" * 500, "9" * 40, "🌳"):
        assert found(odd) == [], odd


def test_the_page_at_the_desk_costs_the_same_however_many_ideas_there_are(desk, record, ended):
    def queries():
        desk.get(address(ended))
        with CaptureQueriesContext(connection) as found:
            desk.get(address(ended))
        return len(found)

    few = queries()
    rows = [Idea(neighbourhood_id=record.pk, call=ended, text=f"{n}", language="fi", status="received", state="public") for n in range(200)]
    Idea.unscoped.bulk_create(rows)
    assert queries() <= few + 1


def test_nobody_opens_the_call_of_the_neighbour(desk, record):
    partti = current.by_slug("partti")
    foreign = new_call(partti, title="Partin kysymys")
    missing = desk.get("/admin/ideas/call/987654321/")
    for answer in (desk.get(address(foreign)), desk.post(address(foreign), {"text": "x"}), desk.post(f"{address(foreign)}ideas.csv")):
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert page_of(foreign).summary == ""


def test_numbers_of_a_call_are_one_query(record, ended):
    with CaptureQueriesContext(connection) as found:
        summary.numbers(record, ended)
    assert len(found) == 1
