"""A method that is written of a trial: from the button on the trial's page, and on its path from then on."""

import pytest

from neighbourhoods import current, records, short_forms, trail

from .. import beginning, cards
from ..models import MethodPage
from .ground import soup, words
from .test_desk import TYPED, WRITE

pytestmark = pytest.mark.django_db


def tell(slug="lintumaki", kind="experiment", key="a"):
    """A trial as the plugin of trials tells of it: plugins know no more of each other."""
    return records.publish(
        plugin="experiments",
        kind=kind,
        key=key,
        neighbourhood=current.by_slug(slug),
        titles={"fi": "Penkki portille"},
        path=f"experiments/{key}/",
        text="Että kauppamatkalla voi levätä.",
    )


def written():
    return MethodPage.objects.get(title=TYPED["title"])


def path_of(page):
    return [(step.kind, step.shown.title) for step in trail.of(cards.record_id(page.translation_key), "fi").steps]


@pytest.mark.parametrize("slug", ["lintumaki", "partti"])
def test_the_form_begins_with_what_the_trial_says_and_the_method_stands_on_its_path(desk, neighbourhoods, slug):
    pk = tell(slug)
    (action,) = beginning.actions(records.look_up([pk], "fi")[pk])
    assert action.url.endswith(short_forms.address("methods", about=pk)) and str(action.label)
    form = desk.get(f"{WRITE}?from={pk}").context["form"]
    assert form["title"].value() == "Penkki portille" and form["purpose"].value() == "Että kauppamatkalla voi levätä."
    assert desk.post(WRITE, TYPED | {"from_record": str(pk)}).status_code == 303
    assert path_of(written()) == [("", "Penkki portille"), ("became", TYPED["title"])]


def test_changing_the_method_later_leaves_its_path_as_it_is(desk, neighbourhoods):
    desk.post(WRITE, TYPED | {"from_record": str(tell())})
    page = written()
    answer = desk.get(f"{WRITE}{page.pk}/")
    changed = TYPED | {"w-base": answer.context["base"], "w-draft": "", "purpose": "Jaksaa kauppaan."}
    assert desk.post(f"{WRITE}{page.pk}/", changed).status_code == 303
    assert written().purpose == "Jaksaa kauppaan." and len(path_of(page)) == 2


@pytest.mark.parametrize("typed", ["", "ei mitään", "00000000-0000-0000-0000-000000000000", "hidden"])
def test_without_a_trial_that_can_be_read_the_method_is_published_all_the_same(desk, neighbourhoods, typed):
    pk = tell()
    if typed == "hidden":
        records.withdraw(plugin="experiments", kind="experiment", key="a")
        typed = str(pk)
    assert desk.post(WRITE, TYPED | {"from_record": typed}).status_code == 303
    assert path_of(written()) == [("", TYPED["title"])]


def test_nothing_else_becomes_a_method(desk, neighbourhoods):
    pk = tell(kind="idea")
    found = records.look_up([pk], "fi")[pk]
    assert not beginning.actions(found) and not beginning.values(current.by_slug("lintumaki"), found)
    assert "Penkki portille" not in words_of(desk.get(f"{WRITE}?from={pk}"))


def words_of(answer):
    return words(soup(answer).main)
