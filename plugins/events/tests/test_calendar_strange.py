"""Files that nobody would write: whatever is in them, they are read to the end, and what comes out can be shown."""

import json
import logging
import random
import time
from datetime import date, datetime

import pytest

from plugins.events.calendar.expanding import Window
from plugins.events.calendar.report import read_all

from .calendar_files import NOW, ZONE
from .test_reading_cases import READ, files

LINES = (
    """RRULE:FREQ=DAILY|EXDATE:20260901|RDATE;VALUE=PERIOD:20260101T000000Z/PT1H|RECURRENCE-ID:20260915T150000Z|STATUS:CANCELLED
RECURRENCE-ID;RANGE=THISANDFUTURE:20260908|DTSTART;VALUE=DATE:20260901|DTEND:20260901|DURATION:P1D|METHOD:CANCEL|UID:x|BEGIN:VEVENT
DTSTART;TZID=Europe/Helsinki:20260329T033000|TZOFFSETTO:+0300|END:VEVENT|BEGIN:VTIMEZONE|00000000|99991231T235959Z|null|[|{}|"
GEO:1;2|DTSTART:00010101T000000Z|RRULE:FREQ=YEARLY;UNTIL=19000101|RRULE:FREQ=DAILY;UNTIL=202²0101|DTSTART:22001231T235959|DTSTART:19000101T000000
DURATION:P3000D|RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO|EXDATE:20260908T000000|X-WR-TIMEZONE:Mars/Base""".encode()
    .replace(b"\n", b"|")
    .split(b"|")
)
WINDOWS = [Window(), Window(date(2026, 1, 1), date(2027, 1, 1)), Window(date(2026, 9, 1)), Window(None, date(2026, 10, 1))]


def spoiled(chance, data):
    data = bytearray(data)
    for _time in range(chance.randint(1, 12)):
        at, kind = chance.randrange(len(data) + 1), chance.random()
        if kind < 0.2 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        elif kind < 0.4:
            del data[at : at + chance.randint(1, 30)]
        elif kind < 0.5:
            data[at:at] = chance.choice(LINES)
        else:
            lines = bytes(data).split(b"\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(LINES))
            data = bytearray(b"\n".join(lines))
    return bytes(data)


@pytest.mark.parametrize("seed", range(10))
def test_a_spoiled_file_is_read_to_its_end_and_what_is_shown_of_it_makes_sense(seed, caplog):
    originals = [data for case in READ for data in files(case)]
    chance = random.Random(seed)
    for _number in range(60):
        fetches = [spoiled(chance, chance.choice(originals)) for _fetch in range(chance.choice([1, 1, 2, 3]))]
        began = time.process_time()
        with caplog.at_level(logging.ERROR):
            told = read_all(fetches, ZONE, chance.choice(WINDOWS), now=NOW).as_json()
        assert time.process_time() - began < 50
        assert not caplog.records, "an event that only the last net has caught"
        assert "\ufffd" not in json.dumps(told, ensure_ascii=False)
        for one in told["occurrences"]:
            assert one["end"] is None or datetime.fromisoformat(one["end"]) > datetime.fromisoformat(one["start"])
            assert one["first_day"] <= one["last_day_inclusive"] and one["status"] in ("CONFIRMED", "CANCELLED", "TENTATIVE")


def test_an_event_on_which_the_reader_itself_fails_costs_no_other(monkeypatch, caplog):
    from plugins.events.calendar import reading

    from .calendar_files import file

    right = reading.event_of

    def wrong(component, uid, *rest):
        if uid == "b":
            raise RuntimeError("a fault of ours")
        return right(component, uid, *rest)

    monkeypatch.setattr(reading, "event_of", wrong)
    told = read_all([file(*[f"UID:{uid}\nDTSTART:20260905T120000Z" for uid in "abc"])], ZONE).as_json()
    assert [one["uid"] for one in told["occurrences"]] == ["a", "c"]
    assert told["report"]["skipped"] == [{"uid": "b", "reason": "It cannot be read."}] and "a fault of ours" in caplog.text
