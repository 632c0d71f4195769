"""The methods that ship with the plugin: one file each and language, in front the numbers, then one heading for each part."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from .choices import AGES, SEASONS, pack
from .models.pages import NUMBERS
from .texts import HEADINGS, PLAIN, STEPS, lines

FOLDER = Path(__file__).parent / "library"
SOURCE = "fi"


@dataclass(frozen=True)
class Written:
    """One file: `words` {field: text} of the plain parts, `steps` the texts of its steps, `numbers` what lists narrow by."""

    title: str
    lead: str
    slug: str
    language: str
    words: dict = field(default_factory=dict)
    steps: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)
    front: dict = field(default_factory=dict)

    def put_on(self, page):
        """The words of this file on a page; parts that it does not have are left as they are."""
        page.title, page.lead = self.title, self.lead
        for name, text in self.words.items():
            setattr(page, name, text)
        if self.steps:
            page.set_steps(self.steps)

    def put_numbers_on(self, page):
        for name, value in self.numbers.items():
            setattr(page, name, value)


def read(file):
    """Written of a `NAME.LANGUAGE.md`. ValueError that names the heading, for one that is no part of a method."""
    _nothing, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(front)
    words, steps = {}, []
    for part in re.split(r"^## ", body, flags=re.M)[1:]:
        heading, _end, text = part.partition("\n")
        if (name := HEADINGS.get(heading.strip())) is None:
            raise ValueError(f"{file.name}: “{heading.strip()}” is no part of a method. Those are: {', '.join(HEADINGS)}.")
        if name == STEPS:
            steps = lines(text)
        elif name in PLAIN:
            words[name] = plain(text)
    numbers = {name: told[name] for name in (*NUMBERS, "where") if name in told}
    numbers |= {name: pack(told[name], known) for name, known in (("seasons", SEASONS), ("ages", AGES)) if name in told}
    return Written(told["title"], told.get("lead", ""), told["slug"], told["language"], words, steps, numbers, told)


def plain(text):
    """One thing a line; an empty line between paragraphs stays."""
    chunks = [lines(chunk) for chunk in re.split(r"\n\s*\n", text.strip())]
    return "\n\n".join("\n".join(chunk) for chunk in chunks if chunk)


@lru_cache
def shipped():
    """{name: {language: Written}} of the methods that ship, by title."""
    found = {}
    for file in sorted(FOLDER.glob("*.md")):
        name, language, _suffix = file.name.split(".")
        found.setdefault(name, {})[language] = read(file)
    return dict(sorted(found.items(), key=lambda one: one[1][SOURCE].title))
