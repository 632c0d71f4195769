"""A folder of neighbourhood files that a test writes and reads, without a database."""

from pathlib import Path

from django.utils import translation

from neighbourhoods.config import loader
from neighbourhoods.theme_files import read_theme

PORTAL = 'name = "Pihapiiri"\nhostname = "pihapiiri.example.fi"\nlanguages = ["fi", "sv", "en"]\n'
NAME = 'name = "Partti"\n'
LANGUAGES = 'languages = ["fi", "fi-simple", "sv", "en"]\n'
GOOD = NAME + LANGUAGES

KNOWN_LANGUAGES = {"fi": "Suomi", "fi-simple": "Selkosuomi", "sv": "Svenska", "en": "English", "so": "Soomaali"}
THEMES = {name: read_theme(Path(__file__).parent.parent / "themes" / name)[0] for name in ("pihlaja", "laituri")}


def write(folder, files):
    """Files by name, text or bytes; a portal.toml that is in order unless the test writes its own."""
    folder.mkdir(exist_ok=True)
    for name, content in {"portal.toml": PORTAL, **files}.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def load(folder, files=None, *, languages=KNOWN_LANGUAGES, themes=THEMES, plugins=None):
    if files is not None:
        write(folder, files)
    return loader.load(folder, languages=languages, themes=themes, plugins=plugins or {})


def said(found, language):
    """All that a keeper with this language is told, portal first."""
    with translation.override(language):
        return [str(problem) for problem in (*found.portal_problems, *found.problems)]


def assert_told(found, fi, en):
    """What is told is exactly this; one sentence or a list of them."""
    assert said(found, "en") == ([en] if isinstance(en, str) else en)
    assert said(found, "fi") == ([fi] if isinstance(fi, str) else fi)
