"""Cases from the field with several fetches, by their ids, through the database: what residents see after each of them."""

from datetime import datetime

import pytest
import time_machine

from plugins.events.models import EventPage, Occurrence

from .ground import LIST, noon, places, record  # noqa: F401
from .imports import page, ran, row, source
from .test_reading_cases import CASES, READ, ZONE, files, is_list_like

STEPS = [case for case in READ if isinstance(CASES[case]["input"], dict)]
ONE_FILE = [case for case in READ if case not in STEPS and CASES[case]["kind"] == "import"]


@pytest.fixture
def when():
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=ZONE), tick=False) as clock:
        yield clock


def test_what_its_source_deletes_is_gone_from_lists_and_comes_back_as_it_was(record, when, visit):  # noqa: F811
    """Case 48-deleted-at-source."""
    first, second = files("48-deleted-at-source")
    village = source(record)
    ran(village, body=first)
    gone, reader = "de-3@naapurusto.example", visit("lintumaki")
    before, address = page(village, gone), f"{LIST}{page(village, gone).slug}/"
    rows = set(Occurrence.of(record).filter(series=row(village, gone).series).values_list("pk", "original"))
    run = ran(village, body=second)
    assert run.withdrawn == 1 and page(village, "de-1@naapurusto.example").live and page(village, "de-2@naapurusto.example").live
    assert "Poistuva" not in reader.get(f"{LIST}tulossa/").text and reader.get(address).status_code == 410
    assert b"de-3" not in reader.get("/fi/events/kaikki.ics").content
    assert set(Occurrence.of(record).filter(series=row(village, gone).series).values_list("pk", "original")) == rows
    ran(village, body=first)
    assert page(village, gone).pk == before.pk and reader.get(address).status_code == 200
    assert set(Occurrence.of(record).filter(series=row(village, gone).series).values_list("pk", "original")) == rows


def test_a_cut_answer_and_a_login_page_change_nothing(record, when):  # noqa: F811
    """Case 55-truncated-or-login-page."""
    village = source(record)
    for data, step in zip(files("55-truncated-or-login-page"), CASES["55-truncated-or-login-page"]["expected"]["steps"], strict=True):
        run = ran(village, body=data)
        assert EventPage.objects.filter(live=True).count() == step["events"]
        assert village.state == step.get("source_state", "ok") == run.state
        assert not (run.withdrawn or run.cancelled or run.changed)


@pytest.mark.parametrize("case", [case for case in ONE_FILE if "occurrences" in CASES[case]["expected"]])
def test_rows_of_dates_are_those_that_a_file_means(record, case):  # noqa: F811
    wanted = CASES[case]["expected"]["occurrences"]
    first = wanted[0].get("start") or wanted[0]["first_day"]
    # while the last of them lies ahead and the first is not long over
    with time_machine.travel(datetime.fromisoformat(f"{first[:10]}T00:00:00+02:00"), tick=False):
        ran(source(record), body=files(case)[0])
        found = [as_json(one) for one in Occurrence.of(record).order_by("starts", "-all_day", "series__public_uid")]
    window = CASES[case].get("window") or {}
    first, last = window.get("from", ""), window.get("to_exclusive", "9")
    found = [one for one in found if one["start"] < last and (one["end"] or one["start"]) > first]
    wanted = [{name: value for name, value in one.items() if name.removesuffix("_alternatives") in AS_ROWS} for one in wanted]
    assert is_list_like(found, wanted), found


AS_ROWS = ("start", "end", "all_day", "first_day", "last_day_inclusive", "status")


def as_json(row):
    ends = row.ends.astimezone(ZONE).isoformat() if row.ends else None
    return {
        "start": row.starts.astimezone(ZONE).isoformat(),
        "end": ends,
        "all_day": row.all_day,
        "first_day": row.first_day.isoformat(),
        "last_day_inclusive": row.last_day.isoformat(),
        "status": "CANCELLED" if row.is_cancelled else "CONFIRMED",
    }


def test_every_case_of_several_fetches_is_tried():
    with open(__file__, encoding="utf-8") as own:
        text = own.read()
    assert STEPS and not [case for case in STEPS if f"Case {case}" not in text]
