"""A new plugin from the scaffold: a folder that works as it is, to be changed piece by piece."""

import importlib.util
import keyword
import re
import shutil
import sys
import unicodedata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from packaging.version import Version

from . import __version__, catalogues, paths
from .plugin import PREFIX

SCAFFOLD = Path(__file__).parent / "scaffold"
# what a file of the scaffold is called more than the file that is made of it: so nobody takes it for code or for a page
SUFFIX = "-tpl"
# The core allows more; names of classes and tables are made from this one and have to fit too.
LABEL = re.compile(r"[a-z][a-z0-9_]{0,29}")
# Names that the scaffold's own code has for other things.
IN_USE = {"Base", "Index", "Page", "Plugin", "Section", "MenuItem", "Field", "Version"}


class BadName(ValueError):
    """Its text says why, and what to try instead."""


def check_name(name):
    """Raises BadName for what cannot be the label of a new plugin of this install."""
    if not LABEL.fullmatch(name):
        told = _("“%(name)s” cannot be the name of a plugin: small letters, digits and _, a letter first, at most 30.")
        raise refusal(told % {"name": name}, suggest(name))
    if why := why_taken(name):
        raise refusal(why, f"{name}_2")


def refusal(why, other):
    """BadName with another name to try, if that one is free."""
    is_free = LABEL.fullmatch(other) and why_taken(other) is None
    return BadName(why + " " + _("Try: %(name)s") % {"name": other} if is_free else why)


def why_taken(label):
    """The sentence why a well-formed label is not free, or None."""
    values = {"name": label}
    words = settings.ADDRESS_WORDS | set(settings.LANGUAGE_CODES) | {"admin", "accounts", "media", "static"}
    if label in words:
        return _("The word “%(name)s” is kept for other addresses.") % values
    if label in apps.app_configs:
        return _("“%(name)s” is installed already.") % values
    if keyword.iskeyword(label) or label in sys.stdlib_module_names or is_module(label) or is_module(PREFIX + label):
        return _("“%(name)s” is the name of a part of Python.") % values
    models = {model.__name__.lower() for model in apps.get_models()}
    if class_name(label) in IN_USE or models & {f"{class_name(label)}{kind}".lower() for kind in ("Page", "IndexPage")}:
        return _("Another part of Pihapiiri has a page type of the name “%(name)s”.") % values
    return None


def is_module(name):
    """Whether `import name` finds something; a folder that only happens to lie beside us is no module."""
    found = importlib.util.find_spec(name)
    return found is not None and found.origin is not None


def suggest(name):
    """`tool_shelf` for `Tool-Shelf`; something right is always found."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    label = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:30].strip("_")
    return label or "my_plugin"


def class_name(label):
    return "".join(part.capitalize() for part in label.split("_"))


def make(folder, label, *, package=False):
    """Makes a plugin in `folder`, which does not exist yet: the whole or nothing of it.

    With `package` the folder holds a distribution that pip installs. Raises FileExistsError and OSError.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError(folder)
    # one deeper than plugins are looked for: a server that starts meanwhile does not find half a one
    half = folder.with_name(f".{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        made = half / folder.name
        code = made / f"{PREFIX}{label}" if package else made
        words = placeholders(label, package)
        write(SCAFFOLD / "plugin", code, words)
        if package:
            (code / "README.md").rename(made / "README.md")
            write(SCAFFOLD / "package", made, words)
            (made / "gitignore").rename(made / ".gitignore")
        catalogues.compile_files(code.glob("locale/*/LC_MESSAGES/*.po"))
        made.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)


def placeholders(label, package=False):
    version = Version(__version__)
    name = f"{PREFIX}{label}" if package else label
    return {
        "__LABEL__": label,
        "__CLASS__": class_name(label),
        "__NAME__": label.replace("_", " ").strip().capitalize(),
        "__SLUG__": f"{label.replace('_', '-').strip('-')}-lista",
        "__CORE__": f">={version.major}.{version.minor},<{version.major + 1}",
        "__PACKAGE__": name,
        "__DISTRIBUTION__": name.replace("_", "-").strip("-"),
        "__TEST__": f"python3 manage.py test {f'--pyargs {name}' if package else f'plugins/{label}'}",
    }


def write(scaffold, folder, words):
    for source in sorted(scaffold.rglob(f"*{SUFFIX}")):
        target = folder / fill(str(source.relative_to(scaffold)).removesuffix(SUFFIX), words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fill(source.read_text(encoding="utf-8"), words), encoding="utf-8")


def fill(text, words):
    return re.sub("|".join(words), lambda found: words[found[0]], text)


def plugins_folder():
    return paths.ROOT / "plugins"
