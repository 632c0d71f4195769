"""Markers: words of twenty random letters, each written into one field of one row. Where a marker is seen, its row has been seen."""

import base64
import os
import random
import re
import string
from dataclasses import dataclass

# Who may see the text of a field of another neighbourhood: everybody, those who read that neighbourhood's own site, or nobody.
PUBLIC, SITE, PRIVATE = "public", "on its own site", "private"

LENGTH, SHARED, ENOUGH = 20, 6, 12
SEED = "PIHAPIIRI_SEED"


@dataclass(eq=False)
class Marker:
    word: str
    place: str
    field: str
    seen_by: str
    row: object = None

    @property
    def model(self):
        return self.row._meta.label if self.row is not None else "file"

    def __str__(self):
        number = self.row.pk if self.row is not None else "-"
        return f"{self.model}.{self.field} of {self.place} (id {number}, {self.seen_by})"


class Markers:
    """All markers of a run. They begin with the same six letters, so that one search finds whichever there is, also cut short."""

    def __init__(self):
        self.seed = int(os.environ.get(SEED) or random.SystemRandom().randrange(10**9))
        self.random = random.Random(self.seed)
        self.shared = self.letters(SHARED)
        self.by_beginning, self.all = {}, []
        self.pattern = re.compile(rf"{self.shared}[a-z]{{{ENOUGH - SHARED},{LENGTH - SHARED}}}".encode())
        self.encoded = [forms_in_base64(self.shared, before) for before in range(3)]

    def letters(self, count):
        return "".join(self.random.choice(string.ascii_lowercase) for _ in range(count))

    def new(self, place, field, seen_by, row=None):
        word = self.stranger()
        while word[:ENOUGH].encode() in self.by_beginning:
            # found by its beginning: no two may begin alike
            word = self.stranger()
        marker = Marker(word, place, field, seen_by, row)
        self.by_beginning[word[:ENOUGH].encode()] = marker
        self.all.append(marker)
        return marker

    def forget(self, count):
        """Those that came after the first `count`: their rows are no more."""
        for marker in self.all[count:]:
            del self.by_beginning[marker.word[:ENOUGH].encode()]
        del self.all[count:]

    def stranger(self):
        """A word like a marker that stands nowhere."""
        return self.shared + self.letters(LENGTH - SHARED)

    def find(self, text):
        """{Marker} in bytes, in whatever letters: as it stands, cut short, or in base64."""
        found = set(self.plain(text))
        for form in self.encoded:
            at = text.find(form)
            while at >= 0:
                found.update(self.plain(decoded_around(text, at)))
                at = text.find(form, at + 1)
        return found

    def plain(self, text):
        for word in self.pattern.findall(text.lower()):
            if marker := self.by_beginning.get(word[:ENOUGH]):
                yield marker


def forms_in_base64(letters, before):
    """What surely stands in the base64 of a text in which `before` bytes (0 to 2 of a group of three) come before these letters."""
    whole = base64.b64encode(b"\0" * before + letters.encode())
    return whole[-(-8 * before // 6) : (8 * before + 8 * len(letters)) // 6]


BASE64 = re.compile(rb"[A-Za-z0-9+/_-]*")


def decoded_around(text, at):
    """All readings of the run of base64 in which the place `at` stands."""
    start = at
    while start > 0 and BASE64.fullmatch(text[start - 1 : start]) and at - start < 4000:
        start -= 1
    run = BASE64.match(text, start).group().replace(b"-", b"+").replace(b"_", b"/")
    readings = []
    for shift in range(4):
        part = run[shift:]
        readings.append(base64.b64decode(part[: len(part) // 4 * 4]))
    return b" ".join(readings)
