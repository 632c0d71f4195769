"""Atom and JSON of events, and programs that ask again and again whether there is anything new."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils.http import http_date, parse_http_date

from neighbourhoods import current
from plugins.events.calendar.rules import Repeat

from .calendars import add_event, change, moved_to, series_of, switched_on

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
PATHS = ("/fi/events/kaikki.ics", "/fi/events/aihe/kahvila.ics", "/fi/events/kaikki.json")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def record(sites, neighbourhoods):
    return switched_on(sites, "lintumaki")["lintumaki"]


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


def dates(reader, path="/fi/events/kaikki.json"):
    return json.loads(reader.get(path).content)["dates"]


def entries(reader):
    return ElementTree.fromstring(reader.get("/fi/feeds/events.atom").content).findall(f"{ATOM}entry")


def test_atom_has_each_event_once_with_its_nearest_date_and_a_key_that_stays(record, reader):
    page = add_event(record, "Kahvit", repeat=Repeat("weekly"), lead="Pullaa on.", slug="kahvit")
    (found,) = entries(reader)
    assert found.findtext(f"{ATOM}title") == "Kahvit" and found.findtext(f"{ATOM}id") == f"urn:uuid:{page.translation_key}"
    assert found.find(f"{ATOM}link").get("href") == f"{record.root_url}/fi/tapahtumat/kahvit/"
    summary = found.findtext(f"{ATOM}summary")
    assert "1" in summary.partition(" · ")[0] and summary.endswith("Kerhohuone · Pullaa on.")


def test_a_reader_of_atom_learns_that_a_date_is_off(record, reader, clock):
    page = add_event(record, repeat=Repeat("weekly"))
    before = entries(reader)[0].findtext(f"{ATOM}updated")
    clock.shift(timedelta(hours=1))
    change(record, page, datetime(2026, 12, 1, 18), is_cancelled=True, reason="Sairaus")
    after = entries(reader)[0]
    assert after.findtext(f"{ATOM}updated") > before and "8" in after.findtext(f"{ATOM}summary").partition(" · ")[0]


def test_json_tells_dates_with_their_offsets_and_what_is_not_known_as_null(record, reader):
    page = add_event(record, start=datetime(2026, 10, 20, 18), repeat=Repeat("weekly", ends="after", count=3))
    change(record, page, datetime(2026, 10, 27, 18), is_cancelled=True, reason="Sairaus")
    change(record, page, datetime(2026, 11, 3, 18), **moved_to(datetime(2026, 11, 4, 17)))
    found = dates(reader)
    assert [one["start"] for one in found] == ["2026-10-20T18:00:00+03:00", "2026-10-27T18:00:00+02:00", "2026-11-04T17:00:00+02:00"]
    assert [(one["status"], one["reason"]) for one in found] == [("CONFIRMED", ""), ("CANCELLED", "Sairaus"), ("CONFIRMED", "")]
    assert [one["moved_from"] for one in found] == [None, None, "2026-11-03T18:00:00+02:00"]
    assert {one["end"] for one in found} == {None} and {one["uid"] for one in found} == {str(page.translation_key)}
    assert all(reader.get(one["ics"].removeprefix(record.root_url)).status_code == 200 for one in found)


def test_a_topic_narrows_json_and_a_made_up_one_does_not(record, reader):
    add_event(record, "Kahvit", topics=",kahvila,")
    add_event(record, "Jumppa", topics=",liikunta,")
    assert [one["title"] for one in dates(reader, "/fi/events/kaikki.json?aihe=kahvila")] == ["Kahvit"]
    assert len(dates(reader, "/fi/events/kaikki.json?aihe='%20OR%201=1")) == 2


@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_newest_already_is_told_so_in_a_few_bytes(record, reader, clock, path):
    add_event(record, topics=",kahvila,")
    clock.shift(timedelta(minutes=1))
    first = reader.get(path)
    for asked in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = reader.get(path, headers=asked)
        assert again.status_code == 304 and not again.content
    assert parse_http_date(first["Last-Modified"]) == NOW.timestamp()


def hide(page):
    page.unpublish()


def erase(page):
    page.delete()


def rename(page):
    page.title = "Kahvit muualla"
    page.save_revision().publish()


def take_off(page):
    change(current.by_slug("lintumaki"), page, datetime(2026, 12, 1, 18), is_cancelled=True, reason="Sairaus")


@pytest.mark.parametrize("act", [hide, erase, rename, take_off])
@pytest.mark.parametrize("path", PATHS)
def test_whatever_changes_is_told_to_who_asks_by_tag_and_to_who_asks_by_time(record, reader, clock, path, act):
    add_event(record, "Jumppa", topics=",kahvila,")
    page = add_event(record, topics=",kahvila,")
    clock.shift(timedelta(minutes=1))
    first = reader.get(path)
    clock.shift(timedelta(minutes=1))
    with current.activate(record):
        act(page)
    clock.shift(timedelta(minutes=1))
    for asked in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = reader.get(path, headers=asked)
        assert again.status_code == 200 and again.content != first.content
        assert again["ETag"] != first["ETag"] and again["Last-Modified"] != first["Last-Modified"]


def test_a_translation_that_is_hidden_changes_the_calendar_in_its_language(record, reader, clock):
    page = add_event(record, "Kahvit", slug="kahvit")
    swedish = add_event(record, "Kaffe", language="sv", slug="kahvit", translation_key=page.translation_key)
    clock.shift(timedelta(minutes=1))
    first = reader.get("/sv/events/kaikki.ics")
    clock.shift(timedelta(minutes=1))
    with current.activate(record):
        swedish.unpublish()
    again = reader.get("/sv/events/kaikki.ics", headers={"if-modified-since": first["Last-Modified"]})
    assert b"Kaffe" in first.content and again.status_code == 200 and b"Kaffe" not in again.content


def test_what_changes_within_the_second_of_an_answer_is_still_told(record, reader, clock):
    page = add_event(record)
    first = reader.get(PATHS[0])
    with current.activate(record):
        page.unpublish()
    assert reader.get(PATHS[0], headers={"if-modified-since": first["Last-Modified"]}).status_code == 200
    clock.shift(timedelta(seconds=2))
    assert reader.get(PATHS[0], headers={"if-modified-since": first["Last-Modified"]}).status_code == 200
    assert reader.get(PATHS[0], headers={"if-modified-since": http_date(NOW.timestamp())}).status_code == 304


def test_with_the_day_other_dates_are_ahead_and_that_is_told_too(record, reader, clock):
    add_event(record, start=datetime(2026, 9, 1, 18))
    clock.shift(timedelta(minutes=1))
    first = reader.get("/fi/events/kaikki.json")
    clock.move_to(datetime(2026, 9, 2, 9, tzinfo=UTC))
    again = reader.get("/fi/events/kaikki.json", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200 and len(json.loads(again.content)["dates"]) == len(json.loads(first.content)["dates"]) - 1


def test_the_version_of_a_neighbourhood_never_goes_back(record, reader, clock):
    page = add_event(record, slug="kahvit")
    with current.activate(record):
        clock.shift(timedelta(minutes=5))
        page.unpublish()
        hidden = series_of(page).changed_at
        clock.shift(timedelta(minutes=5))
        page.save_revision().publish()
    assert NOW < hidden < series_of(page).changed_at
