"""PUBLIC. What somebody types in a plain text area, as the body of a page, and back.

`to_blocks(text)` makes blocks of BODY; `from_blocks(raw)` gives the same text again, or None where a plain text cannot say what is there.
An empty line begins a new paragraph, two or more lines that begin with "- " are a list, and addresses become links.
"""

import json
import re
from html import escape
from html.parser import HTMLParser
from unicodedata import normalize

__all__ = ["blocks_of", "clean", "from_blocks", "to_blocks"]

# --- letters ---------------------------------------------------------------------------------------------------------------

SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
NEW_LINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028]")
# Control characters, soft hyphens, zero-width and bidi marks, halves of letters, and letters that are seen as nothing.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a]"
)
FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
TAGS = re.compile(f"({FLAG})|[\U000e0000-\U000e007f]")
# Joiners say something after letters that join (Arabic, Syriac, N'Ko, those of India, Myanmar, Cambodia, Mongolia) and in emoji.
JOINS = "\u0600-\u07ff\u0840-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U000119ff\U0001e900-\U0001e95f"
EMOJI = "\u00a9\u00ae\u20e3\u2190-\u27bf\u2900-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff"
JOINERS = re.compile(f"(?<![{JOINS}{EMOJI}])[\u200c\u200d]+")
MORE_JOINERS = re.compile("(?<=[\u200c\u200d])[\u200c\u200d]+")
# Bullets as Word and others paste them: real ones, those of its Symbol and Wingdings fonts, and the letter o with a tab.
BULLET = re.compile(
    f"^[\t {SPACES}]*(?:[·•‣⁃▪▫◦●○■□∙][\t {SPACES}]+|[\uf0a7\uf0a8\uf0b7\uf0d8\uf076\uf0fc][\t {SPACES}]*|o\t[\t {SPACES}]*)(?=\\S)", re.M
)
SPACE = re.compile(f"[\t {SPACES}]+")

# --- addresses -------------------------------------------------------------------------------------------------------------

LETTER = r"[\w\-\u0300-\u036f\u0900-\u0eff\u200c]"
END = r"(?![\w@]|:\d*@)"
# Each can begin at one place of a word only, and nothing in them can be read in two ways: time grows with the length of the text.
ADDRESS = re.compile(
    rf"(?<![\w@.%+-])(?:"
    rf"(?P<url>(?:https?://|www\.(?={LETTER}+\.)){LETTER}+(?:\.{LETTER}+)+(?::\d{{1,5}})?{END}(?:[/?#][^\s<>\"“”„«»]*)?)"
    rf"|(?P<tel>tel:\+?\d(?:-?\d){{4,14}}(?![\w-]))"
    rf"|(?P<mail>(?<!/)\w[\w.+%-]{{0,63}}@(?:{LETTER}{{1,63}}\.){{1,8}}(?:xn--[a-z0-9-]{{1,59}}|(?:[^\W\d_]|[\u0900-\u0eff]){{2,63}})(?![\w@]))"
    rf")",
    re.I,
)
CLOSES = {")": "(", "]": "[", "}": "{"}
FINAL = frozenset(".,;:!?…'’‘`*–—،؛؟。、，")


def clean(text):
    """The text as it is kept: only letters that are seen, one kind of space, one empty line between paragraphs and around lists."""
    text = NEW_LINES.sub("\n", str(text or "")).replace("\u2029", "\n\n")
    text = TAGS.sub(lambda found: found[1] or "", UNSEEN.sub("", text))
    text = normalize("NFC", MORE_JOINERS.sub("", JOINERS.sub("", text)))
    text = SPACE.sub(" ", BULLET.sub("- ", text))
    return "\n\n".join("\n".join(lines) for lines, _is_list in parts(text))


def parts(text):
    """[(lines, whether they are a list)] of a text whose letters are clean."""
    found = []
    for paragraph in re.split(r"\n(?: *\n)+", text):
        lines = [line for one in paragraph.split("\n") if (line := one.strip(" "))]
        marked = [is_item(line) for line in lines]
        for at, line in enumerate(lines):
            is_list = marked[at] and (marked[at - 1 : at] == [True] or marked[at + 1 : at + 2] == [True])
            if at and found[-1][1] == is_list:
                found[-1][0].append(line)
            else:
                found.append(([line], is_list))
    return found


def is_item(line):
    return line.startswith("- ")


def to_blocks(text):
    """[(name of a block, its HTML)]: what a body of ours takes. Nothing for a text of spaces."""
    html = "".join(as_list(lines) if is_list else f"<p>{'<br/>'.join(map(linked, lines))}</p>" for lines, is_list in parts(clean(text)))
    return [("text", html)] if html else []


def as_list(lines):
    return f"<ul>{''.join(f'<li>{linked(line[2:])}</li>' for line in lines)}</ul>"


def linked(line):
    made, done = [], 0
    for found in ADDRESS.finditer(line):
        start, words = found.start(), found[0]
        kind = found.lastgroup
        if kind == "url":
            words = without_end(words)
        made += [escape(line[done:start], quote=False), f'<a href="{escape(target(kind, words))}">{escape(words, quote=False)}</a>']
        done = start + len(words)
    return "".join([*made, escape(line[done:], quote=False)])


def without_end(words):
    """An address without the punctuation of the sentence that it stands in; brackets that it opens itself are its own."""
    unopened = {close: words.count(close) - words.count(opening) for close, opening in CLOSES.items()}
    end = len(words)
    while end:
        last = words[end - 1]
        if last in FINAL:
            end -= 1
        elif unopened.get(last, 0) > 0:
            unopened[last] -= 1
            end -= 1
        else:
            break
    return words[:end]


def target(kind, words):
    if kind == "mail":
        return f"mailto:{words}"
    if words[:4].lower() == "www.":
        return f"https://{words}"
    scheme, colon, rest = words.partition(":")
    return scheme.lower() + colon + rest


def blocks_of(text, before=()):
    """Raw JSON of a body that says `text`, in place of `before`. What says it already stays; else the first part keeps its id: translations
    and comparisons know it by that."""
    raw = raw_of(before)
    if raw and from_blocks(raw) == clean(text):
        return raw
    first = raw[0].get("id") if raw and isinstance(raw[0], dict) else None
    return [{"type": name, "value": html, **({"id": first} if first else {})} for name, html in to_blocks(text)]


def raw_of(body):
    """A list, of a StreamValue, of JSON as text, or of what is one already."""
    if isinstance(body, str):
        try:
            body = json.loads(body or "[]")
        except ValueError:
            return None
    found = getattr(body, "raw_data", body)
    return None if found is None or isinstance(found, dict) else list(found)


def from_blocks(raw):
    """The text that says the same as a body (its raw JSON, or a StreamValue), or None where a text cannot.

    Letters that are not seen, empty paragraphs and the bounds between text blocks are not told: readers do not see them.
    """
    blocks = raw_of(raw)
    if blocks is None:
        return None
    html = []
    for block in blocks:
        name, value = (block.get("type"), block.get("value")) if isinstance(block, dict) else block
        value = getattr(value, "source", value)
        if name != "text" or not isinstance(value or "", str):
            return None
        html.append(value or "")
    said = Said.of("".join(html))
    if said is None:
        return None
    text = clean(said.text())
    made = Said.of("".join(html for _name, html in to_blocks(text)))
    return text if said.without_joiners() == made.without_joiners() else None


class Said(HTMLParser):
    """What HTML says, as pieces: ("p", ""), ("ul", ""), ("li", ""), ("br", ""), ("a", address), ("/a", ""), ("text", letters)."""

    ALLOWED = {"p": {"data-block-key"}, "ul": set(), "li": {"data-block-key"}, "br": set(), "a": {"href"}}
    INSIDE = {"p": "", "ul": "", "li": "ul", "br": "p", "a": "p li"}

    class Unsayable(Exception):
        pass

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.open = [], []

    @classmethod
    def of(cls, html):
        said = cls()
        try:
            said.feed(html)
            said.close()
            said.settle()
        except (cls.Unsayable, AssertionError):
            return None
        return None if said.open else said

    def handle_starttag(self, tag, attrs):
        where = self.open[-1] if self.open else ""
        if tag not in self.ALLOWED or {name for name, _value in attrs} - self.ALLOWED[tag] or where not in self.INSIDE[tag].split(" "):
            raise self.Unsayable
        self.pieces.append((tag, dict(attrs).get("href") or ""))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag == "br":
            return
        if not self.open or self.open.pop() != tag:
            raise self.Unsayable
        self.pieces.append((f"/{tag}", ""))

    def handle_data(self, data):
        if self.open and self.open[-1] != "ul":
            self.pieces.append(("text", data))
        elif data.strip():
            raise self.Unsayable

    def unknown(self, *_arguments):
        raise self.Unsayable

    handle_comment = handle_decl = handle_pi = unknown_decl = unknown

    def settle(self):
        """One way to say each thing: letters cleaned and joined, no empty paragraph, no break at an edge. An empty line within a paragraph
        is something else than a bound between two."""
        lines, found = [], []
        for kind, value in self.pieces:
            if kind in ("p", "li", "br", "ul", "/ul"):
                lines.append(found := [(kind, value)])
            elif kind == "text" and found[-1][0] == "text":
                found[-1] = ("text", found[-1][1] + value)
            elif kind not in ("/p", "/li"):
                found.append((kind, value))
        self.pieces = []
        # the element that has not said anything yet, and whether an empty line waits for what comes after it
        begins, is_empty = None, False
        for (kind, _value), *rest in lines:
            if kind in ("ul", "/ul"):
                self.pieces.append((kind, ""))
                continue
            if kind in ("p", "li"):
                begins, is_empty = kind, False
            rest = tidy(rest)
            if not rest:
                is_empty = begins is None
            elif is_empty:
                raise self.Unsayable
            else:
                self.pieces += [(begins or "br", ""), *rest]
                begins = None

    def without_joiners(self):
        return [(kind, re.sub("[\u200c\u200d]", "", value)) for kind, value in self.pieces]

    def text(self):
        made = []
        for kind, value in self.pieces:
            made.append({"p": "\n\n", "ul": "\n\n", "li": "\n- ", "br": "\n", "/ul": "\n\n", "text": value}.get(kind, ""))
        return "".join(made)


def tidy(line):
    """The pieces of one line with clean letters: spaces as readers see them."""
    made = []
    for kind, value in line:
        if kind == "text":
            value = one_line(value)
            if not made or (made[-1][0] == "text" and made[-1][1].endswith(" ")):
                value = value.lstrip(" ")
            if not value:
                continue
        made.append((kind, value))
    while made and made[-1][0] == "text" and not made[-1][1].rstrip(" "):
        made.pop()
    if made and made[-1][0] == "text":
        made[-1] = ("text", made[-1][1].rstrip(" "))
    return made if any(kind == "text" for kind, _value in made) else []


def one_line(text):
    """As `clean`, for a part of a line: spaces at its edges stay, one each, and joiners, which depend on what is around the part."""
    text = UNSEEN.sub("", NEW_LINES.sub("\n", text))
    text = TAGS.sub(lambda found: found[1] or "", text)
    return re.sub(f"[\n\u2029\t {SPACES}]+", " ", normalize("NFC", text))
