"""A method as it was read from a file, checked part by part, before anything of it is stored."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from neighbourhoods import plain_text

from ...choices import AGES, ALL, PLACES, SEASONS, pack
from ...models.pages import LONGEST, MOST_STEPS, NUMBERS, RANGES, MethodPage
from ...texts import PLAIN, REQUIRED, STEPS, TEXTS

LONGEST_TITLE, LONGEST_STEP, LONGEST_SLUG = 255, 2_000, 60
KNOWN = {"seasons": SEASONS, "ages": AGES}


class Wrong(Exception):
    """What cannot be taken in; `sentences` say where it is and what to do."""

    def __init__(self, *sentences):
        super().__init__(" ".join(sentences))
        self.sentences = [str(sentence) for sentence in sentences]


@dataclass
class Said:
    """What a method says in one language: `words` {field: text}, `steps` their texts."""

    title: str
    lead: str = ""
    words: dict = field(default_factory=dict)
    steps: list = field(default_factory=list)

    @property
    def lacking(self):
        """Names of parts without which it cannot be published."""
        return [name for name in REQUIRED if not self.words.get(name)]


@dataclass
class Draft:
    """One method: `name` joins its languages, `languages` {code: Said}, `numbers` {field: value as pages store it}."""

    name: str
    source: str
    languages: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)


def told_of(name):
    """A field as people know it."""
    return str(TEXTS.get(name) or MethodPage._meta.get_field(name).verbose_name)


def length(source, label, text, most):
    if len(text) > most:
        told = _("%(file)s: “%(part)s” has %(number)d letters. At most %(most)d fit: make it shorter.")
        return [told % {"file": source, "part": label, "number": len(text), "most": most}]
    return []


def said(source, title, lead, words, steps):
    """Said of texts as they came. Raises Wrong with a sentence for each part that is no text, or too long."""
    wrong = []

    def text(label, value, most, *, line=False):
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            wrong.append(_("%(file)s: “%(part)s” is no text. Write words there.") % {"file": source, "part": label})
            return ""
        clean = plain_text.clean(str(value)).strip()
        clean = " ".join(clean.split()) if line else clean
        wrong.extend(length(source, label, clean, most))
        return clean

    title = text(pgettext("method", "Name"), title, LONGEST_TITLE, line=True)
    if not title and not wrong:
        wrong.append(_("%(file)s: the name of the method is missing. Write it after “title:”.") % {"file": source})
    lead = text(told_of("lead"), lead, MethodPage._meta.get_field("lead").max_length, line=True)
    found = {name: text(told_of(name), words[name], LONGEST) for name in PLAIN if words.get(name) is not None}
    if len(steps) > MOST_STEPS:
        told = _("%(file)s: there are %(number)d steps. At most %(most)d fit: join some of them.")
        wrong.append(told % {"file": source, "number": len(steps), "most": MOST_STEPS})
    else:
        steps = [text(f"{told_of(STEPS)} {number}", step, LONGEST_STEP) for number, step in enumerate(steps, 1)]
    if wrong:
        raise Wrong(*wrong)
    return Said(title, lead, {name: value for name, value in found.items() if value}, [step for step in steps if step])


def numbers(source, given, told):
    """{field: value} of what lists narrow by. What is unknown is told of and left out; a number that is none is Wrong."""
    found, wrong = {}, []
    for name in NUMBERS:
        value = given.get(name)
        if value is None:
            continue
        most = max(validator.limit_value for validator in MethodPage._meta.get_field(name).validators if validator.code == "max_value")
        most = min(most, 1_000_000)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            told_wrong = _("%(file)s: “%(part)s” must be a whole number from 0 to %(most)d.")
            wrong.append(told_wrong % {"file": source, "part": name, "most": most})
        else:
            found[name] = value
    for least, most in RANGES:
        if least in found and most in found and found[least] > found[most]:
            wrong.append(
                _("%(file)s: “%(least)s” is more than “%(most)s”. Change one of the two.") % {"file": source, "least": least, "most": most}
            )
    where = given.get("where")
    if isinstance(where, str) and where in PLACES:
        found["where"] = where
    elif where not in (None, ""):
        told.append(unknown(source, "where", where, PLACES))
    for name, known in KNOWN.items():
        keys = given.get(name)
        if keys is None:
            continue
        keys = keys if isinstance(keys, list) else [keys]
        for key in keys:
            if not isinstance(key, str) or (key != ALL and key not in known):
                told.append(unknown(source, name, key, [ALL, *known]))
        found[name] = pack([key for key in keys if isinstance(key, str)], known)
    if wrong:
        raise Wrong(*wrong)
    return found


def unknown(source, name, value, known):
    told = _("%(file)s: “%(value)s” is not known in “%(part)s”, and was left out. Known are: %(known)s.")
    value = value if isinstance(value, str | int | float) else "…"
    return told % {"file": source, "value": str(plain_text.clean(str(value)))[:60], "part": name, "known": ", ".join(known)}


def unknown_field(source, name):
    told = _("%(file)s: “%(part)s” is no part of a method, and was left out.")
    return told % {"file": source, "part": plain_text.clean(str(name))[:80]}
