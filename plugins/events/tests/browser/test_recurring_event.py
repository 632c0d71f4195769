"""Every second Tuesday, made on a phone; one evening is cancelled and another moved; residents and calendars are told the same."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS
from tests.browser.test_team import sign_in

pytestmark = pytest.mark.browser
TITLE = "Kutomapiiri syksyllä"
REASON = "Kerhohuoneen lattia vahataan."
ZONE = ZoneInfo("Europe/Helsinki")
WRITE = "/admin/desk/write/events/?neighbourhood=lintumaki"
PUBLISH = ".acts button[value=publish]"


def first_tuesday():
    """Four weeks and some days before the next end of summer time that is that far away: of six dates the third follows it."""
    year = date.today().year
    while True:
        sunday = date(year, 10, 31)
        sunday -= timedelta(days=(sunday.weekday() + 1) % 7)
        first = sunday - timedelta(days=26)
        if first > date.today():
            assert first.weekday() == 1
            return first
        year += 1


FIRST = first_tuesday()
DATES = [FIRST + timedelta(weeks=2 * number) for number in range(6)]


def shown(day):
    return f"{day.day}.{day.month}."


def written(day):
    return f"{day.day}.{day.month}.{day.year}"


def keeps_nobody_out(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
    assert not nodes, json.dumps(nodes, ensure_ascii=False, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than the screen"


def fill(page):
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_starts_on").fill(written(FIRST))
    page.locator("#id_starts_at").fill("18")
    page.locator("#id_ends_at").fill("20.30")
    page.locator("#id_place").fill("Kerhohuone, B-rappu")
    page.locator("#id_contact").fill("Kutojat, kutojat@example.org")
    page.get_by_label("Joka toinen viikko").check()
    page.locator("#id_until").fill(written(DATES[-1]))


def told_before_saving(page):
    box = page.locator("[data-events-told]")
    expect(box).to_contain_text("Joka toinen tiistai klo 18–20.30")
    expect(box).to_contain_text(f"viimeksi {shown(DATES[-1])}")
    for day in DATES:
        expect(box).to_contain_text(shown(day))


def on_the_desk(page, install):
    page.goto(install.url(path="/admin/events/?neighbourhood=lintumaki"))
    keeps_nobody_out(page)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    keeps_nobody_out(page)


def card(page, day):
    return page.locator("article").filter(has=page.get_by_role("heading", name=f" {shown(day)}"))


def cancel(page, day):
    card(page, day).locator("summary").click()
    form = card(page, day).locator("form[action*='/cancel/']")
    form.locator("button").click()
    # without a reason nothing happens
    expect(page.locator(".err").first).to_be_visible()
    card(page, day).locator("form[action*='/cancel/'] input[name=reason]").fill(REASON)
    card(page, day).locator("form[action*='/cancel/'] button").click()
    expect(card(page, day)).to_contain_text(REASON)
    expect(page.locator("main")).to_contain_text("Peru tämä")


def move(page, day, to):
    card(page, day).get_by_role("link", name="Siirrä").click()
    keeps_nobody_out(page)
    page.locator("#id_starts_on").fill(written(to))
    page.locator("#id_starts_at").fill("17")
    page.locator("#id_ends_at").fill("19")
    page.locator("main form button").first.click()
    expect(card(page, to)).to_contain_text("Siirretty")


def read_by_another_program(page, install):
    """{(start, end, status)} in local times, of the calendar that anybody subscribes to."""
    page.goto(install.url("lintumaki", "/fi/"))
    calendar = icalendar.Calendar.from_ical(page.evaluate("fetch('/fi/events/kaikki.ics').then((answer) => answer.text())"))
    found = recurring_ical_events.of(calendar).between(FIRST, DATES[-1] + timedelta(days=30))
    ours = [one for one in found if TITLE in one["SUMMARY"]]
    return {(one["DTSTART"].dt.astimezone(ZONE), one["DTEND"].dt.astimezone(ZONE), str(one["STATUS"])) for one in ours}


def as_meant():
    wanted = set()
    for number, day in enumerate(DATES):
        start, end = (18, 0), (20, 30)
        if number == 3:
            day, start, end = day + timedelta(days=1), (17, 0), (19, 0)
        at = [datetime(day.year, day.month, day.day, *clock, tzinfo=ZONE) for clock in (start, end)]
        wanted.add((*at, "CANCELLED" if number == 1 else "CONFIRMED"))
    return wanted


@pytest.mark.axe
def test_every_second_tuesday_is_made_one_evening_cancelled_one_moved_and_everybody_is_told_the_same(install, visiting):
    with visiting(width=360, height=740) as page, visiting(width=360, height=740) as reader:
        sign_in(page, install, ACTIVIST)
        page.goto(install.url(path=WRITE))
        keeps_nobody_out(page)
        fill(page)
        told_before_saving(page)
        keeps_nobody_out(page)
        page.locator(PUBLISH).click()
        page.wait_for_url("**/admin/desk/done/**")
        on_the_desk(page, install)
        cancel(page, DATES[1])
        move(page, DATES[3], DATES[3] + timedelta(days=1))

        reader.goto(install.url("lintumaki", "/fi/tapahtumat/tulossa/"))
        reader.goto(install.url("lintumaki", "/fi/tapahtumat/kutomapiiri-syksylla/"))
        main = reader.locator("main")
        expect(main).to_contain_text("Joka toinen tiistai klo 18–20.30")
        expect(main).to_contain_text(REASON)
        for number, day in enumerate(DATES):
            expect(main).to_contain_text(shown(day if number != 3 else day + timedelta(days=1)))
        expect(main).to_contain_text(f"Siirretty: ti {shown(DATES[3])}")
        keeps_nobody_out(reader)
        month = f"/fi/tapahtumat/kuukausi/{FIRST.year}-{FIRST.month:02}/"
        reader.goto(install.url("lintumaki", month))
        expect(reader.locator("table caption")).to_be_visible()
        expect(reader.locator("main table")).to_contain_text(TITLE)
        keeps_nobody_out(reader)

        before, after = DATES[0], DATES[-1]
        offsets = {datetime(day.year, day.month, day.day, 18, tzinfo=ZONE).utcoffset() for day in (before, after)}
        assert len(offsets) == 2, "the clock changes between the first and the last evening"
        assert read_by_another_program(reader, install) == as_meant()


def test_without_javascript_a_button_shows_the_next_dates_and_nothing_that_was_typed_is_lost(install, visiting):
    with visiting(width=360, height=740, java_script_enabled=False) as page:
        sign_in(page, install, ACTIVIST)
        page.goto(install.url(path=WRITE))
        fill(page)
        page.locator("[data-events-dates] button").click()
        told_before_saving(page)
        expect(page.locator("#id_title")).to_have_value(TITLE)
        page.locator("#id_ends_at").fill("17")
        page.locator(PUBLISH).click()
        expect(page.locator("main")).to_contain_text("Päättyy ennen kuin alkaa")
        expect(page.locator("#id_ends_at")).to_have_value("17")
