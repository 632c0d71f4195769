"""News of one neighbourhood know nothing of what another has not published."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest

from neighbourhoods.models import Record
from tests.isolation import posting
from tests.isolation.two_sites import here, prepared, there, two  # noqa: F401

from ..models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(two):
    return two.client(two.activist)


def test_a_record_of_another_neighbourhood_is_no_choice_of_a_page(desk, here, there):
    index = NewsIndexPage.objects.filter(path__startswith=here.home.path).get()
    there.thing.get_latest_revision().publish()
    here.thing.get_latest_revision().publish()
    for place, answer_to_be in ((there, 200), (here, 302)):
        record = Record.objects.get(neighbourhood=place.row, plugin="dummyplugin", key=str(place.thing.translation_key))
        sent = posting.fields(NewsPage(title="Uutinen", slug=f"uutinen-{place.slug}"), related=str(record.pk))
        answer = desk.post(f"/admin/pages/add/news/newspage/{index.pk}/", sent)
        assert answer.status_code == answer_to_be


def test_the_list_of_news_in_the_admin_holds_ones_own(two, desk, here, there):
    for place in (here, there):
        index = NewsIndexPage.objects.filter(path__startswith=place.home.path).get()
        index.add_child(instance=NewsPage(title=f"Luonnos {place.slug}", slug="luonnos", live=False, locale=index.locale))
    text = desk.get("/admin/news/").content.decode()
    assert f"Luonnos {here.slug}" in text and f"Luonnos {there.slug}" not in text


def test_a_new_one_begins_at_the_list_in_the_neighbourhoods_first_language(desk, here):
    index = NewsIndexPage.objects.filter(path__startswith=here.home.path).get()
    answer = desk.get("/admin/news/choose_parent/")
    assert answer.status_code == 302 and answer["Location"] == f"/admin/pages/add/news/newspage/{index.pk}/"


def test_the_picture_of_a_draft_is_on_no_list(two, here):
    index = NewsIndexPage.objects.filter(path__startswith=here.home.path).get()
    page = index.add_child(instance=NewsPage(title="Uutinen", slug="uutinen", locale=index.locale))
    page.save_revision().publish()
    page.picture = here.image
    page.save_revision()
    text = two.ground.visit(here.slug).get(index.get_url_parts()[2]).content.decode()
    assert "Uutinen" in text and here.image.file.name not in text
