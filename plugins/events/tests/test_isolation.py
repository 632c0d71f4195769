"""Drafts, hidden and foreign events are in no list and on no page; whatever an address asks for, the answer is a sane page."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import time

import pytest
from wagtail.models import PageViewRestriction

from ..models import Occurrence, Series
from ..topics import pack
from .calendars import add_event, change
from .ground import LIST, at, evening, noon, places, record, soup, weekly, words  # noqa: F401

pytestmark = pytest.mark.django_db
VIEWS = ("", "viikko/2026-49/", "tulossa/", "kuukausi/", "kuukausi/2026-12/", "menneet/")
SECRET = "Salainen"


@pytest.fixture
def reader(visit, places):
    return visit("lintumaki")


def everything(reader, *more):
    """The text of all lists and of the home page."""
    return " ".join(reader.get(path).text for path in [*(LIST + view for view in VIEWS), "/fi/", *more])


def test_a_draft_shows_nowhere(reader, record):
    page = evening(record, 1, SECRET, slug="salainen", live=False, topics=pack(["piha"]))
    assert (
        not Occurrence.of(record).filter(is_shown=True).exists()
        and SECRET not in everything(reader)
        and "piha" not in reader.get(LIST).text
    )
    assert reader.get(f"{LIST}salainen/").status_code == 404 and reader.get(f"{LIST}salainen/2026-12-01/").status_code == 404
    assert not page.live


def test_what_was_taken_back_shows_nowhere(reader, record):
    page = evening(record, 1, SECRET, slug="salainen", repeat=weekly())
    assert SECRET in everything(reader)
    page.unpublish()
    assert SECRET not in everything(reader)
    assert reader.get(f"{LIST}salainen/").status_code == 404 and reader.get(f"{LIST}salainen/2026-12-01/").status_code == 404
    page.save_revision().publish()
    assert SECRET in everything(reader)
    page.delete()
    assert SECRET not in everything(reader)


def test_a_page_that_is_not_for_everybody_is_not_even_counted(reader, record):
    page = evening(record, 1, SECRET, topics=pack(["piha"]))
    evening(record, 1, "Kahvit", topics=pack(["kahvila"]))
    evening(record, 2, "Talkoot", topics=pack(["talkoot"]))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    from neighbourhoods import current

    current.changed(record.pk)
    current.forget_everything()
    text = words(soup(reader.get(LIST)).main)
    assert SECRET not in everything(reader) and "2 tapahtumaa" in text and "Pihat" not in text


def test_a_neighbourhood_knows_nothing_of_another(reader, places):
    there = evening(places["partti"], 1, SECRET, slug="salainen", repeat=weekly())
    change(places["partti"], there, at(8, 18), is_cancelled=True, reason="Salainen syy")
    assert SECRET not in everything(reader) and "Tapahtumia ei ole tulossa" in reader.get(LIST).text
    assert reader.get(f"{LIST}salainen/").status_code == 404 and reader.get(f"{LIST}salainen/2026-12-08/").status_code == 404


def test_an_event_of_one_neighbourhood_is_not_shown_by_a_page_of_another_with_its_key(reader, places):
    there = evening(places["partti"], 1, "Partin kahvit")
    page = add_event(places["lintumaki"], "Kaffe", at(3, 18), slug="kahvit", live=False, language="sv")
    type(page).objects.filter(pk=page.pk).update(translation_key=there.translation_key, live=True)
    assert Series.unscoped.get(key=there.translation_key).neighbourhood_id == places["partti"].pk
    assert "Partin" not in everything(reader)
    shown = reader.get("/sv/tapahtumat/kahvit/")
    assert shown.status_code == 200 and "isdag 1.12" not in shown.text and "orsdag 3.12" in shown.text
    assert reader.get("/sv/tapahtumat/kahvit/2026-12-01/").status_code == 404


def test_a_neighbourhood_without_the_plugin_has_no_such_pages(visit, places):
    from neighbourhoods import current
    from neighbourhoods.models import Neighbourhood

    evening(places["lintumaki"], 1, SECRET, slug="salainen")
    row = Neighbourhood.objects.get(slug="lintumaki")
    row.config["plugins"].pop("events")
    row.save()
    current.changed(row.pk)
    reader = visit("lintumaki")
    assert (
        reader.get(LIST).status_code == 404 and reader.get(f"{LIST}salainen/").status_code == 404 and SECRET not in reader.get("/fi/").text
    )


ODD = (
    "'",
    '"',
    "\\",
    "--",
    ")",
    "\x00",
    "x" * 10_000,
    "starts DESC; SELECT 1",
    "1 OR 1=1",
    "-1",
    "99999999999999999999",
    "٣",
    "2026-02-30",
    "{{7*7}}",
)


NAMES = ("aihe", "ilmainen", "alkaen", "sivu", "jarjestys", "order", "q")


@pytest.mark.parametrize("view", ["", "tulossa/", "kuukausi/", "menneet/"])
def test_odd_questions_get_the_plain_list(reader, record, view):
    """Case event-sql-order."""
    evening(record, 1, "Kahvit")
    for value in ODD:
        begun = time.process_time()
        answer = reader.get(LIST + view, dict.fromkeys(NAMES, value))
        # the core refuses a zero byte anywhere
        right = 400 if value == "\x00" else 200
        assert answer.status_code == right and time.process_time() - begun < 20, (view, value[:20])
        assert "SELECT" not in answer.text.replace("starts DESC; SELECT 1", "") and "OperationalError" not in answer.text
    for odd in ({f"{name}{end}": "1" for name in NAMES for end in ("[]", "[b]")}, {name: ["kahvila", "'", "kahvila"] for name in NAMES}):
        assert reader.get(LIST + view, odd).status_code == 200


def test_what_was_asked_for_is_not_said_again(reader, record):
    evening(record, 1, "Kahvit")
    assert "<script>alert" not in reader.get(LIST, {"aihe": "<script>alert(1)</script>", "alkaen": "<script>alert(2)"}).text
