"""Whom to ask is the one thing of a person in events: told to that person, and taken out when it is to be forgotten."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from wagtail.models import Revision

from ..models import EventPage
from ..privacy import erase, personal_data
from .at_the_desk import new_event, noon, record  # noqa: F401

pytestmark = pytest.mark.django_db


def everywhere():
    """What pages and all their versions hold."""
    versions = Revision.objects.filter(object_id__in=[str(pk) for pk in EventPage.objects.values_list("pk", flat=True)])
    return [*EventPage.objects.values_list("contact", flat=True), *(version.content["contact"] for version in versions)]


def test_who_made_an_event_is_told_whom_it_names_and_can_be_forgotten(record, activist):
    page = new_event(record, "Kahvit", contact="Marja B-rapusta", owner=activist)
    new_event(record, "Muut kahvit", contact="Naapuritiimi")
    assert personal_data(activist.email) == {"events": [{"title": "Kahvit", "contact": "Marja B-rapusta"}]}
    assert erase(activist.email) == 1 and personal_data(activist.email) == {} and erase(activist.email) == 0
    assert "Marja B-rapusta" not in everywhere() and "Naapuritiimi" in everywhere()
    assert EventPage.objects.get(pk=page.pk).live


def test_an_address_in_an_event_that_somebody_else_made_is_found_too_also_in_a_draft(record, activist):
    page = new_event(record, "Kahvit", contact="Kerhon väki", owner=activist)
    draft = page.get_latest_revision_as_object()
    draft.contact = "Marja, MARJA@example.org"
    draft.save_revision()
    new_event(record, "Jumppa", contact="marja@example.org")
    assert [one["title"] for one in personal_data("marja@example.org")["events"]] == ["Kahvit", "Jumppa"]
    assert erase("marja@example.org") == 2 and not [name for name in everywhere() if "marja" in name.lower()]
    # what names somebody else stays
    assert EventPage.objects.get(pk=page.pk).contact == "Kerhon väki"


def test_a_longer_address_is_somebody_elses_and_stays(record):
    page = new_event(record, "Kahvit", contact="annamarja@example.org")
    assert personal_data("marja@example.org") == {} and erase("marja@example.org") == 0
    assert EventPage.objects.get(pk=page.pk).contact == "annamarja@example.org"


def test_nobody_in_particular_is_in_no_event(record):
    new_event(record, "Kahvit")
    assert personal_data("") == {} == personal_data("joku@example.org") and erase("") == 0
