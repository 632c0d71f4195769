"""What residents rely on when many take part at once: no idea is lost, none is there twice, nobody is turned away.

`python -m plugins.ideas.bench STEP` does one step in one database and prints JSON; `manage.py bench ideas` gives it the databases and a
server of its own, sends ideas through it, prints a table and judges.
"""

import argparse
import collections
import http.client
import json
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from neighbourhoods import paths
from neighbourhoods.bench import apart, services
from neighbourhoods.bench.server import server

NAME = "ideas"
SENT, QUICK_SENT = 5000, 300
SENDERS, AT_ONCE = 1000, 64
MOST_QUERIES = 20
LISTED = (10, 10_000)
# seconds: a form that is sent sooner is held as spam would be
FILLED_IN = 2.2
TOKEN = re.compile(r'name="token" value="([^"]+)"')
SLUG, HOST = "lintumaki", "lintumaki.localhost"
# where transactions begin and end
BOUNDARIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
# every so many forms is sent twice at the same moment
TWICE = 10


@dataclass
class Measurement:
    """What one database gave. `answers` is {status: how many}, `queries` {what: number}."""

    sent: int
    answers: dict
    lost: int
    doubled: int
    held: int
    seconds: float
    slowest: float
    queries: dict = field(default_factory=dict)

    @property
    def refused(self):
        return sum(number for status, number in self.answers.items() if status != 303)


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind, QUICK_SENT if quick else SENT)
        print(table(kind, found))
        failed += [f"{kind}: {limit}" for limit in judge(found)]
    return failed


def judge(found):
    failed = [
        f"{what} 0, {number}" for what, number in (("lost", found.lost), ("doubled", found.doubled), ("refused", found.refused)) if number
    ]
    if found.queries["sending"] > MOST_QUERIES:
        failed.append(f"queries of sending an idea at most {MOST_QUERIES}, {found.queries['sending']}")
    for what, numbers in found.queries.items():
        if what != "sending" and len(set(numbers)) > 1:
            failed.append(f"queries of the {what} equal with {LISTED[0]} and {LISTED[1]} ideas, {' '.join(map(str, numbers))}")
    return failed


def table(kind, found):
    """The numbers as plain text."""
    lines = [
        ("ideas sent, each form fetched first", found.sent),
        (f"senders, of whom {AT_ONCE} at once", min(SENDERS, found.sent)),
        ("lost", found.lost),
        ("doubled", found.doubled),
        ("refused", found.refused),
        ("held, because they looked like spam", found.held),
        ("queries of sending an idea", found.queries["sending"]),
        *(
            (f"queries of the {what}, with {LISTED[0]} and {LISTED[1]:,} ideas", numbers)
            for what, numbers in found.queries.items()
            if what != "sending"
        ),
    ]
    width = max(len(name) for name, _value in lines)
    rows = [f"{name:<{width}}  {' '.join(map(str, value)) if isinstance(value, list) else value:>6}" for name, value in lines]
    rows.append(f"{found.sent / found.seconds:.0f} ideas a second, the slowest answer took {found.slowest:.1f} s (guidance)")
    return "\n".join([kind, *rows]) + "\n"


def measured_apart(kind, sent):
    with apart.database(kind) as (_url, environment):
        shutil.copytree(paths.ROOT / "sites", environment["PIHAPIIRI_SITES"])
        port = services.free_port()
        environment |= {"PIHAPIIRI_PROXIES": "1", "PIHAPIIRI_PORT": str(port)}
        path = apart.ask("plugins.ideas.bench", ["seed"], environment)["path"]
        with server(port, environment):
            load = Load(port, path, sent)
            load.run()
        kept = apart.ask("plugins.ideas.bench", ["kept"], environment)
        queries = apart.ask("plugins.ideas.bench", ["queries"], environment)
    counts = collections.Counter(kept["texts"])
    return Measurement(
        sent=sent,
        answers=dict(load.answers),
        lost=sum(text not in counts for text in load.acknowledged),
        doubled=sum(number > 1 for number in counts.values()) + load.led_elsewhere,
        held=kept["held"],
        seconds=load.seconds,
        slowest=load.slowest,
        queries=queries,
    )


class Load:
    """Residents who open the form, fill it in and send it, `AT_ONCE` at a time, each from a network of their own."""

    def __init__(self, port, path, sent):
        self.port, self.path, self.sent = port, path, sent
        self.answers, self.acknowledged = collections.Counter(), []
        self.led_elsewhere, self.slowest, self.seconds = 0, 0, 0
        self.lock = threading.Lock()

    def run(self):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            began = time.monotonic()
            forms = list(pool.map(self.open, range(self.sent)))
            fetched = time.monotonic()
            time.sleep(FILLED_IN)
            sending = time.monotonic()
            list(pool.map(self.fill_in, forms))
            self.seconds = (fetched - began) + (time.monotonic() - sending)

    def ask(self, number, fields=None):
        """(status, text, where it leads)"""
        sender = number % SENDERS
        headers = {
            "Host": f"{HOST}:{self.port}",
            "X-Forwarded-For": f"10.{sender // 250}.{sender % 250}.7",
            "User-Agent": f"bench {number}",
        }
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("POST" if fields is not None else "GET", self.path, body, headers)
            answer = connection.getresponse()
            found = answer.status, answer.read().decode(), (answer.getheader("Location") or "").partition("?")[0]
        except (OSError, http.client.HTTPException) as error:
            found = 0, str(error), ""
        finally:
            connection.close()
        with self.lock:
            self.slowest = max(self.slowest, time.monotonic() - began)
        return found

    def open(self, number):
        """(number, token) of a form; without a token where it did not come."""
        status, text, _place = self.ask(number)
        token = TOKEN.search(text) if status == 200 else None
        if token is None:
            with self.lock:
                self.answers[status] += 1
        return number, unescape(token[1]) if token else None

    def fill_in(self, form):
        number, token = form
        if token is None:
            return
        text = f"Lintulauta numero {number}, jotta pihalla on elämää myös talvella."
        fields = {"text": text, "title": "", "place": f"Piha {number}", "name": "", "email": "", "website": "", "token": token}
        found = self.ask(number, fields)
        if found[0] == 200:
            # somebody has thought of the like: it is shown once, and sent all the same
            fields["reviewed"] = "1"
            found = self.ask(number, fields)
        if number % TWICE == 0:
            again = self.ask(number, fields | {"reviewed": "1"})
            if again[0] != 303 or again[2] != found[2]:
                with self.lock:
                    self.led_elsewhere += 1
        with self.lock:
            self.answers[found[0]] += 1
            if found[0] == 303:
                self.acknowledged.append(text)


# --- steps in a process of their own, which knows one database


def seed():
    from neighbourhoods.running import prepare

    prepare.catalogues()
    prepare.static_files()
    prepare.database()
    prepare.neighbourhoods(write=lambda *words: None)
    prepare.demo_content()
    return {"path": f"/fi/ideas/laheta/{call_of().pk}/"}


def call_of():
    """The call of the examples, open and without a check."""
    from plugins.ideas.models import Call

    call = Call.unscoped.filter(neighbourhood__slug=SLUG).order_by("pk").first()
    call.check_first = False
    call.save()
    return call


def kept():
    from plugins.ideas.models import Idea

    rows = Idea.unscoped.filter(call=call_of(), is_example=False)
    return {"texts": list(rows.values_list("text", flat=True)), "held": rows.filter(is_held=True).count()}


def queries():
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods.bench.measure import always_asking, fetch, plain_static_files
    from plugins.ideas.models import CallPage, Idea

    call = call_of()
    path = CallPage.objects.filter(translation_key=call.key, locale__language_code="fi").get().url
    lists = {"list": path, "list by support": f"{path}?jarjestys=kannatus", "list by chance": f"{path}?jarjestys=satunnainen&siemen=7"}
    found = {what: [] for what in lists}
    Idea.unscoped.filter(call=call).delete()
    with plain_static_files(), always_asking():
        for size in LISTED:
            add_ideas(call, size)
            for what, address in lists.items():
                fetch(HOST, address)
                found[what].append(len(fetch(HOST, address)))
        found["sending"] = queries_of_sending(Client, CaptureQueriesContext, call)
    return found


def add_ideas(call, size):
    from plugins.ideas.models import Idea

    there = Idea.unscoped.filter(call=call).count()
    rows = (
        Idea(neighbourhood_id=call.neighbourhood_id, call=call, text=f"Idea {number}", language="fi", status="received", state="public")
        for number in range(there, size)
    )
    Idea.unscoped.bulk_create(rows, batch_size=500)


def queries_of_sending(client, capture, call):
    from django.db import connection

    reader, path = client(headers={"host": HOST}), f"/fi/ideas/laheta/{call.pk}/"
    numbers = []
    for number in range(3):
        token = unescape(TOKEN.search(reader.get(path).content.decode())[1])
        time.sleep(FILLED_IN)
        fields = {"text": f"Keinu {number} lähimetsään", "email": f"nimi{number}@example.org", "token": token, "reviewed": "1"}
        with capture(connection) as found:
            answer = reader.post(path, fields)
        if answer.status_code != 303:
            raise RuntimeError(f"{path} answered {answer.status_code}.")
        numbers.append(sum(not query["sql"].startswith(BOUNDARIES) for query in found))
    # the first one of a process also looks up what it then remembers
    return max(numbers[1:])


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    steps = {step.__name__: step for step in (seed, kept, queries)}
    parser.add_argument("step", choices=steps)
    step = steps[parser.parse_args().step]
    import django

    django.setup()
    print(json.dumps(step()))


if __name__ == "__main__":
    main()
