"""A server plays a calendar of Google, one of Outlook, one of a parish and Linked Events, day after day, as they do in the field."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from neighbourhoods.scoped import activate
from plugins.events.importing import report, running, sources
from plugins.events.models import EventPage, ImportRun, Series, Source
from plugins.events.models.sources import LINKED_EVENTS

from .calendar_files import file
from .ground import HELSINKI, LIST, noon, places, record, soup, titles, words  # noqa: F401
from .imports import event, page, pages, row
from .web_server import Reply, web_server

DAY = timedelta(days=1)
GOOGLE, OUTLOOK, PARISH, CITY = "/google.ics", "/outlook.ics", "/seurakunta.ics", "/v1/event/"
# as Outlook names zones, with its own description of one
WINDOWS = (
    "BEGIN:VTIMEZONE\r\nTZID:FLE Standard Time\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T040000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
    "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)
ZONE = "TZID=FLE Standard Time"
YOGA = f"UID:yoga@outlook\nSUMMARY:Tuolijooga\nDTSTART;{ZONE}:20261203T100000\nDTEND;{ZONE}:20261203T110000\n"


def city(*entries, following=None):
    return Reply(
        headers={"Content-Type": "application/json"},
        body=json.dumps({"meta": {"count": len(entries), "next": following, "previous": None}, "data": entries}).encode(),
    )


def entry(key, day, name="Näyttely", **more):
    start = f"2026-12-{day:02}T16:00:00Z"
    return {"id": f"kaupunki:{key}", "name": {"fi": name}, "start_time": start, "end_time": f"2026-12-{day:02}T18:00:00Z"} | more


class Town:
    """The server, the neighbourhood, and the days. `says` sets what is answered from now on, by the path without its query."""

    def __init__(self, server, record):  # noqa: F811
        self.server, self.record, self.now = server, record, datetime(2026, 12, 1, 12, tzinfo=HELSINKI)
        self.sources, self.replies = {}, {}
        server.next_answer = self.answer

    def answer(self, request):
        self.server.requests.append(request)
        found = self.replies.get(request.path.partition("?")[0], Reply(404))
        tag = found.headers.get("ETag")
        return Reply(304, {"ETag": tag}) if tag and request.headers.get("If-None-Match") == tag else found

    def says(self, path, *events, head="", reply=None, tag=""):
        headers = {"ETag": tag} if tag else {}
        self.replies[path] = reply or Reply(headers=headers, body=file(*events, head=head))

    def adds(self, name, path, **more):
        with activate(self.record):
            self.sources[name] = sources.add(self.record, name=name, address=f"{self.server.url}{path}", **more)
        return self.sources[name]

    def source(self, name):
        return Source.unscoped.get(pk=self.sources[name].pk)

    @contextmanager
    def day(self, number):
        """The state of the town at noon of a day of December, when all sources that are due have been asked."""
        with time_machine.travel(datetime(2026, 12, number, 12, tzinfo=HELSINKI), tick=False):
            yield {Source.unscoped.get(pk=pk).name: self.runs(pk) for pk in running.due(self.record)}

    def runs(self, pk):
        return running.run(pk, allowed=[self.server.place])


@pytest.fixture
def town(record):  # noqa: F811
    with web_server({}) as server:
        yield Town(server, record)


def told(run):
    with translation.override("en"):
        return report.sentences(run)


def test_days_of_four_calendars(town, visit):
    reader = visit("lintumaki")
    kirppis = event("k@google", "Kirppis", "20261205T100000", "20261205T140000")
    kuoro = event("c@google", "Kuoro", "20261208T180000", "20261208T200000", more="RRULE:FREQ=WEEKLY;COUNT=5")
    puuro = event("p@google", "Puurojuhla", "20261212T120000", "20261212T140000")
    messu = event("m@srk", "Jouluvesper", "20261220T180000", "20261220T190000")
    lanttu = event("l@srk", "Lounas", "20261204T110000", "20261204T123000")
    town.says(GOOGLE, kirppis, kuoro, puuro, tag='"g1"')
    town.says(OUTLOOK, YOGA + "RRULE:FREQ=WEEKLY;UNTIL=20261231T235959Z", head=WINDOWS)
    town.says(PARISH, messu, lanttu)
    town.says(CITY, reply=city(entry("1", 9), entry("2", 16, "Konsertti")))
    town.adds("Google", GOOGLE)
    town.adds("Outlook", OUTLOOK)
    town.adds("Seurakunta", PARISH)
    town.adds("Kaupunki", CITY, kind=LINKED_EVENTS, place="tprek:1", keyword="yso:p4354")

    # shown
    with town.day(1) as runs:
        assert {name: run.new for name, run in runs.items()} == {"Google": 3, "Outlook": 1, "Seurakunta": 2, "Kaupunki": 2}
        assert titles(reader.get(LIST)) == ["Tuolijooga", "Lounas", "Kirppis"]
        shown = soup(reader.get(f"{LIST}kirppis/"))
        assert "Google" in words(shown.select_one("dl.facts")) and "Ilmainen" not in words(shown.select_one("dl.facts"))
        (asked,) = [one.path for one in town.server.requests if one.path.startswith(CITY)]
        assert "location=tprek:1" in asked and "keyword=yso:p4354" in asked and "last_modified_since" not in asked
    first = {name: page(town.sources[name], uid).pk for name, uid in (("Google", "c@google"), ("Kaupunki", "kaupunki:1"))}

    # nothing has changed; of the city only what has changed is asked for
    town.says(CITY, reply=city())
    with town.day(2) as runs:
        assert runs["Google"].is_unchanged and not any(run.new + run.changed + run.withdrawn for run in runs.values())
        assert "last_modified_since=2026-12-01T09:00:00Z" in town.server.requests[-1].path + town.server.requests[-2].path
        assert len(pages(town.sources["Kaupunki"])) == 2, "what is not among the changes is still there"

    # moved, cancelled, gone, and one date off
    off = event("c@google", "Kuoro", "20261215T180000", "20261215T200000", more="RECURRENCE-ID:20261215T180000\nSTATUS:CANCELLED")
    town.says(GOOGLE, kirppis.replace("20261205T1", "20261206T1"), kuoro, off, tag='"g2"')
    town.says(PARISH, messu + "STATUS:CANCELLED\nSEQUENCE:1", lanttu)
    town.says(CITY, reply=city(entry("1", 9, "Suuri näyttely"), {"id": "kaupunki:2", "deleted": True}))
    with town.day(3) as runs:
        assert (runs["Google"].changed, runs["Google"].withdrawn) == (2, 1)
        assert runs["Seurakunta"].cancelled == 1 and (runs["Kaupunki"].changed, runs["Kaupunki"].withdrawn) == (1, 1)
        week = words(soup(reader.get(f"{LIST}viikko/2026-51/")).select_one("main"))
        assert week.count("Peruttu") >= 2 and "Konsertti" not in week
        gone = reader.get(f"{LIST}puurojuhla/")
        assert gone.status_code == 410 and "Puurojuhla" in gone.text
        assert any(line.startswith("Puurojuhla: Its source has removed it") for line in told(runs["Google"]))

    # broken in four ways: nothing is lost
    before = set(EventPage.objects.filter(live=True).values_list("pk", flat=True))
    town.says(GOOGLE, reply=Reply(body=b"<html><title>Sign in</title></html>"))
    town.says(OUTLOOK, reply=Reply(503))
    town.says(PARISH, reply=Reply(body=file(messu)[:-60]))
    town.says(CITY, reply=Reply(headers={"Content-Type": "application/json"}, body=b'{"data": ['))
    with town.day(4) as runs:
        assert {run.state for run in runs.values()} == {"error"} and len(runs) == 4
        assert set(EventPage.objects.filter(live=True).values_list("pk", flat=True)) == before
        assert all(told(run) and not told(run)[0].startswith("Imported") for run in runs.values()), "each says why"
    with town.day(6):
        assert len(sources.troubled(town.record)) == 4, "who looks after them is told when a day has passed"

    # back again; the choir's calendar was emptied by mistake
    town.says(GOOGLE, puuro, kuoro, kirppis, tag='"g3"')
    town.says(OUTLOOK, YOGA + "RRULE:FREQ=WEEKLY;UNTIL=20261231T235959Z", head=WINDOWS)
    town.says(PARISH, messu, lanttu)
    town.says(CITY, reply=city(entry("1", 9), entry("2", 16, "Konsertti")))
    with town.day(8) as runs:
        assert {run.state for run in runs.values()} == {"ok"}
        assert runs["Google"].back == 1 and runs["Kaupunki"].back == 1 and not sources.troubled(town.record)
        assert page(town.sources["Google"], "c@google").pk == first["Google"]
        assert page(town.sources["Kaupunki"], "kaupunki:1").pk == first["Kaupunki"]
        assert reader.get(f"{LIST}puurojuhla/").status_code == 200

    # more than half is gone: somebody is asked
    town.says(GOOGLE, puuro, tag='"g4"')
    with town.day(9) as runs:
        assert runs["Google"].state == "ok", "of two that lie ahead one is no more than half"
    town.says(GOOGLE, event("new@google", "Uusi", "20261230T180000", "20261230T190000"), tag='"g5"')
    with town.day(10) as runs:
        assert runs["Google"].state == "asks" and "Puurojuhla" in pages(town.sources["Google"])
        assert any("More than half" in line for line in told(runs["Google"]))
        sources.believe(town.source("Google"))
        assert town.runs(town.sources["Google"].pk).withdrawn == 1
        assert "Puurojuhla" not in pages(town.sources["Google"]) and "Uusi" in pages(town.sources["Google"])

    # a week has passed: the whole of the city's is asked for again
    with town.day(16):
        assert "last_modified_since" not in [one.path for one in town.server.requests if one.path.startswith(CITY)][-1]
    assert not Series.unscoped.filter(public_uid="").exists() or Series.unscoped.filter(source=None).exists()
    assert not ImportRun.unscoped.filter(ended=None).exists()


def test_a_source_without_an_answer_is_asked_more_and_more_seldom(town):
    town.says(GOOGLE, reply=Reply(500))
    town.adds("Google", GOOGLE)
    pauses = []
    with time_machine.travel(town.now, tick=False) as clock:
        for _time in range(7):
            town.runs(town.sources["Google"].pk)
            pauses.append((town.source("Google").next_at - datetime.now(HELSINKI)) / timedelta(hours=1))
            clock.move_to(town.source("Google").next_at)
    assert pauses == [1, 2, 4, 8, 16, 24, 24]


def test_a_private_address_is_never_asked(record):  # noqa: F811
    with web_server(Reply(body=file(event()))) as server, activate(record):
        one = sources.add(record, name="Sisäinen", address=f"{server.url}/kalenteri.ics?avain=salaisuus")
        run = running.run(one.pk)
        assert run.state == "error" and server.connections == 0
        assert "salaisuus" not in " ".join(told(run)) and "private network" in " ".join(told(run))


def test_a_page_that_is_missing_in_the_middle_takes_nothing_away(town):
    following = f"{town.server.url}{CITY}?page=2"
    town.says(CITY, reply=city(entry("1", 9), entry("2", 16)))
    town.adds("Kaupunki", CITY, kind=LINKED_EVENTS)
    with town.day(1):
        assert len(pages(town.sources["Kaupunki"])) == 2
    town.says(CITY, reply=city(entry("3", 17), following=following.replace("?page=2", "sivu2/")))
    with town.day(9):
        assert len(pages(town.sources["Kaupunki"])) == 3
        assert row(town.sources["Kaupunki"], "kaupunki:1").withdrawn_at is None
