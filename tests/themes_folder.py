"""A folder of themes that a test changes, and what must hold for every theme: the contract that `starttheme` keeps too."""

import re
import shutil

from django.template import engines
from django.test import Client

from neighbourhoods import contrast, current, themes
from neighbourhoods.theme_files import read_theme

PAGES = {"home": "/fi/", "info page": "/fi/mukaan/", "search": "/fi/etsi/?q=asukas", "page not found": "/fi/ei-ole/"}
# what shows a page wrongly in a language that is written from the right
PHYSICAL = re.compile(r"\b(?:(?:margin|padding|border)-(?:left|right|top|bottom)|float|(?:^|[{;\s])(?:left|right|width|height)\s*:)")


def forget():
    """As a process that has just started."""
    for remembered in (themes.installed_themes, themes._built, themes._code, themes._look, themes.core_css):
        remembered.cache_clear()
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


def copied(tmp_path, settings):
    """For a fixture: a folder of the test's own with the themes that ship."""
    folder = tmp_path / "themes"
    shutil.copytree(settings.ROOT / "themes", folder)
    settings.THEMES_FOLDER = folder
    forget()
    yield folder
    forget()


def wear(row, name, **tokens):
    """The neighbourhood wears this theme, as if its file said so."""
    row.config["theme"] = {"name": name, **tokens}
    row.save()
    current.changed(row.pk)


def keeps_its_contract(folder):
    """Everything that a theme's folder alone shows. `folder` is a Path."""
    theme, sentences = read_theme(folder)
    assert sentences == []
    for values in theme.merged({}, {}):
        assert contrast.failures(values) == []
    assert not PHYSICAL.search(theme.css), "logical properties only"
    for file in (folder / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        engines["django"].from_string(text)
        assert " style=" not in text and "<style" not in text and "<script" not in text, file
        for name in re.findall(r"{% static '([^']+)' %}", text):
            assert name.startswith(f"themes/{folder.name}/") and (folder / "static" / name.split("/", 2)[2]).is_file(), name


def dresses_every_page(row, name):
    """The neighbourhood's pages in that theme, which is installed: each is served whole."""
    wear(row, name)
    reader = Client(headers={"host": f"{row.slug}.localhost:8000"})
    for kind, path in PAGES.items():
        page = reader.get(path)
        assert page.status_code == (404 if kind == "page not found" else 200), kind
        assert f'data-theme="{name}"' in page.text and 'class="ridge"' in page.text, kind
        style = re.search(r'href="(/theme\.css\?v=\w+)"', page.text).group(1)
        answer = reader.get(style)
        assert "immutable" in answer["Cache-Control"] and "--accent:" in answer.text
