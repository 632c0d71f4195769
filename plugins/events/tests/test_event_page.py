"""What a resident reads on the page of an event, and on that of one of its dates."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ..topics import pack
from .calendars import add_event, change
from .ground import LIST, at, evening, later, noon, places, record, soup, weekly, words  # noqa: F401

pytestmark = pytest.mark.django_db
KAHVIT = f"{LIST}kahvit/"


@pytest.fixture
def reader(visit, places):
    return visit("lintumaki")


@pytest.fixture
def coffee(record):
    return evening(record, 1, "Kahvit", slug="kahvit", repeat=weekly(2, ends="after", count=6))


def main(reader, path=KAHVIT):
    return soup(reader.get(path)).main


def facts(page):
    return {words(one.dt): words(one.dd) for one in page.select("dl.facts div")}


def test_one_reads_what_it_is_when_where_and_for_whom(reader, record):
    add_event(
        record,
        "Lukupiiri",
        at(3, 17, 30),
        at(3, 19),
        slug="lukupiiri",
        lead="Luemme yhdessä.",
        place="Kirjaston yläkerta",
        address="Mäkitie 1",
        access="Hissi on.",
        price="5 €",
        contact="kirjasto@example.org",
        organiser="Lukuseura",
        online_url="https://example.org/huone",
        topics=pack(["kielet"]),
    )
    page = main(reader, f"{LIST}lukupiiri/")
    assert words(page.select_one(".when strong")) == "torstaina 3.12. klo 17.30–19"
    assert "Kirjaston yläkerta, Mäkitie 1" in words(page.select_one(".when")) and "Luemme yhdessä." in words(page)
    assert facts(page) == {
        "Hinta": "5 €",
        "Kulku": "Hissi on.",
        "Keneltä voi kysyä": "kirjasto @example.org",
        "Järjestäjä": "Lukuseura",
        "Verkossa": "example.org",
    }
    assert page.select_one(".chips a")["href"] == f"{LIST}tulossa/?aihe=kielet"
    assert page.time["datetime"] == "2026-12-03T17:30+02:00" and not page.select(".repeats")


def test_an_event_without_a_price_is_free(reader, coffee):
    assert facts(main(reader))["Hinta"] == "Ilmainen"


def test_a_series_tells_its_rule_and_all_next_dates(reader, coffee):
    page = main(reader)
    assert words(page.select_one(".repeats")) == "Joka toinen tiistai klo 18–20, 6 kertaa, viimeksi 9.2.2027"
    assert [words(one.strong) for one in page.select(".dates li")] == [
        "ti 1.12. klo 18–20",
        "ti 15.12. klo 18–20",
        "ti 29.12. klo 18–20",
        "ti 12.1.2027 klo 18–20",
        "ti 26.1.2027 klo 18–20",
        "ti 9.2.2027 klo 18–20",
    ]
    assert page.select_one(".dates a")["href"] == f"{KAHVIT}2026-12-01/" and "Tänään klo 18–20" in words(page.select_one(".when"))


def test_dates_that_are_off_moved_or_elsewhere_say_so_with_the_reason(reader, record, coffee):
    change(record, coffee, at(1, 18), is_cancelled=True, reason="Sali on varattu.")
    change(record, coffee, at(15, 18), starts_on=date(2026, 12, 16), starts_at=time(18), place="Kirjasto", note="Huomaa päivä.")
    page = main(reader)
    off, moved = page.select(".dates li")[:2]
    assert off.s and "Peruttu Syy: Sali on varattu." in words(off)
    assert (
        "Siirretty: ti 15.12. → ke 16.12. klo 18" in words(moved)
        and "Paikka vaihtui: Kirjasto" in words(moved)
        and "Huomaa päivä." in words(moved)
    )
    # the page is about the next date that one may go to
    assert words(page.select_one(".when strong")) == "keskiviikkona 16.12. klo 18–20"
    assert words(page.select_one(".repeats")).endswith("viimeksi 9.2.2027, ei 1.12.")


def test_each_date_has_a_page_of_its_own(reader, record, coffee):
    change(record, coffee, at(15, 18), is_cancelled=True, reason="Sali on varattu.")
    answer = reader.get(f"{KAHVIT}2026-12-29/")
    page = soup(answer)
    assert words(page.main.select_one(".when strong")) == "tiistaina 29.12. klo 18–20"
    assert page.select_one("link[rel=canonical]")["href"].endswith(f"{KAHVIT}2026-12-29/")
    assert next(link["href"] for link in page.main.select("a") if words(link) == "Kaikki tämän tapahtuman kerrat") == KAHVIT
    told = json.loads(page.select_one("script[type='application/ld+json']").string)
    assert (told["@type"], told["startDate"]) == ("Event", "2026-12-29T18:00:00+02:00")
    off = main(reader, f"{KAHVIT}2026-12-15/")
    assert off.select_one(".when s") and "Peruttu. Syy: Sali on varattu." in words(off.select_one(".notice.off"))


def test_a_moved_date_keeps_its_address_and_is_found_by_its_new_day_too(reader, record, coffee):
    change(record, coffee, at(15, 18), starts_on=date(2026, 12, 16), starts_at=time(18))
    for day in ("2026-12-15", "2026-12-16"):
        page = soup(reader.get(f"{KAHVIT}{day}/"))
        assert words(page.main.select_one(".when strong")) == "keskiviikkona 16.12. klo 18–20"
        assert page.select_one("link[rel=canonical]")["href"].endswith("/2026-12-15/")


@pytest.mark.parametrize(
    "tail", ["2026-12-02/", "2026-12-01-1900/", "2026-02-30/", "2026-13-01/", "x/", "2026-12-01/x/", "9999-12-31/", "0001-01-01/"]
)
def test_a_date_that_it_has_not_is_not_found(reader, coffee, tail):
    assert reader.get(f"{KAHVIT}{tail}").status_code == 404


def test_a_date_is_found_by_its_time_too(reader, coffee):
    assert words(main(reader, f"{KAHVIT}2026-12-01-1800/").select_one(".when strong")) == "tiistaina 1.12. klo 18–20"


def test_an_old_link_to_a_date_leads_to_the_event(reader, record, coffee):
    from .. import dates

    with later(days=60):
        dates.rebuild_all(record)
        answer = reader.get(f"{KAHVIT}2026-12-01/")
        assert (answer.status_code, answer["Location"]) == (302, KAHVIT)


def test_what_is_over_says_so(reader, record):
    evening(record, 1, "Kahvit", slug="kahvit")
    with later(days=2):
        page = main(reader)
        assert "Tämä on jo ohi." in words(page.select_one(".when"))
        assert words(page.select_one(".when strong")) == "tiistaina 1.12. klo 18–20"


def test_clocks_of_the_neighbourhood_count_also_across_the_change_of_october(reader, record):
    add_event(record, "Kahvit", at(13, 18, month=10), at(13, 20, month=10), slug="kahvit", repeat=weekly())
    with later(days=-40):
        from .. import dates

        dates.rebuild_all(record)
        shown = [words(one.strong) for one in main(reader).select(".dates li")]
        assert shown[:3] == ["ti 27.10. klo 18–20", "ti 3.11. klo 18–20", "ti 10.11. klo 18–20"]


def test_a_reader_gets_times_in_the_own_language_around_a_text_in_another(reader, coffee):
    page = soup(reader.get("/sv/tapahtumat/kahvit/"))
    assert page.main["lang"] == "fi"
    when = page.main.select_one(".when")
    assert when["lang"] == "sv" and words(when.strong) == "tisdag 1.12 kl. 18–20"
    assert words(page.main.select_one(".repeats")) == "Varannan tisdag kl. 18–20, 6 gånger, sista gången 9.2.2027"
    assert reader.get("/sv/tapahtumat/kahvit/2026-12-29/").status_code == 200
    assert reader.get("/ar/tapahtumat/kahvit/").status_code == 200


def test_a_whole_day_and_several_days(reader, record):
    add_event(record, "Kirppis", date(2026, 12, 5), slug="kirppis")
    add_event(record, "Leiri", date(2026, 12, 5), date(2026, 12, 6), slug="leiri")
    assert words(main(reader, f"{LIST}kirppis/").select_one(".when strong")) == "lauantaina 5.12., koko päivän"
    assert words(main(reader, f"{LIST}leiri/").select_one(".when strong")) == "la–su 5.–6.12."


@pytest.mark.usefixtures("warm")
def test_a_page_costs_the_same_however_many_dates_it_has(reader, record, coffee):
    evening(record, 1, "Joka viikko", slug="viikoittain", repeat=weekly())
    evening(record, 1, "Kerran", slug="kerran")

    def queries(path):
        reader.get(path)
        with CaptureQueriesContext(connection) as found:
            assert reader.get(path).status_code == 200
        return len(found)

    numbers = {path: queries(LIST + path) for path in ("kerran/", "kahvit/", "viikoittain/", "viikoittain/2026-12-29/")}
    assert max(numbers.values()) <= 9 and numbers["kahvit/"] == numbers["viikoittain/"] == numbers["kerran/"], numbers


def test_no_rule_is_expanded_while_a_page_is_read(reader, coffee, monkeypatch):
    from ..calendar import expanding

    monkeypatch.setattr(expanding.Expansion, "all", lambda self: pytest.fail("a rule was expanded"))
    for path in (LIST, f"{LIST}tulossa/", f"{LIST}kuukausi/", f"{LIST}menneet/", KAHVIT, f"{KAHVIT}2026-12-01/", "/fi/"):
        assert reader.get(path).status_code == 200


def test_whoever_previews_a_draft_reads_its_own_times(visit, record, coffee, django_user_model):
    draft = coffee.get_latest_revision_as_object()
    draft.starts_on, draft.repeat = date(2026, 12, 24), {}
    response = draft.make_preview_request(preview_mode="")
    response.render() if hasattr(response, "render") and not response.is_rendered else None
    assert "Torstaina 24.12. klo 18–20" in response.content.decode()
