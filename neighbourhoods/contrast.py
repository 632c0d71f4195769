"""Whether everybody can read it: contrast as WCAG 2.2 measures it, of every pair of tokens that meet on a page."""

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext_noop as _

from .refusals import refuse, say
from .tokens import origin, resolved

# everything that text is written on
GROUNDS = ("ground", "raised", "sunk", "sky", "soft", "happening", "asking", "doing", "error-soft")
TEXT, OTHERS = 4.5, 3.0  # WCAG 1.4.3; 1.4.11 for what is no text: borders of controls, marks, the focus
PAIRS = (
    *((front, ground, TEXT) for front in ("ink", "muted", "link", "ok", "error") for ground in GROUNDS),
    ("on-accent", "accent", TEXT),
    ("on-deep", "deep", TEXT),
    *((front, ground, OTHERS) for front in ("edge", "accent", "focus") for ground in GROUNDS),
    # the focus is an outline with a bright ring round it; in the footer it is the ring that shows
    ("focus", "halo", OTHERS),
    ("halo", "deep", OTHERS),
)
STEPS = 50
# with the comma or the point of the language in which the sentence is shown
decimals = lazy(number_format, str)


@dataclass(frozen=True)
class Failure:
    front: str
    back: str
    measured: float  # cut to two digits, so that it never looks like enough
    needed: float


def rgb(colour):
    """(red, green, blue) from 0 to 255 of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))


def luminance(colour):
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in rgb(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def failures(values, among=None):
    """[Failure] of the pairs of `values` (all tokens of light or of dark) that are too weak; with `among` of those that these decide."""
    plain = resolved(values)
    found = []
    for front, back, needed in PAIRS:
        if among is not None and not {origin(front, values), origin(back, values)} & set(among):
            continue
        measured = ratio(plain[front], plain[back])
        if measured < needed:
            found.append(Failure(front, back, math.floor(measured * 100) / 100, needed))
    return found


def refusals(values, changed=None):
    """[(name, refusal)] of the tokens that cannot be read on the others or have them unreadable: the weakest pair of each.

    `changed` are the tokens that may be blamed: those that a neighbourhood's file has; without it all.
    """
    weakest = {}
    for failure in failures(values, among=changed):
        front, back = origin(failure.front, values), origin(failure.back, values)
        weakest.setdefault(front if changed is None or front in changed else back, []).append(failure)
    found = []
    for name, several in weakest.items():
        worst = min(several, key=lambda failure: failure.measured / failure.needed)
        cause = say(
            _("the contrast of %(front)s on %(back)s is %(measured)s, at least %(needed)s is needed"),
            front=worst.front,
            back=worst.back,
            measured=decimals(worst.measured, 2),
            needed=decimals(worst.needed, 1),
        )
        found.append((name, refuse(cause, cure(name, values))))
    return found


def cure(name, values):
    better = suggestion(name, values)
    if better:
        return say(_("This is enough: %(example)s"), example=f'{name} = "{better}"')
    return say(_("Change the other colour too"))


def suggestion(name, values):
    """The colour nearest to that of the token with which all of its pairs are strong enough; None when there is none."""
    for step in range(1, STEPS + 1):
        for end in (0, 255):
            mixed = "#" + "".join(f"{round(part + (end - part) * step / STEPS):02x}" for part in rgb(values[name]))
            if not failures({**values, name: mixed}, among=(name,)):
                return mixed
    return None
