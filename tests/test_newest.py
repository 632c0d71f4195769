"""What is newest in a neighbourhood: kept in its row, whatever happens to the page that it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from neighbourhoods import newest
from neighbourhoods.models import HomePage, InfoPage, Neighbourhood

pytestmark = pytest.mark.django_db


def home(code="fi", site="lintumaki"):
    return HomePage.objects.get(url_path=f"/{site}/{code}/")


def draft(title, slug="uusi", above=None, **fields):
    above = above or home()
    return above.add_child(instance=InfoPage(title=title, slug=slug, locale=above.locale, live=False, **fields))


def publish(page):
    page.save_revision().publish()
    return InfoPage.objects.get(pk=page.pk)


def row(slug="lintumaki"):
    return Neighbourhood.objects.get(slug=slug)


def told(slug="lintumaki"):
    return row(slug).newest.get("title")


@pytest.fixture
def before():
    """Title of the newest of the example pages."""
    title = told()
    assert title
    return title


def test_what_is_published_is_the_newest_with_its_address_language_and_time():
    page = publish(draft("Uusi penkki"))
    found = row()
    assert found.newest == {"pk": page.pk, "title": "Uusi penkki", "path": "uusi/", "language": "fi"}
    assert found.newest_at == page.last_published_at


def test_the_neighbours_newest_stays():
    other = told("partti")
    publish(draft("Uusi penkki"))
    assert told("partti") == other


def test_a_draft_is_not_news_and_neither_is_a_draft_of_a_published_page(before):
    page = draft("Luonnos")
    page.save_revision()
    assert told() == before
    page = publish(page)
    page.title = "Muutettu luonnoksena"
    page.save_revision()
    assert told() == "Luonnos"


def test_a_home_page_is_no_news(before):
    page = home()
    page.lead = "Uusi alku"
    page.save_revision().publish()
    assert told() == before


def test_a_copy_that_waits_for_its_translation_is_no_news_and_stands_in_nobodys_way():
    page = publish(draft("Bara på svenska", slug="bara", above=home("sv")))
    copy = page.copy_for_translation(home("fi").locale, alias=True)
    assert copy.live
    page_published.send(sender=InfoPage, instance=copy, revision=None)
    assert row().newest["language"] == "sv"
    page.title = "Bara på svenska, på nytt"
    publish(page)
    publish(draft("Hetki", slug="hetki")).unpublish()
    assert (told(), row().newest["language"]) == ("Bara på svenska, på nytt", "sv")
    page.title = "Nyast"
    publish(page)
    assert told() == "Nyast"


def test_a_translation_is_no_news_but_a_page_in_another_language_alone_is():
    page = publish(draft("Uutta"))
    publish(draft("Nytt", above=home("sv"), translation_key=page.translation_key))
    assert told() == "Uutta"
    publish(draft("Bara på svenska", slug="bara", above=home("sv")))
    assert (told(), row().newest["language"]) == ("Bara på svenska", "sv")


def test_what_is_hidden_gives_its_place_to_the_one_before_and_takes_it_again(before):
    page = publish(draft("Hetki"))
    assert told() == "Hetki"
    page.unpublish()
    assert told() == before
    publish(InfoPage.objects.get(pk=page.pk))
    assert told() == "Hetki"


def test_what_is_deleted_gives_its_place_to_the_one_before(before):
    publish(draft("Hetki")).delete()
    assert told() == before


def test_when_another_page_is_hidden_the_newest_stays_also_in_another_language():
    older = publish(draft("Vanhempi"))
    publish(draft("Bara på svenska", slug="bara", above=home("sv")))
    older.unpublish()
    assert told() == "Bara på svenska"


def test_after_a_page_is_hidden_a_translation_does_not_take_its_place_from_what_it_translates():
    original = publish(draft("Uutta"))
    publish(draft("Nytt", above=home("sv"), translation_key=original.translation_key))
    publish(draft("Hetki", slug="hetki")).unpublish()
    assert told() == "Uutta"


def test_a_page_that_moves_is_told_with_its_new_address():
    above = publish(draft("Ylempi", slug="ylempi"))
    page = publish(draft("Alempi", slug="alempi"))
    page.move(above, pos="last-child")
    assert row().newest["path"] == "ylempi/alempi/"


def test_a_neighbourhood_without_pages_has_no_newest():
    for page in Page.objects.filter(url_path__startswith="/lintumaki/", depth__gt=3).specific():
        page.unpublish()
    assert (row().newest, row().newest_at) == ({}, None)


def test_it_makes_no_record_older():
    above = publish(draft("Ylempi"))
    page = draft("Alempi", slug="alempi", above=above)
    generation = row().generation
    page = publish(page)
    page.unpublish()
    page.delete()
    assert row().generation == generation


def test_connecting_twice_is_connecting_once():
    counts = [len(signal.receivers) for signal in (page_published, page_unpublished)]
    newest.connect()
    assert counts == [len(signal.receivers) for signal in (page_published, page_unpublished)]


def test_it_costs_the_same_however_many_pages_there_are():
    def cost(page):
        with CaptureQueriesContext(connection) as published:
            newest.published(InfoPage, page)
        with CaptureQueriesContext(connection) as gone:
            newest.gone(InfoPage, page)
        return len(published), len(gone)

    first = cost(publish(draft("Ensimmäinen", slug="sivu-0")))
    for number in range(1, 6):
        page = publish(draft(f"Sivu {number}", slug=f"sivu-{number}"))
    assert cost(page) == first
