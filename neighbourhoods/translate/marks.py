"""Text with marks, for people who write on a phone, and the HTML that a page keeps: bold, italics, links, lists.

`**bold**`, `*italics*`, `[words](1)` is the first link of the original, lines that begin with "- " or "1. " are lists, two spaces
before them put them under the line above, an empty line parts paragraphs, `\\` before a sign takes its meaning away. Nothing else
means anything: what looks like HTML is text.
"""

import re

from bs4 import BeautifulSoup, NavigableString
from django.utils.html import escape

ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"']+\Z", re.I)
LINK = re.compile(r"(?<!\\)\[(?:\\.|[^\[\]\\\n]){1,500}\]\(([0-9]{1,3})\)")
TOKEN = re.compile(
    r"\\(?P<plain>[\\*\[\]#\-.)•])"
    r"|\[(?P<words>(?:\\.|[^\[\]\\\n]){1,500})\]\((?P<target>[^)\s]{1,2000})\)"
    r"|(?P<stars>\*+)"
)
ITEM, NUMBERED = re.compile(r"[-•]\s+"), re.compile(r"[0-9]{1,3}[.)]\s+")
BLOCKS = ("p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "hr")
BOLD, ITALICS = "b", "i"
TAGS = {"b": BOLD, "strong": BOLD, "i": ITALICS, "em": ITALICS}
STARS = {1: (ITALICS,), 2: (BOLD,), 3: (BOLD, ITALICS)}
NONE = frozenset()
DEEPEST = 10


def to_text(html, links=None):
    """The text of a rich text. `links` is a list of the attributes of links, to which those that are not in it are added."""
    links = [] if links is None else links
    parts, loose = [], []

    def finish():
        if text := tidy(inline(loose, links)):
            parts.append(text)
        loose.clear()

    def walk(node):
        for child in node.children:
            if isinstance(child, NavigableString) or child.name not in BLOCKS:
                loose.append(child)
            elif child.name in ("ul", "ol"):
                finish()
                parts.append("\n".join(lines_of_list(child, links)))
            else:
                finish()
                walk(child)
                finish()

    walk(BeautifulSoup(html or "", "html.parser", multi_valued_attributes=None))
    finish()
    return "\n\n".join(part for part in parts if part)


def lines_of_list(node, links, depth=0):
    lines, number = [], 0
    for item in node.find_all("li", recursive=False):
        own = [child for child in item.children if child.name not in ("ul", "ol")]
        if text := tidy(inline(own, links)).replace("\n", " "):
            number += 1
            lines.append("  " * depth + (f"{number}. " if node.name == "ol" else "- ") + text)
        for child in item.find_all(["ul", "ol"], recursive=False):
            lines += lines_of_list(child, links, min(depth + 1, DEEPEST))
    return lines


def tidy(text):
    """Without spaces at the ends of lines; a line that only looks like an item of a list is marked as none."""
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(re.sub(r"^(?:([-•]|#{1,6})|([0-9]{1,3})([.)]))(?=\s)", unlisted, line) for line in lines).strip()


def unlisted(found):
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"


def inline(nodes, links, ends=""):
    """Of nodes within a paragraph; `ends` are signs that have a meaning where the text will stand."""
    runs = []

    def walk(node, styles):
        if isinstance(node, NavigableString):
            runs.append((re.sub(rf"([\\*\[{re.escape(ends)}])", r"\\\1", re.sub(r"[ \t\r\n\f]+", " ", str(node))), styles))
        elif node.name == "br":
            runs.append(("\n", NONE))
        elif node.name == "a":
            words = inline(node.children, links, "]").replace("\n", " ")
            if not words.strip():
                runs.append((words, styles))
                return
            attributes = dict(node.attrs)
            if attributes not in links:
                links.append(attributes)
            runs.append((words[: len(words) - len(words.lstrip())], styles))
            runs.append((f"[{words.strip()}]({links.index(attributes) + 1})", styles))
            runs.append((words[len(words.rstrip()) :], styles))
        else:
            inside = styles | {TAGS[node.name]} if node.name in TAGS else styles
            for child in node.children:
                walk(child, inside)

    for node in nodes:
        walk(node, NONE)
    return starred(runs)


def starred(runs):
    """The text of [(text, styles)], where stars stand between words and never beside a space that they would take their meaning from."""
    pieces = []
    for text, styles in runs:
        pieces += [(piece, None if piece.isspace() else styles) for piece in re.split(r"(\s+)", text) if piece]
    found, now, spaces = [], NONE, ""
    for piece, styles in [*pieces, ("", NONE)]:
        if styles is None:
            spaces = re.sub(" +", " ", spaces + piece)
            continue
        # of a space between two words it makes no difference how it looks; no style goes on in the next line
        kept = NONE if "\n" in spaces else now & styles
        found += [stars(now, kept), spaces, stars(kept, styles), piece] if spaces else [stars(now, styles), piece]
        now, spaces = styles, ""
    return "".join(found)


def stars(before, after):
    changed = before ^ after
    return "*" * (2 * (BOLD in changed) + (ITALICS in changed))


def to_html(text, links=()):
    """Of a text with marks. Links lead where `links` says, or to an address that is written out; all else is escaped."""
    html = []
    for part in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        for kind, lines in grouped(part.split("\n")):
            if kind == "p":
                html.append(f"<p>{'<br/>'.join(marked(line, links) for _kind, _depth, line in lines)}</p>")
            else:
                html.append(listed(lines, links))
    return "".join(html)


def grouped(lines):
    """[(kind, [(kind, depth, text)])] of the lines of one paragraph."""
    found = []
    for line in filter(str.strip, lines):
        kind, text, depth = "p", line.strip(), 0
        for name, mark in (("ul", ITEM), ("ol", NUMBERED)):
            if start := mark.match(text):
                kind, text, depth = name, text[start.end() :], (len(line) - len(line.lstrip())) // 2
                break
        last = found[-1] if found else None
        if last is None or (kind == "p") != (last[0] == "p") or (kind != "p" and kind != last[0] and not depth):
            last = (kind, [])
            found.append(last)
            depth = 0
        elif kind != "p":
            depth = min(depth, last[1][-1][1] + 1, DEEPEST)
        last[1].append((kind, depth, text))
    return found


def listed(lines, links):
    html, is_open = [], []
    for kind, depth, text in lines:
        while len(is_open) > depth + 1:
            html.append(f"</li></{is_open.pop()}>")
        if len(is_open) == depth + 1 and is_open[-1] == kind:
            html.append("</li>")
        else:
            if len(is_open) == depth + 1:
                html.append(f"</li></{is_open.pop()}>")
            html.append(f"<{kind}>")
            is_open.append(kind)
        html.append(f"<li>{marked(text, links)}")
    while is_open:
        html.append(f"</li></{is_open.pop()}>")
    return "".join(html)


def marked(text, links):
    """Of one line. Each run of stars begins or ends what it stands for; those that end nothing are stars."""
    found, opened, at = [], {}, 0
    for token in TOKEN.finditer(text):
        found.append([escape(text[at : token.start()]), set(opened)])
        at = token.end()
        if token["plain"]:
            found.append([escape(token["plain"]), set(opened)])
        elif token["stars"]:
            toggle(found, opened, token, text)
        else:
            found.append([link(token, links), set(opened)])
    found.append([escape(text[at:]), set(opened)])
    for style, number in opened.items():
        # it was never closed
        found[number][0] += "*" * (2 if style == BOLD else 1)
        for piece in found[number:]:
            piece[1].discard(style)
    return styled([(html, styles) for html, styles in found if html])


def toggle(found, opened, token, text):
    styles = STARS.get(len(token["stars"]), ())
    after_word, before_word = text[: token.start()][-1:].strip(), text[token.end() : token.end() + 1].strip()
    if not styles or not all(after_word if style in opened else before_word for style in styles):
        found.append([token["stars"], set(opened)])
        return
    for style in styles:
        if style in opened:
            del opened[style]
        else:
            opened[style] = len(found)
    found.append(["", set(opened)])


def styled(pieces):
    html, at = [], 0
    while at < len(pieces):
        text, styles = pieces[at]
        if not styles:
            html.append(text)
            at += 1
            continue

        def end(style, at=at):
            return next((number for number in range(at, len(pieces)) if style not in pieces[number][1]), len(pieces))

        outer = max(sorted(styles), key=end)
        html.append(f"<{outer}>{styled([(text, some - {outer}) for text, some in pieces[at : end(outer)]])}</{outer}>")
        at = end(outer)
    return "".join(html)


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


def are_in(text):
    """Whether there are words with marks, or links."""
    return any(not token["plain"] for token in TOKEN.finditer(text))


def lost(text, original):
    """Numbers of the links that the original has and the text has not, in order."""
    return [number for number in dict.fromkeys(LINK.findall(original)) if number not in set(LINK.findall(text))]


def unknown(text, links):
    """Numbers of links that lead nowhere."""
    return [number for number in dict.fromkeys(LINK.findall(text)) if not 0 < int(number) <= len(links)]


def words_of(number, original):
    """The words of a link in the original."""
    found = re.search(rf"\[((?:\\.|[^\[\]\\\n]){{1,500}})\]\({number}\)", original)
    return found[1] if found else number
