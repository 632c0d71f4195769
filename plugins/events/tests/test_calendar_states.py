"""One source, fetch after fetch: what is newer, what is cancelled, what is gone, and what is not believed."""

from datetime import datetime, timedelta

import pytest

from plugins.events.calendar import reading
from plugins.events.calendar.states import Source, take

from .calendar_files import NOW, ZONE, file, read, starts, warnings

SERIES = "UID:a\nSUMMARY:Kahvit\nDTSTART;TZID=Europe/Helsinki:20260915T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
CANCEL = "METHOD:CANCEL\r\n"


def one(uid, day, more=""):
    return f"UID:{uid}\nSUMMARY:{uid}\nDTSTART;TZID=Europe/Helsinki:{day}T180000\n{more}"


def uids(found):
    return [one["uid"] for one in found["occurrences"]]


def statuses(found):
    return [one["status"] for one in found["occurrences"]]


def taken(source, data, now=NOW, **given):
    return take(source, reading.read(data, ZONE), now, ZONE, **given)


# --- which is newer --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("SEQUENCE:1\nDTSTAMP:20260101T000000Z", "SEQUENCE:2\nDTSTAMP:20250101T000000Z", "20261002"),
        ("SEQUENCE:2\nDTSTAMP:20260101T000000Z", "SEQUENCE:1\nDTSTAMP:20270101T000000Z", "20261001"),
        ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260102T000000Z", "20261002"),
        ("DTSTAMP:20260102T000000Z", "DTSTAMP:20260101T000000Z", "20261001"),
        ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000Z", "20261002"),
        ("X-NOTHING:1", "X-NOTHING:1", "20261002"),
        ("SEQUENCE:nonsense", "SEQUENCE:1", "20261002"),
    ],
)
def test_the_newer_revision_is_shown_whether_it_comes_later_or_stands_in_the_same_file(first, second, shown):
    shown = f"{shown[:4]}-{shown[4:6]}-{shown[6:]}T18:00"
    before, after = one("a", "20261001", first), one("a", "20261002", second)
    assert starts(read(file(before), file(after))) == [shown]
    both = read(file(before, after))
    assert starts(both) == [shown] and "more than once" in warnings(both)


def test_a_changed_date_has_a_revision_of_its_own():
    change = "UID:a\nRECURRENCE-ID:20260922T150000Z\nSEQUENCE:{}\nDTSTART;TZID=Europe/Helsinki:202609{}T180000"
    newer = read(file(SERIES, change.format(2, 23)), file(SERIES, change.format(1, 24)))
    assert starts(newer) == ["2026-09-15T18:00", "2026-09-23T18:00", "2026-09-29T18:00"]


def test_a_changed_date_that_is_not_told_any_more_is_as_its_rule_says():
    change = "UID:a\nRECURRENCE-ID:20260922T150000Z\nDTSTART;TZID=Europe/Helsinki:20260923T180000"
    assert starts(read(file(SERIES, change), file(SERIES)))[1] == "2026-09-22T18:00"


# --- cancelled -------------------------------------------------------------------------------------------------------------


def test_a_cancelling_file_cancels_what_it_names_and_nothing_else():
    found = read(file(one("a", "20261001"), one("b", "20261002")), file("UID:a\nSEQUENCE:1", head=CANCEL))
    assert list(zip(uids(found), statuses(found), strict=True)) == [("a", "CANCELLED"), ("b", "CONFIRMED")]
    assert found["occurrences"][0]["summary"] == "a" and found["report"]["imported"] == 2


def test_a_cancelling_file_can_name_one_date_of_a_series():
    found = read(file(SERIES), file("UID:a\nRECURRENCE-ID:20260922T150000Z\nSEQUENCE:1", head=CANCEL))
    assert statuses(found) == ["CONFIRMED", "CANCELLED", "CONFIRMED"] and found["occurrences"][1]["summary"] == "Kahvit"


def test_a_date_that_was_moved_and_then_cancelled_is_cancelled_where_it_went():
    change = "UID:a\nRECURRENCE-ID:20260922T150000Z\nSEQUENCE:1\nSUMMARY:Siirtyi\nDTSTART;TZID=Europe/Helsinki:20260924T100000"
    found = read(file(SERIES, change), file("UID:a\nRECURRENCE-ID:20260922T150000Z\nSEQUENCE:2", head=CANCEL))
    assert starts(found)[1] == "2026-09-24T10:00" and statuses(found)[1] == "CANCELLED"


def test_an_old_cancellation_and_one_of_something_unknown_change_nothing():
    found = read(file(one("a", "20261001", "SEQUENCE:3")), file("UID:a\nSEQUENCE:2", "UID:b", head=CANCEL))
    assert statuses(found) == ["CONFIRMED"] and [skipped["uid"] for skipped in found["report"]["skipped"]] == ["b"]
    assert "older" in warnings(found)


def test_an_answer_that_invites_and_then_cancels_means_what_it_says_last():
    invited = file(one("a", "20261001"), one("b", "20261002"), head="METHOD:REQUEST\r\n")
    found = read(invited + file("UID:a\nSEQUENCE:1", head=CANCEL))
    assert list(zip(uids(found), statuses(found), strict=True)) == [("a", "CANCELLED"), ("b", "CONFIRMED")]


def test_a_file_about_one_event_says_nothing_of_the_others():
    found = read(file(one("a", "20261001"), one("b", "20261002")), file(one("c", "20261003"), head="METHOD:REQUEST\r\n"))
    assert uids(found) == ["a", "b", "c"]


# --- gone ------------------------------------------------------------------------------------------------------------------

MANY = [one(f"e-{day}", f"202610{day:02}") for day in range(1, 11)]


def test_a_coming_event_that_is_gone_is_withdrawn_and_comes_back_under_the_same_uid():
    source = Source()
    assert taken(source, file(*MANY)).new == [f"e-{day}" for day in range(1, 11)]
    assert taken(source, file(*MANY[:7])).withdrawn == ["e-10", "e-8", "e-9"]
    assert len(source.active()) == 7 and len(source.series) == 10
    assert taken(source, file(*MANY[:7])).withdrawn == []
    back = taken(source, file(*MANY))
    assert sorted(back.back) == ["e-10", "e-8", "e-9"] and not back.new and len(source.active()) == 10


def test_of_what_is_over_absence_says_nothing():
    source = Source()
    taken(source, file(*MANY))
    later = datetime(2026, 10, 6, 12, tzinfo=ZONE)
    assert taken(source, file(*MANY[5:]), later).withdrawn == [] and len(source.active()) == 10


def test_a_series_that_is_gone_keeps_its_past_dates_only():
    data = [file(SERIES, *MANY), file(*MANY)]
    now = datetime(2026, 9, 20, 12, tzinfo=ZONE)
    assert [start for start in starts(read(*data, now=now)) if "-09-" in start] == ["2026-09-15T18:00"]


def test_when_more_than_half_is_missing_a_person_is_asked_first():
    source = Source()
    taken(source, file(*MANY))
    asked = taken(source, file(*MANY[:4]))
    assert source.state == "asks" and not asked.withdrawn and len(source.active()) == 10
    assert "6 of 10" in asked.notes[-1].text()
    assert taken(source, file(*MANY[:5])).withdrawn and source.state == "ok"
    source = Source()
    taken(source, file(*MANY))
    assert len(taken(source, file(*MANY[:1]), believes_loss=True).withdrawn) == 9


def test_a_calendar_with_nothing_in_it_asks_too():
    source = Source()
    taken(source, file(*MANY))
    assert not taken(source, file()).withdrawn and source.state == "asks"


def test_an_event_that_became_unreadable_is_not_gone():
    source = Source()
    taken(source, file(*MANY))
    bad = taken(source, file(*MANY[:9], "UID:e-10\nDTSTART:nonsense"))
    assert not bad.withdrawn and len(source.active()) == 10 and [note.uid for note in bad.skipped] == ["e-10"]


@pytest.mark.parametrize("data", [b"", b"<html><body>Kirjaudu</body></html>", b"\x1f\x8bbroken", file(*MANY[:3], end="")])
def test_an_answer_that_is_none_changes_nothing_and_the_next_good_one_counts(data):
    source = Source()
    taken(source, file(*MANY))
    before = dict(source.series)
    bad = taken(source, data, NOW + timedelta(days=1))
    assert source.state == "error" and source.series == before and not bad.skipped
    assert "kept" in bad.notes[-1].text()
    assert taken(source, file(*MANY[:9])).withdrawn == ["e-10"] and source.state == "ok"


def test_only_what_changed_is_called_changed():
    source = Source()
    taken(source, file(*MANY))
    assert taken(source, file(*MANY)).changed == []
    assert taken(source, file(*MANY[1:], one("e-1", "20261101"))).changed == ["e-1"]
