"""The volunteers' front page on a phone and on a computer: for everybody, with a keyboard alone, and without scripts."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .servers import ACTIVIST
from .test_accessibility import OPTIONS

pytestmark = pytest.mark.browser
# A desk on which there is something of everything. Two places, so that there is something to switch.
BUSY = f"""
from datetime import timedelta
from django.utils import timezone
from neighbourhoods import acts, current
from neighbourhoods.models import Draft, Feedback, InfoPage, Membership, Neighbourhood, PageViews, User
user = User.objects.get(email="{ACTIVIST}")
Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug="partti"), role="activist")
today = timezone.localdate()
for place in Neighbourhood.objects.all():
    record = current.by_slug(place.slug)
    page = InfoPage.objects.get(url_path=f"/{{place.slug}}/fi/mukaan/")
    for days, count in enumerate((50, 40, 29, 31, 22, 24, 18)):
        PageViews.objects.create(neighbourhood=place, day=today - timedelta(days=days), page=0, count=count)
    PageViews.objects.create(neighbourhood=place, day=today, page=page.pk, count=14)
    Draft.objects.create(by=user, neighbourhood=place, form="news", texts={{"title": "Naapurikahvit jatkuvat", "text": ""}})
    Feedback.objects.create(neighbourhood=place, token=place.slug, text="Ovi on rikki.", language="fi", due_on=today + timedelta(days=6))
    InfoPage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    acts.record(record, "page.published", page.pk, page.title, user)
"""
# a link whose ::after lies over its whole card is as big as the card
SMALL = """[...document.querySelectorAll('header a, header button, main a, main button, footer a')]
    .filter(e => e.checkVisibility() && !e.closest('p') && getComputedStyle(e, '::after').position !== 'absolute')
    .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 200))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# what has the focus, and whether it can be seen that it has
FOCUSED = """() => { const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
    return {tag: e.tagName, text: (e.innerText || e.getAttribute('aria-label') || '').trim(), ring: style.outlineStyle !== 'none',
            seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight} }"""


@pytest.fixture(scope="module")
def change_files():
    return lambda install: install.python(BUSY)


def to_the_desk(page, install, slug, button="Kirjaudu"):
    page.goto(install.sign_in_link(ACTIVIST))
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(install.url(path="/admin/"))
    page.goto(install.url(path=f"/admin/?neighbourhood={slug}"))


def set_language(install, code):
    install.python(
        "from wagtail.users.models import UserProfile as P; from neighbourhoods.models import User\n"
        f"P.objects.update_or_create(user=User.objects.get(email='{ACTIVIST}'), defaults={{'preferred_language': '{code}'}})"
    )


@pytest.mark.axe
@pytest.mark.parametrize(
    ("slug", "code", "width", "scheme"),
    [
        ("lintumaki", "fi", 390, "light"),
        ("partti", "fi", 390, "dark"),
        ("lintumaki", "fi", 1280, "dark"),
        ("partti", "fi", 1280, "light"),
        ("lintumaki", "sv", 320, "light"),
    ],
)
def test_nothing_on_the_desk_keeps_anybody_out(install, visiting, slug, code, width, scheme):
    set_language(install, code)
    try:
        with visiting(locale=f"{code}-FI", width=width, scheme=scheme) as page:
            to_the_desk(page, install, slug, {"fi": "Kirjaudu", "sv": "Logga in"}[code])
            expect(page.get_by_role("heading", level=1)).to_have_text({"fi": "Mitä haluat tehdä?", "sv": "Vad vill du göra?"}[code])
            found = Axe().run(page, options=OPTIONS).response["violations"]
            nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
            assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)
            assert page.evaluate(TOO_WIDE) <= 0
            assert page.evaluate(SMALL) == []
    finally:
        set_language(install, "")


def test_everything_on_the_desk_is_reached_with_the_keyboard_and_the_focus_is_always_seen(install, visiting):
    with visiting(width=390) as page:
        to_the_desk(page, install, "lintumaki")
        wanted = page.locator("a[href]:visible, button:visible, summary:visible").count()
        page.keyboard.press("Tab")
        reached = []
        for _step in range(wanted + 2):
            now = page.evaluate(FOCUSED)
            if now["tag"] == "BODY":
                break
            assert now["ring"] and now["seen"] and now["text"], now
            reached.append(now["text"])
            page.keyboard.press("Tab")
        assert len(reached) >= wanted
        assert reached[0] == "Siirry sisältöön"


def test_the_keyboard_alone_says_that_a_page_is_still_correct_and_lets_another_thing_wait(install, visiting):
    with visiting(width=390) as page:
        to_the_desk(page, install, "partti")
        care = page.get_by_role("region", name="Kaipaa hoivaa")
        old = care.get_by_role("listitem").filter(has_text="Tule mukaan")
        old.get_by_role("button", name=re.compile("Tiedot ovat yhä oikein")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Tule mukaan")
        expect(old).to_have_count(0)
        waiting = care.get_by_role("listitem").filter(has_text="Ilmoitus")
        waiting.get_by_role("button", name=re.compile("Muistuta viikon päästä")).focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("status")).to_contain_text("viikon päästä")
        expect(waiting).to_have_count(0)
        # it is said once
        page.reload()
        expect(page.get_by_role("status")).to_have_count(0)


def test_the_desk_works_without_scripts(install, visiting):
    with visiting(width=390, java_script_enabled=False) as page:
        to_the_desk(page, install, "lintumaki")
        page.get_by_role("link", name=re.compile("^Jatka")).click()
        expect(page.get_by_role("textbox").first).to_have_value("Naapurikahvit jatkuvat")
        page.get_by_role("banner").get_by_role("link", name="Työpöytä", exact=True).click()
        page.get_by_role("main").get_by_role("link", name="Vaihda naapurustoa").click()
        page.get_by_role("main").get_by_role("link", name="Partti").click()
        expect(page.get_by_role("main")).to_contain_text("Naapurusto: Partti")
        page.get_by_role("button", name="Kirjaudu ulos").click()
        expect(page).to_have_url(install.url(path="/accounts/login/"))


def test_the_whole_editor_is_a_step_away_and_leads_back_to_the_desk(install, visiting):
    with visiting() as page:
        to_the_desk(page, install, "lintumaki")
        page.get_by_role("link", name="Laajempi muokkaus").click()
        expect(page).to_have_url(re.compile("/admin/editing/"))
        page.get_by_role("navigation").get_by_role("link", name="Työpöytä").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mitä haluat tehdä?")
