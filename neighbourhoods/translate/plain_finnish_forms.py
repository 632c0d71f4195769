"""Which form a Finnish word has: by its ending, or by what Voikko reads in it where Voikko is there.

A reading is what Voikko's `analyze` gives for a word: dicts with CLASS, PERSON, MOOD, SIJAMUOTO, PARTICIPLE, POSSESSIVE, STRUCTURE.
Endings were tried on 900,000 forms of a dictionary: those of the passive find 93 of 100, and 4 of 100 that they take are none.
"""

import re

from . import plain_finnish_words as lists

VOWEL = "[aeiouyäö]"
PASSIVE = re.compile(
    rf"""(?:
    {VOWEL}(?:taan|tään)                                            # otetaan, siivotaan
    | (?:{VOWEL}|h)(?:daan|dään)                                    # saadaan, tehdään
    | (?:(?:e|o|u|uo|ie)ll | {lists.ILL_VERBS}ill)(?:aan|ään)       # kuunnellaan, tullaan, kokeillaan
    | (?:menn|pann|purr|surr)(?:aan|ään)
    | {lists.ST_VERBS}(?:taan|tään|tiin)                            # noustaan, julkaistiin
    | (?:(?<!{VOWEL}){VOWEL}|[aou]e|io)ttiin                        # otettiin, haettiin, aiottiin
    | (?:teh|näh|men|pan|pur)tiin
    | (?:o|uo|ie|aa|yö|äy|yy|ää|oi|ui|öi)tiin                       # luotiin, haravoitiin
    | {VOWEL}ltiin                                                  # keskusteltiin
    | (?:(?:[aeouyäö]|tarvi)tt | [eou]lt | (?:uo|ie|aa|yö|äy|yy|ää|oi|öi)t | teht | näht)(?:aisiin|äisiin)
    )$""",
    re.VERBOSE,
)
PASSIVE_AFTER_NO = re.compile(rf"(?:{VOWEL}(?:ta|tä)|(?:{VOWEL}|h)(?:da|dä)|[eou]l(?:la|lä)|men(?:nä)|pan(?:na))(?:kaan|kään)?$")
WHILE = re.compile(
    rf"(?:[aouyäöi]|(?:u|o|e|i|ie|uo)ll|menn|[uo]rr|{lists.ST_VERBS}t|{VOWEL}t|(?:{lists.D_VERBS})d)"
    r"(?:essa|essä)(?P<whose>an|än|ni|si|mme|nne)?$"
)
IN_ORDER = re.compile(
    rf"(?:{VOWEL}[dt][aä]|hd[aä]|(?:e|o|u|i|uo)ll[aä]|st[aä]|menn[aä]|pann[aä]|aa|ää|[oueiy]a|[yöei]ä)kse(?:en|ni|si|mme|nne)$"
)
AFTER = re.compile(r"(?:[aeiouyähslnr]tu|ttu)(?:aan|ani|asi|amme|anne)$|(?:[aeiouyäöhslnr]ty|tty)(?:ään|äni|äsi|ämme|änne)$")
THAT_IT_DOES = re.compile(r"(?:v[aä]n(?:sa|sä)|neen(?:sa|sä)|v[aä](?:ni|si|mme|nne)|nee(?:ni|si|mme|nne))$")
ONLY_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Forms:
    """Asks Voikko once for each word, or nobody. `analyse` is a function from a word to its readings, or None."""

    def __init__(self, analyse=None):
        self.analyse = analyse
        self.known = {}

    def readings(self, word):
        """None: nobody to ask. An empty list: Voikko does not know the word."""
        if self.analyse is None:
            return None
        if word.form not in self.known:
            fit = ONLY_LETTERS.fullmatch(word.form) and len(word.form) <= lists.LONGEST_KNOWN
            self.known[word.form] = list(self.analyse(word.raw)) if fit else []
        return self.known[word.form]

    def passive(self, words, at):
        word = words[at]
        by_ending = looks_passive(word.form)
        after_no = not by_ending and says_no_before(words, at)
        readings = self.readings(word)
        if not readings:
            return by_ending or bool(after_no and PASSIVE_AFTER_NO.search(word.form))
        passive = [reading for reading in readings if reading.get("PERSON") == "4"]
        if not passive or after_no:
            return bool(passive)
        return len(passive) == len(readings) or by_ending

    def construction(self, words, at):
        """tullessa, tehdäkseen, tehtyään, sanoi tulevansa; with Voikko also naapurin tekemä."""
        word = words[at]
        readings = self.readings(word)
        if readings:
            return word.form not in lists.NOT_WHILE and not everyday(readings) and any(is_construction(one, words, at) for one in readings)
        form = word.form
        if (found := WHILE.search(form)) and form not in lists.NOT_WHILE:
            return not form.removesuffix(found["whose"] or "").endswith(lists.NOT_WHILE_ENDS)
        if (IN_ORDER.search(form) and form not in lists.NOT_IN_ORDER) or AFTER.search(form):
            return True
        return bool(THAT_IT_DOES.search(form)) and said_before(words, at)

    def rare(self, word):
        readings = self.readings(word)
        if readings:
            rare = all(reading.get("SIJAMUOTO") in ("vajanto", "seuranto") for reading in readings)
            return rare and not word.form.endswith(lists.WITHOUT_ENDS)
        return word.form in lists.WITH_ITS or word.form in lists.WITHOUT_IT or word.form.endswith(lists.WITHOUT_IT_ENDS)

    def noun_from_verb(self, word):
        readings = self.readings(word)
        if readings:
            return all(reading.get("MOOD") == "MINEN-infinitive" for reading in readings)
        return len(word.form) > 7 and word.form.endswith(lists.FROM_VERB) and not any(part in word.form for part in lists.NO_VERB_IN_IT)

    def parts(self, word):
        """How many words a compound is made of; 1 when nobody knows."""
        return min((reading.get("STRUCTURE", "=").count("=") for reading in self.readings(word) or ()), default=1)

    def genitive(self, word):
        readings = self.readings(word)
        return bool(readings) and all(reading.get("SIJAMUOTO") == "omanto" for reading in readings)

    def you(self, word):
        form = word.form
        if form in lists.YOU or form in lists.YOURS or form.endswith(("tko", "tkö")):
            return True
        return any(reading.get("PERSON") == "2" or reading.get("POSSESSIVE") == "2s" for reading in self.readings(word) or ())


def looks_passive(form):
    return bool(PASSIVE.search(form)) and form not in lists.NEVER_PASSIVE and not form.endswith(lists.NOT_PASSIVE_ENDS)


def says_no_before(words, at):
    """ei tehdä, ei enää tehdä: but not "ei voi tehdä", where somebody is who cannot."""
    if at and words[at - 1].form in lists.NO:
        return True
    return at > 1 and words[at - 2].form in lists.NO and words[at - 1].form in lists.BETWEEN_NO_AND_VERB


def said_before(words, at):
    return any(word.form.startswith(lists.SAYING) for word in words[max(0, at - 3) : at])


def is_construction(reading, words, at):
    mood, participle, case = (reading.get(name) for name in ("MOOD", "PARTICIPLE", "SIJAMUOTO"))
    if mood == "E-infinitive":
        # "istuen" is a word that people know
        return "ess" in words[at].form
    if mood == "A-infinitive" and reading.get("POSSESSIVE"):
        return True
    if participle == "past_passive" and case == "osanto" and reading.get("POSSESSIVE"):
        return True
    if participle in ("present_active", "past_active") and reading.get("POSSESSIVE"):
        return said_before(words, at)
    return participle == "agent" and not words[at].form.endswith(lists.NOT_BY_SOMEBODY)


def everyday(readings):
    """A word that can also be read as a plain noun or an easy form: tapahtuma, osallistumista."""
    return any(
        reading.get("MOOD") in ("MINEN-infinitive", "MA-infinitive")
        or not (reading.get("PARTICIPLE") or reading.get("MOOD") or reading.get("CLASS") == "laatusana")
        for reading in readings
    )
