"""What a translator has sent: cleaned, compared with what is stored, with errors beside the texts. Nothing that was typed is lost."""

import hashlib
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import marks
from .texts import LINE, RICH

LONGEST = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Row:
    """A text with what is in its field, errors, and what somebody else has stored meanwhile."""

    entry: object
    typed: str
    name: str
    base: str
    mark: str  # of the original as it was shown
    errors: list = field(default_factory=list)
    theirs: str = ""
    seen_now: bool = True

    @property
    def lines(self):
        return min(18, max(1 if self.entry.kind == LINE else 3, len(self.entry.source) // 55 + self.entry.source.count("\n") + 1))


@dataclass
class Sent:
    rows: list
    told: list = field(default_factory=list)

    @property
    def has_errors(self):
        return any(row.errors for row in self.rows)

    @property
    def with_errors(self):
        return [row for row in self.rows if row.errors]

    def changed(self):
        """{key: text} of what was in the form and may be stored. Who has not touched a text leaves what others made of it."""
        return {row.entry.key: row.typed for row in self.rows if row.typed != row.base or row.typed == row.entry.text}

    def seen(self):
        """{key: the original that was translated} where it has changed since the form was opened."""
        return {row.entry.key: row.entry.before or "" for row in self.rows if not row.seen_now}

    def tell(self, error):
        """Of a ValidationError by keys or fields."""
        by_key = {row.entry.key: row for row in self.rows}
        if not hasattr(error, "error_dict"):
            self.told += error.messages
            return
        for key, some in error.message_dict.items():
            if key in by_key:
                by_key[key].errors += some
            else:
                self.told += some


def name(key):
    return "t-" + re.sub(r"[^\w-]", "_", key)


def mark_of(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def clean(text, kind):
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return " ".join(text.split()) if kind == LINE else text.strip()


def fresh(entries):
    return Sent([Row(entry, entry.text, name(entry.key), entry.text, mark_of(entry.source)) for entry in entries])


def read(data, entries, links):
    return Sent([read_one(data, entry, links.get(entry.key, [])) for entry in entries])


def read_one(data, entry, links):
    own = name(entry.key)
    if own not in data:
        return Row(entry, entry.text, own, entry.text, mark_of(entry.source))
    typed = clean(data[own], entry.kind)
    base = clean(data.get(f"base-{own}", entry.text), entry.kind)
    row = Row(entry, typed, own, base, mark_of(entry.source))
    row.seen_now = data.get(f"mark-{own}", row.mark) == row.mark
    if typed not in (base, entry.text) and clean(entry.text, entry.kind) != base:
        row.theirs, row.base = entry.text, entry.text
        row.errors.append(_("Somebody else has changed this meanwhile. Yours is in the field: put the two together and save again."))
    most = entry.max_length or LONGEST
    if len(typed) > most:
        told = _("%(most)s characters fit here, and this has %(length)s. Shorten it.")
        row.errors.append(told % {"most": most, "length": len(typed)})
    elif entry.kind == RICH and typed and typed != entry.text:
        row.errors += errors_of_links(typed, entry.source, links)
    return row


def errors_of_links(typed, original, links):
    found = []
    for number in marks.lost(typed, original):
        told = _("A link is missing: [%(words)s](%(number)s). Write its words in this language between the brackets.")
        found.append(told % {"words": marks.words_of(number, original), "number": number})
    for number in marks.unknown(typed, links):
        found.append(_("There is no link number %(number)s in the original.") % {"number": number})
    return found
