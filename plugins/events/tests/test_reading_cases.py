"""Calendar files from the field, by their ids: what is read from them is what residents should see."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.events.calendar import linked_events, reading
from plugins.events.calendar.expanding import Window
from plugins.events.calendar.report import read_all
from plugins.events.calendar.states import Source, take

HERE = Path(__file__).parent / "cases"
CASES = {case["id"]: case for case in json.loads((HERE / "expected.json").read_text(encoding="utf-8"))["cases"]}
READ = sorted(key for key, case in CASES.items() if case["kind"] in ("import", "linked-events"))
ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)


def files(case):
    named = CASES[case]["input"]
    return [(HERE / name).read_bytes() for name in ([named] if isinstance(named, str) else named.values())]


def bound(text):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def read(case, start=None, end=None, only=None):
    """The answer of the command about a case, in its window or another one."""
    window = CASES[case].get("window") or {}
    start, end = start or window.get("from"), end or window.get("to_exclusive")
    data = files(case)[:only]
    return read_all(data, ZONE, Window(start and bound(start), end and bound(end)), now=NOW).as_json()


def is_like(found, wanted):
    """An occurrence has what a case names of it; of some values there are several that are right."""
    choices = {name: wanted.get(f"{name}_alternatives", [value]) for name, value in wanted.items() if not name.endswith("_alternatives")}
    return all(found[name] in values for name, values in choices.items())


def is_list_like(found, wanted):
    return len(found) == len(wanted) and all(is_like(one, other) for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("case", [case for case in READ if "occurrences" in CASES[case]["expected"]])
def test_the_dates_of_a_file_are_those_that_it_means(case):
    found = read(case)["occurrences"]
    assert is_list_like(found, CASES[case]["expected"]["occurrences"]), found


@pytest.mark.parametrize("case", [case for case in READ if "windows" in CASES[case]["expected"]])
def test_each_window_holds_the_dates_that_overlap_it(case):
    for one in CASES[case]["expected"]["windows"]:
        found = read(case, *one["window"])["occurrences"]
        assert len(found) == one.get("count", len(found))
        assert is_list_like(found, one.get("occurrences", found)), found


@pytest.mark.parametrize("case", [case for case in READ if {"summary", "location", "description"} & CASES[case]["expected"].keys()])
def test_texts_are_read_as_they_were_written(case):
    wanted = {name: CASES[case]["expected"][name] for name in ("summary", "location", "description") if name in CASES[case]["expected"]}
    assert is_like(read(case)["occurrences"][0], wanted)
    assert "\ufffd" not in json.dumps(read(case), ensure_ascii=False)


@pytest.mark.parametrize("case", [case for case in READ if isinstance(CASES[case]["expected"].get("report"), dict)])
def test_the_report_tells_what_was_wrong_and_of_which_event(case):
    wanted, report = CASES[case]["expected"]["report"], read(case)["report"]
    assert len(report["warnings"]) >= wanted.get("warnings_min", 0)
    assert len(report["skipped"]) == wanted.get("skipped", len(report["skipped"]))
    for word in wanted.get("must_name", []):
        assert word in json.dumps(report, ensure_ascii=False)
    for word in ("Traceback", "ValueError", "Exception", "None"):
        assert word not in " ".join([*report["warnings"], *(one["reason"] for one in report["skipped"])])


def test_days_that_are_shown_are_those_on_which_something_takes_place():
    """Cases 25-allday-dtend-exclusive, 39-midnight-crossing, 44-zero-length."""
    for case in ("25-allday-dtend-exclusive", "44-zero-length"):
        one = read(case)["occurrences"][0]
        days = CASES[case]["expected"]["days_shown"]
        assert (one["first_day"], one["last_day_inclusive"]) == (days[0], days[-1])
    concert, party = read("39-midnight-crossing")["occurrences"]
    assert concert["last_day_inclusive"] == "2026-08-28", "what ends at midnight is not there on the next day"
    assert (party["first_day"], party["last_day_inclusive"]) == ("2026-08-28", "2026-08-29")
    assert [one["uid"] for one in read("39-midnight-crossing", "2026-08-29", "2026-08-30")["occurrences"]] == [party["uid"]]


def test_one_bad_event_costs_no_other():
    """Case 19-one-bad-among-many."""
    wanted, found = CASES["19-one-bad-among-many"]["expected"], read("19-one-bad-among-many")
    assert {one["uid"] for one in found["occurrences"]} == set(wanted["imported_uids"])
    assert [one["uid"] for one in found["report"]["skipped"]] == wanted["skipped_uids"]
    assert found["report"]["imported"] == len(wanted["imported_uids"])


def test_rules_without_measure_are_refused_by_name_and_the_good_event_is_there():
    """Case 37-rrule-denial-of-service."""
    wanted, found = CASES["37-rrule-denial-of-service"]["expected"], read("37-rrule-denial-of-service")
    assert [one["uid"].partition("@")[0] for one in found["occurrences"]] == wanted["imported"]
    assert [one["uid"].partition("@")[0] for one in found["report"]["skipped"]] == wanted["rejected_or_single"]


def test_html_becomes_plain_text_with_its_links_and_without_anything_that_runs():
    """Case 47-html-description."""
    one, wanted = read("47-html-description")["occurrences"][0], CASES["47-html-description"]["expected"]
    assert one["summary"] == "Talkoot pihalla"
    assert all(words in one["description"] for words in wanted["description_contains"])
    assert not any(words in one["description"].lower() for words in ("<script", "onerror", "javascript:", "<p>", "&lt;", "alert"))


def test_what_its_source_removed_is_not_listed_and_what_is_over_stays():
    """Case 48-deleted-at-source."""
    found = read("48-deleted-at-source")
    assert [one["uid"].partition("@")[0] for one in found["occurrences"]] == ["de-1", "de-2"]
    assert any("de-3" in words for words in found["report"]["warnings"])
    first, second = files("48-deleted-at-source")
    again = read_all([first, second, first], ZONE, now=NOW).as_json()
    assert [one["uid"].partition("@")[0] for one in again["occurrences"]] == ["de-1", "de-2", "de-3"]


def test_a_cut_answer_an_empty_one_and_a_login_page_change_nothing():
    """Case 55-truncated-or-login-page."""
    case, source = "55-truncated-or-login-page", Source()
    before = None
    for data, step in zip(files(case), CASES[case]["expected"]["steps"], strict=True):
        taken = take(source, reading.read(data, ZONE), NOW, ZONE)
        assert (len(source.active()), source.state) == (step["events"], step.get("source_state", "ok"))
        before = before or dict(source.series)
        assert source.series == before
        assert not (taken.withdrawn or taken.cancelled or taken.changed)
    assert len(read(case)["report"]["warnings"]) >= 3
    for only in range(1, 5):
        assert read(case, only=only)["report"]["imported"] == 3


def test_names_of_the_standard_win_over_older_ones():
    """Case 69-calendar-name-refresh."""
    wanted = CASES["69-calendar-name-refresh"]["expected"]
    fetch = reading.read(files("69-calendar-name-refresh")[0], ZONE)
    told = (fetch.title, fetch.description, fetch.refresh_seconds)
    assert told == (wanted["source_title"], wanted["source_description"], wanted["refresh_seconds"])


def test_an_address_that_runs_something_becomes_no_link():
    """Case 70-url-javascript."""
    found = read("70-url-javascript")
    assert (found["occurrences"][0]["url"], found["occurrences"][0]["online_url"]) == (None, None)
    assert found["report"]["imported"] == 1 and found["report"]["warnings"]
    for scheme in ("javascript:", "data:", "vbscript:"):
        assert scheme not in json.dumps(found).lower()


def test_linked_events_is_asked_on_no_other_host_and_what_it_removed_is_withdrawn():
    """Case 05-le-delta-deleted-paging."""
    case, source = "05-le-delta-deleted-paging", Source()
    earlier = {"meta": {"count": 3, "next": None, "previous": None}, "data": []}
    for key in ("d1", "d3", "d4"):
        entry = {"id": f"esimerkki:{key}", "name": {"fi": key}, "start_time": "2026-12-05T16:00:00Z", "end_time": None}
        earlier["data"].append(entry)
    take(source, linked_events.read(json.dumps(earlier).encode(), ZONE), NOW, ZONE)
    fetch = linked_events.read(files(case)[0], ZONE)
    taken = take(source, fetch, NOW, ZONE)
    assert taken.withdrawn == ["esimerkki:d1", "esimerkki:d3"]
    assert [series.uid for series in source.active()] == ["esimerkki:d4", "esimerkki:d2"], "a page that is missing deletes nothing"
    assert any("another host" in note.text() for note in taken.notes)
    found = read(case)["occurrences"]
    assert is_list_like(found, [{"uid": "esimerkki:d2", **CASES[case]["expected"]["d2"]}])


def test_linked_events_without_times_are_kept_and_stand_on_no_day():
    """Case 51-le-status-null-times."""
    case = "51-le-status-null-times"
    found, wanted = read(case), CASES[case]["expected"]
    by_uid = {one["uid"]: one for one in found["occurrences"]}
    assert sorted(by_uid) == ["esimerkki:p2", "esimerkki:p3", "esimerkki:p4"]
    assert found["report"]["imported"] == 4 and any("esimerkki:p1" in words for words in found["report"]["warnings"])
    assert by_uid["esimerkki:p2"]["start"] == wanted["p2"]["start"]
    assert is_like(by_uid["esimerkki:p3"], {"start": wanted["p3"]["start"], "end": None})
    assert by_uid["esimerkki:p4"]["description"] == "Tervetuloa"
    online = linked_events.read(files(case)[0], ZONE).series["esimerkki:p4"].event.texts
    assert online.is_online and not online.location


def test_every_case_is_tried():
    """By its expectations above, or by its id in the text of a test."""
    keys = {"occurrences", "windows", "summary", "report"}
    tried = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert not [case for case in READ if not (keys & CASES[case]["expected"].keys() or case in tried)]
