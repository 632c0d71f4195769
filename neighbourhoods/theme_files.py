"""Reads the folder of one theme and tells all that is wrong with it."""

import re
import tomllib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import contrast, tokens
from .refusals import did_you_mean, like_this, refuse, say, show

FILE, STYLE = "theme.toml", "theme.css"
TABLES = ("tokens", "dark")
NAME = re.compile(r"[a-z][a-z0-9-]{0,49}")


@dataclass(frozen=True)
class Theme:
    """`light` holds every token, `dark` what dark changes; `css` its own rules."""

    name: str
    label: str
    light: dict
    dark: dict
    css: str = ""

    def merged(self, light, dark):
        """(light, dark), every token of each, with what a file changes. Its light colours are not for the dark, its measures are."""
        both = {name: value for name, value in light.items() if name not in tokens.BY_LIGHT}
        return {**self.light, **light}, {**self.light, **self.dark, **both, **dark}


class Refusals(list):
    """Sentences about the files of one theme."""

    def __init__(self, folder):
        super().__init__()
        self.folder = f"{folder.parent.name}/{folder.name}"

    def blame(self, key, error, file=FILE):
        parts = {"file": f"{self.folder}/{file}", "key": key, **error.context}
        sentence = _("%(file)s, %(key)s: %(cause)s.") if key else _("%(file)s: %(cause)s.")
        self.append(f"{sentence % parts} {parts['cure']}")


def read_theme(folder):
    """(Theme, sentences): None with what is wrong with the files of `folder`, a Path."""
    wrong = Refusals(folder)
    if not NAME.fullmatch(folder.name):
        cure = say(gettext_noop("Rename the folder: a–z, 0–9 and hyphen, a letter first"))
        wrong.blame("", refuse(say(gettext_noop("this cannot be the name of a theme")), cure))
    data = read_toml(folder, wrong)
    # a theme needs no rules of its own
    css = read_text(folder, STYLE, wrong) if (folder / STYLE).exists() else ""
    if data is None:
        return None, wrong
    for key in data:
        if key not in ("name", *TABLES):
            wrong.blame(show(key), refuse(say(gettext_noop("unknown key")), unknown(key)))
    label = data.get("name")
    if not isinstance(label, str) or not label.strip():
        wrong.blame("name", refuse(say(gettext_noop("is missing")), like_this(f'name = "{folder.name.title()}"')))
    light, dark = (read_table(data, table, wrong) for table in TABLES)
    for name in tokens.TOKENS:
        if isinstance(data.get("tokens"), dict) and name not in data["tokens"]:
            wrong.blame(f"tokens.{name}", refuse(say(gettext_noop("is missing")), tokens.example(name)))
    if wrong:
        return None, wrong
    theme = Theme(folder.name, label.strip(), light, dark, css)
    judge(theme, wrong)
    return (None if wrong else theme), wrong


def unknown(key):
    if key in tokens.TOKENS:
        return say(gettext_noop("It belongs in the table [%(table)s]"), table="tokens")
    return did_you_mean(key, ["name", *TABLES])


def read_text(folder, name, wrong):
    try:
        return (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        wrong.blame("", refuse(say(gettext_noop("the file is not in UTF-8")), say(gettext_noop("Save it as UTF-8"))), name)
    except OSError as error:
        reason = show(error.strerror or error)
        cause = say(gettext_noop("cannot be read: %(reason)s"), reason=reason)
        wrong.blame("", refuse(cause, say(gettext_noop("Put the file itself here"))), name)
    return None


def read_toml(folder, wrong):
    text = read_text(folder, FILE, wrong)
    try:
        return None if text is None else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cause = say(gettext_noop("cannot be read: %(reason)s"), reason=show(error))
        wrong.blame("", refuse(cause, say(gettext_noop("Write the line anew"))))
    return None


def read_table(data, table, wrong):
    values = data.get(table, {} if table == "dark" else None)
    if not isinstance(values, dict):
        wrong.blame(table, refuse(say(gettext_noop("must be a table")), like_this(f"[{table}]")))
        return {}
    checked = {}
    for name, value in values.items():
        try:
            checked[name] = tokens.check(name, value, refers=True)
        except ValueError as error:
            wrong.blame(f"{table}.{show(name)}", error)
    return checked


def judge(theme, wrong):
    """What only shows when all values are there: references that go round in a ring, and contrast."""
    for table, values in zip(TABLES, theme.merged({}, {}), strict=True):
        rings = [name for name in values if tokens.origin(name, values) is None]
        for name in rings:
            cause = say(gettext_noop("refers to itself by way of others"))
            wrong.blame(f"{table}.{name}", refuse(cause, tokens.example(name)))
        if rings:
            return
        for name, refusal in contrast.refusals(values):
            wrong.blame(f"{table}.{name}", refusal)
