"""What a home page costs with 10, 100 and 1,000 neighbourhoods: the same, and little.

`python -m neighbourhoods.bench.home --database-url URL --json` measures in one database and prints JSON;
`manage.py bench home` gives it the databases, prints a table and judges.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass, field

from neighbourhoods.bench import apart, services

NAME = "home"
SIZES, QUICK_SIZES = (10, 100, 1000), (10, 100)
# Queries of one home page, in the worst of the cases below.
MOST = {"cold": 25, "warm": 15}
HOMES = ("home page", "home page in Swedish", "home page as a fallback", "home page in the middle")
GUIDANCE = ("page of information", "page as a fallback", "list of the portal")
AFTER = "home page after another was published"
# Equal at every size: what one neighbourhood keeps in memory and in caches holds nothing of the others.
BYTES = ("bytes of a record", "bytes kept by a home page")


@dataclass
class Measurement:
    """What one database gave. `counts` is {size: {what: {"cold" or "warm": queries}}}, `sizes` {size: {what: bytes}}.

    `sql` is {what: {"cold" or "warm": statements}} at the largest size, `times` {"constant" or "page": µs of processor time}.
    """

    counts: dict
    sizes: dict
    seconds: dict
    times: dict
    sql: dict = field(default_factory=dict)


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind, QUICK_SIZES if quick else SIZES)
        print(table(kind, found))
        broken = judge(found)
        if broken:
            print_statements(found)
        failed += [limit for limit in broken if limit not in failed]
    return failed


def measured_apart(kind, sizes):
    with apart.database(kind) as (url, environment):
        arguments = ["--database-url", url, "--json", "--sizes", *(str(size) for size in sizes)]
        printed = apart.ask("neighbourhoods.bench.home", arguments, environment)
    # JSON knows no numbers as keys
    for name in ("counts", "sizes", "seconds"):
        printed[name] = {int(size): value for size, value in printed[name].items()}
    return Measurement(**printed)


def judge(found):
    """The limits that did not hold, as "limit, value", the gravest first."""
    failed = []
    series = {
        (what, state): [counts[what][state] for counts in found.counts.values()]
        for what in (*HOMES, AFTER)
        for state in MOST
        if all(state in counts.get(what, {}) for counts in found.counts.values())
    }
    for state, most in MOST.items():
        worst = max(max(numbers) for (_what, own), numbers in series.items() if own == state)
        if worst > most:
            failed.append(f"{state} queries at most {most}, {worst}")
    sizes = ", ".join(str(size) for size in found.counts)
    for (what, state), numbers in series.items():
        if len(set(numbers)) > 1:
            failed.append(f"{state} queries of the {what} equal with {sizes} neighbourhoods, {' '.join(map(str, numbers))}")
    for size, counts in found.counts.items():
        usual, after = counts[HOMES[0]]["warm"], counts[AFTER]["warm"]
        if after != usual:
            failed.append(f"warm queries after another was published {usual} with {size} neighbourhoods, {after}")
    for what in BYTES:
        numbers = [values[what] for values in found.sizes.values()]
        if len(set(numbers)) > 1:
            failed.append(f"{what} equal with {sizes} neighbourhoods, {' '.join(map(str, numbers))}")
    return failed


def table(kind, found):
    """The numbers as plain text, one column per size."""
    lines = [(kind, *(f"{size:,}" for size in found.counts))]
    largest = next(reversed(found.counts.values()))
    for what in largest:
        for state in largest[what]:
            lines.append((f"{what}, queries {state}", *(str(counts[what][state]) for counts in found.counts.values())))
    for what in BYTES:
        lines.append((what, *(str(values[what]) for values in found.sizes.values())))
    lines.append(("made in, seconds", *(f"{seconds:.1f}" for seconds in found.seconds.values())))
    width = max(len(line[0]) for line in lines)
    rows = [f"{name:<{width}}" + "".join(f"{value:>8}" for value in values) for name, *values in lines]
    constant, page = found.times["constant"], found.times["page"]
    rows.append(f"processor time: home page {page:,.0f} µs, constant view {constant:,.0f} µs, ratio {page / constant:.1f} (guidance)")
    return "\n".join(rows) + "\n"


def print_statements(found):
    for what, states in found.sql.items():
        for state, statements in states.items():
            print(f"{what}, {state}:")
            for statement in statements:
                print("  ", statement[:300])


def measure(sizes):
    """Grows this process's database through `sizes` and measures at each; returns a Measurement."""
    from neighbourhoods.bench import measure, seed

    found = Measurement(counts={}, sizes={}, seconds={}, times={})
    seed.first()
    for size in sizes:
        began = time.monotonic()
        seed.grow(size)
        found.seconds[size] = round(time.monotonic() - began, 1)
        if problems := seed.problems():
            raise RuntimeError("The tree is not sound. " + "; ".join(problems))
        host = f"{seed.slug_of(1)}.localhost"
        with measure.always_asking():
            counts, sql = count_queries(size)
        found.counts[size] = counts
        found.sql = {HOMES[0]: sql}
        found.sizes[size] = dict(zip(BYTES, (measure.record_bytes(seed.slug_of(1)), measure.kept_bytes(host, "/fi/")), strict=True))
    found.times = measure.processor_times(host, "/fi/")
    return found


def count_queries(size):
    """({what: {"cold" or "warm": number}}, {"cold" or "warm": SQL of the home page}) with `size` neighbourhoods."""
    from neighbourhoods.bench import measure, seed
    from neighbourhoods.models import HomePage

    def address(number):
        return f"{seed.slug_of(number)}.localhost"

    fallback, middle, other = 2, size // 2, size - 1
    HomePage.objects.filter(url_path=f"/{seed.slug_of(fallback)}/sv/").update(is_translated=False)
    requests = {
        HOMES[0]: (address(1), "/fi/", seed.name_of(1)),
        HOMES[1]: (address(1), "/sv/", seed.name_of(1)),
        HOMES[2]: (address(fallback), "/sv/", seed.name_of(fallback)),
        HOMES[3]: (address(middle), "/fi/", seed.name_of(middle)),
        GUIDANCE[0]: (address(1), f"/fi/{seed.INFO['slug']}/", seed.INFO["title"]),
        GUIDANCE[1]: (address(1), f"/sv/{seed.FINNISH_ONLY['slug']}/", seed.FINNISH_ONLY["title"]),
        GUIDANCE[2]: ("localhost", "/fi/", seed.name_of(1)),
    }
    measured = {what: measure.cold_and_warm(*request) for what, request in requests.items()}
    counts = {what: {"cold": len(cold), "warm": len(warm)} for what, (cold, warm) in measured.items()}
    host, path, name = requests[HOMES[0]]
    measure.fetch(host, path, name)
    page = HomePage.objects.get(url_path=f"/{seed.slug_of(other)}/fi/")
    page.lead = f"Talkoot lauantaina, {size}."
    page.save()
    page.save_revision().publish()
    counts[AFTER] = {"warm": len(measure.fetch(host, path, name))}
    cold, warm = measured[HOMES[0]]
    return counts, {"cold": cold, "warm": warm}


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty database, which is filled")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of neighbourhoods, growing")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure(options.sizes)
    print(json.dumps(vars(found)) if options.json else table(options.database_url.partition(":")[0], found))


if __name__ == "__main__":
    main()
