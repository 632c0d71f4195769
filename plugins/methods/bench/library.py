"""What readers rely on when there are very many methods: the library costs the same, a long path few queries, a deck little memory.

`python -m plugins.methods.bench.library measure --sizes 50 5000` measures in the database of the environment and prints JSON, `... deck`
the memory of a deck in a process of its own; `manage.py bench methods` gives them databases, prints a table and judges.
"""

import argparse
import json
import resource
import time
from uuid import UUID

from neighbourhoods.bench import apart, services

NAME = "methods"
SIZES, QUICK_SIZES = (50, 5_000), (50, 500)
LINKS, CARDS = 200, 12
ROUNDS, BATCH = 20, 500
MOST_RATIO, MOST_QUERIES, MOST_OF_PATH, MOST_MEGABYTES = 1.5, 8, 6, 200
# an answer to each of the six questions
SIX = "?aika=2&vaki=4&hinta=0&paikka=ulkona&vuodenaika=kesa&ika=nuoret"
LISTS = {"the library": "", "six questions": SIX, "six questions, second page": f"{SIX}&sivu=2"}
NO_PANGO = "WeasyPrint or Pango is not here: the deck is not measured.\n"


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    sizes = QUICK_SIZES if quick else SIZES
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        with apart.database(kind) as (_url, environment):
            found = apart.ask(__name__, ["measure", "--sizes", *map(str, sizes)], environment)
            found["deck"] = apart.ask(__name__, ["deck"], environment)
        print(table(kind, sizes, found))
        failed += [f"{kind}: {limit}" for limit in judge(found)]
    return failed


def judge(found):
    """The limits that did not hold, as "limit, value"."""
    failed = []
    for what, (small, large) in found["lists"].items():
        if small["queries"] != large["queries"]:
            failed.append(f"queries of {what} equal, {small['queries']} and {large['queries']}")
        if large["queries"] > MOST_QUERIES:
            failed.append(f"queries of {what} at most {MOST_QUERIES}, {large['queries']}")
        if ratio(small, large) > MOST_RATIO:
            failed.append(f"time of {what} at most {MOST_RATIO} times, {ratio(small, large):.2f}")
    if found["path"] > MOST_OF_PATH:
        failed.append(f"queries of a path of {LINKS} links at most {MOST_OF_PATH}, {found['path']}")
    if found["deck"] and found["deck"]["megabytes"] > MOST_MEGABYTES:
        failed.append(f"memory of a deck of {CARDS} cards at most {MOST_MEGABYTES} MB, {found['deck']['megabytes']:.0f}")
    return failed


def ratio(small, large):
    return large["seconds"] / small["seconds"]


def table(kind, sizes, found):
    """The numbers as plain text."""
    width = max(map(len, LISTS)) + len(", queries")
    lines = [f"{kind}, methods", " " * width + "".join(f"{title:>12}" for title in [*(f"{size:,}" for size in sizes), "ratio"])]
    for what, (small, large) in found["lists"].items():
        lines.append(f"{what + ', queries':<{width}}{small['queries']:>12}{large['queries']:>12}")
        times = "".join(f"{one['seconds'] * 1000:>12.1f}" for one in (small, large))
        lines.append(f"{what + ', ms':<{width}}{times}{ratio(small, large):>12.2f}")
    lines.append(f"queries of a path of {LINKS} links: {found['path']}")
    deck = found["deck"]
    told = f"deck of {CARDS} cards: {deck['megabytes']:.0f} MB, {deck['seconds']:.1f} s, {deck['bytes']:,} bytes" if deck else NO_PANGO
    return "\n".join([*lines, told]) + "\n"


# --- in a process of its own, which knows one database


def measure(sizes):
    """{"lists": {what: [{"queries", "seconds"} for each size]}, "path": queries}"""
    from neighbourhoods.bench.measure import always_asking, plain_static_files

    make_install()
    found, there = {}, 0
    with plain_static_files(), always_asking():
        for size in sizes:
            grow(there, size)
            there = size
            for what, query in LISTS.items():
                found.setdefault(what, []).append(read(f"{address()}{query}", "Menetelmä "))
    return {"lists": found, "path": path_queries()}


def make_install():
    from django.conf import settings

    from neighbourhoods import current
    from neighbourhoods.bench import seed
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.models import HomePage

    seed.first()
    text = seed.FIRST_FILE.format(name=seed.name_of(0), slug=seed.slug_of(0)) + "[plugins.methods]\n"
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


def library():
    from plugins.methods.models import MethodIndexPage

    return MethodIndexPage.objects.get(path__startswith=first_record().home("fi").path)


def address():
    return f"/fi/{library().slug}/"


def numbers_of(number):
    """Of a made-up method: every other answers all six questions alike, the others each in its own way."""
    if number % 2:
        return {"people_min": 1, "people_max": 4, "hours_event": 1, "hours_own": 1, "euros_min": 0, "euros_max": 0} | {
            "where": "both",
            "seasons": ",all,",
            "ages": ",all,",
        }
    least = number % 40
    return {
        "people_min": least,
        "people_max": least + number % 7,
        "hours_event": number % 11,
        "hours_own": number % 17,
        "euros_min": number % 3 * 30,
        "euros_max": number % 5 * 90,
        "where": ("in", "out", "both")[number % 3],
        "seasons": (",spring,", ",summer,autumn,", ",winter,", ",all,")[number % 4],
        "ages": (",children,", ",youth,adults,", ",all,")[number % 3],
    }


def grow(start, size):
    """Methods from number `start` to `size`, with their cards and records, in bulk."""
    from django.db import connection, transaction

    from neighbourhoods import current

    with transaction.atomic():
        for begin in range(start, size, BATCH):
            add_methods(range(begin, min(begin + BATCH, size)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # as its own housekeeping does after a while
            cursor.execute("ANALYZE")
    current.forget_everything()


def add_methods(numbers):
    from django.db import connection
    from django.db.models.sql import InsertQuery
    from wagtail.models import Locale, Page

    from neighbourhoods.bench import seed
    from neighbourhoods.models import Record
    from plugins.methods import cards, choices
    from plugins.methods.models import Card, MethodPage

    parent, locale, neighbourhood = library(), Locale.objects.get(language_code="fi"), first_record()
    place = seed.last_step(parent)
    rows = [
        seed.page_row(MethodPage, parent, place + at, f"Menetelmä {number}", f"menetelma-{number}", locale, UUID(int=number + 1))
        for at, number in enumerate(numbers, 1)
    ]
    Page.objects.bulk_create(rows)
    words = {"lead": "Yksi pöytä, monta porrasta.", "when_not": "Kun sataa.", "smallest_start": "Yksi tuoli.", "steps": "[]"}
    pages = [MethodPage(page_ptr_id=row.pk, **words, **numbers_of(number)) for row, number in zip(rows, numbers, strict=True)]
    # Django's bulk_create refuses tables that extend another
    query = InsertQuery(MethodPage)
    query.insert_values(MethodPage._meta.local_concrete_fields, pages, raw=True)
    query.get_compiler(connection=connection).execute_sql()
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(rows))
    made, kept = [], []
    for row, page in zip(rows, pages, strict=True):
        record = cards.record_id(row.translation_key)
        days = {"published_at": row.first_published_at, "changed_at": row.first_published_at}
        fields = {"key": row.translation_key, "record_id": record, "is_open": True, "marks": choices.marks(page)}
        made.append(Card(**fields, **days, neighbourhood_id=neighbourhood.pk))
        names = {"plugin": cards.PLUGIN, "kind": cards.KIND, "key": str(row.translation_key), "titles": {"fi": row.title}}
        kept.append(Record(id=record, is_page=True, neighbourhood_id=neighbourhood.pk, **names))
    Card.unscoped.bulk_create(made)
    Record.objects.bulk_create(kept, ignore_conflicts=True)


def read(path, contains):
    """{"queries", "seconds"} of a GET: the third one's queries, the least time of many."""
    from django.db import connection
    from django.test import Client

    from neighbourhoods.bench.measure import fetch

    host = f"{first_record().slug}.localhost"
    for _time in range(2):
        fetch(host, path, contains)
    queries = len(fetch(host, path, contains))
    # SQLite works in this process: what else the machine does meanwhile does not count
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    client, found = Client(headers={"host": host}), []
    for _round in range(ROUNDS):
        began = clock()
        client.get(path)
        found.append(clock() - began)
    return {"queries": queries, "seconds": min(found)}


def path_queries():
    """Queries of the whole path of a method from which so many others were made, one of the other."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods import trail
    from neighbourhoods.models import Record, TrailStep
    from plugins.methods import cards

    neighbourhood = first_record()
    ids = [cards.record_id(UUID(int=number + 1)) for number in range(LINKS + 1)]
    have = Record.objects.filter(pk__in=ids).count()
    if have <= LINKS // 2:
        raise RuntimeError(f"Only {have} records for a path of {LINKS} links.")
    TrailStep.objects.bulk_create(
        TrailStep(source=source, target=target, kind="adopted", neighbourhood_id=neighbourhood.pk)
        for source, target in zip(ids, ids[1:], strict=False)
    )
    trail.of(ids[LINKS // 2], "fi")
    with CaptureQueriesContext(connection) as found:
        trail.of(ids[LINKS // 2], "fi")
    return len(found.captured_queries)


def deck():
    """{"megabytes", "seconds", "bytes"} that a deck of the methods that ship takes beside the site itself; None without Pango."""
    from django.template.loader import render_to_string
    from django.utils import translation

    from plugins.methods.printing import deck as cards
    from plugins.methods.printing import drawing

    if not drawing.can_draw():
        return None
    with translation.override("fi"):
        papers = shipped_papers()
        context = {"sheets": cards.sheets(papers), "title": "Kortit", "language": "fi", "direction": "ltr"}
        html = render_to_string("methods/printing/cards_document.html", context)
        before, began = peak(), time.process_time()
        made = drawing.laid_out(html).write_pdf()
    return {"megabytes": peak() - before, "seconds": time.process_time() - began, "bytes": len(made)}


def shipped_papers():
    """CARDS Papers of the methods that ship, without a database."""
    from types import SimpleNamespace

    from plugins.methods import library as files
    from plugins.methods.models.pages import NUMBERS
    from plugins.methods.printing.paper import on_paper
    from plugins.methods.texts import PLAIN

    place, papers = SimpleNamespace(root_url="https://lintumaki.example.org", name="Lintumäki"), []
    for number, versions in enumerate(list(files.shipped().values())[:CARDS], 1):
        written = versions[files.SOURCE]
        words = {name: written.words.get(name, "") for name in PLAIN} | {name: written.numbers.get(name) for name in NUMBERS}
        steps = [{"text": step} for step in written.steps]
        page = SimpleNamespace(title=written.title, lead=written.lead, step_values=lambda steps=steps: steps, **words)
        version = SimpleNamespace(page=page, language="fi", direction="ltr", url=f"/fi/menetelmat/{written.slug}/")
        papers.append(on_paper(place, version, SimpleNamespace(pk=number, record_id=number, version=1)))
    return papers


def peak():
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=["measure", "deck"])
    parser.add_argument("--sizes", type=int, nargs=2, default=QUICK_SIZES, metavar="METHODS")
    options = parser.parse_args()
    import django

    django.setup()
    print(json.dumps(measure(options.sizes) if options.step == "measure" else deck()))


if __name__ == "__main__":
    main()
