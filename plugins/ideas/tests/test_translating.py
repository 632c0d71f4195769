"""A volunteer translates a call in Käännä: its words. Days and choices hold for all languages, and ideas go to the same call."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from neighbourhoods import current
from plugins.ideas.models import Call, CallIndexPage, CallPage, Idea

from .at_the_desk import new_idea
from .ground import call_of, send, soup

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Vad ska vi ha på gården?",
    "body.t1": "Vi har **500 euro**.",
    "answerer": "områdeslotsen",
    "what_happens": "Alla idéer får svar.",
    "rules": "Skriv inga namn på grannar.",
    "summary": "Bänken kommer i maj.",
}


@pytest.fixture
def page():
    index = CallIndexPage.objects.get(url_path__startswith="/lintumaki/fi/")
    page = CallPage(
        title="Mitä pihalle?", slug="piha-nyt", answerer="yhteisömanageri", what_happens="Kaikkiin vastataan.", locale=index.locale
    )
    page.what_happens = "Kaikkiin vastataan."
    page.rules, page.summary, page.closes_at = "Älä nimeä naapureita.", "Penkki tulee toukokuussa.", timezone.now()
    page.body = json.dumps([{"type": "text", "value": "<p>Meillä on <b>500 euroa</b>.</p>", "id": "t1"}])
    index.add_child(instance=page)
    page.save_revision().publish()
    return CallPage.objects.get(pk=page.pk)


def test_a_call_is_translated_and_stays_one_call(page, visit, activist, neighbourhoods):
    desk = visit()
    desk.client.force_login(activist)
    path = reverse("translate_page", args=[page.pk, "sv"])
    rows = {one["row"].entry.key: one["row"] for one in desk.get(path).context["rows"]}
    assert not {"closes_at", "asks", "check_first", "answer_by"} & set(rows) and set(WORDS) <= set(rows)
    data = {rows[key].name: text for key, text in WORDS.items()} | {"action": "publish"}
    assert desk.post(path, data).status_code == 302
    swedish = CallPage.objects.get(translation_key=page.translation_key, locale__language_code="sv")
    assert swedish.live and [getattr(swedish, key) for key in WORDS if "." not in key] == [WORDS[key] for key in WORDS if "." not in key]
    assert (swedish.closes_at, swedish.asks, swedish.check_first) == (page.closes_at, page.asks, page.check_first)
    call = Call.unscoped.get(key=page.translation_key)
    assert call.neighbourhood_id == neighbourhoods["lintumaki"].pk
    # whoever reads in Swedish finds the idea of a Finnish neighbour, and what came of it in Swedish
    new_idea(current.by_slug("lintumaki"), call, "Penkki mäelle", state="public")
    reader = visit("lintumaki")
    read = soup(reader.get("/sv/ideat/piha-nyt/"))
    assert read.h1.get_text() == WORDS["title"] and "Bänken kommer i maj." in read.main.get_text()
    assert read.select_one('.ideas h3[lang="fi"]').get_text(strip=True) == "Penkki mäelle"


def found(reader, words):
    return [link["href"] for link in soup(reader.get("/fi/etsi/", {"q": words})).main.select("a[href]")]


def test_the_search_finds_a_call_and_what_was_sent_to_it(visit):
    reader = visit("lintumaki")
    assert any("/ideat/mita-pihalle/" in href for href in found(reader, "pihoille rappuihin"))
    send(reader, call_of("lintumaki", check_first=False), "Kottikärryt yhteiseen käyttöön")
    idea = Idea.unscoped.latest("pk")
    assert f"/fi/ideas/{idea.pk}/" in " ".join(found(reader, "kottikärryt"))
