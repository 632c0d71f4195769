"""The diary at the desk: a photo and a few words in a minute, and back again."""

# ruff: noqa: F811 (fixtures are asked for by their names)
from datetime import date

import pytest

from neighbourhoods.models import Act, Image, Neighbourhood

from ..models import DiaryEntry
from .ground import again, main, new_entry, new_trial, noon, photo, record  # noqa: F401

pytestmark = pytest.mark.django_db
DIARY = "/admin/trials/diary/"


@pytest.fixture
def page(record):
    return new_trial(record)


def address(page):
    return f"/admin/trials/{page.pk}/diary/"


def write(desk, page, **typed):
    return desk.post(address(page), {"text": "Kolmetoista kävi.", "day": "28.11.2026", "picture_alt": "", **typed})


def entries():
    return list(DiaryEntry.unscoped.order_by("pk"))


def undo(desk):
    return desk.post(f"/admin/desk/acts/{Act.objects.order_by('-pk').first().pk}/undo/")


def test_a_photo_and_a_few_words_are_read_under_the_trial(desk, page, visit):
    answer = write(desk, page, picture=photo(), picture_alt="Pöytä ja termos")
    assert answer.status_code == 303
    (entry,) = entries()
    assert (entry.day, entry.language, entry.alt) == (date(2026, 11, 28), "fi", "Pöytä ja termos")
    assert entry.picture.collection == Neighbourhood.objects.get(slug="lintumaki").collection
    shown = visit("lintumaki").get(page.url)
    assert "Kolmetoista kävi." in main(shown) and 'alt="Pöytä ja termos"' in shown.text


def test_the_tile_leads_to_the_trial_that_runs_and_to_a_choice_where_there_are_several(desk, page, record):
    assert desk.get(DIARY)["Location"].startswith(address(page))
    new_trial(record, "Toinen")
    new_trial(record, "Loppunut", state="ended", result="works")
    told = main(desk.get(DIARY))
    assert "Toinen" in told and page.title in told and "Loppunut" not in told


def test_where_nothing_runs_the_desk_says_what_to_do_first(desk, record):
    assert "Kerro ensin kokeilusta" in main(desk.get(DIARY))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"day": ""}, "day"),
        ({"day": "31.2.2026"}, "day"),
        ({"day": "30.11.2026"}, "day"),
        ({"day": "28.11.0001"}, "day"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(desk, page, wrong, field):
    answer = write(desk, page, picture_alt="Pöytä", **wrong)
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {field} and not entries()
    assert 'value="Pöytä"' in answer.text


def test_a_photo_without_what_is_in_it_is_kept_until_that_is_said(desk, page):
    answer = write(desk, page, picture=photo())
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"picture_alt"}
    image = answer.context["form"].photo
    assert f'name="image" value="{image.pk}"' in answer.text
    assert write(desk, page, image=image.pk, picture_alt="Pöytä").status_code == 303
    assert entries()[0].picture == image


@pytest.mark.parametrize("file", ["no picture at all", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_photo_is_refused_in_words(desk, page, file):
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = Image.objects.count()
    answer = write(desk, page, picture=SimpleUploadedFile("kuva.jpg", file.encode(), "image/jpeg"), picture_alt="Pöytä")
    assert answer.status_code == 400 and set(answer.context["form"].errors) == {"picture"} and Image.objects.count() == before


def test_an_entry_is_changed_and_its_photo_taken_away(desk, page):
    write(desk, page, picture=photo(), picture_alt="Pöytä")
    (entry,) = entries()
    path = f"{DIARY}{entry.pk}/"
    form = desk.get(path).context["form"]
    assert form["text"].value() == "Kolmetoista kävi." and form["day"].value() == "28.11.2026"
    sent = {"text": "Neljätoista kävi.", "day": "28.11.2026", "picture_alt": "Pöytä"}
    assert desk.post(path, sent | {"image": entry.picture_id}).status_code == 303 and again_entry(entry).picture is not None
    assert desk.post(path, sent | {"image": entry.picture_id, "without": "1"}).status_code == 303
    assert again_entry(entry).picture is None and again_entry(entry).text == "Neljätoista kävi."


def again_entry(entry):
    return DiaryEntry.unscoped.get(pk=entry.pk)


def test_it_is_taken_back_hidden_and_shown_again(desk, page, visit):
    write(desk, page)
    (entry,) = entries()
    assert undo(desk).status_code in (302, 303) and not again_entry(entry).is_shown
    desk.post(f"{DIARY}{entry.pk}/show/")
    assert again_entry(entry).is_shown
    desk.post(f"{DIARY}{entry.pk}/hide/")
    assert not again_entry(entry).is_shown and "Kolmetoista" not in main(visit("lintumaki").get(page.url))
    undo(desk)
    assert again_entry(entry).is_shown
    assert "Kirjoitettu päiväkirjaan" in desk.get("/admin/desk/acts/").text


def test_twice_hidden_is_hidden_once_and_opening_the_address_changes_nothing(desk, page, record):
    entry = new_entry(record, page)
    assert desk.get(f"{DIARY}{entry.pk}/hide/").status_code == 303 and again_entry(entry).is_shown
    for _twice in range(2):
        desk.post(f"{DIARY}{entry.pk}/hide/")
    assert Act.objects.filter(kind="trialdiary.hidden").count() == 1


@pytest.mark.parametrize("state", ["paused", "archived"])
def test_where_the_site_rests_nothing_is_written_and_nothing_lost(desk, page, state):
    from neighbourhoods import current

    Neighbourhood.objects.filter(slug="lintumaki").update(state=state)
    current.forget_everything()
    answer = write(desk, page)
    assert answer.status_code == 400 and "Kolmetoista kävi." in answer.text and not entries()


def test_the_diary_goes_with_the_last_page_of_its_trial(page, record):
    new_entry(record, page)
    again(page).delete()
    assert not entries()


def test_a_resident_cannot_write_in_it(visit, page):
    assert visit().post(address(page), {"text": "x", "day": "28.11.2026"}).status_code in (302, 403) and not entries()
