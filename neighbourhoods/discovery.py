"""Finds the plugins of this install while the settings are being made: in folders, and among installed distributions.

Whatever is wrong with one stops the start with its name. A plugin that is left out silently would take its pages with it.
"""

import importlib
import re
import sys
import traceback
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from . import __version__, plugin

GROUP = "neighbourhoods.plugins"
LABEL = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Found:
    """A plugin's class and where it comes from; `path` is what INSTALLED_APPS holds."""

    kind: type
    origin: str

    @property
    def path(self):
        return f"{self.kind.__module__}.{self.kind.__qualname__}"


def discover(folders, taken=()):
    """Found of every plugin: those of `folders`, in the order of their names, then those of distributions.

    `taken` are labels that a plugin cannot have: the words and languages that addresses begin with, other apps.
    Raises ImproperlyConfigured naming the plugin, the reason and the cure.
    """
    found = [one for folder in folders for one in in_folder(Path(folder))]
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.append(in_distribution(point))
    check_labels(found, set(taken))
    check_versions(found)
    return found


def in_folder(folder):
    for file in sorted(folder.glob("*/plugin.py")):
        top = file.parent
        # a folder with __init__.py is a package of its own: plugins/news/plugin.py is plugins.news.plugin
        while (top.parent / "__init__.py").exists():
            top = top.parent
        if str(top.parent) not in sys.path:
            sys.path.append(str(top.parent))
        module = ".".join(file.relative_to(top.parent).with_suffix("").parts)
        origin = f"{folder.name}/{file.parent.name}/plugin.py"
        loaded = load(origin, lambda module=module: importlib.import_module(module))
        if Path(loaded.__file__).resolve() != file.resolve():
            raise trouble(origin, f"another module is called {module}: {loaded.__file__}", "Rename the folder")
        yield Found(the_plugin(loaded, origin), origin)


def in_distribution(point):
    origin = f"{point.dist.name} {point.dist.version} ({point.name} = {point.value})" if point.dist else point.value
    loaded = load(origin, point.load)
    if isinstance(loaded, type):
        if not issubclass(loaded, plugin.Plugin):
            raise trouble(origin, f"{loaded.__name__} is no subclass of neighbourhoods.plugin.Plugin", "Correct its entry point")
        return Found(loaded, origin)
    return Found(the_plugin(loaded, origin), origin)


def load(origin, function):
    try:
        return function()
    except Exception as error:
        place = next((frame for frame in reversed(traceback.extract_tb(error.__traceback__)) if "importlib" not in frame.filename), None)
        where = f" ({place.filename}, line {place.lineno})" if place else ""
        raise trouble(origin, f"{type(error).__name__}: {error}{where}") from error


def the_plugin(module, origin):
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, plugin.Plugin) and value.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise trouble(origin, f"it has {len(kinds)} subclasses of neighbourhoods.plugin.Plugin", "One file tells of one plugin")
    return kinds[0]


def check_labels(found, taken):
    owners = {}
    for one in found:
        label = one.kind.label
        if not LABEL.fullmatch(label):
            raise trouble(one.origin, f"“{label}” cannot be its label", "Use small letters, digits and _, a letter first, at most 40")
        if label in taken:
            raise trouble(one.origin, f"the word “{label}” is kept for other addresses", "Give it another name")
        if label in owners:
            raise trouble(one.origin, f"the label “{label}” belongs to {owners[label]} already", "Rename or remove one of them")
        owners[label] = one.origin


def check_versions(found):
    labels = {one.kind.label for one in found}
    for one in found:
        wanted = one.kind.requires_core
        try:
            fits = SpecifierSet(wanted).contains(__version__, prereleases=True)
        except InvalidSpecifier:
            raise trouble(one.origin, f"requires_core = “{wanted}” is no range of versions", 'Example: ">=1.0,<2"') from None
        if not fits:
            raise trouble(one.origin, f"it needs a core {wanted}, this is {__version__}", "Install the version of it that fits")
        if lacking := sorted(set(one.kind.requires) - labels):
            raise trouble(one.origin, f"it needs the plugin {', '.join(lacking)}, which is not installed", "Install that too")


def trouble(origin, cause, cure="Correct it, or remove it"):
    return ImproperlyConfigured(f"The plugin {origin} cannot be used: {cause}. {cure}.")
