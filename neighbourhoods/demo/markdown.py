"""Reads one file of example content: front matter in YAML, a body in Markdown, into the blocks of a page."""

import yaml
from markdown_it import MarkdownIt

# what the editor of rich text writes for the same
SAME = {"strong": "b", "em": "i"}


def read(file):
    """(front matter as a dict, body as a list of (kind, text or HTML)) of a `NAME.LANGUAGE.md`."""
    _nothing, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.safe_load(front)
    return fields, blocks(body)


def blocks(text):
    """Second-level headings become heading blocks, all between them text blocks."""
    markdown = MarkdownIt()
    tokens, found, part = markdown.parse(text), [], []

    def finish():
        if part:
            html = markdown.renderer.render(part, markdown.options, {})
            for old, new in SAME.items():
                html = html.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>")
            found.append(("text", html.replace("\n", "")))
            part.clear()

    at = 0
    while at < len(tokens):
        if tokens[at].type == "heading_open":
            finish()
            found.append(("heading", tokens[at + 1].content))
            at += 3
        else:
            part.append(tokens[at])
            at += 1
    finish()
    return found
