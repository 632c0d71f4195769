"""Our own events as calendar files: what others read from them is what was meant."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from plugins.events.calendar import reading
from plugins.events.calendar.events import Texts
from plugins.events.calendar.expanding import Window, occurrences
from plugins.events.calendar.own_events import Change, OwnEvent
from plugins.events.calendar.rules import Repeat
from plugins.events.calendar.writing import About, calendar, one_date

from .test_calendar_rules import REPEATS
from .test_reading_cases import CASES, HERE

ZONE = ZoneInfo("Europe/Helsinki")
ONCE = Repeat()
WRITTEN = datetime(2026, 9, 1, tzinfo=UTC)
ABOUT = About("Lintumäki", cancelled="PERUTTU", written_at=WRITTEN)


def event(start=datetime(2026, 9, 1, 18), end=datetime(2026, 9, 1, 20), repeat=ONCE, **given):
    given = {"texts": Texts("Kahvit", "Tervetuloa", "Kerhohuone"), "uid": "sarja@naapurusto.example", "zone": "Europe/Helsinki"} | given
    return OwnEvent(start=start, end=end, repeat=repeat, changed_at=WRITTEN, **given)


def ours(one, window):
    return [(found.start, found.end, found.status) for found in occurrences(one.series(), window, ZONE)]


def read_back(data, window):
    """By our own reader."""
    fetch = reading.read(data, ZONE)
    assert not fetch.skipped and not fetch.notes, [note.text() for note in fetch.notes]
    found = [one for series in fetch.series.values() for one in occurrences(series, window, ZONE)]
    return sorted((one.start, one.end, one.status) for one in found)


def judged(data, window):
    """By recurring-ical-events, which knows nothing of ours."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(window.start, window.end)
    told = []
    for one in found:
        start, end = one["DTSTART"].dt, one["DTEND"].dt if "DTEND" in one else None
        if not isinstance(start, datetime):
            start, end = (datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in (start, end))
        told.append((start.astimezone(ZONE), end.astimezone(ZONE) if end and end != start else None, str(one.get("STATUS"))))
    return sorted(told)


def properties(data):
    text = data.decode("utf-8").replace("\r\n ", "")
    return dict(line.partition(":")[::2] for line in text.split("BEGIN:VEVENT\r\n")[1].split("\r\n") if ":" in line)


def end_of(start):
    return start + timedelta(hours=2) if isinstance(start, datetime) else start


@pytest.mark.parametrize(("repeat", "start"), REPEATS)
def test_every_kind_of_rule_is_read_back_with_the_same_dates(repeat, start):
    one = event(start, end_of(start), repeat)
    window = Window(date(2026, 1, 1), date(2028, 3, 1))
    data, wanted = calendar([one], ABOUT), ours(one, window)
    assert wanted and read_back(data, window) == wanted == judged(data, window)


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 24, 18), datetime(2026, 10, 20, 18), datetime(2026, 3, 28, 22), datetime(2026, 10, 24, 22)]
)
def test_both_clock_changes_leave_the_hour_on_the_wall_as_it_is(start):
    one = event(start, start + timedelta(hours=8), Repeat("weekly"))
    window = Window(date(2026, 3, 1), date(2026, 11, 30))
    wanted = ours(one, window)
    assert {(at.hour, end.hour) for at, end, _status in wanted} == {(start.hour, (start.hour + 8) % 24)}
    data = calendar([one], About(written_at=datetime(2026, 3, 1, tzinfo=UTC)))
    assert read_back(data, window) == wanted == judged(data, window)


def test_own_dates_an_all_day_weekend_and_an_event_without_an_end_are_read_back():
    window = Window(date(2026, 1, 1), date(2027, 12, 1))
    for one in (
        event(repeat=Repeat("dates", dates=(date(2026, 10, 3), date(2026, 12, 24)))),
        event(date(2026, 6, 19), date(2026, 6, 20)),
        event(date(2026, 9, 4), date(2026, 9, 6), Repeat("monthly_weekday", weekdays=(4,), which=1)),
        event(end=None, repeat=Repeat("weekly", ends="after", count=3)),
    ):
        data, wanted = calendar([one], ABOUT), ours(one, window)
        assert wanted and read_back(data, window) == wanted == judged(data, window)


def test_one_date_that_is_off_and_one_that_moved_reach_the_calendars():
    changes = (
        Change(datetime(2026, 9, 15, 18), is_cancelled=True, reason="Ohjaaja sairastui", sequence=1),
        Change(datetime(2026, 10, 27, 18), start=datetime(2026, 10, 28, 19), end=datetime(2026, 10, 28, 20), sequence=1),
    )
    one = event(repeat=Repeat("weekly", 2, (1,)), changes=changes)
    window = Window(date(2026, 9, 1), date(2026, 12, 1))
    data, wanted = calendar([one], ABOUT), ours(one, window)
    assert read_back(data, window) == wanted == judged(data, window)
    assert [(start.day, status) for start, _end, status in wanted][:2] == [(1, "CONFIRMED"), (15, "CANCELLED")]
    assert datetime(2026, 10, 28, 19, tzinfo=ZONE) in [start for start, _end, _status in wanted]
    assert datetime(2026, 10, 27, 18, tzinfo=ZONE) not in [start for start, _end, _status in wanted]


def test_a_cancelled_date_says_so_in_its_title_and_has_a_newer_revision():
    """Case 20-cancel-one-date."""
    given, wanted = json.loads((HERE / "20-cancel-one-date.json").read_text()), CASES["20-cancel-one-date"]["expected"]
    start, at = datetime.fromisoformat(given["event"]["start_local"]), datetime.fromisoformat(given["action"]["at"].replace("Z", "+00:00"))
    off = datetime.combine(date.fromisoformat(given["action"]["cancel"]), start.time())
    one = event(
        start,
        datetime.fromisoformat(given["event"]["end_local"]),
        Repeat("weekly", ends="after", count=4),
        uid=given["event"]["uid"],
        texts=Texts(given["event"]["title"]),
        changes=(Change(off, True, given["action"]["reason"], sequence=1, changed_at=at),),
    )
    data = calendar([one], ABOUT)
    override = next(part for part in icalendar.Calendar.from_ical(data).walk("VEVENT") if "RECURRENCE-ID" in part)
    assert override["RECURRENCE-ID"].to_ical().decode() == wanted["override"]["RECURRENCE-ID;TZID=Europe/Helsinki"]
    assert override["RECURRENCE-ID"].params["TZID"] == "Europe/Helsinki"
    assert (override["UID"], override["STATUS"], override["SEQUENCE"]) == ("ex-4", "CANCELLED", 1)
    assert override["DTSTAMP"].dt >= at and override["SUMMARY"] == "PERUTTU: Liikuntatuokio"
    assert "Ohjaaja sairastui" in override["DESCRIPTION"]
    others = [found.start.date().isoformat() for found in occurrences(one.series(), Window(), ZONE) if found.status == "CONFIRMED"]
    assert others == wanted["other_dates_unchanged"]


def test_nothing_that_somebody_types_becomes_a_property_of_its_own():
    """Case 29-escape-and-injection."""
    given, wanted = json.loads((HERE / "29-escape-and-injection.json").read_text())["event"], CASES["29-escape-and-injection"]["expected"]
    texts = Texts(given["title"], given["description"], given["location"])
    one = event(texts=texts, organiser=given["organizer_name"], organiser_email=given["organizer_email"])
    data = calendar([one], ABOUT)
    found = properties(data)
    assert {name: found[name] for name in wanted["properties"]} == wanted["properties"]
    lines = data.decode("utf-8").split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE") or "\r" in line or "\n" in line]
    organiser = next(name for name in found if name.startswith("ORGANIZER"))
    assert organiser == "ORGANIZER;CN=\"Liisa^';X=^'y\""


def test_an_all_day_event_ends_on_the_day_after_for_programs():
    """Case 25-allday-dtend-exclusive."""
    found = properties(calendar([event(date(2026, 6, 19), date(2026, 6, 20))], ABOUT))
    assert {name: found[name] for name in CASES["25-allday-dtend-exclusive"]["expected"]["reexport"]} == {
        "DTSTART;VALUE=DATE": "20260619",
        "DTEND;VALUE=DATE": "20260621",
    }


def test_lines_are_short_end_as_the_standard_wants_and_split_no_letter():
    texts = Texts("Äö☕👩🏽‍🌾 " * 40, "C:\\Next, ; \\n " + "å" * 500, "Ü" * 200, url="https://naapurusto.example/" + "a" * 300)
    data = calendar([event(texts=texts, repeat=Repeat("weekly"))], About("Ä" * 100, "ö" * 300))
    assert b"\n" not in data.replace(b"\r\n", b"") and data.endswith(b"END:VCALENDAR\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    again = reading.read(data, ZONE).series["sarja@naapurusto.example"].event.texts
    assert again.description == texts.description and again.url == texts.url


def test_a_single_date_stands_beside_its_series_and_never_in_its_place():
    changes = (Change(datetime(2026, 9, 8, 18), True, "Sairaus", sequence=1),)
    one = event(repeat=Repeat("weekly"), changes=changes)
    series = icalendar.Calendar.from_ical(calendar([one], ABOUT)).walk("VEVENT")[0]["UID"]
    uids = set()
    for on in (datetime(2026, 9, 1, 18), datetime(2026, 9, 8, 18), datetime(2026, 9, 15, 18)):
        (found,) = icalendar.Calendar.from_ical(one_date(one, on, ABOUT)).walk("VEVENT")
        assert "RRULE" not in found and "RECURRENCE-ID" not in found
        assert found["DTSTART"].dt == on.replace(tzinfo=ZONE)
        assert str(found.get("STATUS")) == ("CANCELLED" if on.day == 8 else "CONFIRMED")
        uids.add(str(found["UID"]))
    assert len(uids) == 3 and series not in uids
    once = event()
    assert icalendar.Calendar.from_ical(one_date(once, once.start, ABOUT)).walk("VEVENT")[0]["UID"] == once.uid


def test_the_zone_is_written_with_yearly_rules_and_a_series_never_in_utc():
    text = calendar([event(repeat=Repeat("weekly"))], ABOUT).decode()
    zone = text.partition("BEGIN:VTIMEZONE")[2].partition("END:VTIMEZONE")[0]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in zone and "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in zone
    assert "RDATE" not in zone and "DTSTART;TZID=Europe/Helsinki:20260901T180000" in text


@pytest.mark.parametrize(
    "name", ["America/New_York", "Australia/Sydney", "Asia/Kolkata", "Africa/Casablanca", "Europe/London", "Asia/Tokyo"]
)
def test_zones_of_other_places_are_read_back_from_their_own_rules(name):
    one = event(zone=name, repeat=Repeat("weekly"))
    window = Window(date(2026, 9, 1), date(2028, 1, 1))
    # under a name that nobody knows, so that only the rules of the file can help
    data = calendar([one], ABOUT).replace(name.encode(), b"Somewhere else")
    assert read_back(data, window) == ours(one, window)


def test_a_feed_tells_its_name_in_both_ways_and_links_to_its_pages():
    texts = Texts("Kahvit", "Tule", "Talo", url="https://naapurusto.example/fi/kahvit/", online_url="https://video.naapurusto.example/x")
    one = event(texts=texts, categories=("Ruoka, juoma", "Naapurit"))
    text = calendar([one], ABOUT).decode().replace("\r\n ", "")
    for line in (
        "NAME:Lintumäki",
        "X-WR-CALNAME:Lintumäki",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "URL:https://naapurusto.example/fi/kahvit/",
        "CATEGORIES:Ruoka\\, juoma,Naapurit",
        "DESCRIPTION:Tule\\n\\nhttps://video.naapurusto.example/x",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "CONFERENCE;FEATURE=VIDEO;VALUE=URI:https://video.naapurusto.example/x" in text


def test_the_same_events_make_the_same_bytes():
    one = event(repeat=Repeat("weekly"))
    assert calendar([one], About("A", written_at=WRITTEN)) == calendar([one], About("A", written_at=WRITTEN))
