"""One install, many looks: a site's style and templates are its own."""

import gzip

import pytest
from django.template.loader import render_to_string

from neighbourhoods import current, themes

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_themes(tmp_path, settings, neighbourhoods):
    """A second theme, with a template and a style of its own, worn by Partti."""
    import shutil

    folder = tmp_path / "themes"
    shutil.copytree(settings.ROOT / "themes", folder)
    shutil.copytree(folder / "pihlaja", folder / "toinen")
    (folder / "toinen/templates/neighbourhoods/parts/ridge.html").write_text('<p id="toinen">Toinen ilme</p>')
    (folder / "toinen/theme.css").write_text(".toinen { color: red }")
    settings.THEMES_FOLDER = folder
    for remembered in (themes.installed_themes, themes._built, themes._code, themes._look):
        remembered.cache_clear()
    row = neighbourhoods["partti"]
    row.config["theme"] = {"name": "toinen"}
    row.save()
    current.changed(row.pk)
    yield
    for remembered in (themes.installed_themes, themes._built, themes._code, themes._look):
        remembered.cache_clear()


def test_two_sites_in_one_process_never_wear_each_others_templates_or_style(two_themes, visit):
    for _ in range(10):
        assert 'id="toinen"' in visit("partti").get("/fi/").text
        assert 'id="toinen"' not in visit("lintumaki").get("/fi/").text
        assert 'id="toinen"' not in visit().get("/fi/").text
        assert ".toinen" in visit("partti").get("/theme.css").text
        assert ".toinen" not in visit("lintumaki").get("/theme.css").text


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


def test_a_theme_can_not_reach_into_the_admin(two_themes, settings, visit, keeper):
    folder = settings.THEMES_FOLDER / "pihlaja/templates/wagtailadmin"
    folder.mkdir(parents=True)
    (folder / "home.html").write_text("taken over")
    office = visit()
    office.client.force_login(keeper)
    assert "taken over" not in office.get("/admin/").text
