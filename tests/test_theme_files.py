"""A theme with a mistake is told with its file, its key and what to do, and stops the start."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from neighbourhoods import themes
from neighbourhoods.theme_files import read_theme

from . import themes_folder

TOML = (django_settings.ROOT / "themes/laituri/theme.toml").read_text(encoding="utf-8")
ACCENT, RADIUS = 'accent = "#0a568a"', 'radius = "0px"'


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path, settings):
    yield from themes_folder.copied(tmp_path, settings)


def told(tmp_path, text, name="koe"):
    """What is said of a theme whose theme.toml is this; bytes or text."""
    folder = tmp_path / "themes" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    theme, sentences = read_theme(folder)
    assert (theme is None) == bool(sentences)
    return [sentence.removeprefix(f"themes/{name}/theme.toml, ").removeprefix(f"themes/{name}/theme.toml: ") for sentence in sentences]


BROKEN = {
    "an unknown token": ((ACCENT, f'{ACCENT}\nakcent = "#000"'), ["tokens.akcent: unknown key. Did you mean “accent”?"]),
    "a token that is missing": ((ACCENT, ""), ['tokens.accent: is missing. Write it like this: accent = "#0b6e4f"']),
    "a bad colour": ((ACCENT, 'accent = "blue"'), ['tokens.accent: is not a colour. Write it like this: accent = "#0b6e4f"']),
    "a value that is no text": (
        (ACCENT, "accent = 5"),
        ['tokens.accent: must be text in quotation marks. Write it like this: accent = "#0b6e4f"'],
    ),
    "a brace": ((RADIUS, 'radius = "0px}"'), ["tokens.radius: “}” does not belong here. Remove it"]),
    "an address": ((RADIUS, 'radius = "url(x)"'), ["tokens.radius: “url(” does not belong here. Remove it"]),
    "a dark token that is unknown": (("[dark]", '[dark]\nmutd = "#000"'), ["dark.mutd: unknown key. Did you mean “muted”?"]),
    "a token above the tables": (
        ("[tokens]", f"{ACCENT}\n[tokens]"),
        ["accent: unknown key. It belongs in the table [tokens]"],
    ),
    "an unknown table": (("[dark]", "[drak]"), ["drak: unknown key. Did you mean “dark”?"]),
    "no name": (('name = "Laituri"', ""), ['name: is missing. Write it like this: name = "Koe"']),
    "a name that is no text": (('name = "Laituri"', "name = 5"), ['name: is missing. Write it like this: name = "Koe"']),
    "tokens that are no table": ((TOML, 'name = "A"\ntokens = 5'), ["tokens: must be a table. Write it like this: [tokens]"]),
    "no tokens": ((TOML, 'name = "A"'), ["tokens: must be a table. Write it like this: [tokens]"]),
    "a ring of references": (
        ('soft = "#d8ebf6"', 'soft = "var(--happening)"'),
        [
            'tokens.soft: refers to itself by way of others. Write it like this: soft = "#0b6e4f"',
            'tokens.happening: refers to itself by way of others. Write it like this: happening = "#0b6e4f"',
        ],
    ),
    "a reference to another kind": (
        ('happening = "var(--soft)"', 'happening = "var(--radius)"'),
        ["tokens.happening: “radius” is no other token of this kind. Did you mean “raised”?"],
    ),
    "text that is too pale": (
        ('muted = "#455e76"', 'muted = "#8899aa"'),
        ["tokens.muted: the contrast of muted on asking is 2.31, at least 4.5 is needed. This is enough: muted = "],
    ),
    "dark text that is too dark": (
        ('link = "#a2d8f9"', 'link = "#225577"'),
        ["dark.link: the contrast of link on asking is "],
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_told_with_its_key_and_a_cure(tmp_path, kind):
    (old, new), sentences = BROKEN[kind]
    assert old in TOML
    found = told(tmp_path, TOML.replace(old, new, 1))
    assert len(found) == len(sentences)
    for one, begins in zip(found, sentences, strict=True):
        assert one.startswith(begins), one


def test_all_mistakes_are_told_at_once(tmp_path):
    text = TOML.replace(ACCENT, 'accent = "blue"').replace(RADIUS, "").replace('name = "Laituri"', "")
    assert [sentence.split(":")[0] for sentence in told(tmp_path, text)] == ["name", "tokens.accent", "tokens.radius"]


def test_a_file_that_is_no_toml_is_told_with_the_line(tmp_path):
    (sentence,) = told(tmp_path, TOML.replace(ACCENT, "accent = blue"))
    assert re.fullmatch(r"cannot be read: .*line 12.*\. Write the line anew", sentence)


def test_a_file_that_is_not_in_utf_8_or_no_file_is_told(tmp_path):
    assert told(tmp_path, b'name = "\xe4"') == ["the file is not in UTF-8. Save it as UTF-8"]
    folder = tmp_path / "themes" / "toinen"
    (folder / "theme.toml").mkdir(parents=True)
    assert [sentence.split(":")[0] for sentence in read_theme(folder)[1]] == ["themes/toinen/theme.toml"]


def test_a_folder_whose_name_no_address_can_hold_is_told(tmp_path):
    (sentence,) = told(tmp_path, TOML, name="Oma teema")
    assert "this cannot be the name of a theme. Rename the folder" in sentence


def test_dark_need_not_repeat_what_it_does_not_change(tmp_path):
    assert told(tmp_path, TOML.replace('focus = "#ffffff"\n', 'focus = "#ffffff"\nradius = "3px"\n', 1)) == []
    folder = tmp_path / "themes" / "koe"
    _light, dark = read_theme(folder)[0].merged({}, {})
    assert dark["measure"] == "40rem" and dark["radius"] == "3px"


def test_one_broken_theme_is_told_by_every_use_of_themes_with_all_others(folder):
    (folder / "laituri/theme.toml").write_text(TOML.replace(ACCENT, 'accent = "blue"'))
    shutil.copytree(folder / "laituri", folder / "kolmas")
    themes_folder.forget()
    with pytest.raises(ImproperlyConfigured) as stopped:
        themes.installed_themes()
    assert [line.split(":")[0] for line in str(stopped.value).splitlines()] == [
        "themes/kolmas/theme.toml, tokens.accent",
        "themes/laituri/theme.toml, tokens.accent",
    ]


def test_an_install_without_the_default_theme_says_what_to_do(folder):
    shutil.rmtree(folder / "pihlaja")
    themes_folder.forget()
    with pytest.raises(ImproperlyConfigured, match="The theme pihlaja is missing. Fetch the whole program again."):
        themes.installed_themes()


def test_what_is_no_theme_is_passed_over(folder):
    (folder / "laituri/theme.toml").rename(folder / "laituri/theme.txt")
    shutil.copytree(folder / "pihlaja", folder / ".half")
    (folder / "README.md").write_text("")
    themes_folder.forget()
    assert list(themes.installed_themes()) == ["pihlaja"]


def test_a_broken_theme_stops_the_start_with_one_sentence_and_its_cure(tmp_path):
    """In a copy of the code, since the theme is a part of it."""
    root = tmp_path / "copy"
    left_out = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in ("neighbourhoods", "themes", "sites", "plugins"):
        if (django_settings.ROOT / name).exists():
            shutil.copytree(django_settings.ROOT / name, root / name, ignore=left_out)
    shutil.copy(django_settings.ROOT / "manage.py", root)
    file = root / "themes/laituri/theme.toml"
    file.write_text(TOML.replace(ACCENT, 'accent = "blue"'))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIHAPIIRI_", "DATABASE", "REDIS", "PYTHONPATH"))}
    environment = {**kept, "PIHAPIIRI_VENV": "off", "PIHAPIIRI_VAR": str(tmp_path / "var"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "manage.py", "start", "--port", "18997"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 1
    assert done.stderr.strip() == 'themes/laituri/theme.toml, tokens.accent: is not a colour. Write it like this: accent = "#0b6e4f"'
    assert not (tmp_path / "var/db.sqlite3").exists()
