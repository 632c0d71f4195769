"""What is measured of a page in plain Finnish, one function each: they give hints and know nothing of each other."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from . import plain_finnish_words as lists
from .plain_finnish_forms import Forms
from .plain_finnish_sentences import HEADING, NUMBER, TIME, WORD, parts

HINT, STRONG = "hint", "strong"
WORDS, WORDS_STRONG = 11, 15
AVERAGE, AVERAGE_STRONG, SENTENCES_FOR_AVERAGE = 9, 11, 3
CLAUSES, CLAUSES_STRONG = 2, 3
LETTERS, LETTERS_STRONG, COMPOUND_PARTS = 14, 18, 3
PASSIVES_IN, PASSIVES_STRONG_IN = 5, 3
NOUNS_IN = 3
CONSTRUCTIONS_STRONG = 2
FIGURES = 4
GENITIVES, NEGATIONS = 3, 2
PARAGRAPH, PARAGRAPH_STRONG = 5, 7
WORDS_FOR_A_HEADING, WORDS_WITHOUT_HEADING = 100, 150
SENTENCES_TO_SOMEBODY = 5


@dataclass(frozen=True)
class Hint:
    measure: str
    strength: str  # "hint" or "strong"
    sentence: str  # what it is about, as written: text[start:end]
    start: int
    end: int
    message: str
    word: str = ""  # of the sentence, where it is about one word

    @property
    def key(self):
        """The same as long as the sentence is: by it "leave it so" is remembered."""
        told = "\0".join((self.measure, self.word, " ".join(self.sentence.split())))
        return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()


class Page:
    def __init__(self, text, analyse=None):
        self.text = text
        self.forms = Forms(analyse)
        self.parts = parts(text)

    @cached_property
    def sentences(self):
        return [sentence for part in self.parts for sentence in part.sentences]

    @cached_property
    def told(self):
        """Sentences of paragraphs and list items: a heading is no sentence, though it can be too long for one."""
        return [sentence for sentence in self.sentences if sentence.part.kind != HEADING]

    def followed(self):
        """(sentence, the next one of the same part or None)"""
        for part in self.parts:
            yield from zip(part.sentences, [*part.sentences[1:], None], strict=True)


def about(sentence, measure, message, strong=False, word=""):
    return Hint(measure, STRONG if strong else HINT, sentence.text, sentence.start, sentence.end, message, word)


def long_sentences(page):
    for sentence in sorted(page.sentences, key=lambda sentence: -len(sentence.words)):
        if (count := len(sentence.words)) < WORDS:
            return
        told = _("This sentence has %(number)s words. Make two of it.") % {"number": count}
        yield about(sentence, "words", told, count >= WORDS_STRONG)


def average(page):
    if len(page.told) < SENTENCES_FOR_AVERAGE:
        return
    middle = sum(len(sentence.words) for sentence in page.told) / len(page.told)
    if middle >= AVERAGE:
        longest = max(page.told, key=lambda sentence: len(sentence.words))
        yield about(longest, "average", _("The sentences are long. Shorten the longest one."), middle >= AVERAGE_STRONG)


def clauses(page):
    for sentence in page.sentences:
        if (count := subordinate(sentence.words)) >= CLAUSES:
            yield about(sentence, "clauses", _("There are many things here. One thing, one sentence."), count >= CLAUSES_STRONG)


def subordinate(words):
    count = 0
    for word, following in zip(words, [*words[1:], None], strict=True):
        if word.form in lists.CONJUNCTIONS:
            count += 1
        elif word.comma and (word.form in lists.RELATIVE or word.form in lists.ASKING):
            count += not (word.form == "joka" and following and following.form.startswith(lists.EVERY))
    return count


def passives(page):
    found = [sentence for sentence in page.told if any(page.forms.passive(sentence.words, place) for place in range(len(sentence.words)))]
    many = len(found) > 1 and len(found) * PASSIVES_STRONG_IN >= len(page.told)
    for sentence in found[len(page.told) // PASSIVES_IN :]:
        yield about(sentence, "passive", _("Who does it? Write who: “Huoltoyhtiö korjaa oven.”"), many)


def constructions(page):
    found = [
        (sentence, word)
        for sentence in page.sentences
        for place, word in enumerate(sentence.words)
        if word.kind == WORD and page.forms.construction(sentence.words, place)
    ]
    for sentence, word in found:
        told = _("Write “kun tulet”, not “tullessasi”.")
        yield about(sentence, "construction", told, len(found) >= CONSTRUCTIONS_STRONG, word.form)


def rare_cases(page):
    for sentence, word in words_once(page):
        if page.forms.rare(word):
            yield about(sentence, "rare", _("Write “ilman rahaa”, “lasten kanssa”."), word=word.form)


def long_words(page):
    found = []
    for sentence, word in words_once(page):
        letters = count_letters(word.raw)
        many = page.forms.parts(word) >= COMPOUND_PARTS
        if (letters >= LETTERS or many) and not word.form.startswith(lists.OUR_LONG_WORDS):
            found.append((letters, sentence, word))
    for letters, sentence, word in sorted(found, key=lambda one: -one[0]):
        told = _("Can the word be split? “kokous, jossa kaupunki kertoo”")
        yield about(sentence, "long", told, letters >= LETTERS_STRONG, word.form)


def count_letters(raw):
    return sum(sign.isalpha() for sign in unicodedata.normalize("NFC", raw))


def nouns_from_verbs(page):
    found = [sentence for sentence in page.told if says_as_noun(page, sentence)]
    for sentence in found[len(page.told) // NOUNS_IN :]:
        yield about(sentence, "nouns", _("Write the deed as a verb: “Siivoamme”, not “siivouksen suorittaminen”."))


def says_as_noun(page, sentence):
    if any(word.kind == WORD and page.forms.noun_from_verb(word) for word in sentence.words):
        return True
    forms = [word.form for word in sentence.words]
    return any(form.startswith(lists.SUPPORT) for form in forms) and any(form.endswith(lists.SUPPORTED) for form in forms)


def office_words(page):
    for sentence in page.sentences:
        before = ""
        for word in sentence.words:
            if word.kind == WORD and (cure := plain_word(word.form, before)):
                told = _("The word “%(word)s” is hard. Try: “%(cure)s”.") % {"word": word.form, "cure": cure}
                yield about(sentence, "office", told, word=word.form)
            before = word.form


def plain_word(form, before):
    if cure := lists.OFFICE_WHOLE.get(form):
        return cure if lists.ONLY_AFTER.get(form, before) == before else None
    for start in lists.OFFICE_BY_FIRST.get(form[:2], ()):
        if form.startswith(start) and not form.startswith(lists.NOT_OFFICE):
            return lists.OFFICE[start]


def short_forms(page):
    for sentence in page.sentences:
        for word in sentence.words:
            stop = page.text[word.end : word.end + 1] == "."
            form = "klo" if word.kind == TIME and word.form.startswith("klo") else word.form
            if cure := lists.SHORT.get(form + "." if stop else form) or lists.SHORT.get(form):
                yield about(sentence, "short", _("Write the whole word: “%(cure)s”.") % {"cure": cure}, word=form)


def exact_numbers(page):
    for sentence in page.sentences:
        for word in sentence.words:
            after = page.text[word.end : word.end + 2].lstrip()
            decimal = word.kind == NUMBER and re.fullmatch(r"\D?\d+(?:\s\d{3})*,\d+", word.raw)
            if decimal or (word.kind == NUMBER and after.startswith("%")) or word.form.startswith("prosent"):
                yield about(sentence, "numbers", _("Round the number."), word=word.form)
    for part in page.parts:
        figures = [(sentence, word) for sentence in part.sentences for word in sentence.words if word.kind == NUMBER]
        if len(figures) >= FIGURES:
            yield about(figures[FIGURES - 1][0], "figures", _("There are many numbers here. Round them, or leave some out."))


def genitive_chains(page):
    for sentence in page.sentences:
        row = longest = 0
        for word in sentence.words:
            row = row + 1 if word.kind == WORD and page.forms.genitive(word) else 0
            longest = max(longest, row)
        if longest >= GENITIVES:
            yield about(sentence, "genitives", _("Who owns what? Split the sentence."))


def negations(page):
    for sentence in page.sentences:
        count = sum(
            word.form in lists.NO or word.form == "ilman" or (word.form.endswith(lists.WITHOUT_ENDS) and len(word.form) > 7)
            for word in sentence.words
        )
        if count >= NEGATIONS:
            yield about(sentence, "negations", _("Write what one may do."))


def paragraphs(page):
    for part in page.parts:
        if (count := len(part.sentences)) >= PARAGRAPH:
            whole = page.text[part.start : part.end]
            strength = STRONG if count >= PARAGRAPH_STRONG else HINT
            yield Hint("paragraph", strength, whole, part.start, part.end, _("Split the paragraph."))


def headings(page):
    """Told once for each stretch without a heading, at the part where one would fit."""
    place, words = None, 0
    for part in [*page.parts, None]:
        if part is None or part.kind == HEADING:
            if words >= WORDS_WITHOUT_HEADING:
                yield about(place, "headings", _("Add a heading."))
            place, words = None, 0
            continue
        words += sum(len(sentence.words) for sentence in part.sentences)
        if place is None and words >= WORDS_FOR_A_HEADING:
            place = part.sentences[0]


def speaks_to_nobody(page):
    if len(page.told) >= SENTENCES_TO_SOMEBODY and not any(page.forms.you(word) for sentence in page.sentences for word in sentence.words):
        yield about(page.told[0], "reader", _("Speak to the reader: “Voit tulla”."))


def unexplained(page):
    known = set()
    for sentence, following in page.followed():
        for place, word in enumerate(sentence.words):
            name = next((name for start, name in lists.UNEXPLAINED.items() if word.form.startswith(start)), None)
            if name and name not in known:
                known.add(name)
                if not explained(page, sentence, place, following):
                    yield about(sentence, "unexplained", _("Tell what “%(word)s” means.") % {"word": name}, word=name)


def explained(page, sentence, place, following):
    """In brackets, by "eli", "on" or a clause that goes on from the word, or by a next sentence that points back at it."""
    word, after = sentence.words[place], sentence.words[place + 1 : place + 2]
    if page.text[word.end : word.end + 5].lstrip("*_ ").startswith("("):
        return True
    if any(other.form in lists.EXPLAINS for other in sentence.words):
        return True
    if after and (after[0].form in lists.TELLS or (after[0].comma and after[0].form in lists.RELATIVE)):
        return True
    return bool(following and following.words[0].form in lists.POINTS_BACK)


def words_once(page):
    """(sentence, word) at the first place of each word."""
    known = set()
    for sentence in page.sentences:
        for word in sentence.words:
            if word.kind == WORD and word.form not in known:
                known.add(word.form)
                yield sentence, word


GRAVEST_FIRST = (
    *(
        long_sentences,
        clauses,
        passives,
        office_words,
        constructions,
        long_words,
        nouns_from_verbs,
        unexplained,
        negations,
        genitive_chains,
    ),
    *(rare_cases, exact_numbers, short_forms, average, speaks_to_nobody, paragraphs, headings),
)
