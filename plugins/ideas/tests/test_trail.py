"""What came of an idea is read on its page, and stays with it: a trial that it led to, also when it becomes part of another idea."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from neighbourhoods import current, records, trail
from neighbourhoods.models import Record, TrailStep

from .. import checking, outlets, sending
from ..desk import merging
from ..models import Idea
from .at_the_desk import LIST, again, call, new_idea, press, record, undo  # noqa: F401
from .ground import own_path, send
from .test_answering import answer_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_trial_yet(neighbourhoods):
    """Those of the examples are another plugin's, which may be off."""
    Record.objects.filter(kind="experiment").delete()
    TrailStep.objects.all().delete()


@pytest.fixture
def tell(record):
    """The id of the record of a trial that anybody may read."""

    def told(title, **fields):
        given = {"plugin": "ideas", "kind": "experiment", "neighbourhood": record, "path": "ideas/", "date": timezone.now()} | fields
        return records.publish(key=title, titles={"fi": title}, **given)

    return told


@pytest.fixture
def trial(tell):
    return tell("Penkki kesäksi")


@pytest.fixture
def public(record, call):
    return shown(record, call, "Penkki mäen puoliväliin")


def shown(record, call, text):
    idea = new_idea(record, call, text, state=Idea.State.PUBLIC, published_at=timezone.now())
    outlets.shown(record, idea)
    return idea


def targets(idea):
    return trail.after(outlets.id_of(idea), "tried")


def rows(answer):
    assert answer.status_code == 200
    return [row.strong.get_text(strip=True) for row in BeautifulSoup(answer.text, "html.parser").select(".trail li")]


def choices(desk, idea):
    form = desk.get(f"{LIST}{idea.pk}/answer/").context["form"]
    return [title for _pk, title in form["trial"].field.choices] if "trial" in form.fields else None


def test_who_answers_may_say_which_trial_came_of_it_and_both_are_on_its_page(desk, public, trial, visit):
    assert choices(desk, public) == ["–", "Penkki kesäksi"]
    assert answer_to(desk, public, trial=str(trial)).status_code == 303
    assert rows(visit("lintumaki").get(f"/fi/ideas/{public.pk}/")) == ["Penkki mäen puoliväliin", "Penkki kesäksi"]
    assert choices(desk, public) is None, "it is there already"


def test_taking_the_answer_back_takes_the_trial_off_the_path(desk, public, trial):
    answer_to(desk, public, trial=str(trial))
    undo(desk)
    assert not targets(public) and again(public).status == "received"


def test_taking_an_answer_back_leaves_what_was_on_the_path_before(desk, record, public, trial, activist):
    trail.link(source=outlets.id_of(public), target=trial, kind="tried", neighbourhood=record)
    checking.answer(record, public.pk, activist, status="trying", text="Kokeilemme.", role="Hallitus", trial=str(trial))
    undo(desk)
    assert targets(public) == {trial}


def test_where_nothing_has_been_tried_nobody_is_asked_for_a_trial(desk, public):
    assert choices(desk, public) is None


def test_only_what_is_published_in_ones_own_neighbourhood_can_be_chosen(desk, public, trial, tell):
    elsewhere = tell("Partin kokeilu", neighbourhood=current.by_slug("partti"))
    records.withdraw(plugin="ideas", kind="experiment", key="Penkki kesäksi")
    tell("Toinen kokeilu")
    assert choices(desk, public) == ["–", "Toinen kokeilu"]
    for pk in (elsewhere, trial, "ei mitään"):
        answer = answer_to(desk, public, trial=str(pk))
        assert answer.status_code == 400 and "Tätä kokeilua ei voi enää valita" in answer.text and "Kokeilemme kuukauden." in answer.text
    assert not TrailStep.objects.exists()


def test_a_trial_that_came_before_the_idea_is_refused_with_the_reason_and_nothing_is_lost(desk, record, public, trial):
    trail.link(source=trial, target=outlets.id_of(public), kind="tried", neighbourhood=record)
    answer = answer_to(desk, public, trial=str(trial))
    assert answer.status_code == 409 and "kiertäisi kehää" in answer.text and "Kokeilemme kuukauden." in answer.text
    assert again(public).status == "received"


def test_the_path_goes_with_an_idea_into_another_and_comes_back_with_it(desk, record, call, public, trial, activist):
    into = shown(record, call, "Penkkejä ylämäkeen")
    trail.link(source=outlets.id_of(public), target=trial, kind="tried", neighbourhood=record)
    merging.merge(record, public.pk, into.pk, activist)
    assert targets(into) == {trial} and not targets(public)
    undo(desk)
    assert targets(public) == {trial} and not targets(into)


def test_what_is_split_keeps_its_path_and_joining_it_again_takes_the_other_one_along(desk, record, public, trial, tell, activist):
    trail.link(source=outlets.id_of(public), target=trial, kind="tried", neighbourhood=record)
    _act, second = merging.split(record, public.pk, activist, text="Penkki", second_text="Roskakori")
    assert targets(public) == {trial} and not targets(second)
    other = tell("Roskakorin kokeilu")
    trail.link(source=outlets.id_of(second), target=other, kind="tried", neighbourhood=record)
    undo(desk)
    assert targets(public) == {trial, other}


def test_the_sender_reads_on_the_own_page_what_came_of_it(record, call, trial, visit):
    call.check_first = False
    call.save()
    reader = visit("lintumaki")
    own = own_path(send(reader, call, title="Penkki"))
    assert not rows(reader.get(own))
    trail.link(source=outlets.id_of(Idea.unscoped.latest("pk")), target=trial, kind="tried", neighbourhood=record)
    assert rows(reader.get(own)) == ["Penkki", "Penkki kesäksi"]


def test_what_was_hidden_or_taken_back_is_on_the_path_without_its_words(record, public, trial, activist, visit):
    trail.link(source=outlets.id_of(public), target=trial, kind="tried", neighbourhood=record)
    reader, page = visit("lintumaki"), f"/fi/polku/{trial}/"
    assert rows(reader.get(page))[0] == "Penkki mäen puoliväliin"
    checking.hide(record, public.pk, activist, "private")
    assert rows(reader.get(page)) == ["Idea, jota ei näytetä", "Penkki kesäksi"]
    assert "Penkki mäen" not in reader.get(f"/fi/polku/{trial}.json").text
    checking.publish(record, public.pk, activist)
    sending.withdraw(record, again(public))
    assert rows(reader.get(page)) == ["Idea, jota ei näytetä", "Penkki kesäksi"]


def test_an_idea_whose_sender_is_erased_stays_on_the_path(record, public, trial, visit):
    trail.link(source=outlets.id_of(public), target=trial, kind="tried", neighbourhood=record)
    public.erase()
    assert rows(visit("lintumaki").get(f"/fi/polku/{trial}/"))[0] == "Penkki mäen puoliväliin"
