"""Who belongs to several neighbourhoods always sees which one they work on, and can change it."""

import pytest

from neighbourhoods.models import Membership, Neighbourhood, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_both(visit, neighbourhoods):
    user = User.objects.create_user("molemmissa@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["partti"], role="activist")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


def test_the_menu_of_every_page_names_the_neighbourhood_that_was_chosen(of_both):
    # letters beyond ASCII are escaped in the data of the menu
    assert "Mik\\u00e4 naapurusto?" in of_both.get("/admin/editing/").text
    assert "Mikä naapurusto?" in of_both.get("/admin/").text
    of_both.get("/admin/?neighbourhood=partti")
    for path in ("/admin/", "/admin/editing/", "/admin/pages/", "/admin/details/"):
        assert "Naapurusto: Partti" in of_both.get(path).text
    assert "Naapurusto: Lintum" in of_both.get("/admin/?neighbourhood=lintumaki").text


def test_the_page_lists_ones_own_neighbourhoods_and_marks_where_one_is(of_both):
    of_both.get("/admin/?neighbourhood=lintumaki")
    text = of_both.get("/admin/neighbourhood/").text
    assert "?neighbourhood=partti" in text and "Vaihda naapurustoa" in text
    here = text[text.index("desk-list") : text.index("</ul>", text.index("desk-list"))]
    assert here.index("Lintumäki") < here.index("olet täällä") < here.index("Partti")


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("", "/admin/"),
        ("&next=/admin/details/", "/admin/details/"),
        ("&next=//evil.example/", "/admin/"),
        ("&next=https://evil.example/admin/", "/admin/"),
        ("&next=/admin/%5C%5Cevil.example", "/admin/%5C%5Cevil.example"),
        ("&next=/accounts/logout/", "/admin/"),
    ],
)
def test_after_choosing_one_comes_back_to_where_one_was_and_never_to_another_host(of_both, given, leads_to):
    answer = of_both.get(f"/admin/neighbourhood/?neighbourhood=partti{given}")
    assert answer.status_code == 302 and answer["Location"] == leads_to
    assert of_both.client.session["neighbourhood"] == "partti"


def test_who_belongs_to_one_has_nothing_to_choose_in_the_menu(visit, activist):
    visitor = visit()
    visitor.client.force_login(activist)
    assert "Naapurusto: " not in visitor.get("/admin/").text
    assert visitor.get("/admin/neighbourhood/").status_code == 200


def test_another_neighbourhood_is_not_in_the_list_and_cannot_be_chosen(visit, activist):
    visitor = visit()
    visitor.client.force_login(activist)
    answer = visitor.get("/admin/neighbourhood/?neighbourhood=partti")
    assert answer.status_code == 200 and "Partti" not in answer.text
    assert "neighbourhood" not in visitor.client.session


def test_what_was_remembered_is_forgotten_with_the_membership(of_both, neighbourhoods):
    of_both.get("/admin/?neighbourhood=partti")
    # from elsewhere: this person's own sessions would end
    Membership.objects.filter(neighbourhood=neighbourhoods["partti"])._raw_delete("default")
    assert "Partti" not in of_both.get("/admin/neighbourhood/").text


def test_details_asks_first_and_comes_back(of_both):
    text = of_both.get("/admin/details/").text
    assert "?neighbourhood=lintumaki&amp;next=%2Fadmin%2Fdetails%2F" in text
    answer = of_both.get("/admin/neighbourhood/?neighbourhood=lintumaki&next=/admin/details/")
    assert answer["Location"] == "/admin/details/"
    assert of_both.get("/admin/details/").status_code == 200


def test_a_keeper_finds_any_neighbourhood_by_its_name(office, neighbourhoods):
    assert "Naapurusto: " not in office.get("/admin/").text
    found = office.get("/admin/neighbourhood/?q=lintumaki").text
    assert "?neighbourhood=lintumaki" in found and "?neighbourhood=partti" not in found
    assert "Mitään ei löytynyt." in office.get("/admin/neighbourhood/?q=xyzzy").text
    office.get("/admin/neighbourhood/?neighbourhood=partti")
    assert "Naapurusto: Partti" in office.get("/admin/").text


def test_thousands_of_neighbourhoods_are_listed_page_by_page(office, neighbourhoods, django_assert_max_num_queries, monkeypatch):
    from neighbourhoods.desk import choosing

    monkeypatch.setattr(choosing, "PER_PAGE", 1)
    office.get("/admin/")
    with django_assert_max_num_queries(12):
        first = office.get("/admin/neighbourhood/").text
    assert "Lintumäki" in first and "?neighbourhood=partti" not in first
    assert "?neighbourhood=partti" in office.get("/admin/neighbourhood/?p=2").text
    assert Neighbourhood.objects.count() == 2


def test_memberships_are_read_once_in_a_request_however_many_there_are(of_both):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    of_both.get("/admin/?neighbourhood=partti")
    with CaptureQueriesContext(connection) as queries:
        of_both.get("/admin/neighbourhood/")
    about = [query["sql"] for query in queries if 'FROM "neighbourhoods_membership"' in query["sql"]]
    assert len([sql for sql in about if "slug" in sql]) == 1


@pytest.mark.parametrize("slug", ["partti%20", "%27--", "a" * 900])
def test_a_slug_that_nobody_has_is_as_good_as_none(of_both, office, slug):
    for visitor in (of_both, office):
        assert visitor.get(f"/admin/neighbourhood/?neighbourhood={slug}").status_code == 200
        assert "neighbourhood" not in visitor.client.session
