"""What waits at the desk: in which order, with what words, and at what cost."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ..desk import at_a_glance, waiting
from ..models import Comment, Idea
from .at_the_desk import LIST, call, idea, new_comment, new_idea, new_report, other, record, support  # noqa: F401

pytestmark = pytest.mark.django_db


def order(text, *words):
    places = [text.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


def queries(visitor, path=LIST):
    visitor.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get(path).status_code == 200
    return len(counted)


def test_where_nothing_waits_the_desk_says_so(desk, record):
    answer = desk.get(LIST)
    assert answer.status_code == 200 and answer.context["is_empty"]
    assert "<article" not in answer.text


def test_ideas_to_check_come_first_the_oldest_before_others_and_what_looks_like_spam_last(desk, record, call):
    day = timedelta(days=1)
    new_idea(record, call, "Toinen idea", sent_at=timezone.now() - day)
    new_idea(record, call, "Epäilty idea", sent_at=timezone.now() - 9 * day, is_held=True)
    first = new_idea(record, call, "Ensimmäinen idea", sent_at=timezone.now() - 2 * day)
    public = new_idea(record, call, "Julkinen idea", state=Idea.State.PUBLIC)
    new_comment(record, public, "Odottava kommentti")
    new_report(record, public, "Ilmoitettu asia")
    text = desk.get(LIST).text
    order(text, "Ensimmäinen idea", "Toinen idea", "Epäilty idea", "Odottava kommentti", "Ilmoitettu asia")
    assert text.count('class="tag off"') == 1
    assert f'action="/admin/ideas/{first.pk}/publish/"' in text


def test_ideas_to_answer_begin_with_the_one_whose_day_comes_first_and_those_without_a_day_come_last(desk, record, call):
    today = timezone.localdate()
    for text, due in (("Ilman päivää", None), ("Ensi viikolla", today + timedelta(days=7)), ("Jo myöhässä", today - timedelta(days=3))):
        new_idea(record, call, text, state=Idea.State.PUBLIC, due_on=due, sent_at=timezone.now() - timedelta(days=1))
    order(desk.get(LIST).text, "Jo myöhässä", "Ensi viikolla", "Ilman päivää")


def test_what_is_answered_hidden_or_taken_back_waits_for_nobody(desk, record, call):
    for state in (Idea.State.HIDDEN, Idea.State.WITHDRAWN, Idea.State.MERGED):
        new_idea(record, call, state=state)
    new_idea(record, call, state=Idea.State.PUBLIC, answered_at=timezone.now())
    assert desk.get(LIST).context["is_empty"]
    assert at_a_glance.read(record).waiting == 0


def test_the_tile_counts_what_is_to_be_read_and_what_is_to_be_answered(desk, record, call):
    new_idea(record, call)
    public = new_idea(record, call, state=Idea.State.PUBLIC)
    new_comment(record, public)
    new_comment(record, public, state=Comment.State.PUBLIC)
    with CaptureQueriesContext(connection) as counted:
        assert at_a_glance.read(record).waiting == 3
    assert len(counted) == 1
    tiles = {tile["url"]: tile for tile in desk.get("/admin/").context["tiles"]}
    assert tiles["/admin/ideas/?neighbourhood=lintumaki"]["waiting"] == 3
    assert "/admin/desk/write/ideas/?neighbourhood=lintumaki" in tiles


def test_a_report_is_shown_once_for_an_idea_with_how_often_it_came(desk, record, idea):
    new_report(record, idea, "Ensimmäinen syy", count=3)
    new_report(record, idea, "Toinen syy", day=timezone.localdate() - timedelta(days=1))
    answer = desk.get(LIST)
    (shown,) = answer.context["pages"]["reports"].object_list
    assert shown.times == 4 and set(shown.said) == {"Ensimmäinen syy", "Toinen syy"}


def test_a_long_list_comes_in_pages_and_costs_what_a_short_one_costs(desk, record, call):
    def fill(count):
        for number in range(count):
            new_idea(record, call, f"Idea {number}")
            public = new_idea(record, call, f"Julkinen {number}", state=Idea.State.PUBLIC)
            new_comment(record, public)
            new_report(record, public)

    fill(2)
    few = queries(desk)
    fill(30)
    assert queries(desk) == few
    first, second = desk.get(LIST), desk.get(f"{LIST}?check=2")
    assert "check=2#check" in first.text
    seen = {idea.pk for idea in first.context["pages"]["check"].object_list}
    assert len(seen) == waiting.PER_PAGE and seen.isdisjoint(idea.pk for idea in second.context["pages"]["check"].object_list)
    for wrong in ("x", "0", "-1", "9" * 400, "٣"):
        assert desk.get(LIST, {"check": wrong, "answer": wrong}).status_code == 200


def test_one_idea_costs_the_same_however_much_was_said_of_it(desk, record, idea):
    def fill(first, last):
        for number in range(first, last):
            new_comment(record, idea, f"Kommentti {number}")
            new_report(record, idea, day=timezone.localdate() - timedelta(days=number))
            support(record, idea, [timezone.now() - timedelta(hours=number)])

    fill(0, 1)
    few = queries(desk, f"{LIST}{idea.pk}/")
    fill(1, 13)
    assert queries(desk, f"{LIST}{idea.pk}/") == few


def test_the_page_of_an_idea_tells_everything_but_never_the_address_of_its_sender(desk, record, call):
    found = new_idea(record, call, "Kiikku pihalle", name="Naapuri", email="lahettaja@example.org", email_confirmed_at=timezone.now())
    new_comment(record, found, "Kyllä kiitos")
    new_report(record, found, "Outo kuva")
    text = desk.get(f"{LIST}{found.pk}/").text
    for word in ("Kiikku pihalle", "Naapuri", "Kyllä kiitos", "Outo kuva", "Mitä pihalle?"):
        assert word in text
    assert "lahettaja@example.org" not in text


def test_words_in_another_script_are_marked_and_markup_is_only_text(desk, record, call):
    found = new_idea(record, call, "نريد مقعدا", language="ar", name="<script>alert(1)</script>")
    for path in (LIST, f"{LIST}{found.pk}/", f"{LIST}{found.pk}/answer/"):
        text = desk.get(path).text
        assert 'lang="ar" dir="auto"' in text and "<script>alert" not in text


def test_the_way_to_an_idea_that_was_told_is_on_the_list(desk, record):
    assert 'href="/admin/ideas/hear/' in desk.get(LIST).text


def test_the_help_tells_of_asking_and_answering_and_all_its_links_open(desk, record):
    listed = desk.get("/admin/desk/help/").text
    for name in ("kysy-ideoita", "vastaa-asukkaille"):
        assert f"/admin/desk/help/{name}/" in listed
        page = desk.get(f"/admin/desk/help/{name}/")
        assert page.status_code == 200
        for link in re.findall(r'href="(/admin/[^"]+)"', page.text):
            assert desk.get(link.replace("&amp;", "&")).status_code == 200, link
