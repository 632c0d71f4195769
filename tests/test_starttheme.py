"""`manage.py starttheme NAME` makes a theme that works before anybody has changed a word of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from neighbourhoods import themes
from neighbourhoods.management.commands import starttheme

from . import themes_folder


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield from themes_folder.copied(tmp_path, settings)


def start_theme(name):
    out = StringIO()
    call_command("starttheme", name, stdout=out)
    themes_folder.forget()
    return out.getvalue()


@pytest.mark.django_db
def test_what_it_makes_keeps_the_contract_of_themes_untouched(folder, neighbourhoods):
    start_theme("oma-teema")
    themes_folder.keeps_its_contract(folder / "oma-teema")
    themes_folder.dresses_every_page(neighbourhoods["partti"], "oma-teema")
    assert themes.installed_themes()["oma-teema"].label == "Oma teema"


@pytest.mark.django_db
def test_its_templates_and_style_are_worn_by_who_names_it_and_by_nobody_else(folder, neighbourhoods, visit):
    start_theme("oma")
    themes_folder.wear(neighbourhoods["partti"], "oma")
    drawing = "M600 322v-82l50-44"
    assert drawing in visit("partti").get("/fi/").text and drawing not in visit("lintumaki").get("/fi/").text
    assert "--accent:#573da0" in visit("partti").get("/theme.css").text
    assert visit("partti").get("/styleguide/").status_code == 200


def test_it_says_what_comes_next(folder):
    assert start_theme("oma").splitlines() == [
        f"Made: {folder}/oma",
        'To see it, write in a file of sites/: theme = { name = "oma" }',
        "Then: python3 manage.py start",
        "Every part of it alone is at /styleguide/. What can be changed is in docs/themes.md.",
    ]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Oma", "oma"),
        ("oma teema", "oma-teema"),
        ("Mäki", "maki"),
        ("9", "theme-9"),
        ("../oma", "oma"),
        ("a" * 51, "a" * 50),
    ],
)
def test_a_name_that_cannot_be_is_told_with_one_that_can(folder, name, better):
    before = sorted(folder.iterdir())
    with pytest.raises(CommandError, match=f"cannot be the name of a theme.* starttheme {better}$"):
        call_command("starttheme", name)
    assert sorted(folder.iterdir()) == before


def test_a_folder_that_is_there_is_left_as_it_is(folder):
    before = (folder / "laituri/theme.toml").read_text()
    with pytest.raises(CommandError, match="laituri is already there. Choose another name or remove it."):
        call_command("starttheme", "laituri")
    assert (folder / "laituri/theme.toml").read_text() == before


def test_nothing_is_left_of_a_theme_that_could_not_be_made_whole(folder, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    before = sorted(folder.iterdir())
    monkeypatch.setattr(starttheme.Path, "write_text", full)
    with pytest.raises(OSError):
        call_command("starttheme", "oma")
    assert sorted(folder.iterdir()) == before


def test_it_helps_while_another_theme_is_broken(folder):
    (folder / "laituri/theme.toml").write_text("name = 5")
    themes_folder.forget()
    start_theme("oma")
    assert (folder / "oma/theme.toml").is_file()
