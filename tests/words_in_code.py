"""Every string that code and templates ask to have translated, found without the programs of gettext."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

# name: (places of context, msgid and plural among the arguments)
FUNCTIONS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*{TEXT}(?:\s*,\s*{TEXT})?(?:\s*,\s*{TEXT})?", re.S)


@dataclass
class Word:
    plural: str | None = None
    files: set = field(default_factory=set)


def words_in(folder, files=("**/*.py", "**/*.html", "**/*.txt", "**/*.xml")):
    """{(context or None, msgid): Word} of everything below a folder; paths are relative to it."""
    found = defaultdict(Word)
    for file in sorted({file for pattern in files for file in Path(folder).glob(pattern)}):
        name = str(file.relative_to(folder))
        asked = of_code(file) if file.suffix == ".py" else of_template(file) if "templates" in file.parts else ()
        for context, msgid, plural in asked:
            word = found[context, msgid]
            word.files.add(name)
            word.plural = word.plural or plural
    return dict(found)


def of_code(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = dict.fromkeys(FUNCTIONS) | {name: name for name in FUNCTIONS} | {"_": "gettext"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in FUNCTIONS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = names.get(getattr(node.func, "id", getattr(node.func, "attr", None)))
        if called:
            yield from told(node.args, FUNCTIONS[called])


def told(arguments, places):
    values = [argument.value if isinstance(argument, ast.Constant) else None for argument in arguments]
    context, msgid, plural = (values[place] if place is not None and place < len(values) else None for place in places)
    # what is not written as a text is translated where it is
    if isinstance(msgid, str) and msgid:
        yield context, msgid, plural


def of_template(file):
    code = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    for match in IN_TEMPLATE.finditer(code):
        name, *texts = match.groups()
        values = [ast.Constant(ast.literal_eval(text)) for text in texts if text]
        yield from told(values, FUNCTIONS["gettext" if name == "_" else name])
