"""A person who does not belong to a neighbourhood goes through all addresses, and finds and changes nothing of it."""

import time

import pytest
from django.db import connection

from . import positive, rows, summary
from .crawler import ERROR, FOREIGN, PARITY, WRITE
from .journey import Journey, personas
from .world import HERE, THERE

pytestmark = pytest.mark.django_db
ALL = ["anonymous", "activist", "coordinator", "member of two", "former member", "keeper"]
# on the second database the two whom most is open to
PERSONAS = ["activist", "coordinator"] if connection.vendor == "postgresql" else ALL


def told(findings, world):
    lines = "\n".join(str(finding) for finding in findings)
    return f"{len(findings)} findings; PIHAPIIRI_SEED={world.markers.seed} makes the same markers again:\n{lines}"


@pytest.mark.parametrize("who", PERSONAS)
def test_nobody_learns_or_changes_anything_of_others(world, pytestconfig, who):
    begun = time.perf_counter()
    crawler = Journey(world, who, *personas(world)[who]).all().crawler
    counts = {what: sum(1 for one in crawler.findings if one.what == what) for what in (FOREIGN, PARITY, WRITE, ERROR)}
    summary.count(pytestconfig, crawler.requests, time.perf_counter() - begun, counts)
    assert not crawler.findings, told(crawler.findings, world)
    assert crawler.requests > 500


@pytest.mark.parametrize("who", [who for who in PERSONAS if who not in ("anonymous", "former member")])
def test_members_and_keepers_find_and_save_all_of_their_own(world, who):
    user, own, foreign = personas(world)[who]
    journey = Journey(world, who, user, own, foreign)
    # saving first: what hangs on a page, such as the dates of an event, is found when that has been saved
    wrong = [line for slug in own for line in positive.unsaved(journey, world, slug)]
    wrong += [line for slug in own for line in positive.lacking(journey.crawler, world, slug, coordinates=who in ("coordinator", "keeper"))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("slug", [HERE, THERE])
def test_the_world_of_the_crawl_holds_rows_of_every_model_that_belongs_to_a_neighbourhood(world, slug):
    missing = [model._meta.label for model in rows.lacking(world.places[slug])]
    assert not missing, f"make rows of {missing} in tests/isolation/rows.py"
