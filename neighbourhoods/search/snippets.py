"""The part of a text around the first word that was looked for, with all such words marked."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from . import tokens

BEFORE, LENGTH = 60, 220
# letters of a form by which places are found that are worth a closer look
START = 3
WORD_START = re.compile(r"\w[\w\u0300-\u036f'’ʼ]*\Z")


class Plain(dict):
    """Each letter as one folded letter, so that places stay the same."""

    def __missing__(self, code):
        plain = tokens.fold(chr(code))
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


PLAIN = Plain()


class Marker:
    """Marks words of a text that are forms of what was looked for."""

    def __init__(self, terms):
        self.forms = {form for term in terms for form in term.forms()}
        starts = sorted({re.escape(form[:START]) for form in self.forms})
        self.likely = re.compile("|".join(starts)) if starts else None

    def title(self, title, language):
        return self.marked(title, language)

    def snippet(self, text, language):
        """Safe HTML; the beginning of the text where it has none of the words."""
        place = self.first(text, language)
        if place is None:
            first = text.partition("\n")[0]
            return self.marked(shortened(first, 0, LENGTH), language)
        start = 0 if place <= BEFORE else text.rfind(" ", 0, place - BEFORE) + 1
        # a snippet begins with its own paragraph
        start = max(start, text.rfind("\n", 0, place) + 1)
        return self.marked(shortened(text, start, LENGTH), language)

    def first(self, text, language):
        """Where the first of the words begins, or None."""
        if self.likely is None:
            return None
        seen = -1
        for match in self.likely.finditer(text.translate(PLAIN)):
            if match.start() < seen:
                continue
            start = match.start()
            if before := WORD_START.search(text, max(0, start - tokens.LONGEST_WORD), start):
                start = before.start()
            for _start, end, word in tokens.spans(text[start : start + tokens.LONGEST_WORD * 2]):
                if self.is_meant(word, language):
                    return start
                seen = start + end
                break
        return None

    def is_meant(self, word, language):
        return not self.forms.isdisjoint(tokens.index_forms(word, language))

    def marked(self, text, language):
        parts, last = [], 0
        for start, end, word in tokens.spans(text):
            if self.is_meant(word, language):
                parts += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
                last = end
        return mark_safe("".join(map(str, [*parts, escape(text[last:])])))


def shortened(text, start, length):
    """At most so many letters of one paragraph, whole words, with dots where something is left out."""
    paragraph_end = text.find("\n", start)
    end = len(text) if paragraph_end < 0 else paragraph_end
    cut = end
    if end - start > length:
        cut = text.rfind(" ", start + length // 2, start + length)
        cut = cut if cut > 0 else start + length
    return ("… " if start and text[start - 1] != "\n" else "") + text[start:cut].strip() + (" …" if cut < end else "")
