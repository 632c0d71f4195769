"""Lists of pages in a reader's language: of each page the best version, in one query, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current
from neighbourhoods.languages import listing
from neighbourhoods.models import InfoPage
from neighbourhoods.pages import best_versions, newest_versions

from .three_sites import home, write

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 1, tzinfo=UTC)
BY = "first_published_at"


def put(slug, day, **titles):
    """One page in some languages, all published on that day, or on days of their own: {"fi": "Title"} or {"fi": ("Title", day)}."""
    first = None
    for code, title in titles.items():
        text, own_day = title if isinstance(title, tuple) else (title, day)
        code = code.replace("_", "-")
        page = write("lintumaki", code, slug, text, **({"translation_of": first} if first else {}))
        InfoPage.objects.filter(pk=page.pk).update(first_published_at=START + timedelta(days=own_day))
        first = first or page


def record():
    return current.by_slug("lintumaki")


def titles(language, **options):
    pages = record().pages(InfoPage).filter(first_published_at__gte=START)
    found = newest_versions(pages, record(), language, by=BY, **{"count": 10, **options})
    return [version.page.title for version in found]


def test_each_page_is_there_once_in_the_best_language_for_the_reader_the_newest_first():
    put("a", 1, fi="A suomeksi", sv="A på svenska")
    put("b", 2, fi="B suomeksi")
    put("c", 3, ar="C بالعربية")
    put("d", 4, fi="D suomeksi", fi_simple="D selkosuomeksi", en="D in English")
    assert titles("fi") == ["D suomeksi", "C بالعربية", "B suomeksi", "A suomeksi"]
    assert titles("sv") == ["D suomeksi", "C بالعربية", "B suomeksi", "A på svenska"]
    assert titles("so") == ["D selkosuomeksi", "C بالعربية", "B suomeksi", "A suomeksi"]
    assert titles("ar") == ["D in English", "C بالعربية", "B suomeksi", "A suomeksi"]


def test_a_version_knows_its_language_and_keeps_the_readers_prefix():
    put("c", 3, ar="C بالعربية")
    (found,) = newest_versions(record().pages(InfoPage).filter(slug="c"), record(), "fi", by=BY, count=5)
    assert (found.language, found.direction, found.url) == ("ar", "rtl", "/fi/c/")


def test_pages_that_are_turned_one_after_another_hold_each_page_once():
    for number in range(7):
        put(
            f"sivu-{number}",
            number,
            fi=f"S{number}",
            **({"sv": f"S{number} sv"} if number % 2 else {}),
            **({"en": "E"} if number == 3 else {}),
        )
    whole = titles("sv")
    assert len(whole) == 7
    assert [title for start in range(0, 8, 3) for title in titles("sv", count=3, start=start)] == whole
    assert titles("sv", count=3, start=9) == []


def test_a_page_stands_where_its_newest_version_stands_and_one_of_many_languages_takes_no_place_of_others():
    languages = {"fi": "Vanha", "sv": "Gammal", "en": "Old", "ar": "قديم", "so": "Hore", "uk": "Старе"}
    for number in range(4):
        put(f"monta-{number}", 10 + number, **{code: f"{title} {number}" for code, title in languages.items()})
    put("yksi", 9, fi="Yksi")
    put("kesken", 0, fi=("Ensin", 0), sv=("Sen", 20))
    assert titles("fi", count=3) == ["Ensin", "Vanha 3", "Vanha 2"]
    assert titles("fi", count=6) == ["Ensin", "Vanha 3", "Vanha 2", "Vanha 1", "Vanha 0", "Yksi"]


def test_drafts_mirrors_and_hidden_languages_are_in_no_list():
    put("a", 1, fi="A suomeksi", sv="A på svenska")
    put("b", 2, sv="B på svenska")
    page = InfoPage.objects.get(url_path="/lintumaki/fi/a/")
    mirror = page.create_alias(parent=home("lintumaki", "en"), update_locale=home("lintumaki", "en").locale, reset_translation_key=False)
    InfoPage.objects.filter(pk=mirror.pk).update(first_published_at=START + timedelta(days=9))
    assert titles("en") == ["B på svenska", "A suomeksi"]
    home("lintumaki", "sv").unpublish()
    assert titles("en") == ["A suomeksi"]
    page.unpublish()
    assert titles("en") == []


def test_more_may_be_shown_than_is_asked_for():
    put("a", 1, fi=("A tammikuussa", 1), sv=("A i februari", 40))
    everything = record().pages(InfoPage)
    february = everything.filter(first_published_at__gte=START + timedelta(days=31))
    assert [one.page.title for one in newest_versions(february, record(), "fi", by=BY, count=3)] == ["A i februari"]
    assert [one.page.title for one in newest_versions(february, record(), "fi", by=BY, count=3, among=everything)] == ["A tammikuussa"]


def test_it_is_one_query_and_picks_as_python_would():
    for number in range(6):
        put(f"sivu-{number}", number, fi=f"S{number}", **({"sv": f"S{number} sv"} if number % 2 else {}))
    pages = record().pages(InfoPage).filter(first_published_at__gte=START)
    for language in record().codes:
        with CaptureQueriesContext(connection) as asked:
            found = newest_versions(pages, record(), language, by=BY, count=4)
        assert len(asked) == 1
        picked = best_versions(pages.order_by(f"-{BY}", "-pk"), record(), language)[:4]
        assert [one.page.pk for one in found] == [one.page.pk for one in picked]


def test_the_windows_see_only_as_many_rows_as_the_list_can_need():
    """Whatever the number of pages: the rows are cut off before versions are compared."""
    rows = listing.newest(record().pages(InfoPage), record(), "sv", by=BY, count=20)
    assert f"LIMIT {20 * len(record().codes)}" in str(rows.query)
