"""Our styles know no left and no right: a page in Arabic is the same page, seen in a mirror."""

import re
from pathlib import Path

import pytest

from neighbourhoods import themes

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("neighbourhoods", "plugins", "themes", "tests/dummyplugin")
SIDE = r"(?:left|right)"
PHYSICAL = {
    "a margin, padding or border of one side": rf"(?:margin|padding|border|scroll-margin|scroll-padding)-{SIDE}(?:-[a-z]+)?\s*:",
    "a corner": rf"border-(?:top|bottom)-{SIDE}-radius\s*:",
    "a place from one side": rf"(?<![-\w]){SIDE}\s*:",
    "text to one side": rf"text-align(?:-last)?\s*:\s*{SIDE}",
    "a float": rf"(?:float|clear)\s*:\s*{SIDE}",
    "content pushed to one side": rf"(?:justify|place|align)-(?:content|items|self)\s*:[^;}}]*\b{SIDE}\b",
    "a move to one side": r"translate(?:X|3d)?\(\s*-?[1-9.]",
    "a place of a background from one side": rf"background(?:-position)?\s*:[^;}}]*\b{SIDE}\b",
    "the width, where the direction of the text is meant": r"(?<![-\w(])(?:min-|max-)?(?:width|height)\s*:(?!\s*\d+(?:\.\d+)?rem\))",
}
# file -> {what it may: why}
MAY = {
    "neighbourhoods/static/neighbourhoods/desk.css": {
        "the width, where the direction of the text is meant": "in Wagtail's admin, which is never in a language that is written downwards",
    },
    "plugins/methods/static/methods/paper.css": {
        "a place from one side": "a card lies where its back is behind it, in whatever language",
        "the width, where the direction of the text is meant": "a sheet of paper is as wide as it is, and so WeasyPrint says it",
    },
    "neighbourhoods/static/neighbourhoods/translate.css": {
        "the width, where the direction of the text is meant": "in Wagtail's admin, which is never in a language that is written downwards",
    },
}
# A turned thing is turned back, or turned the other way, where the text runs the other way; each of these is looked at by tests/browser.
TURNS = {"[dir=rtl] .flip", "[dir=rtl] [dir=ltr] [dir=rtl] .flip", "[dir=rtl] .hero .art"}


def styles():
    return sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.css") if "node_modules" not in file.parts)


def plain(file):
    """The text without comments and without the conditions of @media, which speak of the screen."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"@(?:media|container|supports|page)[^{]*", "", text)


def values(text):
    """The parts of a value: `calc(1px + 2px) 0` has two."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+", text.replace("!important", "").partition("/")[0])


def uneven(name, text):
    """Whether a shorthand says something else of the left than of the right."""
    parts = values(text)
    if name == "border-radius":
        # top left, top right, bottom right, bottom left; what is missing is as its opposite
        corners = parts * 4 if len(parts) == 1 else parts * 2 if len(parts) == 2 else [*parts, parts[1]]
        return corners[0] != corners[1] or corners[2] != corners[3]
    return len(parts) == 4 and parts[1] != parts[3]


def physical(text):
    """[(what, where)] of everything in a style that knows left and right."""
    shorthands = re.findall(r"(?<![-\w])(margin|padding|inset|border-width|border-radius)\s*:\s*([^;}]+)", text)
    found = [("sides that differ", f"{name}: {value}") for name, value in shorthands if uneven(name, value)]
    for what, pattern in PHYSICAL.items():
        found += [(what, text[max(0, match.start() - 40) : match.end() + 20].strip()) for match in re.finditer(pattern, text)]
    return found


def test_all_our_styles_are_looked_at():
    names = {str(file.relative_to(ROOT)) for file in styles()}
    assert {f"neighbourhoods/css/{name}.css" for name in themes.FILES} <= names
    assert {"neighbourhoods/static/neighbourhoods/desk.css", "themes/laituri/theme.css", "neighbourhoods/scaffold/theme/theme.css"} <= names


@pytest.mark.parametrize("file", styles(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_style_names_no_side_of_the_screen(file):
    allowed = MAY.get(str(file.relative_to(ROOT)), {})
    assert [(what, where) for what, where in physical(plain(file)) if what not in allowed] == []


@pytest.mark.parametrize("name", [name for name in MAY if (ROOT / name).exists()])
def test_what_a_style_may_it_also_does(name):
    """An exception that nothing needs any more hides the next mistake."""
    done = {what for what, _where in physical(plain(ROOT / name))}
    assert set(MAY[name]) <= done


@pytest.mark.parametrize(
    ("style", "what"),
    [
        (".a { margin-left: 1rem }", "a margin, padding or border of one side"),
        (".a{padding-right:0}", "a margin, padding or border of one side"),
        (".a { border-left-color: red }", "a margin, padding or border of one side"),
        (".a { border-top-left-radius: 4px }", "a corner"),
        (".a { left: 0 }", "a place from one side"),
        (".a{color:red;right:2px}", "a place from one side"),
        (".a { text-align: right }", "text to one side"),
        (".a { float: left }", "a float"),
        (".a { justify-content: left }", "content pushed to one side"),
        (".a { margin: 0 1rem 0 2rem }", "sides that differ"),
        (".a { border-radius: 4px 0 }", "sides that differ"),
        (".a { transform: translateX(-50%) }", "a move to one side"),
        (".a { background: url(x.svg) right top }", "a place of a background from one side"),
        (".a { width: 10rem }", "the width, where the direction of the text is meant"),
    ],
)
def test_the_look_finds_what_is_seen_wrongly_in_arabic(style, what):
    assert what in [one for one, _where in physical(style)]


@pytest.mark.parametrize(
    "style",
    [
        ".a { margin-inline-start: 1rem; inset-inline-end: 0 }",
        ".a { border-start-start-radius: 4px; text-align: start; justify-content: flex-end }",
        ".a { margin: 0 1rem; padding: 1px 2px 3px 2px; inset: 0; border-radius: 4px }",
        ".a { max-inline-size: 40rem; stroke-width: 2; inline-size: fit-content }",
        ".a { transform: translateY(-2px) }",
    ],
)
def test_the_look_lets_through_what_turns_with_the_text(style):
    assert physical(style) == []


def test_what_is_turned_by_its_direction_is_turned_on_purpose():
    found = set()
    for file in styles():
        for rule in re.findall(r"([^{}]+)\{[^{}]*(?:scaleX|scale\(-1)[^{}]*\}", plain(file)):
            found |= {one.strip() for one in rule.split(",")}
    assert found == TURNS
