"""What leaves one site and comes into another, in whichever form, has the same dates there, and stays one event when it comes back."""

import json
from datetime import date

import pytest

from neighbourhoods.scoped import activate
from plugins.events import dates
from plugins.events.calendar import linked_events, reading, rules
from plugins.events.importing import running, sources
from plugins.events.models import EventPage, Occurrence, Series

from .calendars import add_event, change, moved_to, series_of
from .ground import at, noon, places  # noqa: F401
from .imports import ran, row, source
from .web_server import Reply, web_server

ICS, LINKED_EVENTS = "/fi/events/kaikki.ics", "/fi/events/linked-events.json"


@pytest.fixture
def lintumaki(places):  # noqa: F811
    """A neighbourhood with events of all kinds."""
    record = places["lintumaki"]
    add_event(record, "Kerran", at(3, 18), at(3, 20))
    add_event(record, "Ilman loppua", at(4, 18))
    add_event(record, "Leiri", date(2026, 12, 5), date(2026, 12, 7))
    add_event(record, "Yön yli", at(5, 22), at(6, 3))
    add_event(record, "Etelässä", at(9, 12), at(9, 13), zone="Asia/Tokyo", repeat=rules.Repeat(rules.WEEKLY, 2, (2,)))
    add_event(record, "Omat päivät", at(10, 17), at(10, 18), repeat=rules.Repeat(rules.DATES, dates=(date(2026, 12, 12), date(2027, 4, 1))))
    weekly = add_event(record, "Kahvit", at(8, 18), at(8, 20), repeat=rules.Repeat(rules.WEEKLY, 1, (1,)))
    change(record, weekly, at(15, 18), is_cancelled=True, reason="Sali on varattu")
    change(record, weekly, at(22, 18), **moved_to(at(23, 17), at(23, 19)))
    change(record, weekly, at(29, 18), place="Kirjasto")
    night = add_event(record, "Yövuoro", at(5, 23), at(6, 6), repeat=rules.Repeat(rules.WEEKLY, 1, (5,)))
    skipped = series_of(night)
    skipped.repeat = rules.Repeat(rules.WEEKLY, 1, (5,), without=(date(2026, 12, 19),)).as_data()
    skipped.save()
    EventPage.objects.filter(pk=night.pk).update(repeat=skipped.repeat)
    with activate(record):
        dates.rebuild(record, skipped)
    return record


def dates_of(record, among=None):
    """[(title, start, end, whether it is off)] of all rows of a neighbourhood."""
    titles = dict(EventPage.objects.values_list("translation_key", "title"))
    found = Occurrence.of(record).filter(is_shown=True, **(among or {}))
    rows = found.values_list("series__key", "starts", "ends", "first_day", "last_day", "all_day", "is_cancelled")
    return sorted((titles[key], *rest) for key, *rest in rows)


def test_our_calendar_has_the_same_dates_in_another_site(lintumaki, places, visit):  # noqa: F811
    there = places["partti"]
    mirror = source(there, "Lintumäki")
    run = ran(mirror, body=visit("lintumaki").get(ICS).content)
    assert run.state == "ok" and run.skipped == 0 and run.new == Series.of(lintumaki).count()
    ahead = {"last_day__gte": date(2026, 12, 1)}
    assert dates_of(there, ahead) == dates_of(lintumaki, ahead)
    zones = dict(Series.of(lintumaki).values_list("key", "zone"))
    assert {row.public_uid: row.zone for row in Series.of(there)} == {str(key): zone for key, zone in zones.items()}
    assert {one.rule.kind for one in Series.of(there)} == {"once", "weekly", "dates"}


def test_the_same_calendar_again_changes_nothing(lintumaki, places, visit):  # noqa: F811
    mirror = source(places["partti"], "Lintumäki")
    for _time in range(2):
        run = ran(mirror, body=visit("lintumaki").get(ICS).content)
    assert not any((run.new, run.changed, run.cancelled, run.withdrawn, run.skipped))


def test_an_event_keeps_its_uid_wherever_it_goes_and_is_known_at_home(lintumaki, places, visit):  # noqa: F811
    there = places["partti"]
    ran(source(there, "Lintumäki"), body=visit("lintumaki").get(ICS).content)
    back = visit("partti").get(ICS).content
    uids = set(reading.read(back, there.zone).series)
    assert uids == {str(key) for key in Series.of(lintumaki).values_list("key", flat=True)}
    run = ran(source(lintumaki, "Partti"), body=back)
    assert run.new == 0 and run.skipped == len(uids)


def test_our_linked_events_have_the_same_dates_in_another_site(lintumaki, places, visit):  # noqa: F811
    there = places["partti"]
    ahead = {"last_day__gte": date(2026, 12, 1), "first_day__lte": date(2027, 12, 1)}
    reader, asked = visit("lintumaki"), f"{LINKED_EVENTS}?page_size=25"
    with web_server({}) as server:
        answers, following = {}, asked
        while following:
            found = reader.get(following).content.replace(lintumaki.root_url.encode(), server.url.encode())
            answers[len(answers) + 1] = Reply(headers={"Content-Type": "application/json"}, body=found)
            following = (json.loads(found)["meta"]["next"] or "").removeprefix(server.url)
        server.next_answer = lambda request: answers[int(request.path.partition("?page=")[2].partition("&")[0] or 1)]
        with activate(there):
            mirror = sources.add(there, name="Lintumäki", kind="linked-events", address=server.url + asked)
        run = running.run(mirror.pk, allowed=[server.place])
    assert len(answers) > 2
    assert run.state == "ok" and run.skipped == 0
    assert dates_of(there, ahead) == dates_of(lintumaki, ahead)
    assert row(mirror, str(Series.of(lintumaki).get(starts_on=date(2026, 12, 3)).key)).series.source_url.endswith("/tapahtumat/t0/")


def test_linked_events_are_paged_and_answered_in_a_few_bytes_to_whoever_has_them(lintumaki, visit):
    reader = visit("lintumaki")
    first = reader.get(LINKED_EVENTS, {"page_size": "10"})
    told = json.loads(first.content)
    assert len(told["data"]) == 10 and told["meta"]["previous"] is None and told["meta"]["count"] > 20
    assert told["meta"]["next"] == f"{lintumaki.root_url}{LINKED_EVENTS}?page=2&page_size=10"
    assert reader.get(LINKED_EVENTS, {"page_size": "10"}, headers={"If-None-Match": first["ETag"]}).status_code == 304
    for page in ("0", "999", "x", "-1", "9" * 30):
        assert reader.get(LINKED_EVENTS, {"page": page}).status_code == 404
    assert reader.get(LINKED_EVENTS, {"page_size": "kaikki"}).status_code == 200
    fetch = linked_events.read(first.content, lintumaki.zone)
    assert not fetch.skipped and not fetch.is_whole


def test_linked_events_say_nothing_that_nobody_has_said(lintumaki, places, visit):  # noqa: F811
    ran(source(places["partti"], "Lintumäki"), body=visit("lintumaki").get(ICS).content)
    own, taken = (json.loads(visit(slug).get(LINKED_EVENTS).content)["data"][0] for slug in ("lintumaki", "partti"))
    assert own["offers"] == [{"is_free": True, "price": None}]
    assert taken["offers"] == [] and taken["provider"] is None
