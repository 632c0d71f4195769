"""The desk's pages of ideas in a browser, in Finnish on a phone: they keep nobody out, and one can check and answer by keyboard alone."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.admin_words import english_in, in_html
from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS
from tests.browser.test_desk import SMALL, TOO_WIDE

pytestmark = pytest.mark.browser
MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from neighbourhoods import current
from plugins.ideas.models import Call, Comment, Idea, Report, StatusChange, Support
record = current.by_slug("lintumaki")
now = timezone.now()
with current.activate(record):
    call = Call.objects.filter(closes_at__gt=now).first()
    def make(text, **fields):
        given = {"language": "fi", "status": "received"} | fields
        idea = Idea.objects.create(call=call, text=text, **given)
        StatusChange.objects.create(idea=idea, status=idea.status, at=idea.sent_at)
        return idea
    waiting = [make(f"Penkki mäen puoliväliin numero {number}", name="Naapuri") for number in range(3)]
    make("نريد مقعدا قرب الملعب للأمهات", language="ar")
    make("Halpoja kelloja www.example.org", is_held=True)
    late = make("Valo portaisiin, joissa on talvella pimeää", state="public", due_on=(now - timedelta(days=3)).date(),
                sent_at=now - timedelta(days=12))
    Comment.objects.create(idea=late, text="Hyvä ajatus", language="fi")
    Report.objects.create(idea=late, text="Tässä on naapurin nimi", day=now.date(), count=2)
    for number in range(14):
        Support.objects.create(idea=late, day=now.date(), who=str(number), at=now - timedelta(seconds=number))
    Idea.objects.filter(pk=late.pk).update(supports=14)
print(json.dumps({"waiting": [idea.pk for idea in waiting], "late": late.pk}))
"""
SPEAKS = """
from wagtail.users.models import UserProfile
from neighbourhoods.models import User
UserProfile.objects.update_or_create(user=User.objects.get(email="{address}"), defaults={{"preferred_language": "{code}"}})
"""
PLACES = {
    "what waits": "/admin/ideas/",
    "one idea": "/admin/ideas/{late}/",
    "an idea to check": "/admin/ideas/{waiting[0]}/",
    "the answer": "/admin/ideas/{late}/answer/",
    "an idea that was told": "/admin/ideas/hear/",
    "the short form": "/admin/desk/write/ideas/",
}
# a word of the language that English has too
SAME = {"fi": {"Idea"}, "sv": set()}
# what has the focus, whether that is seen, and how it is called
FOCUSED = """() => { const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
    const label = [...(e.labels || [])].map(one => one.innerText).join(' ')
    return {tag: e.tagName, text: (e.innerText || e.getAttribute('aria-label') || label || '').trim(), ring: style.outlineStyle !== 'none',
            seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight, image: !!e.querySelector?.('img[alt]')} }"""
# of radio buttons with one name the keyboard stops at one
STOPS = """() => { const seen = new Set(); return [...document.querySelectorAll('a[href], button, summary, input, textarea, select')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && e.tabIndex >= 0).filter(e => {
        if (e.type !== 'radio') return true
        const key = `${e.form?.action} ${e.name}`
        return !seen.has(key) && seen.add(key) }).length }"""


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(scope="module")
def change_files(made):
    return lambda install: made.update(json.loads(install.python(MAKE).strip().splitlines()[-1]))


@pytest.fixture(scope="module")
def signed_in(install, visiting):
    """What a browser keeps of an active resident who has signed in once."""
    with visiting() as page:
        page.goto(install.sign_in_link(ACTIVIST))
        page.get_by_role("button", name="Kirjaudu").click()
        expect(page).to_have_url(install.url(path="/admin/"))
        return page.context.storage_state()


def go(page, install, made, name):
    assert page.goto(install.url(path=PLACES[name].format(**made))).status == 200
    assert page.locator("html").get_attribute("lang") == "fi"


def open_all(page):
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")


@pytest.mark.axe
@pytest.mark.parametrize("name", PLACES)
def test_nothing_keeps_anybody_out_in_light_and_in_dark(install, made, visiting, signed_in, name):
    with visiting(width=320, storage_state=signed_in) as page:
        go(page, install, made, name)
        open_all(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=OPTIONS).response["violations"]
            nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
            assert not nodes, scheme + json.dumps(nodes, ensure_ascii=False, indent=1)
        assert page.evaluate(TOO_WIDE) <= 0
        # what the Enter key of the short form presses is no button that anybody sees
        assert [one for one in page.evaluate(SMALL) if 'aria-hidden="true"' not in one] == []


@pytest.mark.axe
@pytest.mark.parametrize("name", ["the answer", "an idea that was told", "an idea to check"])
def test_a_form_with_errors_keeps_nobody_out_and_leads_to_each_field(install, made, visiting, signed_in, name):
    with visiting(width=320, storage_state=signed_in) as page:
        go(page, install, made, name)
        if name == "an idea to check":
            page.locator("summary", has_text="Piilota").click()
            page.locator("form[action*='/hide/'] button").click()
        else:
            page.locator("main form.form .acts button").last.click()
        summary = page.get_by_role("alert").first
        expect(summary).to_be_visible()
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert not [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
        assert page.evaluate(TOO_WIDE) <= 0
        for link in summary.get_by_role("link").all():
            target = link.get_attribute("href").removeprefix("#")
            assert page.locator(f"[id='{target}']").is_visible(), target


@pytest.mark.parametrize("name", PLACES)
def test_the_keyboard_reaches_everything_and_is_always_seen(install, made, visiting, signed_in, name):
    with visiting(width=390, storage_state=signed_in) as page:
        go(page, install, made, name)
        open_all(page)
        page.evaluate("document.activeElement.blur()")
        go_to_start = "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
        page.evaluate(go_to_start)
        wanted, reached = page.evaluate(STOPS), 0
        for _step in range(wanted + 3):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            if now["tag"] == "BODY":
                break
            assert now["ring"] and now["seen"] and (now["text"] or now["image"]), now
            reached += 1
        assert reached >= wanted


def test_checking_hiding_and_answering_with_the_keyboard_alone_and_without_scripts(install, made, visiting, signed_in):
    def press(place):
        place.focus()
        page.keyboard.press("Enter")

    with visiting(width=360, storage_state=signed_in, java_script_enabled=False) as page:
        go(page, install, made, "what waits")
        press(page.locator(f"form[action*='/ideas/{made['waiting'][1]}/publish/'] button"))
        expect(page.get_by_role("status").first).to_be_visible()
        expect(page.locator(f"form[action*='/ideas/{made['waiting'][1]}/publish/']")).to_have_count(0)
        with page.expect_navigation():
            press(page.get_by_role("status").first.get_by_role("button"))
        page.goto(install.url(path="/admin/ideas/"))
        expect(page.locator(f"form[action*='/ideas/{made['waiting'][1]}/publish/']")).to_have_count(1)

        form = page.locator(f"form[action*='/ideas/{made['waiting'][2]}/hide/']")
        press(page.locator("details", has=form).locator("summary"))
        form.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        press(form.get_by_role("button"))
        expect(page.get_by_role("status").first).to_be_visible()
        expect(form).to_have_count(0)

        go(page, install, made, "the answer")
        page.locator("[name=status][value=trying]").focus()
        page.keyboard.press("Space")
        page.locator("[name=text]").focus()
        page.keyboard.type("Kokeilemme kuukauden.")
        press(page.locator("main form.form .acts button"))
        expect(page.get_by_role("status").first).to_be_visible()
        page.goto(install.url(path=f"/admin/ideas/{made['late']}/"))
        expect(page.get_by_text("Kokeilemme kuukauden.").first).to_be_visible()
        page.goto(install.url(path="/admin/"))
        with page.expect_navigation():
            press(page.locator("form[action*='/undo/'] button").first)
        page.goto(install.url(path=f"/admin/ideas/{made['late']}/answer/"))
        expect(page.get_by_text("Kokeilemme kuukauden.")).to_have_count(0)


@pytest.mark.parametrize(("code", "locale"), [("fi", "fi-FI"), ("sv", "sv-FI")])
def test_no_english_word_is_left_on_the_pages(install, made, visiting, signed_in, code, locale):
    install.python(SPEAKS.format(address=ACTIVIST, code=code))
    try:
        with visiting(locale=locale, storage_state=signed_in) as page:
            for name, path in PLACES.items():
                page.goto(install.url(path=path.format(**made)))
                assert page.locator("html").get_attribute("lang") == code
                open_all(page)
                found = {words: place for place, text in in_html(page.content(), name) if (words := english_in(text, code))}
                assert set(found) <= SAME[code], found
    finally:
        install.python(SPEAKS.format(address=ACTIVIST, code=""))
