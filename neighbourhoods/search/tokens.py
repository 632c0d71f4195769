"""Words, and the forms under which the search knows them.

Both the index and the query are made of what comes from here, so that every database finds the same.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from importlib.metadata import version as version_of

from snowballstemmer.arabic_stemmer import ArabicStemmer
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.finnish_stemmer import FinnishStemmer
from snowballstemmer.swedish_stemmer import SwedishStemmer

from . import compounds, dictionaries, light, voikko
from .stop_words import STOP_WORDS

# Raised with every change of what comes out for some word: indexes are then made anew.
RULES = 1
LONGEST_WORD = 60
KEPT_WORDS = 16384

SNOWBALL = {"fi": FinnishStemmer, "sv": SwedishStemmer, "en": EnglishStemmer, "ar": ArabicStemmer}
# The fewest letters of a stem: a shorter one is shared by words that have nothing in common.
SHORTEST_STEM = {"fi": 4, "sv": 4, "en": 3, "ar": 3, "uk": 4}
OWN_STEMMERS = threading.local()

MARKS = "".join(re.escape(chr(code)) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
# soft hyphen, joiners, signs of direction: they stand inside a word and nobody sees them
UNSEEN = "\u00ad\u200c\u200d\u200e\u200f\u2060\ufeff"
LETTER = r"[^\W_]"
INSIDE = rf"(?:{LETTER}|[{MARKS}{UNSEEN}])*+"
CASE_ENDINGS = "n|a|ä|t|s|ns|ta|tä|ia|iä|na|nä|en|ien|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|han|hen|hin|hon|hun|hyn|aan|een|iin|oon|uun"
WORD = re.compile(
    rf"({LETTER}{INSIDE}(?:['’](?!s(?!{LETTER})){LETTER}{INSIDE})*+)"
    # no part of the word: the English genitive, and a Finnish ending after a colon, as in EU:n and ry:n
    rf"(?:['’]s(?!{LETTER})|:(?:{CASE_ENDINGS})(?!{LETTER}))?"
)
# An apostrophe inside a word becomes the one that is a letter: Ukrainian and Somali write words with it.
AS_WRITTEN = {**dict.fromkeys(map(ord, UNSEEN)), ord("'"): "ʼ", ord("’"): "ʼ"}

# Letters that Unicode does not take apart as we need it. й and ї are letters of their own, not и and і with an accent.
LETTERS = dict.fromkeys(map(chr, range(0x2B9, 0x300)), "")
LETTERS |= {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ٱ": "ا", "ـ": "", "й": "й", "ї": "ї"}
LETTERS |= {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}


def words(text, most=None):
    """The words of a text as written, at most `most` of them: letters and digits alone, each at most LONGEST_WORD long."""
    found = []
    for _start, _end, word in spans(text):
        if len(found) == most:
            break
        found.append(word)
    return found


def spans(text):
    """(start, end, word) for each of words(text), with its place in the text as it was given."""
    for match in WORD.finditer(text):
        # Cut before anything else is done: putting a heap of accents in order takes the square of their number.
        written = match[1][: LONGEST_WORD * 3].translate(AS_WRITTEN)
        word = unicodedata.normalize("NFC", written)[:LONGEST_WORD]
        if fold(word):
            yield match.start(1), match.end(1), word


class Folded(dict):
    """What becomes of a letter, filled in as letters turn up."""

    def __missing__(self, code):
        if (sign := chr(code)) in LETTERS:
            plain = LETTERS[sign]
        else:
            parts = unicodedata.normalize("NFKD", sign).casefold()
            plain = "".join(LETTERS.get(part, part) for part in parts if part.isalnum())
            plain = "".join(str(unicodedata.decimal(part, part)) for part in plain)
        self[code] = plain
        return plain


FOLDED = Folded()


def fold(word):
    """The word in small letters without accents, "" when nothing is left of it. Arabic is brought to one spelling."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return unicodedata.normalize("NFC", word).casefold().translate(FOLDED)


def own_language(language):
    """The language by whose rules a text is read: plain Finnish is Finnish."""
    return language.partition("-")[0]


def forms(word, language):
    """The folded forms by which a word of a query is looked for, its own first."""
    language = own_language(language)
    return known_forms(word.lower(), language, dictionaries.ready(language))


def index_forms(word, language):
    """The folded forms under which a word of a text is kept: forms() and those of the parts of a compound."""
    language = own_language(language)
    return known_index_forms(word.lower(), language, dictionaries.ready(language))


# Whether the dictionary is there is part of the key: what was found without it is not what is found with it.
@lru_cache(maxsize=KEPT_WORDS)
def known_forms(word, language, has_dictionary):
    return folded_forms(base_forms(word, language), language)


@lru_cache(maxsize=KEPT_WORDS)
def known_index_forms(word, language, has_dictionary):
    bases = base_forms(word, language)
    parts = [form for base in bases for form in compounds.parts(base, language)] + voikko.parts(word, language)
    return folded_forms(bases + [form for part in parts for form in base_forms(part, language)], language)


def base_forms(word, language):
    """The word itself, then its base forms as the dictionary, our own rules and Voikko see them; not folded."""
    found = [word, *light.candidates(word, language)]
    for candidate in tuple(found):
        found += dictionaries.lemmas(candidate, language) or dictionaries.guesses(candidate, language)
    found += light.lemmas(word, language)
    if joined := compounds.lemma(word, language):
        found.append(joined)
    return list(dict.fromkeys(found + voikko.lemmas(word, language)))


def folded_forms(bases, language):
    stems = [stem(base, language) for base in bases]
    return tuple(dict.fromkeys(filter(None, map(fold, bases + stems))))


def stem(word, language):
    """The word without its endings, or "" where there are no rules or what is left says too little."""
    if language == "uk":
        found = light.ukrainian_stem(word)
    elif language in SNOWBALL:
        # a stemmer keeps the word that it works on
        kept = OWN_STEMMERS.__dict__
        if language not in kept:
            kept[language] = SNOWBALL[language]()
        found = kept[language].stemWord(word)
    else:
        return ""
    return found if len(found) >= SHORTEST_STEM[language] else ""


def is_stop_word(word, language):
    """Whether the word says nothing by itself, as "and" or "tämä"."""
    return fold(word) in folded_stop_words(own_language(language))


@lru_cache(maxsize=16)
def folded_stop_words(language):
    return frozenset(map(fold, STOP_WORDS.get(language, "").split()))


installed = lru_cache(version_of)


def version(language):
    """A short name of the rules at work: another name means that the same text may give other forms."""
    language = own_language(language)
    parts = [str(RULES)]
    if language in SNOWBALL:
        parts.append(f"snowball-{installed('snowballstemmer')}")
    if dictionaries.ready(language):
        parts.append(f"simplemma-{installed('simplemma')}")
    if name := voikko.version(language):
        parts.append(f"voikko-{name}")
    return " ".join(parts)


def forget():
    """As a process that has just started."""
    known_forms.cache_clear()
    known_index_forms.cache_clear()
    dictionaries.forget()
    voikko.forget()
