"""What search engines are told of a date."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.events.calendar.events import Texts
from plugins.events.calendar.expanding import Window, occurrences
from plugins.events.calendar.own_events import OwnEvent
from plugins.events.calendar.report import read_all
from plugins.events.calendar.schema_org import Place, as_script, described

from .test_reading_cases import CASES, HERE, files

ZONE = ZoneInfo("Europe/Helsinki")


def test_each_date_has_its_own_offset_its_status_and_its_kind_of_place():
    """Case 08-json-ld-offsets-status."""
    given, wanted = json.loads((HERE / "08-json-ld-offsets-status.json").read_text()), CASES["08-json-ld-offsets-status"]["expected"]
    place = Place(given["place"]["name"], given["place"]["street"], given["place"]["postal_code"], given["place"]["city"])
    for one in given["events"]:
        start, end = datetime.fromisoformat(one["start_local"]), one.get("end_local") and datetime.fromisoformat(one["end_local"])
        online = one.get("online_url")
        event = OwnEvent(one["id"], start, end, given["zone"], Texts("Juhla", online_url=online), is_cancelled=one.get("cancelled", False))
        (found,) = occurrences(event.series(), Window(), ZONE)
        moved = one.get("moved_from") and datetime.fromisoformat(one["moved_from"]).replace(tzinfo=ZONE)
        told = described(found, None if online else place, moved)
        assert {name: told.get(name) for name in wanted[one["id"]]} == wanted[one["id"]]
        assert ("endDate" in told) == bool(end)
        if not online:
            assert told["location"]["address"]["@type"] == "PostalAddress" and told["eventAttendanceMode"].endswith(
                "OfflineEventAttendanceMode"
            )


def test_the_last_day_of_a_weekend_is_told_and_a_cancelled_date_keeps_its_start():
    """Cases 25-allday-dtend-exclusive, 38-override-cancelled-date."""
    (weekend,) = read_all(files("25-allday-dtend-exclusive"), ZONE).occurrences
    wanted = CASES["25-allday-dtend-exclusive"]["expected"]["jsonld"]
    assert {name: described(weekend)[name] for name in wanted} == wanted
    off = read_all(files("38-override-cancelled-date"), ZONE).occurrences[1]
    told = described(off)
    assert (told["eventStatus"], told["startDate"]) == ("https://schema.org/EventCancelled", "2026-10-13T18:00:00+03:00")


def test_a_title_cannot_close_the_script_element():
    event = OwnEvent("a", date(2026, 9, 1), None, "Europe/Helsinki", Texts("</script><script>alert(1)</script>", url="javascript:alert(1)"))
    (found,) = occurrences(event.series(), Window(), ZONE)
    text = as_script(described(found))
    assert "<" not in text and json.loads(text)["name"].startswith("</script>") and "url" not in json.loads(text)


def test_an_event_that_is_in_a_room_and_on_the_internet_says_both():
    texts = Texts("Ilta", location="Kirjasto", online_url="https://video.naapurusto.example/x", latitude=60.1, longitude=24.9)
    (found,) = occurrences(OwnEvent("a", datetime(2026, 9, 1, 18), None, "Europe/Helsinki", texts).series(), Window(), ZONE)
    told = described(found)
    assert [one["@type"] for one in told["location"]] == ["Place", "VirtualLocation"] and told["eventAttendanceMode"].endswith(
        "MixedEventAttendanceMode"
    )
