"""Cases from the field, by their ids: what went wrong elsewhere when events were given out, and does not here."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import translation
from django.utils.translation import gettext

from neighbourhoods import current
from neighbourhoods.models import User
from neighbourhoods.templatetags.look import json_ld as as_script
from plugins.events import changing
from plugins.events.calendar.rules import Repeat
from plugins.events.outgoing import ics, json_ld, shown

from .calendars import add_event, change, components, dates_of, moved_to, read, series_of, switched_on
from .test_reading_cases import CASES, HERE

pytestmark = pytest.mark.django_db
EXPORTS = [case for case, told in CASES.items() if told["kind"] == "export"]
ALL = "/fi/events/kaikki.ics"


@pytest.fixture
def record(sites, neighbourhoods):
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False):
        return switched_on(sites, "lintumaki")["lintumaki"]


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


def given_and_wanted(case):
    return json.loads((HERE / f"{case}.json").read_text(encoding="utf-8")), CASES[case]["expected"]


def at(text):
    return datetime.fromisoformat(text)


def test_every_case_is_told_where_it_is_tried():
    tried = Path(__file__).read_text(encoding="utf-8")
    assert EXPORTS and not [case for case in EXPORTS if f"Case {case}" not in tried]


def test_four_events_are_told_to_search_engines_as_they_are(record):
    """Case 08-json-ld-offsets-status."""
    given, wanted = given_and_wanted("08-json-ld-offsets-status")
    assert given["zone"] == str(record.zone)
    place = given["place"]
    usual = {"place": place["name"], "address": f"{place['street']}, {place['postal_code']} {place['city']}"}
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False), current.activate(record):
        for one in given["events"]:
            start, moved = at(one["start_local"]), one.get("moved_from")
            where = {"place": "", "online_url": one["online_url"]} if "online_url" in one else usual
            title = f"{one['id']} </script><b>"
            page = add_event(record, title, at(moved) if moved else start, at(one["end_local"]) if "end_local" in one else None, **where)
            if moved:
                change(record, page, at(moved), **moved_to(start))
            if one.get("cancelled"):
                change(record, page, start, is_cancelled=True, reason="Sairaus")
            told = json_ld.of_date(record, *shown.one_date(record, "fi", dates_of(page).get().pk))
            expected = wanted[one["id"]]
            assert {name: told[name] for name in expected} == expected
            assert ("endDate" in told) == ("end_local" in one)
            if "online_url" not in one:
                assert told["location"]["@type"] == "Place" and told["location"]["address"]["@type"] == "PostalAddress"
                assert told["location"]["address"]["streetAddress"] == place["street"]
            script = as_script(told)
            assert script.count("</script>") == 1 and script.endswith("</script>")


def test_a_date_that_is_cancelled_reaches_subscribers(record, reader):
    """Case 20-cancel-one-date."""
    given, wanted = given_and_wanted("20-cancel-one-date")
    one, act = given["event"], given["action"]
    start, when = at(one["start_local"]), at(act["at"].replace("Z", "+00:00"))
    off = datetime.combine(date.fromisoformat(act["cancel"]), start.time())
    weekly = Repeat("weekly", ends="after", count=4)
    with time_machine.travel(when - timedelta(days=3), tick=False) as clock:
        page = add_event(record, one["title"], start, at(one["end_local"]), weekly, slug="liikunta")
        clock.shift(timedelta(minutes=1))
        before = reader.get(ALL)
        (series,) = components(before.content)
        clock.move_to(when)
        with current.activate(record):
            changing.cancel(record, series_of(page).pk, off.isoformat(timespec="minutes"), User.objects.first(), act["reason"])
        clock.shift(timedelta(minutes=1))
        after = reader.get(ALL)
    assert after["ETag"] != before["ETag"] and after["Last-Modified"] != before["Last-Modified"]
    override = next(part for part in components(after.content) if "RECURRENCE-ID" in part)
    assert override["UID"] == series["UID"] and override["STATUS"] == "CANCELLED" and override["SEQUENCE"] >= 1
    assert override["RECURRENCE-ID"].to_ical().decode() == wanted["override"]["RECURRENCE-ID;TZID=Europe/Helsinki"]
    assert override["RECURRENCE-ID"].params["TZID"] == "Europe/Helsinki" and override["DTSTAMP"].dt >= when
    with translation.override("fi"):
        assert override["SUMMARY"] == f"{gettext('CANCELLED')}: {one['title']}"
    dates = read(after.content, date(2027, 1, 1), date(2027, 3, 1), record.zone)
    assert [str(start.date()) for _title, start, _end, status in dates if status == "CONFIRMED"] == wanted["other_dates_unchanged"]
    with time_machine.travel(when + timedelta(minutes=2), tick=False):
        told = reader.get(f"/fi/tapahtumat/liikunta/{act['cancel']}/")
        assert told.status_code == 200 and act["reason"] in told.text and "EventCancelled" in told.text


def test_nothing_that_somebody_types_becomes_a_property_of_its_own(record, reader):
    """Case 29-escape-and-injection."""
    given, wanted = given_and_wanted("29-escape-and-injection")
    one = given["event"]
    with time_machine.travel(datetime(2026, 5, 1, 9, tzinfo=UTC), tick=False), current.activate(record):
        start = at(one["start"]).replace(tzinfo=None)
        page = add_event(record, one["title"], start, place=one["location"], lead=one["description"])
        data = reader.get(f"/fi/events/sarja/{page.translation_key}.ics").content
        own = ics.own_event(record, shown.one(record, "fi", page.translation_key))
        ours = ics.replace(own, organiser=one["organizer_name"], organiser_email=one["organizer_email"])
        with_organiser = ics.calendar(record, [ours], ics.about(record, "fi"))
    for file in (data, with_organiser):
        text = file.decode("utf-8").replace("\r\n ", "")
        lines = text.split("\r\n")
        for name, value in wanted["properties"].items():
            assert f"{name}:{value}" in lines
        assert not [line for line in lines if line.startswith("ATTENDEE") or "\r" in line or "\n" in line]
    assert "ORGANIZER;CN=\"Liisa^';X=^'y\":mailto:" in with_organiser.decode("utf-8").replace("\r\n ", "")


def test_who_asks_again_learns_that_an_event_is_gone(record, reader):
    """Case 49-feed-validators-on-removal."""
    with time_machine.travel(datetime(2026, 9, 1, 9, tzinfo=UTC), tick=False) as clock:
        add_event(record, "A")
        gone = add_event(record, "B")
        clock.shift(timedelta(minutes=1))
        first = reader.get(ALL)
        assert [one["SUMMARY"] for one in components(first.content)] == ["A", "B"]
        clock.shift(timedelta(minutes=1))
        with current.activate(record):
            gone.unpublish()
        clock.shift(timedelta(minutes=1))
        for asked in ({"if-modified-since": first["Last-Modified"]}, {"if-none-match": first["ETag"]}):
            answer = reader.get(ALL, headers=asked)
            assert answer.status_code == 200 and [one["SUMMARY"] for one in components(answer.content)] == ["A"]
        for asked in ({"if-modified-since": answer["Last-Modified"]}, {"if-none-match": answer["ETag"]}):
            assert reader.get(ALL, headers=asked).status_code == 304
