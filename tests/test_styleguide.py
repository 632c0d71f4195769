"""Every part of the look alone, for those who make themes; readers never meet it."""

import pytest
from django.test import Client

from neighbourhoods import themes
from neighbourhoods.styleguide import ARTS
from neighbourhoods.templatetags.look import icons

pytestmark = pytest.mark.django_db
PARTS = ("btn", "tag", "notice", "urgent", "card", "hood", "panel", "facts", "people", "rooms", "quote", "links", "pager", "crumbs")
FORMS = ("form", "field", "field bad", "hint", "err", "summary", "form inline")


@pytest.fixture
def page(visit):
    answer = visit("lintumaki").get("/styleguide/")
    assert answer.status_code == 200
    return answer.text


def test_it_is_on_the_portal_too_and_on_no_strange_host(visit):
    assert visit().get("/styleguide/").status_code == 200
    assert visit(host="unknown.example").get("/styleguide/").status_code == 404


def test_it_is_not_there_in_production(settings):
    settings.PRODUCTION = True
    for host in ("lintumaki.example.fi", "pihapiiri.example.fi"):
        answer = Client(headers={"host": host}).get("/styleguide/", secure=True, follow=True)
        assert answer.status_code == 404 and "Styleguide" not in answer.text


def test_every_token_is_shown_with_its_value(page, neighbourhoods):
    _theme, light, _dark = themes.merged(neighbourhoods["lintumaki"].config)
    for name, value in light.items():
        assert f">{name}<" in page, name
        if value.startswith("#"):
            assert f'fill="var(--{name})"' in page and value in page


def test_the_colours_are_those_of_the_site(visit, neighbourhoods):
    from neighbourhoods import current

    row = neighbourhoods["lintumaki"]
    row.config["theme"] = {"name": "pihlaja", "tokens": {"berry": "#123456"}}
    row.save()
    current.changed(row.pk)
    assert "#123456" in visit("lintumaki").get("/styleguide/").text
    assert "#123456" not in visit("partti").get("/styleguide/").text


@pytest.mark.parametrize("name", PARTS + FORMS)
def test_every_part_is_shown(page, name):
    classes = [piece.split('"', 1)[0] for piece in page.split('class="')[1:]]
    assert any(set(name.split()) <= set(one.split()) for one in classes)


def test_every_icon_and_drawing_is_shown_with_its_name(page):
    for name in icons():
        assert f"</svg> {name}</li>" in page
    for name, count in ARTS.items():
        for number in range(count):
            assert f"<b>{name}{f', number {number}' if number else ''}</b>" in page


def test_several_drawings_of_a_kind_are_not_the_same_one(page):
    drawn = [piece.rsplit("<li>", 1)[1] for piece in page.split("<b>place_art")[:-1]]
    assert len(drawn) == len(set(drawn)) == ARTS["place_art"]


def test_it_has_no_inline_style(page):
    assert " style=" not in page and "<style" not in page
