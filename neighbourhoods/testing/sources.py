"""What the files of a plugin say: its imports, and the words that it shows."""

import ast
import re
from pathlib import Path

import polib
from django.utils.translation.template import templatize

TRANSLATORS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
PACKAGE = "neighbourhoods"
CORE = Path(__file__).parent.parent


def python_files(folder):
    """The plugin's code, without its tests and migrations."""
    files = (file for file in sorted(Path(folder).rglob("*.py")))
    return [file for file in files if not {"tests", "migrations"} & set(file.relative_to(folder).parts[:-1])]


def imports(file):
    """[(line, dotted name)] of all absolute imports; `from a import b` is both a and a.b."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def module_of_core(dotted):
    """The file of the core that an import names, or None when it is none of the core's."""
    parts = dotted.split(".")
    if parts[0] != PACKAGE:
        return None
    for length in range(len(parts), 0, -1):
        place = CORE.joinpath(*parts[1:length])
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.exists() and file != CORE / "__init__.py":
                return file
    return CORE / "__init__.py"


def is_public(file):
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").startswith("PUBLIC.")


def words_of_python(text):
    found = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        arguments = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in TRANSLATORS | PLURAL:
            found |= set(arguments[:1])
        elif name in IN_CONTEXT:
            found |= set(arguments[1:2])
    return found


def words_of_template(text):
    """Django turns a template into calls for xgettext, with X for all else: what is left are those calls."""
    calls = re.findall(r"""\bn?p?gettext\((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")[, ]*)+""", templatize(text))
    return {word for call in calls for word in words_of_python(f"{call.rstrip(', ')})")} | short_calls(text)


def short_calls(text):
    """{{ _("...") }} and arguments of other tags."""
    return {found[0] or found[1] for found in re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\)""", text)}


def words(folder):
    """All that the plugin marks for translation, as it stands in its catalogues."""
    found = set()
    for file in python_files(folder):
        found |= words_of_python(file.read_text(encoding="utf-8"))
    for file in Path(folder).glob("templates/**/*.html"):
        found |= words_of_template(file.read_text(encoding="utf-8"))
    return found


def catalogue(folder, code):
    file = Path(folder) / "locale" / code / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(file)) if file.exists() else None
