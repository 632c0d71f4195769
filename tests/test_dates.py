"""Days, times and sizes as people write them in each language of residents."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.timesince import timesince

from neighbourhoods.templatetags.look import day

LANGUAGES = [code for code, _name in settings.LANGUAGES]
EVENING = datetime(2026, 11, 25, 18, 5, tzinfo=ZoneInfo("Europe/Helsinki"))
NAMES = (MONTHS, MONTHS_ALT, MONTHS_AP, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR)


def shown(code, pattern):
    with translation.override(code):
        return Template("{{ moment|date:pattern }}").render(Context({"moment": EVENING, "pattern": pattern}))


@pytest.mark.parametrize(
    ("code", "this_year", "last_year"),
    [
        ("fi", "25.11.", "25.11.2025"),
        ("fi-simple", "25.11.", "25.11.2025"),
        ("sv", "25.11", "25.11.2025"),
        ("en", "25 November", "25 November 2025"),
        ("ar", "25 نوفمبر", "25 نوفمبر 2025"),
        ("so", "25 Nofeembar", "25 Nofeembar 2025"),
        ("uk", "25 листопада", "25 листопада 2025"),
    ],
)
def test_a_day_is_written_as_people_write_it_and_the_year_only_when_it_is_not_this_one(code, this_year, last_year):
    with translation.override(code), time_machine.travel(EVENING):
        assert day(EVENING) == day(EVENING.date()) == this_year
        assert day(date(2025, 11, 25)) == last_year
        assert day(EVENING, "year").endswith("2026")
        assert day(None) == ""


@pytest.mark.parametrize(
    ("code", "long", "moment"),
    [
        ("fi", "25. marraskuuta 2026", "25. marraskuuta 2026 kello 18.05"),
        ("fi-simple", "25. marraskuuta 2026", "25. marraskuuta 2026 kello 18.05"),
        ("sv", "25 november 2026", "25 november 2026 kl. 18.05"),
        ("en", "25 November 2026", "25 November 2026, 18:05"),
        ("ar", "25 نوفمبر 2026", "25 نوفمبر 2026، 18:05"),
        ("so", "25 Nofeembar 2026", "25 Nofeembar 2026, 18:05"),
        ("uk", "25 листопада 2026 р.", "25 листопада 2026 р. 18:05"),
    ],
)
def test_long_dates_have_the_day_before_the_month_and_24_hours(code, long, moment):
    assert shown(code, "DATE_FORMAT") == long
    assert shown(code, "DATETIME_FORMAT") == moment


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_time_of_the_day_is_before_or_after_noon(code):
    time = shown(code, "TIME_FORMAT")
    assert re.fullmatch(r"18[.:]05", time)
    assert time in shown(code, "SHORT_DATETIME_FORMAT") and time in shown(code, "DATETIME_FORMAT")


@pytest.mark.parametrize("code", LANGUAGES)
def test_short_dates_and_weeks_are_those_of_finland(code):
    assert shown(code, "SHORT_DATE_FORMAT") == ("25/11/2026" if code == "en" else "25.11.2026")
    with translation.override(code):
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert get_format("THOUSAND_SEPARATOR") == "\xa0"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_day_can_be_typed_as_in_finland_and_as_machines_do(code):
    from django import forms

    with translation.override(code):
        field, moment = forms.DateField(), forms.DateTimeField()
        assert field.clean("1.12.2026") == field.clean("2026-12-01") == date(2026, 12, 1)
        clock = "18.05" if code in ("fi", "fi-simple", "sv") else "18:05"
        if code != "uk":
            assert moment.clean(f"1.12.2026 {clock}").hour == 18


def names_in(code):
    """Those that are long enough to tell one language from another."""
    with translation.override(code):
        return {str(name) for names in NAMES for name in names.values() if len(str(name)) > 4}


@pytest.mark.parametrize("code", ["sv", "ar", "so", "uk"])
def test_no_name_of_a_month_or_a_day_is_borrowed_from_finnish_or_english(code):
    """Where a language lacks a name, Django takes Finnish, and after it English."""
    assert not names_in(code) & (names_in("fi") | names_in("en"))


def test_somali_has_twelve_months_and_seven_days():
    with translation.override("so"):
        assert [str(MONTHS[number]) for number in (1, 5, 8, 12)] == ["Jannaayo", "Maajo", "Ogosto", "Diseembar"]
        assert [str(WEEKDAYS[number]) for number in range(7)] == ["Isniin", "Talaado", "Arbaco", "Khamiis", "Jimco", "Sabti", "Axad"]
        assert all(len({str(name) for name in names.values()}) == len(names) for names in NAMES)


def test_plain_finnish_takes_its_names_and_forms_from_finnish():
    for pattern in ("l j. F Y", "D j. M", "DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATE_FORMAT", "TIME_FORMAT"):
        assert shown("fi-simple", pattern) == shown("fi", pattern)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("fi", "2,5 Mt"),
        ("fi-simple", "2,5 Mt"),
        ("sv", "2,5 MB"),
        ("en", "2.5 MB"),
        ("so", "2.5 MB"),
        ("uk", "2,5 Мб"),
    ],
)
def test_a_size_is_in_one_piece_with_its_unit(code, written):
    with translation.override(code):
        assert filesizeformat(2.5 * 1024 * 1024) == written.replace(" ", "\xa0")


@pytest.mark.parametrize("code", LANGUAGES)
def test_how_long_ago_is_in_the_language_and_in_one_piece(code):
    with translation.override(code):
        text = timesince(datetime(2026, 11, 22), datetime(2026, 11, 25))
    assert " " not in text and text.startswith("3\xa0")
    assert (
        text.split("\xa0")[1]
        == {
            "fi": "päivää",
            "fi-simple": "päivää",
            "sv": "dagar",
            "en": "days",
            "ar": "أيام",
            "so": "maalmood",
            "uk": "дні",
        }[code]
    )
