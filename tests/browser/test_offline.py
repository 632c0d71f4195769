"""Where there is no network, pages that were read can be read again."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MOST = 25
KEPT = """async () => {
    const paths = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) paths.push(request.url.slice(location.origin.length));
    return paths;
}"""


def begin(page, install):
    """The first visit, after which pages are kept."""
    page.goto(install.url("lintumaki", "/fi/"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


# Not by wait_for_function: it takes a promise for a yes.
BECOMES = """async ([path, wanted]) => {
    const isKept = async () => !!(await caches.match(path, {ignoreVary: true}));
    for (let tries = 0; tries < 100 && await isKept() !== wanted; tries++) await new Promise(done => setTimeout(done, 100));
    return isKept();
}"""


def is_kept(page, path, wanted=True):
    """Whether the page at this path is kept, after at most 10 seconds for it to be as wanted."""
    return page.evaluate(BECOMES, [path, wanted])


def read(page, install, path):
    """Reads a page of Lintumäki, and waits until it is kept."""
    page.goto(install.url("lintumaki", path))
    assert is_kept(page, path)


def test_a_page_that_was_read_opens_without_a_network_and_others_lead_to_the_list(install, visiting):
    with visiting(width=390) as page:
        begin(page, install)
        read(page, install, "/fi/mukaan/")
        page.context.set_offline(True)
        page.goto(install.url("lintumaki", "/fi/mukaan/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tule mukaan")
        page.goto(install.url("lintumaki", "/fi/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Ei verkkoyhteyttä")
        link = page.locator("#kept-pages").get_by_role("link", name="Tule mukaan")
        expect(link).to_be_visible()
        expect(link).to_have_attribute("lang", "fi")
        # the look is there too
        assert page.locator("body").evaluate("body => getComputedStyle(body).display") == "flex"
        page.context.set_offline(False)
        page.goto(install.url("lintumaki", "/fi/tietoa/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Tietoa alueesta")


def test_an_arabic_reader_is_told_in_arabic(install, visiting):
    with visiting(locale="ar") as page:
        begin(page, install)
        page.context.set_offline(True)
        page.goto(install.url("lintumaki", "/ar/tietoa/"))
        expect(page.locator("html")).to_have_attribute("lang", "ar")
        expect(page.locator("main h1")).to_have_text("لا يوجد اتصال")


def test_forms_searches_and_what_is_no_page_are_never_kept(install, visiting):
    with visiting() as page:
        begin(page, install)
        never = ["/fi/saavutettavuus/palaute/", "/fi/etsi/?q=salaisuus", "/sitemap.xml", "/robots.txt"]
        for path in never:
            page.goto(install.url("lintumaki", path))
        # whatever was to be kept of those before it is kept when this one is
        read(page, install, "/fi/mukaan/")
        assert [path for path in page.evaluate(KEPT) if path in never or "salaisuus" in path] == []


def test_a_page_that_is_gone_from_the_site_goes_from_the_phone(install, visiting):
    with visiting() as page:
        begin(page, install)
        read(page, install, "/fi/yhteystiedot/")
        hide = "from neighbourhoods.models import InfoPage; page = InfoPage.objects.get(url_path='/lintumaki/fi/yhteystiedot/'); "
        install.python(hide + "[one.unpublish() for one in InfoPage.objects.filter(translation_key=page.translation_key)]")
        try:
            page.goto(install.url("lintumaki", "/fi/yhteystiedot/"))
            expect(page.get_by_role("heading", level=1)).to_have_text("Sivua ei löytynyt.")
            assert not is_kept(page, "/fi/yhteystiedot/", wanted=False)
        finally:
            install.python(
                hide + "[one.save_revision().publish() for one in InfoPage.objects.filter(translation_key=page.translation_key)]"
            )


def test_a_phone_keeps_the_last_pages_that_were_read_and_no_more(install, visiting):
    with visiting() as page:
        begin(page, install)
        paths = ["mukaan/", "tietoa/", "saavutettavuus/", "tietosuoja/"]
        read_first, *others = [f"/{code}/{path}" for code in ("fi", "sv", "en", "ar", "so", "uk", "fi-simple") for path in paths][
            : MOST + 1
        ]
        read(page, install, read_first)
        for path in others:
            read(page, install, path)
        assert not is_kept(page, read_first, wanted=False)
        kept = [path for path in page.evaluate(KEPT) if not path.startswith(("/theme.css", "/static/")) and not path.endswith("/offline/")]
        assert kept == others and len(kept) == MOST


def test_the_portal_keeps_its_list_and_nothing_where_people_sign_in(install, visiting):
    with visiting() as page:
        page.goto(install.url(path="/accounts/login/"))
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
        page.goto(install.url(path="/fi/"))
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(install.url(path="/accounts/login/"))
        page.goto(install.url(path="/fi/"))
        assert is_kept(page, "/fi/")
        assert not is_kept(page, "/accounts/login/", wanted=False)
        page.context.set_offline(True)
        page.goto(install.url(path="/fi/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Missä sinun pihasi on?")


def test_without_scripts_nothing_is_missing(install, visiting):
    with visiting(java_script_enabled=False) as page:
        page.goto(install.url("lintumaki", "/fi/offline/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Ei verkkoyhteyttä")
        expect(page.locator("#kept")).to_be_hidden()
