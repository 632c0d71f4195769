"""What was typed, as a question to the index: all of the words, each in any of its forms in any language of the site."""

from dataclasses import dataclass
from functools import lru_cache

from . import index, store, tokens

LONGEST = 100
MOST_WORDS = 8


@dataclass(frozen=True)
class Term:
    """One word that is looked for, or several that mean one thing: any of `ways`, each of which is words that all must be there.

    A word is {language: its forms}.
    """

    typed: str
    ways: tuple

    def question(self, mark=""):
        return store.any_of(store.all_of(one_of(word, mark) for word in way) for way in self.ways)

    def forms(self):
        """All forms of all its words: what is marked in a text."""
        return {form for way in self.ways for word in way for _language, forms in word for form in forms}


def one_of(word, mark):
    return store.any_of(store.token(mark + index.named(form, language)) for language, forms in word for form in forms)


def own_languages(languages):
    return tuple(dict.fromkeys(map(tokens.own_language, languages)))


def in_all(word, languages):
    """((language, forms of the word in it), ...)."""
    return tuple((language, tokens.forms(word, language)) for language in own_languages(languages))


def words(typed):
    return tokens.words(typed[:LONGEST], MOST_WORDS)


def telling(found, languages):
    """The words without those that say nothing, in any of these languages; all of them where nothing else is left."""
    left = [word for word in found if not any(tokens.is_stop_word(word, language) for language in languages)]
    return left or found


def terms(typed, languages, spoken=(), local=""):
    """[Term] of what was typed. `languages` are those of the texts, `spoken` those whose small words are left out.

    `local` is the text of Details.search_words: words that mean the same in this neighbourhood.
    """
    asked = telling(words(typed), spoken)
    own = own_languages(languages)
    known = known_words(local, own, tuple(map(tokens.version, own))) if local and asked else ()
    found, place = [], 0
    asked_forms = [in_all(word, languages) for word in asked]
    while place < len(asked):
        length, ways = 1, [(asked_forms[place],)]
        for group in known:
            said = max((len(phrase) for phrase in group if says(asked_forms[place:], phrase)), default=0)
            if said:
                length = max(length, said)
                ways += group
        ways[0] = tuple(asked_forms[place : place + length])
        found.append(Term(" ".join(asked[place : place + length]), tuple(dict.fromkeys(ways))))
        place += length
    return found


def says(asked, phrase):
    """Whether what was asked begins with the phrase, in whatever forms."""
    return len(asked) >= len(phrase) and all(shared(one, other) for one, other in zip(asked, phrase, strict=False))


def shared(one, other):
    others = dict(other)
    return any(set(forms) & set(others.get(language, ())) for language, forms in one)


# Lines and words of one neighbourhood's list: more would make a search dear.
MOST_GROUPS, MOST_OF_A_GROUP, MOST_OF_A_PHRASE = 40, 6, 3
# No dictionary has a nickname, and stems of what none has differ from case to case.
FINNISH_ENDINGS = ("n", "t", "A", "ssA", "stA", "llA", "ltA", "lle", "ksi", "nA")


@lru_cache(maxsize=256)
def known_words(text, languages, versions):
    """Groups of phrases, each phrase a tuple of words with their forms; `versions` are those of the analyser."""
    return tuple(tuple(tuple(declined(word, languages) for word in phrase) for phrase in group) for group in local_words(text))


def declined(word, languages):
    """As in_all, and in Finnish also the forms of its cases."""
    found = dict(in_all(word, languages))
    if "fi" in found:
        vowel = "a" if set(tokens.fold(word)) & set("aou") and not set(word.lower()) & set("äöy") else "ä"
        cases = [word + ending.replace("A", vowel) for ending in FINNISH_ENDINGS]
        if word[-1:].lower() in set("aeiouyäö"):
            cases.append(f"{word}{word[-1]}n")
        found["fi"] = tuple(dict.fromkeys([*found["fi"], *(form for case in cases for form in tokens.forms(case, "fi"))]))
    return tuple(found.items())


def local_words(text):
    """Groups of phrases from the text of Details.search_words: ((("lintsi",), ("lintumäen", "ostari")), ...)."""
    groups = []
    for line in text.splitlines()[:MOST_GROUPS]:
        phrases = [tuple(tokens.words(part, MOST_OF_A_PHRASE)) for part in line.split(",")]
        phrases = tuple(dict.fromkeys(filter(None, phrases)))[:MOST_OF_A_GROUP]
        if len(phrases) > 1:
            groups.append(phrases)
    return tuple(groups)
