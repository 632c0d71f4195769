"""Pages to search for, and readers who search."""

import json
import os
from pathlib import Path

import pytest
from wagtail.models import Page

from neighbourhoods.models import InfoPage
from neighbourhoods.search import dictionaries, tokens


def write(title, text="", under="/lintumaki/fi/", model=InfoPage, **fields):
    """A published page, right below a home page."""
    parent = Page.objects.get(url_path=under)
    body = json.dumps([{"type": "text", "value": f"<p>{text}</p>"}]) if text else ""
    number = Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
    page = model(title=title, slug=f"sivu-{number}", locale=parent.locale, body=body, **fields)
    parent.add_child(instance=page)
    return page


@pytest.fixture
def fewer_examples(neighbourhoods):
    """The methods that ship, and trials, speak of most of what one looks for: hidden, so that a page that is meant stands out."""
    for page in Page.objects.filter(url_path__regex="/(menetelmat|kokeilut)/.", live=True).specific():
        page.unpublish()


@pytest.fixture
def look(visit):
    """look("talkoot") gives the titles of what a reader finds; look.page is the page of it."""

    def find(typed, slug="lintumaki", language="fi", **parameters):
        find.page = visit(slug).get(f"/{language}/etsi/", {"q": typed, **parameters})
        assert find.page.status_code == 200
        return [hit["title"] for hit in find.page.context["hits"]]

    return find


@pytest.fixture
def with_dictionaries(monkeypatch):
    """The dictionaries in use, made once for all processes of a run; else forms are those of stems and rules alone."""
    if "PIHAPIIRI_DICTIONARIES" not in os.environ:
        monkeypatch.setenv("PIHAPIIRI_DICTIONARIES", str(Path(os.environ["PIHAPIIRI_TESTS"]) / "dictionaries"))
    said = []
    if not dictionaries.build(say=said.append):
        pytest.skip(said[-1])
    tokens.forget()
    yield
    tokens.forget()
