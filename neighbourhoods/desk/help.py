"""Help for volunteers: short pages that are shipped as files, and one sheet of paper for somebody who has just begun.

A page is a file NAME.LANGUAGE.md in `help_pages/`, of the desk or of a plugin; a plugin's are shown where it is on. In front of its text it
says its title, its place in the list (`order`) and what it is about in one line (`summary`). `sheet` are the steps that the sheet of paper
shows of it. A link is `page:NAME` for another page of help, `view:NAME` for a page of the desk.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from django.http import Http404
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from wagtail import hooks

from .. import addresses, registry
from ..languages.links import direction
from . import front, shell
from .team_views import qr_code

FOLDER = "help_pages"
# what is read where nobody has written the page in the language of the person
WRITTEN = "fi"
SHEET = "sheet"
LINK = re.compile(r'href="(page|view):([\w-]+)"')
# Whom to ask: more names than this are none.
MOST = 2


@dataclass(frozen=True)
class HelpPage:
    """`front` is all that stands in front of the text."""

    slug: str
    language: str
    front: dict = field(repr=False)
    text: str = field(repr=False)

    @property
    def title(self):
        return self.front["title"]

    @property
    def summary(self):
        return self.front.get("summary", "")

    @property
    def order(self):
        return self.front.get("order", 50)

    @property
    def direction(self):
        return direction(self.language)

    def html(self, query=""):
        """`query` is what every link to the desk ends in."""
        return LINK.sub(lambda found: f'href="{address(*found.groups())}{query}"', MarkdownIt().render(self.text))


def address(kind, name):
    return reverse("desk_help_page", args=[name]) if kind == "page" else reverse(name)


@cache
def read(folder):
    """{slug: {language: HelpPage}} of the files in a folder; files change with the code."""
    found = {}
    for file in sorted(Path(folder).glob("*.md")):
        _nothing, front, text = file.read_text(encoding="utf-8").split("---\n", 2)
        slug, language = file.stem.split(".")
        found.setdefault(slug, {})[language] = HelpPage(slug, language, yaml.safe_load(front), text)
    return found


def own():
    return read(str(Path(__file__).parent / FOLDER))


def best(versions):
    return versions.get(translation.get_language()) or versions[WRITTEN]


def pages(record):
    """[HelpPage] of what there is in this neighbourhood, in the order of reading."""
    found = [best(versions) for slug, versions in own().items() if slug != SHEET]
    for plugin in registry.enabled(record):
        found += registry.safely(plugin, "help", lambda plugin=plugin: [best(one) for one in read(f"{plugin.path}/{FOLDER}").values()])
    return sorted(found, key=lambda page: (page.order, page.slug))


@require_safe
@shell.of_a_member
def index(request, record):
    return shell.show(request, record, "neighbourhoods/desk/help.html", {"pages": pages(record)}, title=_("Help"))


@require_safe
@shell.of_a_member
def one(request, record, page):
    listed = pages(record)
    at = next((number for number, found in enumerate(listed) if found.slug == page), None)
    if at is None:
        raise Http404
    context = {
        "page": listed[at],
        "html": listed[at].html(f"?neighbourhood={record.slug}"),
        "before": listed[at - 1] if at else None,
        "after": listed[at + 1] if at + 1 < len(listed) else None,
    }
    return shell.show(request, record, "neighbourhoods/desk/help_page.html", context, title=listed[at].title)


@require_safe
@shell.of_a_member
def sheet(request, record):
    """One side of A4: how to sign in, how to write, how to take it back, whom to ask."""
    written = best(own()[SHEET])
    desk = f"{addresses.portal_url()}{reverse('desk')}"
    context = {
        "sheet": written,
        "text": written.front,
        "steps": next((page for page in pages(record) if page.front.get("sheet")), None),
        "desk": desk.partition("://")[2].rstrip("/"),
        "site_host": record.root_url.partition("://")[2],
        "code": qr_code(f"{desk}?neighbourhood={record.slug}"),
        "people": front.coordinators(request.user, record)[:MOST],
        "facts": record.facts,
        "keeper": front.keeper(),
    }
    return shell.show(request, record, "neighbourhoods/desk/sheet.html", context, title=written.title)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("desk/help/", index, name="desk_help"),
        path("desk/help/sheet/", sheet, name="desk_sheet"),
        path("desk/help/<slug:page>/", one, name="desk_help_page"),
    ]
