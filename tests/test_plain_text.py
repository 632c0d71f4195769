"""What somebody types in a text area is what readers get, and comes back as it was typed."""

import json
import random
import time
import tomllib
from pathlib import Path

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from neighbourhoods.blocks import TEXT_FEATURES
from neighbourhoods.models import InfoPage
from neighbourhoods.plain_text import blocks_of, clean, from_blocks, to_blocks

CASES = tomllib.loads((Path(__file__).parent / "cases" / "plain_text.toml").read_text())["case"]
BY_NAME = {case["says"]: case for case in CASES}
each_case = pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])

# What texts are made of when they are thrown together: each can meet each.
PIECES = (
    *("a", "ä", "A\u0308", "Ω", "ب", "می", "ש", "त", "한", "👧", "🏴", "\U000e0067", "\U000e007f", "ﬁ", "\u212b", "\u0387", "\u1ffd"),
    *(" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\n", "\n\n", "\n \n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"),
    *(
        "\u200c",
        "\u200d",
        "\u200b",
        "\u00ad",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\x00",
        "\x1b",
        "\ud800",
        "\ufe0f",
        "\u0308",
        "\u034f",
        "\u3164",
    ),
    *("-", "- ", "\n- ", "\n• ", "\n\uf0b7\t", "\no\t", "·", "–", "<", ">", "&", '"', "'", "&amp;", "<br/>", "<p>", "</p>", "<li>", "<!--"),
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "«",
        "»",
        "”",
        ".",
        ",",
        ":",
        ";",
        "!",
        "?",
        "…",
        "،",
        "/",
        "#",
        "@",
        "%",
        "+",
        "_",
        "*",
        "\\",
        "`",
        "~",
    ),
    *(
        "https://",
        "http://",
        "HTTPS://",
        "www.",
        "example.org",
        ".fi",
        "tel:",
        "+358401234567",
        "mailto:",
        "a@example.org",
        "javascript:",
        "1",
        "9",
    ),
)


def thrown(number):
    dice = random.Random(number)
    return "".join(dice.choices(PIECES, k=dice.randint(1, 40)))


def html_of(blocks):
    return "".join(html for _name, html in blocks)


def in_the_editor(html):
    """The HTML that the full editor keeps when somebody opens a text there and saves it unchanged."""
    converter = ContentstateConverter(features=TEXT_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


@each_case
def test_readers_get_what_was_typed(case):
    assert clean(case["text"]) == case.get("kept", case["text"])
    assert html_of(to_blocks(case["text"])) == case["html"]


@each_case
def test_it_comes_back_as_it_was_typed(case):
    assert from_blocks(to_blocks(case["text"])) == clean(case["text"])


@each_case
def test_the_full_editor_changes_nothing_in_it(case):
    html = html_of(to_blocks(case["text"]))
    saved = in_the_editor(html) if html else ""
    assert from_blocks([("text", saved)]) == clean(case["text"])
    assert html_of(to_blocks(from_blocks([("text", saved)]))) == html


@pytest.mark.parametrize("hundred", range(60))
def test_whatever_is_typed_comes_back(hundred):
    for number in range(hundred * 100, hundred * 100 + 100):
        text = thrown(number)
        blocks = to_blocks(text)
        kept = clean(text)
        assert clean(kept) == kept and to_blocks(kept) == blocks, ascii(text)
        assert from_blocks(blocks) == kept, ascii(text)
        kept.encode()


def test_whatever_is_typed_survives_the_full_editor():
    for number in range(400):
        text = thrown(number)
        if html := html_of(to_blocks(text)):
            assert from_blocks([("text", in_the_editor(html))]) == clean(text), ascii(text)


def test_links_lead_only_to_the_web_to_mail_and_to_phones():
    from bs4 import BeautifulSoup

    found = 0
    for number in range(2000):
        for link in BeautifulSoup(html_of(to_blocks(thrown(number))), "html.parser").find_all(True):
            assert link.name in ("p", "br", "ul", "li", "a") and set(link.attrs) <= {"href"}
            if link.name == "a":
                found += 1
                assert link["href"].startswith(("https://", "http://", "mailto:", "tel:")) and link.text.lower() in link["href"].lower()
    assert found > 100


@pytest.mark.parametrize(
    "raw",
    [
        "<p><b>Lihava</b></p>",
        "<p><i>vino</i></p>",
        "<h2>Otsikko</h2>",
        "<ol><li>yksi</li><li>kaksi</li></ol>",
        "<ul><li>ainoa</li></ul>",
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        "<p>- a<br/>- b</p>",
        "<p>a<br/><br/>b</p>",
        '<p><a linktype="page" id="4">sivu</a></p>',
        '<p><a linktype="document" id="4">tiedosto</a></p>',
        '<p><a href="https://example.org/">Täältä</a></p>',
        '<p><a href="https://example.net/">https://example.org/</a></p>',
        '<p><a href="https://example.org/" title="x">https://example.org/</a></p>',
        '<p><a href="javascript:alert(1)">javascript:alert(1)</a></p>',
        '<p><a href="#alku">#alku</a></p>',
        "<p>https://example.org/ ilman linkkiä</p>",
        '<p dir="rtl">x</p>',
        '<p><embed alt="x" embedtype="image" format="left" id="1"/></p>',
        "<hr/>",
        "<p>a<!-- b --></p>",
        "<p>a</p>irrallaan",
        "<p>a",
        "<p>a</b></p>",
        "<p><p>a</p></p>",
    ],
)
def test_what_a_text_cannot_say_is_left_to_the_full_editor(raw):
    assert from_blocks([{"type": "text", "value": raw, "id": "1"}]) is None


def test_other_blocks_are_left_to_the_full_editor():
    text = {"type": "text", "value": "<p>a</p>", "id": "1"}
    assert from_blocks([text]) == "a"
    for other in (
        {"type": "heading", "value": "Otsikko"},
        {"type": "picture", "value": {"image": 4}},
        {"type": "poll", "value": "<p>a</p>"},
    ):
        assert from_blocks([text, other]) is None
    assert from_blocks([{"type": "text", "value": {"a": 1}}]) is None
    assert from_blocks({"type": "text"}) is None and from_blocks("{") is None and from_blocks(None) is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('<p data-block-key="a1b2c">Hei<br/>naapuri</p><p data-block-key="x"></p><p data-block-key="y">Tule!</p>', "Hei\nnaapuri\n\nTule!"),
        ("<p>10\u00a0€ \u00ad</p><p> <br/> </p><p><br/>a<br/></p>", "10 €\n\na"),
        ('<ul><li data-block-key="a">a</li><li data-block-key="b">b &amp; c</li></ul>', "- a\n- b & c"),
        ("<p>&quot;a&#x27;&nbsp;&#228;</p>", "\"a' ä"),
        ("<p>a\nb</p>\n\n<p>c</p>", "a b\n\nc"),
        ('<p>(<a href="https://example.org">https://example.org</a>)</p>', "(https://example.org)"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_what_was_written_in_the_full_editor_opens_as_text(raw, text):
    assert from_blocks([{"type": "text", "value": raw, "id": "1"}]) == text
    assert from_blocks(json.dumps([{"type": "text", "value": raw, "id": "1"}])) == text


def test_several_blocks_of_text_are_one_text():
    raw = [{"type": "text", "value": "<p>a</p>"}, {"type": "text", "value": "<p>b</p><p>c</p>"}, {"type": "text", "value": ""}]
    assert from_blocks(raw) == "a\n\nb\n\nc"


@pytest.mark.django_db
def test_a_page_takes_the_blocks_and_gives_the_text_back():
    page = InfoPage(title="x", body=to_blocks("Hei\n\nwww.example.org"))
    assert from_blocks(page.body) == "Hei\n\nwww.example.org"
    assert '<a href="https://www.example.org">' in str(page.body[0].render())
    stored = InfoPage.body.field.to_python(InfoPage.body.field.value_to_string(page))
    assert from_blocks(stored) == "Hei\n\nwww.example.org"


def test_a_body_that_says_it_already_stays_as_it_is():
    raw = [{"type": "text", "value": '<p data-block-key="k">a</p>', "id": "1"}, {"type": "text", "value": "<p>b</p>", "id": "2"}]
    assert blocks_of("a\r\n\r\nb\n", raw) == raw


def test_a_changed_text_keeps_the_id_by_which_translations_know_it():
    raw = [{"type": "text", "value": "<p>a</p>", "id": "1"}]
    assert blocks_of("b", raw) == [{"type": "text", "value": "<p>b</p>", "id": "1"}]
    assert blocks_of("b") == [{"type": "text", "value": "<p>b</p>"}]
    assert blocks_of("", raw) == []


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 50_000, "a." * 25_000, "www." * 12_500, "https://" + "a." * 25_000, "https://example.org/" + ")" * 50_000, "a@" * 25_000),
        *("a@" + "b." * 25_000, "a" * 50_000 + "@", ("a@" + "b." * 9) * 2500, "- \n" * 16_000, "\n" * 50_000, " " * 50_000, "\n " * 25_000),
        *("tel:" + "1-" * 25_000, "x@example.org " * 3500, "http://a.fi:" * 4000, "\u200c" * 50_000, "ب\u200c" * 25_000, "o\t" * 25_000),
        *(
            "- a\n" * 12_500,
            "<" * 50_000,
            "<a " * 16_000,
            "<!--" * 12_500,
            "&" * 50_000,
            "🏴\U000e0067" * 25_000,
            "(" * 25_000 + ")" * 25_000,
        ),
    ],
    ids=range(26),
)
def test_fifty_thousand_letters_take_no_longer_than_they_must(text):
    began = time.process_time()
    assert from_blocks(to_blocks(text)) == clean(text)
    assert time.process_time() - began < 30
