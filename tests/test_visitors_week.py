"""What the desk tells of the last seven days: how often pages were opened, and which was read most."""

# ruff: noqa: F811 (a fixture is imported by its name, and is then the name of an argument)

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from neighbourhoods import current, tasks, visitors
from neighbourhoods.models import InfoPage, PageViews

from .test_short_forms import switch_on
from .visits import NOON, TODAY, noon, place  # noqa: F401


def rows(place, numbers):
    """numbers: {days ago: {page: count}}"""
    PageViews.objects.bulk_create(
        PageViews(neighbourhood=place, day=TODAY - timedelta(days=ago), page=page, count=count)
        for ago, pages in numbers.items()
        for page, count in pages.items()
    )


def info_page(parent, slug, **fields):
    above = Page.objects.get(url_path=parent)
    return above.add_child(instance=InfoPage(title=slug.title(), slug=slug, locale=above.locale, **fields))


@pytest.mark.django_db
def test_the_week_of_a_new_site_is_empty(place, noon):
    week = visitors.week(current.by_slug("lintumaki"))
    assert (week.total, week.days, week.top_title, week.top_url) == (0, (0, 0, 0, 0, 0, 0, 0), "", "")


@pytest.mark.django_db
def test_a_week_is_seven_days_of_which_today_is_the_last(place, neighbourhoods, noon):
    rows(place, {0: {0: 5}, 1: {0: 4}, 6: {0: 3}, 7: {0: 100}})
    rows(neighbourhoods["partti"], {0: {0: 1000}})
    week = visitors.week(current.by_slug("lintumaki"))
    assert (week.total, week.days) == (12, (3, 0, 0, 0, 0, 4, 5))


@pytest.mark.django_db
def test_the_most_read_page_is_told_with_its_address(place, noon):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    other = info_page("/lintumaki/fi/", "kerho")
    rows(place, {0: {0: 9, page.pk: 2, other.pk: 3}, 1: {0: 4, page.pk: 2}})
    week = visitors.week(current.by_slug("lintumaki"))
    assert (week.top_title, week.top_url) == (page.title, "http://lintumaki.localhost:8000/fi/mukaan/")


@pytest.mark.django_db
def test_all_languages_of_a_page_count_together(place, noon):
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).delete()
    swedish = info_page("/lintumaki/sv/", "mukaan", translation_key=page.translation_key)
    other = info_page("/lintumaki/fi/", "kerho")
    rows(place, {0: {0: 30, page.pk: 4, swedish.pk: 4, other.pk: 6}})
    assert visitors.week(current.by_slug("lintumaki")).top_title == page.title


@pytest.mark.django_db
def test_a_page_that_nobody_can_read_any_more_is_not_told(place, neighbourhoods, noon):
    hidden, gone = info_page("/lintumaki/fi/", "piilossa"), info_page("/lintumaki/fi/", "poistettu")
    hidden.unpublish()
    foreign = InfoPage.objects.filter(url_path__startswith="/partti/").first()
    page = InfoPage.objects.get(url_path="/lintumaki/fi/mukaan/")
    rows(place, {0: {0: 90, hidden.pk: 20, gone.pk: 30, foreign.pk: 35, page.pk: 1}})
    gone.delete()
    assert visitors.week(current.by_slug("lintumaki")).top_title == page.title
    page.unpublish()
    current.forget_everything()
    assert visitors.week(current.by_slug("lintumaki")).top_title == ""


@pytest.mark.django_db
def test_home_pages_and_lists_are_not_what_was_read_most(place, noon):
    record = switch_on()
    rows(place, {0: {0: 90, record.home("fi").pk: 50, **{pk: 30 for pk in list_pages(record)}}})
    assert list_pages(record) and visitors.week(record).top_title == ""


def list_pages(record):
    return list(Page.objects.filter(path__startswith=record.folder_path, content_type__in=visitors.lists()).values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_week_takes_three_queries_however_much_was_read(place, noon):
    record = current.by_slug("lintumaki")
    above = Page.objects.get(url_path="/lintumaki/fi/")
    visitors.week(record)
    asked = []
    for number in (2, 60):
        pages = [info_page(above.url_path, f"sivu-{number}-{one}") for one in range(number)]
        PageViews.objects.all().delete()
        rows(place, {ago: {0: 90, **{page.pk: 5 for page in pages}} for ago in range(7)})
        with CaptureQueriesContext(connection) as queries:
            assert visitors.week(record).top_title
        asked.append(len(queries))
    assert asked == [3, 3]


@pytest.mark.django_db
def test_what_is_older_than_a_year_is_forgotten(place):
    with time_machine.travel(NOON, tick=False):
        rows(place, {365: {0: 1}, 366: {0: 2}, 400: {0: 3, 5: 3}})
        tasks.forget()
    assert list(PageViews.objects.values_list("count", flat=True)) == [1]
