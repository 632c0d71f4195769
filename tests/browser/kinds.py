"""Every kind of page that people meet, and how to get there."""

import secrets
from functools import partial

from .servers import KEEPER, ROOT

QUIET, REMOVED, ARCHIVED = "hiljainen", "purettu", "muisto"


def write_file(install, slug, name, state="active"):
    text = (ROOT / "sites" / "lintumaki.toml").read_text(encoding="utf-8")
    text = text.replace("Lintumäki", name, 1).replace("lintumaki", slug).replace('"active"', f'"{state}"', 1)
    (install.sites / f"{slug}.toml").write_text(text, encoding="utf-8")


def add_quiet_and_removed(install):
    write_file(install, QUIET, "Hiljainen", state="quiet")
    write_file(install, REMOVED, "Purettu")
    write_file(install, ARCHIVED, "Muisto", state="archived")
    apply = "from neighbourhoods.config.apply import apply_all; assert not apply_all().errors"
    install.python(f"{apply}\nfrom django.conf import settings\n(settings.SITES_FOLDER / '{REMOVED}.toml').unlink()\n{apply}")
    assert not (install.sites / f"{REMOVED}.toml").exists()


def address(page, install, language, slug, path):
    return page.goto(install.url(slug, path.format(language=language)))


def open_switch(page, install, language):
    page.goto(install.url("lintumaki", f"/{language}/"))
    page.locator(".switch summary").click()


def code_page(page, install, language):
    page.goto(install.url(path="/accounts/login/"))
    # another address each time, known or not: the same one is refused after three codes in a minute
    page.locator("input[name=email]").fill(f"{secrets.token_hex(8)}@example.org")
    page.locator("main button").click()
    page.wait_for_url("**/accounts/login/code/")


def wrong_address(page, install, language):
    page.goto(install.url(path="/accounts/login/"))
    page.locator("input[name=email]").fill("aktiivi")
    page.locator("main button").click()
    page.locator(".err").wait_for()


def link_page(page, install, language):
    page.goto(install.sign_in_link(KEEPER))


def feedback_error(page, install, language):
    page.goto(install.url("lintumaki", f"/{language}/saavutettavuus/palaute/"))
    page.locator("input[name=email]").fill("ei osoite")
    page.locator("main button").click()
    page.locator(".summary").wait_for()


# What can be read in each language of the neighbourhood, Arabic too.
OF_A_SITE = {
    "home": partial(address, slug="lintumaki", path="/{language}/"),
    "home with the list of languages open": open_switch,
    "info page": partial(address, slug="lintumaki", path="/{language}/mukaan/"),
    "info page with a picture": partial(address, slug="lintumaki", path="/{language}/tietoa/"),
    "contacts and rooms": partial(address, slug="lintumaki", path="/{language}/yhteystiedot/"),
    "accessibility statement": partial(address, slug="lintumaki", path="/{language}/saavutettavuus/"),
    "privacy notice": partial(address, slug="lintumaki", path="/{language}/tietosuoja/"),
    "report of a problem": partial(address, slug="lintumaki", path="/{language}/saavutettavuus/palaute/?sivu=/fi/tietoa/"),
    "report with an error": feedback_error,
    "report that was sent": partial(address, slug="lintumaki", path="/{language}/saavutettavuus/palaute/?kiitos"),
    "report where the site is paused": partial(address, slug=QUIET, path="/{language}/saavutettavuus/palaute/"),
    "search": partial(address, slug="lintumaki", path="/{language}/etsi/"),
    "search that found something": partial(address, slug="lintumaki", path="/{language}/etsi/?q=asukas"),
    "search that found nothing": partial(address, slug="lintumaki", path="/{language}/etsi/?q=xyzzyxyzzyxyzzyxyzzyxyzzyxyzzy"),
    "what can be subscribed to": partial(address, slug="lintumaki", path="/{language}/tilaa/"),
    "offline": partial(address, slug="lintumaki", path="/{language}/offline/"),
    "page not found": partial(address, slug="lintumaki", path="/{language}/ei-ole/"),
    "removed neighbourhood": partial(address, slug=REMOVED, path="/{language}/"),
    "quiet neighbourhood": partial(address, slug=QUIET, path="/{language}/"),
}
OF_THE_INSTALL = {
    "portal": partial(address, slug="", path="/{language}/"),
    "portal that found nothing": partial(address, slug="", path="/{language}/?q=xyzzy"),
    "portal's privacy notice": partial(address, slug="", path="/{language}/tietosuoja/"),
    "styleguide": partial(address, slug="lintumaki", path="/styleguide/"),
    "archived neighbourhood": partial(address, slug=ARCHIVED, path="/{language}/"),
    "page not found on the portal": partial(address, slug="", path="/{language}/ei-ole/"),
    "unknown host": partial(address, slug="tuntematon", path="/"),
    "home that nobody has translated": partial(address, slug="lintumaki", path="/uk/"),
    "sign-in": partial(address, slug="", path="/accounts/login/"),
    "sign-in with an error": wrong_address,
    "code": code_page,
    "link": link_page,
    "link that was used": partial(address, slug="", path="/accounts/link/used/"),
    "sign-out": partial(address, slug="", path="/accounts/logout/"),
}
KINDS = OF_A_SITE | OF_THE_INSTALL
STATUS = {
    "page not found": 404,
    "removed neighbourhood": 410,
    "page not found on the portal": 404,
    "unknown host": 404,
    "link that was used": 410,
}


def open_kind(page, install, kind, language="fi"):
    """Opens the page and makes sure that it is the one that was meant, not an error."""
    answer = KINDS[kind](page, install, language)
    if answer is not None:
        assert answer.status == STATUS.get(kind, 200), f"{kind}: {answer.status} {page.url}"
    return page
