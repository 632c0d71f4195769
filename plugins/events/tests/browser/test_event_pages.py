"""Every page of events keeps nobody out: on a phone and on a wide screen, in Finnish and in Arabic, in the dark and on paper."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.servers import ACTIVIST
from tests.browser.test_accessibility import OPTIONS
from tests.browser.test_layout import TOO_WIDE
from tests.browser.test_team import sign_in

pytestmark = pytest.mark.browser
LIST = "/tapahtumat/"
ADDED = """
from datetime import datetime, time, timedelta
from neighbourhoods import current
from plugins.events.calendar.rules import Repeat
from plugins.events.tests.calendars import add_event, change, moved_to
record = current.by_slug("lintumaki")
evening = datetime.combine(datetime.now(record.zone).date(), time(23, 30))
texts = {"price": "5 €", "access": "Polku on auki."}
page = add_event(record, "Tähtien katselu", evening, evening + timedelta(minutes=20), Repeat("weekly"), **texts)
later = evening + timedelta(days=8)
change(record, page, evening + timedelta(days=7), **moved_to(later, later + timedelta(minutes=20)), note="Pilviä luvassa.")
"""
PATHS = """
import json
from django.utils import timezone
from plugins.events.models import EventPage, Occurrence, Series
today = timezone.localdate()
rows = Occurrence.unscoped.filter(neighbourhood__slug="lintumaki", is_shown=True)
off = rows.filter(is_cancelled=True).order_by("starts").first()
moved = rows.filter(is_moved=True).order_by("starts").first()
slug = lambda row: EventPage.objects.filter(translation_key=row.series.key).order_by("pk").first().slug
pages = {"off": slug(off), "moved": slug(moved)}
print(json.dumps({
    "event": f"/tapahtumat/{pages['off']}/",
    "off": f"/tapahtumat/{pages['off']}/{off.original[:10]}/",
    "moved": f"/tapahtumat/{pages['moved']}/{moved.original[:10]}/",
    "month": f"/tapahtumat/kuukausi/{today.year}-{today.month:02}/",
    "series": off.series_id,
    "original": rows.filter(series=off.series_id, is_cancelled=False, first_day__gt=off.first_day).order_by("starts").first().original,
}))
"""


@pytest.fixture(scope="module")
def change_files():
    return lambda made: made.python(ADDED)


@pytest.fixture(scope="module")
def paths(install):
    found = json.loads(install.python(PATHS))
    return found | {
        "week": LIST,
        "ahead": f"{LIST}tulossa/",
        "past": f"{LIST}menneet/",
        "narrowed": f"{LIST}tulossa/?aihe=kahvila&ilmainen=1",
    }


def judge(page):
    """Nothing scrolls sideways, at twice the size of text either, and axe finds nothing."""
    assert page.evaluate(TOO_WIDE) == [], page.url
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert not found, json.dumps([(one["id"], [node["html"] for node in one["nodes"]]) for one in found], ensure_ascii=False, indent=1)
    added = page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate(TOO_WIDE) == [], page.url
    added.evaluate("style => style.remove()")


READERS = ("week", "ahead", "past", "narrowed", "month", "event", "off", "moved")


@pytest.mark.axe
@pytest.mark.parametrize("language", ["fi", "ar"])
def test_what_readers_see_is_right_on_a_phone_on_a_wide_screen_and_in_the_dark(install, visiting, paths, language):
    for width, scheme in ((360, "light"), (1280, "dark")):
        with visiting(locale=language, width=width, scheme=scheme) as page:
            for name in READERS:
                assert page.goto(install.url("lintumaki", f"/{language}{paths[name]}")).status == 200, name
                if language == "ar":
                    expect(page.locator("html")).to_have_attribute("dir", "rtl")
                judge(page)


def test_an_arabic_reader_gets_finnish_titles_from_the_left_and_the_rest_from_the_right(install, visiting, paths):
    with visiting(locale="ar", width=360) as page:
        page.goto(install.url("lintumaki", f"/ar{paths['moved']}"))
        directions = "elements => elements.map((element) => getComputedStyle(element).direction)"
        assert page.locator("main h1").evaluate_all(directions) == ["ltr"]
        assert set(page.locator("main .notice").evaluate_all(directions)) == {"rtl"}


@pytest.mark.axe
def test_the_desk_of_events_is_right_on_a_phone_and_on_a_wide_screen(install, visiting, paths):
    event = f"/admin/events/{paths['series']}/"
    date = f"{event}date/{paths['original']}/"
    for width in (360, 1280):
        with visiting(width=width) as page:
            sign_in(page, install, ACTIVIST)
            for path in (
                "/admin/events/",
                event,
                f"{event}?past=1",
                f"{date}move/",
                f"{date}tell/",
                f"{date}following/",
                "/admin/desk/write/events/",
            ):
                assert page.goto(install.url(path=f"{path}{'&' if '?' in path else '?'}neighbourhood=lintumaki")).status == 200, path
                judge(page)


def test_a_week_on_paper_is_a_poster_without_menus_and_buttons(install, visiting):
    with visiting(width=794, height=1123) as page:
        page.goto(install.url("lintumaki", f"/fi{LIST}"))
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("heading", name="Tähtien katselu")).to_be_visible()
        assert page.evaluate("[...document.querySelectorAll('nav, .btn, form, footer')].filter((one) => one.offsetHeight > 0).length") == 0


def test_the_address_of_the_calendar_can_be_copied(install, visiting):
    with visiting(width=1280) as page:
        page.goto(install.url("lintumaki", f"/fi{LIST}"))
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("[data-copy]").first.click()
        assert page.evaluate("navigator.clipboard.readText()").endswith("/fi/events/kaikki.ics")
