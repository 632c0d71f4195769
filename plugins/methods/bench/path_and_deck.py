"""A path of two hundred links, and a deck of twelve cards: what they cost, for the benchmark in `library`.

`python -m plugins.methods.bench.path_and_deck` measures a deck in a process of its own, and prints JSON.
"""

import json
import resource
import time
from uuid import UUID

LINKS, CARDS = 200, 12
# so many things of the path must be there to be read, at least
SMALLEST = 50
MOST_QUERIES, MOST_MEGABYTES = 6, 200


def judge(queries, deck):
    """The limits that did not hold, as "limit, value". `deck` is None where PDFs cannot be drawn."""
    failed = []
    if queries > MOST_QUERIES:
        failed.append(f"queries of a path of {LINKS} links at most {MOST_QUERIES}, {queries}")
    if deck and deck["megabytes"] > MOST_MEGABYTES:
        failed.append(f"memory of a deck of {CARDS} cards at most {MOST_MEGABYTES} MB, {deck['megabytes']:.0f}")
    return failed


def table(queries, deck):
    """The numbers as plain text."""
    told = "WeasyPrint or Pango is not here: no deck was drawn."
    if deck:
        told = f"a deck of {CARDS} cards: {deck['megabytes']:.0f} MB, {deck['seconds']:.1f} s, {deck['bytes']:,} bytes"
    return f"queries of a path of {LINKS} links: {queries}\n{told}\n"


# --- in a process of its own


def queries_of_a_path(neighbourhood):
    """Queries of the whole path of a method from which so many others were made, one of the other."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from neighbourhoods import trail
    from neighbourhoods.models import Record, TrailStep
    from plugins.methods import cards

    ids = [cards.record_id(UUID(int=number + 1)) for number in range(LINKS + 1)]
    have = Record.objects.filter(pk__in=ids).count()
    if have < SMALLEST:
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

    # what WeasyPrint itself takes counts too
    before = peak()
    if not drawing.can_draw():
        return None
    with translation.override("fi"):
        papers = shipped_papers()
        context = {"sheets": cards.sheets(papers), "title": "Kortit", "language": "fi", "direction": "ltr"}
        html = render_to_string("methods/printing/cards_document.html", context)
        began = time.process_time()
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
        steps = [{"text": step, "picture": None, "alt": ""} for step in written.steps]
        page = SimpleNamespace(title=written.title, lead=written.lead, step_values=lambda steps=steps: steps, **words)
        version = SimpleNamespace(page=page, language="fi", direction="ltr", url=f"/fi/menetelmat/{written.slug}/")
        papers.append(on_paper(place, version, SimpleNamespace(pk=number, record_id=number, version=1)))
    return papers


def peak():
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    import django

    django.setup()
    print(json.dumps(deck()))


if __name__ == "__main__":
    main()
