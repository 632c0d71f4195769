"""What a method says in words: its parts in the order in which they are read."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STEPS = "steps"
# name of the field -> its heading; the steps stand in a field of their own kind
TEXTS = {
    "purpose": _("Purpose"),
    "for_whom": _("For whom"),
    "group_size": pgettext_lazy("method", "Group size"),
    "time": pgettext_lazy("method", "Time"),
    "preparation": _("Preparation"),
    "money": pgettext_lazy("method", "Money"),
    "materials": _("What you need"),
    STEPS: pgettext_lazy("method", "How to do it"),
    "tips": pgettext_lazy("method", "Tips"),
    "safety": _("Safety and permissions"),
    "when_not": _("When it does not work"),
    "smallest_start": _("The smallest start"),
    "accessibility": _("So that everybody can join in"),
    "licence": _("Licence"),
    "background": pgettext_lazy("method", "Background"),
}
PLAIN = tuple(name for name in TEXTS if name != STEPS)
REQUIRED = ("when_not", "smallest_start")
# the headings of library files, and so of content/methods: keys, not words on screen
HEADINGS = {
    "Tarkoitus": "purpose",
    "Kenelle": "for_whom",
    "Väkeä": "group_size",
    "Aikaa": "time",
    "Valmistelu": "preparation",
    "Rahaa": "money",
    "Tarvikkeet": "materials",
    "Näin teet": STEPS,
    "Vinkit": "tips",
    "Turvallisuus ja luvat": "safety",
    "Milloin ei toimi": "when_not",
    "Pienin alku": "smallest_start",
    "Että kaikki pääsevät mukaan": "accessibility",
    "Lisenssi": "licence",
    "Tausta": "background",
}
MARK = re.compile(r"^(?:[-*•] +|\d{1,3}[.)] +)")


def lines(text):
    """The lines of a text that is one thing a line, without the marks of a list that people type before them."""
    return [clean for line in str(text or "").splitlines() if (clean := MARK.sub("", line.strip()).strip())]


def parts(text):
    """[(lines, whether they are a list)]: an empty line begins a new part, and a part of several lines is a list."""
    chunks = re.split(r"\n\s*\n", str(text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return [(found, len(found) > 1) for chunk in chunks if (found := lines(chunk))]
