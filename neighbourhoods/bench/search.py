"""The search: whether it finds what is meant, the same on both databases, and what it costs with 50,000 pages.

`python -m neighbourhoods.bench.search --database-url URL --json` measures in one database and prints JSON;
`manage.py bench search` gives it the databases, prints a table and judges.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from neighbourhoods.bench import apart, services

NAME = "search"
# pages of a small and of a large neighbourhood, and over how many neighbourhoods as many are spread
SIZES, QUICK_SIZES = (500, 50_000, 100), (200, 2_000, 10)
ROUNDS, QUICK_ROUNDS = 7, 3
LEAST_PAIRS, FIRST = 60, 5
MOST_RATIO, MOST_MEGABYTES, MOST_MORE_QUERIES, MOST_HOSTILE = 1.5, 80, 2, 3
HOSTILE = {
    "a quotation mark": '"',
    "a star": "*",
    "NEAR(": "NEAR(",
    "operators": "a AND OR NOT ( * : ^ | & !",
    "10,000 letters": "a" * 10_000,
    "100 short words": "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 4,
    "small words alone": "ja on että se ei hän ne",
    "emoji": "💥🏡💥",
    "mixed directions": "سوق \u202eabc\u202c סוק kirppis",
    "accents": "a" + "\u0301" * 99,
    "signs of HTML": "<" * 100,
}
ENGINES = "import snowballstemmer, simplemma, marisa_trie"


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed, sets = [], {}
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind, quick)
        print(table(kind, found))
        sets[kind] = found["sets"]
        failed += [f"{limit} on {kind}, {value}" for limit, value in judge(found)]
    return failed + differences(sets)


def measured_apart(kind, quick):
    with apart.database(kind) as (url, environment):
        from neighbourhoods.search import dictionaries

        # made once, for this and for the install
        environment["PIHAPIIRI_DICTIONARIES"] = str(dictionaries.folder())
        return apart.ask(f"{__package__}.search", ["--database-url", url, "--json", *(["--quick"] if quick else [])], environment)


def judge(found):
    """[(limit, value)] of those that did not hold."""
    failed = []
    if found["number of pairs"] < LEAST_PAIRS:
        failed.append((f"at least {LEAST_PAIRS} pairs", found["number of pairs"]))
    if found["missed"]:
        failed.append((f"the wanted page among the first {FIRST}", "not for " + ", ".join(found["missed"])))
    for what, (small, large) in found["queries"].items():
        if small != large:
            failed.append((f"as many queries with more pages, {what}", f"{small} and {large}"))
    for what, ratio in found["ratios"].items():
        if ratio > MOST_RATIO:
            failed.append((f"time at most {MOST_RATIO} times, {what}", f"{ratio:.2f}"))
    if found["megabytes"] > MOST_MEGABYTES:
        failed.append((f"at most {MOST_MEGABYTES} MB more in a process", f"{found['megabytes']:.0f}"))
    if found["fallback"] > MOST_MORE_QUERIES:
        failed.append((f"at most {MOST_MORE_QUERIES} queries more through the fallback chain", found["fallback"]))
    for what, times in found["hostile"].items():
        if times > MOST_HOSTILE:
            failed.append((f"at most {MOST_HOSTILE} times a usual search, {what}", f"{times:.1f}"))
    return failed


def differences(sets):
    """What one database finds and another does not, at the first pair where they differ."""
    if len(sets) < 2:
        return []
    one, other = sets.values()
    return [f"the same pages on both databases, not for {query}" for query in one if sorted(one[query]) != sorted(other[query])][:3]


def table(kind, found):
    pairs = found["number of pairs"]
    lines = [
        (f"{kind}: pairs found among the first {FIRST}", f"{pairs - len(found['missed'])} of {pairs}"),
        ("the same by Wagtail's own search (guidance)", f"{found['by Wagtail']} of {pairs}"),
        *((f"queries with few and with many pages, {what}", " and ".join(map(str, counts))) for what, counts in found["queries"].items()),
        *((f"times as long, {what}", f"{ratio:.2f}") for what, ratio in found["ratios"].items()),
        ("a usual search, ms", f"{found['usual']:.1f}"),
        ("more memory in a process, MB", f"{found['megabytes']:.0f}"),
        ("more queries through the fallback chain", str(found["fallback"])),
        *((f"times a usual search, {what}", f"{times:.1f}") for what, times in found["hostile"].items()),
        ("kept of a page, bytes (guidance)", f"{found['bytes of a page']:,.0f}"),
        ("pages made and indexed in, seconds (guidance)", f"{found['seconds']:.0f}"),
    ]
    width = max(len(name) for name, _value in lines)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in lines) + "\n"


def measure(quick):
    from neighbourhoods.bench import measure, search_ground, seed
    from neighbourhoods.search import dictionaries

    small, large, places = QUICK_SIZES if quick else SIZES
    rounds = QUICK_ROUNDS if quick else ROUNDS
    said = []
    if not dictionaries.build(say=lambda line: said.append(str(line))):
        raise RuntimeError(said[-1])
    seed.first()
    # before the many: `apply` takes those for removed that have no file
    search_ground.make_neighbourhood(search_ground.PAIRS, search_ground.LANGUAGES)
    search_ground.make_neighbourhood(search_ground.LARGE, ["fi", "sv"])
    found = {"megabytes": memory(), **measure_pairs()}
    first, *others = range(3, 3 + places)
    seed.grow(3 + places)
    own, big = f"{seed.slug_of(first)}.localhost", f"{search_ground.LARGE}.localhost"
    search_ground.add_pages(seed.slug_of(first), small)
    analyse()
    began = time.monotonic()
    queries = questions()
    before = {host: in_home_pages(host, queries, rounds) for host in (own, "localhost")}
    counts = {host: count(host, queries) for host in before}
    for number in others:
        search_ground.add_pages(seed.slug_of(number), large // places)
    analyse()
    everywhere, asked_everywhere = in_home_pages("localhost", queries, rounds), count("localhost", queries)
    search_ground.add_pages(search_ground.LARGE, large)
    analyse()
    found["seconds"] = time.monotonic() - began
    found["bytes of a page"] = bytes_of_a_page()
    here, there = interleaved((own, big), queries, rounds)
    found["queries"] = {
        "in one neighbourhood": (counts[own], count(big, queries)),
        "beside others": (counts[own], count(own, queries)),
        "portal": (counts["localhost"], asked_everywhere),
    }
    found["ratios"] = {
        f"{large:,} pages in one neighbourhood against {small}": sum(there) / sum(here),
        f"{small} pages beside {large:,} of others": in_home_pages(own, queries, rounds) / before[own],
        f"portal, {large:,} pages in {places} neighbourhoods against {small} in one": everywhere / before["localhost"],
    }
    found["usual"] = statistics.median(there) * 1000
    found["hostile"] = hostile(big, queries, rounds)
    found["fallback"] = fallback(measure, seed, own)
    return found


def measure_pairs():
    """Each query with the page that is wanted, and what Wagtail's own search finds of them."""
    from django.utils import translation
    from wagtail.models import Page

    from neighbourhoods import current
    from neighbourhoods.bench import search_ground
    from neighbourhoods.search import finding
    from neighbourhoods.search.places import Own

    cases = search_ground.read_pairs()
    keys = search_ground.add_documents(cases["document"])
    by_title = {Page.objects.get(pk=pk).title: key for pk, key in keys.items()}
    record, missed, sets, by_wagtail = current.by_slug(search_ground.PAIRS), [], {}, 0
    for pair in cases["pair"]:
        language = pair["language"] if pair["language"] in record.codes else pair["language"].split("-")[0]
        with current.activate(record), translation.override(language):
            hits = [by_title.get(hit.title) for hit in finding.find(Own(record, language), pair["query"]).hits]
        wanted = pair["want"] if isinstance(pair["want"], list) else [pair["want"]]
        if not set(wanted) <= set(hits[:FIRST]):
            missed.append(f"{pair['query']} ({language})")
        sets[f"{pair['query']} ({language})"] = [hit for hit in hits if hit]
        raw = [keys.get(page.pk) for page in record.pages().search(pair["query"])[:FIRST]]
        by_wagtail += set(wanted) <= set(raw)
    return {"number of pairs": len(cases["pair"]), "missed": missed, "sets": sets, "by Wagtail": by_wagtail}


def questions():
    """What people search for: common and less common words, alone and together, declined; one that nobody has written."""
    from neighbourhoods.bench import search_ground

    words, _weights = search_ground.vocabulary()
    return [
        words[0],
        f"{words[5]}ssa",
        words[12],
        words[25],
        f"{words[2]} {words[8]}lla",
        f"{words[1]} {words[4]} {words[15]}n",
        f"{words[60]} ja {words[3]}",
        "xyzzyxyz",
    ]


def usual_path(queries):
    """One that finds a lot, whatever the size, and one that finds nothing: others may find nothing with few pages alone."""
    return [queries[0], queries[-1]]


def address(query):
    from django.utils.http import urlencode

    return "/fi/etsi/?" + urlencode({"q": query})


def clock():
    """Seconds: of this process's own time on SQLite, which works in it, so that nothing else on the machine counts."""
    from django.db import connection

    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def get(host, query):
    """The seconds of one search."""
    from django.test import Client

    client = Client(headers={"host": host})
    began = clock()
    answer = client.get(address(query))
    spent = clock() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{host} answered {answer.status_code} to {query[:40]!r}.")
    return spent


def in_home_pages(host, queries, rounds):
    """How long these searches take, measured in home pages, whose cost does not depend on how many pages there are.

    The two take turns, and the middle one of the rounds counts: a machine that is faster or slower for a while changes neither.
    """
    from neighbourhoods.bench import measure, search_ground

    def home():
        began = clock()
        measure.fetch(f"{search_ground.PAIRS}.localhost", "/fi/")
        return clock() - began

    def one_round():
        pairs = [(get(host, query), home()) for query in queries]
        return sum(search for search, _home in pairs) / sum(own for _search, own in pairs)

    # the first one warms up
    return statistics.median([one_round() for _round in range(rounds * 3 + 1)][1:])


def interleaved(hosts, queries, rounds):
    """For each host the least seconds of each query, measured in turns: what slows the machine down slows all of them."""
    best = [[float("inf")] * len(queries) for _host in hosts]
    for _round in range(rounds + 1):
        for number, query in enumerate(queries):
            for place, host in enumerate(hosts):
                best[place][number] = min(best[place][number], get(host, query))
    return best


def count(host, queries):
    """The most queries that one of these takes, in a process that knows the neighbourhood."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def once(query):
        with CaptureQueriesContext(connection) as asked:
            get(host, query)
        return len(asked)

    # the least of three: now and then one asks whether the neighbourhood is still as it was
    counts = [min(once(query) for _round in range(3)) for query in usual_path(queries)]
    return max(counts)


def hostile(host, queries, rounds):
    """{what: how many times a usual search it takes}."""
    usual = statistics.median(min(get(host, query) for _round in range(rounds)) for query in queries)
    return {what: min(get(host, typed) for _round in range(rounds)) / usual for what, typed in HOSTILE.items()}


def fallback(measure, seed, host):
    """How many queries more a page takes that is shown in place of a missing translation."""
    path = seed.FINNISH_ONLY["slug"]
    direct = measure.cold_and_warm(host, f"/fi/{path}/", seed.FINNISH_ONLY["title"])[1]
    return len(measure.cold_and_warm(host, f"/sv/{path}/", seed.FINNISH_ONLY["title"])[1]) - len(direct)


def resident():
    """Megabytes of memory of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory():
    """Megabytes that the search adds to a process that serves pages: its engines, and all that it loads to answer in every language."""
    from django.test import Client

    from neighbourhoods.bench import search_ground, seed
    from neighbourhoods.search import tokens

    host = f"{seed.slug_of(0)}.localhost"
    for path in ("/fi/", "/sv/"):
        Client(headers={"host": host}).get(path)
    before = resident()
    cases = search_ground.read_pairs()
    for pair in cases["pair"]:
        get(host, pair["query"])
        for language in search_ground.LANGUAGES:
            tokens.forms(pair["query"], language)
    added = resident() - before
    code = f"from neighbourhoods.bench.search import resident as r; a = r(); {ENGINES}; print(r() - a)"
    return added + float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def analyse():
    """As PostgreSQL does by itself after a while, and SQLite at none."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def bytes_of_a_page():
    """What the search keeps, tables and indexes, for one page."""
    from django.db import connection

    from neighbourhoods.models import SearchEntry
    from neighbourhoods.search import store

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s) + pg_total_relation_size(%s)", [store.TABLE, store.INDEX])
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE %s OR name LIKE %s", [f"{store.TABLE}%", f"{store.INDEX}%"])
        (size,) = cursor.fetchone()
    return (size or 0) / SearchEntry.objects.count()


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty database, which is filled")
    parser.add_argument("--quick", action="store_true", help="small sizes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure(options.quick)
    print(json.dumps(found) if options.json else table(options.database_url.partition(":")[0], found))


if __name__ == "__main__":
    main()
