"""The examples that ship stand on the path, from the idea on, whatever plugin is asked first."""

import pytest

from neighbourhoods import current, trail

from .. import setting_up, steps
from ..models import ExperimentPage

pytestmark = pytest.mark.django_db


def test_the_trial_of_stairwell_coffee_was_an_idea_first(neighbourhoods):
    page = ExperimentPage.objects.get(slug="rappukahvit-b-rapussa")
    (before,) = trail.of(steps.record_of(page), "fi").before
    assert before.shown.title == "Kahvia rapun alaovella" and before.shown.kind == "idea"


def test_loading_them_again_changes_nothing(neighbourhoods):
    rows = list(ExperimentPage.objects.order_by("pk").values())
    with current.activate(current.by_slug("lintumaki")) as record:
        setting_up.load_examples(record)
    assert list(ExperimentPage.objects.order_by("pk").values()) == rows


def test_both_neighbourhoods_have_some_and_all_are_marked_as_examples(neighbourhoods):
    assert sorted(ExperimentPage.objects.values_list("slug", "is_example", "result")) == [
        ("kahvit-portin-luona", True, ""),
        ("rappukahvit-b-rapussa", True, "works_if"),
        ("yhteinen-tyokalukaappi", True, "did_not_work"),
    ]
