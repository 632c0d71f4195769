"""What is told to people about a calendar: plain sentences, which whoever shows them may translate."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def gettext_noop(sentence):
    """Marks a sentence for the message catalogues, and leaves it as it is: nothing is translated here."""
    return sentence


@dataclass(frozen=True)
class Note:
    """A sentence in English with places for `values`, as gettext knows it; the event that it is about, and its title if that is known."""

    sentence: str
    values: dict = field(default_factory=dict, hash=False)
    uid: str = ""
    title: str = field(default="", compare=False)

    def reason(self, translate: Callable[[str], str] = str):
        return translate(self.sentence) % {name: shown(value) for name, value in self.values.items()}

    def text(self, translate: Callable[[str], str] = str):
        return f"{shown(self.uid)}: {self.reason(translate)}" if self.uid else self.reason(translate)


def shown(value, most=80):
    """A piece of somebody's file within a sentence: one line, not long."""
    words = UNSEEN.sub(" ", str(value)).strip()
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


class NotACalendar(Exception):
    """What was given is no calendar at all; `note` says why."""

    def __init__(self, sentence, **values):
        super().__init__(sentence)
        self.note = Note(sentence, values)


class Unusable(Exception):
    """One event cannot be used; `note` says why. The others go on. With `is_warning` the reader is told of it among the warnings too."""

    def __init__(self, sentence, is_warning=False, **values):
        super().__init__(sentence)
        self.note, self.is_warning = Note(sentence, values), is_warning
