"""Residents with phones sign up for an event without an account and without JavaScript: a seat, the queue, a seat that is freed."""

import json
import re
from email import message_from_bytes, policy

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS
from tests.browser.test_team import sign_in

pytestmark = pytest.mark.browser
# people need longer than that
WAIT = 2300
ADDED = """
from datetime import datetime, time, timedelta
from neighbourhoods import current
from plugins.events.models import SignUp
from plugins.events.tests.calendars import add_event, series_of
record = current.by_slug("lintumaki")
evening = datetime.combine(datetime.now(record.zone).date() + timedelta(days=9), time(18))
for number in range(2):
    page = add_event(record, f"Lyhtyilta {number}", evening, evening + timedelta(hours=2), slug=f"lyhtyilta-{number}")
    SignUp.unscoped.create(neighbourhood_id=record.pk, series=series_of(page), capacity=1)
"""
SERIES = """
from plugins.events.models import Occurrence, SignUp
row = SignUp.unscoped.order_by("-pk").first()
print(row.series_id, Occurrence.unscoped.get(series=row.series_id).original)
"""


@pytest.fixture(scope="module")
def change_files():
    return lambda made: made.python(ADDED)


def fits(page, width=360):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
    assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)


def newest(mailbox, install, email):
    """(subject, text) of the newest mail to an address."""
    install.send_mails()
    found = [text for recipients, text in mailbox.messages if recipients == [email]]
    message = message_from_bytes(found[-1].encode(), policy=policy.default)
    return message["Subject"], message.get_body(("plain",)).get_content()


def link_in(text):
    return re.search(r"http://\S+/fi/events/oma/[\w-]{43}/", text)[0]


def open_form(page, install, number=0):
    page.goto(install.url("lintumaki", f"/fi/tapahtumat/lyhtyilta-{number}/"))
    fits(page)
    page.locator("section[aria-labelledby='sign-up'] a.btn").click()
    expect(page.locator("#id_name")).to_be_visible()


def sign_up(page, install, name, email, number=0):
    open_form(page, install, number)
    page.wait_for_timeout(WAIT)
    page.locator("#id_name").fill(name)
    page.locator("#id_email").fill(email)
    page.locator("main form button").first.click()
    page.wait_for_url("**/?kiitos")
    assert "@" not in page.url and name.lower() not in page.url.lower()
    fits(page)


def press(page):
    page.locator("main form button").first.click()


def test_one_has_the_seat_another_waits_and_gets_it_when_the_first_gives_it_up(install, visiting, mailbox):
    with visiting(width=360, height=740, java_script_enabled=False) as page:
        open_form(page, install)
        # sent without an address: what is missing is told, and nothing is lost
        page.locator("#id_name").fill("Aino")
        press(page)
        expect(page.locator("#errors")).to_be_visible()
        expect(page.locator("#id_name")).to_have_value("Aino")
        sign_up(page, install, "Aino", "aino@example.org")
        _subject, body = newest(mailbox, install, "aino@example.org")
        aino = link_in(body)
        page.goto(aino)
        fits(page)
        press(page)
        page.wait_for_url("**?vahvistettu")
        expect(page.locator(".notice.ok")).to_be_visible()
        subject, body = newest(mailbox, install, "aino@example.org")
        assert "Lyhtyilta 0" in subject and link_in(body) == aino
        # the second finds it full, and joins the queue
        sign_up(page, install, "Onni", "onni@example.org")
        _subject, body = newest(mailbox, install, "onni@example.org")
        onni = link_in(body)
        page.goto(onni)
        press(page)
        page.wait_for_url("**?vahvistettu")
        waiting, _body = newest(mailbox, install, "onni@example.org")
        # the first cannot come
        page.goto(aino)
        page.locator("a[href$='/peru/']").click()
        fits(page)
        press(page)
        page.wait_for_url(aino)
        expect(page.locator("a[href$='/peru/']")).to_have_count(0)
        promoted, body = newest(mailbox, install, "onni@example.org")
        assert promoted != waiting and link_in(body) == onni
        page.goto(onni)
        expect(page.locator("a[href$='/peru/']")).to_be_visible()
        assert (
            install.python(
                "from plugins.events.models import Registration; "
                "print(sorted(Registration.unscoped.exclude(name='').values_list('name', 'state')))"
            ).strip()
            == "[('Onni', 'confirmed')]"
        )


@pytest.mark.axe
@pytest.mark.parametrize("setting", ["fi 320 light", "fi 1280 dark"])
def test_nothing_keeps_anybody_out(install, visiting, mailbox, setting):
    _language, width, scheme = setting.split()
    email = f"ilona{width}@example.org"
    with visiting(locale="fi-FI", width=int(width), scheme=scheme) as page:

        def judge():
            fits(page, int(width))
            keeps_nobody_out(page)

        page.goto(install.url("lintumaki", "/fi/tapahtumat/lyhtyilta-1/"))
        judge()
        page.locator("section[aria-labelledby='sign-up'] a.btn").click()
        judge()
        press(page)
        expect(page.locator("#errors")).to_be_visible()
        judge()
        sign_up_again(page, email)
        judge()
        page.goto(link_in(newest(mailbox, install, email)[1]))
        judge()
        own = page.url
        for tail in ("muuta/", "peru/", "en-mina/", "vahvista/"):
            page.goto(own + tail)
            judge()
        page.goto(own.replace("/oma/", "/oma/x"))
        judge()


def sign_up_again(page, email):
    page.wait_for_timeout(WAIT)
    page.locator("#id_name").fill("Ilona")
    page.locator("#id_email").fill(email)
    press(page)
    page.wait_for_url("**/?kiitos")


@pytest.mark.axe
def test_nothing_keeps_a_volunteer_from_the_lists(install, visiting):
    series, original = install.python(SERIES).split()
    with visiting(width=320, height=740) as page:
        sign_in(page, install, ACTIVIST)
        for path in (f"{series}/", f"{series}/sign-up/", f"{series}/date/{original}/seats/", f"{series}/date/{original}/seats/sheet/"):
            page.goto(install.url(path=f"/admin/events/{path}?neighbourhood=lintumaki"))
            fits(page, 320)
            keeps_nobody_out(page)
