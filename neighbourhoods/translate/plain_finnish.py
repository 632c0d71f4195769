"""Hints for who writes plain Finnish: what a reader would stumble over, and what to write instead. Never a gate, never a grade.

Measures and limits were set on the example pages: plain ones have 4 words a sentence, 10 at most; ordinary ones 7 and 23.
"""

from . import plain_finnish_voikko
from .plain_finnish_measures import GRAVEST_FIRST, STRONG, Hint, Page

__all__ = ["Hint", "hints", "shown"]

AT_A_TIME = 3
WHERE_INSTALLED = object()


def hints(text, analyse=WHERE_INSTALLED):
    """All hints, the gravest first.

    Paragraphs are parted by empty lines, headings begin with "## ", list items with "- ". `analyse` gives Voikko's readings of a word;
    None measures without it. Needs no database. Never fails, whatever the text is.
    """
    page = Page(text, plain_finnish_voikko.analyse() if analyse is WHERE_INSTALLED else analyse)
    found = [hint for measure in GRAVEST_FIRST for hint in measure(page)]
    return sorted(found, key=lambda hint: hint.strength != STRONG)


def shown(found, ignored=()):
    """The few that one person can take in at a time, without those that the writer has chosen to leave."""
    left = frozenset(ignored)
    return [hint for hint in found if hint.key not in left][:AT_A_TIME]
