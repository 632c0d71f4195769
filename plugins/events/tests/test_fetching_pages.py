"""Rounds of Linked Events: all pages of one server, and nothing is thought of those that did not come."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from plugins.events.calendar import linked_events
from plugins.events.fetching.pages import changed_since, fetch_pages
from plugins.events.fetching.refusals import Refused

from .calendar_files import ZONE
from .certificates import Authority
from .web_server import Reply, names, web_server

CASE = json.loads((Path(__file__).parent / "cases" / "05-le-delta-deleted-paging.json").read_text(encoding="utf-8"))


def event(uid):
    return {"id": uid, "name": {"fi": "Ilta"}, "start_time": "2026-12-05T16:00:00Z", "end_time": "2026-12-05T18:00:00Z"}


def page(*uids, following=None):
    return {"meta": {"count": len(uids), "next": following, "previous": None}, "data": [event(uid) for uid in uids]}


def reply(body, status=200):
    return Reply(status, {"Content-Type": "application/json"}, body=json.dumps(body).encode())


class Source:
    """A server with pages by path, whose links name itself with {url}."""

    def __init__(self, server, answers):
        self.server = server
        answers |= {path: self.filled(answer) for path, answer in answers.items()}

    def filled(self, answer):
        if isinstance(answer, Reply):
            return answer
        return Reply(body=json.dumps(answer).replace("{url}", self.server.url).encode())

    def fetched(self, path="/event/", **ways):
        return fetch_pages(self.server.url + path, allowed={self.server.place}, **ways)


@pytest.fixture
def source():
    """source({path: page or Reply}) is a Source."""
    answers = {}
    with web_server(answers) as server:

        def of(given):
            answers.update(given)
            return Source(server, answers)

        yield of


def read(pages):
    return linked_events.read(pages.data, ZONE)


def uids(fetch):
    return fetch.mentioned


def test_pages_are_fetched_until_the_last_and_read_as_one_whole(source):
    found = source(
        {
            "/event/?a=1": page("e:1", following="{url}/event/?page=2"),
            "/event/?page=2": page("e:2", following="{url}/event/?page=3"),
            "/event/?page=3": page("e:3"),
        }
    ).fetched("/event/?a=1")
    assert [one["url"].rpartition("/")[2] for one in found.requests] == ["?a=1", "?page=2", "?page=3"]
    fetch = read(found)
    assert (found.is_whole, found.notes, fetch.is_whole, fetch.notes) == (True, (), True, [])
    assert uids(fetch) == {"e:1", "e:2", "e:3"}


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_case_05_le_delta_deleted_paging_comes_over_the_network_as_it_is_written(scheme, tmp_path):
    authority = Authority(tmp_path)
    answers = {}
    with web_server(answers, context=authority.serving("api.example") if scheme == "https" else None) as server:
        origin = f"{scheme}://api.example:{server.port}"
        text = json.dumps(CASE).replace("https://api.example", origin)
        for one in json.loads(text)["requests"]:
            path = one["url"].removeprefix(origin)
            answers[path] = reply(one["body"]) if "body" in one else Reply(one["status"])
        ways = {"allowed": {server.place}, "context": authority.trusting(), "resolve": names(api="127.0.0.1")}
        found = fetch_pages(f"{origin}/v1/event/?location=esimerkki:10", since=date(2026, 11, 20), **ways)
        alone = fetch_pages(f"{origin}/v1/event/esimerkki:d3/", **ways)
        assert server.connections == 3
    assert found.requests + alone.requests == json.loads(text)["requests"]
    fetch = read(found)
    assert (found.is_whole, fetch.is_whole, fetch.gone, uids(fetch)) == (False, False, {"esimerkki:d1"}, {"esimerkki:d2"})
    assert any("another host" in note.sentence for note in fetch.notes)
    assert read(alone).gone == {"esimerkki:d3"}


@pytest.mark.parametrize(
    "elsewhere",
    ["http://10.0.0.5/event/", "https://127.0.0.1:{port}/event/", "http://127.0.0.1:1/event/", "http://localhost:{port}/event/", "?page=2"],
)
def test_a_page_on_another_server_is_not_asked_for_and_absence_says_nothing(source, elsewhere):
    one = source({})
    one = source({"/event/": page("e:1", following=elsewhere.format(port=one.server.port))})
    found = one.fetched()
    assert one.server.connections == 1
    assert not found.is_whole
    assert (read(found).is_whole, uids(read(found))) == (False, {"e:1"})


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (Reply(500), 500),
        (Reply(404), 404),
        (Reply(410), None),
        (Reply(403), 403),
        (Reply(body=b'{"data": [', length=100), None),
        (Reply(body=b"<html>sign in</html>"), None),
        (Reply(body=b'{"detail": "wrong"}'), None),
        (Reply(body=b"\xff\xfe\xff"), None),
        (Reply(body=b"[" * 100_000), None),
        (Reply(302, {"Location": "http://10.0.0.5/"}), None),
        (Reply(302, {"Location": "http://localhost/event/"}), None),
        (Reply(raw=b"", stays_open=True), None),
        (Reply(body=bytes(3_000_000)), None),
    ],
)
def test_a_page_in_the_middle_that_fails_ends_the_round_and_nothing_is_thought_to_be_gone(source, second, code):
    one = source({"/event/": page("e:1", following="{url}/event/?page=2"), "/event/?page=2": second, "/event/?page=3": page("e:3")})
    found = one.fetched(seconds=2 if second.stays_open else 60, limit=1_000_000)
    assert not found.is_whole
    assert len(found.notes) == 1
    assert [entry.get("status") for entry in found.requests] == [None, *([code] if code else [])]
    fetch = read(found)
    assert (fetch.is_whole, fetch.is_failed, fetch.gone, uids(fetch)) == (False, False, set(), {"e:1"})
    assert fetch.notes


def test_a_page_in_the_middle_is_not_fetched_from_another_server_by_a_redirect_either(source):
    with web_server(reply(page("e:2"))) as other:
        one = source({"/event/": page("e:1", following="{url}/event/?page=2"), "/event/?page=2": Reply(302, {"Location": other.url})})
        found = fetch_pages(f"{one.server.url}/event/", allowed={one.server.place, other.place})
        assert (other.connections, found.is_whole, read(found).is_whole, uids(read(found))) == (0, False, False, {"e:1"})


@pytest.mark.parametrize("back", ["/event/", "/event/?page=2"])
def test_pages_that_lead_round_in_a_circle_end(source, back):
    one = source({"/event/": page("e:1", following="{url}/event/?page=2"), "/event/?page=2": page("e:2", following="{url}" + back)})
    found = one.fetched()
    assert one.server.connections == 2
    assert (found.is_whole, read(found).is_whole, uids(read(found))) == (False, False, {"e:1", "e:2"})


def test_there_are_at_most_200_pages(source):
    pages = {f"/event/?page={at}": page(f"e:{at}", following=f"{{url}}/event/?page={at + 1}") for at in range(1, 210)}
    one = source(pages)
    found = one.fetched("/event/?page=1")
    assert (one.server.connections, len(found.requests), found.is_whole, read(found).is_whole) == (200, 200, False, False)
    assert "200" in found.notes[0].text()


def test_the_limit_of_bytes_is_that_of_all_pages_together(source):
    pages = {"/event/": page("e:1", following="{url}/event/?page=2"), "/event/?page=2": page("e:2")}
    one = source(pages)
    sizes = [len(one.filled(page("e:1", following="{url}/event/?page=2")).body), len(json.dumps(page("e:2")))]
    assert one.fetched(limit=sum(sizes)).is_whole
    assert not one.fetched(limit=sum(sizes) - 1).is_whole
    with pytest.raises(Refused) as found:
        one.fetched(limit=sizes[0] - 1)
    assert found.value.code == "large"


def test_json_that_would_fill_the_memory_is_refused_before_it_is_read(source):
    crowd = b'{"data": [' + b"{}," * 1_000_000 + b"{}]}"
    pages = {"/event/": page("e:1", following="{url}/event/?page=2"), "/event/?page=2": Reply(body=crowd), "/crowd": Reply(body=crowd)}
    one = source(pages)
    with pytest.raises(Refused) as found:
        one.fetched("/crowd")
    assert found.value.code == "crowded"
    assert (one.fetched().is_whole, uids(read(one.fetched()))) == (False, {"e:1"})


@pytest.mark.parametrize(("status", "code"), [(500, "broken"), (404, "missing"), (410, "gone")])
def test_a_first_page_that_fails_is_a_fault_of_the_source(source, status, code):
    with pytest.raises(Refused) as found:
        source({"/event/": Reply(status)}).fetched()
    assert found.value.code == code


def test_an_event_that_its_source_has_deleted_is_news(source):
    found = source({"/v1/event/esimerkki:d3/": Reply(410), "/v1/place/x/": Reply(410)}).fetched("/v1/event/esimerkki:d3/")
    assert (read(found).gone, read(found).is_whole) == ({"esimerkki:d3"}, True)


def test_one_event_and_what_is_no_event_are_handed_on_as_they_came(source):
    one = source({"/event/e:1/": event("e:1"), "/page": Reply(body=b"<html>"), "/bytes": Reply(body=b"\xff")})
    assert (uids(read(one.fetched("/event/e:1/"))), read(one.fetched("/event/e:1/")).is_whole) == ({"e:1"}, False)
    for path in ("/page", "/bytes"):
        assert read(one.fetched(path)).is_failed
        assert one.fetched(path).requests == []


def test_a_first_address_that_redirects_makes_the_server_behind_it_the_one(source):
    one = source(
        {
            "/old": Reply(301, {"Location": "/event/"}),
            "/event/": page("e:1", following="{url}/event/?page=2"),
            "/event/?page=2": page("e:2"),
        }
    )
    found = one.fetched("/old")
    assert (found.is_whole, read(found).is_whole, uids(read(found))) == (True, True, {"e:1", "e:2"})
    assert "moved" in found.notes[0].sentence


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20, 12, 30, tzinfo=UTC), "2026-11-20T12:30:00Z"),
        (datetime(2026, 11, 20, 12, 30, tzinfo=timezone(timedelta(hours=2))), "2026-11-20T10:30:00Z"),
    ],
)
def test_only_what_has_changed_is_asked_for_with_what_was_deleted(source, since, asked):
    path = f"/event/?location=esimerkki:10&last_modified_since={asked}&show_deleted=true"
    found = source({path: page("e:1")}).fetched("/event/?location=esimerkki:10&last_modified_since=2020-01-01", since=since)
    assert (len(found.requests), found.is_whole, read(found).is_whole) == (1, True, False)


def test_asking_for_changes_leaves_the_rest_of_an_address_as_it_means():
    url = changed_since("https://api.example/v1/event/?text=p%C3%A4iv%C3%A4+a%26b&empty=", date(2026, 11, 20))
    assert url == "https://api.example/v1/event/?text=p%C3%A4iv%C3%A4+a%26b&empty=&last_modified_since=2026-11-20&show_deleted=true"


def test_letters_of_all_kinds_come_through(source):
    body = '\ufeff{"data": [{"id": "e:1", "name": {"fi": "Ä \\ud83c\\udf89 \\ud800"}, "start_time": "2026-12-05T16:00:00Z"}]}'
    found = source({"/event/": Reply(body=body.encode())}).fetched()
    assert uids(read(found)) == {"e:1"}
