"""One install, many looks: a site's style and templates are its own."""

import gzip

import pytest
from django.template.loader import render_to_string

from neighbourhoods import current, themes
from neighbourhoods.styleguide import ARTS

from . import themes_folder

pytestmark = pytest.mark.django_db
SHIPPED = ("pihlaja", "laituri")
# What only one of the two draws and says: people on a jetty, a rowan; a line of its style, a colour.
ONLY = {"partti": ("M500 312h470v17H500", "--accent:#0a568a"), "lintumaki": ("M424 200q14 12 28 4", "--accent:#ad2d17")}


@pytest.fixture
def folder(tmp_path, settings):
    yield from themes_folder.copied(tmp_path, settings)


@pytest.fixture
def two_themes(folder, neighbourhoods):
    """A third theme, with a template and a style of its own, worn by Partti."""
    (folder / "laituri").rename(folder / "toinen")
    (folder / "toinen/templates/neighbourhoods/parts/ridge.html").write_text('<p id="toinen">Toinen ilme</p>')
    (folder / "toinen/templates/neighbourhoods/parts/share_art.html").unlink()
    (folder / "toinen/theme.css").write_text(".toinen { color: red }")
    themes_folder.forget()
    themes_folder.wear(neighbourhoods["partti"], "toinen")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_theme_that_ships_keeps_the_contract_of_themes(settings, neighbourhoods, name):
    themes_folder.keeps_its_contract(settings.THEMES_FOLDER / name)
    themes_folder.dresses_every_page(neighbourhoods["lintumaki"], name)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_theme_that_ships_draws_everything_that_can_be_drawn(settings, name):
    drawn = {file.stem for file in (settings.THEMES_FOLDER / name / "templates/neighbourhoods/parts").glob("*.html")}
    # the mark in the head of a page is the product's
    assert drawn >= set(ARTS) - {"brand_art"} | {"share_art"}
    assert (settings.THEMES_FOLDER / name / "static/share.png").is_file()


def test_the_two_themes_differ_in_every_ground_and_drawing(settings):
    one, other = (themes.installed_themes()[name] for name in SHIPPED)
    for light in ("ground", "ink", "accent", "link", "font-text", "radius", "curve", "title-weight"):
        assert one.light[light] != other.light[light]
    for file in (settings.THEMES_FOLDER / "pihlaja/templates").rglob("*_art.html"):
        own = settings.THEMES_FOLDER / "laituri" / file.relative_to(settings.THEMES_FOLDER / "pihlaja")
        assert file.read_text() != own.read_text()


def test_two_neighbourhoods_asked_in_turn_200_times_never_show_each_others_template_or_tokens(visit, neighbourhoods):
    """Each in its own theme, through one process: pages, their style, and the style of the other by its version."""
    readers = {slug: visit(slug) for slug in ONLY}
    versions = {slug: themes.version(current.by_slug(slug).file) for slug in ONLY}
    for number in range(200):
        slug, other = ("partti", "lintumaki") if number % 2 else ("lintumaki", "partti")
        page, style = readers[slug].get("/fi/").text, readers[slug].get("/theme.css").text
        assert f'data-theme="{neighbourhoods[slug].config["theme"]["name"]}"' in page
        assert ONLY[slug][0] in page and ONLY[other][0] not in page, number
        assert ONLY[slug][1] in style and ONLY[other][1] not in style, number
        assert f"/theme.css?v={versions[slug]}" in page and versions[other] not in page, number
        if number % 20 < 2:
            borrowed = readers[slug].get(f"/theme.css?v={versions[other]}").text
            assert ONLY[other][1] in borrowed and ONLY[slug][1] not in borrowed


def test_two_sites_in_one_process_never_wear_each_others_templates_or_style(two_themes, visit):
    for _ in range(10):
        assert 'id="toinen"' in visit("partti").get("/fi/").text
        assert 'id="toinen"' not in visit("lintumaki").get("/fi/").text
        assert 'id="toinen"' not in visit().get("/fi/").text
        assert ".toinen" in visit("partti").get("/theme.css").text
        assert ".toinen" not in visit("lintumaki").get("/theme.css").text


def test_two_sites_of_one_theme_with_other_tokens_have_styles_of_their_own(visit, neighbourhoods):
    themes_folder.wear(neighbourhoods["partti"], "pihlaja", tokens={"accent": "#123456"}, dark={"accent": "#abcdef"})
    themes_folder.wear(neighbourhoods["lintumaki"], "pihlaja", tokens={"accent": "#654321"})
    for _ in range(3):
        partti, lintumaki = visit("partti").get("/theme.css").text, visit("lintumaki").get("/theme.css").text
        assert "#123456" in partti and "#abcdef" in partti and "#654321" not in partti
        assert "#654321" in lintumaki and "#123456" not in lintumaki and "#abcdef" not in lintumaki


def test_in_tasks_and_mails_the_active_neighbourhood_decides(two_themes):
    with current.activate(current.by_slug("partti")):
        assert "Toinen" in render_to_string("neighbourhoods/parts/ridge.html")
    with current.activate(current.by_slug("lintumaki")):
        assert "Toinen" not in render_to_string("neighbourhoods/parts/ridge.html")


def test_a_style_is_found_by_its_version_on_every_host(two_themes, visit):
    version = themes.version(current.by_slug("partti").file)
    answer = visit().get(f"/theme.css?v={version}")
    assert ".toinen" in answer.text and "immutable" in answer["Cache-Control"]
    assert ".toinen" in visit("lintumaki").get(f"/theme.css?v={version}").text
    assert ".toinen" not in visit("lintumaki").get("/theme.css?v=0123456789abcdef0123").text


@pytest.mark.parametrize("version", ["x", "%00", "a" * 500, "'--"])
def test_a_version_that_nobody_has_gets_the_hosts_own_style(visit, version):
    answer = visit("lintumaki").get(f"/theme.css?v={version}")
    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or "--accent" in answer.text


def test_the_style_is_sent_compressed_to_who_can_read_it(visit):
    answer = visit("lintumaki").get("/theme.css", headers={"accept-encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip" and answer["Vary"] == "Accept-Encoding"
    assert b"--accent" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in visit("lintumaki").get("/theme.css", headers={"accept-encoding": ""})


def test_the_dark_part_of_a_style_says_only_what_differs(visit):
    style = visit("lintumaki").get("/theme.css").text
    dark = style.split("prefers-color-scheme:dark){:root{")[1].split("}")[0]
    assert "--ground:#17130f" in dark
    assert "--measure" not in dark and "--happening" not in dark


def test_what_is_drawn_outside_the_style_knows_tokens_that_refer_to_others(visit, neighbourhoods):
    from django.template import Context, Template

    assert themes.colours({"theme": {"name": "laituri"}})[1]["happening"] == "#10364f"
    with current.activate(current.by_slug("partti")):
        bar = Template('{% load look %}{% bar_colour site "dark" %}').render(Context({"site": current.by_slug("partti")}))
    assert bar == "#0b2437"


def test_a_theme_can_not_reach_into_the_admin(two_themes, settings, visit, keeper):
    folder = settings.THEMES_FOLDER / "pihlaja/templates/wagtailadmin"
    folder.mkdir(parents=True)
    (folder / "home.html").write_text("taken over")
    office = visit()
    office.client.force_login(keeper)
    assert "taken over" not in office.get("/admin/").text


def test_blanks_that_say_nothing_are_not_sent_and_strings_and_addresses_stay_as_they_are():
    sent = themes.small('a::after { content: " ( x, y: z ; "; color: red }\n/* why */\nb:hover , c > d { background: url( x;y ) }')
    assert sent == 'a::after{content:" ( x, y: z ; ";color:red}b:hover,c > d{background:url( x;y )}'
