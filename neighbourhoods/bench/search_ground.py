"""What the benchmark of the search looks into: short texts in six languages, and very many pages of made-up Finnish."""

import json
import random
import tomllib
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from wagtail.models import Locale, Page

from neighbourhoods import current, paths
from neighbourhoods.bench import seed
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import HomePage, InfoPage, Neighbourhood, SearchEntry
from neighbourhoods.search import index, tokens

PAIRS_FILE = paths.ROOT / "tests" / "cases" / "search_pairs.toml"
PAIRS = "parit"
LARGE = "iso"
LANGUAGES = ("fi", "fi-simple", "sv", "en", "ar", "so", "uk")
FILE = """
name = "{name}"
hostname = "{slug}.example.fi"
languages = {languages}

[place]
municipality = "Mikkeli"

[controller]
name = "{name}"
email = "privacy@example.org"
"""
SYLLABLES = "ka la ma pi sa ta ko lo mu ru su to vi ke ne hi je ny kä mä pö tö rai tai kuu tuo lai vuo aa oi".split()
ENDINGS = ("", "n", "ssa", "sta", "lla", "lle", "t", "ja")
WORDS, IN_TEXT, IN_TITLE = 5_000, 90, 4


def read_pairs():
    return tomllib.loads(PAIRS_FILE.read_text(encoding="utf-8"))


def make_neighbourhood(slug, languages):
    """Through its file, as everywhere."""
    text = FILE.format(name=slug.title(), slug=slug, languages=json.dumps(list(languages)))
    (settings.SITES_FOLDER / f"{slug}.toml").write_text(text, encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    HomePage.objects.filter(url_path__startswith=f"/{slug}/").update(is_translated=True)
    current.forget_everything()


def add_documents(documents):
    """The texts of the pairs, published in the ordinary way: {page id: key}."""
    keys = {}
    for document in documents:
        home = HomePage.objects.get(url_path=f"/{PAIRS}/{document['language']}/")
        body = json.dumps([{"type": "text", "value": f"<p>{document['text'].strip()}</p>"}])
        page = InfoPage(title=document["title"], slug=f"{document['key']}-{document['language']}", body=body, locale=home.locale)
        home.add_child(instance=page)
        page.save_revision().publish()
        keys[page.pk] = document["key"]
    return keys


@cache
def vocabulary():
    """Words as the search meets them: a few very common, most of them rare; (words, their weights)."""
    chance = random.Random(1)
    made = ("".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 3, 4)))) for _number in range(WORDS * 2))
    words = list(dict.fromkeys(made))[:WORDS]
    return words, [1 / (rank + 3) for rank in range(len(words))]


def made_up(chance):
    """(title, text)."""
    words, weights = vocabulary()

    def some(number):
        # each word in two forms: what is being analysed is remembered, as in a process that has run for a while
        return " ".join(word + chance.choice(("", ENDINGS[len(word) % len(ENDINGS)])) for word in chance.choices(words, weights, k=number))

    return some(IN_TITLE).capitalize(), some(IN_TEXT).capitalize() + "."


@transaction.atomic
def add_pages(slug, count):
    """So many pages below the Finnish home page of a neighbourhood, and their entries, in bulk. The same ones each time."""
    row = Neighbourhood.objects.get(slug=slug)
    home = Page.objects.get(url_path=f"/{slug}/fi/")
    locale = Locale.objects.get(language_code="fi")
    before, chance = seed.last_step(home), random.Random(slug)
    texts = [made_up(chance) for _number in range(count)]
    version = tokens.version("fi")
    for start in range(0, count, seed.BATCH):
        part = texts[start : start + seed.BATCH]
        rows = [
            seed.page_row(InfoPage, home, before + start + place, title, f"sivu-{before + start + place}", locale, uuid4())
            for place, (title, _text) in enumerate(part, 1)
        ]
        Page.objects.bulk_create(rows)
        seed.insert_children(InfoPage, rows)
        SearchEntry.objects.bulk_create(
            SearchEntry(
                page_id=page.pk,
                neighbourhood=row,
                language="fi",
                title=title,
                text=text,
                tokens=index.tokens_of(title, text, "fi"),
                analyser=version,
                published_at=page.last_published_at,
            )
            for page, (title, text) in zip(rows, part, strict=True)
        )
    Page.objects.filter(pk=home.pk).update(numchild=F("numchild") + count)
