import csv
import io

from neighbourhoods.plugin import FeedEntry

from .queries import things

MOST = 50


def entries(neighbourhood, language):
    """Addresses in an entry are below the language."""
    for thing in things(neighbourhood, language, most=MOST):
        path = thing.url.removeprefix(f"/{language}/")
        yield FeedEntry(thing.title, path, thing.key, thing.published, thing.updated, summary=thing.place, language=thing.language)


def table(neighbourhood, language):
    out = io.StringIO()
    writer = csv.writer(out)
    for thing in things(neighbourhood, language):
        writer.writerow([thing.title, thing.place, neighbourhood.root_url + thing.url])
    return out.getvalue().encode()
