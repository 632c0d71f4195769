"""Which plugins are installed, which are on in a neighbourhood, and what those that are on contribute.

The one place where the core meets plugins: it iterates, and knows none of them by name.
"""

import logging
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from pydantic import ValidationError

from .discovery import load, trouble
from .plugin import Plugin

logger = logging.getLogger(__name__)


def installed():
    """All Plugins of this install, in the order in which they were found."""
    return [config for config in apps.get_app_configs() if isinstance(config, Plugin)]


def get(label):
    """The installed Plugin with this label, or None."""
    found = apps.app_configs.get(label)
    return found if isinstance(found, Plugin) else None


def views_of(plugin):
    """The module with the views of a plugin. Raises ImproperlyConfigured naming the plugin for one that is no such module."""
    views = load(plugin.label, lambda: import_module(plugin.urls)) if plugin.urls else None
    if views is not None and not isinstance(getattr(views, "urlpatterns", None), list | tuple):
        raise trouble(plugin.label, f"{plugin.urls} has no list urlpatterns")
    return views


def plugin_of(model):
    """The Plugin that a model belongs to; None for a model of the core."""
    return get(model._meta.app_label)


def enabled(neighbourhood):
    """The Plugins that a neighbourhood has switched on."""
    return [plugin for plugin in installed() if plugin.label in neighbourhood.plugins] if neighbourhood else []


def is_on(model, neighbourhood):
    """Whether pages of this type exist for a neighbourhood: those of the core, and of plugins that are on."""
    plugin = plugin_of(model)
    return plugin is None or (neighbourhood is not None and plugin.label in neighbourhood.plugins)


def address_words():
    """Words that no page right below a home page can have for its address."""
    return settings.ADDRESS_WORDS | {plugin.label for plugin in installed()}


def page_types(plugins):
    """Ids of the content types of the core's page types and of these plugins'.

    A list of what is allowed, not of what is off: it also leaves out pages whose plugin is not installed any more.
    """
    from .models import HomePage, InfoPage

    models = [HomePage, InfoPage, *(apps.get_model(name) for plugin in plugins for name in plugin.page_types)]
    return frozenset(found.pk for found in ContentType.objects.get_for_models(*models).values())


def settings_of(plugin, table):
    """The plugin's Config from its table in a file; keys of another version of the plugin are left out."""
    table = dict(table or {})
    while True:
        try:
            return plugin.Config.model_validate(table)
        except ValidationError as error:
            wrong = {found["loc"][0] for found in error.errors(include_url=False) if found["loc"]} & set(table)
            if not wrong:
                raise
            table = {key: value for key, value in table.items() if key not in wrong}


def safely(plugin, what, function, *arguments, default=()):
    """The result of a plugin's function. One plugin's fault takes nothing else with it: it is logged, and `default` stands in."""
    try:
        return function(*arguments)
    except Exception:
        if settings.PLUGIN_ERRORS_RAISE:
            raise
        logger.exception("The plugin %s failed in %s", plugin.label, what)
        return default


def contributions(neighbourhood, name, *arguments):
    """[(Plugin, contribution)] of all plugins that are on in a neighbourhood; what fails is left out."""
    found = []
    for plugin in enabled(neighbourhood):
        method = getattr(plugin, name)
        found += [(plugin, one) for one in safely(plugin, name, lambda method=method: list(method(*arguments)))]
    return found


def portal_pages():
    """[(Plugin, PortalPage)] of all installed plugins; what fails is left out."""
    found = ((plugin, safely(plugin, "portal_pages", lambda plugin=plugin: list(plugin.portal_pages()))) for plugin in installed())
    return [(plugin, page) for plugin, pages in found for page in pages]


def is_portal_page(plugin, name):
    """Whether the view with this name in the plugin's urls is a page of the portal."""
    return any(page.name == name for page in safely(plugin, "portal_pages", lambda: list(plugin.portal_pages())))
