"""The record of a neighbourhood: right within two seconds in every process, warm as long as nothing of its own changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current
from neighbourhoods.models import HomePage, InfoPage, Neighbourhood

pytestmark = pytest.mark.django_db


def queries(visitor, path):
    with CaptureQueriesContext(connection) as captured:
        assert visitor.get(path).status_code == 200
    return len(captured)


@pytest.fixture
def checked_each_time(monkeypatch):
    monkeypatch.setattr(current, "CHECK_EVERY", 0.0)


def test_a_warm_home_page_needs_at_most_eight_queries_and_a_bare_page_few(visit, monkeypatch):
    reader = visit("lintumaki")
    for path in ("/fi/", "/fi/mukaan/"):
        reader.get(path)
    assert queries(reader, "/fi/") <= 8
    assert queries(reader, "/fi/mukaan/") <= 8


def test_a_warm_redirect_from_the_bare_address_needs_no_query(visit):
    reader = visit("lintumaki")
    reader.get("/")
    with CaptureQueriesContext(connection) as captured:
        reader.get("/")
    assert len(captured) == 0


def test_publishing_one_neighbourhoods_page_makes_nothing_colder_for_another(visit, keeper, checked_each_time):
    reader = visit("partti")
    reader.get("/fi/")
    before = queries(reader, "/fi/")
    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    home.lead = "Uusi alku."
    home.save_revision(user=keeper).publish(user=keeper)
    assert queries(reader, "/fi/") == before
    assert "Uusi alku." in visit("lintumaki").get("/fi/").text


def test_a_new_page_in_the_menu_shows_at_once(visit):
    reader = visit("lintumaki")
    assert "Uusi sivu" not in reader.get("/fi/").text
    page = InfoPage(title="Uusi sivu", show_in_menus=True)
    HomePage.objects.get(url_path="/lintumaki/fi/").add_child(instance=page)
    assert "Uusi sivu" in reader.get("/fi/").text
    assert "Uusi sivu" in reader.get("/sv/").text
    page.unpublish()
    assert "Uusi sivu" not in reader.get("/fi/").text


def test_another_process_sees_a_change_at_its_next_check(visit, monkeypatch):
    """What another process has written reaches this one only through the numbers in the database."""
    reader = visit("lintumaki")
    reader.get("/fi/")
    row = Neighbourhood.objects.get(slug="lintumaki")
    Neighbourhood.objects.filter(pk=row.pk).update(name="Lintu", generation=row.generation + 1)
    assert "<span>Lintumäki<small>" in reader.get("/fi/").text
    monkeypatch.setattr(current, "CHECK_EVERY", 0.0)
    assert "<span>Lintu<small>" in reader.get("/fi/").text


def test_the_numbers_are_read_before_the_rows(monkeypatch):
    """A change between the two must make the record old, never give old rows the new number."""
    row = Neighbourhood.objects.get(slug="lintumaki")
    load = current._load

    def changed_meanwhile(pk):
        record = load(pk)
        Neighbourhood.objects.filter(pk=pk).update(name="Lintu", generation=row.generation + 1)
        return record

    monkeypatch.setattr(current, "_load", changed_meanwhile)
    monkeypatch.setattr(current, "CHECK_EVERY", 0.0)
    assert current.by_slug("lintumaki").name == "Lintumäki"
    monkeypatch.setattr(current, "_load", load)
    assert current.by_slug("lintumaki").name == "Lintu"


def test_hosts_that_a_stranger_makes_up_push_nobody_out_of_memory(visit):
    visit("lintumaki").get("/fi/")
    for number in range(600):
        assert current.by_slug(f"keksitty-{number}") is None
    assert len(current._strangers.values) <= 500
    with CaptureQueriesContext(connection) as captured:
        assert current.by_slug("lintumaki")
    assert len(captured) == 0


def test_the_active_neighbourhood_is_put_back_after_a_block_also_after_an_error():
    record = current.by_slug("lintumaki")
    with pytest.raises(ZeroDivisionError), current.activate(record):
        assert current.neighbourhood() is record
        1 / 0  # noqa: B018
    assert current.neighbourhood() is None


def test_no_neighbourhood_is_left_active_after_a_request(visit, keeper):
    visit("lintumaki").get("/fi/")
    admin = visit()
    admin.client.force_login(keeper)
    admin.get(f"/admin/pages/{HomePage.objects.get(url_path='/partti/fi/').pk}/edit/")
    assert current.neighbourhood() is None


def test_addresses_of_pages_need_no_list_of_all_sites():
    from django.core.cache import cache
    from wagtail.models import Page

    current.by_slug("lintumaki")
    cache.delete("wagtail_site_root_paths")
    page = Page.objects.get(url_path="/lintumaki/fi/mukaan/")
    with CaptureQueriesContext(connection) as captured:
        assert page.full_url == "http://lintumaki.localhost:8000/fi/mukaan/"
        assert page.get_url_parts()[2] == "/fi/mukaan/"
    assert len(captured) == 0
    assert page.specific.full_url == page.full_url


def test_saving_a_row_that_was_read_earlier_never_turns_its_number_back():
    """Else a process could take an old record for a new one, and keep it for ever."""
    row = Neighbourhood.objects.get(slug="lintumaki")
    current.changed(row.pk)
    raised = Neighbourhood.objects.get(slug="lintumaki").generation
    row.name = "Lintu"
    row.save()
    row.refresh_from_db()
    assert (row.name, row.generation) == ("Lintu", raised)
    assert raised > 1


def test_a_host_that_was_asked_for_before_it_was_ours_answers_at_the_next_check(sites, visit, monkeypatch):
    from neighbourhoods.config.apply import apply_all

    assert visit("kolmas").get("/fi/").status_code == 404
    text = (sites / "partti.toml").read_text(encoding="utf-8")
    (sites / "kolmas.toml").write_text(text.replace("Partti", "Kolmas", 1).replace("partti.", "kolmas."), encoding="utf-8")
    generation = current._numbers(None)
    assert not apply_all().errors
    assert current._numbers(None) != generation
    monkeypatch.setattr(current, "CHECK_EVERY", 0.0)
    assert visit("kolmas").get("/fi/").status_code == 200


def test_many_that_are_not_known_yet_are_known_by_three_queries_and_like_those_that_were_asked_for_one_by_one(neighbourhoods):
    one_by_one = {slug: current.by_slug(slug) for slug in neighbourhoods}
    current.forget_everything()
    with CaptureQueriesContext(connection) as captured:
        current.know(neighbourhoods)
        together = {slug: current.by_slug(slug) for slug in neighbourhoods}
    assert len(captured) == 3 and together == one_by_one
    assert {slug: (one.menus, one.facts) for slug, one in together.items()} == {
        slug: (one.menus, one.facts) for slug, one in one_by_one.items()
    }
