"""From a resident's idea in Lintumäki to a trial, a method, and Partti's own version of it: by buttons alone, on a phone."""

import json
import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .servers import ACTIVIST
from .test_accessibility import OPTIONS
from .test_layout import TOO_WIDE
from .test_team import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.axe]

PARTTI = "partin-aktiivi@example.org"
JOIN = f"""
from neighbourhoods.models import Membership, Neighbourhood, User
Membership.objects.create(
    user=User.objects.create_user("{PARTTI}"), neighbourhood=Neighbourhood.objects.get(slug="partti"), role="activist"
)
"""
PHONE = {"width": 360, "height": 740}
IDEA, TRIAL, METHOD, COPY = "Lainapyörä rappuun", "Lainapyörä B-rapussa", "Rapun yhteinen pyörä", "Talon yhteinen kelkka"
STEPS = ["Tästä alkoi", "Kokeiltiin", "Tästä tuli menetelmä", "Otettiin käyttöön"]
# people need longer than that to write an idea
WAIT = 2300


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(JOIN)


def shot(page, name):
    """Where somebody wants to look at it."""
    if folder := os.environ.get("PIHAPIIRI_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def judge(page):
    """Nothing keeps anybody out, and nothing is wider than the screen."""
    assert page.evaluate(TOO_WIDE) == [], page.url
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)


def send_idea(page, install):
    page.goto(install.url("lintumaki", "/fi/"))
    page.locator(".question a.btn").first.click()
    page.wait_for_timeout(WAIT)
    page.locator("#id_title").fill(IDEA)
    page.locator("#id_text").fill("Rapussa voisi olla yksi pyörä, jonka kuka tahansa saa lainata kauppaan.")
    page.locator("main form button[type=submit]").first.click()
    if "/laheta/" in page.url:
        # somebody has thought of the same
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ideas/oma/*/?kiitos")


def answer_idea(page, install):
    """The answer "Kokeilussa"; the page is then the idea as readers see it."""
    sign_in(page, install, ACTIVIST)
    page.get_by_role("link", name="Vastaa asukkaille").click()
    page.get_by_role("link", name=IDEA, exact=True).first.click()
    if (publish := page.get_by_role("button", name=re.compile(f"^Julkaise.*{IDEA}"))).count():
        publish.click()
    page.get_by_role("link", name=re.compile(f"^Vastaa.*{IDEA}")).click()
    page.get_by_label("Kokeilussa").check()
    page.locator("#id_text").fill("Kokeillaan B-rapussa kuukausi.")
    page.locator("#id_role").fill("asukasaktiivi")
    judge(page)
    page.get_by_role("button", name="Lähetä vastaus").click()
    page.get_by_role("link", name="Katso niin kuin lukijat").click()


def try_it(page):
    """A trial from the button on the idea: an entry of its diary, and how it went; the page is then the trial as readers see it."""
    page.get_by_role("link", name="Kokeile täällä").click()
    expect(page.locator("#id_title")).to_have_value(IDEA)
    expect(page.locator("#id_aim")).to_have_value(re.compile("jonka kuka tahansa saa lainata"))
    page.locator("#id_title").fill(TRIAL)
    judge(page)
    page.get_by_role("button", name="Julkaise").first.click()
    page.get_by_role("link", name="Muokkaa").click()
    page.get_by_role("link", name="Kirjoita merkintä").click()
    page.locator("#id_text").fill("Ensimmäinen lainaaja kävi kirjastossa ja toi pyörän takaisin.")
    page.get_by_role("button", name="Julkaise").click()
    expect(page.get_by_text("Merkintä on päiväkirjassa.").first).to_be_visible()
    page.get_by_role("link", name="Kerro, miten kävi").click()
    page.get_by_label("Toimii, jos").check()
    page.locator("#id_result_reason").fill("Toimii, jos joku pumppaa renkaat kerran viikossa.")
    page.locator("#id_learnt").fill("Lukko kannattaa olla numerolla.")
    judge(page)
    page.get_by_role("button", name="Julkaise").first.click()
    page.get_by_role("link", name="Katso", exact=True).click()
    expect(page.get_by_text("Toimii, jos joku pumppaa renkaat")).to_be_visible()


def write_method(page):
    """Its address, from the button on the trial."""
    page.get_by_role("link", name="Kirjoita tästä menetelmä").click()
    expect(page.locator("#id_title")).to_have_value(TRIAL)
    for name, text in {
        "title": METHOD,
        "purpose": "Kauppaan pääsee ilman omaa pyörää.",
        "time": "Tunti viikossa.",
        "group_size": "Yksi hoitaja.",
        "materials": "Pyörä\nNumerolukko",
        "steps": "Kysy taloyhtiöltä paikka.\nSovi hoitaja.\nKirjoita numero oveen.",
        "when_not": "Talvella, kun pihaa ei aurata.",
        "smallest_start": "Yksi pyörä ja yksi viikko.",
    }.items():
        page.locator(f"#id_{name}").fill(text)
    judge(page)
    page.get_by_role("button", name="Julkaise").first.click()
    return page.locator("#address").input_value()


def take_into_use(page, install):
    """Partti's own version, found in the shared library of the portal and changed; its address."""
    sign_in(page, install, PARTTI)
    page.goto(install.url(path="/fi/"))
    page.get_by_role("link", name="Yhteiset menetelmät").first.click()
    page.get_by_role("link", name=METHOD, exact=True).click()
    page.get_by_role("link", name="Ota käyttöön omassa naapurustossa").click()
    judge(page)
    page.get_by_role("button", name="Tee oma kopio").click()
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.locator("#id_title").fill(COPY)
    page.locator("#id_materials").fill("Potkukelkka\nNumerolukko")
    page.get_by_role("button", name="Julkaise", exact=True).click()
    expect(page.get_by_text(re.compile(f"{COPY}.* julkaistu"))).to_be_visible()
    page.goto(install.url("partti", "/fi/menetelmat/"))
    page.get_by_role("link", name=COPY, exact=True).click()
    return page.url


def change_original(page):
    """By the button of the page that says that it is published."""
    page.get_by_role("link", name="Muokkaa").click()
    page.locator("#id_time").fill("Puoli tuntia viikossa.")
    page.locator("#id_materials").fill("Pyörä\nNumerolukko\nPumppu")
    page.locator("#id_group_size").fill("Kaksi hoitajaa.")
    page.locator("#id_when_not").fill("Talvella, eikä ilman hoitajaa.")
    page.get_by_role("button", name="Julkaise").first.click()
    expect(page.get_by_role("link", name="Katso", exact=True)).to_be_visible()


def take_half(page, install):
    page.goto(install.url(path="/admin/"))
    page.get_by_role("link", name="Katso erot").click()
    when_not = page.get_by_role("group", name="Milloin ei toimi")
    expect(when_not.locator("del")).to_have_text("poistettu: kun pihaa ei aurata")
    expect(when_not.locator("ins")).to_have_text("lisätty: eikä ilman hoitajaa")
    expect(page.get_by_role("group", name="Tarvikkeet")).to_contain_text("Potkukelkka")
    expect(page.get_by_role("group")).to_have_count(4)
    shot(page, "differences")
    judge(page)
    for name, choice in {"Milloin ei toimi": "Ota muutos", "Aikaa": "Ota muutos", "Tarvikkeet": "Pidä oma", "Väkeä": "Pidä oma"}.items():
        page.get_by_role("group", name=name).get_by_label(choice).check()
    page.get_by_role("button", name="Tee niin kuin valitsin").click()
    expect(page.get_by_text("2 muutosta otettu.")).to_be_visible()
    expect(page.get_by_role("link", name="Katso erot")).to_have_count(0)


def path_on(page):
    """[(how it came to be, title)] of the path that a page shows."""
    rows = page.locator(".trail li").all()
    return [(row.locator(".meta").first.inner_text().split(" · ")[0], row.locator("strong").inner_text()) for row in rows]


def the_path_reads_right(reader, install, addresses):
    """From each of the four pages, link by link both ways, and from the shared library of the portal."""
    everything = list(zip(STEPS, [IDEA, TRIAL, METHOD, COPY], strict=True))
    for name, url in addresses.items():
        reader.goto(url)
        assert path_on(reader) == everything, url
        expect(reader.locator(".trail [aria-current=true]")).to_have_count(1)
        shot(reader, f"path-on-{name}")
        judge(reader)
    # backwards, link by link, from Partti to where it began
    for title in (METHOD, TRIAL, IDEA):
        reader.locator(".trail").get_by_role("link", name=title, exact=True).click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(title)
    assert reader.url.startswith(install.url("lintumaki"))
    # and forwards again
    reader.locator(".trail").get_by_role("link", name=COPY, exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(COPY)
    assert reader.url.startswith(install.url("partti"))

    # in the portal's library
    reader.goto(install.url(path="/fi/methods/"))
    card = reader.get_by_role("listitem").filter(has=reader.get_by_role("link", name=METHOD, exact=True))
    card.get_by_role("link", name=re.compile("Idean polku")).click()
    expect(reader).to_have_url(re.compile(re.escape(install.url(path="/fi/polku/"))))
    assert path_on(reader) == everything
    judge(reader)
    told = json.loads(reader.request.get(reader.get_by_role("link", name=re.compile("JSON")).evaluate("link => link.href")).text())
    assert [step["title"] for step in told["steps"]] == [title for _step, title in everything]


def test_an_idea_becomes_a_trial_and_a_method_that_another_neighbourhood_makes_its_own(install, visiting):
    with visiting(**PHONE) as resident:
        send_idea(resident, install)
    with visiting(**PHONE) as page, visiting(**PHONE) as other, visiting(**PHONE) as reader:
        answer_idea(page, install)
        idea_url = page.url
        try_it(page)
        trial_url = page.url
        method_url = write_method(page)
        copy_url = take_into_use(other, install)
        change_original(page)
        take_half(other, install)

        reader.goto(copy_url)
        for text in ("Talvella, eikä ilman hoitajaa.", "Puoli tuntia viikossa.", "Potkukelkka", "Yksi hoitaja."):
            expect(reader.get_by_text(text)).to_be_visible()
        for text in ("Pumppu", "Kaksi hoitajaa."):
            expect(reader.get_by_text(text)).to_have_count(0)
        reader.goto(method_url)
        used = reader.get_by_role("region", name="Käytössä", exact=True)
        expect(used).to_contain_text("Partti")
        expect(used).to_contain_text("Tarvikkeet")
        the_path_reads_right(reader, install, {"idea": idea_url, "trial": trial_url, "method": method_url, "copy": copy_url})


EXAMPLES = [
    "Kahvia rapun alaovella",
    "Rappukahvit B-rapussa",
    "Rappukahvit",
    "Pihakahvit, Partin versio rappukahveista",
    "Kahvit portin luona",
]
SETTINGS = {
    "fi 360 light": {"locale": "fi-FI", "width": 360, "scheme": "light"},
    "fi 1280 dark": {"locale": "fi-FI", "width": 1280, "scheme": "dark"},
    "ar 360 dark": {"locale": "ar", "width": 360, "scheme": "dark"},
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_page_of_a_path_keeps_nobody_out(install, visiting, setting):
    language = setting[:2]
    with visiting(**SETTINGS[setting]) as page:
        page.goto(install.url("lintumaki", f"/{language}/menetelmat/rappukahvit/"))
        page.locator("main a[href*='/polku/']").click()
        expect(page).to_have_url(re.compile("/polku/"))
        assert [title for _step, title in path_on(page)] == EXAMPLES
        shot(page, f"path {setting}")
        judge(page)
        # by the keyboard alone: each of its links once, in their order
        page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus() }")
        reached = []
        for _number in EXAMPLES:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.innerText"))
        assert reached == EXAMPLES


def test_a_path_is_printed_on_one_sheet(install, visiting):
    with visiting(width=1280) as page:
        page.goto(install.url("partti", "/fi/menetelmat/pihakahvit-menetelma/"))
        page.locator("main a[href*='/polku/']").click()
        expect(page).to_have_url(re.compile("/polku/"))
        page.emulate_media(media="print")
        shot(page, "path printed")
        expect(page.get_by_role("link", name=re.compile("JSON"))).to_be_hidden()
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
