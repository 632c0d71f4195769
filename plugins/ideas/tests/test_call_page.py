"""A call: what is asked, until when, who answers, and what has been said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Neighbourhood
from plugins.ideas import statuses
from plugins.ideas.models import Call, CallPage, Idea

from .ground import call_of, place, soup, words

pytestmark = pytest.mark.django_db
PATH = "/fi/ideat/mita-pihalle/"


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def call(neighbourhoods):
    return call_of("lintumaki")


def add(call, count, **fields):
    now, status = timezone.now(), statuses.first(place())
    rows = [
        Idea(
            neighbourhood_id=call.neighbourhood_id,
            call=call,
            text=f"Idea numero {number}.",
            title=f"Idea {number}",
            language="fi",
            sent_at=now + timedelta(seconds=number),
            published_at=now,
            **({"state": "public", "status": status} | fields),
        )
        for number in range(count)
    ]
    return Idea.unscoped.bulk_create(rows)


def headings(page):
    return [link.get_text() for link in soup(page).select(".ideas h3 a")]


def test_a_call_says_until_when_it_is_open_who_answers_by_when_and_where_to_begin(reader, call):
    page = reader.get(PATH)
    text = words(page)
    # the examples were planted when the tests began, which may have been yesterday
    days = (timezone.localdate(call.closes_at) - timezone.localdate()).days
    assert days in (13, 14)
    for said in (
        "Auki",
        f"{days} päivää jäljellä",
        "Yhteisömanageri",
        "vastaa viimeistään",
        "Yksi lause riittää",
        "Mitä ideoille tapahtuu?",
        "6 ideaa",
    ):
        assert said in text, said
    assert soup(page).select_one(f'a.btn[href="/fi/ideas/laheta/{call.pk}/"]') and soup(page).select('a[href="/fi/ideas/koodi/"]')
    assert not soup(page).select("main form") and not page.cookies


@pytest.mark.parametrize(
    ("changes", "said", "not_said"),
    [
        ({"opens_at": 2, "closes_at": 9}, "Aukeaa", "Kerro ideasi"),
        ({"opens_at": -9, "closes_at": -2}, "Päättyi", "Kerro ideasi"),
        ({"closes_at": None}, "toistaiseksi", "jäljellä"),
    ],
    ids=["not yet open", "closed", "without an end"],
)
def test_the_page_says_what_the_call_is_now(reader, changes, said, not_said):
    now = timezone.now()
    call_of("lintumaki", **{name: days and now + timedelta(days=days) for name, days in changes.items()})
    text = words(reader.get(PATH))
    assert said in text and not_said not in text


def test_on_the_last_day_it_says_so(reader):
    call_of("lintumaki", closes_at=timezone.localtime(timezone=place().zone).replace(hour=23, minute=59, second=59))
    assert "Viimeinen päivä" in words(reader.get(PATH))


def test_a_site_that_is_paused_shows_the_ideas_and_takes_none(reader, call):
    Neighbourhood.objects.filter(slug="lintumaki").update(state="quiet")
    current.forget_everything()
    page = reader.get(PATH)
    assert "tauolla" in words(page) and headings(page) and not soup(page).select('main a[href*="/laheta/"]')


def test_nothing_is_told_of_ideas_that_are_not_public(reader, call):
    Idea.unscoped.filter(call=call).delete()
    for state in ("waiting", "hidden", "withdrawn", "merged"):
        add(call, 1, state=state)
    page = reader.get(PATH)
    assert "Kukaan ei ole vielä kertonut ideaa. Ole ensimmäinen: yksi lause riittää." in words(page)
    assert not headings(page) and not soup(page).select(".chips")
    call_of("lintumaki", closes_at=timezone.now() - timedelta(days=1), opens_at=None)
    assert "Kukaan ei lähettänyt ideaa." in words(reader.get(PATH))


def test_the_list_has_the_newest_first_or_the_most_supported_or_those_of_a_status(reader, call):
    Idea.unscoped.filter(call=call).delete()
    first, second, third = add(call, 3)
    Idea.unscoped.filter(pk=first.pk).update(supports=7, status="done")
    page = reader.get(PATH)
    assert headings(page) == ["Idea 2", "Idea 1", "Idea 0"] and "Noin 7 kannattaa" in words(page)
    links = {link.get_text(strip=True): link["href"].partition("#")[0] for link in soup(page).select(".chips a")}
    assert headings(reader.get(PATH + links["Eniten kannatusta"]))[0] == "Idea 0"
    done = next(href for name, href in links.items() if name.startswith("Tehty"))
    assert headings(reader.get(PATH + done)) == ["Idea 0"]
    assert soup(reader.get(PATH + done)).select_one(".chips [aria-current]")


def test_the_list_by_chance_goes_on_in_the_same_order_on_its_next_page(reader, call):
    Idea.unscoped.filter(call=call).delete()
    add(call, 30)
    page = reader.get(f"{PATH}?jarjestys=satunnainen")
    following = soup(page).select_one(".pager [rel=next]")["href"].partition("#")[0]
    shown = headings(page) + headings(reader.get(PATH + following))
    assert len(shown) == len(set(shown)) == 30
    assert len(headings(page)) == 20


@pytest.mark.parametrize("query", ["jarjestys=x", "tila=x", "sivu=0", "sivu=x", "sivu=99999999999", "siemen=-1&jarjestys=satunnainen"])
def test_an_odd_question_gets_a_list(reader, query):
    assert headings(reader.get(f"{PATH}?{query}"))


def asked(reader, path):
    reader.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("query", ["", "?jarjestys=kannatus", "?jarjestys=satunnainen&siemen=5", "?tila=received", "?sivu=2"])
def test_a_list_of_three_hundred_ideas_asks_as_often_as_one_of_twenty_five(reader, call, query):
    Idea.unscoped.filter(call=call).delete()
    add(call, 25)
    few = asked(reader, PATH + query)
    add(call, 275)
    assert asked(reader, PATH + query) == few <= 16


def test_a_list_of_ten_asks_as_often_as_one_of_three_hundred(reader, call):
    Idea.unscoped.filter(call=call).delete()
    add(call, 10)
    few = asked(reader, PATH)
    add(call, 290)
    assert asked(reader, PATH) == few


def test_an_idea_in_another_language_is_marked_in_the_list_and_on_its_page(reader, call):
    idea = add(call, 1)[0]
    Idea.unscoped.filter(pk=idea.pk).update(language="ar", title="مقعد بجانب المبنى", sent_at=timezone.now() + timedelta(days=1))
    heading = soup(reader.get(PATH)).select_one(".ideas h3")
    assert (heading["lang"], heading["dir"]) == ("ar", "auto")
    title = soup(reader.get(f"/fi/ideas/{idea.pk}/")).h1
    assert (title["lang"], title["dir"]) == ("ar", "auto")


def test_an_arabic_reader_of_a_finnish_call_gets_arabic_buttons_in_their_direction(reader, call):
    page = soup(reader.get("/ar/ideat/mita-pihalle/"))
    assert page.main["lang"].startswith("fi") and page.main["dir"] == "ltr"
    button = page.select_one(f'a[href="/ar/ideas/laheta/{call.pk}/"]')
    around = button.find_parent(attrs={"lang": True})
    assert (around["lang"], around["dir"]) == ("ar", "rtl")
    form = soup(reader.get(f"/ar/ideas/laheta/{call.pk}/"))
    assert form.html["dir"] == "rtl" and form.select_one("a.back")["lang"].startswith("fi")


def test_the_list_of_calls_has_the_open_one_and_says_how_many_ideas_it_has(reader, call):
    page = reader.get("/fi/ideat/")
    assert soup(page).select(f'.ideas a[href="{PATH}"]') and "6 ideaa" in words(page)
    for one in CallPage.objects.filter(translation_key=call.key):
        one.unpublish()
    empty = reader.get("/fi/ideat/")
    assert "Nyt ei ole avointa ideahakua. Voit silti kertoa ajatuksesi:" in words(empty)
    assert soup(empty).select('main a[href="mailto:lintumaki@example.org"]')


def test_the_home_page_asks_the_open_question_and_leads_straight_to_the_form(reader, call):
    question = soup(reader.get("/fi/")).select_one(".question")
    assert question and question.select(f'a[href="/fi/ideas/laheta/{call.pk}/"]') and question.select(f'a[href="{PATH}"]')
    call_of("lintumaki", closes_at=timezone.now() - timedelta(days=1))
    assert not soup(reader.get("/fi/")).select(".question")


def test_what_came_of_a_call_stands_on_its_page(reader, call):
    page = CallPage.objects.get(url_path__endswith="/fi/ideat/mita-pihalle/", url_path__startswith="/lintumaki/")
    page.summary = "Penkki tehtiin.\n\nLoput kokeillaan kesällä."
    page.save_revision().publish()
    text = words(reader.get(PATH))
    assert "Mitä siitä tuli" in text and "Loput kokeillaan kesällä." in text


def test_a_call_that_was_never_published_breaks_nothing(reader, call):
    Idea.unscoped.filter(call=call).delete()
    Call.unscoped.filter(pk=call.pk).delete()
    assert reader.get(PATH).status_code == 200 and reader.get("/fi/ideat/").status_code == 200
