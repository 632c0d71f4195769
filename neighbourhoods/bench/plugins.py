"""What plugins cost a page: nothing while they are off, one query for each section of a home page, nothing for menu and feeds.

`python -m neighbourhoods.bench.plugins --database-url URL --on 0 3 6 --json` measures in one database, with the plugins of
PIHAPIIRI_PLUGINS; `manage.py bench plugins` makes both, prints a table and judges.
"""

import argparse
import json
import os

from neighbourhoods.bench import apart, services

NAME = "plugins"
LABELS = tuple(f"bench_{word}" for word in ("apple", "birch", "cloud", "daisy", "ember", "fjord"))
ON = (0, 3, 6)
NONE = "none installed"
HOME, SWEDISH, INFO = "home page", "home page in Swedish", "page of information"
KINDS = {HOME: "/fi/", SWEDISH: "/sv/", INFO: "/fi/tietoa/"}
# Queries of a warm request: of a home page without a section, and of one with three.
FRAME = 3
MOST = 8
STATES = ("cold", "warm")

# The scaffold has no feed, and the addresses of feeds stand on every page.
FEED = """
    def feeds(self):
        from neighbourhoods.plugin import Feed

        return [Feed("csv", self.verbose_name, build=lambda neighbourhood, language: b"", content_type="text/csv")]
"""


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        found = measured_apart(kind)
        print(table(kind, found))
        failed += [limit for limit in judge(found) if limit not in failed]
    return failed


def measured_apart(kind):
    """{NONE or number of plugins that are on: {kind of page: {"cold" or "warm": queries}}}"""
    with apart.folder() as folder, apart.database(kind) as (url, environment):
        make_plugins(folder)
        environment.pop("PIHAPIIRI_PLUGINS", None)
        arguments = ["--database-url", url, "--json", "--on"]
        found = apart.ask(f"{__package__}.plugins", [*arguments, "0"], environment)
        found = {NONE: found["0"]}
        environment["PIHAPIIRI_PLUGINS"] = str(folder)
        printed = apart.ask(f"{__package__}.plugins", [*arguments, *map(str, ON)], environment)
    # JSON knows no numbers as keys
    return found | {int(number): kinds for number, kinds in printed.items()}


def make_plugins(folder):
    from neighbourhoods import new_plugin

    for label in LABELS:
        new_plugin.make(folder / label, label)
        with open(folder / label / "plugin.py", "a", encoding="utf-8") as file:
            file.write(FEED)


def judge(found):
    """The limits that did not hold, as "limit, value"."""
    failed = []

    def hold(what, most, value):
        if value > most:
            failed.append(f"{what} at most {most}, {value}")

    for kind in KINDS:
        for state in STATES:
            what = f"{state} queries of the {kind} with {len(LABELS)} plugins installed and off"
            hold(what, found[NONE][kind][state], found[0][kind][state])
    for kind in (HOME, SWEDISH):
        bare = found[0][kind]["warm"]
        hold(f"warm queries of the {kind} without plugins", FRAME, bare)
        hold(f"warm queries of the {kind} with {ON[1]} plugins on", MOST, found[ON[1]][kind]["warm"])
        for number in ON[1:]:
            hold(f"warm queries of the {kind} with {number} sections", bare + number, found[number][kind]["warm"])
    for number in ON[1:]:
        # menu and addresses of feeds
        hold(f"warm queries of the {INFO} with {number} plugins on", found[0][INFO]["warm"], found[number][INFO]["warm"])
    return failed


def table(kind, found):
    columns = [(state, f"{state} on" if isinstance(state, int) else state) for state in found]
    width = max(len(kind_of_page) for kind_of_page in KINDS) + len(", queries cold")
    lines = [f"{kind:<{width}}" + "".join(f"{title:>16}" for _state, title in columns)]
    for page in KINDS:
        for state in STATES:
            values = "".join(f"{found[number][page][state]:>16}" for number, _title in columns)
            lines.append(f"{f'{page}, queries {state}':<{width}}{values}")
    return "\n".join(lines) + "\n"


def measure(numbers):
    """{number of plugins that are on: {kind of page: {"cold" or "warm": queries}}}; fills this process's database."""
    from neighbourhoods.bench import measure as measuring
    from neighbourhoods.bench import seed
    from neighbourhoods.models import Neighbourhood

    migrate()
    if not Neighbourhood.objects.exists():
        seed.first()
    found = {}
    with measuring.always_asking():
        for number in numbers:
            switch_on(LABELS[:number])
            host, found[number] = f"{seed.slug_of(0)}.localhost", {}
            for kind, path in KINDS.items():
                check(host, path, kind, number)
                cold, warm = measuring.cold_and_warm(host, path)
                found[number][kind] = {"cold": len(cold), "warm": len(warm)}
    return found


def migrate():
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def switch_on(labels):
    """The tables of the one neighbourhood's file, its `apply`, and something to show in each section."""
    from django.conf import settings

    from neighbourhoods import current, registry
    from neighbourhoods.bench import seed
    from neighbourhoods.config.apply import apply_all

    text = seed.FIRST_FILE.format(name=seed.name_of(0), slug=seed.slug_of(0))
    text += "".join(f"[plugins.{label}]\n" for label in labels)
    (settings.SITES_FOLDER / f"{seed.slug_of(0)}.toml").write_text(text, encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    current.forget_everything()
    with current.activate(current.by_slug(seed.slug_of(0))) as record:
        for label in labels:
            registry.get(label).demo(record)


def check(host, path, kind, number):
    """What is counted must be there: each plugin in the menu and among the feeds, and its section on a home page."""
    from django.test import Client

    from neighbourhoods import registry

    response = Client(headers={"host": host}).get(path)
    html = response.content.decode()
    for label in LABELS[:number]:
        wanted = [f"feeds/{label}.csv", f"{label.replace('_', '-')}-lista"] + ([f'id="{label}-newest"'] if kind != INFO else [])
        if lacking := [piece for piece in wanted if piece not in html]:
            raise RuntimeError(f"{host}{path} answered {response.status_code} and lacks {lacking[0]} of {registry.get(label)}.")
    if response.status_code != 200:
        raise RuntimeError(f"{host}{path} answered {response.status_code}.")


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="a database of its own, which is filled")
    parser.add_argument("--on", type=int, nargs="+", default=ON, help="how many of the plugins are on, growing")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure(options.on)
    print(json.dumps(found) if options.json else found)


if __name__ == "__main__":
    main()
