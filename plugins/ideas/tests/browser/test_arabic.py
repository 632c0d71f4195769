"""Arabic and Finnish beside each other: an Arabic reader on a phone sends an idea to a Finnish call, and a call is asked in Arabic."""

import csv
import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS
from tests.browser.test_layout import TOO_WIDE
from tests.browser.test_team import sign_in

from .test_idea_without_account import ADDRESS, CALL, WAIT, newest

pytestmark = pytest.mark.browser
TITLE, TEXT = "مقعد بجانب المبنى", "نريد مقعدا بجانب المبنى حتى يرتاح كبار السن."
QUESTION, ROLE = "ماذا نضع في الساحة؟", "منسقة الحي"
ASK_IN_ARABIC = f"""
from neighbourhoods import current
from plugins.ideas.models import CallIndexPage, CallPage
record = current.by_slug("lintumaki")
with current.activate(record):
    index = CallIndexPage.objects.get(path__startswith=record.home("ar").path)
    page = CallPage(title={QUESTION!r}, slug="saha", answerer={ROLE!r}, locale=index.locale, check_first=False, answer_within_days=14)
    index.add_child(instance=page)
    page.save_revision().publish()
    print(page.url_path)
"""
PUBLISH = f"""
from neighbourhoods import current
from neighbourhoods.models import User
from plugins.ideas import checking
from plugins.ideas.models import Idea
record = current.by_slug("lintumaki")
with current.activate(record):
    checking.publish(record, Idea.of(record).get(title={TITLE!r}).pk, User.objects.get(email="aktiivi@example.org"))
"""


def judge(page):
    """Nothing scrolls sideways, at twice the size of text either, and axe finds nothing."""
    assert page.evaluate(TOO_WIDE) == [], page.url
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)
    added = page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate(TOO_WIDE) == [], page.url
    added.evaluate("style => style.remove()")


def direction(element):
    return element.evaluate("element => getComputedStyle(element).direction")


def fill_and_send(page):
    page.wait_for_timeout(WAIT)
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_text").fill(TEXT)
    page.locator("#id_email").fill(ADDRESS)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ideas/oma/*/?kiitos")


@pytest.mark.axe
def test_an_arabic_reader_sends_an_idea_to_a_finnish_call_and_both_are_read_in_their_direction(install, visiting, mailbox):
    with visiting(locale="ar", width=360, height=740) as page:
        page.goto(install.url("lintumaki", f"/ar{CALL}"))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert direction(page.locator("main h1")) == "ltr"
        judge(page)
        page.locator("a[href*='/ideas/laheta/']").first.click()
        assert direction(page.locator("main form")) == "rtl"
        judge(page)
        fill_and_send(page)
        judge(page)
        said = page.locator(".bubble.said [lang=ar]").first
        assert direction(said) == "rtl"
        # its mail is in the language in which it was sent
        mail = newest(mailbox, install)
        assert "/ar/ideas/" in mail and "فكرة" in mail
        install.python(PUBLISH)
        page.goto(install.url("lintumaki", f"/ar{CALL}?jarjestys=uusimmat"))
        heading = page.locator(".ideas h3", has_text=TITLE)
        assert direction(heading.locator("a")) == "rtl"
        others = [each for each in page.locator(".ideas h3 a").all() if TITLE not in each.inner_text()]
        assert others and {direction(each) for each in others} == {"ltr"}
        judge(page)
        heading.locator("a").click()
        page.wait_for_url("**/ideas/*/")
        judge(page)


@pytest.mark.axe
def test_a_call_in_arabic_beside_a_finnish_one_is_right_in_list_page_mail_and_file(install, visiting, mailbox):
    install.python(ASK_IN_ARABIC)
    with visiting(locale="fi", width=360, height=740) as page, visiting(width=1280) as desk:
        page.goto(install.url("lintumaki", "/fi/ideat/"))
        asked = page.get_by_role("link", name=QUESTION).first
        assert direction(asked) == "rtl" and direction(page.get_by_role("heading", level=1)) == "ltr"
        judge(page)
        asked.click()
        expect(page.locator("html")).to_have_attribute("lang", "fi")
        assert direction(page.get_by_role("heading", level=1)) == "rtl"
        expect(page.get_by_role("main")).to_contain_text(ROLE)
        judge(page)
        page.locator("a[href*='/ideas/laheta/']").first.click()
        assert direction(page.locator("main form")) == "ltr"
        judge(page)
        fill_and_send(page)
        judge(page)
        # Finnish sentences around an Arabic heading and an Arabic role
        mail = newest(mailbox, install)
        assert TITLE in mail and "Koodi:" in mail
        page.locator("#id_code").fill(re.search(r"\b\d{6}\b", mail)[0])
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**?vahvistettu")
        assert f"{ROLE} vastaa" in newest(mailbox, install)
        sign_in(desk, install, ACTIVIST)
        desk.goto(install.url(path="/admin/ideas/?neighbourhood=lintumaki"))
        judge(desk)
        desk.get_by_role("main").get_by_role("link", name=QUESTION).first.click()
        desk.wait_for_url("**/ideas/call/*/**")
        judge(desk)
        file = desk.request.get(desk.url.partition("?")[0] + "ideas.csv?neighbourhood=lintumaki")
        rows = list(csv.reader(io.StringIO(file.text().lstrip("\ufeff"))))
        assert any(TITLE in row and TEXT in row for row in rows), file.text()[:500]
