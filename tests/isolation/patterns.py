"""Every address of the admin and of what else is behind a sign-in, with whatever its arguments may name: new ones enter by themselves."""

import re
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver
from django.utils.regex_helper import normalize
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, get_page_models

from neighbourhoods.isolation import guard, resolver
from neighbourhoods.isolation.allowed import RECORD

PREFIXES = ("admin/", "accounts/", "documents/", "media/", "api/")
MOST = 6
# ids that no row has
MISSING, MISSING_UUID = 987654321, "9d1f0a52-0000-4000-8000-00000000dead"

# Where a name does not say by itself what it is
CALLED = {"doc": "document", "session": "editingsession", "restriction": "pageviewrestriction", "destination": "page", "pagetomove": "page"}
CALLED |= {"parentpage": "page", "parent": "page", "revisionida": "revision", "revisionidb": "revision"}
WORDS = {
    "filter_spec": ("width-40",),
    "action_name": ("approve",),
    "mode": ("form", ""),
    "size": ("180",),
    "action": ("delete",),
    "language": ("sv",),
}
UNKNOWN = "x"


@dataclass(frozen=True)
class View:
    """`template` is the path with %(argument)s in it."""

    template: str
    arguments: tuple
    name: str
    callback: object = field(compare=False, repr=False)

    def path(self, values):
        return "/" + self.template % values

    @property
    def model(self):
        """The model that a class of Wagtail's generic views is about."""
        kind = getattr(self.callback, "view_class", None)
        found = getattr(self.callback, "view_initkwargs", {}).get("model") or getattr(kind, "model", None)
        return found if isinstance(found, type) and issubclass(found, models.Model) else None


def views():
    """[View] of the resolver, in its order."""
    return [view for view in walk(get_resolver(), ("",), ()) if view.template.startswith(PREFIXES)]


def walk(resolver, before, namespaces):
    for entry in resolver.url_patterns:
        for template, arguments in normalize(entry.pattern.regex.pattern):
            path = before[0] + template
            # what is positional gets a name
            if isinstance(entry, URLPattern):
                names = tuple(dict.fromkeys((*before[1:], *arguments)))
                name = ":".join((*namespaces, entry.name or entry.lookup_str.rpartition(".")[2]))
                yield View(path, names, name, entry.callback)
            else:
                own = (entry.namespace,) if entry.namespace else ()
                yield from walk(entry, (path, *before[1:], *arguments), (*namespaces, *own))


def kind_of(view, argument):
    """The model whose ids an argument takes; None for words."""
    if argument in WORDS or re.search(r"app_(label|name)|model_name|secret|token|uidb64|filename|path|extension", argument):
        return None
    if (declared := kind_of_guard(view.name, argument)) is not None:
        return declared
    stem = re.sub(r"_(id|pk)$", "", argument).replace("_", "")
    stem = CALLED.get(stem, stem)
    if stem.startswith("revision"):
        return Revision
    own = {"page": Page, "image": get_image_model(), "document": get_document_model()}
    if stem in own:
        return own[stem]
    if stem not in ("pk", "id", "object"):
        return next((model for model in apps.get_models() if model._meta.model_name == stem), None)
    if view.model is not None:
        return Page if issubclass(view.model, Page) else view.model
    for word, model in (
        ("pages", Page),
        ("image", own["image"]),
        ("doc", own["document"]),
        ("memberships", apps.get_model("neighbourhoods.Membership")),
    ):
        if word in view.name:
            return model
    named = [model for model in apps.get_models() if model._meta.model_name in view.name.replace("_", "").lower()]
    return max(named, key=lambda model: len(model._meta.model_name), default=Page)


def kind_of_guard(name, argument):
    """What the guard says that an argument is, of views that it knows."""
    kind = guard.rules().get(name, {}).get(argument)
    if kind == RECORD:
        return apps.get_model("neighbourhoods.Record")
    if isinstance(kind, type):
        return kind
    return resolver.KINDS[kind].rows().model if kind in resolver.KINDS else None


class Addresses:
    """Concrete addresses of views: with ids of a place, of another, and with ids that do not exist."""

    def __init__(self, world):
        self.world = world

    def ids(self, slug, model):
        """Some ids of the place's rows of a model; for pages one of each state, what nobody has published first."""
        place = self.world.places[slug]
        if model is Page:
            first = [page for (_kind, state), page in place.pages.items() if state in ("draft", "scheduled", "draft below")]
            then = [page for (_kind, state), page in place.pages.items() if state == "changed"]
            mixed = [page for pair in zip(first, then, strict=False) for page in pair]
            return [page.pk for page in mixed[: MOST - 1]] + [place.record.folder_id]
        if model is Revision:
            rows = Page.objects.filter(pk__in=self.ids(slug, Page)).values_list("pk", "latest_revision")
            of = dict(rows)
            return [of[pk] for pk in self.ids(slug, Page) if of.get(pk)]
        own = sorted(self.world.ledger.owned[slug].get(model._meta.db_table, ()), key=str)
        return own[:MOST]

    def words(self, view, argument):
        if argument in WORDS:
            return WORDS[argument]
        return (UNKNOWN,)

    def types(self, view):
        """What app and model in an address may name."""
        labels = [model._meta.label_lower for model in get_page_models()[:MOST] if model is not Page]
        labels += ["wagtailcore.page", get_image_model()._meta.label_lower, "wagtailcore.groupapprovaltask"]
        return [label.split(".") for label in dict.fromkeys(labels)]

    def split(self, view):
        """({argument: model} of ids, [{argument: word}] of all else)."""
        ids = {argument: model for argument in view.arguments if (model := kind_of(view, argument)) is not None}
        app = next((one for one in view.arguments if re.search(r"app_(label|name)", one)), None)
        model_name = next((one for one in view.arguments if "model_name" in one), None)
        choices = [dict(zip((app, model_name), pair, strict=True)) for pair in self.types(view)] if app and model_name else [{}]
        rest = [one for one in view.arguments if one not in ids and one not in (app, model_name)]
        for argument in rest:
            choices = [choice | {argument: word} for choice in choices for word in self.words(view, argument)]
        return ids, choices

    def of(self, view, slugs):
        """[path] with ids of these places."""
        ids, choices = self.split(view)
        found = []
        for slug in slugs:
            columns = {argument: self.ids(slug, model) for argument, model in ids.items()}
            if not all(columns.values()):
                continue
            longest = max((len(column) for column in columns.values()), default=1)
            for number in range(longest):
                values = {argument: column[number % len(column)] for argument, column in columns.items()}
                found += [view.path(values | choice) for choice in choices]
        return evenly(dict.fromkeys(found), MOST)

    def pairs(self, view, own, foreign):
        """[(path with something foreign, the same with an id that does not exist, both ids)]."""
        ids, choices = self.split(view)
        found = {}
        for slug in foreign:
            for changed in [*([argument] for argument in ids), *([list(ids)] if len(ids) > 1 else [])]:
                columns = {argument: self.ids(slug if argument in changed else own, model) for argument, model in ids.items()}
                if not all(columns.values()):
                    continue
                for number in range(max(len(columns[argument]) for argument in changed)):
                    values = {argument: columns[argument][number % len(columns[argument])] for argument in ids}
                    gone = {argument: missing(ids[argument]) for argument in changed}
                    for choice in choices:
                        path = view.path(values | choice)
                        replaced = {str(values[argument]) for argument in changed} | {str(one) for one in gone.values()}
                        found.setdefault(path, (path, view.path(values | gone | choice), replaced))
        return evenly(found.values(), MOST)


def missing(model):
    key = model._meta.pk
    key = key.target_field if key.is_relation else key
    return MISSING_UUID if isinstance(key, models.UUIDField) else MISSING


def evenly(found, most):
    """At most so many of them, from all over the list."""
    found = list(found)
    if len(found) <= most:
        return found
    return [found[number * len(found) // most] for number in range(most)]
