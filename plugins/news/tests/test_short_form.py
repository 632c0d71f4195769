"""News from a phone: the tile of the desk leads to a short form, and what is written there is news like any other."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from neighbourhoods import current, short_forms
from neighbourhoods.models import Draft
from plugins.news import desk
from plugins.news.models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db
WRITE = "/admin/desk/write/news/"
TYPED = {"title": "Lyhdyt syttyvät", "text": "Tule mukaan.\n\nKahvia on."}


@pytest.fixture
def office(visit, activist):
    at = visit()
    at.client.force_login(activist)
    return at


def send(office, path=WRITE, **typed):
    own = {"w-draft": str(uuid.uuid4()), "w-base": "", "w-place": "lintumaki", "w-action": "publish"}
    return office.post(path, own | TYPED | typed)


def photo():
    out = io.BytesIO()
    Picture.new("RGB", (640, 480), "#7a4a2b").save(out, "JPEG")
    return SimpleUploadedFile("kuva.jpg", out.getvalue())


def news():
    return NewsPage.objects.get(title="Lyhdyt syttyvät")


def typed(answer):
    """What the opened form would send."""
    found = {one.name: one.value() for one in answer.context["form"] if one.name != "picture" and one.value()}
    return found | {"w-draft": str(answer.context["pk"]), "w-base": str(answer.context["base"]), "w-place": "lintumaki"}


def test_the_tile_and_the_care_for_a_silent_site_lead_to_the_short_form(office, neighbourhoods):
    record = current.by_slug("lintumaki")
    assert desk.write_news(record) == WRITE and office.get(WRITE).status_code == 200
    NewsPage.objects.all().delete()
    assert desk.no_news(record)[0].url == WRITE


def test_news_with_a_photo_are_read_at_once_by_everybody(office, visit):
    answer = send(office, picture=photo(), picture_alt="Lyhtyjä polun varrella", topics=["piha", "talkoot"])
    assert answer.status_code == 303
    page = news()
    assert page.live and page.topics == ",talkoot,piha," and page.author == "asukasaktiivi"
    assert page.posted_at.date() == page.first_published_at.date() and page.picture_alt == "Lyhtyjä polun varrella"
    shown = visit("lintumaki").get("/fi/uutiset/lyhdyt-syttyvat/").text
    assert "Lyhtyjä polun varrella" in shown and "<p>Kahvia on.</p>" in shown
    assert "Lyhdyt syttyvät" in visit("lintumaki").get("/fi/uutiset/").text


def test_an_unknown_topic_is_refused_beside_its_field_and_the_text_is_kept(office):
    answer = send(office, topics=["keksitty"])
    assert answer.status_code == 400 and "topics" in answer.context["form"].errors
    assert "Tule mukaan." in answer.text and 'id="id_topics_error"' in answer.text


def test_the_preview_shows_the_day_and_all_that_is_published(office, visit):
    office.post(WRITE, TYPED | {"w-draft": str(uuid.uuid4()), "w-place": "lintumaki", "w-action": "preview", "topics": ["piha"]})
    draft = Draft.objects.get()
    inside = office.get(f"/admin/desk/preview/{draft.pk}/?frame=1").text
    office.post(WRITE, {"w-draft": str(draft.pk), "w-place": "lintumaki", "w-stored": "1", "w-action": "publish"})
    shown = visit("lintumaki").get("/fi/uutiset/lyhdyt-syttyvat/").text
    root = current.by_slug("lintumaki").root_url

    def article(html):
        return html.split("<article")[1].split("</article>")[0].replace(root, "")

    assert article(inside) == article(shown)


def test_lead_writer_and_what_belongs_together_stay_when_news_are_changed_in_the_short_form(office):
    send(office)
    page = news()
    page.lead, page.author = "Pimeys väistyy.", "Aino"
    page.save_revision().publish()
    opened = office.get(short_forms.address("news", page))
    answer = office.post(short_forms.address("news", page), typed(opened) | {"text": "Tule silti.", "w-action": "publish"})
    assert answer.status_code == 303
    page = news()
    assert (page.lead, page.author) == ("Pimeys väistyy.", "Aino") and "Tule silti." in str(page.body)
    assert page.posted_at.date() == page.first_published_at.date()


def test_an_example_that_is_changed_in_the_short_form_is_an_example_no_more(office):
    page = next(page for page in NewsPage.objects.filter(is_example=True, url_path__startswith="/lintumaki/fi/") if read(page))
    opened = office.get(short_forms.address("news", page))
    assert office.post(short_forms.address("news", page), typed(opened) | {"w-action": "publish"}).status_code == 303
    assert not NewsPage.objects.get(pk=page.pk).is_example


def read(page):
    return short_forms.form_of(page).form().read(page)


def test_the_news_that_ship_open_in_the_short_form_or_in_the_whole_editor_and_never_lose_anything(office):
    """What is read into the form and written back without a change is the same news."""
    for page in NewsPage.objects.filter(url_path__startswith="/lintumaki/fi/"):
        opened = office.get(short_forms.address("news", page))
        if read(page) is None:
            assert opened["Location"] == f"/admin/pages/{page.pk}/edit/"
            continue
        before = (page.title, page.lead, page.topics, page.author, page.picture_id, list(page.body.raw_data))
        office.post(short_forms.address("news", page), typed(opened) | {"w-action": "publish"})
        after = NewsPage.objects.get(pk=page.pk)
        assert (after.title, after.lead, after.topics, after.author, after.picture_id, list(after.body.raw_data)) == before


def test_publishing_from_the_short_form_asks_no_more_of_the_database_than_the_whole_editor(office):
    index = NewsIndexPage.objects.get(url_path="/lintumaki/fi/uutiset/")
    body = streamfield([("text", rich_text("<p>Tule mukaan.</p>"))])
    whole = nested_form_data({"title": "Lyhdyt", "lead": "", "picture_alt": "", "body": body, "author": "", "action-publish": "1"})
    path = f"/admin/pages/add/news/newspage/{index.pk}/"
    for number in range(2):
        assert office.post(path, whole | {"title": f"Lyhdyt {number}", "topics": ["piha"]}).status_code == 302
        assert send(office, title=f"Lyhty {number}", topics=["piha"]).status_code == 303
    with CaptureQueriesContext(connection) as editor:
        office.post(path, whole | {"title": "Lyhdyt 3", "topics": ["piha"]})
    with CaptureQueriesContext(connection) as short:
        send(office, title="Lyhty 3", topics=["piha"])
    assert len(short) <= len(editor)
