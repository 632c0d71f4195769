"""Finding: a few hundred candidates from the index, of those what may be shown, in an order of our own, the same on every database."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page

from .. import registry
from ..models.records import Record, record_id
from . import index, query, snippets, store, things, tokens

MOST_HITS = 20
PAGE = "page"


@dataclass(frozen=True)
class Hit:
    """One page as a reader gets it, in the language that is best for them."""

    title: str
    url: str
    language: str
    kind: str
    published: object
    place: str
    marked_title: str
    snippet: str

    @property
    def kind_name(self):
        return kind_name(self.kind)


@dataclass
class Found:
    """`hits` are the first ones; `kinds` is {kind: number} of all before narrowing; `is_all` whether each has every word."""

    hits: list = field(default_factory=list)
    kinds: dict = field(default_factory=dict)
    number: int = 0
    is_all: bool = True
    has_more: bool = False
    terms: list = field(default_factory=list)


def kind_of(content_type):
    """The label of the plugin whose page this is, "page" for those of the core."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    plugin = registry.plugin_of(model) if model else None
    return plugin.label if plugin else PAGE


def kind_name(kind):
    plugin = registry.get(kind)
    return str(plugin.verbose_name) if plugin else _("Pages")


def find(place, typed, kind="", narrow=lambda pages: None, most=MOST_HITS):
    """Found for what was typed. `narrow(pages)` gives the translation keys that are left of these pages, None for all."""
    found = Found(terms=query.terms(typed, place.languages, place.spoken, place.local))
    if not found.terms:
        return found
    rows, titles = candidates(place, found.terms, store.all_of)
    if not rows and len(found.terms) > 1:
        rows, titles = candidates(place, found.terms, store.any_of)
        found.is_all = False
    keys = ranked(place, rows, titles, typed, found.terms)
    pages = [row.pk for row in rows if not row.plugin]
    # what narrows pages leaves nothing else
    kept = narrow(place.pages.filter(pk__in=pages)) if rows else None
    if kept is not None:
        keys = {key: row for key, row in keys.items() if key in kept}
    kinds = {key: row.plugin or kind_of(row.content_type) for key, row in keys.items()}
    for own in kinds.values():
        found.kinds[own] = found.kinds.get(own, 0) + 1
    rows_of = keys
    keys = [key for key in keys if not kind or kinds[key] == kind]
    found.number, found.has_more = len(keys), len(keys) > most
    found.hits = hits(place, {key: rows_of[key] for key in keys[:most]}, kinds, found.terms)
    return found


def candidates(place, terms, join):
    """([Row], ids of those whose title has all that was asked)."""
    questions = [join(term.question(index.IN_TITLE) for term in terms), join(term.question() for term in terms)]
    # so many titles are enough: nobody reads on to what only mentions the word
    titles, texts, *others = store.find(questions, place.neighbourhood_id, place.candidates, enough=True, things=questions)
    wanted = dict.fromkeys([*titles, *texts])
    rows = place.rows(place.pages.filter(pk__in=wanted)) if wanted else []
    if of_things := dict.fromkeys(pk for pks in others for pk in pks):
        rows += things.rows(place, list(of_things))
    return rows, frozenset([*titles, *(-pk for pk in others[0])])


def ranked(place, rows, titles, typed, terms):
    """{translation key: its best Row}, best first: called just so, title with the words as typed, title with forms of them, text.

    Then how many of the words the title has, the reader's languages, the newest.
    """
    surfaces = [tokens.fold(word) for word in query.words(typed)]
    forms = [term.forms() for term in terms]

    def merit(row):
        own = [tokens.fold(word) for word in tokens.words(row.title)]
        has = sum(1 for one in forms if one.intersection(own))
        if own == surfaces:
            level = 0
        elif set(surfaces) <= set(own):
            level = 1
        else:
            level = 2 if row.pk in titles else 3
        age = row.published.timestamp() if row.published else 0
        return level, -has, place.rank(row), -age, -row.pk

    best = {}
    for row in sorted(rows, key=merit):
        best.setdefault(row.key, row)
    return best


def hits(place, keys, kinds, terms):
    if not keys:
        return []
    versions = {key: row for key, row in keys.items() if row.plugin}
    keys_of_pages = [key for key in keys if key not in versions]
    # Their ids first: asked for keys and types at once, SQLite begins with all pages of the types.
    pks = list(Page.objects.filter(translation_key__in=keys_of_pages).order_by().values_list("pk", flat=True)) if keys_of_pages else []
    for row in place.rows(place.pages.filter(pk__in=pks), ("search_entry__text",)) if pks else ():
        before = versions.get(row.key)
        if before is None or (place.rank(row), row.pk) < (place.rank(before), before.pk):
            versions[row.key] = row
    marker, dates = snippets.Marker(terms), dates_of(versions)
    return [hit(versions[key], kinds[key], marker, dates.get(key)) for key in keys if key in versions]


def dates_of(versions):
    """{key: when it happens} of the pages of which their plugin says so; one query where there are any."""
    ids = {}
    for key, row in versions.items():
        if not row.plugin and (kind := dated_kind(row.content_type)):
            ids[record_id(*kind, key)] = key
    found = Record.objects.filter(pk__in=ids, date__isnull=False).values_list("pk", "date") if ids else ()
    return {ids[pk]: date for pk, date in found}


def dated_kind(content_type):
    """(label of the plugin, kind) of pages whose records say when they happen, else None."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    plugin = registry.plugin_of(model) if model else None
    kinds = registry.safely(plugin, "records", lambda: list(plugin.records())) if plugin else ()
    name = model._meta.label_lower if model else ""
    return next(((plugin.label, kind.kind) for kind in kinds if kind.is_dated and kind.page_type.lower() == name), None)


def hit(row, kind, marker, date=None):
    published = date or (row.published if kind != PAGE else None)
    marked = marker.title(row.title, row.language), marker.snippet(row.text, row.language)
    return Hit(row.title, row.url, row.language, kind, published, row.place, *marked)
