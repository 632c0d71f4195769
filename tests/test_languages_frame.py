"""What stands round a text in another language than the reader's: notices, menu, trail, lists. All marked with lang and dir."""

import re

import pytest
from django.core.cache import cache

from neighbourhoods import current
from neighbourhoods.models import Feedback, InfoPage, Neighbourhood

from .three_sites import before_main, home, inside_main, of_main, write

pytestmark = pytest.mark.django_db


def menu(page):
    return re.search(r'<ul class="nav">(.*?)</ul>', page.text, re.DOTALL).group(1)


def trail(page):
    return re.search(r'<ol class="crumbs">(.*?)</ol>', page.text, re.DOTALL).group(1)


class TestTheMenuAndTheTrail:
    def test_a_title_in_another_language_says_in_which_and_how_it_runs(self, visit):
        in_arabic = menu(visit("lintumaki").get("/ar/"))
        assert '<a href="/ar/tietoa/" lang="fi-simple" dir="ltr">' in in_arabic
        write("lintumaki", "ar", "suq", "سوق", show_in_menus=True)
        in_finnish = menu(visit("lintumaki").get("/fi/"))
        assert '<a href="/fi/suq/" lang="ar" dir="rtl">سوق</a>' in in_finnish
        assert '<a href="/fi/tietoa/">' in in_finnish

    def test_the_trail_names_each_page_in_the_best_language_for_the_reader(self, visit):
        about = InfoPage.objects.get(url_path="/lintumaki/fi/tietoa/")
        write("lintumaki", "fi", "historia", "Historiaa", above="tietoa/")
        write("lintumaki", "ar", "tietoa", "عن المنطقة", translation_of=about)
        page = visit("lintumaki").get("/ar/tietoa/historia/")
        assert of_main(page) == ("fi", "ltr")
        found = trail(page)
        # "home" and the page above are in Arabic, as the whole trail is; the page itself is in Finnish
        assert '<a href="/ar/">' in found
        assert '<a href="/ar/tietoa/">عن المنطقة</a>' in found
        assert '<span lang="fi" dir="ltr">Historiaa</span>' in found

    def test_a_page_above_that_is_not_translated_is_marked_on_a_page_that_is(self, visit):
        write("partti", "fi", "puisto", "Puisto", above="tietoa/")
        deep = write("partti", "fi", "penkki", "Penkki", above="tietoa/puisto/")
        park = InfoPage.objects.get(url_path="/partti/fi/tietoa/puisto/")
        # the Swedish park has been hidden again, the bench below it not
        write("partti", "sv", "puisto", "Parken", above="tietoa/", translation_of=park).unpublish()
        write("partti", "sv", "penkki", "Bänken", above="tietoa/puisto/", translation_of=deep)
        found = trail(visit("partti").get("/sv/tietoa/puisto/penkki/"))
        assert '<a href="/sv/tietoa/puisto/" lang="fi" dir="ltr">Puisto</a>' in found
        assert "Bänken" in found


class TestListsOfPagesBelow:
    def test_pages_below_are_listed_in_the_best_language_whichever_version_is_read(self, visit):
        history = write("lintumaki", "fi", "historia", "Historiaa", above="tietoa/")
        write("lintumaki", "fi", "linnut", "Linnut", above="tietoa/")
        write("lintumaki", "sv", "historia", "Historia", above="tietoa/", translation_of=history)
        write("lintumaki", "sv", "faglar", "Bara på svenska", above="tietoa/")
        reader = visit("lintumaki")
        swedish = inside_main(reader.get("/sv/tietoa/"))
        assert re.findall(r'<a href="(/sv/tietoa/[^"]+)">', swedish) == ["/sv/tietoa/historia/", "/sv/tietoa/linnut/", "/sv/tietoa/faglar/"]
        assert '<span lang="fi" dir="ltr">Linnut</span>' in swedish and "<span>Historia</span>" in swedish
        finnish = inside_main(reader.get("/fi/tietoa/"))
        assert '<span lang="sv" dir="ltr">Bara på svenska</span>' in finnish and "<span>Historiaa</span>" in finnish
        # an untranslated page shows the list of the page that it falls back to, under the reader's prefix
        assert 'href="/ar/tietoa/linnut/"' in inside_main(reader.get("/ar/tietoa/"))

    def test_a_hidden_page_or_one_of_a_hidden_language_is_in_no_list(self, visit):
        write("lintumaki", "fi", "historia", "Historiaa", above="tietoa/").unpublish()
        write("lintumaki", "sv", "faglar", "Bara på svenska", above="tietoa/")
        home("lintumaki", "sv").unpublish()
        assert "More on this" not in visit("lintumaki").get("/en/tietoa/").text
        assert "svenska" not in inside_main(visit("lintumaki").get("/fi/tietoa/"))


class TestNotices:
    def test_what_is_only_partly_translated_says_so_and_leads_to_the_original(self, visit):
        InfoPage.objects.filter(url_path="/partti/sv/tietoa/").update(is_partly_translated=True)
        page = visit("partti").get("/sv/tietoa/")
        notice = before_main(page)
        assert '<a href="/fi/tietoa/" lang="fi" hreflang="fi" dir="ltr">suomi</a>' in notice
        assert "Part of this page is still in" in notice or "En del av sidan är ännu på suomi" in notice
        assert of_main(page) == ("sv", "ltr")
        assert "still in" not in before_main(visit("partti").get("/fi/tietoa/"))

    def test_who_reads_a_partly_translated_page_as_fallback_is_told_both(self, visit):
        write("lintumaki", "sv", "vain-osa", "Bara en del")
        InfoPage.objects.filter(slug="vain-osa").update(is_partly_translated=True)
        notices = before_main(visit("lintumaki").get("/en/vain-osa/"))
        assert "You see it in svenska." in notices
        # its original is gone: nothing to lead to
        assert "Part of this page is not translated yet." in notices

    def test_the_notice_costs_no_query(self, visit, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        reader = visit("partti")
        reader.get("/sv/tietoa/")
        with CaptureQueriesContext(connection) as before:
            reader.get("/sv/tietoa/")
        InfoPage.objects.filter(url_path="/partti/sv/tietoa/").update(is_partly_translated=True)
        with django_assert_num_queries(len(before)):
            assert 'hreflang="fi" dir="ltr">suomi' in before_main(reader.get("/sv/tietoa/"))

    def test_without_plain_finnish_a_reader_asks_for_it_in_a_form_that_knows_the_page(self, visit, monkeypatch):
        cache.clear()
        monkeypatch.setattr("neighbourhoods.participation.views.QUICKEST", 0)
        write("lintumaki", "fi", "roskat", "Roskat")
        reader = visit("lintumaki")
        notice = before_main(reader.get("/fi-simple/roskat/"))
        link = re.search(r'<a href="(/fi-simple/saavutettavuus/palaute/\?sivu=[^"]+)"', notice).group(1)
        form = reader.get(link)
        assert form.status_code == 200 and 'name="about" value="/fi-simple/roskat/"' in form.text
        token = re.search(r'name="token" value="([^"]+)"', form.text).group(1)
        sent = reader.post(link, {"token": token, "about": "/fi-simple/roskat/", "text": "Selkosuomeksi, kiitos.", "website": ""})
        assert sent.status_code in (302, 303)
        assert Feedback.objects.get().about == "/fi-simple/roskat/"

    def test_where_nothing_can_be_sent_nobody_is_told_to_ask(self, visit):
        row = Neighbourhood.objects.get(slug="lintumaki")
        row.state, row.config["state"] = "quiet", "quiet"
        row.save()
        current.changed(row.pk)
        write("lintumaki", "fi", "roskat", "Roskat")
        assert "palaute" not in before_main(visit("lintumaki").get("/fi-simple/roskat/"))

    @pytest.mark.parametrize("path", ["/en/tietoa/", "/ar/tietoa/", "/so/tietoa/", "/uk/tietoa/", "/fi-simple/roskat/"])
    def test_a_notice_stands_before_the_text_and_is_in_the_readers_language(self, visit, path):
        write("lintumaki", "fi", "roskat", "Roskat")
        page = visit("lintumaki").get(path)
        outside, inside = before_main(page), inside_main(page)
        assert outside.count('class="notice" role="note"') == 1
        assert 'class="notice" role="note"' not in inside

    def test_somali_readers_get_what_their_file_names(self, visit):
        write("lintumaki", "en", "bins", "Bins")
        write("lintumaki", "fi-simple", "bins", "Roskat", translation_of=InfoPage.objects.get(slug="bins"))
        reader = visit("lintumaki")
        assert of_main(reader.get("/so/bins/")) == ("fi-simple", "ltr")
        assert of_main(reader.get("/ar/bins/")) == ("en", "ltr")


def test_a_link_to_a_record_is_marked_with_its_language_and_direction(rf):
    from django.template.loader import render_to_string

    from neighbourhoods.records import Shown

    shown = Shown("1", "news", "news", "سوق", "/fi/uutiset/suq/", "ar", "Lintumäki", None, "")
    for url in ("/fi/uutiset/suq/", ""):
        text = render_to_string(
            "neighbourhoods/parts/record.html", {"shown": Shown(**{**vars(shown), "url": url}), "content_language": "fi"}
        )
        assert 'lang="ar" dir="rtl"' in text
    assert "lang=" not in render_to_string("neighbourhoods/parts/record.html", {"shown": shown, "content_language": "ar"})
