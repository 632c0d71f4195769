"""The Atom feed: what a reader's program gets."""

from xml.etree import ElementTree

import pytest

from plugins.news.models import NewsPage

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_feed_has_whole_addresses_and_the_words_of_the_language(visit):
    answer = visit("lintumaki").get("/fi/feeds/news.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    first = entries(answer)[0]
    assert first.find(f"{ATOM}title").text == "Vesi on poikki torstaina klo 9–12"
    assert first.find(f"{ATOM}link").get("href") == "http://lintumaki.localhost:8000/fi/uutiset/vesikatko/"
    swedish = entries(visit("lintumaki").get("/sv/feeds/news.atom"))
    assert "Gården är klar för vintern, soppan tog slut" in [entry.find(f"{ATOM}title").text for entry in swedish]
    assert len(swedish) == 4


def test_a_changed_title_and_address_make_no_new_entry(visit, neighbourhoods):
    before = {entry.find(f"{ATOM}id").text for entry in entries(visit("lintumaki").get("/fi/feeds/news.atom"))}
    page = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
    page.title, page.slug = "Vesi palasi", "vesi-palasi"
    page.save_revision().publish()
    after = entries(visit("lintumaki").get("/fi/feeds/news.atom"))
    assert {entry.find(f"{ATOM}id").text for entry in after} == before
    assert "Vesi palasi" in [entry.find(f"{ATOM}title").text for entry in after]


def test_who_has_the_newest_already_is_told_so_in_a_few_bytes(visit):
    tag = visit("lintumaki").get("/fi/feeds/news.atom")["ETag"]
    again = visit("lintumaki").get("/fi/feeds/news.atom", headers={"if-none-match": tag})
    assert again.status_code == 304 and not again.content


def test_pages_name_the_feed_in_their_head(visit):
    assert (
        'rel="alternate" type="application/atom+xml" title="Uutiset · Lintumäki" href="/fi/feeds/news.atom"'
        in visit("lintumaki").get("/fi/").text
    )


@pytest.mark.parametrize("path", ["/fi/feeds/news.ics", "/fi/feeds/nothing.atom", "/fi/feeds/", "/fi/feeds/news.atom/", "/fi/feeds/..atom"])
def test_a_feed_that_there_is_not_is_not_found(visit, path):
    assert visit("lintumaki").get(path).status_code == 404


def test_the_portal_has_no_feed_of_a_neighbourhood(visit):
    assert visit().get("/fi/feeds/news.atom").status_code == 404


def test_a_feed_without_news_is_valid_and_stays_the_same(visit, neighbourhoods):
    NewsPage.objects.all().delete()
    first, second = (visit("partti").get("/fi/feeds/news.atom").content for _ in range(2))
    assert first == second and not ElementTree.fromstring(first).findall(f"{ATOM}entry")
