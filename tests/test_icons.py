"""Icon, manifest and offline page of every site, in its own colours."""

import io
import json

import pytest
from PIL import Image

from neighbourhoods import current, icons
from neighbourhoods.models import Details

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
    other = visit("partti").get("/icon.svg").content
    row = neighbourhoods["lintumaki"]
    row.config["theme"] = {"name": "pihlaja", "tokens": {"brick": "#123456"}}
    row.save()
    current.changed(row.pk)
    after = visit("lintumaki").get("/icon.svg").content, visit("lintumaki").get("/icon-192.png").content
    assert b"#123456" in after[0] and before[0] != after[0] and before[1] != after[1]
    assert visit("partti").get("/icon.svg").content == other


def test_what_the_pages_name_may_be_kept_for_a_year(visit):
    reader = visit("lintumaki")
    page = reader.get("/fi/").text
    address = page.split('rel="icon" href="')[1].split('"')[0]
    assert "immutable" in reader.get(address)["Cache-Control"]
    assert "immutable" not in reader.get("/icon.svg")["Cache-Control"]
    # its name may change while its look stays
    assert "immutable" not in reader.get(page.split('rel="manifest" href="')[1].split('"')[0])["Cache-Control"]


@pytest.mark.parametrize("path", PATHS[:-1])
def test_what_a_phone_has_is_not_sent_again(visit, path):
    reader = visit("lintumaki")
    first = reader.get(path)
    again = reader.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"") and again["Cache-Control"] == first["Cache-Control"]
    assert reader.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_strange_host_has_none_of_them(visit, path):
    assert visit(host="unknown.example").get(path).status_code == 404


def test_the_small_picture_is_one_that_every_browser_reads(visit):
    picture = Image.open(io.BytesIO(visit("lintumaki").get("/favicon.ico").content))
    assert (picture.format, picture.size) == ("ICO", (32, 32))


def test_a_phone_may_cut_the_picture_to_a_circle_and_loses_nothing_of_it(visit):
    picture = Image.open(io.BytesIO(visit("lintumaki").get("/icon-512.png").content))
    ground, radius = picture.getpixel((0, 0)), 512 * 0.4
    outside = [(x, y) for x in range(0, 512, 4) for y in range(0, 512, 4) if (x - 256) ** 2 + (y - 256) ** 2 > radius**2]
    assert {picture.getpixel(place) for place in outside} == {ground}
    assert picture.getpixel((256, 330)) != ground


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Partti", "Partti"),
        ("Kotimäen asukkaat", "Kotimäen"),
        ("Itä ja Länsi yhdessä", "Itä ja Länsi"),
        ("Kaupunginlahdenranta", "Kaupunginlah"),
    ],
)
def test_the_name_under_an_icon_is_of_whole_words_when_they_fit(name, shown):
    assert icons.short(name) == shown


def test_the_manifest_names_the_site_and_pictures_that_are_there(visit):
    reader = visit("partti")
    data = json.loads(reader.get("/manifest.webmanifest").content)
    assert (data["name"], data["lang"], data["start_url"]) == ("Partti", "fi", "/")
    for icon in data["icons"]:
        assert reader.get(icon["src"]).status_code == 200
    assert "maskable" in [icon.get("purpose") for icon in data["icons"]]


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


def test_the_offline_page_does_not_keep_what_was_urgent_once(visit, neighbourhoods):
    Details.objects.filter(neighbourhood=neighbourhoods["lintumaki"]).update(notice="Vesi poikki", notice_until=None)
    current.changed(neighbourhoods["lintumaki"].pk)
    assert "Vesi poikki" in visit("lintumaki").get("/fi/").text
    assert "Vesi poikki" not in visit("lintumaki").get("/fi/offline/").text
