"""Events for search engines: when they are, where they are, and whether they are on."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from neighbourhoods import current
from plugins.events.calendar.rules import Repeat
from plugins.events.outgoing import json_ld, shown

from .calendars import add_event, change, dates_of, moved_to, switched_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 9, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def record(sites, neighbourhoods):
    return switched_on(sites, "lintumaki")["lintumaki"]


def told(record, page, number=0, language="fi"):
    row = dates_of(page)[number]
    with current.activate(record):
        return json_ld.of_date(record, *shown.one_date(record, language, row.pk))


def test_each_date_of_a_series_has_the_offset_of_its_own_day(record):
    page = add_event(record, start=datetime(2026, 10, 20, 18), end=datetime(2026, 10, 20, 20), repeat=Repeat("weekly"))
    found = [told(record, page, number) for number in (0, 1)]
    assert [one["startDate"] for one in found] == ["2026-10-20T18:00:00+03:00", "2026-10-27T18:00:00+02:00"]
    assert [one["endDate"] for one in found] == ["2026-10-20T20:00:00+03:00", "2026-10-27T20:00:00+02:00"]
    assert found[1]["url"] == f"{record.root_url}/fi/tapahtumat/{page.slug}/2026-10-27/"


def test_whole_days_have_days_and_an_unknown_end_is_left_out(record):
    camp = told(record, add_event(record, start=date(2026, 12, 5), end=date(2026, 12, 6)))
    assert (camp["startDate"], camp["endDate"]) == ("2026-12-05", "2026-12-06")
    assert "endDate" not in told(record, add_event(record))


def test_a_date_that_was_moved_tells_both_times_and_one_that_is_off_keeps_its_time(record):
    page = add_event(record, repeat=Repeat("weekly"))
    change(record, page, datetime(2026, 12, 1, 18), **moved_to(datetime(2026, 12, 2, 17)))
    change(record, page, datetime(2026, 12, 8, 18), is_cancelled=True, reason="Sairaus", **moved_to(datetime(2026, 12, 9, 17)))
    moved, off = told(record, page, 0), told(record, page, 1)
    assert (moved["eventStatus"], moved["startDate"]) == ("https://schema.org/EventRescheduled", "2026-12-02T17:00:00+02:00")
    assert moved["previousStartDate"] == "2026-12-01T18:00:00+02:00"
    assert (off["eventStatus"], off["startDate"]) == ("https://schema.org/EventCancelled", "2026-12-09T17:00:00+02:00")


def test_where_it_is_at_a_place_in_the_net_or_both(record):
    online = "https://video.example.org/x"
    here = told(record, add_event(record, place="Kylätalo", address="Mäkitie 1, 00001 Helsinki"))
    net = told(record, add_event(record, place="", online_url=online))
    both = told(record, add_event(record, place="Kylätalo", online_url=online))
    nowhere = told(record, add_event(record, place=""))
    assert here["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Helsinki",
        "postalCode": "00001",
        "streetAddress": "Mäkitie 1",
    }
    assert net["location"] == {"@type": "VirtualLocation", "url": online}
    assert [one["@type"] for one in both["location"]] == ["Place", "VirtualLocation"]
    assert nowhere["location"]["name"] == record.name and nowhere["location"]["address"]["addressLocality"] == record.municipality
    modes = [one["eventAttendanceMode"].removeprefix("https://schema.org/") for one in (here, net, both)]
    assert modes == ["OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"]


def test_a_date_at_another_place_has_not_the_usual_address(record):
    page = add_event(record, repeat=Repeat("weekly"), address="Mäkitie 1, 00001 Helsinki")
    change(record, page, datetime(2026, 12, 1, 18), place="Rantasauna")
    place = told(record, page)["location"]
    assert place["name"] == "Rantasauna" and "streetAddress" not in place["address"]


def test_whom_to_ask_is_not_told_to_machines(record):
    assert "emanta" not in str(told(record, add_event(record, contact="emanta@example.org", organiser="Martat")))
