"""One method in one language, from a Markdown file: front matter between two lines of ---, and a heading for each part."""

import re
from pathlib import PurePosixPath

import yaml
from django.utils.translation import gettext as _

from ...library import plain
from ...models.pages import NUMBERS
from ...texts import HEADINGS, PLAIN, STEPS, lines
from . import draft as drafts
from .draft import Draft, Wrong

LONGEST_FRONT = 20_000
# keys of the front matter that say something else than the method itself
KNOWN = {"kind", "slug", "title", "lead", "language", "version", "example", "adapted_from", "where", "seasons", "ages", *NUMBERS}
FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^---[ \t]*\n?", re.S | re.M)
HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.M)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


class PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of those can stand for more than fits a machine."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def draft(name, content, told):
    """Draft of a file's bytes; `told` grows by sentences about what was left out. Raises Wrong."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Wrong(_("%(file)s is not written in UTF-8. Save it again as a text file in UTF-8.") % {"file": name}) from error
    front, body = parted(name, text)
    words, steps = parts_of(name, body, told)
    stem = PurePosixPath(name).name.rsplit(".", 1)[0]
    found_name, _dot, suffix = stem.rpartition(".")
    language = front.get("language") or suffix
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise Wrong(_("%(file)s: the language is missing. Write for example “language: fi” between the lines of ---.") % {"file": name})
    for key in front:
        if key not in KNOWN:
            told.append(drafts.unknown_field(name, key))
    said = drafts.said(name, front.get("title") or "", front.get("lead") or "", words, steps)
    slug = front.get("slug")
    slug = slug if isinstance(slug, str) and slug.strip() else (found_name or stem)
    return Draft(slug.strip()[: drafts.LONGEST_SLUG], name, {language: said}, drafts.numbers(name, front, told))


def parted(name, text):
    """(front matter as a dict, body)."""
    match = FRONT.match(text)
    if match is None or len(match.group(1)) > LONGEST_FRONT:
        told = _(
            "%(file)s does not begin with the facts of a method. Write them first, between two lines of ---: title, language and so on."
        )
        raise Wrong(told % {"file": name})
    try:
        front = yaml.load(match.group(1), PlainLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = mark.line + 2 if mark else 2
        told = _("%(file)s, line %(line)d: this cannot be read. Put a text with a colon or a hash between quotation marks.")
        raise Wrong(told % {"file": name, "line": place}) from error
    if not isinstance(front, dict):
        raise Wrong(_("%(file)s: between the lines of --- each line has a name, a colon and a value.") % {"file": name})
    return {key: value for key, value in front.items() if isinstance(key, str)}, text[match.end() :]


def parts_of(name, body, told):
    """({field: text}, [step])"""
    words, steps = {}, []
    found = list(HEADING.finditer(body))
    if body[: found[0].start() if found else None].strip():
        told.append(_("%(file)s: what stands before the first heading was left out.") % {"file": name})
    for place, match in enumerate(found):
        text = body[match.end() : found[place + 1].start() if place + 1 < len(found) else None].strip()
        field = field_of(match.group(1))
        if field is None:
            told.append(drafts.unknown_field(name, match.group(1)))
        elif field in words or (field == STEPS and steps):
            raise Wrong(_("%(file)s: the heading “%(part)s” is there twice. Join the two.") % {"file": name, "part": match.group(1)})
        elif field == STEPS:
            steps = lines(text)
        else:
            words[field] = plain(text)
    return words, steps


def field_of(heading):
    heading = " ".join(heading.split())
    return HEADINGS.get(heading) or next((name for name in (*PLAIN, STEPS) if name == heading), None)
