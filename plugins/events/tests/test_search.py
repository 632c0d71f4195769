"""The search finds events by all that their pages say, and tells when they happen."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest

from neighbourhoods import records
from neighbourhoods.models import Record

from .calendars import change, series_of
from .ground import at, evening, later, noon, places, record, soup, weekly, words  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(visit, places):
    def find(text):
        return [words(hit) for hit in soup(visit("lintumaki").get("/fi/etsi/", {"q": text})).select(".hits li")]

    return find


def test_a_hit_tells_the_next_date_and_not_when_it_was_written(record, find):
    page = evening(record, 8, "Kaalilaatikko", repeat=weekly(), place="Pajarannan tupa")
    assert "Tapahtumat" in find("kaalilaatikko")[0] and find("kaalilaatikko")[0].endswith("8.12.")
    assert len(find("pajaranta")) == 1 or len(find("Pajarannan")) == 1
    change(record, page, at(8, 18), is_cancelled=True)
    assert find("kaalilaatikko")[0].endswith("15.12.")


def test_the_date_goes_on_with_the_days(record, find):
    from .. import dates

    page = evening(record, 8, "Kaalilaatikko", repeat=weekly())
    with later(days=10):
        dates.rebuild(record, series_of(page))
        assert find("kaalilaatikko")[0].endswith("15.12.")


def test_what_is_over_tells_when_it_was_and_texts_alone_change_nothing(record, find):
    page = evening(record, 8, "Kaalilaatikko")
    with later(days=20):
        page.lead = "Oli hyvää."
        page.save_revision().publish()
        assert find("kaalilaatikko")[0].endswith("8.12.")
    key = records.id_of("events", "event", page.translation_key)
    assert Record.objects.get(pk=key).date == at(8, 18).replace(tzinfo=record.zone)
