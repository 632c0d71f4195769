"""System checks of the structure of plugins: each error names the plugin, the place and the cure, and `start` stops at it.

What makes a plugin impossible to load at all (its import, its label, its version) ends before any check: neighbourhoods.discovery.
"""

import re
from collections import Counter, defaultdict

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, models
from django.db.models import Count
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from . import registry
from .plugin import Plugin, Role

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What addresses, stored values and schedules are made of: (method of the contract, attribute of what it gives).
KEYS = (
    ("sections", "key"),
    ("feeds", "extension"),
    ("tasks", "name"),
    ("records", "kind"),
    ("facets", "param"),
    ("tiles", "key"),
    ("care", "key"),
    ("portal_pages", "name"),
)
# Words of the core in the query of a search.
QUERY_WORDS = {"q": "the search", "kieli": "the language switch"}


def error(number, plugin, cause, cure):
    return checks.Error(f"The plugin {plugin.label}: {cause}.", hint=f"{cure}.", id=f"neighbourhoods.E{number:03}")


def given(plugin, name):
    """What a method of a plugin gives, as a list; () where it fails, which E012 tells."""
    try:
        found = getattr(plugin, name)()
        return list(found.items()) if isinstance(found, dict) else list(found)
    except Exception:
        return ()


def for_each_plugin(check):
    """Registers `check(plugin)`, which yields messages."""

    def every(app_configs, **kwargs):
        return [message for plugin in registry.installed() for message in check(plugin)]

    every.__name__, every.__doc__ = check.__name__, check.__doc__
    checks.register(every, "neighbourhoods")
    return check


@for_each_plugin
def page_types(plugin):
    """E006: a page type that is unknown, no page of a neighbourhood, another app's, or not told of."""
    from .pages import BasePage

    for name in plugin.page_types:
        try:
            model = apps.get_model(name)
        except (LookupError, ValueError, AttributeError):
            yield error(6, plugin, f"page_types names “{name}”, which is no model", f'Write it as "{plugin.label}.SomePage"')
            continue
        if not issubclass(model, BasePage):
            yield error(6, plugin, f"the page type {name} is no page of a neighbourhood", "Derive it from neighbourhoods.pages.BasePage")
        if model._meta.app_label != plugin.label:
            yield error(6, plugin, f"the page type {name} belongs to another app", "Name page types of its own only")
        for parent in model.allowed_parent_page_models() if issubclass(model, BasePage) else ():
            if registry.plugin_of(parent) not in (None, plugin):
                cure = (
                    "Name in parent_page_types the core's page types and its own only: where the other is off, nobody would find such pages"
                )
                yield error(6, plugin, f"the page type {name} may stand below {parent._meta.label}, of another plugin", cure)
    told = {str(name).lower() for name in plugin.page_types}
    for model in plugin.get_models():
        if issubclass(model, BasePage) and model._meta.label_lower not in told:
            cure = f'Add "{model._meta.label}" to it, or its pages are never found'
            yield error(6, plugin, f"the page type {model.__name__} is missing from page_types", cure)


@for_each_plugin
def keys(plugin):
    """E007: a key that is no word, or one twice in a plugin."""
    for method, attribute in KEYS:
        found = [getattr(one, attribute) for one in given(plugin, method)]
        for key, count in Counter(found).items():
            if not KEY.fullmatch(str(key)):
                cure = "Use small letters, digits and _, a letter first, at most 40"
                yield error(7, plugin, f"“{key}” in {method} cannot be a {attribute}", cure)
            elif count > 1:
                yield error(7, plugin, f"“{key}” is the {attribute} of {count} {method}", "Rename all but one")
    for name, _block in given(plugin, "blocks"):
        if not KEY.fullmatch(str(name)):
            yield error(7, plugin, f"“{name}” cannot be the name of a block", "Use small letters, digits and _, a letter first, at most 40")
    for kind in given(plugin, "records"):
        if kind.page_type and kind.page_type.lower() not in {name.lower() for name in plugin.page_types}:
            cause = f"the record kind {kind.kind} is about “{kind.page_type}”, which page_types does not name"
            yield error(7, plugin, cause, "Name a page type of the plugin's own, or none")
    if plugin.label in settings.ADDRESS_WORDS:
        yield error(7, plugin, f"addresses that begin with /{plugin.label}/ are kept for others", "Give the plugin another name")


@checks.register("neighbourhoods")
def clashes(app_configs, **kwargs):
    """E007: a name of a block or of a facet that belongs to the core or to another plugin already."""
    from .plugin_blocks import CORE_NAMES

    blocks, params = defaultdict(list), defaultdict(list)
    for plugin in registry.installed():
        for name, _block in given(plugin, "blocks"):
            blocks[name].append(plugin)
        # twice in one plugin is told by the check of keys
        for param in {facet.param for facet in given(plugin, "facets")}:
            params[param].append(plugin)
    found = []
    for name, owners in blocks.items():
        first = "the core" if name in CORE_NAMES else f"the plugin {owners[0].label}"
        for plugin in owners[0 if name in CORE_NAMES else 1 :]:
            cure = f"Rename it: {plugin.label}_{name}. Of what is stored already, take care in a migration"
            found.append(error(7, plugin, f"the block “{name}” belongs to {first} already", cure))
    for name, owners in params.items():
        first = QUERY_WORDS.get(name) or f"the plugin {owners[0].label}"
        for plugin in owners[0 if name in QUERY_WORDS else 1 :]:
            found.append(error(7, plugin, f"the facet “{name}” belongs to {first} already", "Give it another param"))
    return found


@for_each_plugin
def templates(plugin):
    """E008: a template that is missing or cannot be read, of a section, a page type or a block."""
    wanted = {section.template: f"the section {section.key}" for section in given(plugin, "sections")}
    wanted |= {model.template: f"the page type {model.__name__}" for model in models_of_pages(plugin)}
    for name, block in given(plugin, "blocks"):
        if template := getattr(getattr(block, "meta", None), "template", None):
            wanted.setdefault(template, f"the block {name}")
    for template, place in wanted.items():
        try:
            get_template(template)
        except TemplateDoesNotExist as missing:
            cause = f"{place} is shown by {template}, which is missing"
            if str(missing) != template:
                cause = f"{place} is shown by {template}, which needs {missing}, and that is missing"
            yield error(8, plugin, cause, f"Make it in the plugin's folder, below templates/{plugin.label}/")
        except TemplateSyntaxError as wrong:
            yield error(8, plugin, f"{place} is shown by {template}, which cannot be read: {wrong}", "Correct it")


def models_of_pages(plugin):
    """Page types that show themselves by a template."""
    from .pages import BasePage

    found = [model for model in plugin.get_models() if issubclass(model, BasePage)]
    return [model for model in found if model.serve is BasePage.serve and model.get_template is BasePage.get_template]


def personal_fields(model):
    """Names of the fields that tell who somebody is: e-mail addresses and links to people."""
    user = get_user_model()
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field.name for field in fields if isinstance(field, models.EmailField) or field.related_model is user]


@for_each_plugin
def personal_data(plugin):
    """E009: personal data that nobody could tell of or erase."""
    for model in plugin.get_models():
        fields, declared = personal_fields(model), getattr(model, "personal_data", ())
        if not fields and not declared:
            continue
        if not declared or not callable(getattr(model, "erase", None)):
            cause = f"the model {model.__name__} holds personal data ({', '.join(declared or fields)})"
            cause += " and has no erase()" if declared else " and does not declare it"
            cure = f"Add to {model.__name__}: personal_data, the names of those fields, and erase(), which empties them"
            yield error(9, plugin, cause, cure)
        for name in ("personal_data", "erase"):
            if getattr(type(plugin), name) is getattr(Plugin, name):
                cause = f"the model {model.__name__} holds personal data, and the plugin has no {name}(address)"
                yield error(9, plugin, cause, f"Add {name} to plugin.py, for every model with personal data")


@for_each_plugin
def permissions(plugin):
    """E010: a right that no model of the plugin has, or that is given to nobody who is."""
    known = set()
    for model in plugin.get_models():
        own = [f"{action}_{model._meta.model_name}" for action in model._meta.default_permissions]
        known |= {f"{plugin.label}.{codename}" for codename in [*own, *(codename for codename, _name in model._meta.permissions)]}
    for role, names in plugin.permissions.items():
        if role not in set(Role):
            yield error(10, plugin, f"permissions names the role “{role}”", f"Roles are {' and '.join(Role)}")
        for name in names:
            if name not in known:
                cure = f"Write it as {plugin.label}.change_something, of a model of the plugin's own"
                yield error(10, plugin, f"the permission “{name}” belongs to no model of it", cure)


@for_each_plugin
def views(plugin):
    """E011: a urls module that cannot be imported or has no urlpatterns, or a page of the portal that is none of them."""
    try:
        found = registry.views_of(plugin)
    except ImproperlyConfigured as wrong:
        yield error(11, plugin, str(wrong).rstrip("."), "Correct it, or remove `urls` from plugin.py")
        return
    names = {getattr(pattern, "name", None) for pattern in found.urlpatterns} if found else set()
    for page in given(plugin, "portal_pages"):
        if page.name not in names:
            cause = f"portal_pages names “{page.name}”, which is no view of its urls"
            yield error(11, plugin, cause, "Give a path of its urls that name")


@for_each_plugin
def methods(plugin):
    """E012: a method of the contract that fails although it is asked nothing."""
    for name in ("blocks", "sections", "facets", "feeds", "portal_pages", "admin_views", "tasks", "tiles", "care", "records"):
        try:
            list(getattr(plugin, name)())
        except Exception as wrong:
            yield error(12, plugin, f"{name}() fails: {type(wrong).__name__}: {wrong}", "Correct it")


@checks.register(checks.Tags.database)
def pages_without_a_plugin(app_configs, databases=None, **kwargs):
    """W002: pages whose plugin is not installed any more. Readers get 404, and nothing of them is lost."""
    from wagtail.models import Page

    if not databases or "default" not in databases:
        return []
    installed = models.Q()
    for model in apps.get_models():
        if issubclass(model, Page):
            installed |= models.Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    try:
        rows = Page.objects.exclude(installed).order_by("content_type__app_label").values_list("content_type__app_label")
        counts = list(rows.annotate(Count("pk")))
    except DatabaseError:
        # before the first migration there are no pages
        return []
    return [lost(app, count) for app, count in counts]


def lost(app, count):
    pages = f"{count} page{'s' if count > 1 else ''}"
    told = f"{pages} of the plugin {app}, which is not installed: readers get 404, their content stays."
    return checks.Warning(told, hint=f"Install {app} again, or delete the pages in the admin.", id="neighbourhoods.W002")
