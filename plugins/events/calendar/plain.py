"""Texts and addresses from outside as plain text and harmless links."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

ESCAPES = re.compile(r"\\(.)", re.S)
ELEMENTS = (
    "a|abbr|article|b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|embed|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|"
    "ins|li|link|main|meta|nav|object|ol|o:p|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tr|tt|u|ul|video"
)
TAG = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*|/)?>|<!--|<!doctype\b", re.I)
PARAGRAPHS = frozenset("blockquote h1 h2 h3 h4 h5 h6 ol p table ul".split())
LINES = frozenset("address article body br dd div dl dt figure footer form header hr main nav pre section tr".split())
UNREAD = frozenset("embed iframe noscript object script style svg template title".split())
# Addresses that run something. In a text they are only words, until a program makes links of all that looks like an address.
RUNNING = re.compile(r"\b(?:javascript|vbscript)\s*:\S*|\bdata:[\w.+-]+/[\w.+-]+[;,]\S*", re.I)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\u202a-\u202e\u2066-\u2069]")
BLANKS = re.compile(r"[\s\x00-\x20\x7f-\xa0\u200b\u2060\ufeff]+")
# Where a file has no end to its letters: nobody reads more, and a list need not carry it.
MOST_LETTERS = 20_000


def unescaped(value):
    r"""TEXT of RFC 5545 in one pass, so that `\\n` is a backslash and an n."""
    return ESCAPES.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value


def plain(text, most=MOST_LETTERS):
    """Plain text of what may be HTML: paragraphs as empty lines, links with their addresses, nothing that runs."""
    # Some senders escape their HTML twice: what comes out may be HTML again.
    for _time in range(3):
        if TAG.search(text):
            text = without_tags(text[: 10 * most])
        elif "&" in text:
            text = unescape(text)
        else:
            break
    text = UNSEEN.sub("", RUNNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:most]


def without_tags(html):
    reader = Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:
        # declarations that html.parser gives up on
        pass
    return reader.text()


def line(text, most=500):
    """The same in one line: a title, a place."""
    return re.sub(r"\s+", " ", plain(text, most)).strip()


def fullest(description, styled):
    """The description, or one of the `styled` ones (HTML) that says more than it."""
    found = plain(description)
    for one in styled:
        other = plain(one)
        if len(other.split()) > len(found.split()):
            found = other
    return found


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.unread, self.links = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in UNREAD and tag not in ("embed",):
            self.unread.append(tag)
        if self.unread:
            return
        if tag == "li":
            self.pieces.append("\n- ")
        elif tag in PARAGRAPHS or tag in LINES:
            self.pieces.append("\n\n" if tag in PARAGRAPHS else "\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "a":
            self.links.append((link(dict(attributes).get("href") or ""), len(self.pieces)))

    def handle_startendtag(self, tag, attributes):
        if tag in UNREAD:
            return
        self.handle_starttag(tag, attributes)
        if tag == "a":
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self.unread:
            while self.unread.pop() != tag:
                pass
            return
        if self.unread:
            return
        if tag == "a" and self.links:
            address, at = self.links.pop()
            words = "".join(self.pieces[at:]).strip()
            if address and address.rstrip("/") != words.rstrip("/"):
                self.pieces.append(f" ({address})" if words else address)
        elif tag in PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in LINES:
            self.pieces.append("\n")

    def handle_data(self, data):
        if not self.unread:
            # Breaks within HTML are blanks; those that count are elements.
            self.pieces.append(re.sub(r"\s+", " ", data))

    def text(self):
        text = "".join(self.pieces)
        return re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", text))


def link(value, most=2000):
    """An address that may become a link: http or https with a host. None for everything else, whatever letters hide its scheme."""
    address = BLANKS.sub("", unescape(value or ""))
    if address[:4].lower() == "www.":
        address = f"https://{address}"
    if not address or len(address) > most or any(letter in address for letter in '<>"\\^`{|}'):
        return None
    try:
        split = urlsplit(address)
        host, _port = split.hostname, split.port
    except ValueError:
        return None
    if split.scheme.lower() not in ("http", "https") or not host or split.username is not None:
        return None
    return split.scheme.lower() + address[len(split.scheme) :]
