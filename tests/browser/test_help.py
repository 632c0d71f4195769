"""Help on a phone, and a sheet of paper that is exactly one."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .servers import ACTIVIST
from .test_accessibility import OPTIONS

pytestmark = pytest.mark.browser
# a place with the longest that a sheet has to hold: names, addresses, two people to ask
LONG = """
from neighbourhoods.models import Details, Membership, Neighbourhood, User
place = Neighbourhood.objects.get(slug="partti")
Neighbourhood.objects.filter(pk=place.pk).update(name="Kauppakadun ja Hiirolantien pohjoispään asukkaiden pihapiiri")
for number in (1, 2):
    user = User.objects.create_user(
        f"kauppakadun.pohjoispaan.yhteisomanageri.{number}@asukasyhdistys.example.org",
        first_name="Maria Margareeta", last_name="Virtanen-Korhonen-Pohjoispää",
    )
    Membership.objects.create(user=user, neighbourhood=place, role="coordinator")
Details.objects.update_or_create(
    neighbourhood=place,
    defaults={"contact_phone": "+358 40 123 4567", "contact_email": "kauppakadun.pohjoispaan.asukkaat@asukasyhdistys.example.org"},
)
Details.objects.update_or_create(
    neighbourhood=None, defaults={"contact_phone": "+358 15 123 4567", "contact_email": "pihapiirin.yllapito@kaupunki.example.org"},
)
Membership.objects.create(user=User.objects.get(email="aktiivi@example.org"), neighbourhood=place, role="activist")
"""


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(LONG)


def sign_in(page, install):
    page.goto(install.sign_in_link(ACTIVIST))
    page.get_by_role("button", name="Kirjaudu").click()
    expect(page).to_have_url(re.compile("/admin/"))


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    small = "[...document.querySelectorAll('main .btn, main .back, .help-around a, .help-list a')]"
    assert page.evaluate(f"{small}.filter(e => e.getBoundingClientRect().height < 24).length") == 0


@pytest.mark.axe
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_help_keeps_nobody_out(install, visiting, width, scheme):
    with visiting(width=width, height=740, scheme=scheme) as page:
        sign_in(page, install)
        for path in ("", "kuva/", "kaanna/", "sheet/"):
            for place in ("lintumaki", "partti"):
                page.goto(install.url(path=f"/admin/desk/help/{path}?neighbourhood={place}"))
                expect(page.get_by_role("heading", level=1)).to_have_count(1)
                keeps_nobody_out(page)


def test_a_volunteer_reads_from_page_to_page_without_scripts(install, visiting):
    with visiting(width=360, height=740, java_script_enabled=False) as page:
        sign_in(page, install)
        page.goto(install.url(path="/admin/desk/help/?neighbourhood=lintumaki"))
        page.get_by_role("link", name="Jos jokin meni vikaan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Jos jokin meni vikaan")
        following = page.get_by_role("navigation").last.get_by_role("link").last
        told = following.inner_text()
        following.click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text("Jos jokin meni vikaan")
        assert heading.inner_text().strip() in told
        page.goto(install.url(path="/admin/desk/help/sheet/?neighbourhood=lintumaki"))
        expect(page.locator("#print")).to_be_hidden()
        expect(page.locator("#print-by-hand")).to_be_visible()


def sheets(pdf):
    """[(width, height)] of the pages of a PDF, in points."""
    boxes = re.findall(rb"/Type\s*/Page\b(?!s).*?/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf, re.DOTALL)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    return [(float(width), float(height)) for width, height in boxes]


@pytest.mark.parametrize("place", ["lintumaki", "partti"])
def test_the_sheet_is_one_side_of_a4(install, visiting, place):
    with visiting() as page:
        sign_in(page, install)
        page.goto(install.url(path=f"/admin/desk/help/sheet/?neighbourhood={place}"))
        [(width, height)] = sheets(page.pdf(prefer_css_page_size=True))
        assert (round(width), round(height)) in ((595, 842), (596, 842))
        page.emulate_media(media="print")
        for part in ("header.top", ".foot", "#print", ".back"):
            assert not page.locator(part).first.is_visible(), part
        assert page.evaluate("document.querySelector('.sheet').innerText").count("Kirjaudu") >= 1
        size = "parseFloat(getComputedStyle(document.querySelector('.sheet-steps li')).fontSize)"
        assert page.evaluate(size) >= 17, "readable at arm's length: 13 points"


def test_the_button_prints(install, visiting):
    with visiting() as page:
        page.add_init_script("window.print = () => { window.printed = true }")
        sign_in(page, install)
        page.goto(install.url(path="/admin/desk/help/sheet/?neighbourhood=lintumaki"))
        expect(page.locator("#print-by-hand")).to_be_hidden()
        page.locator("#print").click()
        assert page.evaluate("window.printed") is True
