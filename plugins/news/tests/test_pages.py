"""What a resident gets of the news of a neighbourhood."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture

from neighbourhoods import current
from neighbourhoods.models import HomePage, Image
from plugins.news.models import NewsIndexPage, NewsPage
from plugins.news.topics import pack

pytestmark = pytest.mark.django_db


def soup(answer):
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.text, "html.parser")


def titles(answer):
    return [link.get_text() for link in soup(answer).select("main .card h3 a")]


def index_of(slug, language="fi"):
    return NewsIndexPage.objects.get(url_path=f"/{slug}/{language}/uutiset/")


def write(index, title, *, days_ago=0, topics=(), posted_at=None, **fields):
    moment = posted_at or timezone.now() - timedelta(days=days_ago)
    page = NewsPage(title=title, topics=pack(topics), posted_at=moment, first_published_at=moment, locale=index.locale, **fields)
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_a_resident_reads_the_newest_news_first(visit):
    shown = titles(visit("lintumaki").get("/fi/uutiset/"))
    assert shown[0] == "Vesi on poikki torstaina klo 9–12"
    assert len(shown) == 4


def test_news_tell_when_and_by_whom_they_were_written_and_what_they_are_about(visit):
    page = soup(visit("lintumaki").get("/fi/uutiset/pihatalkoiden-jalkeen/"))
    assert page.h1.get_text() == "Piha on valmis talveen, keitto loppui kesken"
    assert "asukasaktiivi" in page.select_one("article .meta").get_text() and page.select_one("article time")
    assert [link.get_text() for link in page.select(".chips a")] == ["Talkoot", "Pihat"]
    assert page.select_one(".back")["href"] == "/fi/uutiset/"


def test_a_reader_gets_the_own_language_and_of_the_rest_the_best_there_is(visit):
    swedish = visit("lintumaki").get("/sv/uutiset/")
    assert soup(swedish).h1.get_text() == "Nyheter"
    assert "Gården är klar för vintern, soppan tog slut" in titles(swedish)
    finnish = next(link for link in soup(swedish).select(".card h3") if "Vesi" in link.get_text())
    assert finnish["lang"] == "fi" and finnish["dir"] == "ltr"
    arabic = visit("lintumaki").get("/ar/uutiset/")
    assert soup(arabic).h1.get_text() == "الأخبار" and len(titles(arabic)) == 4
    assert all(link["href"].startswith("/ar/") for link in soup(arabic).select(".card h3 a"))


def test_a_plain_finnish_version_is_shown_to_its_readers_once(visit):
    shown = titles(visit("lintumaki").get("/fi-simple/uutiset/"))
    assert "Piha on valmis talveen" in shown and len(shown) == 4


def test_a_topic_shows_its_own_news_only(visit):
    assert titles(visit("lintumaki").get("/fi/uutiset/?aihe=kielet")) == [
        "Osaatko arabiaa, somalia tai ukrainaa? Auta viikossa viisi minuuttia"
    ]
    nothing = visit("lintumaki").get("/fi/uutiset/?aihe=nuoret")
    assert not titles(nothing) and "Tästä ei ole vielä mitään." in nothing.text


@pytest.mark.parametrize("question", ["aihe=", "aihe=%27", "aihe=puuttuu", "sivu=0", "sivu=-1", "sivu=x", "sivu=99999999999"])
def test_an_odd_question_gets_the_whole_list(visit, question):
    assert len(titles(visit("lintumaki").get(f"/fi/uutiset/?{question}"))) == 4


def test_a_page_of_the_list_that_there_is_not_is_not_found(visit):
    assert visit("lintumaki").get("/fi/uutiset/?sivu=7").status_code == 404


def test_the_list_goes_on_after_twenty_news(visit, neighbourhoods):
    index = index_of("partti")
    for number in range(18):
        write(index, f"Pikku-uutinen {number}", days_ago=30 + number)
    first = visit("partti").get("/fi/uutiset/")
    assert len(titles(first)) == 20
    older = soup(first).select_one(".pager a[rel=next]")["href"]
    second = visit("partti").get(older)
    assert titles(second) == ["Pikku-uutinen 16", "Pikku-uutinen 17"]
    assert soup(second).select_one(".pager a[rel=prev]")["href"] == "/fi/uutiset/"


def test_a_year_has_an_address_and_begins_at_midnight_where_the_people_are(visit, neighbourhoods):
    index, helsinki = index_of("lintumaki"), ZoneInfo("Europe/Helsinki")
    write(index, "Raketit", posted_at=datetime(2024, 12, 31, 23, 59, tzinfo=helsinki))
    write(index, "Uusi vuosi", posted_at=datetime(2025, 1, 1, 0, 1, tzinfo=helsinki))
    assert titles(visit("lintumaki").get("/fi/uutiset/2024/")) == ["Raketit"]
    assert titles(visit("lintumaki").get("/fi/uutiset/2025/")) == ["Uusi vuosi"]
    years = [link.get_text() for link in soup(visit("lintumaki").get("/fi/uutiset/")).select("[aria-labelledby=news-years] a")]
    assert years[-1] == "2024" and "2025" in years
    assert visit("lintumaki").get("/fi/uutiset/2023/").status_code == 404
    assert visit("lintumaki").get("/fi/uutiset/1899/").status_code == 404
    text = visit("lintumaki").get("/fi/uutiset/2025/").text
    assert 'rel="canonical" href="http://lintumaki.localhost:8000/fi/uutiset/2025/"' in text
    assert 'hreflang="sv" href="http://lintumaki.localhost:8000/sv/uutiset/2025/"' in text and 'href="/sv/uutiset/2025/?kieli"' in text


def test_a_year_is_never_the_address_of_a_news_item(neighbourhoods):
    page = write(index_of("lintumaki"), "2026")
    assert page.slug == "2026-2"


def test_where_there_are_no_news_yet_it_is_said(visit, neighbourhoods):
    NewsPage.objects.all().delete()
    current.forget_everything()
    assert "Ei vielä uutisia." in visit("partti").get("/fi/uutiset/").text
    home = soup(visit("partti").get("/fi/"))
    section = home.select_one(".news-newest")
    assert "Ei vielä uutisia." in section.get_text() and section.a["href"] == "/fi/feeds/news.atom"


def test_a_draft_is_in_no_list_and_has_no_address(visit, neighbourhoods):
    page = write(index_of("lintumaki"), "Kesken jäänyt")
    page.unpublish()
    current.forget_everything()
    assert "Kesken jäänyt" not in visit("lintumaki").get("/fi/uutiset/").text
    assert visit("lintumaki").get("/fi/uutiset/kesken-jaanyt/").status_code == 404
    assert "Kesken" not in visit("lintumaki").get("/fi/feeds/news.atom").text


def test_the_picture_of_a_news_item_is_told_to_those_who_cannot_see_it(visit, neighbourhoods):
    drawn = BytesIO()
    Picture.linear_gradient("L").resize((960, 640)).save(drawn, "JPEG")
    image = Image(title="x", description="Haravoita", collection=neighbourhoods["lintumaki"].collection)
    image.file = ContentFile(drawn.getvalue(), "kuva.jpg")
    image.save()
    index = index_of("lintumaki")
    write(index, "Omin sanoin", picture=image, picture_alt="Neljä haravaa")
    write(index, "Kuvan sanoin", picture=image)
    assert 'alt="Neljä haravaa"' in visit("lintumaki").get("/fi/uutiset/omin-sanoin/").text
    assert 'alt="Haravoita"' in visit("lintumaki").get("/fi/uutiset/kuvan-sanoin/").text
    # in a list the title says it
    assert 'alt=""' in visit("lintumaki").get("/fi/uutiset/").text


def test_the_home_page_shows_the_three_newest(visit):
    section = soup(visit("lintumaki").get("/fi/")).select_one(".news-newest")
    assert len(section.select(".card")) == 3
    assert section.select_one(".more")["href"] == "/fi/uutiset/"


def test_the_same_section_twice_makes_no_id_twice(visit, neighbourhoods):
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    home.body = json.dumps([{"type": "section", "value": {"section": "news.newest", "title": ""}}] * 2)
    home.save_revision().publish()
    ids = [element["id"] for element in soup(visit("lintumaki").get("/fi/")).select("[id]")]
    assert len(ids) == len(set(ids)) and visit("lintumaki").get("/fi/").text.count('class="flow news-newest"') == 2


def test_other_news_on_the_topic_are_offered_but_never_the_one_that_is_read(visit):
    page = soup(visit("lintumaki").get("/fi/uutiset/vesikatko/"))
    assert [link.get_text() for link in page.select("aside a")] == ["Viisi ideaa sai vastauksen"] or not page.select("aside a")
    write(index_of("lintumaki"), "Toinen talon asia", topics=["talo"])
    assert "Toinen talon asia" in [link.get_text() for link in soup(visit("lintumaki").get("/fi/uutiset/vesikatko/")).select("aside a")]


def test_machines_are_told_that_it_is_news(visit):
    assert '"@type":"NewsArticle"' in visit("lintumaki").get("/fi/uutiset/vesikatko/").text


def test_a_list_needs_as_many_queries_with_many_news_as_with_few(visit, neighbourhoods, monkeypatch):
    # whether a record still holds is asked by the clock: on a slow machine once more than on a quick one
    monkeypatch.setattr(current, "CHECK_EVERY", 3600)

    def queries(path):
        visit("partti").get(path)
        with CaptureQueriesContext(connection) as captured:
            visit("partti").get(path)
        return len(captured)

    few = {path: queries(path) for path in ("/fi/", "/fi/uutiset/", "/fi/feeds/news.atom")}
    index = index_of("partti")
    for number in range(30):
        write(index, f"Uutinen {number}", days_ago=number, topics=["piha"])
    many = {path: queries(path) for path in few}
    assert many == few
