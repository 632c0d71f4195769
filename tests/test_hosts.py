"""Which site answers on which host, and what a stranger gets."""

import pytest
from django.test import Client

from neighbourhoods.models import Neighbourhood

pytestmark = pytest.mark.django_db


def test_each_neighbourhood_answers_on_its_own_host_with_its_own_name(neighbourhoods, visit):
    for slug, row in neighbourhoods.items():
        page = visit(slug).get("/fi/")
        assert page.status_code == 200
        assert f"<h1>{row.name}</h1>" in page.text


def test_the_portal_names_every_neighbourhood_and_links_to_it(neighbourhoods, visit):
    page = visit().get("/fi/")
    assert page.status_code == 200
    for slug, row in neighbourhoods.items():
        assert row.name in page.text
        assert f'href="http://{slug}.localhost:8000/"' in page.text


@pytest.mark.parametrize("host", ["unknown.example", "unknown.localhost:8000", "10.0.0.1", "lintumaki.example.fi", "www.localhost"])
@pytest.mark.parametrize("path", ["/", "/fi/", "/admin/", "/accounts/login/", "/sitemap.xml", "/robots.txt", "/icon.svg", "/media/x.jpg"])
def test_an_unknown_host_gets_404_and_nothing_of_any_neighbourhood(neighbourhoods, visit, host, path):
    page = visit(host=host).get(path)
    assert page.status_code == 404
    assert "Lintumäki" not in page.text and "Partti" not in page.text and "localhost" not in page.text


def test_an_unknown_host_gets_the_default_look_and_nothing_else_for_its_404_page(neighbourhoods, visit):
    neighbourhoods["lintumaki"].config["theme"] = {"name": "pihlaja", "tokens": {"accent": "#123456"}}
    neighbourhoods["lintumaki"].save()
    style = visit(host="unknown.example").get("/theme.css")
    assert (style.status_code, style["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "--accent:#ad2d17" in style.text and "#123456" not in style.text


@pytest.mark.parametrize("host", ["bad host", "a_b.example", "x/y", "[::1", "lintumaki.localhost:port", "-"])
def test_a_malformed_host_gets_400_or_404_without_content(neighbourhoods, visit, host):
    page = visit(host=host).get("/fi/")
    assert page.status_code in (400, 404)
    assert "Lintumäki" not in page.text


def test_what_is_no_host_at_all_gets_400(neighbourhoods, visit):
    assert visit(host="bad host").get("/").status_code == 400


@pytest.mark.parametrize("host", ["LINTUMAKI.localhost:8000", "lintumaki.localhost.:8000", "Lintumaki.LocalHost"])
def test_upper_case_a_dot_and_another_port_lead_to_the_same_site(neighbourhoods, visit, host):
    page = visit(host=host).get("/fi/")
    assert page.status_code == 200
    assert "<h1>Lintumäki</h1>" in page.text


def test_every_full_address_on_a_page_names_the_pages_own_site(neighbourhoods, visit):
    for slug in neighbourhoods:
        other = "partti" if slug == "lintumaki" else "lintumaki"
        for path in ("/fi/", "/fi/mukaan/", "/sitemap.xml", "/robots.txt"):
            page = visit(slug).get(path)
            assert page.status_code == 200
            assert f"http://{slug}.localhost:8000/" in page.text
            assert f"{other}." not in page.text


def test_two_sites_with_the_same_page_address_show_their_own_page(neighbourhoods, visit):
    texts = [visit(slug).get("/fi/tietoa/").text for slug in ("lintumaki", "partti")]
    assert "Lintumäki" in texts[0] and "Lintumäki" not in texts[1]
    assert "Partti" in texts[1] and "Partti" not in texts[0]


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/accounts/login/"])
def test_admin_and_signing_in_are_on_the_portals_host_only(neighbourhoods, visit, path):
    page = visit("lintumaki").get(path)
    assert page.status_code == 302
    assert page["Location"] == f"http://localhost:8000{path}?neighbourhood=lintumaki"


def test_readers_get_no_cookie_unless_they_choose_a_language(neighbourhoods, visit):
    reader = visit("lintumaki")
    for path in ("/", "/fi/", "/fi/mukaan/", "/fi/ei-ole/", "/sitemap.xml"):
        assert not reader.get(path).cookies
    assert list(reader.get("/sv/?kieli").cookies) == ["kieli"]


def test_a_session_cookie_of_the_portal_means_nothing_on_a_neighbourhoods_host(neighbourhoods, visit, keeper):
    reader = visit("lintumaki")
    reader.client.force_login(keeper)
    page = reader.get("/fi/")
    assert page.status_code == 200
    assert "Vary" not in page.headers or "Cookie" not in page["Vary"]
    assert page.wsgi_request.user.is_anonymous


def test_a_removed_neighbourhood_answers_410_with_the_way_to_the_others(neighbourhoods, visit):
    from neighbourhoods import current

    Neighbourhood.objects.filter(slug="partti").update(state="removed")
    current.forget_everything()
    page = visit("partti").get("/fi/mukaan/")
    assert page.status_code == 410
    assert "Tällä naapurustolla oli täällä sivut. Niitä ei enää ole." in page.text
    assert 'href="http://localhost:8000/"' in page.text
    assert "Partti" not in visit().get("/fi/").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("quiet", "Lintumäki on tauolla. Voit lukea kaikkea, mutta et lähettää mitään."),
        ("archived", "Nämä sivut on arkistoitu"),
    ],
)
def test_a_paused_or_archived_neighbourhood_is_readable_and_says_so(neighbourhoods, visit, sites, state, words):
    from neighbourhoods.config.apply import apply_all

    file = sites / "lintumaki.toml"
    file.write_text(file.read_text().replace('state     = "active"', "").replace("[place]", f'state = "{state}"\n\n[place]', 1))
    assert not apply_all().errors
    page = visit("lintumaki").get("/fi/mukaan/")
    assert page.status_code == 200
    assert words in page.text


class TestProduction:
    @pytest.fixture(autouse=True)
    def production(self, settings):
        settings.PRODUCTION = True

    def get(self, host, path, **extra):
        return Client(headers={"host": host}).get(path, secure=True, **extra)

    def test_the_files_hostname_answers_and_full_addresses_are_https(self, neighbourhoods):
        page = self.get("lintumaki.example.fi", "/fi/")
        assert page.status_code == 200
        assert '<link rel="canonical" href="https://lintumaki.example.fi/fi/">' in page.text
        assert "https://lintumaki.example.fi/fi/mukaan/" in self.get("lintumaki.example.fi", "/sitemap.xml").text

    def test_hosts_of_development_are_strangers(self, neighbourhoods):
        for host in ("lintumaki.localhost", "localhost", "127.0.0.1"):
            assert self.get(host, "/fi/").status_code == 404

    def test_another_host_of_the_neighbourhood_answers_301_to_the_main_one(self, neighbourhoods, sites):
        from neighbourhoods.config.apply import apply_all

        file = sites / "lintumaki.toml"
        file.write_text(file.read_text().replace("languages", 'also = ["vanha.example.fi"]\nlanguages', 1))
        assert not apply_all().errors
        page = self.get("vanha.example.fi", "/fi/mukaan/?p=1")
        assert page.status_code == 301
        assert page["Location"] == "https://lintumaki.example.fi/fi/mukaan/?p=1"

    def test_the_portal_signs_in_and_sites_lead_there(self, neighbourhoods):
        assert self.get("pihapiiri.example.fi", "/accounts/login/").status_code == 200
        page = self.get("partti.example.fi", "/admin/")
        assert page["Location"] == "https://pihapiiri.example.fi/admin/?neighbourhood=partti"


class TestHealth:
    @pytest.mark.parametrize("host", ["localhost:8000", "10.0.0.1", "unknown.example", "lintumaki.localhost"])
    def test_health_answers_on_any_host_with_one_word(self, neighbourhoods, visit, host):
        page = visit(host=host).get("/health")
        assert (page.status_code, page.text) == (200, "ok\n")

    @pytest.mark.parametrize("parameter", ["name", "domain"])
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("lintumaki.localhost", 200),
            ("LINTUMAKI.localhost.", 200),
            ("localhost", 200),
            ("unknown.example", 404),
            ("", 404),
            ("a b", 404),
        ],
    )
    def test_a_proxy_learns_which_hosts_are_ours(self, neighbourhoods, visit, parameter, name, status):
        assert visit(host="127.0.0.1").get("/health/host", query_params={parameter: name}).status_code == status
