"""By what a library is narrowed: six questions, each with a few answers. An answer is one bit of a method's `marks`.

Bits and the words in addresses are stored and linked to: they never change. A method may have several answers to one question, and has
none where it does not say.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEASONS = {"spring": _("Spring"), "summer": _("Summer"), "autumn": _("Autumn"), "winter": _("Winter")}
AGES = {"children": _("Children"), "youth": _("Young people"), "adults": _("Adults"), "seniors": _("Older people")}
PLACES = {"in": _("Indoors"), "out": _("Outdoors"), "both": _("Indoors or outdoors")}
ALL = "all"


@dataclass(frozen=True)
class Choice:
    """`value` is what stands in the address."""

    value: str
    label: Any
    bit: int


@dataclass(frozen=True)
class Question:
    """`param` is its name in the address; at most eight choices."""

    param: str
    label: Any
    choices: tuple

    @property
    def mask(self):
        return sum(choice.bit for choice in self.choices)


def question(number, param, label, *choices):
    return Question(param, label, tuple(Choice(value, name, 1 << (number * 8 + place)) for place, (value, name) in enumerate(choices)))


TIME = question(
    0,
    "aika",
    pgettext_lazy("method", "Time in all"),
    ("2", _("At most 2 hours")),
    ("10", _("3–10 hours")),
    ("20", _("11–20 hours")),
    ("yli-20", _("Over 20 hours")),
)
PEOPLE = question(
    1,
    "vaki",
    _("Number of people"),
    ("4", _("1–4 people")),
    ("12", _("5–12 people")),
    ("30", _("13–30 people")),
    ("yli-30", _("Over 30 people")),
)
COST = question(
    2,
    "hinta",
    pgettext_lazy("method", "Cost"),
    ("0", _("Possible without money")),
    ("50", _("At most 50 €")),
    ("200", _("51–200 €")),
    ("yli-200", _("Over 200 €")),
)
WHERE = question(3, "paikka", _("Indoors or outdoors"), ("sisalla", PLACES["in"]), ("ulkona", PLACES["out"]))
SEASON = question(
    4,
    "vuodenaika",
    _("Season"),
    ("kevat", SEASONS["spring"]),
    ("kesa", SEASONS["summer"]),
    ("syksy", SEASONS["autumn"]),
    ("talvi", SEASONS["winter"]),
)
AGE = question(
    5, "ika", _("Age"), ("lapset", AGES["children"]), ("nuoret", AGES["youth"]), ("aikuiset", AGES["adults"]), ("vanhat", AGES["seniors"])
)
QUESTIONS = (TIME, PEOPLE, COST, WHERE, SEASON, AGE)
# upper ends of the ranges of TIME, PEOPLE and COST, each in its own unit
HOURS, GROUPS, EUROS = (2, 10, 20), (4, 12, 30), (50, 200)


def pack(keys, known):
    """As they are stored: ",spring,autumn,"; all of them as ",all,"."""
    keys = set(known) if ALL in keys else {key for key in known if key in set(keys)}
    if keys == set(known):
        return f",{ALL},"
    return f",{','.join(key for key in known if key in keys)}," if keys else ""


def unpack(stored, known):
    """The keys among `known`, in their order."""
    found = set((stored or "").split(","))
    return [key for key in known if key in found or ALL in found]


def place_in(number, ends):
    """Which of the ranges with these upper ends holds a number."""
    return next((place for place, end in enumerate(ends) if number <= end), len(ends))


def marks(method):
    """The bits of all answers that a method gives; hours, people and euros may be None."""
    found = 0
    if method.hours_event is not None or method.hours_own is not None:
        found |= TIME.choices[place_in((method.hours_event or 0) + (method.hours_own or 0), HOURS)].bit
    least, most = method.people_min, method.people_max
    if least is not None or most is not None:
        first, last = place_in(least if least is not None else most, GROUPS), place_in(most if most is not None else least, GROUPS)
        for place in range(min(first, last), max(first, last) + 1):
            found |= PEOPLE.choices[place].bit
    if (most := method.euros_max if method.euros_max is not None else method.euros_min) is not None:
        found |= COST.choices[1 + place_in(most, EUROS)].bit
    if method.euros_min == 0 or (method.euros_min is None and most == 0):
        found |= COST.choices[0].bit
    for place, key in enumerate(("in", "out")):
        if method.where in (key, "both"):
            found |= WHERE.choices[place].bit
    for asked, stored, known in ((SEASON, method.seasons, SEASONS), (AGE, method.ages, AGES)):
        keys = list(known)
        for key in unpack(stored, known):
            found |= asked.choices[keys.index(key)].bit
    return found
