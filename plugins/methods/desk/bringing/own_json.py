"""Methods from the JSON that exchange.outgoing writes. Its part "innokyla" says the same again, and is not read."""

import json

from django.utils.translation import gettext as _

from neighbourhoods import plain_text

from ...exchange.outgoing import FORMAT, VERSION
from ...models.pages import NUMBERS
from ...texts import PLAIN, STEPS
from . import draft as drafts
from .draft import Draft, Wrong
from .markdown import LANGUAGE

MOST_METHODS, MOST_LANGUAGES = 500, 20
FIELDS = {"title", "lead", STEPS, *PLAIN}
AROUND = {"address", "slug", "version", "numbers", "languages", "innokyla"}


def drafts_of(name, content, told):
    return drafts_in(name, loaded(name, content), told)


def loaded(name, content):
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = getattr(error, "lineno", 1)
        sentence = _("%(file)s, line %(line)d: this is no JSON. Fetch the file again, whole, from the library that it is of.")
        raise Wrong(sentence % {"file": name, "line": place}) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("methods"), list):
        raise Wrong(
            _("%(file)s is no file of methods. It says “format”: “%(format)s” in the beginning.") % {"file": name, "format": FORMAT}
        )
    if found.get("format_version") != VERSION:
        raise Wrong(_("%(file)s is of another version. This site reads version %(version)d.") % {"file": name, "version": VERSION})
    if len(found["methods"]) > MOST_METHODS:
        sentence = _("%(file)s holds %(number)d methods. At most %(most)d fit: bring fewer at a time.")
        raise Wrong(sentence % {"file": name, "number": len(found["methods"]), "most": MOST_METHODS})
    return found["methods"]


def drafts_in(name, methods, told):
    found, wrong = [], []
    for number, method in enumerate(methods, 1):
        source = _("%(file)s, method %(number)d") % {"file": name, "number": number}
        try:
            found.append(draft_of(source, method, told))
        except Wrong as error:
            wrong += error.sentences
    if wrong:
        raise Wrong(*wrong)
    return found


def draft_of(source, method, told):
    languages = method.get("languages") if isinstance(method, dict) else None
    if not isinstance(languages, dict) or not languages or len(languages) > MOST_LANGUAGES:
        raise Wrong(_("%(file)s: its words are missing. They are in “languages”, by language: “fi” and so on.") % {"file": source})
    given = method.get("numbers") or {}
    if not isinstance(given, dict):
        raise Wrong(_("%(file)s: “%(part)s” is no list of names and values.") % {"file": source, "part": "numbers"})
    known = {*NUMBERS, "where", "seasons", "ages"}
    told += [drafts.unknown_field(source, key) for key in method if key not in AROUND]
    told += [drafts.unknown_field(source, key) for key in given if key not in known]
    made = {}
    for language, words in languages.items():
        if not LANGUAGE.fullmatch(language) or not isinstance(words, dict):
            raise Wrong(
                _("%(file)s: “%(part)s” is no language with its words.") % {"file": source, "part": plain_text.clean(language)[:40]}
            )
        told += [drafts.unknown_field(f"{source}, {language}", key) for key in words if key not in FIELDS]
        steps = words.get(STEPS) or []
        if not isinstance(steps, list):
            raise Wrong(_("%(file)s: “%(part)s” must be a list of texts.") % {"file": source, "part": STEPS})
        made[language] = drafts.said(f"{source}, {language}", words.get("title") or "", words.get("lead") or "", words, steps)
    slug = method.get("slug")
    slug = slug.strip() if isinstance(slug, str) else ""
    return Draft((slug or next(iter(made.values())).title)[: drafts.LONGEST_SLUG], source, made, drafts.numbers(source, given, told))
