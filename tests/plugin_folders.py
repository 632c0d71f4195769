"""Folders of plugins that a test writes."""

import textwrap

GOOD = """
from neighbourhoods.plugin import Plugin


class Shelf(Plugin):
    requires_core = ">=0.1"
"""


def write_plugin(folder, label, source=GOOD, **files):
    """A plugin in `folder`; `files` are further ones by module name. Its name is that of a package of its own: no __init__.py above."""
    own = folder / label
    own.mkdir(parents=True)
    (own / "__init__.py").touch()
    for name, text in {"plugin": source, **files}.items():
        (own / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
    return own
