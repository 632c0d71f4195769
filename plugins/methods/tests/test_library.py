"""The library is narrowed by six questions: counts that are true, choices in the address, and a cost that does not grow."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from neighbourhoods import current

from .. import choices
from ..models import Card, MethodPage
from .ground import LIBRARY, card, change_file, new_method, soup, words

pytestmark = pytest.mark.django_db
EVERYTHING = {"aika": "2", "vaki": "4", "hinta": "0", "paikka": "ulkona", "vuodenaika": "kesa", "ika": "nuoret"}
MANY = 600


@pytest.fixture
def empty(neighbourhoods):
    for page in MethodPage.objects.filter(url_path__startswith="/lintumaki/"):
        page.delete()
    return current.by_slug("lintumaki")


def read(visit, query="", host="lintumaki", path=LIBRARY):
    return soup(visit(host).get(f"{path}{query}"))


def titles(read):
    return {words(heading) for heading in read.main.select("li.card h3")}


def count_of(read, param, value):
    box = read.main.select_one(f'input[name="{param}"][value="{value}"]')
    told = words(box.parent.select_one("span"))
    return int(told.split()[0]) if told[0].isdigit() else 0


def fields(**changed):
    given = {"people_min": 2, "people_max": 3, "hours_event": 1, "hours_own": 1, "euros_min": 0, "euros_max": 0, "where": "out"}
    return given | {"seasons": ",summer,", "ages": ",youth,"} | changed


def test_a_method_is_found_by_each_of_its_answers(empty, visit):
    new_method("lintumaki", "Pieni", **fields())
    new_method("lintumaki", "Suuri", **fields(people_max=40, hours_own=100, euros_max=500, where="both", seasons=",all,", ages=",all,"))
    assert titles(read(visit, "?aika=2")) == {"Pieni"} and titles(read(visit, "?aika=yli-20")) == {"Suuri"}
    assert titles(read(visit, "?vaki=4")) == {"Pieni", "Suuri"} and titles(read(visit, "?vaki=yli-30")) == {"Suuri"}
    # what can be done without money may cost something too
    assert titles(read(visit, "?hinta=0")) == {"Pieni", "Suuri"} and titles(read(visit, "?hinta=yli-200")) == {"Suuri"}
    assert titles(read(visit, "?paikka=sisalla")) == {"Suuri"} and titles(read(visit, "?vuodenaika=talvi")) == {"Suuri"}
    assert titles(read(visit, "?ika=vanhat")) == {"Suuri"} and titles(read(visit, "?ika=nuoret")) == {"Pieni", "Suuri"}


def test_several_answers_to_one_question_widen_and_another_question_narrows(empty, visit):
    new_method("lintumaki", "Pieni", **fields())
    new_method("lintumaki", "Suuri", **fields(hours_own=100, where="in"))
    assert titles(read(visit, "?aika=2&aika=yli-20")) == {"Pieni", "Suuri"}
    assert titles(read(visit, "?aika=2&aika=yli-20&paikka=sisalla")) == {"Suuri"}


def test_each_count_says_how_many_there_are_behind_it(empty, visit):
    new_method("lintumaki", "Pieni", **fields())
    new_method("lintumaki", "Suuri", **fields(hours_own=100, where="in"))
    new_method("lintumaki", "Vaitelias")
    for query in ("", "?aika=2", "?paikka=sisalla", "?aika=2&paikka=ulkona"):
        shown = read(visit, query)
        for question in choices.QUESTIONS:
            for choice in question.choices:
                if f"{question.param}=" not in query:
                    narrower = read(visit, f"{query}{'&' if query else '?'}{question.param}={choice.value}")
                    assert count_of(shown, question.param, choice.value) == len(titles(narrower)), (query, choice)


def test_a_choice_that_gives_nothing_is_marked_and_says_so(empty, visit):
    new_method("lintumaki", "Pieni", **fields())
    label = read(visit).select_one('input[name="paikka"][value="sisalla"]').parent
    assert "none" in label["class"] and "ei yhtään" in words(label)


def test_what_is_chosen_is_in_the_address_and_can_be_taken_away(empty, visit):
    new_method("lintumaki", "Pieni", **fields())
    shown = read(visit, "?aika=yli-20&paikka=ulkona")
    assert shown.select_one('input[name="paikka"][value="ulkona"]').has_attr("checked")
    chips = {words(link): link["href"].partition("#")[0] for link in shown.select("a.gone")}
    assert chips == {
        "Poista rajaus: Yli 20 tuntia": f"{LIBRARY}?paikka=ulkona",
        "Poista rajaus: Ulkona": f"{LIBRARY}?aika=yli-20",
    }
    # nothing is found, and the page says what to take away
    assert "Ulkona" in words(shown.find("p", string=lambda text: text and "Poista viimeinen rajaus" in text) or shown.main)
    assert shown.select_one('meta[name="robots"]')["content"] == "noindex, follow"


@pytest.mark.parametrize(
    "query", ["?aika=huomenna", "?aika=", "?paikka=sisalla%00", "?sivu=x", "?sivu=99999", "?sivu=-1", "?" + "aika=2&" * 500, "?x[]=1"]
)
def test_what_is_no_choice_is_ignored(empty, visit, query):
    new_method("lintumaki", "Pieni", **fields())
    answer = visit("lintumaki").get(f"{LIBRARY}{query}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert titles(soup(answer)) == {"Pieni"}


def test_what_is_hidden_or_deleted_is_counted_no_more(empty, visit):
    page = new_method("lintumaki", "Pieni", **fields())
    other = new_method("lintumaki", "Toinen", **fields())
    page.unpublish()
    assert words(read(visit).select_one("#result")) == "1 menetelmä"
    assert count_of(read(visit), "aika", "2") == 1
    MethodPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert words(read(visit).select_one("#result")) == "2 menetelmää"
    key = other.translation_key
    Page.objects.get(pk=other.pk).delete()
    assert not Card.unscoped.filter(key=key).exists() and words(read(visit).select_one("#result")) == "1 menetelmä"


def make_many(record, count):
    """Cards and pages, without the search and the signals of each."""
    model = new_method("lintumaki", "Ensimmäinen", **fields())
    parent, own = model.get_parent(), {name: getattr(model, name) for name in choices_of(model)}
    for number in range(count):
        page = MethodPage(title=f"Tapa {number}", slug=f"tapa-{number}", locale=model.locale, when_not="x", smallest_start="x", **own)
        page.hours_own = number % 40
        page.live = False
        parent.add_child(instance=page)
        Page.objects.filter(pk=page.pk).update(live=True, first_published_at=datetime(2026, 1, 1, tzinfo=UTC))
        Card.unscoped.create(
            key=page.translation_key,
            record_id=uuid4(),
            neighbourhood_id=record.pk,
            is_open=True,
            marks=choices.marks(page),
            published_at=datetime(2026, 1, 1, tzinfo=UTC),
            changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        )


def choices_of(page):
    return [name for name in fields() if name != "hours_own"]


def queries(visit, query):
    at = visit("lintumaki")
    at.get(f"{LIBRARY}{query}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        at.get(f"{LIBRARY}{query}")
    return len(asked), asked


def test_the_library_asks_the_same_few_queries_with_few_and_with_many(empty, visit):
    query = "?" + "&".join(f"{param}={value}" for param, value in EVERYTHING.items())
    make_many(empty, 50)
    few, _asked = queries(visit, query)
    make_many_more = MANY - 50
    for number in range(make_many_more):
        Card.unscoped.create(
            key=uuid4(),
            record_id=uuid4(),
            neighbourhood_id=empty.pk,
            is_open=True,
            marks=choices.marks(MethodPage(**fields(hours_own=number % 40))),
            published_at=datetime(2025, 1, 1, tzinfo=UTC),
            changed_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
    many, asked = queries(visit, query)
    assert few == many <= 8, "\n".join(one["sql"][:200] for one in asked)


def test_the_portal_shows_what_is_shared_and_nothing_else(empty, visit, sites):
    new_method("lintumaki", "Jaettu tapa", **fields(lead="Termos ja tunti."))
    new_method("lintumaki", "Luonnos", live=False, **fields())
    new_method("partti", "Partin tapa", **fields(where="in"))
    shown = read(visit, host=None, path="/fi/methods/")
    assert {"Jaettu tapa", "Partin tapa"} <= titles(shown) and "Luonnos" not in words(shown)
    assert "Termos ja tunti." in words(shown)
    assert titles(read(visit, "?paikka=sisalla", host=None, path="/fi/methods/")) >= {"Partin tapa"}
    link = shown.find("a", string="Jaettu tapa")["href"]
    assert link.startswith("http://lintumaki.localhost:8000/fi/menetelmat/")
    assert soup(visit().get("/fi/")).find("a", href="/fi/methods/") is not None
    change_file(sites, "partti", "share = true", "share = false")
    assert "Partin tapa" not in titles(read(visit, host=None, path="/fi/methods/"))
    change_file(sites, "lintumaki", "share = true", "share = false")
    assert not titles(read(visit, host=None, path="/fi/methods/"))
    # nothing is shown before it is there
    assert soup(visit().get("/fi/")).find("a", href="/fi/methods/") is None


def test_the_shared_library_is_the_portals_alone(visit, neighbourhoods):
    assert visit("lintumaki").get("/fi/methods/").status_code == 404
    assert visit().get("/sv/methods/").status_code == 200


def test_the_shared_library_asks_few_queries(empty, visit, django_assert_max_num_queries):
    for number in range(8):
        new_method("lintumaki", f"Tapa {number}", **fields())
    visit().get("/fi/methods/")
    with django_assert_max_num_queries(8):
        visit().get("/fi/methods/")


def test_a_method_with_numbers_the_wrong_way_round_says_which_one_to_change(desk, neighbourhoods):
    page = new_method("lintumaki", people_min=9, live=False)
    page.people_max = 3
    with pytest.raises(Exception, match="vähimmäismäärä|at least"):
        page.full_clean()


def test_marks_are_those_of_what_is_known(neighbourhoods):
    assert choices.marks(MethodPage()) == 0
    page = new_method("lintumaki", **fields())
    assert card(page).marks == choices.marks(page) > 0
