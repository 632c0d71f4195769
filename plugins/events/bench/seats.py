"""Three hundred who want the last ten seats at the same moment: ten get one, the others wait in a queue. Part of `manage.py bench imports`.

`python -m plugins.events.bench.seats STEP` does one step in one database and prints JSON.
"""

import argparse
import collections
import http.client
import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode

from neighbourhoods import paths
from neighbourhoods.bench import apart, services
from neighbourhoods.bench.server import server

PEOPLE, QUICK_PEOPLE, SEATS, AT_ONCE = 300, 60, 10, 64
MOST_QUERIES = 20
# seconds: a form that is sent sooner is held as spam would be
FILLED_IN = 2.2
SLUG, HOST = "lintumaki", "lintumaki.localhost"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
BOUNDARIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def measured(kind, quick):
    """Measures in a database of its own, prints a table, and returns the limits that did not hold, as "limit, value"."""
    people = QUICK_PEOPLE if quick else PEOPLE
    with apart.database(kind) as (_url, environment):
        shutil.copytree(paths.ROOT / "sites", environment["PIHAPIIRI_SITES"])
        port = services.free_port()
        environment |= {"PIHAPIIRI_PROXIES": "1", "PIHAPIIRI_PORT": str(port)}
        path = apart.ask("plugins.events.bench.seats", ["seed"], environment)["path"]
        with server(port, environment):
            crowd = Crowd(port, path, people)
            crowd.run()
        found = apart.ask("plugins.events.bench.seats", ["kept"], environment)
        found |= apart.ask("plugins.events.bench.seats", ["queries"], environment)
    found |= {"people": people, "refused": sum(number for status, number in crowd.answers.items() if status != 303)}
    print(table(kind, found), flush=True)
    return judge(found)


def judge(found):
    failed = []
    for what, right, number in (
        ("seats taken", SEATS, found["taken"]),
        ("people who have a seat", SEATS, found["seated"]),
        ("people in the queue", found["people"] - SEATS, found["waiting"]),
        ("places in the queue that are given twice", 0, found["doubled"]),
        ("people who were turned away", 0, found["refused"]),
    ):
        if number != right:
            failed.append(f"{what} {right}, {number}")
    if found["queries"] > MOST_QUERIES:
        failed.append(f"queries of a registration at most {MOST_QUERIES}, {found['queries']}")
    return failed


def table(kind, found):
    lines = [
        (f"people who want {SEATS} seats, {AT_ONCE} at once", found["people"]),
        ("seats taken", found["taken"]),
        ("in the queue", found["waiting"]),
        ("turned away", found["refused"]),
        ("queries of a registration", found["queries"]),
    ]
    width = max(len(name) for name, _value in lines)
    return "\n".join([f"{kind}, the last seats", *(f"{name:<{width}}  {value:>6}" for name, value in lines)]) + "\n"


class Crowd:
    """Residents who open the form and send it, `AT_ONCE` at a time, each from a network of their own."""

    def __init__(self, port, path, people):
        self.port, self.path, self.people, self.answers = port, path, people, collections.Counter()

    def run(self):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            tokens = list(pool.map(self.open, range(self.people)))
            time.sleep(FILLED_IN)
            self.answers.update(pool.map(self.send, range(self.people), tokens))

    def ask(self, number, fields=None):
        """(status, text)"""
        headers = {
            "Host": f"{HOST}:{self.port}",
            "X-Forwarded-For": f"10.{number // 250}.{number % 250}.7",
            "User-Agent": f"bench {number}",
        }
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET" if fields is None else "POST", self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def open(self, number):
        found = TOKEN.search(self.ask(number)[1])
        return unescape(found[1]) if found else ""

    def send(self, number, token):
        return self.ask(number, person(number) | {"token": token})[0]


def person(number):
    return {"name": f"Asukas {number}", "email": f"asukas{number}@example.org", "people": 1}


# --- steps in a process of their own, which knows one database


def seed():
    from django.utils import timezone

    from neighbourhoods import current
    from neighbourhoods.running import prepare

    from ..models import Occurrence, SignUp

    prepare.catalogues()
    prepare.static_files()
    prepare.database()
    prepare.neighbourhoods(write=lambda *words: None)
    prepare.demo_content()
    record = current.by_slug(SLUG)
    date = Occurrence.of(record).filter(is_shown=True, is_cancelled=False, starts__gt=timezone.now()).order_by("-starts").first()
    SignUp.unscoped.filter(series=date.series_id).delete()
    sign_up = SignUp.unscoped.create(neighbourhood_id=record.pk, series_id=date.series_id, capacity=SEATS)
    return {"path": f"/fi/events/ilmoittaudu/{sign_up.pk}/{date.original}/"}


def seats_of():
    from ..models import Seats

    return Seats.unscoped.filter(capacity=SEATS, arrivals__gt=0).order_by("-arrivals").first()


def kept():
    from ..models import Registration

    seats = seats_of()
    rows = Registration.unscoped.filter(seats=seats)
    numbers = list(rows.filter(state__in=Registration.QUEUED).values_list("number", flat=True))
    return {
        "taken": seats.taken,
        "seated": sum(row.people for row in rows.filter(state__in=Registration.SEATED)),
        "waiting": len(numbers),
        "doubled": len(numbers) - len(set(numbers)),
    }


def queries():
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods.bench.measure import always_asking, plain_static_files

    seats = seats_of()
    path = f"/fi/events/ilmoittaudu/{seats.sign_up_id}/{seats.original}/"
    numbers = []
    with plain_static_files(), always_asking():
        for number in range(3):
            reader = Client(headers={"host": HOST}, REMOTE_ADDR=f"10.9.{number}.7")
            token = unescape(TOKEN.search(reader.get(path).content.decode())[1])
            time.sleep(FILLED_IN)
            with CaptureQueriesContext(connection) as found:
                answer = reader.post(path, person(1000 + number) | {"token": token})
            if answer.status_code != 303:
                raise RuntimeError(f"{path} answered {answer.status_code}.")
            numbers.append(sum(not query["sql"].startswith(BOUNDARIES) for query in found))
    # the first one of a process also looks up what it then remembers
    return {"queries": max(numbers[1:])}


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
