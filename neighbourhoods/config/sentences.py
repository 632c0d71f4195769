"""How what is wrong with a file is told: examples, the kinds of values, and what pydantic found put into sentences."""

import json
import re
from types import UnionType
from typing import Literal, Union, get_args, get_origin

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ValidationError

from ..refusals import did_you_mean, known, like_this, refuse, say, show

__all__ = ["did_you_mean", "known", "like_this", "refuse", "say", "show"]

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
EXAMPLES = {
    "name": 'name = "Lintumäki"',
    "name_gen": 'name_gen = "Lintumäen"',
    "name_in": 'name_in = "Lintumäellä"',
    "short": 'short = "Kerrostaloja, metsää ja pihoja."',
    "hostname": 'hostname = "lintumaki.example.fi"',
    "also": 'also = ["old.example.fi"]',
    "languages": 'languages = ["fi", "sv"]',
    "state": 'state = "active"',
    "theme": 'theme = { name = "pihlaja" }',
    "theme.name": 'name = "pihlaja"',
    "theme.tokens": 'tokens = { accent = "#0b6e4f" }',
    "theme.dark": 'dark = { accent = "#7fd1ae" }',
    "was": 'was = "old-slug"',
    "place.municipality": 'municipality = "Mikkeli"',
    "place.timezone": 'timezone = "Europe/Helsinki"',
    "place.latitude": "latitude = 61.70",
    "place.longitude": "longitude = 27.25",
    "people.steward": 'steward = "steward@example.org"',
    "people.deputy": 'deputy = "deputy@example.org"',
    "people.keeper": 'keeper = "keeper@example.org"',
    "controller.name": 'name = "Lintumäen asukasyhdistys"',
    "controller.email": 'email = "tietosuoja@example.org"',
    "plugins": "[plugins.news]",
}


def refuse_all(title, refusals):
    """The exception for several keys of one table: refusals is [(path below the table, value, refuse(...))]."""
    lines = [{"type": error, "loc": path, "input": value} for path, value, error in refusals]
    return ValidationError.from_exception_data(title, lines)


def remove_one():
    return say(_("Remove one of them"))


def twice(value):
    return refuse(say(_("“%(value)s” is there twice"), value=show(value)), remove_one())


def must_be(kind):
    return {
        "text": say(_("must be text in quotation marks")),
        "number": say(_("must be a number")),
        "whole": say(_("must be a whole number")),
        "truth": say(_("must be true or false, without quotation marks")),
        "list": say(_("must be a list")),
        "table": say(_("must be a table")),
    }[kind]


KINDS = {
    "string_type": "text",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "tuple_type": "list",
    "list_type": "list",
    "set_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}
LIMITS = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}


def write_path(path):
    """`place.latitude`; numbers inside lists are left out, since nobody counts them in the file."""
    keys = [key for key in path if isinstance(key, str)]
    return ".".join(key if BARE_KEY.fullmatch(key) else json.dumps(show(key), ensure_ascii=False) for key in keys)


def example_for(path, kind="text"):
    """What a right line looks like, for the cure of a wrong or missing one."""
    keys = [key for key in path if isinstance(key, str)]
    written = write_path(keys)
    if written in EXAMPLES:
        return EXAMPLES[written]
    if kind == "table":
        return f"[{written}]"
    values = {"text": '"…"', "number": "1.5", "whole": "1", "truth": "true", "list": '["…"]'}
    if len(keys) == 2 and keys[0] == "fallback":
        values["list"] = '["fi"]'
    return f"{write_path(keys[-1:])} = {values.get(kind, values['text'])}"


def inner_model(annotation):
    """The model that a field holds, also behind `| None`; None when it holds something else."""
    if get_origin(annotation) in (Union, UnionType):
        return next(filter(None, map(inner_model, get_args(annotation))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def model_at(model, path):
    """The model of the table at `path` below `model`."""
    for key in path:
        if model is None:
            return None
        field = model.model_fields.get(key) if isinstance(key, str) else None
        model = inner_model(field.annotation) if field else None
    return model


def keys_of(model):
    """Keys that a table of this model may hold; a neighbourhood's slug is the file's name and no key."""
    return [field.alias or name for name, field in model.model_fields.items() if name != "slug"] if model else []


def table_of(model, key):
    """Path of the table below `model` that has this key, as `place`; None when there is none."""
    for name, field in model.model_fields.items():
        inner = inner_model(field.annotation)
        if inner and key in keys_of(inner):
            return name
    return None


def in_table(table):
    return say(_("It belongs in the table [%(table)s]"), table=table)


def to_the_top():
    return say(_("Move it to the top of the file, above the first [table]"))


def unknown_key(path, model, file_model, other_model):
    """(cause, cure) for a key that its table may not hold.

    `model` describes the table, `file_model` the whole file, `other_model` the other kind of file. The commonest
    slip in TOML is told first: a key under the wrong table heading.
    """
    key, nested = path[-1], len(path) > 1
    cause = say(_("unknown key"))
    if key == "slug" and not nested:
        return cause, say(_("The file's name is the slug: remove the line"))
    if nested and key in keys_of(file_model):
        return cause, to_the_top()
    if not nested and (table := table_of(file_model, key)):
        return cause, in_table(table)
    if key in keys_of(model_at(other_model, path[:-1])):
        if "state" in keys_of(other_model):
            return cause, say(_("It belongs in the file of a neighbourhood"))
        return cause, say(_("It belongs in portal.toml"))
    if nested and (table := table_of(file_model, key)):
        return cause, in_table(table)
    return cause, did_you_mean(key, keys_of(model))


def explain(error, path, model, file_model, other_model):
    """(cause, cure) of one entry of pydantic's `errors()`.

    `path` is where it is in the file, `model` describes the table around it. An error that no sentence here knows
    (a plugin may use any of pydantic's) is told in the words that came with it.
    """
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "refused":
        return context["cause"], context["cure"]
    if kind == "extra_forbidden":
        return unknown_key(path, model, file_model, other_model)
    if kind == "missing":
        return say(_("is missing")), like_this(example_for(path))
    if kind == "literal_error" and isinstance(error["input"], str):
        return say(_("unknown word “%(value)s”"), value=show(error["input"])), did_you_mean(error["input"], choices(model, path))
    if kind == "literal_error":
        return must_be("text"), like_this(example_for(path))
    if kind in KINDS:
        return must_be(KINDS[kind]), like_this(example_for(path, KINDS[kind]))
    if kind in LIMITS:
        limit = context[LIMITS[kind]]
        texts = {
            "gt": _("must be more than %(limit)s"),
            "ge": _("must be at least %(limit)s"),
            "lt": _("must be less than %(limit)s"),
            "le": _("must be at most %(limit)s"),
        }
        return say(texts[LIMITS[kind]], limit=limit), say(_("Give another"))
    if kind == "value_error":
        return str(context.get("error", error["msg"])), say(_("Give another"))
    return show(error["msg"]), say(_("Give another"))


def choices(model, path):
    """The words that a field with a closed list of them allows."""
    field = model.model_fields.get(path[-1]) if model else None
    words = get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()
    return [str(word) for word in words]
