"""What each kind of page costs a reader and the server: queries, bytes, requests; the same with 200 more pages.

`python -m neighbourhoods.bench.pages --database-url URL --json` measures in one database and prints JSON;
`manage.py bench pages` gives it the databases, prints a table and judges.
"""

import argparse
import gzip
import json
import os
import re

from neighbourhoods.bench import apart, services

NAME = "pages"
HOME, INFO = "home page", "info page"
# {kind: (path on the host of a neighbourhood, or None for the portal's), a piece of its text)}
KINDS = {
    HOME: ("lintumaki", "/fi/", "Lintumäki"),
    "home page as a fallback": ("lintumaki", "/en/", "Lintumäki"),
    INFO: ("lintumaki", "/fi/mukaan/", "Tule mukaan"),
    "info page with a picture and links": ("lintumaki", "/fi/tietoa/", "Tietoa alueesta"),
    "contacts and rooms": ("lintumaki", "/fi/yhteystiedot/", "Kerhohuone"),
    "page with every kind of block": ("lintumaki", "/fi/kaikki/", "Kaikki palikat"),
    "accessibility statement": ("lintumaki", "/fi/saavutettavuus/", "WCAG"),
    "privacy notice": ("lintumaki", "/fi/tietosuoja/", "asukasyhdistys"),
    "feedback form": ("lintumaki", "/fi/saavutettavuus/palaute/", "<form"),
    "search": ("lintumaki", "/fi/etsi/?q=kerhohuone", "Keneltä voi kysyä"),
    "page not found": ("lintumaki", "/fi/ei-ole/", "Lintumäki"),
    "portal": (None, "/fi/", "Partti"),
}
STATUS = {"page not found": 404}
MOST_QUERIES = {HOME: 8, INFO: 6}
MOST_BYTES = {HOME: 14_000}  # HTML and CSS of a first view, compressed
MOST_REQUESTS = 2  # before anything can be read: the page and its style
MORE_PAGES = 200
COLUMNS = ("queries", "queries with more", "bytes", "requests", "scripts")


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        with apart.database(kind) as (url, environment):
            found = apart.ask("neighbourhoods.bench.pages", ["--database-url", url, "--json"], environment)
        print(table(kind, found))
        failed += [limit for limit in judge(found) if limit not in failed]
    return failed


def judge(found):
    """The limits that did not hold; `found` is {kind: {column: number}}."""
    failed = []
    for kind, numbers in found.items():
        if numbers["queries"] > MOST_QUERIES.get(kind, 99):
            failed.append(f"queries of the {kind} at most {MOST_QUERIES[kind]}, {numbers['queries']}")
        if numbers["bytes"] > MOST_BYTES.get(kind, 99_000):
            failed.append(f"bytes of the {kind} at most {MOST_BYTES.get(kind, 99_000)}, {numbers['bytes']}")
        if numbers["queries with more"] != numbers["queries"]:
            failed.append(f"queries of the {kind} with {MORE_PAGES} more pages {numbers['queries']}, {numbers['queries with more']}")
        if numbers["requests"] > MOST_REQUESTS:
            failed.append(f"requests of the {kind} before it can be read at most {MOST_REQUESTS}, {numbers['requests']}")
        if numbers["scripts"]:
            failed.append(f"scripts that the {kind} waits for 0, {numbers['scripts']}")
    return failed


def table(kind, found):
    width = max(len(name) for name in found)
    lines = [f"{kind:<{width}}" + "".join(f"{column:>20}" for column in COLUMNS)]
    lines += [f"{name:<{width}}" + "".join(f"{numbers[column]:>20,}" for column in COLUMNS) for name, numbers in found.items()]
    return "\n".join(lines) + "\n"


def measure():
    """{kind: {column: number}}; fills this process's database with the neighbourhoods and examples that ship."""
    from neighbourhoods.bench import measure as measuring

    prepare()
    found = {}
    with measuring.always_asking():
        for kind in KINDS:
            found[kind] = weigh(kind) | {"queries": queries(kind)}
        add_pages(MORE_PAGES)
        for kind in KINDS:
            found[kind]["queries with more"] = queries(kind)
    return found


def prepare():
    from django.core.management import call_command

    from neighbourhoods import demo, paths
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.models import Image
    from neighbourhoods.pictures import make_renditions

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.test import override_settings

    with override_settings(SITES_FOLDER=paths.ROOT / "sites"):
        result = apply_all()
    if result.errors:
        raise RuntimeError(str(result.errors[0]))
    demo.load_once()
    for pk in Image.objects.values_list("pk", flat=True):
        make_renditions(pk)
    add_page_with_everything()


def add_page_with_everything():
    from django.core.files.base import ContentFile

    from neighbourhoods.models import Document, HomePage, Image, InfoPage

    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    page, image = InfoPage.objects.child_of(home).first(), Image.objects.first()
    document = Document.objects.create(title="Kokous", file=ContentFile(b"%PDF-1.4", name="kokous.pdf"), collection=image.collection)
    link = {"page": page.pk, "url": "", "text": ""}
    picture = {"image": {"image": image.pk, "alt_text": "Piha", "decorative": False}, "caption": "Piha"}
    blocks = [
        ("heading", "Otsikko"),
        ("text", f'<p><a linktype="page" id="{page.pk}">Sivu</a></p>'),
        ("picture", picture),
        ("picture", picture),
        ("quote", {"text": "Hyvä piha.", "who": "Asukas"}),
        ("links", {"title": "Linkit", "links": [{"type": "item", "id": str(n), "value": link} for n in range(5)]}),
        ("contact", {"title": "", "contact": ""}),
        ("rooms", {"title": ""}),
        ("action", {"title": "Tule", "text": "", "button": "Tule mukaan", "page": page.pk, "url": ""}),
        ("file", {"document": document.pk, "title": "Kokous"}),
        ("video", {"title": "Video", "url": "https://example.org/v"}),
    ]
    body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    made = home.add_child(instance=InfoPage(title="Kaikki palikat", slug="kaikki", locale=home.locale, body=body))
    made.save_revision().publish()


def add_pages(number):
    from neighbourhoods.models import HomePage, InfoPage

    home = HomePage.objects.get(url_path="/lintumaki/fi/")
    for count in range(number):
        home.add_child(instance=InfoPage(title=f"Sivu {count}", slug=f"sivu-{count}", locale=home.locale))


def request(kind, path=None):
    from django.test import Client

    slug, own, contains = KINDS[kind]
    response = Client(headers={"host": f"{slug}.localhost" if slug else "localhost"}).get(path or own)
    if path is None and (response.status_code != STATUS.get(kind, 200) or contains not in response.content.decode()):
        raise RuntimeError(f"{kind}: {own} answered {response.status_code} and should have shown “{contains}”.")
    return response


def queries(kind):
    """Queries of the third request, the numbers of the records asked for each time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods.bench.measure import forget

    forget()
    request(kind)
    request(kind)
    with CaptureQueriesContext(connection) as found:
        request(kind)
    return len(found)


def weigh(kind):
    """{"bytes", "requests", "scripts"} of a first view; style and page compressed as a proxy does."""
    html = request(kind).content
    styles = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', html)
    weight = len(gzip.compress(html))
    for address in styles:
        weight += len(gzip.compress(request(kind, address.decode().replace("&amp;", "&")).content))
    scripts = [tag for tag in re.findall(rb"<script[^>]*>", html) if b"defer" not in tag and b"ld+json" not in tag]
    return {"bytes": weight, "requests": 1 + len(styles) + len(scripts), "scripts": len(scripts)}


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty database, which is filled")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure()
    print(json.dumps(found) if options.json else table(options.database_url.partition(":")[0], found))


if __name__ == "__main__":
    main()
