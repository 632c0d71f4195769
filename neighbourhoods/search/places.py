"""Where one searches: in a neighbourhood, or on the portal in all of them. What may be shown is asked of the database each time."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction

from .. import addresses, registry
from ..memory import Memory
from ..models import HomePage, Install, Neighbourhood
from ..site import language_chain
from .index import HOME_DEPTH

# The last is no part of a Row. Mirrors of other pages are left out here: asked to do it, SQLite begins with all pages that are none.
FIELDS = ("pk", "translation_key", "url_path", "content_type_id", "first_published_at", "title", "alias_of_id")
OWN = len(FIELDS) - 1


@dataclass(frozen=True)
class Row:
    """One version of a page that anybody may read now."""

    pk: int
    key: object
    url_path: str
    content_type: int
    published: datetime | None
    title: str
    language: str = ""
    url: str = ""
    # the name of its neighbourhood, on the portal
    place: str = ""
    text: str = field(default="", repr=False)
    # the label of the plugin whose thing this is, that is no page
    plugin: str = ""


class Own:
    """One neighbourhood."""

    # Newest titles, and newest texts where those are fewer, that are looked at: more take longer, and nobody reads so far.
    candidates = 120

    def __init__(self, record, language):
        self.record, self.language = record, language
        self.neighbourhood_id = record.pk
        self.languages = record.languages
        # whose small words say nothing: Swedish "en" is a word of others
        self.spoken = tuple(dict.fromkeys([language, record.languages[0]]))
        self.chain = record.chain(language)
        self.local = record.facts.search_words

    @property
    def pages(self):
        return self.record.pages().filter(depth__gt=HOME_DEPTH)

    def rows(self, pages, fields=()):
        found = []
        # in no order: Wagtail's, by the tree, makes SQLite walk through all pages
        for values in pages.order_by().values_list(*FIELDS, *fields):
            home = self.record.homes.get(values[2].split("/", 3)[2])
            if home and home.code in self.chain and values[OWN] is None:
                url = f"/{self.language}/{values[2][len(home.url_path) :]}"
                found.append(Row(*values[:OWN], home.code, url, "", *(value or "" for value in values[len(FIELDS) :])))
        return found

    def rows_of_things(self, things):
        return [thing.row(f"/{self.language}/{thing.path}") for thing in things if thing.plugin in self.record.plugins]

    def rank(self, row):
        # residents write in languages that the site does not have
        return self.chain.index(row.language) if row.language in self.chain else len(self.chain)


# By their numbers in the database: what has changed is not found here again.
_hoods = Memory(2_000)


@dataclass(frozen=True)
class Hood:
    """Of a neighbourhood, what a hit of the portal needs."""

    name: str
    root_url: str
    is_there: bool
    languages: tuple
    chain: tuple
    kinds: frozenset
    plugins: frozenset
    homes: dict


class Everywhere:
    """All neighbourhoods that have not been removed. The number of queries does not depend on how many they are."""

    neighbourhood_id = None
    local = ""
    # each may be of another neighbourhood, of which more has to be known
    candidates = 80

    def __init__(self, portal, language):
        from django.conf import settings

        self.language = language
        self.languages = [code for code, _name in settings.LANGUAGES]
        self.spoken = (language,)
        self.hoods = {}
        self.chain = portal.chain(language)

    @property
    def pages(self):
        """Still without looking which languages and plugins each neighbourhood has: `rows` does."""
        own = ExpressionWrapper(OuterRef("path"), CharField())
        apart = PageViewRestriction.objects.annotate(place=own).filter(place__startswith=F("page__path"))
        shown = Page.objects.live().filter(depth__gt=HOME_DEPTH, search_entry__isnull=False)
        return shown.exclude(search_entry__neighbourhood__state="removed").exclude(Exists(apart))

    def rows(self, pages, fields=()):
        taken = list(pages.order_by().values_list(*FIELDS, "search_entry__neighbourhood_id", *fields))
        of = len(FIELDS)
        self.learn({values[of] for values in taken})
        found = []
        for values in taken:
            hood = self.hoods.get(values[of])
            code = hood.homes.get("/".join(values[2].split("/", 3)[:3]) + "/") if hood else None
            if code in (hood.chain if hood else ()) and values[3] in hood.kinds and values[OWN] is None:
                url = f"{hood.root_url}/{self.shown_in(hood, code)}/{values[2].split('/', 3)[3]}"
                found.append(Row(*values[:OWN], code, url, hood.name, *(value or "" for value in values[of + 1 :])))
        return found

    def rows_of_things(self, things):
        self.learn({thing.neighbourhood for thing in things})
        found = []
        for thing in things:
            hood = self.hoods.get(thing.neighbourhood)
            if hood and hood.is_there and hood.chain and thing.plugin in hood.plugins:
                code = self.shown_in(hood, hood.chain[0])
                found.append(thing.row(f"{hood.root_url}/{code}/{thing.path}", hood.name))
        return found

    def shown_in(self, hood, code):
        return self.language if self.language in hood.chain else code

    def learn(self, ids):
        """One query for all neighbourhoods that were not met yet, and two more where one has changed or was never met here."""
        if not (new := ids - set(self.hoods)):
            return
        install = Install.objects.filter(pk=1).values("generation")
        keys = {
            pk: (pk, self.language, *numbers)
            for pk, *numbers in Neighbourhood.objects.filter(pk__in=new).values_list("pk", "generation", install)
        }
        known = {pk: hood for pk, key in keys.items() if (hood := _hoods.get(key))}
        for pk, hood in self.read(keys.keys() - known.keys()).items():
            _hoods.put(keys[pk], hood)
            known[pk] = hood
        self.hoods |= known

    def read(self, ids):
        """{id: Hood}"""
        if not ids:
            return {}
        rows = list(Neighbourhood.objects.filter(pk__in=ids).values("pk", "name", "slug", "state", "site__hostname", "config"))
        wanted = {f"/{row['slug']}/{code}/": code for row in rows for code in row["config"].get("languages", ())}
        live = HomePage.objects.live().filter(url_path__in=wanted).values_list("url_path", "locale__language_code")
        by_slug, found = {}, {}
        for path, code in live:
            by_slug.setdefault(path.split("/", 2)[1], {})[path] = code
        for row in rows:
            homes = by_slug.get(row["slug"], {})
            languages = tuple(row["config"].get("languages", ()))
            found[row["pk"]] = Hood(
                row["name"],
                addresses.site_url(row["slug"], row["site__hostname"]),
                row["state"] != "removed",
                languages,
                tuple(language_chain(self.language, languages, row["config"].get("fallback", {}), set(homes.values()))),
                registry.page_types(plugin for plugin in registry.installed() if plugin.label in (row["config"].get("plugins") or {})),
                frozenset(row["config"].get("plugins") or {}),
                homes,
            )
        return found

    def rank(self, row):
        order = [self.language, *self.chain]
        return order.index(row.language) if row.language in order else len(order)
