"""Paths: strange ones, old ones, reserved ones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods.models import HomePage, InfoPage

pytestmark = pytest.mark.django_db


def home(slug="lintumaki", code="fi"):
    return HomePage.objects.get(url_path=f"/{slug}/{code}/")


@pytest.mark.parametrize(
    "path",
    [
        "/fi/%00/",
        "/fi/mukaan%00/",
        "/%00",
        "/fi/%ff/",
        "/fi/%ff%fe%00/",
        "/fi/%c0%ae%c0%ae/",
        "/fi/" + "a" * 3000 + "/",
        "/fi/" + "a/" * 1500,
        "/fi/../../etc/passwd",
        "/fi/ei-ole/",
        "/fi/mukaan/ei-ole/",
        "/fi/%F0%9F%8F%A1/",
    ],
)
def test_a_strange_path_gets_a_friendly_404(neighbourhoods, visit, path):
    page = visit("lintumaki").get(path)
    if page.status_code in (301, 302):
        page = visit("lintumaki").get(page["Location"])
    assert page.status_code == 404
    assert "Sivua ei löytynyt." in page.text


@pytest.mark.parametrize("path", ["/fi/%00/", "/admin/%00/", "/accounts/%ff/", "/fi/ei-ole/"])
def test_the_portal_answers_strange_paths_too(neighbourhoods, visit, path):
    assert visit().get(path).status_code == 404


def test_a_query_with_nul_gets_400(neighbourhoods, visit):
    page = visit("lintumaki").get("/fi/?q=%00")
    assert page.status_code == 400
    assert "Emme saaneet pyynnöstä selvää." in page.text


def test_a_path_longer_than_any_page_costs_no_query(neighbourhoods, visit):
    reader = visit("lintumaki")
    reader.get("/fi/")
    with CaptureQueriesContext(connection) as queries:
        assert reader.get("/fi/" + "a" * 3000 + "/").status_code == 404
    assert len(queries) == 0


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/fi/", "/\\evil.example/", "/%2f%2fevil.example/"])
def test_no_path_leads_to_another_host(neighbourhoods, visit, path):
    page = visit("lintumaki").get(path)
    location = page.headers.get("Location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("word", ["etsi", "saavutettavuus", "tietosuoja", "tilaa", "feeds", "polku"])
def test_words_of_our_own_are_refused_as_addresses_right_below_a_home_page(neighbourhoods, keeper, visit, word):
    admin = visit()
    admin.client.force_login(keeper)
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    data = {"title": "Tule", "slug": word, "lead": "", "body-count": "0", "action-publish": "1", "show_in_menus": "on"}
    answer = admin.post(f"/admin/pages/{page.pk}/edit/", data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["slug"]


def test_an_automatic_address_that_is_taken_gets_a_number(neighbourhoods):
    page = InfoPage(title="Etsi")
    home().add_child(instance=page)
    assert page.slug == "etsi-2"


def test_such_a_word_is_a_fine_address_further_down(neighbourhoods):
    page = InfoPage(title="Etsi")
    InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/").add_child(instance=page)
    assert page.slug == "etsi"


def test_a_page_does_not_take_the_address_of_another_page_in_another_language(neighbourhoods):
    other = InfoPage(title="Haku", slug="haku")
    home(code="sv").add_child(instance=other)
    page = InfoPage(title="Haku")
    home().add_child(instance=page)
    assert page.slug == "haku-2"
    translation = InfoPage(title="Haku", slug="haku", translation_key=other.translation_key)
    home(code="en").add_child(instance=translation)
    assert translation.slug == "haku"


def test_an_old_address_leads_to_the_new_one_in_every_language(neighbourhoods, visit, django_capture_on_commit_callbacks):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    page.slug = "tule-mukaan"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    for code in ("fi", "en"):
        answer = visit("lintumaki").get(f"/{code}/mukaan/")
        # plain Finnish and Swedish still have the old address: it is not theirs that an English reader is shown
        assert answer.status_code == 301
        assert answer["Location"].endswith(f"/{code}/tule-mukaan/")


def test_the_sitemap_lists_published_pages_and_real_translations_only(neighbourhoods, visit):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    page.unpublish()
    text = visit("lintumaki").get("/sitemap.xml").text
    assert "http://lintumaki.localhost:8000/fi/</loc>" in text
    assert "http://lintumaki.localhost:8000/fi/tietoa/</loc>" in text
    assert "/fi/mukaan/" not in text
    assert "/so/</loc>" not in text
    assert "/lintumaki/" not in text


def test_robots_txt_names_the_sitemap(neighbourhoods, visit):
    text = visit("lintumaki").get("/robots.txt").text
    assert "Sitemap: http://lintumaki.localhost:8000/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_an_unpublished_page_is_not_found(neighbourhoods, visit):
    InfoPage.objects.get(url_path="/partti/fi/mukaan/").unpublish()
    InfoPage.objects.get(url_path="/partti/sv/mukaan/").unpublish()
    assert visit("partti").get("/fi/mukaan/").status_code == 404
