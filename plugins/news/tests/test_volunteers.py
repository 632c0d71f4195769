"""What volunteers do with news: write, publish, see what needs care."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from neighbourhoods import current, records
from plugins.news import desk
from plugins.news.models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(visit, activist):
    at = visit()
    at.client.force_login(activist)
    return at


def index_of(slug, language="fi"):
    return NewsIndexPage.objects.get(url_path=f"/{slug}/{language}/uutiset/")


def form(**fields):
    text = streamfield([("text", rich_text("<p>Tule mukaan.</p>"))])
    topics = fields.pop("topics", [])
    return nested_form_data({"title": "Lyhdyt syttyvät", "lead": "", "picture_alt": "", "body": text, **fields}) | {"topics": topics}


def test_a_volunteer_publishes_news_and_everybody_reads_them_at_once(office, visit, neighbourhoods):
    index = index_of("lintumaki")
    path = f"/admin/pages/add/news/newspage/{index.pk}/"
    answer = office.post(path, form(topics=["piha", "talkoot"], author="Aino", **{"action-publish": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    page = NewsPage.objects.get(title="Lyhdyt syttyvät")
    assert page.topics == ",talkoot,piha," and page.posted_at.date() == page.first_published_at.date()
    assert "Lyhdyt syttyvät" in visit("lintumaki").get("/fi/uutiset/").text
    assert "Lyhdyt syttyvät" in visit("lintumaki").get("/fi/").text
    assert "Aino" in visit("lintumaki").get("/fi/uutiset/lyhdyt-syttyvat/").text


def test_the_date_of_news_is_that_of_the_first_time_they_were_published(office, neighbourhoods):
    index = index_of("lintumaki")
    with time_machine.travel("2026-05-01 10:00", tick=True):
        office.post(f"/admin/pages/add/news/newspage/{index.pk}/", form(**{"action-publish": "1"}))
    page = NewsPage.objects.get(title="Lyhdyt syttyvät")
    page.title = "Lyhdyt syttyvät taas"
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.posted_at.date().isoformat() == "2026-05-01"


def test_an_unknown_topic_is_refused_beside_its_field_and_the_text_is_kept(office, neighbourhoods):
    answer = office.post(f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/", form(topics=["keksitty"]))
    assert answer.status_code == 200 and "topics" in answer.context["form"].errors
    assert "Lyhdyt syttyvät" in answer.text


def test_the_form_offers_a_role_for_the_writer(office, neighbourhoods):
    answer = office.get(f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/")
    assert 'value="asukasaktiivi"' in answer.text


def test_the_list_of_news_is_not_taken_away_by_a_volunteer(office, neighbourhoods):
    index = index_of("lintumaki")
    assert office.post(f"/admin/pages/{index.pk}/delete/").status_code in (302, 403)
    assert NewsIndexPage.objects.filter(pk=index.pk).exists()


def test_news_can_point_to_another_thing_of_the_site(office, visit, neighbourhoods):
    target = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
    pk = records.id_of("news", "news", target.translation_key)
    path = f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/"
    assert str(pk) in office.get(path).text
    answer = office.post(path, form(related=str(pk), **{"action-publish": "1"}))
    assert answer.status_code == 302
    shown = visit("lintumaki").get("/fi/uutiset/lyhdyt-syttyvat/").text
    assert 'href="/fi/uutiset/vesikatko/"' in shown
    target.delete()
    gone = visit("lintumaki").get("/fi/uutiset/lyhdyt-syttyvat/").text
    assert "Vesi on poikki torstaina klo 9–12" in gone and "vesikatko" not in gone
    # what was chosen stays chosen in the form
    page = NewsPage.objects.get(title="Lyhdyt syttyvät")
    assert f'value="{pk}" selected' in office.get(f"/admin/pages/{page.pk}/edit/").text


def test_things_of_another_neighbourhood_are_not_offered(office, neighbourhoods):
    foreign = NewsPage.objects.get(url_path="/partti/fi/uutiset/asukasillan-lista/")
    pk = records.id_of("news", "news", foreign.translation_key)
    path = f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/"
    assert str(pk) not in office.get(path).text
    assert "related" in office.post(path, form(related=str(pk))).context["form"].errors


def test_a_site_with_news_needs_no_care_and_after_sixty_days_without_it_does(neighbourhoods):
    record = current.by_slug("lintumaki")
    assert not desk.no_news(record)
    NewsPage.objects.update(posted_at=timezone.now() - timedelta(days=61))
    (care,) = desk.no_news(record)
    assert care.text.startswith("Viimeisin uutinen on ") and care.action == "Kirjoita uutinen"
    NewsPage.objects.all().delete()
    assert desk.no_news(record)[0].text == "Uutisia ei vielä ole"


def test_a_file_can_say_how_long_a_silence_is_too_long(neighbourhoods):
    row = neighbourhoods["lintumaki"]
    row.config["plugins"]["news"] = {"quiet_after_days": 1}
    row.save()
    current.changed(row.pk)
    NewsPage.objects.update(posted_at=timezone.now() - timedelta(days=2))
    assert desk.no_news(current.by_slug("lintumaki"))
    assert not desk.no_news(current.by_slug("partti"))


def test_the_name_of_a_writer_is_told_and_taken_out_with_the_earlier_versions(office, activist, neighbourhoods):
    from plugins.news.privacy import erase, personal_data

    office.post(f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/", form(author="Aino", **{"action-publish": "1"}))
    page = NewsPage.objects.get(title="Lyhdyt syttyvät")
    assert personal_data("AKTIIVI@example.org") == {"news": [{"title": "Lyhdyt syttyvät", "writer": "Aino"}]}
    assert erase(activist.email) == 1
    page.refresh_from_db()
    assert page.author == "" and not any(revision.content["author"] for revision in page.revisions.all())
    assert not personal_data(activist.email) and erase(activist.email) == 0
    assert NewsPage.objects.exclude(author="").exists()


def test_a_name_that_stands_only_in_a_draft_or_an_old_version_is_told_and_taken_out_too(activist, neighbourhoods):
    from plugins.news.privacy import erase, personal_data

    page = NewsPage(title="Nimi", author="Aino", owner=activist, locale=index_of("lintumaki").locale)
    index_of("lintumaki").add_child(instance=page)
    page.save_revision().publish()
    page.author = ""
    page.save_revision().publish()
    page.author = "A. Virtanen"
    page.save_revision()
    told = personal_data(activist.email)["news"]
    assert {one["writer"] for one in told} == {"Aino", "A. Virtanen"}
    assert erase(activist.email) == 1 and not personal_data(activist.email)
    assert not any(revision.content["author"] for revision in page.revisions.all())


def test_links_in_a_preview_lead_to_the_site_and_not_to_the_host_of_the_desk(office, neighbourhoods):
    page = NewsPage.objects.get(url_path="/lintumaki/fi/uutiset/vesikatko/")
    for shown in (page, index_of("lintumaki"), page.get_parent().get_parent()):
        main = BeautifulSoup(office.get(f"/admin/pages/{shown.pk}/view_draft/").text, "html.parser").main
        links = [link["href"] for link in main.select(".card a, .back, .more, .chips a, aside a")]
        assert links and all(link.startswith("http://lintumaki.localhost:8000/fi/") for link in links)


def test_a_translation_that_bears_the_same_name_is_told_and_erased_too_but_not_the_name_of_who_translated(office, activist, neighbourhoods):
    from plugins.news.privacy import erase, personal_data

    office.post(f"/admin/pages/add/news/newspage/{index_of('lintumaki').pk}/", form(author="Aino", **{"action-publish": "1"}))
    page = NewsPage.objects.get(title="Lyhdyt syttyvät")
    for code, writer in (("sv", "Aino"), ("en", "Vera")):
        index = index_of("lintumaki", code)
        index.add_child(
            instance=NewsPage(title=f"Lyktorna {code}", author=writer, locale=index.locale, translation_key=page.translation_key)
        )
    assert [one["title"] for one in personal_data(activist.email)["news"]] == ["Lyhdyt syttyvät", "Lyktorna sv"]
    assert erase(activist.email) == 2
    assert NewsPage.objects.get(title="Lyktorna sv").author == ""
    assert NewsPage.objects.get(title="Lyktorna en").author == "Vera"
