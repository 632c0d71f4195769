"""What a keeper is told about a wrong key or value, word for word: the sentences are what mends the file."""

import pytest
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field

from .sites_folder import GOOD, LANGUAGES, NAME, assert_told, load, said

# what stands on line 3 and after -> the sentence in Finnish and in English; {file} is "partti.toml, rivi 3" or "partti.toml, line 3"
KEYS = {
    "a typo": ('stat = "quiet"', "stat: avainta ei tunneta. Tarkoititko ”state”?", "stat: unknown key. Did you mean “state”?"),
    "a capital letter": (
        'Hostname = "partti.example.fi"',
        "Hostname: avainta ei tunneta. Tarkoititko ”hostname”?",
        "Hostname: unknown key. Did you mean “hostname”?",
    ),
    "the slug": (
        'slug = "partti"',
        "slug: avainta ei tunneta. Tunnus on tiedoston nimi: poista rivi",
        "slug: unknown key. The file's name is the slug: remove the line",
    ),
    "a key of a table at the top": (
        "latitude = 61.7",
        "latitude: avainta ei tunneta. Sen paikka on taulukossa [place]",
        "latitude: unknown key. It belongs in the table [place]",
    ),
    "an unknown theme": (
        'theme = { name = "pihlja" }',
        "theme.name: ulkoasua ”pihlja” ei ole. Käytössä: laituri, pihlaja",
        "theme.name: there is no theme “pihlja”. Known: laituri, pihlaja",
    ),
    "an unknown token": (
        'theme = { tokens = { akcent = "#000" } }',
        "theme.tokens.akcent: avainta ei tunneta. Tarkoititko ”accent”?",
        "theme.tokens.akcent: unknown key. Did you mean “accent”?",
    ),
    "a colour by name": (
        'theme = { tokens = { accent = "red" } }',
        'theme.tokens.accent: ei ole väri. Kirjoita näin: accent = "#0b6e4f"',
        'theme.tokens.accent: is not a colour. Write it like this: accent = "#0b6e4f"',
    ),
    "a colour of four digits": (
        'theme = { dark = { ink = "#1234" } }',
        'theme.dark.ink: ei ole väri. Kirjoita näin: ink = "#0b6e4f"',
        'theme.dark.ink: is not a colour. Write it like this: ink = "#0b6e4f"',
    ),
    "a token that leaves its place": (
        'theme = { tokens = { radius = "1px; color: red" } }',
        "theme.tokens.radius: ”;” ei kuulu tähän. Poista se",
        "theme.tokens.radius: “;” does not belong here. Remove it",
    ),
    "a token that fetches": (
        'theme = { tokens = { font-text = "URL(//example.org/x)" } }',
        "theme.tokens.font-text: ”URL(” ei kuulu tähän. Poista se",
        "theme.tokens.font-text: “URL(” does not belong here. Remove it",
    ),
    "a token that is not closed": (
        'theme = { tokens = { radius = "calc(1px" } }',
        "theme.tokens.radius: sulku tai lainausmerkki jää auki. Sulje se",
        "theme.tokens.radius: a bracket or a quotation mark is not closed. Close it",
    ),
    "a theme that is no table": (
        'theme = "laituri"',
        'theme: pitää olla taulukko. Kirjoita näin: theme = { name = "pihlaja" }',
        'theme: must be a table. Write it like this: theme = { name = "pihlaja" }',
    ),
    "a plugin that is not installed": (
        "plugins.news = {}",
        "plugins.news: toimintoa ”news” ei ole asennettu. Poista taulukko [plugins.news] tai asenna toiminto",
        "plugins.news: the plugin “news” is not installed. Remove the table [plugins.news] or install the plugin",
    ),
    "plugins that are no table": (
        "plugins = []",
        "plugins: pitää olla taulukko. Kirjoita näin: [plugins.news]",
        "plugins: must be a table. Write it like this: [plugins.news]",
    ),
    "a wrong state": ('state = "quite"', "state: sanaa ”quite” ei tunneta. Tarkoititko ”quiet”?", None),
    "a state in Finnish": (
        'state = "tauolla"',
        "state: sanaa ”tauolla” ei tunneta. Käytössä: active, quiet, archived",
        "state: unknown word “tauolla”. Known: active, quiet, archived",
    ),
    "a state that is no text": (
        "state = true",
        'state: pitää olla tekstiä lainausmerkeissä. Kirjoita näin: state = "active"',
        'state: must be text in quotation marks. Write it like this: state = "active"',
    ),
    "one host where a list belongs": (
        'also = "old.example.fi"',
        'also: pitää olla luettelo. Kirjoita näin: also = ["old.example.fi"]',
        'also: must be a list. Write it like this: also = ["old.example.fi"]',
    ),
    "its own old name": (
        'was = "partti"',
        "was: on tämän tiedoston oma nimi. Kirjoita vanha nimi tai poista rivi",
        "was: is the name of this very file. Write the old name or remove the line",
    ),
    "an old name that is none": (
        'was = "Partti.toml"',
        'was: tiedoston nimessä saa olla a–z, 0–9 ja väliviiva. Kirjoita näin: was = "partti"',
        'was: the file name may hold a–z, 0–9 and hyphen. Write it like this: was = "partti"',
    ),
    "a language that stands in for itself": (
        'fallback.sv = ["sv"]',
        "fallback.sv: kieli ei voi olla oma varakielensä. Poista se",
        "fallback.sv: a language cannot stand in for itself. Remove it",
    ),
    "a fallback of another language": (
        'fallback.so = ["fi"]',
        "fallback.so: ”so” ei ole tämän tiedoston kieliä. Käytössä: fi, fi-simple, sv, en",
        "fallback.so: “so” is not among the languages of this file. Known: fi, fi-simple, sv, en",
    ),
    "a fallback to another language": (
        'fallback.sv = ["xx"]',
        "fallback.sv: ”xx” ei ole tämän tiedoston kieliä. Käytössä: fi, fi-simple, sv, en",
        "fallback.sv: “xx” is not among the languages of this file. Known: fi, fi-simple, sv, en",
    ),
    "a fallback that is no list": (
        'fallback.sv = "fi"',
        'fallback.sv: pitää olla luettelo. Kirjoita näin: sv = ["fi"]',
        'fallback.sv: must be a list. Write it like this: sv = ["fi"]',
    ),
    "a fallback twice": ('fallback.sv = ["fi", "fi"]', "fallback.sv: ”fi” on kahdesti. Poista toinen", None),
    "a short text of two lines": (
        'short = "a\\nb"',
        "short: sisältää rivinvaihdon tai näkymättömän merkin. Kirjoita se uudelleen yhdelle riville",
        "short: holds a line break or a character that cannot be seen. Write it anew on one line",
    ),
    "a long short text": (
        f'short = "{"a" * 501}"',
        "short: on liian pitkä: 501 merkkiä, enintään 500. Lyhennä sitä",
        "short: is too long: 501 characters, at most 500. Shorten it",
    ),
}
# what stands in a table from line 3 on; the sentence is about line 4
TABLES = {
    "a typo": (
        "[place]\nlatitud = 61.7",
        "place.latitud: avainta ei tunneta. Tarkoititko ”latitude”?",
        "place.latitud: unknown key. Did you mean “latitude”?",
    ),
    "a key of the top under a table": (
        '[people]\nstate = "quiet"',
        "people.state: avainta ei tunneta. Siirrä se tiedoston alkuun, ennen ensimmäistä [taulukkoa]",
        "people.state: unknown key. Move it to the top of the file, above the first [table]",
    ),
    "a key of the top under fallback": (
        '[fallback]\nstate = "quiet"',
        "fallback.state: avainta ei tunneta. Siirrä se tiedoston alkuun, ennen ensimmäistä [taulukkoa]",
        "fallback.state: unknown key. Move it to the top of the file, above the first [table]",
    ),
    "a key of one table under another": (
        "[people]\nlatitude = 61.7",
        "people.latitude: avainta ei tunneta. Sen paikka on taulukossa [place]",
        "people.latitude: unknown key. It belongs in the table [place]",
    ),
    "a key of another table under fallback": (
        '[fallback]\nsteward = "a@example.org"',
        "fallback.steward: avainta ei tunneta. Sen paikka on taulukossa [people]",
        "fallback.steward: unknown key. It belongs in the table [people]",
    ),
    "the keeper in a neighbourhood's file": (
        '[people]\nkeeper = "a@example.org"',
        "people.keeper: avainta ei tunneta. Sen paikka on tiedostossa portal.toml",
        "people.keeper: unknown key. It belongs in portal.toml",
    ),
    "a bad address": (
        '[people]\nsteward = "liisa at example.org"',
        "people.steward: ei ole sähköpostiosoite. Esimerkki: nimi@example.org",
        "people.steward: not an e-mail address. Example: name@example.org",
    ),
    "a bad address of the controller": (
        '[controller]\nemail = "@example.org"',
        "controller.email: ei ole sähköpostiosoite. Esimerkki: nimi@example.org",
        "controller.email: not an e-mail address. Example: name@example.org",
    ),
    "an address that is no text": (
        "[people]\nsteward = 5",
        'people.steward: pitää olla tekstiä lainausmerkeissä. Kirjoita näin: steward = "steward@example.org"',
        'people.steward: must be text in quotation marks. Write it like this: steward = "steward@example.org"',
    ),
    "an unknown time zone": (
        '[place]\ntimezone = "Suomi"',
        "place.timezone: aikavyöhykettä ”Suomi” ei tunneta. Kirjoita näin: Europe/Helsinki",
        "place.timezone: unknown time zone “Suomi”. Write it like this: Europe/Helsinki",
    ),
    "a city as time zone": (
        '[place]\ntimezone = "helsinki"',
        "place.timezone: aikavyöhykettä ”helsinki” ei tunneta. Tarkoititko ”Europe/Helsinki”?",
        "place.timezone: unknown time zone “helsinki”. Did you mean “Europe/Helsinki”?",
    ),
    "a path as time zone": (
        '[place]\ntimezone = "../../etc/passwd"',
        "place.timezone: aikavyöhykettä ”../../etc/passwd” ei tunneta. Kirjoita näin: Europe/Helsinki",
        "place.timezone: unknown time zone “../../etc/passwd”. Write it like this: Europe/Helsinki",
    ),
}
LATITUDE = (
    "place.latitude: pienin sallittu arvo on -90 ja suurin 90. Kirjoita näin: latitude = 61.70",
    "place.latitude: must be between -90 and 90. Write it like this: latitude = 61.70",
)
NO_NUMBER = (
    "place.latitude: pitää olla luku. Kirjoita näin: latitude = 61.70",
    "place.latitude: must be a number. Write it like this: latitude = 61.70",
)
LONGITUDE = (
    "place.longitude: pienin sallittu arvo on -180 ja suurin 180. Kirjoita näin: longitude = 27.25",
    "place.longitude: must be between -180 and 180. Write it like this: longitude = 27.25",
)
# name and languages, which every file has; the sentence is about line 1 or 2
FIRST_LINES = {
    "a name that is a number": (
        "name = 5\n" + LANGUAGES,
        'partti.toml, rivi 1, name: pitää olla tekstiä lainausmerkeissä. Kirjoita näin: name = "Lintumäki"',
        'partti.toml, line 1, name: must be text in quotation marks. Write it like this: name = "Lintumäki"',
    ),
    "no name": (
        LANGUAGES,
        'partti.toml, name: puuttuu. Kirjoita näin: name = "Lintumäki"',
        'partti.toml, name: is missing. Write it like this: name = "Lintumäki"',
    ),
    "an empty name": (
        'name = " \u200b "\n' + LANGUAGES,
        'partti.toml, rivi 1, name: on tyhjä. Kirjoita näin: name = "Lintumäki"',
        'partti.toml, line 1, name: is empty. Write it like this: name = "Lintumäki"',
    ),
    "a long name": (
        f'name = "{"ä" * 201}"\n' + LANGUAGES,
        "partti.toml, rivi 1, name: on liian pitkä: 201 merkkiä, enintään 200. Lyhennä sitä",
        "partti.toml, line 1, name: is too long: 201 characters, at most 200. Shorten it",
    ),
    "a name with a bell": (
        'name = "Partti\\u0007"\n' + LANGUAGES,
        "partti.toml, rivi 1, name: sisältää rivinvaihdon tai näkymättömän merkin. Kirjoita se uudelleen yhdelle riville",
        "partti.toml, line 1, name: holds a line break or a character that cannot be seen. Write it anew on one line",
    ),
    "a name that turns the text after it": (
        'name = "Partti\\u202e"\n' + LANGUAGES,
        "partti.toml, rivi 1, name: sisältää rivinvaihdon tai näkymättömän merkin. Kirjoita se uudelleen yhdelle riville",
        "partti.toml, line 1, name: holds a line break or a character that cannot be seen. Write it anew on one line",
    ),
    "no languages": (
        NAME,
        'partti.toml, languages: puuttuu. Kirjoita näin: languages = ["fi", "sv"]',
        'partti.toml, languages: is missing. Write it like this: languages = ["fi", "sv"]',
    ),
    "an empty list of languages": (
        NAME + "languages = []\n",
        'partti.toml, rivi 2, languages: on tyhjä. Kirjoita näin: languages = ["fi"]',
        'partti.toml, line 2, languages: is empty. Write it like this: languages = ["fi"]',
    ),
    "a language twice": (
        NAME + 'languages = ["fi", "sv", "fi"]\n',
        "partti.toml, rivi 2, languages: ”fi” on kahdesti. Poista toinen",
        "partti.toml, line 2, languages: “fi” is there twice. Remove one of them",
    ),
    "an unknown language in a list of many lines": (
        NAME + 'languages = [\n  "fi",\n  "se",\n]\n',
        "partti.toml, rivi 4, languages: kieltä ”se” ei tunneta. Käytössä: fi, fi-simple, sv, en, so",
        "partti.toml, line 4, languages: unknown language “se”. Known: fi, fi-simple, sv, en, so",
    ),
    "languages in a row": (
        NAME + 'languages = "fi, sv"\n',
        'partti.toml, rivi 2, languages: pitää olla luettelo. Kirjoita näin: languages = ["fi", "sv"]',
        'partti.toml, line 2, languages: must be a list. Write it like this: languages = ["fi", "sv"]',
    ),
    "a language that is a number": (
        NAME + "languages = [1]\n",
        'partti.toml, rivi 2, languages: pitää olla tekstiä lainausmerkeissä. Kirjoita näin: languages = ["fi", "sv"]',
        'partti.toml, line 2, languages: must be text in quotation marks. Write it like this: languages = ["fi", "sv"]',
    ),
}


def assert_refused(tmp_path, text, line, fi, en):
    found = load(tmp_path, {"partti.toml": text})
    assert said(found, "fi") == [f"partti.toml, rivi {line}, {fi}"]
    if en:
        assert said(found, "en") == [f"partti.toml, line {line}, {en}"]
    assert found.broken == {"partti"} and not found.neighbourhoods and found.portal


@pytest.mark.parametrize("case", KEYS)
def test_a_wrong_key_at_the_top_is_told_with_its_line_and_what_to_do(tmp_path, case):
    text, fi, en = KEYS[case]
    assert_refused(tmp_path, GOOD + text, 3, fi, en)


@pytest.mark.parametrize("case", TABLES)
def test_a_wrong_key_in_a_table_is_told_with_its_line_and_what_to_do(tmp_path, case):
    text, fi, en = TABLES[case]
    assert_refused(tmp_path, GOOD + text, 4, fi, en)


@pytest.mark.parametrize("case", FIRST_LINES)
def test_a_name_and_languages_are_needed_and_told_when_wrong(tmp_path, case):
    text, fi, en = FIRST_LINES[case]
    found = load(tmp_path, {"partti.toml": text})
    assert_told(found, fi, en)
    assert found.broken == {"partti"}


@pytest.mark.parametrize("value", ["90.1", "-91", "nan", "inf", "-inf", "1e400"])
def test_a_latitude_is_on_this_earth(tmp_path, value):
    assert_refused(tmp_path, f"{GOOD}place.longitude = 27.25\nplace.latitude = {value}\n", 4, *LATITUDE)


@pytest.mark.parametrize("value", ["180.5", "-181", "nan"])
def test_a_longitude_is_on_this_earth(tmp_path, value):
    assert_refused(tmp_path, f"{GOOD}place.latitude = 61.7\nplace.longitude = {value}\n", 4, *LONGITUDE)


@pytest.mark.parametrize("value", ["true", '"61.7"', "[61.7]", "1979-05-27"])
def test_a_latitude_is_a_number(tmp_path, value):
    assert_refused(tmp_path, f"{GOOD}place.longitude = 27.25\nplace.latitude = {value}\n", 4, *NO_NUMBER)


def test_half_a_place_is_no_place(tmp_path):
    longitude = (
        "place.longitude: puuttuu. Kirjoita näin: longitude = 27.25",
        "place.longitude: is missing. Write it like this: longitude = 27.25",
    )
    assert_refused(tmp_path, f"{GOOD}[place]\nlatitude = 61.7\n", 3, *longitude)


class NewsConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")
    horizon_days: int = Field(540, ge=1)
    title: str = "Uutiset"


NEWS = {"news": NewsConfig, "anything": None}
PLUGINS = {
    "[plugins.nws]": ("3, plugins.nws: the plugin “nws” is not installed. Did you mean “news”?", None),
    "plugins.news = true": (
        "3, plugins.news: must be a table. Write it like this: [plugins.news]",
        "3, plugins.news: pitää olla taulukko. Kirjoita näin: [plugins.news]",
    ),
    "[plugins.news]\nhorizon = 4": (
        "4, plugins.news.horizon: unknown key. Did you mean “horizon_days”?",
        "4, plugins.news.horizon: avainta ei tunneta. Tarkoititko ”horizon_days”?",
    ),
    "[plugins.news]\nhorizon_days = 0": (
        "4, plugins.news.horizon_days: must be at least 1. Give another",
        "4, plugins.news.horizon_days: pitää olla vähintään 1. Anna toinen",
    ),
    '[plugins.news]\nhorizon_days = "viikko"': (
        "4, plugins.news.horizon_days: must be a whole number. Write it like this: horizon_days = 1",
        "4, plugins.news.horizon_days: pitää olla kokonaisluku. Kirjoita näin: horizon_days = 1",
    ),
    "[plugins.anything]\na.b = nan": (
        "4, plugins.anything.a.b: must be a number. Write it like this: b = 1",
        "4, plugins.anything.a.b: pitää olla luku. Kirjoita näin: b = 1",
    ),
}


@pytest.mark.parametrize("text", PLUGINS)
def test_a_plugins_table_is_checked_by_the_plugin_itself(tmp_path, text):
    en, fi = PLUGINS[text]
    found = load(tmp_path, {"partti.toml": GOOD + text}, plugins=NEWS)
    assert said(found, "en") == [f"partti.toml, line {en}"]
    if fi:
        assert said(found, "fi") == [f"partti.toml, rivi {fi}"]


def test_a_plugins_table_is_stored_as_it_was_written(tmp_path):
    text = GOOD + '[plugins.news]\ntitle = " Uutta "\n[plugins.anything]\nwhen = 1979-05-27\ndeep = [[1], {a = "b"}]\n'
    config = load(tmp_path, {"partti.toml": text}, plugins=NEWS).neighbourhoods["partti"]
    assert config.snapshot()["plugins"] == {"news": {"title": " Uutta "}, "anything": {"when": "1979-05-27", "deep": [[1], {"a": "b"}]}}


def test_all_that_is_wrong_is_told_at_once_from_the_top_to_the_end(tmp_path):
    text = 'name = ""\nlanguages = ["fi", "xx", "yy"]\nstat = "quiet"\n[theme]\ntokens = { accent = "red", inkk = "#000" }\n'
    text += '[place]\nlatitude = 99.0\nlongitude = "x"\n[people]\nsteward = "x"\ndeputy = "y"\n[plugins.nothing]\n'
    with translation.override("en"):
        found = load(tmp_path, {"partti.toml": text})
        assert [(problem.line, problem.key) for problem in found.problems] == [
            (1, "name"),
            (2, "languages"),
            (2, "languages"),
            (3, "stat"),
            (5, "theme.tokens.accent"),
            (5, "theme.tokens.inkk"),
            (7, "place.latitude"),
            (8, "place.longitude"),
            (10, "people.steward"),
            (11, "people.deputy"),
            (12, "plugins.nothing"),
        ]
        assert all(problem.file == "partti.toml" and str(problem.cause) and str(problem.cure) for problem in found.problems)


def test_a_value_cannot_fill_the_console_or_move_its_cursor(tmp_path):
    text = f'{NAME}languages = ["\\u001b[2J{"x" * 500}"]\n"\\u001b[2J\\n" = 1\n'
    for sentence in said(load(tmp_path, {"partti.toml": text}), "en"):
        assert sentence.isprintable() and len(sentence) < 300
