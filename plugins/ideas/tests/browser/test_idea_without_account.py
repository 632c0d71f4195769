"""A resident with a phone sends an idea without an account, and gets an answer: first without JavaScript, then with it."""

import io
import json
import re
from email import message_from_bytes, policy

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image as Picture
from playwright.sync_api import expect

from tests.browser.test_accessibility import OPTIONS, SETTINGS

pytestmark = pytest.mark.browser
ADDRESS = "asukas@example.org"
CALL = "/ideat/mita-pihalle/"
ANSWER = """
from neighbourhoods import current
from neighbourhoods.models import User
from plugins.ideas import checking
from plugins.ideas.models import Idea
record = current.by_slug("lintumaki")
person = User.objects.get(email="aktiivi@example.org")
with current.activate(record):
    idea = Idea.of(record).get(title={title!r})
    if not idea.is_public:
        checking.publish(record, idea.pk, person)
    checking.answer(record, idea.pk, person, status="trying", text="Kokeillaan kesällä.", role="yhteisömanageri")
    print(idea.pk)
"""
# people need longer than that
WAIT = 2300


def photo():
    out = io.BytesIO()
    Picture.new("RGB", (900, 700), "#7a4a2b").save(out, "JPEG")
    return {"name": "kuva.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def newest(mailbox, install):
    """The text of the newest mail to the resident."""
    install.send_mails()
    recipients, text = mailbox.messages[-1]
    assert recipients == [ADDRESS]
    return message_from_bytes(text.encode(), policy=policy.default).get_body(("plain",)).get_content()


def fits(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
    assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)


def open_form(page, install):
    page.goto(install.url("lintumaki", "/fi/"))
    page.locator(".question a.btn").first.click()
    expect(page.locator("#id_text")).to_be_visible()
    page.wait_for_timeout(WAIT)


def send(page, title):
    page.locator("#id_title").fill(title)
    page.locator("#id_text").fill("Tällainen olisi mukava pihalla.\n\nVoin auttaa sen tekemisessä.")
    page.locator("#id_name").fill("Marjapensas")
    page.locator("#id_email").fill(ADDRESS)
    page.locator("main form button[type=submit]").first.click()
    if "/laheta/" in page.url:
        # somebody has thought of the same
        page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ideas/oma/*/?kiitos")


def gets_an_answer(page, install, mailbox, title):
    pk = install.python(ANSWER.format(title=title)).strip()
    page.goto(page.url.partition("?")[0])
    expect(page.locator(".bubble.answer").first).to_contain_text("Kokeillaan kesällä.")
    expect(page.locator(".bubble.answer .who").first).to_contain_text("yhteisömanageri")
    body = newest(mailbox, install)
    assert "Kokeillaan kesällä." in body and f"/fi/ideas/{pk}/" in body
    page.goto(install.url("lintumaki", f"/fi/ideas/{pk}/"))
    expect(page.locator(".bubble.answer")).to_contain_text("Kokeillaan kesällä.")


def test_without_javascript_a_resident_sends_with_a_photo_confirms_follows_and_is_answered(install, visiting, mailbox):
    with visiting(width=360, height=740, java_script_enabled=False) as page:
        open_form(page, install)
        # sent too early: what is missing is told, and nothing is lost
        page.locator("#id_title").fill("Lyhtypolku")
        page.locator("#id_photo").set_input_files(photo())
        page.locator("main form button[type=submit]").first.click()
        expect(page.locator("#errors")).to_be_visible()
        expect(page.locator("#id_title")).to_have_value("Lyhtypolku")
        send(page, "Lyhtypolku")
        own = page.url.partition("?")[0]
        expect(page.locator("svg.qr")).to_be_visible()
        expect(page.locator(".own-link a")).to_have_text(own)
        expect(page.locator("[data-copy]")).to_be_hidden()
        code = page.locator(".spoken").inner_text()
        expect(page.locator(".bubble.said img")).to_be_visible()
        digits = re.search(r"\b\d{6}\b", newest(mailbox, install))[0]
        page.locator("#id_code").fill(digits)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**?vahvistettu")
        assert own in newest(mailbox, install) or "/fi/ideas/oma/" in newest(mailbox, install)
        gets_an_answer(page, install, mailbox, "Lyhtypolku")
        # by the spoken code, on any phone
        page.goto(install.url("lintumaki", "/fi/ideas/koodi/"))
        page.locator("#id_code").fill(code.lower())
        page.locator("main form button").first.click()
        expect(page.locator(".bubble.answer")).to_contain_text("Kokeillaan kesällä.")
        # and what is one's own can be taken back
        page.goto(f"{own}peru/")
        page.locator("main form button").first.click()
        page.locator("form[action$='palauta/'] button").click()
        page.goto(f"{own}poista/")
        page.locator("main form button").first.click()
        page.wait_for_url("**/poista/?kiitos")
        assert page.goto(own).status == 404


def test_with_javascript_it_goes_the_same_way_by_the_button_in_the_mail(install, visiting, mailbox):
    with visiting(width=360, height=740) as page:
        open_form(page, install)
        send(page, "Pihasauna")
        own = page.url
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy = page.locator("[data-copy]")
        copy.click()
        expect(copy.locator("xpath=../*[@role='status']")).to_have_text(copy.get_attribute("data-copied"))
        assert page.evaluate("navigator.clipboard.readText()") == own.partition("?")[0]
        link = next(word for word in newest(mailbox, install).split() if "/ideas/vahvista/" in word)
        page.goto(link)
        page.locator("main form button").click()
        page.wait_for_url("**/?kiitos")
        page.goto(own)
        gets_an_answer(page, install, mailbox, "Pihasauna")
        # a neighbour supports it, and thinks again
        page.locator("a[href$='/kannata/']").click()
        page.locator("main form button").click()
        page.wait_for_url("**/kannatettu/**")
        page.locator("main form button").click()
        expect(page.locator("main form")).to_have_count(0)


@pytest.mark.axe
@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_keeps_anybody_out(install, visiting, setting):
    wanted = SETTINGS[setting]
    with visiting(**wanted) as page:
        language = setting[:2]

        def judge():
            fits(page, wanted["width"])
            keeps_nobody_out(page)

        for path in ("/ideat/", CALL):
            page.goto(install.url("lintumaki", f"/{language}{path}"))
            judge()
        page.locator(".ideas h3 a").last.click()
        page.wait_for_url("**/ideas/*/")
        judge()
        page.locator("a[href$='/kommentoi/']").click()
        judge()
        page.goto(install.url("lintumaki", f"/{language}{CALL}"))
        page.locator(".question a.btn").click()
        judge()
        page.locator("main form button[type=submit]").first.click()
        expect(page.locator("#errors")).to_be_visible()
        judge()
        page.locator("#id_text").fill(f"Katos penkin päälle sadetta vastaan {wanted['width']} {wanted['scheme']}")
        page.locator("#id_email").fill(ADDRESS)
        page.wait_for_timeout(WAIT)
        page.locator("main form button[name=review]").click()
        judge()
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/ideas/oma/*/?kiitos**")
        judge()
        own = page.url.partition("?")[0]
        for tail in ("muokkaa/", "poista/"):
            page.goto(own + tail)
            judge()
