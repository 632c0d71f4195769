"""A third neighbourhood beside the two that ship: Swedish first, then Finnish. And what many tests ask of a page."""

import re

from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, InfoPage

EKUDDEN = """
name = "Ekudden"
hostname = "ekudden.example.fi"
languages = ["sv", "fi"]

[place]
municipality = "Raseborg"

[plugins]
"""


def add_ekudden(sites):
    """Its file, applied: home pages in Swedish and Finnish, and one page that is only in Swedish."""
    (sites / "ekudden.toml").write_text(EKUDDEN, encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    write("ekudden", "sv", "evenemang", "Evenemang", lead="Vad som händer i Ekudden.")


def home(site, code):
    return HomePage.objects.get(url_path=f"/{site}/{code}/")


def write(site, code, slug, title, *, above="", **fields):
    """A published page; `above` is the path of the page above it, `translation_of` another version of the same page."""
    parent = InfoPage.objects.get(url_path=f"/{site}/{code}/{above}") if above else home(site, code)
    if original := fields.pop("translation_of", None):
        fields["translation_key"] = original.translation_key
    page = InfoPage(title=title, slug=slug, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return InfoPage.objects.get(pk=page.pk)


def of_html(page):
    """(lang, dir) of the frame: the reader's language."""
    return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', page.text).groups()


def of_main(page):
    """(lang, dir) of the content."""
    return re.search(r'<main [^>]*lang="([\w-]+)" dir="(\w+)">', page.text).groups()


def before_main(page):
    return page.text.split("<main ")[0]


def inside_main(page):
    return page.text.split("<main ")[1].split("</main>")[0]


def canonical(page):
    return re.search(r'<link rel="canonical" href="([^"]+)">', page.text).group(1)


def hreflangs(page):
    return re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', page.text)


def switch(page):
    """[(code, href, attributes, what follows the link)] of the language list."""
    listed = page.text.split('<details class="switch">')[1].split("</details>")[0]
    found = re.findall(r'<li><a href="([^"]+)" lang="([\w-]+)"([^>]*)>[^<]*</a>(.*?)</li>', listed, re.DOTALL)
    return [(code, href, attributes, after) for href, code, attributes, after in found]
