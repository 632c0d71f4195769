"""What the guard costs an admin request: two queries at most and a twentieth of its processor time, however many neighbourhoods.

`python -m neighbourhoods.bench.guard --database-url URL --sizes 10 100 --json` measures in one database and prints JSON;
`manage.py bench guard` gives it the databases, prints a table and judges.
"""

import argparse
import contextlib
import gc
import json
import os
import time
from unittest import mock

from neighbourhoods.bench import apart, services

NAME = "guard"
SIZES, QUICK_SIZES = (10, 100, 1000), (10, 100)
MOST_QUERIES = 2
MOST_SHARE = 5  # percent of the processor time of a request
ROUNDS, QUICK_ROUNDS, CALLS = 5, 2, 6
# A person of one neighbourhood, and one of three who has not said on which of them they work.
PEOPLE = {"member of one": 1, "member of three": 3}
REQUESTS = {
    "front page": "/admin/",
    "list of pages": "/admin/pages/{folder}/",
    "editor of a page": "/admin/pages/{page}/edit/",
    "versions compared": "/admin/pages/{page}/revisions/compare/{revision}...{revision}/",
    "chooser of pages": "/admin/choose-page/{folder}/",
    "three pages to be deleted": "/admin/bulk/wagtailcore/page/delete/?id={page}&id={home}&id={other}&next=/admin/",
    "pictures": "/admin/images/?collection_id={collection}",
    "of somebody else": "/admin/pages/{foreign}/edit/",
}


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind, QUICK_SIZES if quick else SIZES, QUICK_ROUNDS if quick else ROUNDS)
        print(table(kind, found))
        failed += [limit for limit in judge(found) if limit not in failed]
    return failed


def measured_apart(kind, sizes, rounds):
    """{size: {person: {request: {"queries": number, "share": percent}}}}"""
    with apart.database(kind) as (url, environment):
        arguments = ["--database-url", url, "--json", "--rounds", str(rounds), "--sizes", *(str(size) for size in sizes)]
        printed = apart.ask(f"{__package__}.guard", arguments, environment)
    # JSON knows no numbers as keys
    return {int(size): people for size, people in printed.items()}


def judge(found):
    """The limits that did not hold, as "limit, value"."""
    failed = []
    for person in PEOPLE:
        for request in REQUESTS:
            measured = {size: people[person][request] for size, people in found.items()}
            queries = [values["queries"] for values in measured.values()]
            what = f"{request}, {person}"
            if max(queries) > MOST_QUERIES:
                failed.append(f"queries of the guard at most {MOST_QUERIES} ({what}), {max(queries)}")
            if len(set(queries)) > 1:
                sizes = ", ".join(str(size) for size in found)
                failed.append(f"queries of the guard equal with {sizes} neighbourhoods ({what}), {' '.join(map(str, queries))}")
    # of what a person gets: who is refused has a request that is little but the guard
    shares = [values["share"] for people in found.values() for requests in people.values() for values in of_their_own(requests)]
    if max(shares) > MOST_SHARE:
        failed.append(f"the guard's share of processor time at most {MOST_SHARE} %, {max(shares):.1f}")
    return failed


def of_their_own(requests):
    return [values for request, values in requests.items() if request != "of somebody else"]


def table(kind, found):
    lines = [(kind, *(f"{size:,}" for size in found))]
    for person in PEOPLE:
        for request in REQUESTS:
            measured = [people[person][request] for people in found.values()]
            lines.append((f"{request}, {person}: queries", *(str(values["queries"]) for values in measured)))
            lines.append((f"{request}, {person}: share", *(f"{values['share']:.1f} %" for values in measured)))
    width = max(len(line[0]) for line in lines)
    return "\n".join(f"{name:<{width}}" + "".join(f"{value:>9}" for value in values) for name, *values in lines) + "\n"


def measure(sizes, rounds=ROUNDS):
    from neighbourhoods import current
    from neighbourhoods.bench import seed

    found = {}
    seed.first()
    with mock.patch.object(current, "CHECK_EVERY", 3600):
        for size in sizes:
            seed.grow(size)
            current.forget_everything()
            found[size] = {person: measure_person(make_person(size, number), rounds) for person, number in PEOPLE.items()}
    return found


def make_person(size, number):
    """An active resident of `number` neighbourhoods in the middle of the list."""
    from neighbourhoods.bench import seed
    from neighbourhoods.models import Membership, Neighbourhood, User

    user = User.objects.create_user(f"{size}-{number}@example.org")
    for slug in (seed.slug_of(size // 2 + offset) for offset in range(number)):
        Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug=slug), role="activist")
    return user


def addresses_of(user):
    """{request: its address}, with pages of the person's first neighbourhood."""
    from wagtail.models import Page

    from neighbourhoods.bench import seed
    from neighbourhoods.models import InfoPage

    place = user.memberships.order_by("neighbourhood__slug").first().neighbourhood
    page, other = InfoPage.objects.filter(path__startswith=place.folder.path).order_by("path")[:2]
    revision = page.latest_revision_id or page.save_revision().pk
    ids = {
        "folder": place.folder_id,
        "page": page.pk,
        "other": other.pk,
        "home": page.get_parent().pk,
        "revision": revision,
        "collection": place.collection_id,
        "foreign": Page.objects.get(url_path=f"/{seed.slug_of(0)}/fi/").pk,
    }
    return {request: address.format(**ids) for request, address in REQUESTS.items()}


def measure_person(user, rounds):
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    found = {}
    for request, address in addresses_of(user).items():
        wanted = 404 if request == "of somebody else" else 200
        for _ in range(2):
            # what a process remembers after its first requests
            answer = client.get(address)
        if answer.status_code != wanted:
            raise RuntimeError(f"{address} answered {answer.status_code}, not {wanted}.")
        with watching(count=True) as watch:
            watched(user, address, watch).get(address)
        found[request] = {"queries": watch.queries, "share": share_of(user, address, rounds)}
    return found


def watched(user, address, watch):
    """A client whose handler has the watch built in: one keeps the methods of the middleware that it was made with."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    client.get(address)
    watch.queries, watch.seconds = 0, 0.0
    return client


def share_of(user, address, rounds):
    """Percent of a request's processor time that the guard takes: the least of some rounds, of calls one after the other."""
    gc.collect()
    shares = []
    for _ in range(rounds):
        with watching() as watch:
            client = watched(user, address, watch)
            began = time.process_time()
            for _ in range(CALLS):
                client.get(address)
            whole = time.process_time() - began
        shares.append(100 * watch.seconds / whole)
    return min(shares)


class Watch:
    """Adds up what happens inside the guard: `queries`, and `seconds` of processor time."""

    def __init__(self, count):
        self.count, self.queries, self.seconds, self.inside = count, 0, 0.0, False

    def around(self, function):
        def call(*arguments, **options):
            if self.inside:
                return function(*arguments, **options)
            from django.db import connection

            self.inside, began, before = True, time.process_time(), len(connection.queries_log)
            try:
                return function(*arguments, **options)
            finally:
                self.seconds += time.process_time() - began
                self.queries += len(connection.queries_log) - before
                self.inside = False

        return call

    def not_in(self, function):
        """What is drawn for the person asks for their language, as every page of the admin does."""

        def call(*arguments):
            from django.db import connection

            began, before = time.process_time(), len(connection.queries_log)
            try:
                return function(*arguments)
            finally:
                self.seconds -= time.process_time() - began if self.inside else 0
                self.queries -= len(connection.queries_log) - before if self.inside else 0

        return call


@contextlib.contextmanager
def watching(count=False):
    """The parts that the guard adds to a request: memberships, the choice of the neighbourhood, and the look at every id."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods import chosen
    from neighbourhoods.isolation import guard
    from neighbourhoods.isolation.guard import GuardMiddleware

    watch = Watch(count)
    with contextlib.ExitStack() as stack:
        if count:
            stack.enter_context(CaptureQueriesContext(connection))
        stack.enter_context(mock.patch.object(guard, "gone", watch.not_in(guard.gone)))
        stack.enter_context(mock.patch.object(chosen, "chosen", watch.around(chosen.chosen)))
        look = GuardMiddleware.process_view
        process = watch.around(lambda *arguments: look(*arguments))
        stack.enter_context(mock.patch.object(GuardMiddleware, "process_view", lambda self, *arguments: process(self, *arguments)))
        yield watch


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty database, which is filled")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of neighbourhoods, growing")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of which the least share counts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure(options.sizes, options.rounds)
    print(json.dumps(found) if options.json else table(options.database_url.partition(":")[0], found))


if __name__ == "__main__":
    main()
