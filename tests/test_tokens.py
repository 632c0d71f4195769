"""What a token may be: a closed list, each of its kind, and nothing that could leave its place in the stylesheet."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods import themes, tokens

GOOD = {
    "colour": ["#0b6e4f", "#ABC"],
    "fonts": ["serif", "Georgia, serif", '"Segoe UI", Roboto, system-ui', "'Noto Sans',sans-serif"],
    "weight": ["1", "400", "650", "1000"],
    "number": ["1.5", "2", ".9"],
    "length": ["0", "1px", "1.25rem", ".7em", "clamp(1rem, 4vw, 2rem)", "calc(1rem + 2px)", "min(10px, calc((1rem + 2px) * 2))"],
    "spacing": ["-.02em", "0", "1px"],
    "corner": ["0px", "1rem", "50% clamp(1rem,4vw,3rem)"],
    "shadow": ["none", "0 2px 8px #00000033", "0 10px 24px -18px #2b1b1580", "inset 0 1px #fff"],
}
BAD = {
    "colour": ["red", "#1234", "#12345g", "0b6e4f", "rgb(0,0,0)", "var(--ink)", "", "#000;color:red", "#000 url(x)", "transparent"],
    "fonts": ["Georgia", "Georgia,", '"Georgia"', "serif, Georgia", "1px, serif", '"a"b, serif'],
    "weight": ["0", "1001", "bold", "4.5", "-400"],
    "number": ["1rem", "-1", "1,5", "1e3"],
    "length": ["1", "-1rem", "1 rem", "1rem 2rem", "auto", "clamp(1rem, 2rem)", "calc(1rem+2px)", ")1rem(", "calc()", "1rem)("],
    "spacing": ["normal", "1", "--1px"],
    "corner": ["1rem 2rem 3rem", "1rem/2rem", "-1rem"],
    "shadow": ["0 0", "0 2px 8px red", "0 2px 8px", "1px 1px 1px 1px 1px #000", "0 0 #000, 0 0 #fff"],
}
NAMES = {kind: next(name for name in tokens.TOKENS if tokens.TOKENS[name] == kind) for kind in GOOD}
NOT_COLOURS = [kind for kind in GOOD if kind != "colour"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def refused(name, value, **options):
    """(cause, cure) with which the value is refused."""
    with pytest.raises(ValueError) as caught:
        tokens.check(name, value, **options)
    return tuple(str(caught.value.context[part]) for part in ("cause", "cure"))


def test_every_kind_is_tried_here():
    assert set(GOOD) == set(BAD) == set(tokens.FORMS) == set(tokens.EXAMPLES) == set(tokens.CAUSES) == set(tokens.TOKENS.values())


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in GOOD.items() for value in values])
def test_a_value_of_its_kind_is_taken_as_it_is(kind, value):
    assert tokens.check(NAMES[kind], value) == value


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in BAD.items() for value in values])
def test_any_other_value_is_refused_with_an_example_of_a_right_one(kind, value):
    cause, cure = refused(NAMES[kind], value)
    assert cause and cure
    if cause == tokens.CAUSES[kind]:
        assert cure == f'Write it like this: {NAMES[kind]} = "{tokens.EXAMPLES[kind]}"'


@pytest.mark.parametrize("kind", GOOD)
def test_the_example_of_each_kind_is_a_right_value(kind):
    assert tokens.check(NAMES[kind], tokens.EXAMPLES[kind])


@pytest.mark.parametrize("part", [";", "}", "{", "url(", "URL(", "<", "@", "!", "\\", "/*", "image-set(", "expression(", "env("])
@pytest.mark.parametrize("kind", NOT_COLOURS)
def test_what_would_leave_its_place_or_fetch_something_is_named(kind, part):
    cause, cure = refused(NAMES[kind], f"{GOOD[kind][0]} {part}")
    assert cause == f"“{part}” does not belong here" and cure == "Remove it"


@pytest.mark.parametrize("kind", NOT_COLOURS)
@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("calc(1rem", "a bracket or a quotation mark is not closed"),
        ('"Georgia, serif', "a bracket or a quotation mark is not closed"),
        ("1rem\u202e", "holds a line break or a character that cannot be seen"),
        ("1" * 201, "is too long: 201 characters, at most 200"),
        ("  ", "is empty"),
    ],
)
def test_what_is_not_whole_is_told(kind, value, cause):
    assert refused(NAMES[kind], value)[0] == cause


def test_an_unknown_token_is_told_with_the_nearest_one():
    assert refused("akcent", "#000") == ("unknown key", "Did you mean “accent”?")
    assert refused("xyzzy", "#000")[1].startswith("Known: ")


@pytest.mark.parametrize("value", [1, 1.5, True, None, ["#000"], {"a": 1}])
def test_a_value_that_is_no_text_is_told(value):
    assert refused("accent", value) == ("must be text in quotation marks", 'Write it like this: accent = "#0b6e4f"')


def test_a_theme_may_refer_to_another_token_of_the_same_kind():
    assert tokens.check("happening", "var(--soft)", refers=True) == "var(--soft)"
    assert refused("happening", "var(--radius)", refers=True)[0] == "“radius” is no other token of this kind"
    assert refused("happening", "var(--sofft)", refers=True)[1] == "Did you mean “soft”?"
    assert refused("happening", "var(--happening)", refers=True)[0] == "“happening” is no other token of this kind"
    # a neighbourhood says what it means
    assert refused("happening", "var(--soft)")[0] == "is not a colour"


def test_references_lead_to_a_value_and_a_ring_is_noticed():
    values = {"a": "var(--b)", "b": "var(--c)", "c": "#123456", "x": "var(--y)", "y": "var(--x)"}
    assert [tokens.origin(name, values) for name in values] == ["c", "c", "c", None, None]
    assert tokens.resolved(values)["a"] == "#123456"


def test_no_style_of_ours_uses_a_token_that_is_not_in_the_list():
    css = themes.core_css() + "".join(theme.css for theme in themes.installed_themes().values())
    own = set(re.findall(r"--([a-z0-9-]+)\s*:", css)) | {"space", "s", "hair"}
    assert set(re.findall(r"var\(--([a-z0-9-]+)", css)) - own <= set(tokens.TOKENS)


def test_every_paint_has_its_class():
    css = (settings.ROOT / "neighbourhoods/css/paint.css").read_text()
    assert {f"--{name}" for name in tokens.PAINT} <= set(re.findall(r"var\((--[a-z0-9-]+)", css))
