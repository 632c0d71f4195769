"""A volunteer translates an event in Käännä: its words. When it is holds for all languages, and so does what is changed on one date."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest
from django.urls import reverse

from .. import changing
from ..models import EventPage, Series
from .at_the_desk import at, every_other_tuesday, new_event, noon, press, record  # noqa: F401
from .ground import soup

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Trappkaffe",
    "lead": "Kom som du är.",
    "body.t1": "Det finns **bullar**.",
    "place": "Nedre aulan",
    "access": "Inga trappor.",
    "price": "Gratis",
}


@pytest.fixture
def page(record):
    body = json.dumps([{"type": "text", "value": "<p>Tarjolla on <b>pullaa</b>.</p>", "id": "t1"}])
    texts = {"lead": "Tule sellaisena kuin olet.", "place": "Alaovi", "access": "Ei portaita.", "price": "Ilmainen", "body": body}
    return new_event(record, repeat=every_other_tuesday(), **texts)


def rows_of(desk, page):
    return {one["row"].entry.key: one["row"] for one in desk.get(reverse("translate_page", args=[page.pk, "sv"])).context["rows"]}


def translate(desk, page):
    rows = rows_of(desk, page)
    data = {rows[key].name: text for key, text in WORDS.items()} | {"action": "publish"}
    assert desk.post(reverse("translate_page", args=[page.pk, "sv"]), data).status_code == 302
    return EventPage.objects.get(translation_key=page.translation_key, locale__language_code="sv")


def test_its_words_are_translated_and_its_times_are_not(desk, page, visit):
    rows = rows_of(desk, page)
    assert set(WORDS) <= set(rows) and not {"starts_on", "starts_at", "ends_at", "repeat", "topics", "online_url", "slug"} & set(rows)
    swedish = translate(desk, page)
    assert swedish.live and (swedish.title, swedish.starts_on, swedish.repeat) == ("Trappkaffe", page.starts_on, page.repeat)
    assert Series.unscoped.filter(key=page.translation_key).count() == 1
    read = soup(visit("lintumaki").get(f"/sv/tapahtumat/{page.slug}/"))
    text = " ".join(read.main.get_text(" ").split())
    assert read.h1.get_text(strip=True) == "Trappkaffe" and "Varannan tisdag kl. 18–20" in text and "bullar" in text


def test_a_date_that_is_off_is_off_in_every_language(desk, page, visit):
    translate(desk, page)
    press(desk, at(page.series(), "2026-12-15T18:00", "cancel"), reason="Porraskäytävä pestään.")
    for language in ("fi", "sv", "en"):
        shown = soup(visit("lintumaki").get(f"/{language}/tapahtumat/{page.slug}/2026-12-15/"))
        assert "Porraskäytävä pestään." in shown.main.get_text(), language


def test_an_event_that_was_parted_is_translated_already(desk, page, record, activist):
    translate(desk, page)
    _act, later = changing.split(record, page.series().pk, "2026-12-29T18:00", activist)
    swedish = EventPage.objects.get(translation_key=later.translation_key, locale__language_code="sv")
    assert (later.locale.language_code, swedish.title, swedish.live) == ("fi", "Trappkaffe", True)
    answer = desk.get(reverse("translate_page", args=[later.pk, "sv"]))
    assert answer.status_code == 200 and "Trappkaffe" in answer.text
