"""A page's body: nothing that was written is lost, whatever is installed."""

import json

import pytest
from django.db import connection

from neighbourhoods.models import HomePage, InfoPage

pytestmark = pytest.mark.django_db
STRANGE = {"type": "event_calendar", "value": {"weeks": 3, "title": "Ä <b>"}, "id": "0b1f0d3e-1111-4222-8333-444444444444"}
KNOWN = {"type": "heading", "value": "Otsikko", "id": "0b1f0d3e-1111-4222-8333-555555555555"}


def raw(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM neighbourhoods_infopage WHERE page_ptr_id = %s", [page.pk])
        value = cursor.fetchone()[0]
    return json.loads(value) if isinstance(value, str) else value


@pytest.fixture
def page():
    made = InfoPage(title="Outo", slug="outo", body=json.dumps([KNOWN, STRANGE]))
    HomePage.objects.get(url_path="/lintumaki/fi/").add_child(instance=made)
    return InfoPage.objects.get(pk=made.pk)


def test_a_block_of_a_plugin_that_is_not_installed_is_kept_through_saving_and_revisions(page):
    assert raw(page) == [KNOWN, STRANGE]
    page.title = "Yhä outo"
    page.save()
    assert raw(page) == [KNOWN, STRANGE]
    page.save_revision().publish()
    assert raw(page) == [KNOWN, STRANGE]
    assert json.loads(page.latest_revision.content["body"]) == [KNOWN, STRANGE]


def test_such_a_block_is_neither_shown_nor_searched_nor_offered_to_translators(page, visit):
    text = visit("lintumaki").get("/fi/outo/").text
    assert "<h2>Otsikko</h2>" in text and "event_calendar" not in text
    block = page.body.stream_block
    assert block.get_searchable_content(page.body) == ["Otsikko"]
    from wagtail_localize.segments.extract import extract_segments

    assert not [segment for segment in extract_segments(page) if "event_calendar" in str(getattr(segment, "string", ""))]


def test_such_a_block_survives_the_editors_form(page, visit, keeper):
    office = visit()
    office.client.force_login(keeper)
    form = office.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    data = {"title": "Outo", "slug": "outo", "lead": "", "show_in_menus": "on", "body-count": "2", "action-publish": "1"}
    for number, child in enumerate(form["body"].value()):
        value = child.block.get_form_state(child.value)
        data |= {
            f"body-{number}-type": child.block_type,
            f"body-{number}-value": value,
            f"body-{number}-order": str(number),
            f"body-{number}-deleted": "",
            f"body-{number}-id": child.id,
        }
    answer = office.post(f"/admin/pages/{page.pk}/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert raw(page) == [KNOWN, STRANGE]


def test_nobody_is_offered_to_add_such_a_block(page, visit, keeper):
    office = visit()
    office.client.force_login(keeper)
    for path, count in ((f"/admin/pages/{page.pk}/edit/", 1), (f"/admin/pages/add/neighbourhoods/infopage/{page.get_parent().pk}/", 0)):
        text = office.get(path).text.replace("&quot;", '"')
        assert f'"unavailable": {{"max_num": {count}}}' in text
