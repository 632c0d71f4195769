"""When an event is, as neighbours say it, in each language of a site."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils import translation

from ..calendar.rules import AFTER, DATES, LAST, MONTHLY_DAY, MONTHLY_WEEKDAY, ON, WEEKLY, YEARLY, Repeat
from ..sentences import cancelled, moved, near, next_dates, sentence
from .ground import HELSINKI, NOON

TUESDAY = datetime(2026, 12, 1, 18)
UNTIL_EIGHT = datetime(2026, 12, 1, 20)


@pytest.fixture(autouse=True)
def in_finnish(noon_of_december):
    with translation.override("fi"):
        yield


@pytest.fixture
def noon_of_december():
    with time_machine.travel(NOON, tick=False):
        yield


def weekly(*weekdays, every=1, **end):
    return Repeat(WEEKLY, every, weekdays, **end)


@pytest.mark.parametrize(
    ("repeat", "start", "end", "told"),
    [
        (Repeat(), TUESDAY, UNTIL_EIGHT, "Tiistaina 1.12. klo 18–20"),
        (Repeat(), TUESDAY, None, "Tiistaina 1.12. klo 18"),
        (Repeat(), datetime(2026, 12, 1, 17, 30), datetime(2026, 12, 1, 19), "Tiistaina 1.12. klo 17.30–19"),
        (Repeat(), date(2026, 12, 5), date(2026, 12, 5), "Lauantaina 5.12., koko päivän"),
        (Repeat(), date(2026, 12, 5), date(2026, 12, 6), "la–su 5.–6.12."),
        (Repeat(), date(2026, 11, 30), date(2026, 12, 6), "ma–su 30.11.–6.12."),
        (Repeat(), datetime(2026, 12, 4, 20), datetime(2026, 12, 5, 1), "pe 4.12. klo 20 – la 5.12. klo 1"),
        (Repeat(), datetime(2027, 12, 1, 18), datetime(2027, 12, 1, 20), "Keskiviikkona 1.12.2027 klo 18–20"),
        (weekly(1), TUESDAY, UNTIL_EIGHT, "Joka tiistai klo 18–20, toistaiseksi"),
        (weekly(1, 3), TUESDAY, None, "Joka tiistai ja torstai klo 18, toistaiseksi"),
        (weekly(*range(7)), TUESDAY, None, "Joka päivä klo 18, toistaiseksi"),
        (
            weekly(1, every=2, ends=AFTER, count=6),
            datetime(2026, 9, 22, 18),
            datetime(2026, 9, 22, 20),
            "Joka toinen tiistai klo 18–20, 6 kertaa, viimeksi 1.12.",
        ),
        (weekly(1, every=2, ends=ON, until=date(2026, 12, 31)), TUESDAY, None, "Joka toinen tiistai klo 18, viimeksi 29.12."),
        (weekly(1, ends=AFTER, count=1), TUESDAY, None, "Joka tiistai klo 18, 1 kerta, viimeksi 1.12."),
        (weekly(1, every=3), TUESDAY, None, "Tiistaisin 3 viikon välein klo 18, toistaiseksi"),
        (weekly(1, 3, every=2), TUESDAY, None, "Tiistaisin ja torstaisin joka toinen viikko klo 18, toistaiseksi"),
        (Repeat(MONTHLY_WEEKDAY, weekdays=(1,), which=1), TUESDAY, None, "Joka kuun ensimmäinen tiistai klo 18, toistaiseksi"),
        (Repeat(MONTHLY_WEEKDAY, weekdays=(1,), which=LAST), TUESDAY, None, "Joka kuun viimeinen tiistai klo 18, toistaiseksi"),
        (
            Repeat(MONTHLY_WEEKDAY, 3, (1,), which=4),
            TUESDAY,
            None,
            "Joka kuun neljäs tiistai klo 18, mutta vain 3 kuukauden välein, toistaiseksi",
        ),
        (Repeat(MONTHLY_DAY, day=15), date(2026, 12, 15), date(2026, 12, 15), "Joka kuun 15. päivä, toistaiseksi"),
        (Repeat(MONTHLY_DAY, day=LAST), date(2026, 12, 31), date(2026, 12, 31), "Joka kuun viimeinen päivä, toistaiseksi"),
        (Repeat(YEARLY), date(2026, 12, 6), date(2026, 12, 6), "Joka vuosi 6.12., toistaiseksi"),
        (
            Repeat(DATES, dates=(date(2026, 12, 10), date(2026, 12, 17))),
            date(2026, 12, 3),
            date(2026, 12, 3),
            "Näinä päivinä: 3.12., 10.12. ja 17.12.",
        ),
        (weekly(4), datetime(2026, 12, 4, 20), datetime(2026, 12, 5, 1), "Joka perjantai klo 20–1, toistaiseksi"),
        (weekly(5), date(2026, 12, 5), date(2026, 12, 6), "Joka lauantai, 2 päivää kerrallaan, toistaiseksi"),
    ],
)
def test_a_neighbour_reads_in_finnish_when_it_is(repeat, start, end, told):
    assert sentence(repeat, start, end, "Europe/Helsinki") == told


@pytest.mark.parametrize(
    ("repeat", "start", "end", "swedish", "english"),
    [
        (Repeat(), TUESDAY, UNTIL_EIGHT, "Tisdag 1.12 kl. 18–20", "Tuesday 1 December, 18:00–20:00"),
        (Repeat(), date(2026, 12, 5), date(2026, 12, 5), "Lördag 5.12, hela dagen", "Saturday 5 December, all day"),
        (Repeat(), date(2026, 12, 5), date(2026, 12, 6), "lö–sö 5–6.12", "Sat–Sun 5–6 December"),
        (
            Repeat(),
            datetime(2026, 12, 4, 20),
            datetime(2026, 12, 5, 1),
            "fr 4.12 kl. 20 – lö 5.12 kl. 1",
            "Fri 4 December 20:00 – Sat 5 December 01:00",
        ),
        (weekly(1), TUESDAY, UNTIL_EIGHT, "Varje tisdag kl. 18–20, tills vidare", "Every Tuesday, 18:00–20:00, until further notice"),
        (
            weekly(1, 3, ends=AFTER, count=2),
            date(2026, 12, 1),
            None,
            "Varje tisdag och torsdag, 2 gånger, sista gången 3.12",
            "Every Tuesday and Thursday, 2 times, last on 3 December",
        ),
        (
            weekly(1, every=2, ends=AFTER, count=6),
            datetime(2026, 9, 22, 18),
            datetime(2026, 9, 22, 20),
            "Varannan tisdag kl. 18–20, 6 gånger, sista gången 1.12",
            "Every other Tuesday, 18:00–20:00, 6 times, last on 1 December",
        ),
        (
            Repeat(MONTHLY_WEEKDAY, weekdays=(1,), which=1, ends=ON, until=TUESDAY.date()),
            TUESDAY,
            None,
            "Första tisdagen i månaden kl. 18, sista gången 1.12",
            "The first Tuesday of the month, 18:00, last on 1 December",
        ),
        (
            Repeat(MONTHLY_DAY, day=15),
            date(2026, 12, 15),
            None,
            "Den 15 varje månad, tills vidare",
            "On the 15th of each month, until further notice",
        ),
        (Repeat(YEARLY), date(2026, 12, 6), None, "Varje år 6.12, tills vidare", "Every year on 6 December, until further notice"),
        (
            Repeat(DATES, dates=(date(2026, 12, 10), date(2026, 12, 17))),
            date(2026, 12, 3),
            None,
            "Följande dagar: 3.12, 10.12 och 17.12",
            "On these days: 3, 10 and 17 December",
        ),
    ],
)
def test_the_same_in_swedish_and_in_english(repeat, start, end, swedish, english):
    for code, told in (("sv", swedish), ("en", english)):
        with translation.override(code):
            assert sentence(repeat, start, end) == told


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_its_own_words_for_every_kind(code):
    kinds = [
        Repeat(),
        weekly(0, 2, 4),
        weekly(1, every=2, ends=AFTER, count=6),
        weekly(1, 2, every=4),
        Repeat(MONTHLY_WEEKDAY, weekdays=(6,), which=3),
        Repeat(MONTHLY_DAY, 2, day=31),
        Repeat(YEARLY, 4),
        Repeat(DATES, dates=tuple(date(2027, 1, day) for day in range(1, 20))),
    ]
    with translation.override("en"):
        english = [sentence(kind, TUESDAY, UNTIL_EIGHT) for kind in kinds]
    with translation.override(code):
        found = [sentence(kind, TUESDAY, UNTIL_EIGHT) for kind in kinds]
    assert len(set(found)) == len(kinds) and "%" not in "".join(found)
    if code != "en":
        assert not set(found) & set(english)


def test_a_long_list_of_own_days_is_cut_short():
    repeat = Repeat(DATES, dates=tuple(date(2026, 12, day) for day in range(2, 20)))
    assert sentence(repeat, date(2026, 12, 1)).endswith("7.12., 8.12. ja 11 muuta")


def test_days_that_are_off_are_told():
    told = sentence(weekly(5), date(2026, 12, 5), None, without=[date(2026, 12, 26)])
    assert told == "Joka lauantai, toistaiseksi, ei 26.12."


def test_the_time_zone_is_told_where_it_is_another():
    there = sentence(Repeat(), TUESDAY, None, "Europe/Stockholm", shown_in=HELSINKI)
    assert there == "Tiistaina 1.12. klo 18 (aikavyöhyke Europe/Stockholm)"
    assert "vyöhyke" not in sentence(Repeat(), TUESDAY, None, "Europe/Helsinki", shown_in=HELSINKI)


def row(start, end=None, **more):
    """As an Occurrence says it; days are whole ones."""
    if not isinstance(start, datetime):
        begin, last = datetime(start.year, start.month, start.day, tzinfo=HELSINKI), end or start
        return SimpleNamespace(starts=begin, ends=None, first_day=start, last_day=last, all_day=True, **more)
    begin, finish = start.replace(tzinfo=HELSINKI), end and end.replace(tzinfo=HELSINKI)
    return SimpleNamespace(starts=begin, ends=finish, first_day=start.date(), last_day=(end or start).date(), all_day=False, **more)


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (TUESDAY, None, "tänään klo 18"),
        (TUESDAY, UNTIL_EIGHT, "tänään klo 18–20"),
        (datetime(2026, 12, 1, 20), datetime(2026, 12, 2, 1), "tänään klo 20 – ke 2.12. klo 1"),
        (date(2026, 12, 1), None, "tänään"),
        (date(2026, 12, 2), None, "huomenna"),
        (date(2026, 12, 2), date(2026, 12, 3), "huomenna – to 3.12."),
        (datetime(2026, 12, 1, 11), datetime(2026, 12, 1, 20), "nyt käynnissä, päättyy klo 20"),
        (datetime(2026, 11, 30, 11), datetime(2026, 12, 3, 20), "nyt käynnissä, päättyy to 3.12. klo 20"),
        (date(2026, 11, 30), date(2026, 12, 3), "nyt käynnissä, päättyy to 3.12."),
        (datetime(2026, 12, 1, 11), None, "nyt käynnissä"),
        (datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 10), "oli ti 1.12. klo 9–10"),
        (date(2026, 11, 30), None, "oli ma 30.11."),
        (datetime(2026, 12, 3, 18), None, "to 3.12. klo 18"),
    ],
)
def test_what_is_near_is_told_from_where_the_reader_is(start, end, told):
    assert near(row(start, end), HELSINKI) == told


def test_today_is_today_where_the_neighbourhood_is():
    auckland = ZoneInfo("Pacific/Auckland")
    there = SimpleNamespace(
        starts=datetime(2026, 12, 2, 18, tzinfo=auckland), ends=None, first_day=date(2026, 12, 2), last_day=date(2026, 12, 2), all_day=False
    )
    # noon in Helsinki is 23 o'clock there: the same day still
    assert near(there, auckland) == "huomenna klo 18"


def test_what_has_changed_is_told():
    on_wednesday = row(datetime(2026, 12, 2, 18))
    assert moved(TUESDAY, on_wednesday, HELSINKI) == "Siirretty: ti 1.12. → ke 2.12. klo 18"
    assert moved(TUESDAY, row(datetime(2026, 12, 1, 19)), HELSINKI) == "Siirretty: ti 1.12. klo 18 → ti 1.12. klo 19"
    assert cancelled(row(TUESDAY), "Ohjaaja on sairas.", HELSINKI) == "Peruttu: ti 1.12. Syy: Ohjaaja on sairas."
    assert cancelled(row(TUESDAY), "", HELSINKI) == "Peruttu: ti 1.12."
    assert next_dates([date(2026, 12, 3), date(2026, 12, 10)], HELSINKI) == "3.12., 10.12."
