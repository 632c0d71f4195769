"""What volunteers do with methods: write one on a phone, take in those that ship, translate."""

import pytest
from django.urls import reverse

from ..models import Card, MethodPage
from .ground import LIBRARY, member, new_method, soup, words

pytestmark = pytest.mark.django_db
WRITE = "/admin/desk/write/methods/"
TYPED = {
    "title": "Penkkikierros",
    "purpose": "Lepopaikat löytyvät.",
    "time": "Tunti",
    "group_size": "Kolme",
    "materials": "- kartta\n- kynä",
    "steps": "1. Kävelkää.\n2. Istukaa.\n\n3. Merkitkää.",
    "when_not": "Liukkaalla.",
    "smallest_start": "Yksi penkki.",
    "picture_alt": "",
    "w-action": "publish",
}


def test_a_method_is_written_on_a_phone(desk, visit, neighbourhoods):
    assert desk.get(WRITE).status_code == 200
    assert desk.post(WRITE, TYPED).status_code == 303
    page = MethodPage.objects.get(title="Penkkikierros")
    assert page.live and [step["text"] for step in page.step_values()] == ["Kävelkää.", "Istukaa.", "Merkitkää."]
    assert page.licence.startswith("CC BY 4.0")
    shown = soup(visit("lintumaki").get(f"{LIBRARY}{page.slug}/"))
    assert "kartta" in words(shown.main) and len(shown.select("ol.steps > li")) == 3
    # and is changed in the same form
    assert desk.get(f"{WRITE}{page.pk}/").status_code == 200


@pytest.mark.parametrize("name", ["title", "when_not", "smallest_start"])
def test_without_its_name_its_limits_or_its_smallest_start_it_is_no_method(desk, neighbourhoods, name):
    answer = desk.post(WRITE, TYPED | {name: ""})
    assert answer.status_code == 400 and "Kävelkää." in answer.text
    assert not MethodPage.objects.filter(title="Penkkikierros").exists()


def test_too_long_and_too_many_is_told_with_a_number(desk, neighbourhoods):
    long = desk.post(WRITE, TYPED | {"purpose": "a" * 100_000})
    assert long.status_code == 400 and "80000" in long.text.replace("\xa0", "").replace(" ", "")
    many = desk.post(WRITE, TYPED | {"steps": "\n".join(f"Vaihe {number}" for number in range(201))})
    assert many.status_code == 400 and "201" in many.text


def test_one_that_says_more_is_opened_in_the_whole_editor(desk, neighbourhoods):
    page = new_method("lintumaki", tips="Hymyile.")
    assert desk.get(f"{WRITE}{page.pk}/")["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_methods_that_ship_are_taken_in_once_and_in_all_languages_that_there_are(visit, neighbourhoods):
    at = visit()
    at.client.force_login(member("partti", neighbourhoods))
    shown = soup(at.get(reverse("methods_ready")))
    assert len(shown.select('input[name="name"]')) == 12
    for _twice in range(2):
        assert at.post(reverse("methods_ready"), {"name": ["rappukahvit", "keksitty"]}).status_code == 302
    pages = MethodPage.objects.filter(url_path__startswith="/partti/", shipped="rappukahvit")
    assert {page.locale.language_code for page in pages} >= {"fi", "sv"} and all(page.live for page in pages)
    assert len({page.translation_key for page in pages}) == 1 == Card.unscoped.filter(key=pages[0].translation_key).count()
    assert soup(at.get(reverse("methods_ready"))).select_one('input[value="rappukahvit"]').has_attr("disabled")


def test_who_chooses_none_is_asked_again(desk, neighbourhoods):
    answer = desk.post(reverse("methods_ready"))
    assert answer.status_code == 302 and "Valitse ainakin yksi" in desk.get(answer["Location"]).text


def test_a_method_is_translated_part_by_part(desk, visit, neighbourhoods):
    page = new_method("lintumaki", "Pitkä pöytä", purpose="Tutustutaan.", people_min=2, steps=["Kanna pöytä."])
    url = reverse("translate_page", args=[page.pk, "sv"])
    rows = {one["row"].entry.key: one["row"] for one in desk.get(url).context["rows"]}
    assert {"title", "purpose", "when_not", "smallest_start"} <= set(rows)
    assert not {"people_min", "seasons", "where", "slug"} & set(rows)
    step = next(key for key in rows if key.startswith("steps."))
    told = {"title": "Långt bord", "purpose": "Vi lär känna varandra.", step: "Bär ut bordet.", "when_not": "När det regnar."}
    data = {rows[key].name: text for key, text in told.items()} | {rows["smallest_start"].name: "En stol.", "action": "publish"}
    assert desk.post(url, data).status_code == 302
    swedish = MethodPage.objects.get(translation_key=page.translation_key, locale__language_code="sv")
    assert swedish.live and swedish.people_min == 2 and swedish.step_values()[0]["text"] == "Bär ut bordet."
    assert "Bär ut bordet." in visit("lintumaki").get(f"/sv/menetelmat/{page.slug}/").text
    assert Card.unscoped.get(key=page.translation_key).version == 1


def test_the_list_at_the_desk_holds_ones_own(desk, neighbourhoods):
    new_method("lintumaki", "Oma luonnos", live=False)
    new_method("partti", "Vieras luonnos", live=False)
    text = desk.get("/admin/method_pages/").text
    assert "Oma luonnos" in text and "Vieras luonnos" not in text


def test_the_desk_offers_to_write_and_to_take_in(desk, neighbourhoods):
    text = desk.get("/admin/").text
    assert "Lisää menetelmä" in text and reverse("methods_ready") in text
    assert reverse("methods_files") in desk.get(reverse("methods_ready")).text
