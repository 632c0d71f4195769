"""Calendars that people take home or subscribe to: what other programs read in them, and what is never in them."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from plugins.events.calendar import expanding, rules
from plugins.events.calendar.rules import Repeat
from plugins.events.models import Occurrence
from plugins.events.outgoing import links, shown

from .calendars import add_event, change, components, dates_of, moved_to, read, rows_of, series_of, switched_on

pytestmark = pytest.mark.django_db
ALL = "/fi/events/kaikki.ics"
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
WEEKLY = Repeat("weekly")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def places(sites, neighbourhoods):
    return switched_on(sites, "lintumaki", "partti")


@pytest.fixture
def record(places):
    return places["lintumaki"]


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


def word(language="fi"):
    with translation.override(language):
        return gettext("CANCELLED")


def series_path(page):
    return f"/fi/events/sarja/{page.translation_key}.ics"


def fetched(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


@pytest.mark.parametrize("start", [datetime(2026, 9, 1, 18), datetime(2026, 9, 5, 22), datetime(2026, 9, 6, 2, 30)])
def test_another_program_reads_the_same_dates_across_both_clock_changes(record, reader, start):
    page = add_event(record, start=start, end=start + timedelta(hours=8), repeat=WEEKLY)
    rows = rows_of(record, page)
    assert len(rows) > 70 and {at.utcoffset() for at, _end in rows} == {timedelta(hours=2), timedelta(hours=3)}
    for path in (ALL, series_path(page)):
        told = [(at, end) for _title, at, end, _status in read(fetched(reader, path), date(2026, 9, 1), date(2028, 4, 1), record.zone)]
        # the rule goes on; rows are there for 18 months
        assert told[: len(rows)] == rows


def test_where_the_first_date_is_in_the_night_of_the_change_all_others_still_end_on_time(record, reader):
    page = add_event(record, start=datetime(2026, 10, 24, 22), end=datetime(2026, 10, 25, 6), repeat=WEEKLY)
    told = read(fetched(reader, series_path(page)), date(2026, 10, 1), date(2027, 6, 1), record.zone)
    assert [(at, end) for _title, at, end, _status in told] == [row for row in rows_of(record, page) if row[0].date() < date(2027, 6, 1)]
    assert {(at.hour, end.hour) for _title, at, end, _status in told} == {(22, 6)}


def test_one_date_that_is_off_and_one_that_moved_reach_who_has_subscribed(record, reader):
    page = add_event(record, end=datetime(2026, 12, 1, 20), repeat=WEEKLY)
    change(record, page, datetime(2026, 12, 8, 18), is_cancelled=True, reason="Ohjaaja sairastui")
    change(record, page, datetime(2026, 12, 15, 18), **moved_to(datetime(2026, 12, 16, 17), datetime(2026, 12, 16, 19)))
    change(record, page, datetime(2026, 12, 22, 18), place="Piha", note="Otetaan lyhdyt mukaan.")
    told = read(fetched(reader, ALL), date(2026, 12, 1), date(2027, 1, 1), record.zone)
    assert [(title, at.day, at.hour, end.hour, status) for title, at, end, status in told] == [
        ("Kahvit", 1, 18, 20, "CONFIRMED"),
        (f"{word()}: Kahvit", 8, 18, 20, "CANCELLED"),
        ("Kahvit", 16, 17, 19, "CONFIRMED"),
        ("Kahvit", 22, 18, 20, "CONFIRMED"),
        ("Kahvit", 29, 18, 20, "CONFIRMED"),
    ]
    by_date = {one["RECURRENCE-ID"].dt.day: one for one in components(fetched(reader, ALL)) if "RECURRENCE-ID" in one}
    assert "Ohjaaja sairastui" in by_date[8]["DESCRIPTION"] and by_date[22]["LOCATION"] == "Piha"
    assert by_date[22]["DESCRIPTION"].startswith("Otetaan lyhdyt mukaan.") and by_date[22]["URL"].endswith("/2026-12-22/")
    assert all(one["SEQUENCE"] >= 1 for one in by_date.values())


def test_a_change_of_a_date_that_the_rule_does_not_give_any_more_makes_no_date_of_its_own(record, reader):
    page = add_event(record, end=datetime(2026, 12, 1, 20), repeat=Repeat("weekly", ends="after", count=2))
    change(record, page, datetime(2026, 12, 8, 18), note="Viimeinen kerta")
    Occurrence.unscoped.filter(series=series_of(page), original="2026-12-08T18:00").delete()
    assert [one for one in components(fetched(reader, ALL)) if "RECURRENCE-ID" in one] == []


def test_days_that_are_listed_name_the_first_one_too(record, reader):
    """ical.js takes what is listed for all dates there are."""
    page = add_event(record, end=datetime(2026, 12, 1, 20), repeat=Repeat("dates", dates=(date(2026, 12, 3), date(2026, 12, 10))))
    data = fetched(reader, series_path(page))
    assert data.count(b"\r\nRDATE;TZID=Europe/Helsinki:20261201T180000\r\n") == 1
    told = read(data, date(2026, 11, 1), date(2027, 1, 1), record.zone)
    assert [at.day for _title, at, _end, _status in told] == [1, 3, 10]


def test_an_event_that_happens_once_and_was_moved_says_so_itself(record, reader):
    page = add_event(record, end=datetime(2026, 12, 1, 20))
    change(record, page, datetime(2026, 12, 1, 18), **moved_to(datetime(2026, 12, 2, 19), datetime(2026, 12, 2, 21)))
    (found,) = components(fetched(reader, ALL))
    assert "RECURRENCE-ID" not in found and found["DTSTART"].dt == datetime(2026, 12, 2, 19, tzinfo=record.zone)
    assert found["UID"] == str(page.translation_key) and found["SEQUENCE"] == 1


def test_one_date_in_somebodys_calendar_does_not_take_the_place_of_the_series(record, reader):
    page = add_event(record, end=datetime(2026, 12, 1, 20), repeat=WEEKLY)
    change(record, page, datetime(2026, 12, 8, 18), is_cancelled=True, reason="Sairaus")
    series = {one["UID"] for one in components(fetched(reader, series_path(page)))}
    own = []
    for row in Occurrence.of(record).order_by("starts")[:3]:
        (found,) = components(fetched(reader, f"/fi/events/{row.pk}.ics"))
        assert "RRULE" not in found and "RECURRENCE-ID" not in found and found["DTSTART"].dt == row.starts.astimezone(record.zone)
        assert found["URL"].endswith(f"/fi/tapahtumat/{page.slug}/{row.original[:10]}/")
        own.append((str(found["UID"]), str(found["STATUS"])))
    assert [status for _uid, status in own] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({uid for uid, _status in own} | series) == 4


def test_a_reader_gets_the_best_language_and_the_way_back_to_the_page_in_it(record, visit):
    page = add_event(record, "Lyhtykulkue", end=datetime(2026, 12, 1, 20), lead="Tule mukaan.", topics=",lapset,", slug="lyhdyt")
    add_event(record, "Lykttåget", end=datetime(2026, 12, 1, 20), language="sv", slug="lyhdyt", translation_key=page.translation_key)
    (finnish,), (swedish,) = (components(fetched(visit("lintumaki"), f"/{code}/events/kaikki.ics")) for code in ("fi", "sv"))
    assert (finnish["SUMMARY"], swedish["SUMMARY"]) == ("Lyhtykulkue", "Lykttåget")
    assert finnish["UID"] == swedish["UID"] and swedish["URL"] == f"{record.root_url}/sv/tapahtumat/lyhdyt/"
    assert str(finnish["DESCRIPTION"]).startswith("Tule mukaan.") and finnish["LOCATION"] == "Kerhohuone"
    with translation.override("fi"):
        assert [str(name) for name in finnish["CATEGORIES"].cats] == [gettext("Children")]


def test_whole_days_end_on_the_day_after_and_an_unknown_end_is_not_made_up(record, reader):
    add_event(record, "Leiri", date(2026, 12, 5), date(2026, 12, 6))
    add_event(record, "Kahvit")
    camp, coffee = sorted(components(fetched(reader, ALL)), key=lambda one: one["SUMMARY"], reverse=True)
    assert (camp["DTSTART"].dt, camp["DTEND"].dt) == (date(2026, 12, 5), date(2026, 12, 7))
    assert "DTEND" not in coffee and "DURATION" not in coffee


def test_what_is_hidden_a_draft_or_of_others_is_in_no_calendar(places, visit):
    """Case event-ics-private."""
    here, there = places["lintumaki"], places["partti"]
    open_page = add_event(here, "Avoin", repeat=WEEKLY)
    draft = add_event(here, "Luonnos salainen", live=False)
    hidden = add_event(here, "Piilotettu salainen", repeat=WEEKLY)
    row = dates_of(hidden).first()
    foreign = add_event(there, "Naapurin salainen", repeat=WEEKLY)
    with current.activate(here):
        hidden.unpublish()
    changed = open_page.get_latest_revision_as_object()
    changed.title = "Avoimen salainen luonnos"
    changed.save_revision()
    reader = visit("lintumaki")
    for path in (ALL, "/sv/events/kaikki.ics", "/fi/events/kaikki.json", "/fi/feeds/events.atom", series_path(open_page)):
        text = reader.get(path).content.decode()
        assert "Avoin" in text and "salainen" not in text, path
    other = dates_of(foreign).first()
    for path in (
        series_path(draft),
        series_path(hidden),
        series_path(foreign),
        f"/fi/events/{row.pk}.ics",
        f"/fi/events/{other.pk}.ics",
        "/fi/events/0.ics",
        f"/fi/events/{10**40}.ics",
        "/fi/events/sarja/00000000-0000-4000-8000-000000000000.ics",
        "/fi/events/aihe/ei-ole.ics",
        "/fi/events/aihe/%00.ics",
    ):
        assert reader.get(path).status_code in (400, 404), path
    # the same answer whether it is hidden or was never there
    assert reader.get(series_path(hidden)).content == reader.get(series_path(foreign)).content
    assert "Naapurin salainen" in visit("partti").get(ALL).content.decode()


def test_a_topic_has_a_calendar_of_its_own(record, reader):
    add_event(record, "Kahvit", topics=",kahvila,")
    add_event(record, "Jumppa", topics=",liikunta,")
    assert [one["SUMMARY"] for one in components(fetched(reader, "/fi/events/aihe/liikunta.ics"))] == ["Jumppa"]
    assert len(components(fetched(reader, ALL))) == 2


def test_nobodys_address_is_in_a_calendar(record, reader):
    page = add_event(record, slug="tupailta", contact="Emäntä, emanta@example.org, 040 1234567", organiser="Martat", lead="Tule.")
    text = fetched(reader, series_path(page)).decode() + fetched(reader, ALL).decode()
    assert "emanta" not in text and "1234567" not in text and "Martat" in text and "ORGANIZER" not in text


def test_the_neighbourhoods_own_address_is_where_it_is_itself_the_organiser(record, reader):
    from neighbourhoods.models import Details

    Details.objects.filter(neighbourhood=record.pk).update(contact_email="pihapiiri@example.org")
    current.forget_everything()
    add_event(record)
    (found,) = components(fetched(reader, ALL))
    assert found["ORGANIZER"] == "mailto:pihapiiri@example.org" and found["ORGANIZER"].params["CN"] == record.name


def test_events_long_over_and_only_those_leave_the_calendar(record, reader, clock):
    add_event(record, "Juhannus", datetime(2026, 9, 10, 12))
    add_event(record, "Kahvit", datetime(2026, 9, 10, 18), repeat=WEEKLY)
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC))
    assert [one["SUMMARY"] for one in components(fetched(reader, ALL))] == ["Kahvit"]


@pytest.mark.usefixtures("warm")
def test_a_calendar_costs_as_many_queries_with_one_event_as_with_thirty_and_expands_no_rule(record, reader):
    def queries(path):
        reader.get(path)
        with CaptureQueriesContext(connection) as found, ExitStack() as stack:
            for module in (expanding, rules):
                stack.enter_context(mock.patch.object(module, "walls", side_effect=AssertionError("A rule was expanded.")))
            assert reader.get(path).status_code == 200
        return len(found)

    page = add_event(record, start=datetime(2026, 10, 24, 22), end=datetime(2026, 10, 25, 6), repeat=WEEKLY)
    change(record, page, datetime(2026, 10, 31, 22), is_cancelled=True, reason="Sairaus")
    row = dates_of(page).first()
    paths = (ALL, "/fi/events/kaikki.json", "/fi/feeds/events.atom", series_path(page), f"/fi/events/{row.pk}.ics")
    before = {path: queries(path) for path in paths}
    for number in range(30):
        other = add_event(record, f"Kahvit {number}", datetime(2026, 9, 5, 22), datetime(2026, 9, 6, 6), repeat=WEEKLY)
        change(record, other, datetime(2026, 9, 12, 22), is_cancelled=True, reason="Sairaus")
    assert {path: queries(path) for path in paths} == before
    assert max(before.values()) <= 8


def test_nothing_but_reading_is_answered(record, reader):
    add_event(record)
    assert reader.post(ALL).status_code == 405
    assert reader.client.head(ALL).status_code == 200 and reader.get(ALL)["Cache-Control"] == "public, max-age=300"


def test_where_events_are_off_there_are_no_calendars(neighbourhoods, visit, sites):
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[plugins.events]", ""), encoding="utf-8")
    apply_all()
    assert visit("lintumaki").get(ALL).status_code == 404 and visit().get(ALL).status_code == 404


def test_the_links_of_a_date_lead_to_files_of_ours_and_to_two_calendars_in_the_net(record, reader):
    page = add_event(record, "Kahvit & pulla", end=datetime(2026, 12, 1, 20), repeat=WEEKLY, address="Mäkitie 1")
    row = dates_of(page).first()
    with current.activate(record), translation.override("fi"):
        found = shown.one_date(record, "fi", row.pk)
        told = links.calendar(record, *found)
        assert "date" not in links.calendar(record, found[0]) and "series" not in links.calendar(record)
    assert fetched(reader, told["date"]["file"]) and fetched(reader, told["series"])
    assert "dates=20261201T180000%2F20261201T200000" in told["date"]["google"] and "ctz=Europe%2FHelsinki" in told["date"]["google"]
    assert "Kahvit+%26+pulla" in told["date"]["google"] and "startdt=2026-12-01T18%3A00%3A00%2B02%3A00" in told["date"]["outlook"]
    assert told["webcal"].startswith("webcal://lintumaki.localhost") and told["address"].endswith(ALL)
