"""Which files of sites/ count, and that one bad file is told exactly and stops no other site."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods import registry
from neighbourhoods.config import loader
from neighbourhoods.config.schema import NeighbourhoodConfig, PortalConfig
from neighbourhoods.themes import installed_themes

from .sites_folder import GOOD, LANGUAGES, NAME, PORTAL, assert_told, load, said, write

PLUGINS = {plugin.label: plugin.Config for plugin in registry.installed()}
SHIPPED = Path(__file__).resolve().parent.parent / "sites"
SYNTAX = {
    "a text that does not end": (
        'name = "Partti',
        1,
        "teksti jää auki. Puuttuuko lainausmerkki?",
        "a text does not end. A missing quotation mark?",
    ),
    "a long text that does not end": (
        '\nname = """Partti\nlanguages = ["fi"]\n',
        2,
        "teksti jää auki. Puuttuuko lainausmerkki?",
        "a text does not end. A missing quotation mark?",
    ),
    "a text without quotation marks": (
        "\nname = Partti",
        2,
        "arvoa ei ymmärretä. Puuttuuko lainausmerkki?",
        "the value is not understood. A missing quotation mark?",
    ),
    "the quotation marks of a phone": (
        "name = ”Partti”",
        1,
        'lainausmerkki ei ole suora. Kirjoita näin: "',
        'the quotation mark is not the straight one. Write it like this: "',
    ),
    "a quotation mark in the middle": (
        'name = "Par"tti"',
        1,
        "arvon perässä on jotain muuta. Puuttuuko lainausmerkki?",
        "something more stands after the value. A missing quotation mark?",
    ),
    "no equals sign": (
        NAME + 'languages ["fi"]',
        2,
        'avaimen perästä puuttuu ”=”. Kirjoita näin: name = "Lintumäki"',
        '“=” is missing after the key. Write it like this: name = "Lintumäki"',
    ),
    "a key with ä": (
        'ä = "a"',
        1,
        'riviä ei ymmärretä. Kirjoita näin: name = "Lintumäki"',
        'the line is not understood. Write it like this: name = "Lintumäki"',
    ),
    "a key twice": (GOOD + NAME, 3, "sama avain on kahdesti. Poista toinen", "the same key is there twice. Remove one of them"),
    "a table twice": ("[place]\n[people]\n[place]\n", 3, "sama avain on kahdesti. Poista toinen", None),
    "a list that does not end": (
        NAME + 'languages = ["fi",\n"sv"\n\n',
        2,
        "sulku jää auki. Puuttuuko ] tai }?",
        "a bracket is not closed. A missing ] or }?",
    ),
    "a heading that does not end": ("[place\n", 1, "sulku jää auki. Puuttuuko ] tai }?", "a bracket is not closed. A missing ] or }?"),
    "a path of Windows": (
        'short = "C:\\Partti"',
        1,
        "merkillä ”\\” on tekstissä oma tehtävänsä. Kirjoita niitä kaksi: \\\\",
        "“\\” has a meaning of its own in a text. Write two: \\\\",
    ),
    "a NUL": (
        NAME + 'short = "a\0b"\n',
        2,
        "rivillä on näkymätön merkki. Kirjoita rivi uudelleen",
        "there is a character that cannot be seen. Write the line anew",
    ),
    "a number of thousands of digits": (
        "a = " + "9" * 5000,
        1,
        "arvoa ei ymmärretä. Puuttuuko lainausmerkki?",
        "the value is not understood. A missing quotation mark?",
    ),
    "a key without end": (
        NAME + "[a" + ".a" * 100_000 + "]\n",
        2,
        "avaimessa on liian monta osaa. Poista osa niistä",
        "a key has too many parts. Remove some of them",
    ),
    "brackets without end": (
        NAME + "a = " + "[" * 20_000,
        2,
        "sulkuja on liian monta sisäkkäin. Poista osa niistä",
        "too many brackets inside each other. Remove some of them",
    ),
}
LETTERS = "tiedoston nimessä saa olla a–z, 0–9 ja väliviiva", "the file name may hold a–z, 0–9 and hyphen"
FILE_NAMES = {
    "Lintumäki.toml": (*LETTERS, "lintumaki.toml"),
    "lintumaki (1).toml": (*LETTERS, "lintumaki-1.toml"),
    "-partti.toml": (*LETTERS, "partti.toml"),
    "par_tti.toml": (*LETTERS, "par-tti.toml"),
    f"{'a' * 51}.toml": (
        "tiedoston nimi on liian pitkä: 51 merkkiä, enintään 50",
        "the file name is too long: 51 characters, at most 50",
        f"{'a' * 50}.toml",
    ),
    "partti.TOML": ("tiedoston nimi kirjoitetaan pienillä kirjaimilla", "the file name must be in small letters", "partti.toml"),
    **{
        f"{word}.toml": (f"”{word}” on varattu muihin osoitteisiin", f"“{word}” is kept for other addresses", f"{word}-2.toml")
        for word in ("admin", "accounts", "www", "static", "media", "documents", "health", "localhost", "fi", "fi-simple", "sv", "en")
    },
}


def test_the_files_that_ship_are_in_order():
    found = load(SHIPPED, languages=dict(settings.LANGUAGES), themes=installed_themes(), plugins=PLUGINS)
    assert said(found, "en") == []
    assert list(found.neighbourhoods) == ["lintumaki", "partti"]
    assert found.portal.name == "Pihapiiri" and found.portal.people.keeper
    lintumaki = found.neighbourhoods["lintumaki"]
    assert lintumaki.languages == ("fi", "fi-simple", "sv", "en", "ar", "so", "uk")
    assert lintumaki.fallback["so"] == ("fi-simple",)


def test_a_third_neighbourhood_is_made_by_copying_a_file_and_changing_two_words(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "sites")
    lines = (folder / "lintumaki.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    # what sed 's/Lintumäki/Kolmas/; s/lintumaki\./kolmas./' does: the first of each on every line
    changed = [line.replace("Lintumäki", "Kolmas", 1).replace("lintumaki.", "kolmas.", 1) for line in lines]
    (folder / "kolmas.toml").write_text("".join(changed), encoding="utf-8")
    found = load(folder, languages=dict(settings.LANGUAGES), plugins=PLUGINS)
    assert said(found, "en") == []
    third = found.neighbourhoods["kolmas"]
    assert (third.name, third.hostname) == ("Kolmas", "kolmas.example.fi")


def test_every_key_is_explained_where_the_keeper_looks_for_it():
    explained = (SHIPPED / "README.md").read_text(encoding="utf-8")
    schema = loader.json_schema()
    tables = [schema, *schema["$defs"].values(), PortalConfig.model_json_schema()["$defs"]["PortalPeople"]]
    keys = {key for table in tables for key in table["properties"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in explained] == []


def test_the_example_for_keepers_is_a_file_that_works(tmp_path):
    example = (SHIPPED / "README.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    plugins = dict.fromkeys(("news", "events"))
    assert said(load(tmp_path, {"lintumaki.toml": example}, languages=dict(settings.LANGUAGES), plugins=plugins), "en") == []


@pytest.mark.parametrize("case", SYNTAX)
def test_a_file_that_is_no_toml_is_told_with_its_line_and_stops_no_other(tmp_path, case):
    text, line, fi, en = SYNTAX[case]
    found = load(tmp_path, {"lintumaki.toml": GOOD, "partti.toml": text})
    assert said(found, "fi") == [f"partti.toml, rivi {line}: tiedostoa ei voi lukea: {fi}"]
    if en:
        assert said(found, "en") == [f"partti.toml, line {line}: cannot be read: {en}"]
    assert list(found.neighbourhoods) == ["lintumaki"] and found.broken == {"partti"} and found.portal


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_name_that_is_no_slug_is_told_with_a_better_one(tmp_path, name):
    fi, en, better = FILE_NAMES[name]
    found = load(tmp_path, {"lintumaki.toml": GOOD, name: GOOD})
    assert_told(found, f"{name}: {fi}. Anna tiedostolle uusi nimi: {better}", f"{name}: {en}. Rename the file: {better}")
    assert list(found.neighbourhoods) == ["lintumaki"]
    # a site whose file was renamed by mistake is not taken down
    assert found.broken == {name.lower().removesuffix(".toml")}


def test_two_names_that_differ_in_capitals_are_one_fault_and_neither_file_counts(tmp_path):
    found = load(tmp_path, {"partti.toml": GOOD, "Partti.toml": GOOD, "lintumaki.toml": GOOD})
    assert_told(
        found,
        "Partti.toml: partti.toml on sama nimi, vain isot ja pienet kirjaimet eroavat. Pidä toinen ja poista toinen",
        "Partti.toml: partti.toml is the same name but for capital letters. Keep one of them and remove the other",
    )
    assert list(found.neighbourhoods) == ["lintumaki"] and found.broken == {"partti"}


def test_letters_of_another_encoding_are_told_with_their_line(tmp_path):
    found = load(tmp_path, {"partti.toml": (LANGUAGES + 'name = "Lintumäki"\n').encode("cp1252")})
    assert_told(
        found,
        "partti.toml, rivi 2: tiedosto ei ole UTF-8-muodossa. Tallenna se muodossa UTF-8",
        "partti.toml, line 2: the file is not in UTF-8. Save it as UTF-8",
    )


def test_the_marks_and_line_ends_of_windows_are_welcome(tmp_path):
    found = load(tmp_path, {"partti.toml": b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()})
    assert said(found, "en") == [] and found.neighbourhoods["partti"].name == "Partti"


def test_a_file_without_measure_is_told_and_not_read(tmp_path):
    found = load(tmp_path, {"partti.toml": GOOD + "#" * 5_000_000})
    assert_told(
        found,
        "partti.toml: tiedosto on liian suuri: 4882 kt, enintään 256 kt. Jätä vain ne avaimet, jotka ovat tiedostossa README.md",
        "partti.toml: the file is too large: 4882 kB, at most 256 kB. Leave only the keys of README.md",
    )


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path):
    write(tmp_path, {})
    (tmp_path / "a.toml").mkdir()
    (tmp_path / "b.toml").symlink_to("nowhere")
    os.mkfifo(tmp_path / "c.toml")
    (tmp_path / "d.toml").symlink_to("d.toml")
    assert_told(
        load(tmp_path),
        [
            "a.toml: tämä on kansio eikä tiedosto. Anna sille uusi nimi tai poista se",
            "b.toml: tiedostoa ei voi lukea: se osoittaa tiedostoon, jota ei ole. Tuo itse tiedosto tähän kansioon",
            "c.toml: tämä ei ole tiedosto. Anna sille uusi nimi tai poista se",
            "d.toml: tiedostoa ei voi lukea: Too many levels of symbolic links. Tuo itse tiedosto tähän kansioon",
        ],
        [
            "a.toml: this is a folder, not a file. Rename or remove it",
            "b.toml: cannot be read: the file it points to is not there. Put the file itself here",
            "c.toml: this is not a file. Rename or remove it",
            "d.toml: cannot be read: Too many levels of symbolic links. Put the file itself here",
        ],
    )


def test_what_may_not_be_read_is_told(tmp_path, monkeypatch):
    from neighbourhoods.config import reading

    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    write(tmp_path, {"partti.toml": GOOD})
    # permissions do not stop root, who may run the tests
    monkeypatch.setattr(reading, "open", refuse, raising=False)
    found = load(tmp_path)
    assert said(found, "fi")[1] == "partti.toml: tiedostoa ei voi lukea: siihen ei ole oikeutta. Korjaa tiedoston oikeudet"
    assert said(found, "en")[1] == "partti.toml: cannot be read: permission is lacking. Correct the permissions of the file"


LEFT_BEHIND = ("partti.toml~", ".partti.toml.swp", "#partti.toml#", ".#partti.toml", "partti.toml.bak", "partti.toml.orig", ".partti.toml")


def test_what_editors_leave_behind_is_passed_over(tmp_path):
    found = load(tmp_path, dict.fromkeys((*LEFT_BEHIND, "._partti.toml", "~$partti.toml", "README.md", "photo.jpg"), "= ["))
    assert said(found, "en") == [] and not found.neighbourhoods and not found.broken and not found.notes


def test_a_hidden_extension_of_windows_is_noted(tmp_path):
    found = load(tmp_path, {"partti.toml.txt": GOOD})
    with translation.override("fi"):
        assert list(map(str, found.notes)) == ["Tiedostoa partti.toml.txt ei lueta. Anna tiedostolle uusi nimi: partti.toml"]


def test_an_old_name_whose_file_is_still_there_is_told(tmp_path):
    found = load(tmp_path, {"uusi.toml": GOOD + 'was = "partti"\n', "partti.toml": GOOD})
    assert_told(
        found,
        "uusi.toml, rivi 3, was: tiedosto partti.toml on yhä olemassa. Poista se tiedosto tai tämä rivi",
        "uusi.toml, line 3, was: the file partti.toml is still there. Remove that file or this line",
    )
    assert list(found.neighbourhoods) == ["partti"] and found.broken == {"uusi"}


def test_an_old_name_that_two_files_claim_moves_neither(tmp_path):
    found = load(tmp_path, {"aaa.toml": GOOD + 'was = "vanha"\n', "bbb.toml": GOOD + 'was = "vanha"\n'})
    assert_told(
        found,
        [
            "aaa.toml, rivi 3, was: sama vanha nimi on myös tiedostossa bbb.toml. Jätä se vain yhteen tiedostoon",
            "bbb.toml, rivi 3, was: sama vanha nimi on myös tiedostossa aaa.toml. Jätä se vain yhteen tiedostoon",
        ],
        [
            "aaa.toml, line 3, was: the same old name is claimed by bbb.toml. Leave it in one file only",
            "bbb.toml, line 3, was: the same old name is claimed by aaa.toml. Leave it in one file only",
        ],
    )
    assert found.broken == {"aaa", "bbb", "vanha"}


@pytest.mark.parametrize("fault", ['stat = "quiet"\n', 'short = "\n'])
def test_a_renamed_file_with_a_fault_keeps_the_site_of_its_old_name(tmp_path, fault):
    found = load(tmp_path, {"uusi.toml": f'{GOOD}was = "vanha"\n{fault}'})
    assert found.broken == {"uusi", "vanha"}


def test_a_missing_portal_file_is_told_and_the_others_are_still_read(tmp_path):
    found = load(tmp_path, {"portal.toml": None, "partti.toml": GOOD, "lintumaki.toml": "= ["})
    assert said(found, "fi")[0] == (
        "portal.toml: tiedosto puuttuu. Tee se: name, hostname ja languages riittävät, esimerkki on tiedostossa README.md"
    )
    assert said(found, "en")[0] == (
        "portal.toml: the file is missing. Make it: name, hostname and languages are enough, README.md has an example"
    )
    assert found.portal is None and len(said(found, "en")) == 2 and list(found.neighbourhoods) == ["partti"]


def test_a_portal_file_in_capitals_is_told_as_such(tmp_path):
    found = load(tmp_path, {"portal.toml": None, "Portal.TOML": PORTAL})
    assert_told(
        found,
        "Portal.TOML: tiedoston nimi kirjoitetaan pienillä kirjaimilla. Anna tiedostolle uusi nimi: portal.toml",
        "Portal.TOML: the file name must be in small letters. Rename the file: portal.toml",
    )
    assert found.portal is None and not found.broken


def test_a_folder_that_is_missing_or_empty_is_told_with_what_to_do(tmp_path):
    assert_told(
        load(tmp_path / "sites"),
        f"{tmp_path}/sites: kansiota ei ole. Tee se tai kerro oikea kansio: PIHAPIIRI_SITES",
        f"{tmp_path}/sites: the folder is not there. Make it, or name the right folder in PIHAPIIRI_SITES",
    )
    assert_told(
        load(tmp_path),
        f"{tmp_path}: kansiossa ei ole tiedostoja. Kopioi tänne ohjelman kansio sites tai kerro oikea kansio: PIHAPIIRI_SITES",
        f"{tmp_path}: the folder has no files. Copy the sites of the program here, or name the right folder in PIHAPIIRI_SITES",
    )


def test_the_portals_file_holds_no_keys_of_a_neighbourhood(tmp_path):
    found = load(tmp_path, {"portal.toml": PORTAL + '[people]\nsteward = "a@example.org"\n[plugins.news]\n'})
    assert_told(
        found,
        [
            "portal.toml, rivi 5, people.steward: avainta ei tunneta. Sen paikka on naapuruston tiedostossa",
            "portal.toml, rivi 6, plugins: avainta ei tunneta. Sen paikka on naapuruston tiedostossa",
        ],
        [
            "portal.toml, line 5, people.steward: unknown key. It belongs in the file of a neighbourhood",
            "portal.toml, line 6, plugins: unknown key. It belongs in the file of a neighbourhood",
        ],
    )
    assert not found.problems


def test_what_is_stored_of_a_file_is_read_back_as_it_was(tmp_path):
    found = load(SHIPPED, languages=dict(settings.LANGUAGES))
    for slug, site in found.neighbourhoods.items():
        assert NeighbourhoodConfig.from_snapshot(slug, site.snapshot()) == site
        assert not {"slug", "was"} & set(site.snapshot())
    assert PortalConfig.from_snapshot(found.portal.snapshot()) == found.portal


def test_what_another_version_stored_is_read_as_far_as_it_is_understood():
    stored = {
        "name": "Partti",
        "languages": ["fi", 5, "sv"],
        "hostname": "Old_Host",
        "state": "asleep",
        "place": {"latitude": "north", "municipality": "Mikkeli", "height": 3},
        "theme": "pihlaja",
        "fallback": {"sv": 1},
        "plugins": [],
        "later": {"a": 1},
    }
    site = NeighbourhoodConfig.from_snapshot("partti", stored)
    assert (site.name, site.languages, site.hostname, site.state) == ("Partti", ("fi", "sv"), "Old_Host", "active")
    assert (site.place.municipality, site.place.latitude, site.theme.name) == ("Mikkeli", None, "pihlaja")
    assert (site.fallback, site.plugins) == ({}, {})
    assert NeighbourhoodConfig.from_snapshot("partti", {}).languages
    assert NeighbourhoodConfig.from_snapshot("partti", None).name == "partti"
    assert PortalConfig.from_snapshot({"people": [], "name": None}).name
