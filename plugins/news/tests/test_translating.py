"""A volunteer translates a news item in Käännä: its words, never the name of its writer."""

import json

import pytest
from django.urls import reverse

from plugins.news.models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db


def test_a_news_item_is_translated_and_keeps_its_writer_topics_and_date(visit, activist):
    index = NewsIndexPage.objects.get(url_path__startswith="/lintumaki/fi/")
    page = NewsPage(title="Talkoot torstaina", slug="talkoot-nyt", lead="Tule mukaan.", author="naapuri", locale=index.locale)
    page.body = json.dumps([{"type": "text", "value": "<p>Otamme <b>haravat</b>.</p>", "id": "t1"}])
    index.add_child(instance=page)
    page.save_revision().publish()
    page = NewsPage.objects.get(pk=page.pk)
    desk = visit()
    desk.client.force_login(activist)
    path = reverse("translate_page", args=[page.pk, "sv"])
    rows = {one["row"].entry.key: one["row"] for one in desk.get(path).context["rows"]}
    assert "author" not in rows and "topics" not in rows
    made = {"title": "Talko på torsdag", "lead": "Kom med.", "body.t1": "Vi tar **räfsorna**."}
    data = {rows[key].name: text for key, text in made.items()} | {"action": "publish"}
    assert desk.post(path, data).status_code == 302
    swedish = NewsPage.objects.get(translation_key=page.translation_key, locale__language_code="sv")
    assert swedish.live and swedish.title == "Talko på torsdag" and swedish.slug == page.slug
    assert swedish.body.raw_data[0]["value"] == "<p>Vi tar <b>räfsorna</b>.</p>"
    assert swedish.author == page.author and swedish.posted_at == page.posted_at
