"""Readers narrow a search to news."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest

from tests.search_ground import look, write  # noqa: F401

pytestmark = pytest.mark.django_db


def test_kinds_are_told_with_their_numbers_and_narrow(look):
    titles = look("huoltoyhtiö")
    kinds = look.page.context["groups"][0]
    numbers = {choice.value: choice.number for choice in kinds.choices}
    assert numbers["news"] == 2 and numbers["page"] == 1
    assert "Uutiset (2)" in look.page.text
    only = look("huoltoyhtiö", tyyppi="news")
    assert len(only) == 2 and set(only) < set(titles)
    look("huoltoyhtiö", language="en", tyyppi="news")
    assert "Remove filter: News" in look.page.text


def test_a_kind_of_which_there_is_nothing_is_told_and_can_be_taken_away(look, neighbourhoods):
    write("Kuikkalaiva")
    assert look("kuikkalaiva", language="en", tyyppi="news") == []
    assert 'href="/en/etsi/?q=kuikkalaiva">Remove filter: News' in look.page.text


def test_the_filter_is_closed_until_something_is_chosen(look):
    look("huoltoyhtiö", tyyppi="news")
    assert '<details class="narrow" open>' in look.page.text
    look("huoltoyhtiö")
    assert '<details class="narrow">' in look.page.text
