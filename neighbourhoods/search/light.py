"""Light rules of our own: for Somali and Arabic, and for what a dictionary of Finnish and Swedish leaves open."""

import itertools

from . import dictionaries

FEWEST = 3

# Finnish: an ending that verbs have too -> the ending of a case that they have not. kadut may be of katua, kadussa is of katu.
CLEAR_CASES = (
    *(("iden", "issa"), ("ista", "isessa"), ("istä", "isessa"), ("usta", "uksessa"), ("ystä", "yksessa"), ("ita", "issa"), ("itä", "issa")),
    *(("lla", "ssa"), ("llä", "ssa"), ("lle", "ssa"), ("lta", "ssa"), ("ltä", "ssa"), ("sta", "ssa"), ("stä", "ssa"), ("ssa", "lla")),
    *(("ssä", "lla"), ("ia", "issa"), ("iä", "issa"), ("uta", "ussa"), ("ytä", "yssa"), ("t", "ssa"), ("n", "ssa")),
)
# What is written onto a Finnish word, outermost last: whose it is, then "too", "not even", a question.
POSSESSIVES = ("nsa", "nsä", "mme", "nne", "ni", "si", "an", "än", "en")
ENCLITICS = ("kaan", "kään", "kin", "han", "hän", "ko", "kö", "pa", "pä")
FRONT = str.maketrans("ao", "äö")
FRONT_ENDING = str.maketrans("a", "ä")

# Swedish: no ending, or one that a noun shares with verbs.
SWEDISH_ENDINGS = ("arna", "ar", "et", "")
# Letters that may have lost their dots.
DOTTED = {"a": "aåä", "o": "oö"}
MOST_DOTS = 3


def candidates(word, language):
    """Other words that this one may be a form of, with or without a dictionary."""
    return CANDIDATES[language](word) if language in CANDIDATES else []


def lemmas(word, language):
    """Base forms that take a rule and the dictionary together."""
    if language not in SIBLINGS or not dictionaries.ready(language):
        return []
    if dictionaries.lemmas(word, language):
        return SIBLINGS[language](word)
    found = [base for dotted in with_dots(word, language)[1:] for base in dictionaries.lemmas(dotted, language)]
    return found + (without_additions(word) if language == "fi" else [])


def finnish_siblings(word):
    """The base forms of the same noun in a case that no verb has."""
    for ending, clear in CLEAR_CASES:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            if not any(letter in "aou" for letter in stem):
                clear = clear.translate(FRONT_ENDING)
            return dictionaries.lemmas(stem + clear, "fi")
    return []


def swedish_siblings(word):
    """The noun of a word that is taken for a verb: tvätt and båtar, since there are tvätten and båten."""
    for ending in SWEDISH_ENDINGS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            if any(stem in dictionaries.lemmas(stem + article, "sv") for article in ("en", "et", "n")):
                return [stem]
    return []


def without_additions(word):
    """The base forms of a Finnish word without -kin, -kaan, -ko, and without "my", "your", "their"."""
    for endings in (ENCLITICS, POSSESSIVES):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) > FEWEST:
                stem = word[: -len(ending)]
                # taloon and nsa are taloonsa: an n before them falls away
                for whole in (stem, stem + "n"):
                    if found := dictionaries.lemmas(whole, "fi"):
                        return found
                if endings is ENCLITICS and (found := without_additions(stem)):
                    return found
    return []


def with_dots(word, language):
    """The word, then what it may be when it was typed without dots: saannot, kevattalkoot, gard."""
    if not word.isascii():
        return [word]
    if language == "fi":
        # the vowels of a Finnish word, or of a part of a compound, are all in front or all in the back
        fronted = word.translate(FRONT)
        return [word] if fronted == word or "u" in word else [word, fronted]
    if language == "sv":
        places = [place for place, letter in enumerate(word) if letter in DOTTED]
        if not 0 < len(places) <= MOST_DOTS:
            return [word]
        letters = [DOTTED.get(letter, letter) for letter in word]
        return ["".join(chosen) for chosen in itertools.product(*letters)]
    return [word]


# Somali: the article is written onto the noun. Its consonant follows the noun's last sound, its vowel tells subject, place and time;
# "this", "that", "my", "our" stand in the place of the vowel.
SOMALI_CONSONANTS = "dh sh k g h t d".split()
SOMALI_VOWELS = (
    "a u ii iisa iisii an aan aas aasi eed eeda eedii een eenna eennii ooda oodii iinna iinnii ayga aygii ayda aydii aaga aagii aada aadii"
).split()
SOMALI_ARTICLES = sorted((c + v for c in SOMALI_CONSONANTS for v in SOMALI_VOWELS), key=len, reverse=True)


def somali(word):
    """The noun without its article, and without the commonest plurals."""
    found = []
    for article in SOMALI_ARTICLES:
        if word.endswith(article) and len(word) - len(article) >= FEWEST:
            noun = word[: -len(article)]
            # meel and -ta are meesha
            found.append(noun + "l" if article.startswith("sh") else noun)
            # magaalo, magaalada; aabbe, aabbaha
            if noun.endswith("a"):
                found += [noun[:-1] + "o", noun[:-1] + "e"]
            break
    singulars = [singular for noun in [word, *found] for singular in somali_singulars(noun) if len(singular) > FEWEST]
    return list(dict.fromkeys(found + singulars))


def somali_singulars(noun):
    """What a Somali plural may be the plural of: dugsiyo, guryo (guri), kulamo (kulan), xaafado, waalidiin, hooyooyin, buugaag."""
    if noun.endswith("yo"):
        return [noun[:-2] if noun[-3:-2] in "aeiou" else noun[:-2] + "i"]
    if noun.endswith("mo"):
        return [noun[:-1], noun[:-2] + "n"]
    if noun.endswith(("do", "ro", "lo", "no", "go")):
        return [noun[:-1]]
    if noun.endswith("miin"):
        return [noun[:-3], noun[:-4] + "n"]
    if noun.endswith("iin"):
        return [noun[:-3]]
    if noun.endswith("ooyin"):
        return [noun[:-4]]
    # the last sound once more, after an a
    for vowel in ("aa", "a"):
        if noun.endswith(vowel + noun[-1]) and noun[: -len(vowel) - 1].endswith(noun[-1]):
            return [noun[: -len(vowel) - 1]]
    return []


# Arabic: "and", "so", then "in", "to", "as", then "the" are written onto the word; "to the" is li + al = ll.
ARABIC_BEGINNINGS = ("وبال", "فبال", "وكال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال")
ARABIC_ONE_LETTER = ("و", "ب", "ل", "ف", "ك")
ARABIC_MARKS = dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640])


def arabic(word):
    """The word without vowel signs, then without what is written onto its beginning. One letter is only taken off a longer word."""
    plain = word.translate(ARABIC_MARKS)
    found = [plain] if plain != word else []
    if plain.endswith("ه") and dictionaries.lemma(whole := plain[:-1] + "ة", "ar"):
        found.append(whole)
    for beginning in ARABIC_BEGINNINGS:
        if plain.startswith(beginning) and len(plain) - len(beginning) >= FEWEST:
            return [*found, plain[len(beginning) :]]
    if plain.startswith(ARABIC_ONE_LETTER) and len(plain) > FEWEST + 1 and dictionaries.lemma(plain[1:], "ar"):
        if not dictionaries.lemma(plain, "ar"):
            found.append(plain[1:])
    return found


# Ukrainian: endings of nouns and adjectives, and consonants that change before -і.
UKRAINIAN_ENDINGS = sorted(
    "а я о е є у ю и і ї ь й ий ій ої ою ею єю ів їв ей ам ям ах ях ами ями ом ем єм ого ому ими их им ові еві".split(),
    key=len,
    reverse=True,
)
BEFORE_I = {"ц": "к", "з": "г", "с": "х"}


def ukrainian_stem(word):
    """What is left of a Ukrainian word without its ending: there is no Snowball for it."""
    for ending in UKRAINIAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= FEWEST:
            stem = word[: -len(ending)]
            return stem[:-1] + BEFORE_I.get(stem[-1], stem[-1]) if ending == "і" else stem
    return word


CANDIDATES = {"so": somali, "ar": arabic}
SIBLINGS = {"fi": finnish_siblings, "sv": swedish_siblings}
