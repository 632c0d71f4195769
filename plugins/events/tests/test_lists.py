"""What a resident finds in the lists of events: this week, what is ahead, a month, what is over."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ..calendar import rules
from ..dates import horizon
from ..listing import week_path
from ..models import EventIndexPage, Occurrence
from ..topics import pack
from .calendars import add_event, change
from .ground import LIST, at, evening, later, noon, places, record, soup, titles, weekly, words  # noqa: F401

pytestmark = pytest.mark.django_db
# a list is read with so many queries, however much there is in it
MOST_QUERIES = 8


@pytest.fixture
def reader(visit, places):
    return visit("lintumaki")


def main(reader, path=LIST, **more):
    return soup(reader.get(path, more)).main


def test_a_resident_sees_this_week_day_by_day(reader, record):
    evening(record, 3, "Lukupiiri", place="Kirjasto")
    evening(record, 1, "Kahvit")
    evening(record, 8, "Ensi viikolla")
    page = main(reader)
    assert [words(day.h2) for day in page.select(".day")] == ["1.12. tiistai Tänään", "3.12. torstai"]
    assert titles(reader.get(LIST)) == ["Kahvit", "Lukupiiri"]
    first = page.select_one("li.event")
    assert words(first.select_one(".time")) == "18–20" and first.time["datetime"] == "2026-12-01T18:00+02:00"
    assert "Kirjasto" in words(page) and "30.11.–6.12., viikko 49" in words(page) and "2 tapahtumaa" in words(page)


def test_an_event_leads_to_its_page_and_a_series_to_the_page_of_its_date(reader, record):
    evening(record, 3, "Lukupiiri", slug="lukupiiri")
    evening(record, 1, "Kahvit", slug="kahvit", repeat=weekly())
    links = [link["href"] for link in main(reader).select("li.event h3 a")]
    assert links == ["/fi/tapahtumat/kahvit/2026-12-01/", "/fi/tapahtumat/lukupiiri/"]
    assert all(reader.get(link).status_code == 200 for link in links)


def test_what_goes_on_stays_until_its_end(reader, record):
    add_event(record, "Näyttely", date(2026, 11, 20), date(2026, 12, 10))
    add_event(record, "Talkoot", at(1, 9), at(1, 14))
    found = main(reader).select("li.event")
    assert [words(one.h3) for one in found] == ["Näyttely", "Talkoot"]
    assert words(found[0].select_one(".time")) == "20.11.–10.12." and "nyt käynnissä, päättyy klo 14" in words(found[1])
    with later(days=9, hours=3):
        assert titles(reader.get(LIST)) == ["Näyttely"]
    with later(days=14):
        assert titles(reader.get(LIST)) == []


def test_an_event_of_many_days_is_one_item(reader, record):
    add_event(record, "Leiri", date(2026, 12, 4), date(2026, 12, 6))
    for path in (LIST, f"{LIST}tulossa/"):
        assert titles(reader.get(path)) == ["Leiri"], path
    assert words(main(reader).select_one(".time")) == "pe–su 4.–6.12."


def test_a_cancelled_date_stays_with_the_word_and_the_reason_and_tells_the_next(reader, record):
    page = evening(record, 1, "Kahvit", repeat=weekly())
    change(record, page, at(1, 18), is_cancelled=True, reason="Keittäjä on sairas.")
    item = main(reader).select_one("li.event")
    assert item.s and "Peruttu Keittäjä on sairas. Seuraavat: 8.12., 15.12., 22.12." in words(item)
    assert "1 tapahtuma, 1 peruttu" in words(main(reader))
    # other dates of it are not off
    assert "Peruttu" not in words(main(reader, f"{LIST}viikko/2026-50/").select_one("li.event"))


def test_a_moved_date_is_where_it_was_moved_to_and_says_so(reader, record):
    page = evening(record, 1, "Kahvit", repeat=weekly())
    change(record, page, at(1, 18), starts_on=date(2026, 12, 2), starts_at=time(19), place="Kirjasto", note="Ota oma kuppi.")
    day = main(reader).select_one(".day")
    assert "keskiviikko" in words(day.h2)
    assert "Siirretty: ti 1.12. → ke 2.12. klo 19" in words(day) and "Kirjasto" in words(day) and "Ota oma kuppi." in words(day)


def test_what_is_over_this_week_stands_apart(reader, record):
    evening(record, 1, "Kahvit")
    with later(days=2):
        page = main(reader)
        assert "Alkuviikko, 1 mennyt" in words(page.select_one(".week details summary"))
        assert not page.select(".week > .day") and "ei ole enää tapahtumia" in words(page)


def test_an_empty_week_names_what_comes_next(reader, record):
    evening(record, 16, "Lukupiiri", slug="lukupiiri")
    page = main(reader)
    assert "Tällä viikolla ei ole tapahtumia. Seuraava on ke 16.12. klo 18–20: Lukupiiri" in words(page)
    assert page.find("a", string="Lukupiiri")["href"] == "/fi/tapahtumat/lukupiiri/"


def test_where_nothing_is_ahead_the_list_asks_for_something_small(reader, record):
    for path in (LIST, f"{LIST}tulossa/", f"{LIST}kuukausi/"):
        assert "Tapahtumia ei ole tulossa. Voisitko sinä järjestää jotain pientä?" in words(main(reader, path)), path
    assert "Menneitä tapahtumia ei ole." in words(main(reader, f"{LIST}menneet/"))


def test_weeks_lead_to_each_other_as_far_as_dates_are_known(reader, record):
    before, after = main(reader).select(".pager a")
    assert (before["href"], after["href"]) == ("/fi/tapahtumat/viikko/2026-48/", "/fi/tapahtumat/viikko/2026-50/")
    assert words(after) == "7.–13.12." and reader.get(after["href"]).status_code == 200
    first, last = horizon(record)
    for day, way in ((first, "prev"), (last, "next")):
        path = LIST + week_path(day)
        assert not main(reader, path).select(f".pager a[rel={way}]") and len(main(reader, path).select(".pager a")) == 1
        beyond = day - timedelta(days=7) if way == "prev" else day + timedelta(days=7)
        assert reader.get(LIST + week_path(beyond)).status_code == 404


@pytest.mark.parametrize(
    "tail", ["viikko/2026-54/", "viikko/0000-00/", "viikko/x/", "viikko/2020-01/", "viikko/9999-52/", "kuukausi/2026-13/"]
)
def test_a_week_or_a_month_that_there_is_not_is_not_found(reader, record, tail):
    assert reader.get(f"{LIST}{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["kuukausi/x/", "kuukausi/2020-01/", "kuukausi/9999-12/", "tulossa/x/", "menneet/x/", "viikko/2026-49/x/"])
def test_nor_is_what_is_no_address(reader, record, tail):
    assert reader.get(f"{LIST}{tail}").status_code == 404


def test_a_month_is_a_table_that_machines_can_read_out(reader, record):
    page = evening(record, 1, "Kahvit", slug="kahvit", repeat=weekly())
    change(record, page, at(8, 18), is_cancelled=True, reason="Ei ehdi.")
    add_event(record, "Leiri", date(2026, 12, 31), date(2027, 1, 2))
    table = main(reader, f"{LIST}kuukausi/2026-12/").select_one("table.month")
    assert words(table.caption) == "Joulukuu 2026"
    assert [cell.abbr["title"] for cell in table.select("th[scope=col]") if cell.abbr][:2] == ["maanantai", "tiistai"]
    assert words(table.select_one("tbody th[scope=row]")) == "Viikko 49"
    today = table.select_one("td.now")
    assert today["aria-current"] == "date" and today.select_one("a.d")["href"] == "/fi/tapahtumat/viikko/2026-49/#p2026-12-01"
    assert today.li.a["href"] == "/fi/tapahtumat/kahvit/2026-12-01/"
    assert [words(item) for item in table.select("li.is-off")] == ["Peruttu: Kahvit"]
    assert len(table.select("td:not(.other)")) == 31 and len(table.select("td a.d")) == 6
    january = main(reader, f"{LIST}kuukausi/2027-01/").select_one("table.month")
    assert len([item for item in january.select("li") if words(item) == "Leiri"]) == 2


def test_the_week_of_a_day_of_a_month_holds_the_place_that_it_leads_to(reader, record):
    evening(record, 10, "Kahvit")
    link = main(reader, f"{LIST}kuukausi/").select_one("td a.d")["href"]
    path, _hash, anchor = link.partition("#")
    assert soup(reader.get(path)).find(id=anchor)


def test_months_lead_to_each_other(reader, record):
    before, after = main(reader, f"{LIST}kuukausi/").select(".pager a")
    assert (words(before), words(after)) == ("Marraskuu 2026", "Tammikuu 2027")
    assert reader.get(before["href"]).status_code == 200 and before["href"] == "/fi/tapahtumat/kuukausi/2026-11/"


def test_what_is_ahead_holds_each_event_once_with_its_next_dates(reader, record):
    evening(record, 1, "Kahvit", repeat=weekly())
    evening(record, 5, "Pikkujoulu")
    found = main(reader, f"{LIST}tulossa/").select("li.event")
    assert [words(one.h3) for one in found] == ["Kahvit", "Pikkujoulu"]
    assert "tänään klo 18–20" in words(found[0]) and "Seuraavat: 8.12., 15.12., 22.12." in words(found[0])
    assert "la 5.12. klo 18–20" in words(found[1]) and "Seuraavat" not in words(found[1])


def test_many_events_ahead_are_turned_page_by_page(reader, record):
    for day in range(1, 26):
        evening(record, day, f"Kahvit {day}")
    first = reader.get(f"{LIST}tulossa/")
    assert len(titles(first)) == 20
    more = soup(first).select_one(".pager a[rel=next]")
    second = titles(reader.get(more["href"]))
    assert second == [f"Kahvit {day}" for day in range(21, 26)] and "21.12. alkaen" in words(more)


def test_what_is_over_is_told_with_the_newest_first(reader, record):
    evening(record, 1, "Kahvit")
    evening(record, 2, "Lukupiiri")
    with later(days=5):
        page = main(reader, f"{LIST}menneet/")
        assert [words(title) for title in page.select("li.event h3")] == ["Lukupiiri", "Kahvit"]
        assert "ke 2.12. klo 18–20" in words(page)


def test_an_event_of_last_summer_is_still_found(reader, record):
    add_event(record, "Kesäjuhla", at(15, 14, month=6), at(15, 18, month=6), slug="kesajuhla")
    assert not Occurrence.of(record).exists()
    link = main(reader, f"{LIST}menneet/").select_one(".plain a")
    assert (words(link), link["href"]) == ("Kesäjuhla", "/fi/tapahtumat/kesajuhla/")
    assert "Maanantaina 15.6. klo 14–18" in words(link.parent)


def test_a_reader_narrows_the_list_by_topic_and_price_with_counts(reader, record):
    evening(record, 1, "Kahvit", topics=pack(["kahvila"]), price="Ilmainen")
    evening(record, 2, "Lukupiiri", topics=pack(["kahvila", "kielet"]), price="5 €")
    evening(record, 3, "Talkoot", topics=pack(["talkoot"]))
    form = main(reader).select_one("details form")
    assert form["method"] == "get" and form.button
    told = {box["value"]: words(box.parent) for box in form.select("input[type=checkbox]")}
    assert told["kahvila"] == "Kahvit ja seura (2)" or told["kahvila"].endswith("(2)")
    assert told["talkoot"].endswith("(1)") and told["1"] == "Ilmainen (2)" and "liikunta" not in told
    assert titles(reader.get(LIST, {"aihe": "kahvila"})) == ["Kahvit", "Lukupiiri"]
    assert titles(reader.get(LIST, {"aihe": ["kielet", "talkoot"]})) == ["Lukupiiri", "Talkoot"]
    assert titles(reader.get(LIST, {"aihe": "kahvila", "ilmainen": "1"})) == ["Kahvit"]
    narrowed = reader.get(LIST, {"aihe": "kahvila"})
    assert 'content="noindex' in narrowed.text
    assert soup(narrowed).select_one(".pager a")["href"].endswith("/?aihe=kahvila")
    none = main(reader, LIST, aihe="lapset")
    assert "ei löydy tapahtumia" in words(none) and none.select_one(".chips a[href='/fi/tapahtumat/']")


def test_titles_are_in_the_readers_language_or_marked(reader, record):
    page = evening(record, 1, "Kahvit", slug="kahvit")
    swedish = main(reader, "/sv/tapahtumat/")
    title = swedish.select_one("li.event h3")
    assert title["lang"] == "fi" and title.a["href"] == "/sv/tapahtumat/kahvit/"
    assert words(swedish.select_one(".day h2")) == "1.12 tisdag I dag"
    evening(record, 1, "Kaffe", slug="kahvit", language="sv", translation_key=page.translation_key)
    assert titles(reader.get("/sv/tapahtumat/")) == ["Kaffe"] and titles(reader.get(LIST)) == ["Kahvit"]
    arabic = soup(reader.get("/ar/tapahtumat/kuukausi/")).main
    assert len(arabic.select("td a.d")) == 1


def test_another_language_keeps_the_month_that_one_looks_at(reader, record):
    page = soup(reader.get(f"{LIST}kuukausi/2027-02/"))
    assert page.select_one("link[rel=canonical]")["href"].endswith("/fi/tapahtumat/kuukausi/2027-02/")
    swedish = next(link["href"] for link in page.select("a[href*='/sv/tapahtumat/']"))
    assert swedish.startswith("/sv/tapahtumat/kuukausi/2027-02/") and reader.client.get(swedish, follow=True).status_code == 200


def test_no_event_takes_the_address_of_a_view(record):
    page = evening(record, 1, "Kuukausi", slug=None)
    assert not type(page)._slug_is_available("kuukausi", page.get_parent().specific, page)
    assert type(page)._slug_is_available("kahvit", page.get_parent().specific, page)


def queries(reader, path):
    reader.get(path)
    with CaptureQueriesContext(connection) as found:
        assert reader.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize("tail", ["", "tulossa/", "kuukausi/", "menneet/", "viikko/2026-48/"])
@pytest.mark.usefixtures("warm")
def test_a_list_costs_the_same_however_much_is_in_it(reader, record, tail):
    evening(record, 1, "Kahvit", repeat=weekly())
    evening(record, 2, "Lukupiiri")
    few = queries(reader, LIST + tail)
    for number in range(12):
        evening(record, 1 + number % 6, f"Kerho {number}", repeat=weekly() if number % 2 else rules.Repeat())
    assert queries(reader, LIST + tail) <= max(few, 1) <= MOST_QUERIES, (few, queries(reader, LIST + tail))


def test_the_home_page_tells_what_comes_next(reader, record):
    page = evening(record, 1, "Lukupiiri", repeat=weekly())
    change(record, page, at(1, 18), is_cancelled=True)
    add_event(record, "Juhla", date(2026, 12, 6), slug="juhla")
    home = soup(reader.get("/fi/")).find("section", attrs={"aria-label": "Seuraavaksi tapahtuu"})
    assert home and [words(title) for title in home.select("h3")] == ["Lukupiiri", "Juhla"]
    assert home.select_one("a.more")["href"] == LIST and words(home.select_one(".leaf")) == "ti 1. joulu"
    assert "Peruttu" in words(home.li) and "tänään klo 18–20" in words(home.li)


def test_a_list_that_was_hidden_is_gone(reader, record):
    EventIndexPage.objects.get(url_path="/lintumaki/fi/tapahtumat/")
    for page in EventIndexPage.objects.filter(path__startswith=record.folder_path):
        page.unpublish()
    assert reader.get(LIST).status_code == 404 and reader.get(f"{LIST}kuukausi/").status_code == 404
