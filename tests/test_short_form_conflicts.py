"""Two people, one page: the second one to save sees both texts, chooses, and loses nothing."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import json

import pytest

from neighbourhoods import plain_text, short_forms
from neighbourhoods.models import Draft, User

from .test_short_form_trouble import office, other_member
from .test_short_forms import desk, fields, record, send, the_page  # noqa: F401

pytestmark = pytest.mark.django_db


def resolved(mine, shown):
    """What the page with both texts sends, beside the choices."""
    own = {"w-stored": "1", "w-place": "lintumaki", "w-action": "resolve"}
    return own | {"w-draft": mine["w-draft"], "w-base": shown.context["base"]}


@pytest.fixture
def second(visit, desk):
    return office(visit, other_member(first_name="Aino", last_name="Toinen"))


@pytest.fixture
def page(desk):
    send(desk)
    return the_page()


def both_open(desk, second, page):
    path = short_forms.address("dummyplugin", page)
    return path, fields(desk.get(path)), fields(second.get(path))


def test_the_second_one_to_save_sees_both_texts_and_who_wrote_the_other(desk, second, page):
    path, mine, hers = both_open(desk, second, page)
    assert second.post(path, hers | {"text": "Kapea kola.", "w-action": "publish"}).status_code == 303
    answer = desk.post(path, mine | {"text": "Punainen kola.", "title": "Kola", "w-action": "publish"})
    assert answer.status_code == 409 and "Aino Toinen" in answer.text
    told = {one["name"]: (one["mine"], one["theirs"]) for one in answer.context["fields"]}
    assert told == {"title": ("Kola", "Lumikola"), "text": ("Punainen kola.", "Kapea kola.")}
    assert "<ins>Punainen</ins>" in answer.text and "<del>Kapea</del>" in answer.text
    assert "Kapea" in str(the_page().body)
    assert Draft.objects.get(done_at=None).texts["text"] == "Punainen kola."


@pytest.mark.parametrize(("choice", "becomes"), [("mine", "Punainen kola."), ("theirs", "Kapea kola."), ("new", "Kapea punainen kola.")])
def test_each_field_is_chosen_or_written_anew_and_published_on_top(desk, second, page, choice, becomes):
    path, mine, hers = both_open(desk, second, page)
    second.post(path, hers | {"text": "Kapea kola.", "place": "Katos", "w-action": "publish"})
    shown = desk.post(path, mine | {"text": "Punainen kola.", "w-action": "publish"})
    third = {"new-text": "Kapea punainen kola."} if choice == "new" else {}
    answer = desk.post(path, resolved(mine, shown) | third | {"choice-text": choice, "choice-place": "theirs"})
    assert answer.status_code == 303
    page = the_page()
    assert plain_text.from_blocks(page.body.raw_data) == becomes and page.place == "Katos"


def test_who_wrote_in_two_windows_is_told_so(desk, page):
    path = short_forms.address("dummyplugin", page)
    first, second = fields(desk.get(path)), fields(desk.get(path))
    desk.post(path, first | {"text": "Kapea kola.", "w-action": "publish"})
    answer = desk.post(path, second | {"text": "Punainen kola.", "w-action": "publish"})
    assert answer.status_code == 409 and "Muutit tätä itse muualla" in answer.text and "aktiivi@" not in answer.text


def test_what_the_form_would_throw_away_is_not_published_over_by_a_request_that_no_form_sent(desk, page):
    page.body = json.dumps([*page.body.raw_data, {"type": "quote", "value": {"text": "Hyvä", "who": ""}}])
    page.save_revision().publish()
    page.refresh_from_db()
    answer = send(desk, path=short_forms.address("dummyplugin", page), **{"w-base": str(page.latest_revision_id)})
    assert answer.status_code == 409 and "Hyvä" in str(the_page().body)


def test_a_third_text_counts_also_when_its_choice_was_forgotten(desk, second, page):
    path, mine, hers = both_open(desk, second, page)
    second.post(path, hers | {"text": "Kapea kola.", "w-action": "publish"})
    shown = desk.post(path, mine | {"text": "Punainen kola.", "w-action": "publish"})
    desk.post(path, resolved(mine, shown) | {"choice-text": "mine", "new-text": "Kapea punainen kola."})
    assert plain_text.from_blocks(the_page().body.raw_data) == "Kapea punainen kola."


def test_a_third_one_in_between_is_compared_again(desk, second, page):
    path, mine, hers = both_open(desk, second, page)
    second.post(path, hers | {"text": "Kapea kola.", "w-action": "publish"})
    shown = desk.post(path, mine | {"text": "Punainen kola.", "w-action": "publish"})
    again = fields(second.get(path))
    second.post(path, again | {"text": "Sininen kola.", "w-action": "publish"})
    answer = desk.post(path, resolved(mine, shown) | {"choice-text": "mine"})
    assert answer.status_code == 409 and answer.context["fields"][0]["theirs"] == "Sininen kola."
    assert answer.context["fields"][0]["mine"] == "Punainen kola." and "Sininen" in str(the_page().body)


def test_a_draft_that_another_saved_in_the_whole_editor_counts_too(desk, second, page):
    path, mine, _hers = both_open(desk, second, page)
    version = page.get_latest_revision_as_object()
    version.title = "Toisen luonnos"
    version.save_revision(user=User.objects.get(email="toinen@example.org"))
    answer = desk.post(path, mine | {"w-action": "publish"})
    assert answer.status_code == 409 and "Toisen luonnos" in answer.text


def test_parts_that_the_form_does_not_know_lead_to_the_whole_editor_and_the_text_is_shown(desk, second, page):
    path, mine, _hers = both_open(desk, second, page)
    version = page.get_latest_revision_as_object()
    version.body = json.dumps([*version.body.raw_data, {"type": "quote", "value": {"text": "Hyvä", "who": ""}}])
    version.save_revision(user=User.objects.get(email="toinen@example.org")).publish()
    answer = desk.post(path, mine | {"text": "Punainen kola.", "w-action": "publish"})
    assert answer.status_code == 409 and "Punainen kola." in answer.text and "Hyvä" in str(the_page().body)
