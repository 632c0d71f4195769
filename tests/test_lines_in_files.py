"""The keeper is led to the right line, however the file is written."""

import random
import tomllib

import pytest

from neighbourhoods.config.lines import Lines

WRITTEN_IN_EVERY_WAY = '''# a comment with = and [brackets]
name = "a # that is no comment" # and one that is

also = [
  "one.example",  # a comment with a ] in it
  # a line between

  "two.example",
  [ "deep",
    "deeper" ],
]
theme = { name = "pihlaja", tokens = { accent = "#0b6e4f", "on accent" = "#fff" } }
place.latitude = 61.7
place . "longi\\u0074ude" = 27
when = 1979-05-27 07:32:00
long = """
name = "not a key"
[not a table]
""\\" still inside """
raw = \'\'\'
also = 'not a key'\'\'\'
quoted = "\\" = [" # "

[people]
steward = 'a\\'
[ plugins . "ev ents" ]
horizon = 1
[plugins.news.nested]
a.b.c = 1
[[many]]
x = 1
[[many]]
x = 2
[many.inner]
y = 3
'''
PLACES = {
    ("name",): 2,
    ("also",): 4,
    ("also", 0): 5,
    ("also", 1): 8,
    ("also", 2): 9,
    ("also", 2, 1): 10,
    ("theme",): 12,
    ("theme", "tokens", "accent"): 12,
    ("theme", "tokens", "on accent"): 12,
    ("place",): 13,
    ("place", "latitude"): 13,
    ("place", "longitude"): 14,
    ("when",): 15,
    ("long",): 16,
    ("raw",): 20,
    ("quoted",): 22,
    ("people",): 24,
    ("people", "steward"): 25,
    ("plugins", "ev ents"): 26,
    ("plugins", "ev ents", "horizon"): 27,
    ("plugins", "news"): 28,
    ("plugins", "news", "nested", "a", "b", "c"): 29,
    ("many",): 30,
    ("many", 0, "x"): 31,
    ("many", 1): 32,
    ("many", 1, "x"): 33,
    ("many", 1, "inner", "y"): 35,
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_key_is_found_on_its_line(line_end):
    text = WRITTEN_IN_EVERY_WAY.replace("\n", line_end)
    tomllib.loads(text)
    lines = Lines(text)
    assert {path: lines.line(path) for path in PLACES} == PLACES


def paths_of(value, path=()):
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths_of(inner, (*path, key))


def test_no_key_of_a_file_is_left_without_a_line():
    assert set(paths_of(tomllib.loads(WRITTEN_IN_EVERY_WAY))) == set(Lines(WRITTEN_IN_EVERY_WAY).at)


def test_a_key_that_is_missing_leads_to_the_table_that_lacks_it_and_else_to_no_line():
    lines = Lines('name = "a"\n[place]\nlatitude = 1.0\n')
    assert lines.line(("place", "longitude")) == 2
    assert lines.line(("languages",)) is None
    assert lines.line(()) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "a"\nlanguages = ["fi",\n"sv"\nstate = "active"\n', 2),
        ('name = "a"\n\ntheme = { name = "x"\n', 3),
        ('name = """a\n\nshort = "b"\n', 1),
        ('name = [["a"], ["b"\n', 1),
    ],
)
def test_a_bracket_that_never_ends_is_found_where_it_begins(text, line):
    assert Lines(text).open_since == line


def test_a_text_of_any_kind_is_read_without_an_error():
    chance = random.Random(1)
    pieces = [*"a=\"'[]{},.#\n\\ä 1\x00", '"""', "'''", "\\u", "[[", "]]", "\r\n"]
    for _ in range(5000):
        Lines("".join(chance.choices(pieces, k=chance.randint(1, 30))))


def test_what_tomllib_reads_is_found_whole_whatever_it_is():
    chance = random.Random(2)
    pairs = ["a = 1\n", 'b.c = "x"\n', "d = [1, [2], {e = 3}]\n", "f = {g.h = 'i'}\n", "# j\n", "\n"]
    pieces = [*pairs, "[t]\n", "[[u]]\n", "[t.k]\n", "[u.v]\n"]
    read = 0
    while read < 300:
        text = "".join(chance.sample(pieces, k=chance.randint(1, len(pieces))))
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        read += 1
        assert set(paths_of(data)) == set(Lines(text).at), text
