"""From an idea to a trial to a method: whoever reads of one of them finds where it came from, and what came of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current, records, trail
from neighbourhoods.models import Record, TrailStep
from tests.test_records import put, shelf, switch

__all__ = ["shelf"]

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 1, 10, tzinfo=UTC)


@pytest.fixture
def places(neighbourhoods):
    for row in neighbourhoods.values():
        switch(row, "dummyplugin")
    return {slug: current.by_slug(slug) for slug in neighbourhoods}


@pytest.fixture
def tell(places):
    """A thing that anybody may read, in a neighbourhood: its id."""

    def told(title, slug="lintumaki", kind="wish", days=0):
        return records.publish(
            plugin="dummyplugin",
            kind=kind,
            key=title,
            neighbourhood=places[slug],
            titles={"fi": title},
            path=f"dummyplugin/{title}/",
            date=LONG_AGO + timedelta(days=days),
        )

    return told


@pytest.fixture
def join(places):
    def joined(source, target, kind="tried", slug="lintumaki"):
        trail.link(source=source, target=target, kind=kind, neighbourhood=places[slug])

    return joined


@pytest.fixture
def chain(tell, join):
    """An idea in Lintumäki, its trial, its method, and what Partti made of that."""
    ids = {
        "idea": tell("Pitkä pöytä"),
        "trial": tell("Pöytä kesäksi", days=10),
        "method": tell("Näin teet pöydän", days=20),
        "copy": tell("Pöytä Partissa", "partti", days=30),
    }
    join(ids["idea"], ids["trial"])
    join(ids["trial"], ids["method"], "became")
    join(ids["method"], ids["copy"], "adopted", "partti")
    return ids


def titles(steps):
    return [step.shown.title for step in steps]


def said(found):
    return [(str(step.label), step.shown.title) for step in found.steps]


@pytest.mark.parametrize("here", ["idea", "trial", "method", "copy"])
def test_wherever_one_begins_to_read_the_whole_path_is_there_in_its_order(chain, here):
    found = trail.of(chain[here], "fi")
    assert titles(found.steps) == ["Pitkä pöytä", "Pöytä kesäksi", "Näin teet pöydän", "Pöytä Partissa"]
    assert [step.kind for step in found.steps] == ["", "tried", "became", "adopted"]
    assert found.here.shown.id == chain[here] and found.here.is_here
    at = list(chain).index(here)
    assert (len(found.before), len(found.after)) == (at, 3 - at)
    assert found.steps[3].sources == (chain["method"],)


def test_what_stands_alone_has_a_path_of_itself_only(tell):
    found = trail.of(tell("Yksin"), "fi")
    assert not found and titles(found.steps) == ["Yksin"]


def test_an_id_that_nobody_knows_has_no_path(db):
    found = trail.of(uuid4(), "fi")
    assert not found and found.here is None and not found.steps


def test_a_step_that_is_made_twice_is_there_once(chain, join):
    join(chain["idea"], chain["trial"])
    assert TrailStep.objects.filter(source=chain["idea"]).count() == 1


def test_ids_may_be_texts_as_well(chain):
    assert titles(trail.of(str(chain["idea"]), "fi").after)
    trail.unlink(source=str(chain["idea"]), target=str(chain["trial"]))
    assert not trail.of(chain["idea"], "fi")


def test_a_step_that_is_taken_away_parts_the_path(chain):
    trail.unlink(source=chain["trial"], target=chain["method"])
    assert titles(trail.of(chain["idea"], "fi").steps) == ["Pitkä pöytä", "Pöytä kesäksi"]
    assert titles(trail.of(chain["copy"], "fi").steps) == ["Näin teet pöydän", "Pöytä Partissa"]


def test_nothing_comes_from_itself(chain, join):
    with pytest.raises(trail.Refused, match="itsestään"):
        join(chain["idea"], chain["idea"])


def test_a_path_never_goes_round_in_a_circle(chain, join):
    with pytest.raises(trail.Refused, match="kehää"):
        join(chain["copy"], chain["idea"])
    assert not TrailStep.objects.filter(source=chain["copy"]).exists()


def test_a_circle_that_is_there_all_the_same_is_read_to_its_end(chain):
    TrailStep.objects.create(source=chain["copy"], target=chain["idea"], kind="tried")
    assert len(trail.of(chain["trial"], "fi").steps) == 4


def test_another_kind_of_step_is_a_fault_of_the_plugin(chain, join):
    with pytest.raises(ValueError, match="tried, became, adopted"):
        join(chain["idea"], chain["copy"], "story")


def test_what_came_of_one_thing_stands_below_it_whatever_else_came_of_the_first(chain, tell, join):
    second = tell("Toinen kokeilu", days=5)
    join(chain["idea"], second)
    found = trail.of(chain["idea"], "fi")
    assert titles(found.after) == ["Toinen kokeilu", "Pöytä kesäksi", "Näin teet pöydän", "Pöytä Partissa"]
    assert [step.lane for step in found.after] == [1, 0, 0, 0]
    assert "Toinen kokeilu" not in titles(trail.of(chain["copy"], "fi").steps), "it is not on the way there"


def test_two_ideas_that_were_tried_together_are_both_where_it_came_from(chain, tell, join):
    join(tell("Penkkejä", days=2), chain["trial"])
    found = trail.of(chain["trial"], "fi")
    assert sorted(titles(found.before)) == ["Penkkejä", "Pitkä pöytä"] and len(found.here.sources) == 2


def test_what_two_paths_lead_to_is_told_of_once(chain, join):
    join(chain["idea"], chain["method"], "became")
    assert titles(trail.of(chain["idea"], "fi").after) == ["Pöytä kesäksi", "Näin teet pöydän", "Pöytä Partissa"]


def test_links_lead_to_the_neighbourhood_where_each_thing_is(chain, places):
    with current.activate(places["partti"]):
        found = trail.of(chain["copy"], "fi")
    assert [step.shown.neighbourhood for step in found.steps] == ["Lintumäki"] * 3 + ["Partti"]
    assert found.before[0].shown.url.startswith("http://lintumaki.localhost") and found.here.shown.url.startswith("/fi/")


def test_what_is_hidden_stays_on_the_path_by_its_title_and_what_follows_stays_too(chain):
    records.withdraw(plugin="dummyplugin", kind="wish", key="Pöytä kesäksi")
    found = trail.of(chain["idea"], "fi")
    assert titles(found.after)[0] == "Pöytä kesäksi" and found.after[0].shown.url == "" and found.after[1].shown.url


def test_what_was_never_public_is_passed_over_and_its_title_told_to_nobody(chain, tell, join):
    draft, after = uuid4(), tell("Siitä syntynyt", days=40)
    join(chain["copy"], draft)
    join(draft, after, "became")
    found = trail.of(chain["copy"], "fi")
    assert titles(found.after) == ["Siitä syntynyt"] and found.after[0].sources == (chain["copy"],)
    assert trail.of(draft, "fi").here is None


def test_a_thing_may_be_published_after_it_is_on_the_path(chain, tell, join):
    later = records.id_of("dummyplugin", "wish", "Myöhemmin")
    join(chain["copy"], later)
    assert not trail.of(chain["copy"], "fi").after
    tell("Myöhemmin")
    assert titles(trail.of(chain["copy"], "fi").after) == ["Myöhemmin"]


def test_a_page_that_is_renamed_or_deleted_or_only_drafted_anew_stays_on_the_path(chain, shelf, neighbourhoods, join):
    switch(neighbourhoods["lintumaki"], "dummyplugin")
    page = put(shelf, "Tikkaat")
    join(chain["idea"], records.id_of("dummyplugin", "thing", page.translation_key))

    def last():
        return trail.of(chain["idea"], "fi").after[-1].shown

    page.title = "Pitkät tikkaat"
    page.save_revision().publish()
    assert last().title == "Pitkät tikkaat" and last().url
    page.title = "Salaiset tikkaat"
    page.save_revision()
    assert last().title == "Pitkät tikkaat"
    page.delete()
    assert (last().title, last().url) == ("Pitkät tikkaat", "")


def test_where_the_plugin_is_off_the_title_stays_and_the_link_comes_back_with_it(chain, neighbourhoods):
    switch(neighbourhoods["partti"])
    assert [bool(step.shown.url) for step in trail.of(chain["idea"], "fi").steps] == [True, True, True, False]
    switch(neighbourhoods["partti"], "dummyplugin")
    assert trail.of(chain["idea"], "fi").after[-1].shown.url


@pytest.mark.parametrize(("state", "is_read"), [("archived", True), ("quiet", True), ("removed", False)])
def test_a_neighbourhood_that_sleeps_or_is_gone_stays_on_the_path(chain, neighbourhoods, state, is_read):
    row = neighbourhoods["partti"]
    row.state = state
    row.save()
    current.changed(row.pk)
    last = trail.of(chain["idea"], "fi").after[-1].shown
    assert last.title == "Pöytä Partissa" and bool(last.url) is is_read


def test_steps_go_with_an_idea_into_another_and_come_back(chain, tell, join):
    other = tell("Pöytä pihalle")
    join(other, chain["trial"])
    join(other, chain["method"], "became")
    before = set(TrailStep.objects.values_list("source", "target", "kind"))
    moved = trail.move(other, chain["idea"])
    assert trail.of(other, "fi").id == chain["idea"]
    assert TrailStep.objects.filter(source=chain["idea"]).count() == 2
    trail.move_back(other, chain["idea"], moved)
    assert set(TrailStep.objects.values_list("source", "target", "kind")) == before


def test_links_to_an_idea_that_went_into_another_lead_on_and_back_again(chain, tell, join):
    old, older = tell("Pöytä pihalle"), tell("Pihapöytä")
    moved_first = trail.move(older, old)
    moved = trail.move(old, chain["idea"])
    for one in (old, older):
        assert trail.of(one, "fi").here.shown.title == "Pitkä pöytä" and trail.of(one, "fi").id == chain["idea"]
        assert records.look_up([one], "fi")[one].title == "Pitkä pöytä"
    later = tell("Pöytä syksyksi", days=60)
    join(old, later)
    assert titles(trail.of(later, "fi").before) == ["Pitkä pöytä"]
    trail.unlink(source=older, target=later)
    assert not trail.of(later, "fi").before
    trail.move_back(old, chain["idea"], moved)
    assert trail.of(older, "fi").here.shown.title == "Pöytä pihalle"
    trail.move_back(older, old, moved_first)
    assert trail.of(older, "fi").here.shown.title == "Pihapöytä"


def test_what_was_taken_away_meanwhile_does_not_come_back_with_the_idea(chain, tell, join):
    other = tell("Pöytä pihalle")
    moved = trail.move(chain["idea"], other)
    trail.unlink(source=other, target=chain["trial"])
    trail.move_back(chain["idea"], other, moved)
    assert not trail.of(chain["idea"], "fi") and not trail.of(other, "fi")


def test_steps_that_would_close_a_circle_do_not_go_with_the_idea(chain):
    trail.move(chain["copy"], chain["idea"])
    assert titles(trail.of(chain["idea"], "fi").steps) == ["Pitkä pöytä", "Pöytä kesäksi", "Näin teet pöydän"]


def test_two_hundred_links_ask_as_few_queries_as_two_and_more_are_told_of(tell, join, chain):
    for number in range(trail.MOST - 3):
        target = tell(f"Omamme {number}", ("lintumaki", "partti")[number % 2])
        TrailStep.objects.create(source=chain["method"], target=target, kind="adopted")
    with CaptureQueriesContext(connection) as asked:
        found = trail.of(chain["idea"], "fi")
    assert len(asked) == 2 and len(found.steps) == trail.MOST + 1 and not found.has_more
    TrailStep.objects.create(source=chain["method"], target=tell("Vielä yksi"), kind="adopted")
    found = trail.of(chain["idea"], "fi")
    assert found.has_more and len(found.steps) == trail.MOST + 1 and found.here.shown.title == "Pitkä pöytä"


def test_a_long_path_over_neighbourhoods_that_nobody_has_asked_for_yet_asks_six_queries(shelf, tell):
    first = tell("Alku")
    page = put(shelf, "Tikkaat")
    TrailStep.objects.create(source=first, target=records.id_of("dummyplugin", "thing", page.translation_key), kind="became")
    for number in range(100):
        TrailStep.objects.create(source=first, target=tell(f"Omamme {number}", ("lintumaki", "partti")[number % 2]), kind="adopted")
    current.forget_everything()
    with CaptureQueriesContext(connection) as asked:
        found = trail.of(first, "fi")
    assert len(asked) <= 6 and all(step.shown.url for step in found.steps)


def test_a_path_of_two_hundred_in_a_row_is_in_its_order(tell, join):
    ids = [tell(f"Askel {number:03}") for number in range(201)]
    TrailStep.objects.bulk_create(TrailStep(source=a, target=b, kind="adopted") for a, b in zip(ids, ids[1:], strict=False))
    found = trail.of(ids[100], "fi")
    assert [step.shown.id for step in found.steps] == ids and not found.has_more
    assert {step.lane for step in found.steps} == {0}


def test_the_path_is_no_more_than_ids_when_all_records_are_gone(chain):
    Record.objects.all().delete()
    assert not trail.of(chain["idea"], "fi").steps and TrailStep.objects.filter(source__in=chain.values()).count() == 3
