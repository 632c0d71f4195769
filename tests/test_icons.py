"""Icon, manifest and offline page of every site, in its own colours."""

import io
import json

import pytest
from PIL import Image

from neighbourhoods import current

pytestmark = pytest.mark.django_db
PATHS = (
    "/icon.svg",
    "/favicon.ico",
    "/icon-180.png",
    "/icon-192.png",
    "/icon-512.png",
    "/apple-touch-icon.png",
    "/manifest.webmanifest",
    "/sw.js",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("slug", ["lintumaki", None])
def test_every_site_has_them(visit, path, slug):
    answer = visit(slug).get(path)
    assert answer.status_code == 200 and not answer.cookies


@pytest.mark.parametrize("path", ["/icon-100000.png", "/icon-0.png", "/icon-x.png"])
def test_only_the_sizes_that_are_used_are_drawn(visit, path):
    assert visit("lintumaki").get(path).status_code in (302, 404)


@pytest.mark.parametrize("size", [180, 192, 512])
def test_a_picture_has_its_size_and_no_see_through_corner(visit, size):
    picture = Image.open(io.BytesIO(visit("lintumaki").get(f"/icon-{size}.png").content))
    assert picture.size == (size, size) and picture.mode == "RGB"


def test_they_follow_the_colours_of_the_file(visit, neighbourhoods):
    before = visit("lintumaki").get("/icon.svg").content, visit("lintumaki").get("/icon-192.png").content
    row = neighbourhoods["lintumaki"]
    row.config["theme"] = {"name": "pihlaja", "tokens": {"brick": "#123456"}}
    row.save()
    current.changed(row.pk)
    after = visit("lintumaki").get("/icon.svg").content, visit("lintumaki").get("/icon-192.png").content
    assert b"#123456" in after[0] and before[0] != after[0] and before[1] != after[1]
    assert visit("partti").get("/icon.svg").content == before[0]


def test_what_the_pages_name_may_be_kept_for_a_year(visit):
    reader = visit("lintumaki")
    page = reader.get("/fi/").text
    address = page.split('rel="icon" href="')[1].split('"')[0]
    assert "immutable" in reader.get(address)["Cache-Control"]
    assert "immutable" not in reader.get("/icon.svg")["Cache-Control"]


def test_the_manifest_names_the_site_and_pictures_that_are_there(visit):
    reader = visit("partti")
    data = json.loads(reader.get("/manifest.webmanifest").content)
    assert (data["name"], data["lang"], data["start_url"]) == ("Partti", "fi", "/")
    for icon in data["icons"]:
        assert reader.get(icon["src"]).status_code == 200


def test_the_worker_is_asked_for_anew_and_changes_with_the_style(visit, neighbourhoods):
    reader = visit("lintumaki")
    before = reader.get("/sw.js")
    assert before["Cache-Control"] == "no-cache" and "/admin" not in before.text.split("NEVER")[0]
    row = neighbourhoods["lintumaki"]
    row.config["theme"] = {"name": "pihlaja", "tokens": {"accent": "#123456"}}
    row.save()
    current.changed(row.pk)
    assert reader.get("/sw.js").text != before.text


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_the_offline_page_is_there_in_each_language(visit, language):
    page = visit("lintumaki").get(f"/{language}/offline/")
    assert page.status_code == 200 and f'lang="{language}"' in page.text


def test_the_styleguide_shows_icons_and_colours(visit):
    page = visit("lintumaki").get("/styleguide/")
    assert page.status_code == 200 and "--on-accent" in page.text and "calendar" in page.text
