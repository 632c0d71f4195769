"""What people type finds what they mean: declined, in parts, without dots, in every language of the site."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest
from django.core.management import call_command
from django.utils import translation

from neighbourhoods import current
from neighbourhoods.details.forms import refused_words
from neighbourhoods.models import Details

from .search_ground import fewer_examples, look, with_dictionaries, write  # noqa: F401

pytestmark = pytest.mark.django_db

PAGES = {
    "talkoot": ("Syystalkoot pihalla", "Talkoot ovat lauantaina.", "/lintumaki/fi/"),
    "kirppis": ("Pihakirppis toukokuussa", "Tuo omat tavarasi.", "/lintumaki/fi/"),
    "katu": ("Koivukatu suljetaan", "Katu on kiinni viikon.", "/lintumaki/fi/"),
    "lapsi": ("Kerho", "Lapset leikkivät sisällä, kun sataa.", "/lintumaki/fi/"),
    "kokous": ("Asukasyhdistys", "Kokous pidetään kerhohuoneella.", "/lintumaki/fi/"),
    "saannot": ("Järjestyssäännöt", "Säännöt koskevat pihaa.", "/lintumaki/fi/"),
    "bok": ("Låna böcker", "Vi har böcker för barn.", "/lintumaki/sv/"),
    "madrasa": ("المدرسة الجديدة", "تفتح المدرسة يوم الاثنين.", "/lintumaki/ar/"),
    "dugsi": ("Dugsiga cusub", "Carruurta waxay tagaan dugsiga.", "/lintumaki/so/"),
}
PAIRS = [
    ("talkoissa", "talkoot"),
    ("kirppis", "kirppis"),
    ("pihakirppiksellä", "kirppis"),
    ("Koivukadulla", "katu"),
    ("kadulla", "katu"),
    ("lasten", "lapsi"),
    ("kokouksia", "kokous"),
    ("jarjestyssaannot", "saannot"),
    ("saannot", "saannot"),
    ("bok", "bok"),
    ("مدرسة", "madrasa"),
    ("المدرسه", "madrasa"),
    ("dugsi", "dugsi"),
]


@pytest.fixture
def pages(neighbourhoods, with_dictionaries, fewer_examples):
    return {name: write(*values[:2], under=values[2]) for name, values in PAGES.items()}


@pytest.mark.parametrize(("typed", "name"), PAIRS)
def test_a_reader_finds_the_page_that_is_meant(pages, look, typed, name):
    language = PAGES[name][2].split("/")[2]
    assert pages[name].title in look(typed, language=language)[:5]


@pytest.mark.parametrize(("typed", "name"), [("talkoissa", "talkoot"), ("kirppis", "kirppis"), ("مدرسة", "madrasa")])
def test_the_command_finds_the_same_as_the_page(pages, look, capsys, typed, name):
    language = PAGES[name][2].split("/")[2]
    call_command("search", typed, "--neighbourhood", "lintumaki", "--language", language, "--json")
    told = json.loads(capsys.readouterr().out)["hits"]
    assert [hit["title"] for hit in told] == look(typed, language=language)
    found = next(hit for hit in told if hit["title"] == pages[name].title)
    assert found["url"] == f"http://lintumaki.localhost:8000/{language}/{pages[name].slug}/"
    assert (found["language"], found["type"]) == (language, "page")


def test_the_command_prints_lines_for_people(pages, capsys):
    call_command("search", "syystalkoot", "--neighbourhood", "lintumaki")
    assert capsys.readouterr().out.startswith("Syystalkoot pihalla  http://lintumaki.localhost:8000/fi/")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--neighbourhood", "kuikkala"], "kuikkala"),
        (["--neighbourhood", "a\0b"], "lintumaki, partti"),
        (["--neighbourhood", "a\udcff"], "lintumaki, partti"),
        (["--neighbourhood", "lintumaki", "--language", "\udcff"], "Lintumäki"),
        (["--neighbourhood", "partti", "--language", "ar"], "Partti"),
        (["--neighbourhood", "partti", "--language", "\0"], "fi, sv"),
    ],
)
def test_the_command_tells_what_there_is_when_asked_for_what_there_is_not(db, arguments, told):
    with pytest.raises(Exception, match=told):
        call_command("search", "talkoot", *arguments)


def test_the_command_is_not_broken_by_bytes_that_are_no_text(pages, capsys):
    call_command("search", "\udcff talkoot \0 \udfff", "--neighbourhood", "lintumaki", "--json")
    assert json.loads(capsys.readouterr().out)["hits"]


def test_small_words_are_left_out_unless_there_is_nothing_else(look, fewer_examples):
    write("Sauna", "Lämmin on.")
    assert look("ja sauna että") == ["Sauna"]
    assert "Sauna" in look("on")


def test_a_page_called_so_comes_before_one_with_the_word_in_its_text(look, neighbourhoods):
    write("Muuta", "Tällä kertaa polttopuut ovat halpoja.")
    write("Vanhat polttopuut pois")
    write("Polttopuut")
    write("Uudempi", "Polttopuut ovat märkiä, polttopuut ovat märkiä.")
    assert look("polttopuut") == ["Polttopuut", "Vanhat polttopuut pois", "Uudempi", "Muuta"]


class TestOwnWords:
    @pytest.fixture(autouse=True)
    def words(self, neighbourhoods, with_dictionaries):
        row, _is_new = Details.objects.get_or_create(neighbourhood=neighbourhoods["lintumaki"])
        row.search_words = "Lintsi, Kuikkamäki, vanha ostari\nsekava rivi\nhima, koti"
        row.save()
        write("Kuikkamäellä aukeaa pyöräpaja")
        write("Vanhan ostarin seinä")

    def test_a_nickname_finds_the_place_however_it_is_declined(self, look):
        assert set(look("Lintsissä")) == {"Kuikkamäellä aukeaa pyöräpaja", "Vanhan ostarin seinä"}

    def test_a_phrase_finds_what_is_called_by_the_nickname(self, look):
        write("Lintsin kesä")
        assert "Lintsin kesä" in look("vanhalla ostarilla")

    def test_the_other_words_still_count(self, look):
        assert look("lintsi pyöräpaja") == ["Kuikkamäellä aukeaa pyöräpaja"]

    def test_they_are_of_one_neighbourhood_alone(self, look):
        write("Kuikkamäen retki", under="/partti/fi/")
        assert look("Lintsissä", slug="partti") == []

    def test_nothing_has_to_be_indexed_again(self, look, neighbourhoods):
        Details.objects.filter(neighbourhood=neighbourhoods["lintumaki"]).update(search_words="")
        current.forget_everything()
        assert look("Lintsissä") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lintsi, Lintumäki\n\nhima, koti, kämppä", []),
        ("Lintsi", ["“Lintsi” needs two words or more"]),
        ("Lintsi,\n* , +", ["“Lintsi,” needs two words or more", "“* , +” needs two words or more"]),
        ("a, b, c, d, e, f, g", ["“a, b, c, d, e, f, g” is too long"]),
        ("hima, yksi kaksi kolme neljä", ["is too long"]),
        ("a, b\n" * 41, ["40 lines at most. Now there are 41."]),
    ],
)
def test_a_mistake_in_the_own_words_is_told_with_its_line(text, told):
    with translation.override("en"):
        errors = list(refused_words(text))
    assert len(errors) == len(told) and all(one in error for one, error in zip(told, errors, strict=True))
