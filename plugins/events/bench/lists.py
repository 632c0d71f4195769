"""What readers rely on when there are very many events: lists and calendars cost the same, and nobody waits while rules are expanded.

`python -m plugins.events.bench.lists measure --sizes 1000 1000000` measures in the database of the environment and prints JSON; `manage.py
bench events` gives it the databases, prints a table and judges. The neighbourhood that is measured shows the same hundred events each time:
what grows is the rest of the install, and what is hidden in this neighbourhood.
"""

import argparse
import json
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from unittest import mock
from uuid import UUID

from neighbourhoods.bench import apart, services

NAME = "events"
# dates of events, ten of each
SIZES, QUICK_SIZES = (1_000, 1_000_000), (1_000, 10_000)
DATES, BATCH, PER_PLACE = 10, 1_000, 5_000
# of what is added, so many are drafts and withdrawn events of the neighbourhood that is measured
HIDDEN = 0.01
ROUNDS = 20
# one of the queries asks whether what is remembered of the neighbourhood still holds
MOST_RATIO, MOST_QUERIES, MOST_TO_REBUILD = 1.5, 9, 12
BOUNDARIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        sizes = QUICK_SIZES if quick else SIZES
        with apart.database(kind) as (_url, environment):
            found = apart.ask("plugins.events.bench.lists", ["measure", "--sizes", *map(str, sizes)], environment)
        print(table(kind, sizes, found))
        failed += [f"{kind}: {limit}" for limit in judge(found)]
    return failed


def judge(found):
    """The limits that did not hold, as "limit, value"."""
    failed = []
    for what, (small, large) in found["read"].items():
        if small["queries"] != large["queries"]:
            failed.append(f"queries of the {what} equal, {small['queries']} and {large['queries']}")
        if what in LISTS and large["queries"] > MOST_QUERIES:
            failed.append(f"queries of the {what} at most {MOST_QUERIES}, {large['queries']}")
        if ratio(small, large) > MOST_RATIO:
            failed.append(f"time of the {what} at most {MOST_RATIO} times, {ratio(small, large):.2f}")
        if small["rules"] or large["rules"]:
            failed.append(f"rules expanded for the {what} 0, {max(small['rules'], large['rules'])}")
    for what, number in found["rebuilt"].items():
        if number > MOST_TO_REBUILD:
            failed.append(f"queries of rebuilding a series of 18 months ({what}) at most {MOST_TO_REBUILD}, {number}")
    # the counter itself must count
    if not found["counted"]:
        failed.append("rules expanded when a series is rebuilt at least 1, 0")
    return failed


def ratio(small, large):
    return large["seconds"] / small["seconds"]


def table(kind, sizes, found):
    """The numbers as plain text."""
    titles = [f"{size:,}" for size in sizes]
    width = max(len(what) for what in found["read"]) + len(", queries")
    lines = [f"{kind}, dates of events", " " * width + "".join(f"{title:>12}" for title in [*titles, "ratio"])]
    for what, (small, large) in found["read"].items():
        lines.append(f"{what + ', queries':<{width}}{small['queries']:>12}{large['queries']:>12}")
        times = "".join(f"{one['seconds'] * 1000:>12.1f}" for one in (small, large))
        lines.append(f"{what + ', ms':<{width}}{times}{ratio(small, large):>12.2f}")
    lines.append(f"rules expanded in a GET: {max(one['rules'] for pair in found['read'].values() for one in pair)}")
    lines.append(
        "queries of rebuilding a series of 18 months: " + ", ".join(f"{what} {number}" for what, number in found["rebuilt"].items())
    )
    return "\n".join(lines) + "\n"


# --- in a process of its own, which knows one database

LISTS = ("week list", "month table")


def measure(sizes):
    """{"read": {what: [one for each size]}, "rebuilt": {what: queries}, "counted": rules}"""
    from neighbourhoods.bench.measure import always_asking, plain_static_files

    make_install()
    found, there = {}, 0
    with plain_static_files(), always_asking():
        for size in sizes:
            grow(size // DATES, there)
            there = size // DATES
            for what, path in addresses().items():
                found.setdefault(what, []).append(read(path))
    rebuilt, counted = rebuild()
    return {"read": found, "rebuilt": rebuilt, "counted": counted}


def make_install():
    from django.conf import settings

    from neighbourhoods import current
    from neighbourhoods.bench import seed
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.models import HomePage

    seed.first()
    text = seed.FIRST_FILE.format(name=seed.name_of(0), slug=seed.slug_of(0)) + "[plugins.events]\n"
    (settings.SITES_FOLDER / f"{seed.slug_of(0)}.toml").write_text(text, encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    HomePage.objects.update(is_translated=True)
    current.forget_everything()


def first_record():
    from neighbourhoods import current
    from neighbourhoods.bench import seed

    return current.by_slug(seed.slug_of(0))


def grow(count, there):
    """Events until there are `count` of them. The first hundred are those of the neighbourhood that is measured."""
    from django.db import connection, transaction

    from neighbourhoods import current
    from neighbourhoods.bench import seed

    first = first_record()
    if not there:
        with transaction.atomic():
            add_events(first, count, 0)
    else:
        hidden = int((count - there) * HIDDEN)
        with transaction.atomic():
            add_events(first, hidden, there, is_shown=False)
        done = there + hidden
        number = 0
        while done < count:
            number += 1
            seed.grow(number + 1)
            part = min(PER_PLACE, count - done)
            with transaction.atomic():
                add_events(current.by_slug(seed.slug_of(number)), part, done)
            done += part
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # as its own housekeeping does after a while
            cursor.execute("ANALYZE")
    current.forget_everything()


def add_events(record, count, start, is_shown=True):
    """So many weekly events with their pages and rows, in bulk; each week has as many of them."""
    from django.utils import timezone
    from wagtail.models import Locale, Page

    from neighbourhoods.bench import seed
    from plugins.events.calendar.rules import WEEKLY, Repeat
    from plugins.events.models import EventIndexPage, EventPage, Occurrence, Series

    home = record.home("fi")
    parent = EventIndexPage.objects.filter(path__startswith=home.path).first() or Page.objects.get(pk=home.pk)
    locale, monday = Locale.objects.get(language_code="fi"), monday_of(timezone.localdate(timezone=record.zone))
    below = seed.last_step(parent)
    for begin in range(start, start + count, BATCH):
        numbers = range(begin, min(begin + BATCH, start + count))
        pages = [
            seed.page_row(
                EventPage, parent, below + number - start + 1, f"Tapahtuma {number}", f"tapahtuma-{number}", locale, UUID(int=number + 1)
            )
            for number in numbers
        ]
        for page in pages:
            page.live = is_shown
        Page.objects.bulk_create(pages)
        series, rows = [], []
        for number in numbers:
            day = monday + timedelta(days=number % 7)
            repeat = Repeat(WEEKLY, ends="after", count=DATES).as_data()
            fields = {"starts_on": day, "starts_at": SIX, "ends_at": EIGHT, "repeat": repeat, "topics": ",kahvila,"}
            fields |= {"zone": str(record.zone), "neighbourhood_id": record.pk, "is_shown": is_shown}
            series.append(Series(key=UUID(int=number + 1), **fields))
        insert_pages(seed, EventPage, pages, series)
        for one in Series.unscoped.bulk_create(series):
            rows += rows_of(Occurrence, record, one)
        Occurrence.unscoped.bulk_create(rows, batch_size=BATCH)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)


def monday_of(day):
    return day - timedelta(days=day.weekday())


def insert_pages(seed, model, pages, series):
    """As seed.insert_children does it, with what an event says."""
    texts = {"lead": "Kahvia ja pullaa.", "place": "Kerhohuone", "address": "Mäkitie 1", "price": "Ilmainen", "access": "Hissillä."}

    def fields(_model, page):
        own = by_key[page.translation_key]
        names = ("starts_on", "starts_at", "ends_at", "zone", "repeat", "topics")
        return texts | {name: getattr(own, name) for name in names} | {"body": "[]"}

    by_key = {one.key: one for one in series}
    with mock.patch.object(seed, "own_fields", fields):
        seed.insert_children(model, pages)


def rows_of(model, record, series):
    from plugins.events.models.series import written

    for week in range(DATES):
        day = series.starts_on + timedelta(days=7 * week)
        start, end = (datetime.combine(day, at, record.zone) for at in (SIX, EIGHT))
        fields = {"series": series, "neighbourhood_id": record.pk, "is_shown": series.is_shown, "topics": series.topics}
        yield model(original=written(start.replace(tzinfo=None)), starts=start, ends=end, first_day=day, last_day=day, **fields)


SIX, EIGHT = (datetime(2026, 1, 1, hour).time() for hour in (18, 20))


def addresses():
    """{what: path} of what is read, and something that must be in the answer."""
    from django.utils import timezone

    from plugins.events.models import EventIndexPage, Occurrence

    record = first_record()
    index = EventIndexPage.objects.get(path__startswith=record.home("fi").path)
    url, today = f"/fi/{index.slug}/", timezone.localdate(timezone=record.zone)
    date = Occurrence.of(record).filter(is_shown=True, last_day__gte=today).order_by("starts", "pk").first()
    return {
        "week list": url,
        "month table": f"{url}kuukausi/{today:%Y-%m}/",
        "feed of the neighbourhood": "/fi/events/kaikki.ics",
        "feed of a topic": "/fi/events/aihe/kahvila.ics",
        "Atom feed": "/fi/feeds/events.atom",
        "JSON": "/fi/events/kaikki.json",
        "calendar of an event": f"/fi/events/sarja/{date.series.key}.ics",
        "calendar of a date": f"/fi/events/{date.pk}.ics",
    }


def read(path):
    """{"queries", "seconds", "rules"} of a GET: the third one's queries, the least time of many."""
    from neighbourhoods.bench.measure import fetch

    host = f"{first_record().slug}.localhost"
    # the titles of the hundred events that are shown begin alike
    for _time in range(2):
        fetch(host, path, "Tapahtuma ")
    with counted_rules() as rules:
        queries = len(fetch(host, path))
    return {"queries": queries, "seconds": least(host, path), "rules": len(rules)}


def least(host, path):
    """Seconds of the quickest of many times."""
    from django.db import connection
    from django.test import Client

    # SQLite works in this process: what else the machine does meanwhile does not count
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    client, found = Client(headers={"host": host}), []
    for _round in range(ROUNDS):
        began = clock()
        client.get(path)
        found.append(clock() - began)
    return min(found)


@contextmanager
def counted_rules():
    """A list that grows by one whenever a rule is asked for its dates, wherever that is."""
    from plugins.events.calendar import expanding, rules, stepping

    counted = []

    def counting(function):
        def count(*arguments, **options):
            counted.append(function.__name__)
            return function(*arguments, **options)

        return count

    with ExitStack() as stack:
        for module in (expanding, rules, stepping):
            stack.enter_context(mock.patch.object(module, "walls", counting(module.walls)))
        yield counted


def rebuild():
    """({what: queries}, rules that were expanded) of one series with a date on each day of 18 months."""
    from neighbourhoods import current
    from plugins.events import dates
    from plugins.events.calendar.rules import WEEKLY, Repeat
    from plugins.events.models import DateChange, Series
    from plugins.events.models.series import written

    record, found = first_record(), {}
    with current.activate(record), counted_rules() as rules:
        first = dates.horizon(record)[0]
        repeat = Repeat(WEEKLY, weekdays=tuple(range(7))).as_data()
        series = Series.unscoped.create(
            key=UUID(int=2**100),
            neighbourhood_id=record.pk,
            starts_on=first,
            starts_at=SIX,
            ends_at=EIGHT,
            zone=str(record.zone),
            repeat=repeat,
        )
        found["new"] = queries_of(lambda: dates.rebuild(record, series))
        found["unchanged"] = queries_of(lambda: dates.rebuild(record, series))
        for ahead in range(40, 70):
            original = written(datetime.combine(first + timedelta(days=ahead), SIX))
            DateChange.unscoped.create(series=series, neighbourhood_id=record.pk, original=original, is_cancelled=True, reason="Sairaana")
        found["some dates off"] = queries_of(lambda: dates.rebuild(record, series))
        series.ends_at = datetime(2026, 1, 1, 21).time()
        series.save()
        found["all dates longer"] = queries_of(lambda: dates.rebuild(record, series))
        series.starts_at = datetime(2026, 1, 1, 17).time()
        series.save()
        found["all dates moved"] = queries_of(lambda: dates.rebuild(record, series))
    return found, len(rules)


def queries_of(act):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        act()
    return sum(not query["sql"].startswith(BOUNDARIES) for query in found.captured_queries)


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=["measure"])
    parser.add_argument("--sizes", type=int, nargs=2, default=QUICK_SIZES, metavar="DATES")
    options = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(measure(options.sizes)))


if __name__ == "__main__":
    main()
