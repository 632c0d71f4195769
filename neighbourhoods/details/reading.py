"""Which text of a neighbourhood's details a reader gets, and in which language it is.

A translation remembers the text that it was made of. When that text has changed since, the translation is behind. What is told as a
fact (a notice, hours, a place, whether a wheelchair gets in, how to get the key, what is different now, when something is put right)
is then left out, and the reader gets the next language along the chain, at last the new text itself: it is worse to come to a closed
door than to read a foreign language. What only describes (a role, what it helps with, how else to reach people) keeps the
translation that it has, until somebody makes it anew or says that it is still good.

A notice and its sentence are one thing: both are shown in one language, or in none but their own.
"""

import itertools

from django.utils.translation import get_language_info

FACTS = frozenset({"notice", "notice_text", "place", "access", "hours", "keys", "exception", "corrected"})


class Told(str):
    """A text that knows its language."""

    language = ""

    def __new__(cls, text, language):
        told = super().__new__(cls, text)
        told.language = language
        return told

    @property
    def direction(self):
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def well_formed(texts):
    """{key: {"source", "text"}} of what a row of translations holds; what is no translation is left out."""
    found = texts.items() if isinstance(texts, dict) else ()
    return {
        key: {"source": one["source"], "text": one["text"]}
        for key, one in found
        if isinstance(one, dict) and isinstance(one.get("source"), str) and isinstance(one.get("text"), str) and one["text"]
    }


def can_be_shown(key, source, texts):
    """Whether the translation among `texts` may stand for the text as it is now."""
    one = texts.get(key)
    return one is not None and (one["source"] == source or key.rpartition(".")[2] not in FACTS)


def best(key, source, translated, chain, own):
    """Told of one text. `translated` is {language: {key: {"source", "text"}}}, `own` the language of the source."""
    for code in chain:
        if code == own or not source:
            break
        if can_be_shown(key, source, texts := translated.get(code, {})):
            return Told(texts[key]["text"], code)
    return Told(source, own)


def translated_of(site, chain):
    """{language: {key: {"source", "text"}}} of what may be wanted along a chain; one query, none when there is nothing."""
    from ..models import DetailsTranslation

    before = itertools.takewhile(lambda code: code != site.languages[0], chain)
    wanted = set(before) & site.facts.translated
    if not wanted:
        return {}
    rows = DetailsTranslation.objects.filter(details__neighbourhood=getattr(site, "pk", None), language__in=wanted)
    return {code: well_formed(texts) for code, texts in rows.values_list("language", "texts")}


class Reader:
    """Gives the best texts of a neighbourhood, or of the portal, in one language; at most one query, when it is made."""

    def __init__(self, site, language):
        self.chain, self.own = site.chain(language), site.languages[0]
        self.translated = translated_of(site, self.chain)

    def told(self, row, kind, names):
        """{name of a field: Told} of a contact, a room or a gap."""
        keys = {name: f"{kind}.{row.pk}.{name}" for name in names}
        return {name: best(key, getattr(row, name), self.translated, self.chain, self.own) for name, key in keys.items()}
