"""A library as data: each method with all of its published languages, in our fields and in the order of Innokylä's."""

import json
from itertools import groupby

from neighbourhoods.pages import best_versions

from ..choices import AGES, SEASONS, unpack
from ..models import Card, MethodPage
from ..models.pages import NUMBERS
from ..texts import PLAIN, STEPS
from . import innokyla

FORMAT, VERSION = "pihapiiri-methods", 1
# pages read at a time: a library of any size goes out in little memory
CHUNK = 200


def numbers(page):
    """What lists narrow by, as files of methods write it; what is not known is left out."""
    found = {name: getattr(page, name) for name in (*NUMBERS, "where")}
    found |= {"seasons": unpack(page.seasons, SEASONS), "ages": unpack(page.ages, AGES)}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def words(page):
    """{field: text, or a list of texts for the steps} in the page's language; pictures stay where they are."""
    said = {"title": page.title, "lead": page.lead} | {name: getattr(page, name) for name in PLAIN}
    said[STEPS] = [step["text"] for step in page.step_values() if step["text"].strip()]
    return {name: value for name, value in said.items() if value}


def told(neighbourhood, version, root):
    """{field: text} of the version that a reader gets, for Innokylä's fields."""
    page, said = version.page, words(version.page)
    said[STEPS] = "\n".join(f"{number}. {step}" for number, step in enumerate(said.get(STEPS, []), 1))
    return said | {
        "neighbourhood": neighbourhood.name,
        "municipality": neighbourhood.municipality,
        "created": innokyla.day(page.first_published_at),
        "changed": innokyla.day(page.last_published_at),
        "address": f"{root}{version.url}",
    }


def one(neighbourhood, language, pages, number, root):
    """A method as data, of its pages in all languages; None where there is none for this reader."""
    version = next(iter(best_versions(pages, neighbourhood, language)), None)
    if version is None:
        return None
    return {
        "address": f"{root}{version.url}",
        "slug": version.page.slug,
        "version": number,
        "numbers": numbers(pages[0]),
        "languages": {page.locale.language_code: words(page) for page in pages},
        "innokyla": innokyla.in_its_order(told(neighbourhood, version, root)),
    }


def published(neighbourhood, key=None):
    """[(pages of one method, its version)], a few at a time, the oldest first; of the method with that key, or of all."""
    pages = neighbourhood.pages(MethodPage).filter(alias_of=None).select_related("locale").order_by("translation_key", "pk")
    if key is not None:
        pages = pages.filter(translation_key=key)
    versions = dict(Card.of(neighbourhood).filter(is_open=True).values_list("key", "version"))
    for found, group in groupby(pages.iterator(chunk_size=CHUNK), key=lambda page: page.translation_key):
        if found in versions:
            yield list(group), versions[found]


def data(neighbourhood, language, root, key=None):
    """The JSON of a library, or of one method, in pieces of text.

    `root` is the site's address: what is sent in pieces is made when the request, and what is known of its port, is over.
    """
    head = {"format": FORMAT, "format_version": VERSION, "neighbourhood": neighbourhood.name}
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "methods": ['
    comma = ""
    for pages, number in published(neighbourhood, key):
        if made := one(neighbourhood, language, pages, number, root):
            yield f"{comma}\n{json.dumps(made, ensure_ascii=False, indent=1)}"
            comma = ","
    yield "\n]}\n"


def text(neighbourhood, language, root, key=None):
    """The same for people, in pieces: Innokylä's fields of each method, and a line between two."""
    line = ""
    for pages, _number in published(neighbourhood, key):
        for version in best_versions(pages, neighbourhood, language):
            yield line + innokyla.as_text(told(neighbourhood, version, root))
            line = f"\n{'=' * 72}\n\n"
