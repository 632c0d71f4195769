"""What follows for news when a neighbourhood's file, its languages or its pages change."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from neighbourhoods import current, registry
from neighbourhoods.config.apply import apply_all
from neighbourhoods.config.plan import make_plan
from neighbourhoods.models import Details, HomePage
from plugins.news.models import NewsIndexPage, NewsPage

from .test_pages import index_of, soup, write

pytestmark = pytest.mark.django_db


def change(sites, slug, old, new):
    file = sites / f"{slug}.toml"
    file.write_text(file.read_text().replace(old, new))
    current.forget_everything()


def apply():
    result = apply_all()
    current.forget_everything()
    return result


def titles_of_lists(slug):
    return dict(NewsIndexPage.objects.filter(url_path__startswith=f"/{slug}/").values_list("locale__language_code", "title"))


def test_a_language_that_is_added_later_gets_its_list_too(sites, neighbourhoods):
    change(sites, "partti", '"en"]', '"en", "uk"]')
    told = [str(change) for change in make_plan().changes]
    assert [str(change) for change in apply().changes] == told and len(told) == 2
    assert titles_of_lists("partti") == {"fi": "Uutiset", "sv": "Nyheter", "en": "News", "uk": "Новини"}
    assert not apply().changes


def test_a_neighbourhood_can_be_renamed_switched_on_and_given_a_language_in_one_go(sites, neighbourhoods):
    change(sites, "partti", "[plugins.news]", "")
    apply()
    text = (sites / "partti.toml").read_text().replace('"en"]', '"en", "uk"]')
    (sites / "partti.toml").unlink()
    (sites / "pikkupartti.toml").write_text(f'was = "partti"\n{text}\n[plugins.news]\n')
    result = apply()
    assert not result.errors and titles_of_lists("pikkupartti")["uk"] == "Новини"
    assert not apply().changes


def test_a_plugin_that_stores_something_impossible_stops_its_own_neighbourhood_alone(sites, neighbourhoods, monkeypatch):
    change(sites, "lintumaki", "[plugins.news]", "")
    apply()
    with (sites / "lintumaki.toml").open("a") as file:
        file.write("\n[plugins.news]\n")
    change(sites, "partti", "Puutaloja", "Taloja")

    def install(plugin, neighbourhood):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(type(registry.get("news")), "install", install)
    result = apply()
    assert [problem.file for problem in result.errors] == ["lintumaki.toml"]
    assert [change.slug for change in result.changes] == ["partti"]


@pytest.mark.parametrize("is_global", [False, True])
def test_an_old_address_never_leads_to_news_that_are_hidden_or_switched_off(visit, sites, neighbourhoods, is_global):
    page = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
    Redirect.objects.create(site=None if is_global else neighbourhoods["lintumaki"].site, old_path="/fi/vanha", redirect_page=page)
    assert visit("lintumaki").get("/fi/vanha/")["Location"].endswith("/fi/uutiset/vesikatko/")
    page.unpublish()
    assert visit("lintumaki").get("/fi/vanha/").status_code == 404
    page.save_revision().publish()
    change(sites, "lintumaki", "[plugins.news]", "")
    apply()
    assert visit("lintumaki").get("/fi/vanha/").status_code == 404


def test_news_that_are_switched_off_are_offered_to_nobody_who_makes_a_link(visit, activist, sites, neighbourhoods):
    desk = visit()
    desk.client.force_login(activist)
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    found = [f"/admin/choose-page/{home.pk}/?page_type=wagtailcore.page", "/admin/choose-page/search/?q=uutiset"]
    own = "lintumaki.localhost:8000/fi/uutiset/"
    assert all(own in desk.get(path).text for path in found)
    change(sites, "lintumaki", "[plugins.news]", "")
    apply()
    answers = [desk.get(path) for path in found]
    assert all(answer.status_code == 200 and own not in answer.text for answer in answers)
    # the way down to what there is stays open
    folder = neighbourhoods["lintumaki"].folder_id
    assert "Lintumäki" in desk.get(f"/admin/choose-page/{folder}/?page_type=wagtailcore.page").json()["html"]


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_the_urgent_notice_leads_to_news_only_while_anybody_may_read_them(visit, neighbourhoods, how):
    page = write(index_of("lintumaki"), "Vika")
    row, _made = Details.objects.get_or_create(neighbourhood=neighbourhoods["lintumaki"])
    row.notice, row.notice_page = "Vesi poikki", page
    row.save()
    assert "/fi/uutiset/vika/" in visit("lintumaki").get("/fi/etsi/").text
    page.slug = "vika-korjattu"
    page.save_revision().publish()
    assert "/fi/uutiset/vika-korjattu/" in visit("lintumaki").get("/fi/etsi/").text
    getattr(NewsPage.objects.get(pk=page.pk), how)()
    shown = visit("lintumaki").get("/fi/etsi/").text
    assert "Vesi poikki" in shown and "/fi/uutiset/vika" not in shown


@pytest.mark.parametrize("at_once", [False, True])
def test_a_copy_is_news_of_the_day_on_which_it_is_published(neighbourhoods, at_once):
    old = write(index_of("lintumaki"), "Talkoot", days_ago=300)
    copy = old.copy(update_attrs={"title": "Talkoot taas", "slug": "talkoot-taas"}, keep_live=at_once)
    if not at_once:
        copy.get_latest_revision().publish()
    copy = NewsPage.objects.get(pk=copy.pk)
    assert timezone.now() - copy.posted_at < timedelta(hours=1)


def test_a_translation_that_comes_later_does_not_lift_old_news_to_the_top(neighbourhoods):
    index = index_of("lintumaki")
    draft = NewsPage(title="Luonnos", locale=index.locale, live=False)
    index.add_child(instance=draft)
    translation = draft.copy_for_translation(Locale.objects.get(language_code="sv"))
    moment = timezone.now() - timedelta(days=30)
    NewsPage.objects.filter(pk=draft.pk).update(first_published_at=moment)
    NewsPage.objects.get(pk=draft.pk).save_revision().publish()
    translation.get_latest_revision().publish()
    assert NewsPage.objects.get(pk=translation.pk).posted_at == moment
    # versions from before the first publishing do not take the date away
    NewsPage.objects.get(pk=translation.pk).get_latest_revision().publish()
    assert NewsPage.objects.get(pk=translation.pk).posted_at == moment


def test_nobody_is_asked_to_translate_the_keys_of_topics(neighbourhoods):
    from wagtail_localize.models import TranslationSource

    page = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
    source, _made = TranslationSource.get_or_create_from_instance(page)
    source.refresh_segments()
    assert page.topics == ",talo," and ",talo," not in [one.string.data for one in source.stringsegment_set.all()]


def test_signs_that_a_word_processor_has_left_do_not_break_the_feed(visit, neighbourhoods):
    write(index_of("lintumaki"), "Rivi\x0bvaihto", lead="Eka\x0ctoka", author="Ai\x01no")
    answer = visit("lintumaki").get("/fi/feeds/news.atom")
    assert answer.status_code == 200
    assert ElementTree.fromstring(answer.content).find("{*}entry/{*}title").text == "Rivi vaihto"


def test_the_day_of_news_is_that_of_their_neighbourhood(visit, neighbourhoods):
    row = neighbourhoods["lintumaki"]
    row.config["place"]["timezone"] = "Atlantic/Azores"
    row.save()
    write(index_of("lintumaki"), "Yö", posted_at=datetime(2025, 1, 1, 0, 30, tzinfo=UTC))
    current.forget_everything()
    assert soup(visit("lintumaki").get("/fi/uutiset/2024/")).select_one("main .card time")["datetime"] == "2024-12-31"


def test_a_heading_that_somebody_has_written_is_marked_with_the_language_of_its_page(visit, neighbourhoods):
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    raw = list(home.body.raw_data)
    for block in raw:
        if block["type"] == "section":
            block["value"]["title"] = "Mitä kuuluu?"
    home.body = json.dumps(raw)
    home.save_revision().publish()
    HomePage.objects.filter(url_path__startswith="/lintumaki/").exclude(pk=home.pk).update(is_translated=False)
    current.forget_everything()
    heading = soup(visit("lintumaki").get("/ar/")).select_one(".news-newest h2")
    assert heading.find_parent("section")["lang"] == "ar"
    assert (heading.get_text(), heading["lang"], heading["dir"]) == ("Mitä kuuluu?", "fi", "ltr")


def test_where_the_list_is_hidden_nothing_leads_to_it(visit, neighbourhoods):
    for index in NewsIndexPage.objects.filter(url_path__startswith="/lintumaki/"):
        index.unpublish()
    page = soup(visit("lintumaki").get("/fi/uutiset/vesikatko/"))
    assert not page.select("main a.back") and not page.select("main .chips")
