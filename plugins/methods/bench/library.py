"""What readers rely on when a library grows: narrowing 5,000 methods by all six questions costs what narrowing 50 does.

A path of two hundred links takes few queries, and a deck of cards little memory (`path_and_deck`).

`python -m plugins.methods.bench.library measure --sizes 50 5000` measures in the database of the environment and prints JSON;
`manage.py bench methods` gives it the databases, prints a table and judges.
"""

import argparse
import json
import time
from datetime import timedelta
from unittest import mock
from uuid import UUID

from neighbourhoods.bench import apart, services

from . import path_and_deck

NAME = "methods"
SIZES, QUICK_SIZES = (50, 5_000), (50, 1_000)
BATCH, ROUNDS = 1_000, 30
MOST_RATIO, MOST_QUERIES = 1.5, 8
# answers to each of the six questions, by which a page is full with the few methods as it is with the many
ALL_SIX = "?aika=10&aika=20&aika=yli-20&vaki=12&vaki=30&hinta=50&hinta=200&hinta=yli-200&paikka=ulkona&paikka=sisalla"
ALL_SIX += "&vuodenaika=kesa&vuodenaika=syksy&vuodenaika=kevat&ika=aikuiset&ika=nuoret"
READ = {"library": "/fi/menetelmat/", "library, six questions": f"/fi/menetelmat/{ALL_SIX}"}
SHARED = {"shared library, six questions": f"/fi/methods/{ALL_SIX}"}


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        sizes = QUICK_SIZES if quick else SIZES
        with apart.database(kind) as (_url, environment):
            found = apart.ask("plugins.methods.bench.library", ["measure", "--sizes", *map(str, sizes)], environment)
            deck = apart.ask("plugins.methods.bench.path_and_deck", [], environment)
        print(table(kind, sizes, found["lists"]) + path_and_deck.table(found["path"], deck))
        failed += [f"{kind}: {limit}" for limit in [*judge(found["lists"]), *path_and_deck.judge(found["path"], deck)]]
    return failed


def judge(found):
    """The limits that did not hold, as "limit, value"."""
    failed = []
    for what, (small, large) in found.items():
        if small["queries"] != large["queries"]:
            failed.append(f"queries of the {what} equal, {small['queries']} and {large['queries']}")
        if large["queries"] > MOST_QUERIES:
            failed.append(f"queries of the {what} at most {MOST_QUERIES}, {large['queries']}")
        if ratio(small, large) > MOST_RATIO:
            failed.append(f"time of the {what} at most {MOST_RATIO} times, {ratio(small, large):.2f}")
    return failed


def ratio(small, large):
    return large["seconds"] / small["seconds"]


def table(kind, sizes, found):
    """The numbers as plain text."""
    width = max(len(what) for what in found) + len(", queries")
    lines = [f"{kind}, methods", " " * width + "".join(f"{title:>12}" for title in [*(f"{size:,}" for size in sizes), "ratio"])]
    for what, (small, large) in found.items():
        lines.append(f"{what + ', queries':<{width}}{small['queries']:>12}{large['queries']:>12}")
        times = "".join(f"{one['seconds'] * 1000:>12.1f}" for one in (small, large))
        lines.append(f"{what + ', ms':<{width}}{times}{ratio(small, large):>12.2f}")
    return "\n".join(lines) + "\n"


# --- in a process of its own, which knows one database


def measure(sizes):
    """{"lists": {what: [{"queries", "seconds"} for each size]}, "path": queries}"""
    from neighbourhoods import current
    from neighbourhoods.bench.measure import always_asking, plain_static_files

    record, found, there = make_install(), {}, 0
    with plain_static_files():
        for size in sizes:
            grow(record, size, there)
            there = size
            with always_asking():
                for what, path in READ.items():
                    found.setdefault(what, []).append(read(f"{record.slug}.localhost", path))
            # which asks about each neighbourhood that it names, at most once in some seconds: that is another benchmark's
            with mock.patch.object(current, "CHECK_EVERY", 3600):
                for what, path in SHARED.items():
                    found.setdefault(what, []).append(read("localhost", path))
    return {"lists": found, "path": path_and_deck.queries_of_a_path(record)}


def make_install():
    """The record of the neighbourhood that is measured."""
    from django.conf import settings

    from neighbourhoods import current
    from neighbourhoods.bench import seed
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.models import HomePage

    seed.first()
    text = seed.FIRST_FILE.format(name=seed.name_of(0), slug=seed.slug_of(0)) + "[plugins.methods]\nshare = true\n"
    (settings.SITES_FOLDER / f"{seed.slug_of(0)}.toml").write_text(text, encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    HomePage.objects.update(is_translated=True)
    current.forget_everything()
    return current.by_slug(seed.slug_of(0))


def grow(record, count, there):
    """Methods until there are `count` of them, of all kinds, in the same shares."""
    from django.db import connection, transaction
    from wagtail.models import Locale, Page

    from neighbourhoods import current
    from neighbourhoods.bench import seed
    from plugins.methods.models import MethodIndexPage

    parent = MethodIndexPage.objects.get(path__startswith=record.home("fi").path)
    locale, below = Locale.objects.get(language_code="fi"), seed.last_step(parent)
    for begin in range(there, count, BATCH):
        numbers = range(begin, min(begin + BATCH, count))
        with transaction.atomic():
            add_methods(record, parent, locale, [(number, below + number - there + 1) for number in numbers])
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # as its own housekeeping does after a while
            cursor.execute("ANALYZE")
    current.forget_everything()


def add_methods(record, parent, locale, places):
    """`places` are (number, step in the tree): pages, their records and their cards, in bulk."""
    from django.db import connection
    from django.db.models.sql.subqueries import InsertQuery
    from wagtail.models import Page

    from neighbourhoods.bench import seed
    from neighbourhoods.models.records import Record
    from plugins.methods import cards, choices
    from plugins.methods.models import Card, MethodPage

    pages = [
        seed.page_row(MethodPage, parent, step, f"Tapa {number}", f"tapa-{number}", locale, UUID(int=number + 1)) for number, step in places
    ]
    Page.objects.bulk_create(pages)
    children, rows, known = [], [], []
    for (number, _step), page in zip(places, pages, strict=True):
        child = MethodPage(page_ptr_id=page.pk, lead="Kahvia ja pullaa.", when_not="Kun sataa.", smallest_start="Yksi.", **numbers(number))
        children.append(child)
        key = page.translation_key
        own = {"key": key, "record_id": cards.record_id(key), "marks": choices.marks(child), "numbers": numbers(number)}
        rows.append(
            Card(
                **own,
                neighbourhood_id=record.pk,
                is_open=True,
                published_at=seed.MOMENT + timedelta(minutes=number),
                changed_at=seed.MOMENT,
            )
        )
        titles = {"fi": page.title}
        known.append(Record(pk=own["record_id"], plugin="methods", kind="method", key=str(key), neighbourhood_id=record.pk, titles=titles))
        known[-1].is_page = True
    for start in range(0, len(children), 100):
        query = InsertQuery(MethodPage)
        query.insert_values(MethodPage._meta.local_concrete_fields, children[start : start + 100], raw=True)
        query.get_compiler(connection=connection).execute_sql()
    Card.unscoped.bulk_create(rows, BATCH)
    Record.objects.bulk_create(known, BATCH)


def numbers(number):
    """What lists narrow by: each combination comes again after some hundred methods."""
    seasons = (",all,", ",summer,", ",spring,autumn,", ",winter,")[number % 4]
    ages = (",all,", ",adults,", ",children,youth,")[number % 3]
    return {
        "people_min": 1 + number % 5,
        "people_max": 5 + number % 40,
        "hours_event": 1 + number % 3,
        "hours_own": number % 7 * 4,
        "euros_min": number % 2 * 10,
        "euros_max": 10 + number % 6 * 50,
        "where": ("in", "out", "both")[number % 3],
        "seasons": seasons,
        "ages": ages,
    }


def read(host, path):
    """{"queries", "seconds"} of a GET: the third one's queries, the least time of many."""
    from django.db import connection
    from django.test import Client

    from neighbourhoods.bench.measure import fetch

    for _time in range(2):
        fetch(host, path, "Tapa ")
    queries = len(fetch(host, path))
    # SQLite works in this process: what else the machine does meanwhile does not count
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    client, found = Client(headers={"host": host}), []
    for _round in range(ROUNDS):
        began = clock()
        client.get(path)
        found.append(clock() - began)
    return {"queries": queries, "seconds": min(found)}


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=["measure"])
    parser.add_argument("--sizes", type=int, nargs=2, default=QUICK_SIZES, metavar="METHODS")
    options = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(measure(options.sizes)))


if __name__ == "__main__":
    main()
