"""System checks of isolation: `start` stops at a model of which nobody has said whose it is, and at a view that a plugin opens wrongly."""

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

from .. import registry
from ..plugin_checks import error, for_each_plugin, given
from . import guard, resolver
from .allowed import ALLOWED, CARRIES

KINDS = "“own page”, “own row” (with the model's name, where there are several), “own image”, “own document”, “public record” and “word”"


@checks.register("neighbourhoods")
def every_model_belongs_somewhere(app_configs, **kwargs):
    """E013: a model that belongs to no neighbourhood, and of which nobody has said that everybody may read it."""
    found = []
    for model in apps.get_models():
        try:
            resolver.classify(model)
        except ImproperlyConfigured as wrong:
            plugin = registry.plugin_of(model)
            told = f"The plugin {plugin.label}: nobody has said" if plugin else "Nobody has said"
            cause, _dot, cure = str(wrong).partition(". ")
            found.append(checks.Error(cause.replace("Nobody has said", told) + ".", hint=cure, id="neighbourhoods.E013"))
    return found


@for_each_plugin
def admin_views(plugin):
    """E014: a view that is not there, an argument of it of which nothing is said, or one that is said to be of no known kind."""
    views = dict(given(plugin, "admin_views"))
    if not views:
        return
    known = arguments_of_views()
    for name, arguments in views.items():
        if name not in known:
            yield error(14, plugin, f"admin_views names “{name}”, which is no view", "Write the name of an admin address of its own")
            continue
        if name in ALLOWED:
            yield error(14, plugin, f"admin_views names “{name}”, which is not its own", "Name views of its own only")
        for argument in sorted(known[name] - set(arguments)):
            cause = f"admin_views says nothing of “{argument}” in the path of {name}, so nobody but keepers could open it"
            yield error(14, plugin, cause, f"Say what it names: one of {KINDS}")
        for argument, kind in arguments.items():
            if guard.kind_of_plugin(plugin, kind) is None:
                yield error(14, plugin, f"“{kind}” is no kind of argument ({name}, {argument})", f"Use one of {KINDS}")
            elif argument in CARRIES and argument not in known[name] and kind == "word":
                cause = f"“{argument}” of {name} is the name under which ids of the core are sent, and cannot be a word"
                yield error(14, plugin, cause, "Give the argument another name")


def arguments_of_views():
    """{view name: names of the arguments in its path} of all addresses; of a name that has several paths, all of them."""
    found = {}

    def walk(patterns, spaces, outer):
        for pattern in patterns:
            arguments = outer | set(pattern.pattern.regex.groupindex)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, [*spaces, *([pattern.namespace] if pattern.namespace else [])], arguments)
            elif pattern.name:
                found.setdefault(":".join([*spaces, pattern.name]), set()).update(arguments)

    walk(get_resolver().url_patterns, [], set())
    return found
