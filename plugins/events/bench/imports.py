"""What an install relies on when a large calendar comes in, and when many want the last seats.

`python -m plugins.events.bench.imports STEP` does one step in one database and prints JSON; `manage.py bench imports` gives it the
databases, a calendar to fetch from this machine and a server that is read from meanwhile, prints a table and judges.
"""

import argparse
import collections
import contextlib
import http.client
import http.server
import json
import re
import shutil
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from neighbourhoods import paths
from neighbourhoods.bench import apart, services
from neighbourhoods.bench.server import server

NAME = "imports"
EVENTS, QUICK_EVENTS = 20_000, 300
MOST_MEGABYTES, MOST_OF_FIRST = 300, 0.2
SLUG, HOST = "lintumaki", "lintumaki.localhost"
READERS, READ = 2, ("/fi/", "/fi/tapahtumat/", "/fi/tapahtumat/tulossa/", "/fi/events/kaikki.json")
# tables in which an event is kept
TABLES = ("events_series", "events_occurrence", "events_datechange", "events_eventpage", "events_imported", "wagtailcore_page")
OF_EVENTS = re.compile(rf'(INSERT INTO|UPDATE|DELETE FROM) "({"|".join(TABLES)})"')


@dataclass
class Measurement:
    """What one database gave. `first` and `second` are what `fetch` prints; `pages` is {status: how many} of what was read meanwhile."""

    events: int
    first: dict
    second: dict
    pages: dict

    @property
    def errors(self):
        return sum(number for status, number in self.pages.items() if status != 200)


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    from . import seats

    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind, QUICK_EVENTS if quick else EVENTS)
        print(table(kind, found), flush=True)
        failed += [f"{kind}: {limit}" for limit in judge(found)]
        failed += [f"{kind}: {limit}" for limit in seats.measured(kind, quick)]
    return failed


def judge(found):
    failed = []
    if found.first["new"] != found.events:
        failed.append(f"events that came in {found.events}, {found.first['new']}")
    for what, one in (("first", found.first), ("second", found.second)):
        if one["megabytes"] > MOST_MEGABYTES:
            failed.append(f"memory of the {what} import at most {MOST_MEGABYTES} MB, {one['megabytes']}")
    if found.second["writes"]:
        failed.append(f"writes of events of the second import 0, {found.second['writes']}")
    if not found.first["writes"]:
        # the counter itself must count
        failed.append("writes of events of the first import at least 1, 0")
    ratio = found.second["seconds"] / found.first["seconds"]
    if ratio > MOST_OF_FIRST:
        failed.append(f"time of the second import at most {MOST_OF_FIRST} of the first one's, {ratio:.2f}")
    if found.errors or not found.pages.get(200):
        failed.append(f"pages that failed meanwhile 0 of some, {found.errors} of {sum(found.pages.values())}")
    return failed


def table(kind, found):
    """The numbers as plain text."""
    lines = [f"{kind}, {found.events:,} events", f"{'':<36}{'first import':>14}{'second import':>14}"]
    for what, name, form in (
        ("seconds", "seconds", "{:.1f}"),
        ("memory of the worker at most, MB", "megabytes", "{}"),
        ("writes of events", "writes", "{:,}"),
        ("queries", "queries", "{:,}"),
        ("runs of at most 220 s", "runs", "{}"),
    ):
        lines.append(f"{what:<36}{form.format(found.first[name]):>14}{form.format(found.second[name]):>14}")
    lines.append(f"pages read meanwhile {sum(found.pages.values()):,}, of them failed {found.errors}")
    return "\n".join(lines) + "\n"


def measured_apart(kind, events):
    with apart.database(kind) as (_url, environment), calendar_at(written(events)) as port_of_calendar:
        shutil.copytree(paths.ROOT / "sites", environment["PIHAPIIRI_SITES"])
        port = services.free_port()
        environment |= {"PIHAPIIRI_PORT": str(port)}
        made = apart.ask("plugins.events.bench.imports", ["seed", str(port_of_calendar)], environment)
        ask = ["fetch", str(made["source"]), str(port_of_calendar)]
        with server(port, environment), Readers(port) as readers:
            first = apart.ask("plugins.events.bench.imports", ask, environment)
            second = apart.ask("plugins.events.bench.imports", ask, environment)
    return Measurement(events, first, second, dict(readers.answers))


def written(events):
    """The calendar as bytes: one in five repeats, one in fifty is over, texts as people write them."""
    now, lines = datetime.now(UTC).replace(minute=0, second=0, microsecond=0), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//fi"]
    text = "Tervetuloa mukaan. Kahvia ja mehua on kaikille\\, ja paikalle pääsee ilman portaita. " * 4
    for number in range(events):
        start = now + timedelta(days=number % 500 - 10 if number % 50 == 0 else number % 500 + 1, hours=number % 9)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@kalenteri.example",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Tapahtuma numero {number}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(hours=2):%Y%m%dT%H%M%SZ}",
            *(["RRULE:FREQ=WEEKLY;COUNT=8"] if number % 5 == 0 else []),
            f"LOCATION:Talo {number % 300}",
            f"DESCRIPTION:{text}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@contextlib.contextmanager
def calendar_at(content):
    """The port of this machine at which the calendar is served, always anew."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass

    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    try:
        yield found.server_address[1]
    finally:
        found.shutdown()
        found.server_close()


class Readers:
    """Residents who read pages one after the other, until the block ends."""

    def __init__(self, port):
        self.port, self.answers, self.ended = port, collections.Counter(), threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.read, args=(number,), daemon=True) for number in range(READERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *trouble):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def read(self, number):
        while not self.ended.wait(0.2):
            number += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("GET", READ[number % len(READ)], headers={"Host": f"{HOST}:{self.port}"})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
                connection.close()
            except (OSError, http.client.HTTPException):
                status = 0
            with self.lock:
                self.answers[status] += 1


# --- steps in a process of their own, which knows one database


def seed(port):
    from neighbourhoods import current
    from neighbourhoods.running import prepare

    from ..importing import sources

    prepare.catalogues()
    prepare.static_files()
    prepare.database()
    prepare.neighbourhoods(write=lambda *words: None)
    prepare.demo_content()
    record = current.by_slug(SLUG)
    with current.activate(record):
        source = sources.add(record, name="Kirjasto", address=f"http://127.0.0.1:{port}/kaikki.ics")
    return {"source": source.pk}


def fetch(pk, port):
    """{"seconds", "megabytes", "writes", "queries", "runs", "new"} of importing until nothing is left to be put on pages."""
    from django.db import connection

    from ..importing import running

    counted = collections.Counter()

    def count(execute, sql, params, many, context):
        counted["queries"] += 1
        counted["writes"] += bool(OF_EVENTS.match(sql))
        return execute(sql, params, many, context)

    began = time.monotonic()
    with connection.execute_wrapper(count):
        while True:
            done = running.run(pk, allowed={("127.0.0.1", port)})
            counted["runs"] += 1
            counted["new"] += done.new
            if done.state != "ok":
                raise RuntimeError(f"The import ended as {done.state}: {done.notes}")
            if not done.is_partial:
                break
    seconds = time.monotonic() - began
    with open("/proc/self/status", encoding="ascii") as file:
        most = int(re.search(r"VmHWM:\s*(\d+)", file.read())[1]) // 1024
    return {"seconds": seconds, "megabytes": most, **{name: counted[name] for name in ("writes", "queries", "runs", "new")}}


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=("seed", "fetch"))
    parser.add_argument("numbers", type=int, nargs="+")
    asked = parser.parse_args()
    import django

    django.setup()
    print(json.dumps({"seed": seed, "fetch": fetch}[asked.step](*asked.numbers)))


if __name__ == "__main__":
    main()
