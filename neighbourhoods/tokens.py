"""The closed list of what a theme, and within it a neighbourhood, may say about the look; and what each value may be.

A value is written into a stylesheet, so it is only what its kind allows: nothing can end the declaration or fetch anything.
"""

import re
import unicodedata

from django.utils.translation import gettext_noop as _

from .refusals import did_you_mean, like_this, refuse, say, show

PAINT = ("sky", "far", "hill", "yard", "wall", "brick", "roof", "glow", "leaf", "berry", "wood", "water", "sun", "skin", "skin-2", "skin-3")
# {name: kind}, in the order of the styleguide; what each one means is in docs/themes.md
TOKENS = {
    **dict.fromkeys(("ground", "raised", "sunk", "ink", "muted", "link", "line", "edge"), "colour"),
    **dict.fromkeys(("accent", "on-accent", "soft", "happening", "asking", "doing", "ok", "error", "error-soft"), "colour"),
    **dict.fromkeys(("focus", "halo", "deep", "on-deep"), "colour"),
    **dict.fromkeys(PAINT, "colour"),
    **dict.fromkeys(("font-text", "font-heading"), "fonts"),
    **dict.fromkeys(("heading-weight", "title-weight"), "weight"),
    "heading-tracking": "spacing",
    **dict.fromkeys(("text", "small", "h1", "h2", "h3"), "length"),
    "leading": "number",
    **dict.fromkeys(("measure", "gap", "radius", "radius-s", "radius-btn", "rule"), "length"),
    "curve": "corner",
    "shadow": "shadow",
}
COLOURS = tuple(name for name, kind in TOKENS.items() if kind == "colour")
# of which dark has its own; the rest holds in both
BY_LIGHT = frozenset({*COLOURS, "shadow"})
LONGEST = 200

REFERENCE = re.compile(r"var\(--([a-z0-9-]+)\)")
# what would end a value in a stylesheet, or fetch something
UNFIT = re.compile(r"[;{}\\<>@!\n\r\f]|/\*|url\(|expression\(|image-set\(|src\(|attr\(|env\(", re.IGNORECASE)
NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
LENGTH = rf"(?:{NUMBER}(?:px|rem|em|ch|ex|vw|vh|vi|vb|vmin|vmax|svh|svw|cqi|pt|%)|0)"
TERM = rf"-?(?:{LENGTH}|{NUMBER})"
SUM = rf"\s*{TERM}(?:(?:\s+[-+]\s+|\s*[*/]\s*){TERM})*\s*"
CALCULATION = re.compile(rf"calc\({SUM}\)|clamp\({SUM},{SUM},{SUM}\)|(?:min|max)\({SUM}(?:,{SUM})*\)|(?<![a-z])\({SUM}\)")
HEX = r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})"
FAMILY = r"""(?:"[\w .-]+"|'[\w .-]+'|[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*)"""
GENERIC = r"(?:serif|sans-serif|monospace|system-ui|ui-serif|ui-sans-serif|ui-rounded)"
FORMS = {
    "colour": re.compile(HEX),
    "fonts": re.compile(rf"(?:{FAMILY}\s*,\s*)*{GENERIC}"),
    "weight": re.compile(r"[1-9]\d{0,2}|1000"),
    "number": re.compile(NUMBER),
    "length": re.compile(LENGTH),
    "spacing": re.compile(rf"-?{LENGTH}"),
    "corner": re.compile(rf"{LENGTH}(?:\s+{LENGTH})?"),
    "shadow": re.compile(rf"none|(?:inset )?{LENGTH}(?:\s+-?{LENGTH}){{1,3}}\s+(?:#[0-9a-fA-F]{{8}}|{HEX})"),
}
EXAMPLES = {
    "colour": "#0b6e4f",
    "fonts": "Georgia, serif",
    "weight": "700",
    "number": "1.5",
    "length": "1rem",
    "spacing": "-.02em",
    "corner": "1rem",
    "shadow": "0 2px 8px #00000033",
}
CAUSES = {
    "colour": _("is not a colour"),
    "fonts": _("is not a list of fonts that ends in serif, sans-serif or another kind"),
    "weight": _("is not a weight of letters, 1 to 1000"),
    "number": _("is not a number"),
    "length": _("is not a length"),
    "spacing": _("is not a length"),
    "corner": _("is not a length or two"),
    "shadow": _("is not a shadow"),
}


def example(name):
    return like_this(f'{name} = "{EXAMPLES[TOKENS[name]]}"')


def check(name, value, refers=False):
    """The value of a token; raises `refuse(cause, cure)`. With `refers` it may be another token of its kind, `var(--name)`."""
    if name not in TOKENS:
        raise refuse(say(_("unknown key")), did_you_mean(name, sorted(TOKENS)))
    if not isinstance(value, str):
        raise refuse(say(_("must be text in quotation marks")), example(name))
    kind, value = TOKENS[name], value.strip()
    if refers and (other := REFERENCE.fullmatch(value)):
        return check_reference(name, value, other.group(1))
    if kind != "colour":
        refuse_what_leaves_its_place(name, value)
    if not FORMS[kind].fullmatch(calculated(value) if kind in ("length", "spacing", "corner") else value):
        raise refuse(say(CAUSES[kind]), example(name))
    return value


def check_reference(name, value, other):
    alike = [one for one, kind in TOKENS.items() if kind == TOKENS[name] and one != name]
    if other not in alike:
        raise refuse(say(_("“%(part)s” is no other token of this kind"), part=show(other)), did_you_mean(other, alike))
    return value


def refuse_what_leaves_its_place(name, value):
    """Told apart from a value of the wrong kind: whoever wrote it should know which letter is to blame."""
    if not value:
        raise refuse(say(_("is empty")), example(name))
    if len(value) > LONGEST:
        cause = say(_("is too long: %(length)s characters, at most %(limit)s"), length=len(value), limit=LONGEST)
        raise refuse(cause, say(_("Shorten it")))
    if found := UNFIT.search(value):
        raise refuse(say(_("“%(part)s” does not belong here"), part=show(found.group())), say(_("Remove it")))
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in value):
        cause = say(_("holds a line break or a character that cannot be seen"))
        raise refuse(cause, say(_("Write it anew on one line")))
    if value.count("(") != value.count(")") or value.count('"') % 2 or value.count("'") % 2:
        raise refuse(say(_("a bracket or a quotation mark is not closed")), say(_("Close it")))


def calculated(value):
    """With each calc(), clamp(), min() and max() that is in order replaced by a length, from the inside out."""
    while (shorter := CALCULATION.sub("1px", value)) != value:
        value = shorter
    return value


def origin(name, values):
    """The token that decides: where one refers to another, that other's name. None for tokens that refer to each other in a ring."""
    seen = []
    while name not in seen:
        seen.append(name)
        found = REFERENCE.fullmatch(values.get(name, ""))
        if not found:
            return name
        name = found.group(1)
    return None


def resolved(values):
    """{name: value} in which no value refers to another token; for what is drawn or sent outside a stylesheet."""
    return {name: values.get(origin(name, values), value) for name, value in values.items()}
