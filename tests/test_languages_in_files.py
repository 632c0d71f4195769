"""What is wrong with the languages of a neighbourhood's file is told with file, line, key, cause and cure."""

import pytest

from neighbourhoods.config import rules

from .sites_folder import NAME, load, said

ALL = {code: code for code in ("fi", "fi-simple", "sv", "en", "ar", "so", "uk")}
FOUR = 'languages = ["fi", "sv", "ar", "so"]\n'

CASES = {
    "a code that nobody knows": (
        'languages = ["fi", "xx"]',
        2,
        "languages",
        "unknown language “xx”",
        "Known: fi, fi-simple, sv, en, ar, so, uk",
    ),
    "a language that this program does not speak": (
        *('languages = ["fi", "de"]', 2, "languages"),
        *("unknown language “de”", "Known: fi, fi-simple, sv, en, ar, so, uk"),
    ),
    "plain Finnish by another name": (
        *('languages = ["fi", "fi-selko"]', 2, "languages", "unknown language “fi-selko”", "Did you mean “fi-simple”?"),
    ),
    "the private code of plain Finnish": (
        *('languages = ["fi", "fi-x-selko"]', 2, "languages", "unknown language “fi-x-selko”", "Did you mean “fi-simple”?"),
    ),
    "a code in capitals": ('languages = ["FI"]', 2, "languages", "unknown language “FI”", "Did you mean “fi”?"),
    "an underline": ('languages = ["fi", "fi_simple"]', 2, "languages", "unknown language “fi_simple”", "Did you mean “fi-simple”?"),
    "a region": ('languages = ["en-GB"]', 2, "languages", "unknown language “en-GB”", "Did you mean “en”?"),
    "a name in words": ('languages = ["fi", "Ruotsi"]', 2, "languages", "unknown language “Ruotsi”", "Did you mean “sv”?"),
    "a country for a language": ('languages = ["fi", "ua"]', 2, "languages", "unknown language “ua”", "Did you mean “uk”?"),
    "a code twice": ('languages = ["fi", "sv", "fi"]', 2, "languages", "“fi” is there twice", "Remove one of them"),
    "no language at all": ("languages = []", 2, "languages", "is empty", 'Write it like this: languages = ["fi"]'),
    "a fallback for a language that the site lacks": (
        *(FOUR + 'fallback.uk = ["fi"]', 3, "fallback.uk"),
        *("“uk” is not among the languages of this file", "Known: fi, sv, ar, so"),
    ),
    "a fallback to a language that the site lacks": (
        *(FOUR + 'fallback.so = ["en"]', 3, "fallback.so"),
        *("“en” is not among the languages of this file", "Known: fi, sv, ar, so"),
    ),
    "a fallback to itself": (*(FOUR + 'fallback.so = ["so"]', 3, "fallback.so", "a language cannot stand in for itself", "Remove it"),),
    "two that lead to each other": (
        *(FOUR + '[fallback]\nso = ["ar"]\nar = ["so"]', 5, "fallback.ar"),
        *("so → ar → so: these languages stand in for each other in a circle", "Remove one of them"),
    ),
    "three that lead round": (
        *(FOUR + '[fallback]\nso = ["fi", "ar"]\nar = ["sv"]\nsv = ["fi", "so"]', 6, "fallback.sv"),
        *("so → ar → sv → so: these languages stand in for each other in a circle", "Remove one of them"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_where_it_is_why_and_what_to_do(tmp_path, case):
    text, line, key, cause, cure = CASES[case]
    found = load(tmp_path, {"partti.toml": NAME + text + "\n"}, languages=ALL)
    assert said(found, "en") == [f"partti.toml, line {line}, {key}: {cause}. {cure}"]
    assert found.broken == {"partti"} and not found.neighbourhoods


def test_two_circles_are_both_told(tmp_path):
    text = NAME + 'languages = ["fi", "sv", "ar", "so"]\n[fallback]\nso = ["ar"]\nar = ["so"]\nfi = ["sv"]\nsv = ["fi"]\n'
    told = said(load(tmp_path, {"partti.toml": text}, languages=ALL), "en")
    assert [sentence.partition(":")[0] for sentence in told] == ["partti.toml, line 5, fallback.ar", "partti.toml, line 7, fallback.sv"]


def test_ways_that_meet_again_without_leading_back_are_fine(tmp_path):
    text = NAME + 'languages = ["fi", "fi-simple", "sv", "en", "ar", "so", "uk"]\n[fallback]\n'
    text += 'ar = ["en", "fi-simple"]\nso = ["fi-simple", "en"]\nuk = ["en"]\nen = ["sv"]\nfi-simple = ["fi"]\n'
    found = load(tmp_path, {"partti.toml": text}, languages=ALL)
    assert said(found, "en") == []
    assert found.neighbourhoods["partti"].fallback["so"] == ("fi-simple", "en")


@pytest.mark.parametrize(
    ("written", "meant"), [("fi-Selko", "fi-simple"), ("ar-EG", "ar"), ("Somali", "so"), ("zh", None), ("x" * 500, None), ("", None)]
)
def test_the_nearest_language_is_known_by_name_region_or_case_and_never_guessed_by_letters(written, meant):
    assert rules.nearest_language(written, ALL) == meant


def test_what_is_meant_is_offered_only_where_the_install_has_it():
    assert rules.nearest_language("fi-selko", {"fi": "Suomi"}) == "fi"
    assert rules.nearest_language("svenska", {"fi": "Suomi"}) is None
