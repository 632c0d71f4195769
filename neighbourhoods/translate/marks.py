"""Text with marks, for people who write on a phone, and the HTML that a page keeps: bold, italics, links, lists.

`**bold**`, `*italics*`, `[words](1)` is the first link of the original, lines that begin with "- " or "1. " are lists, an empty line
parts paragraphs, `\\` before a sign takes its meaning away. Nothing else means anything: what looks like HTML is text.
"""

import re

from bs4 import BeautifulSoup, NavigableString
from django.utils.html import escape

ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"']+\Z", re.I)
TOKEN = re.compile(
    r"\\(?P<plain>[\\*\[\]#\-.])"
    r"|\[(?P<words>(?:\\.|[^\]\\\n]){1,500})\]\((?P<target>[^)\s]{1,2000})\)"
    r"|\*\*(?=\S)(?P<bold>[^\n]{1,2000}?)(?<=\S)\*\*(?!\*)"
    r"|\*(?=[^\s*])(?P<italics>[^\n*]{1,2000}?)(?<=\S)\*"
)
LINK = re.compile(r"(?<!\\)\[(?:\\.|[^\]\\\n]){1,500}\]\(([0-9]{1,3})\)")
ITEM, NUMBERED = re.compile(r"[-•]\s+"), re.compile(r"[0-9]{1,3}[.)]\s+")
BLOCKS = ("p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "hr")


def to_text(html, links=None):
    """The text of a rich text. `links` is a list of the attributes of links, to which those that are not in it are added."""
    links = [] if links is None else links
    parts, loose = [], []

    def finish():
        if text := tidy("".join(loose)):
            parts.append(text)
        loose.clear()

    def walk(node):
        for child in node.children:
            if isinstance(child, NavigableString) or child.name not in BLOCKS:
                loose.append(inline(child, links))
            elif child.name in ("ul", "ol"):
                finish()
                items = [tidy(inline(item, links)).replace("\n", " ") for item in child.find_all("li")]
                marks = [f"{number}. " if child.name == "ol" else "- " for number in range(1, len(items) + 1)]
                parts.append("\n".join(mark + item for mark, item in zip(marks, items, strict=True) if item))
            else:
                finish()
                walk(child)
                finish()

    walk(BeautifulSoup(html or "", "html.parser"))
    finish()
    return "\n\n".join(part for part in parts if part)


def tidy(text):
    """Without spaces at the ends of lines; a line that only looks like an item of a list is marked as none."""
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(re.sub(r"^(?:([-•#])|([0-9]{1,3})([.)]))(?=\s)", unlisted, line) for line in lines).strip()


def unlisted(found):
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def inline(node, links):
    if isinstance(node, NavigableString):
        return re.sub(r"([\\*\[])", r"\\\1", re.sub(r"\s+", " ", str(node)))
    if node.name == "br":
        return "\n"
    inside = "".join(inline(child, links) for child in node.children)
    words = inside.strip()
    if not words:
        return inside
    before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    if node.name in ("b", "strong"):
        return f"{before}**{words}**{after}"
    if node.name in ("i", "em"):
        return f"{before}*{words}*{after}"
    if node.name == "a":
        attributes = dict(node.attrs)
        if attributes not in links:
            links.append(attributes)
        return f"{before}[{words}]({links.index(attributes) + 1}){after}"
    return inside


def to_html(text, links=()):
    """Of a text with marks. Links lead where `links` says, or to an address that is written out; all else is escaped."""
    html = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        for kind, lines in grouped(part.split("\n")):
            if kind == "p":
                html.append(f"<p>{'<br/>'.join(marked(line, links) for line in lines)}</p>")
            else:
                html.append(f"<{kind}>{''.join(f'<li>{marked(line, links)}</li>' for line in lines)}</{kind}>")
    return "".join(html)


def grouped(lines):
    """[(kind, [text])] of the lines of one paragraph."""
    found = []
    for line in filter(None, (line.strip() for line in lines)):
        kind, text = "p", line
        for name, mark in (("ul", ITEM), ("ol", NUMBERED)):
            if start := mark.match(line):
                kind, text = name, line[start.end() :]
        if found and found[-1][0] == kind:
            found[-1][1].append(text)
        else:
            found.append((kind, [text]))
    return found


def marked(text, links):
    html, at = [], 0
    for token in TOKEN.finditer(text):
        html.append(escape(text[at : token.start()]))
        at = token.end()
        if token["plain"]:
            html.append(escape(token["plain"]))
        elif token["bold"]:
            html.append(f"<b>{marked(token['bold'], links)}</b>")
        elif token["italics"]:
            html.append(f"<i>{marked(token['italics'], links)}</i>")
        else:
            html.append(link(token, links))
    return "".join([*html, escape(text[at:])])


def link(token, links):
    attributes = attributes_of(token["target"], links)
    if attributes is None:
        return escape(token[0])
    named = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<a{named}>{marked(token['words'], ())}</a>"


def attributes_of(target, links):
    if target.isascii() and target.isdigit():
        return links[int(target) - 1] if 0 < int(target) <= len(links) else None
    return {"href": target} if ADDRESS.match(target) else None


def lost(text, original):
    """Numbers of the links that the original has and the text has not, in order."""
    return [number for number in dict.fromkeys(LINK.findall(original)) if number not in set(LINK.findall(text))]


def unknown(text, links):
    """Numbers of links that lead nowhere."""
    return [number for number in dict.fromkeys(LINK.findall(text)) if not 0 < int(number) <= len(links)]


def words_of(number, original):
    """The words of a link in the original."""
    found = re.search(rf"\[((?:\\.|[^\]\\\n]){{1,500}})\]\({number}\)", original)
    return found[1] if found else number
