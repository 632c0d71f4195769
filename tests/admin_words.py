"""Which words of the admin a volunteer meets, and which of them nobody has translated."""

import json
import re
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
from bs4 import BeautifulSoup, Comment
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

# What is installed and speaks to people, with the catalogues that tell what it can say.
PACKAGES = ("wagtail", "wagtail_localize", "allauth", "taggit", "django_filters", "django.conf", "django.contrib.auth")
TAGS = re.compile(r"<[^>]+>")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
# Attributes that are read by people; of data-* the scripts of the page show some.
READ = re.compile(r"^(alt|aria-(label|description|roledescription|placeholder|valuetext)|label|placeholder|title|data-(?!url$).*)$")
# In what scripts are given, one word in small letters is a name for machines: an icon, a type, a key.
NAME = re.compile(r"[a-z][a-z0-9_.\-]*")


class Words:
    """(context or None, msgid) of everything that was asked for and is in no catalogue of the language."""

    def __init__(self):
        self.untranslated = set()

    def note(self, context, msgid):
        if translation.get_language() not in ("fi", "sv"):
            return
        key = f"{context}\x04{msgid}" if context else msgid
        catalogue = trans_real.translation(translation.get_language())._catalog
        if key not in catalogue and (key, 1) not in catalogue and any(sign.isalpha() for sign in str(msgid)):
            self.untranslated.add((context, str(msgid)))


@contextmanager
def listening(monkeypatch):
    """Everything that Django is asked to translate meanwhile, lazily or not, in code or templates."""
    words, stock = Words(), translation._trans

    def wrap(name, position):
        real = getattr(trans_real, name)

        def wrapped(*arguments):
            words.note(arguments[0] if position else None, arguments[position])
            return real(*arguments)

        return wrapped

    with monkeypatch.context() as patch:
        for name, position in (("gettext", 0), ("ngettext", 0), ("pgettext", 1), ("npgettext", 1)):
            patch.setattr(stock, name, wrap(name, position))
        yield words


def folder_of(package):
    return Path(find_spec(package).origin).parent


@cache
def strings_of_packages(domain):
    """{(context, msgid): plural} of what is installed, from the English catalogues that come with it, or else from all that come."""
    found = {}
    for folder in map(folder_of, PACKAGES):
        files = list(folder.rglob(f"locale/en/LC_MESSAGES/{domain}.po")) or folder.rglob(f"locale/*/LC_MESSAGES/{domain}.po")
        for file in files:
            found |= {(entry.msgctxt, entry.msgid): entry.msgid_plural for entry in polib.pofile(str(file)) if not entry.obsolete}
    return found


@cache
def english():
    """Every English text that something installed can say, ours too."""
    known = {**strings_of_packages("django"), **strings_of_packages("djangojs")}
    for name in ("neighbourhoods", "plugins", "tests"):
        for file in (settings.ROOT / name).rglob("locale/en/LC_MESSAGES/*.po"):
            known |= {(entry.msgctxt, entry.msgid): entry.msgid_plural for entry in polib.pofile(str(file))}
    texts = {text for (_context, msgid), plural in known.items() for text in (msgid, plural)}
    return {one_line(text) for text in texts if re.search(r"[A-Za-z]{2}", text or "")}


@cache
def whole_texts():
    return {text for text in english() if text == TAGS.sub("", PLACES.sub("", text))}


@cache
def telling_parts():
    """Of texts with something filled in or marked: the parts of three words and more, which nobody types by chance."""
    parts = {one_line(part) for text in english() - whole_texts() for part in re.split(f"{TAGS.pattern}|{PLACES.pattern}", text)}
    return {part for part in parts if len(re.findall(r"[A-Za-z]{2,}", part)) >= 3}


def one_line(text):
    return " ".join(str(text).replace("%%", "%").split())


@cache
def texts_of(code):
    """{text: msgids} of what the catalogues say in a language."""
    found = {}
    with translation.override(code):
        for key, text in trans_real.translation(code)._catalog.items():
            msgid = key[0] if isinstance(key, tuple) else key
            found.setdefault(one_line(text), set()).add(one_line(msgid.split("\x04")[-1]))
    return found


def english_in(text, code):
    """What of a shown text is English and not at the same time a word of the language."""
    text = one_line(text)
    if text in whole_texts() and not texts_of(code).get(text, set()) - {text}:
        return text
    return next((part for part in telling_parts() if part in text), None)


def is_hard_coded(text, where):
    """English sentences that no catalogue has: of these words none is Finnish or Swedish."""
    if where.endswith((" script", "[data-action]")):
        return None
    found = re.search(r"\b(the|and|your|you|this|these|with|from|should|please|was|has|have)\b", text, re.I)
    return one_line(text) if found and " " in text.strip() else None


def shown(answer):
    """(where, text) of all that a page or an answer for a script can show to a person."""
    if "json" in answer["Content-Type"]:
        yield from in_data(answer.json(), "json")
    else:
        yield from in_html(answer.text, "page")


def in_data(data, where):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from in_data(value, f"{where}.{key}")
    elif isinstance(data, list):
        for value in data:
            yield from in_data(value, where)
    elif isinstance(data, str):
        yield from in_text(data, where)


def in_text(text, where):
    """A text for a script: a piece of a page, data in its turn, or words."""
    if text[:1] in ("{", "["):
        try:
            yield from in_data(json.loads(text), where)
            return
        except ValueError:
            pass
    if "</" in text or "<input" in text:
        yield from in_html(text, where)
    elif not NAME.fullmatch(text):
        yield where, text


def in_html(html, where):
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(string=True):
        inside = node.parent.name
        if isinstance(node, Comment) or inside == "style" or not node.strip():
            continue
        if inside == "script":
            yield from in_script(node.parent, where)
        elif inside in ("template", "noscript") and "<" in node:
            yield from in_html(node, f"{where} {inside}")
        else:
            yield f"{where} {inside}", str(node)
    for tag in soup.find_all(True):
        if tag.name == "input" and tag.get("type") in ("submit", "button", "reset") and tag.get("value"):
            yield f"{where} {tag.name}[value]", tag["value"]
        for name, value in tag.attrs.items():
            if READ.match(name) and isinstance(value, str):
                here = f"{where} {tag.name}[{name}]"
                yield from in_text(value, here) if name.startswith("data-") else [(here, value)]


def in_script(tag, where):
    if tag.get("type", "").endswith("json"):
        yield from in_data(json.loads(tag.string), f"{where} script")
    else:
        for literals in re.findall(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"", tag.string or ""):
            yield from in_text(next(filter(None, literals), ""), f"{where} script")
