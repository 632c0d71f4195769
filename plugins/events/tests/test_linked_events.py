"""Events of cities by Linked Events: what its answers mean, and which of them are believed."""

import json

import pytest

from plugins.events.calendar import linked_events
from plugins.events.calendar.states import Source, take

from .calendar_files import NOW, ZONE, ends, read, starts, warnings

PLACE = {
    "@id": "https://api.example/v1/place/esimerkki:10/",
    "name": {"fi": "Kirjasto", "en": "Library"},
    "street_address": {"fi": "Mäkitie 1"},
    "address_locality": {"fi": "Helsinki"},
    "position": {"type": "Point", "coordinates": [24.9384, 60.1699]},
}


def entry(uid="e:1", **given):
    return {"id": uid, "name": {"fi": "Ilta"}, "start_time": "2026-12-05T16:00:00Z", "end_time": "2026-12-05T18:00:00Z"} | given


def page(*entries, following=None, previous=None):
    return {"meta": {"count": len(entries), "next": following, "previous": previous}, "data": list(entries)}


def round_of(*pages, url="https://api.example/v1/event/"):
    return {"requests": [{"url": url if not at else f"{url}?page={at + 1}", "body": one} for at, one in enumerate(pages)]}


def told(*rounds):
    return read(*[json.dumps(one).encode() for one in rounds])


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-12-05T16:00:00Z", "2026-12-05T18:00:00Z", ("2026-12-05T18:00", "2026-12-05T20:00")),
        ("2026-07-05T16:00:00.123Z", "2026-07-05T18:00:00+00:00", ("2026-07-05T19:00", "2026-07-05T21:00")),
        ("2026-12-05T18:00:00+02:00", None, ("2026-12-05T18:00", None)),
        ("2026-12-05T18:00:00", None, ("2026-12-05T18:00", None)),
        ("2026-12-05", "2026-12-07", ("2026-12-05", "2026-12-07")),
        ("2026-12-05", "2026-12-05", ("2026-12-05", "2026-12-05")),
        ("2026-12-05", None, ("2026-12-05", "2026-12-05")),
        ("2026-12-05", "2026-12-07T22:00:00Z", ("2026-12-05", "2026-12-07")),
        ("2026-12-05T16:00:00Z", "2026-12-05", ("2026-12-05T18:00", None)),
        ("2026-12-05T16:00:00Z", "2026-12-05T16:00:00Z", ("2026-12-05T18:00", None)),
        ("2026-12-05T16:00:00Z", "2026-12-04T16:00:00Z", ("2026-12-05T18:00", None)),
        ("2026-12-05T16:00:00Z", "nonsense", ("2026-12-05T18:00", None)),
    ],
)
def test_times_are_local_a_date_alone_is_a_day_and_the_last_day_is_part_of_it(start, end, shown):
    found = told(page(entry(start_time=start, end_time=end)))
    assert (starts(found), ends(found)) == ([shown[0]], [shown[1]])


def test_a_timed_event_that_ends_on_a_later_day_is_there_until_that_day():
    one = told(page(entry(end_time="2026-12-07")))["occurrences"][0]
    assert (one["end"], one["first_day"], one["last_day_inclusive"]) == (None, "2026-12-05", "2026-12-07")


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("EventScheduled", "CONFIRMED"),
        ("EventRescheduled", "CONFIRMED"),
        ("EventCancelled", "CANCELLED"),
        ("EventPostponed", "TENTATIVE"),
        (None, "CONFIRMED"),
    ],
)
def test_the_status_is_said_in_our_words(status, shown):
    assert told(page(entry(event_status=status)))["occurrences"][0]["status"] == shown


def test_texts_are_taken_in_the_first_language_that_has_them_as_plain_text():
    one = told(
        page(entry(name={"fi": None, "sv": " Kväll ", "en": "Evening"}, description={"en": "<p>Hi</p><script>x</script>"}, location=PLACE))
    )
    found = one["occurrences"][0]
    assert (found["summary"], found["description"], found["location"]) == ("Kväll", "Hi", "Kirjasto, Mäkitie 1, Helsinki")
    assert (found["latitude"], found["longitude"]) == (60.1699, 24.9384)
    short = told(page(entry(description=None, short_description={"fi": "Lyhyt"}, info_url={"fi": "https://x.example/a"})))["occurrences"][0]
    assert (short["description"], short["url"]) == ("Lyhyt", "https://x.example/a")
    bad = told(page(entry(info_url={"fi": "javascript:alert(1)"})))
    assert bad["occurrences"][0]["url"] is None and "info_url" in warnings(bad)


def test_an_event_on_the_internet_has_an_address_and_no_place():
    place = {"@id": "https://api.example/v1/place/helsinki:internet/", "name": {"fi": "Internet"}}
    one = told(page(entry(location=place, info_url={"fi": "https://video.example/x"})))["occurrences"][0]
    assert (one["location"], one["online_url"]) == ("", "https://video.example/x")


@pytest.mark.parametrize("kind", ["recurring", "umbrella"])
def test_the_parts_are_taken_or_the_whole_and_never_both(kind):
    whole = entry("e:w", super_event_type=kind, sub_events=[{"@id": "https://api.example/v1/event/e:1/"}])
    part = entry("e:1", super_event={"@id": "https://api.example/v1/event/e:w/"})
    other = entry("e:2", super_event={"@id": "https://api.example/v1/event/e:w/"}, start_time="2026-12-06T16:00:00Z", end_time=None)
    assert [one["uid"] for one in told(page(whole, part, other))["occurrences"]] == ["e:1", "e:2"]
    within = entry("e:w", super_event_type=kind, sub_events=[entry("e:1"), entry("e:2", start_time="2026-12-06T16:00:00Z", end_time=None)])
    assert [one["uid"] for one in told(page(within))["occurrences"]] == ["e:1", "e:2"]
    assert [one["uid"] for one in told(page(whole))["occurrences"]] == ["e:w"]
    gone = part | {"deleted": True}
    assert [one["uid"] for one in told(page(whole, gone))["occurrences"]] == ["e:w"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"publication_status": "draft"}, "not published"),
        ({"start_time": None}, "no start"),
        ({"start_time": "soon"}, "cannot be read"),
        ({"start_time": 12}, "cannot be read"),
    ],
)
def test_an_event_that_cannot_be_used_is_named_and_the_others_are_there(bad, words):
    found = told(page(entry("e:good"), entry("e:bad", **bad)))
    assert [one["uid"] for one in found["occurrences"]] == ["e:good"]
    assert [one["uid"] for one in found["report"]["skipped"]] == ["e:bad"] and words in found["report"]["skipped"][0]["reason"]


@pytest.mark.parametrize(
    "bad", [None, 5, "x", [], {"id": None}, {"id": "e:x", "name": 5, "location": 5, "sub_events": 5, "start_time": "2026-12-01"}]
)
def test_strange_entries_stop_nothing(bad):
    assert "e:good" in [one["uid"] for one in told(page(entry("e:good"), bad))["occurrences"]]


@pytest.mark.parametrize("data", [b"", b"<html>", b"{", b"[" * 100_000, b"5", b'{"detail": "Not found."}', b"\xff\xfe\x00", b'{"data": 5}'])
def test_an_answer_that_is_none_keeps_everything_and_says_why(data):
    source = Source()
    take(source, linked_events.read(json.dumps(page(entry())).encode(), ZONE), NOW, ZONE)
    taken = take(source, linked_events.read(data, ZONE), NOW, ZONE)
    assert source.state == "error" and len(source.active()) == 1 and taken.notes


MANY = [entry(f"e:{number}") for number in range(1, 6)]


@pytest.mark.parametrize(
    "later",
    [
        round_of(page(*MANY[:4], following="https://api.example/v1/event/?page=2")),
        round_of(page(*MANY[:4], following="http://10.0.0.5/v1/event/?page=2")),
        round_of(page(*MANY[:4]), url="https://api.example/v1/event/?last_modified_since=2026-11-20"),
        {"requests": [*round_of(page(*MANY[:4]))["requests"], {"url": "https://api.example/v1/event/?page=2", "status": 500}]},
        page(*MANY[:4], previous="https://api.example/v1/event/?page=1"),
        MANY[0],
    ],
    ids="next-is-missing next-is-elsewhere only-changes an-error a-later-page one-event".split(),
)
def test_what_is_no_whole_answer_deletes_nothing(later):
    found = told(page(*MANY), later)
    assert found["report"]["imported"] == 5


def test_pages_of_one_round_are_one_answer_and_a_whole_one_deletes():
    first, second = page(*MANY[:2], following="https://api.example/v1/event/?page=2"), page(*MANY[2:4])
    found = told(page(*MANY), round_of(first, second))
    assert found["report"]["imported"] == 4 and "e:5" in warnings(found)


def test_an_answer_of_another_host_is_not_used():
    asked = {
        "requests": [
            {"url": "https://api.example/v1/event/", "body": page(entry())},
            {"url": "http://10.0.0.5/v1/event/", "body": page(entry("e:x"))},
        ]
    }
    found = told(asked)
    assert [one["uid"] for one in found["occurrences"]] == ["e:1"] and "another host" in warnings(found)


def test_removed_events_are_withdrawn_by_mark_and_by_410():
    removed = {
        "requests": [
            {"url": "https://api.example/v1/event/e:2/", "status": 410},
            {"url": "https://api.example/v1/event/", "body": page(MANY[0] | {"deleted": True})},
        ]
    }
    found = told(page(*MANY), removed)
    assert [one["uid"] for one in found["occurrences"]] == ["e:3", "e:4", "e:5"] and found["report"]["imported"] == 3
