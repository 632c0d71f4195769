"""Volunteers see how often their pages were opened; of who opened them nothing is kept, and readers notice nothing."""

# ruff: noqa: F811 (a fixture is imported by its name, and is then the name of an argument)

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from neighbourhoods import visitors
from neighbourhoods.models import InfoPage, PageViews

from .visits import PHONE, TODAY, counting, noon, opened, place, total  # noqa: F401

PEOPLE = [
    PHONE,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/4.0 Chrome/76.0 TV Safari/537.36",
]
ROBOTS = [
    "",
    " ",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "Baiduspider",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23.20.0",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Python-urllib/3.11",
    "Java/17.0.2",
    "Apache-HttpClient/4.5.14",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "node-fetch/1.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0)",
    "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "Feedly/1.0",
]


@pytest.mark.django_db
def test_a_page_that_is_opened_counts_for_itself_and_for_its_day(visit, counting, place, noon):
    reader = visit("lintumaki")
    for path in ("/fi/", "/fi/mukaan/", "/fi/mukaan/", "/fi/etsi/?q=talkoot"):
        opened(reader, path)
    home, page = (Page.objects.get(url_path=f"/lintumaki/fi/{path}").pk for path in ("", "mukaan/"))
    assert dict(counting.numbers) == {(place.pk, TODAY, 0): 4, (place.pk, TODAY, home): 1, (place.pk, TODAY, page): 2}
    assert visitors.write() and not counting.numbers
    assert set(PageViews.objects.values_list("neighbourhood", "day", "page", "count")) == {
        (place.pk, TODAY, 0, 4),
        (place.pk, TODAY, home, 1),
        (place.pk, TODAY, page, 2),
    }


@pytest.mark.django_db
def test_a_page_in_another_language_is_the_page_that_was_shown(visit, counting):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).delete()
    opened(visit("lintumaki"), "/uk/mukaan/")
    assert [pk for _place, _day, pk in counting.numbers if pk] == [page.pk]


@pytest.mark.django_db
def test_a_day_begins_at_midnight_where_the_neighbourhood_is(visit, counting, place):
    with time_machine.travel("2026-11-30T22:30:00+00:00", tick=False):
        opened(visit("lintumaki"))
    assert {day for _place, day, _page in counting.numbers} == {TODAY}


@pytest.mark.django_db
@pytest.mark.parametrize("agent", PEOPLE)
def test_whoever_reads_with_a_browser_is_counted(agent, visit, counting):
    opened(visit("lintumaki"), agent=agent)
    assert total(counting) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("agent", ROBOTS)
def test_a_program_is_not_counted(agent, visit, counting):
    opened(visit("lintumaki"), agent=agent)
    assert total(counting) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
        # what a service worker keeps for later, and what scripts ask for
        {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {"Sec-Fetch-Mode": "no-cors"},
    ],
)
def test_what_is_fetched_before_anybody_wants_it_is_not_counted(headers, visit, counting):
    opened(visit("lintumaki"), **headers)
    assert total(counting) == 0


@pytest.mark.django_db
def test_a_page_that_comes_by_way_of_our_service_worker_is_counted(visit, counting):
    opened(visit("lintumaki"), **{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "empty"})
    assert total(counting) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/fi/ei-ole/", 404),
        ("/fi/mukaan/?kieli", 302),
        ("/fi/feeds/news.atom", None),
        ("/fi/etsi/otsikot/?q=tal", 200),
        ("/fi/offline/", 200),
        ("/styleguide/", 200),
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/theme.css", 200),
        ("/sw.js", 200),
        ("/icon.svg", 200),
        ("/health", 200),
        ("/admin/", 302),
    ],
)
def test_what_is_no_page_is_not_counted(path, status, visit, counting):
    answer = visit("lintumaki").get(path, headers={"User-Agent": PHONE})
    assert status in (None, answer.status_code)
    assert total(counting) == 0


@pytest.mark.django_db
def test_asking_for_the_head_or_sending_a_form_is_not_opening_a_page(visit, counting):
    reader = visit("lintumaki")
    assert reader.client.head("/fi/", headers={"User-Agent": PHONE}).status_code == 200
    reader.post("/fi/saavutettavuus/palaute/", {"text": ""}, headers={"User-Agent": PHONE})
    assert total(counting) == 0


@pytest.mark.django_db
def test_the_portal_and_the_previews_of_volunteers_are_not_counted(visit, counting, keeper):
    office = visit()
    opened(office)
    office.client.force_login(keeper)
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    opened(office, f"/admin/pages/{page.pk}/view_draft/")
    assert total(counting) == 0


@pytest.mark.django_db
def test_counting_asks_the_database_nothing_and_changes_no_byte_of_the_answer(visit, settings, counting):
    reader = visit("lintumaki")
    opened(reader)
    answers, asked = [], []
    for seconds in (0, 3600):
        settings.VISITORS_EVERY = seconds
        with CaptureQueriesContext(connection) as queries:
            answers.append(opened(reader))
        asked.append(len(queries))
    first, second = ((answer.content, sorted(answer.headers.items()), dict(answer.cookies)) for answer in answers)
    assert first == second and asked[0] == asked[1]
    assert total(counting) == 2


@pytest.mark.django_db
def test_where_counting_is_off_nothing_is_counted(visit, counting, settings):
    settings.VISITORS_EVERY = 0
    opened(visit("lintumaki"))
    assert not counting.numbers


@pytest.mark.django_db
def test_counts_are_written_after_an_answer_and_not_again_before_it_is_time(visit, counting, settings, monkeypatch):
    settings.VISITORS_EVERY = 60
    now = 1000.0
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now)
    counting.clear()
    reader = visit("lintumaki")
    opened(reader)
    assert not PageViews.objects.exists()
    now += 61
    # any answer will do, also one that is not counted
    reader.get("/robots.txt")
    assert PageViews.objects.get(page=0).count == 1
    opened(reader)
    now += 30
    reader.get("/robots.txt")
    assert PageViews.objects.get(page=0).count == 1
    now += 31
    reader.get("/robots.txt")
    assert PageViews.objects.get(page=0).count == 2


@pytest.mark.django_db
def test_a_flood_of_addresses_fills_no_memory(visit, counting):
    reader = visit("lintumaki")
    for number in range(300):
        reader.get(f"/fi/ei-ole-{number}/", headers={"User-Agent": PHONE})
        reader.get("/fi/", {"x": number}, headers={"User-Agent": PHONE})
    assert len(counting.numbers) == 2 and total(counting) == 300


def test_a_database_that_stays_locked_for_hours_fills_no_memory(counting, monkeypatch):
    monkeypatch.setattr(visitors, "MOST", 10)
    for page in range(1, 100):
        counting.add(1, TODAY, page)
        counting.add(1, TODAY, 1)
    assert len(counting.numbers) == 10
    assert counting.numbers[1, TODAY, 0] == 198 and counting.numbers[1, TODAY, 1] == 100


@pytest.mark.django_db
def test_who_opened_a_page_is_kept_nowhere(visit, counting):
    opened(
        visit("lintumaki"), "/fi/mukaan/", **{"X-Forwarded-For": "203.0.113.77", "Cookie": "kieli=fi", "Referer": "https://example.org/"}
    )
    answer = opened(visit("lintumaki"), "/fi/mukaan/")
    assert not answer.cookies and "Vary" not in answer.headers
    visitors.write()
    kept = {field.name for field in PageViews._meta.get_fields()}
    assert kept == {"id", "neighbourhood", "day", "page", "count"}
    assert all(isinstance(value, int | date) for row in PageViews.objects.values_list() for value in row)
