"""Each layer of isolation can be taken away here, to see that what it holds back comes through without it."""

from contextlib import ExitStack, contextmanager
from unittest import mock

from django.contrib.auth.models import Permission
from wagtail.models import ReferenceIndex

LAYERS = ("guard", "rows", "references", "names", "choosers", "options", "grants")
# What somebody would give whom for a quick way out: rights that Wagtail knows only for the whole install
TEMPTING = {
    "activists": ("wagtail_localize.submit_translation", "wagtailcore.view_comment"),
    "coordinators": (
        *(f"neighbourhoods.{action}_user" for action in ("add", "change", "delete", "view")),
        *(f"auth.{action}_group" for action in ("add", "change", "delete", "view")),
        *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete", "view")),
        *(f"wagtailcore.{action}_{model}" for action in ("add", "change", "delete", "view") for model in ("workflow", "task", "site")),
    ),
}


@contextmanager
def off(*names, world=None):
    """`with off("guard"):`, `with off(*LAYERS, world=world):`; taking away `grants` gives rights to the groups of the world."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(OFF[name](world))
        yield


def guard(world):
    return mock.patch("neighbourhoods.isolation.guard.GuardMiddleware.process_view", lambda self, *arguments: None)


def rows(world):
    return mock.patch("neighbourhoods.scoped.InScope.as_sql", lambda self, compiler, connection: ("1 = 1", []))


def references(world):
    return mock.patch("neighbourhoods.isolation.references.refused", lambda instance, person, public=True: [])


def names(world):
    return mock.patch("neighbourhoods.isolation.seeing.may_see", lambda thing: True)


def choosers(world):
    return mock.patch("neighbourhoods.isolation.hooks.own", lambda pages, person: pages)


@contextmanager
def options(world):
    """The filters that were taken out are back, and whoever asks where something is used is told of all uses."""
    from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet

    with ExitStack() as stack:
        for filterset in {PageFilterSet, GenericPageFilterSet, *PageFilterSet.__subclasses__()}:
            own = {name: filterset.declared_filters[name] for name in ("site", "owner", "edited_by") if name in filterset.declared_filters}
            stack.enter_context(mock.patch.dict(filterset.base_filters, own))
        for name in ("get_references_to", "get_references_to_in_bulk"):
            (stock,) = getattr(ReferenceIndex, name).__func__.__defaults__
            stack.enter_context(mock.patch.object(ReferenceIndex, name, classmethod(stock)))
        yield


@contextmanager
def grants(world):
    """Rights on everything for the groups of all neighbourhoods of the world."""
    from neighbourhoods import registry

    labels = {plugin.label for plugin in registry.installed()}
    own = list(Permission.objects.filter(content_type__app_label__in=labels))
    given = []
    for place in world.places.values():
        groups = {"activists": (place.row.activists, place.row.coordinators), "coordinators": (place.row.coordinators,)}
        for role, names in TEMPTING.items():
            wanted = [right for name in names if (right := named(name))] + own
            for group in groups[role]:
                new = set(wanted) - set(group.permissions.all())
                group.permissions.add(*new)
                given.append((group, new))
    yield
    for group, new in given:
        group.permissions.remove(*new)


def named(name):
    app_label, codename = name.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()


OFF = {
    "guard": guard,
    "rows": rows,
    "references": references,
    "names": names,
    "choosers": choosers,
    "options": options,
    "grants": grants,
}
