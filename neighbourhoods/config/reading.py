"""One file of sites/: from its bytes to a checked configuration, with all that is wrong with it."""

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ValidationError

from . import rules
from .lines import Lines
from .problems import Problem
from .schema import NeighbourhoodConfig, PortalConfig
from .sentences import BARE_KEY, did_you_mean, example_for, explain, like_this, model_at, must_be, say, show, unknown_key, write_path
from .syntax import parse

LARGEST = 256 * 1024
OLD_NAME = re.compile(r"""^[ \t]*was[ \t]*=[ \t]*["']([a-z0-9-]+)["']""", re.MULTILINE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass
class Reading:
    """A file with what was read of it: `data` is None when it is no TOML, `config` when anything is wrong with it."""

    path: Path
    slug: str
    text: str = ""
    data: dict | None = None
    lines: Lines | None = None
    config: object = None
    problems: list = field(default_factory=list)

    def blame(self, path, cause, cure, line=None):
        """Record a problem with the key at `path` (a tuple; empty for the file as a whole)."""
        line = line or (self.lines.line(path) if self.lines and path else None)
        self.problems.append(Problem(show(self.path.name), line, write_path(path), cause, cure))

    def blame_line(self, line, cause, cure):
        self.problems.append(Problem(show(self.path.name), line, "", cause, cure))

    def old_names(self):
        """The old slugs that the file names, also where it is no TOML: the site of a renamed file is not to vanish for a slip."""
        if self.data is not None:
            was = self.data.get("was")
            return [was.strip()] if isinstance(was, str) and rules.SLUG.fullmatch(was.strip()) else []
        return OLD_NAME.findall(self.text)

    def in_order(self):
        """The problems from the top of the file to its end."""
        return sorted(self.problems, key=lambda problem: (problem.line or 0, problem.key))


@dataclass(frozen=True)
class Install:
    """What a file may name: `languages` {code: name}, `themes` {name: Theme}, `plugins` {label: pydantic model or None}."""

    languages: dict
    themes: dict
    plugins: dict

    @property
    def context(self):
        return {"languages": self.languages, "themes": self.themes}


def read_neighbourhood(path, slug, install):
    """A Reading of one neighbourhood's file; never raises."""
    reading = Reading(path, slug)
    read_data(reading)
    if reading.data is None:
        return reading
    data = dict(reading.data)
    if "slug" in data:
        del data["slug"]
        reading.blame(("slug",), *unknown_key(("slug",), NeighbourhoodConfig, NeighbourhoodConfig, PortalConfig))
    if "plugins" in data:
        data["plugins"] = check_plugins(reading, data["plugins"], install.plugins)
    validate(reading, NeighbourhoodConfig, PortalConfig, {**data, "slug": slug}, install)
    return reading


def read_portal(path, install):
    """A Reading of portal.toml; never raises."""
    reading = Reading(path, "portal")
    read_data(reading)
    if reading.data is not None:
        validate(reading, PortalConfig, NeighbourhoodConfig, reading.data, install)
    return reading


def read_data(reading):
    content = read_bytes(reading)
    if content is None:
        return
    content = content.removeprefix(BYTE_ORDER_MARK)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reading.blame_line(line, say(_("the file is not in UTF-8")), say(_("Save it as UTF-8")))
        return
    reading.text = text
    data, lines, wrong = parse(text)
    if wrong:
        reading.blame_line(*wrong)
        return
    reading.data, reading.lines = data, lines


def read_bytes(reading):
    """The content, or None with the reason recorded."""
    try:
        mode = reading.path.stat().st_mode
        if stat.S_ISDIR(mode):
            return reading.blame((), say(_("this is a folder, not a file")), say(_("Rename or remove it")))
        # a pipe would be waited for without end
        if not stat.S_ISREG(mode):
            return reading.blame((), say(_("this is not a file")), say(_("Rename or remove it")))
        with open(reading.path, "rb") as handle:
            content = handle.read(LARGEST + 1)
            size = handle.seek(0, 2)
    except FileNotFoundError:
        return reading.blame((), say(_("cannot be read: the file it points to is not there")), say(_("Put the file itself here")))
    except PermissionError:
        return reading.blame((), say(_("cannot be read: permission is lacking")), say(_("Correct the permissions of the file")))
    except OSError as error:
        reason = show(error.strerror or error)
        return reading.blame((), say(_("cannot be read: %(reason)s"), reason=reason), say(_("Put the file itself here")))
    if len(content) > LARGEST:
        cause = say(_("the file is too large: %(size)s kB, at most %(limit)s kB"), size=size // 1024, limit=LARGEST // 1024)
        return reading.blame((), cause, say(_("Leave only the keys of README.md")))
    return content


def validate(reading, model, other_model, data, install):
    try:
        config = model.model_validate(data, context=install.context)
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            path = tuple(key for key in error["loc"] if key != "[key]")
            table = model_at(model, [key for key in path[:-1] if isinstance(key, str)])
            reading.blame(path, *explain(error, path, table, model, other_model))
        return
    if not reading.problems:
        reading.config = config


def check_plugins(reading, tables, plugins):
    """The tables of plugins as they are stored; problems go to the reading. A model of a plugin checks its own table."""
    if not isinstance(tables, dict):
        return tables
    checked = {}
    for label, table in tables.items():
        path = ("plugins", label)
        if label not in plugins:
            reading.blame(path, say(_("the plugin “%(value)s” is not installed"), value=show(label)), plugin_cure(label, plugins))
            continue
        if not isinstance(table, dict):
            reading.blame(path, must_be("table"), like_this(example_for(path, "table")))
            continue
        unfit = rules.check_values(table)
        for inner, _value, error in unfit:
            reading.blame((*path, *inner), error.context["cause"], error.context["cure"])
        checked[label] = table if unfit else check_plugin(reading, path, table, plugins[label])
    return checked


def plugin_cure(label, plugins):
    if plugins:
        return did_you_mean(label, sorted(plugins))
    if BARE_KEY.fullmatch(label):
        return say(_("Remove the table [plugins.%(label)s] or install the plugin"), label=label)
    return say(_("Remove it"))


def check_plugin(reading, path, table, model):
    """What is stored of one plugin's table: what the file says in the plugin's own types, without its defaults."""
    if model is None or not issubclass(model, BaseModel):
        return table
    try:
        return model.model_validate(table).model_dump(mode="json", exclude_unset=True)
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            inner = tuple(key for key in error["loc"] if key != "[key]")
            around = model_at(model, [key for key in inner[:-1] if isinstance(key, str)])
            reading.blame((*path, *inner), *explain(error, (*path, *inner), around, NeighbourhoodConfig, PortalConfig))
        return table
