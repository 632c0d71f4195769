"""Files of one source, fetch after fetch, and what is told of them: the answer of `manage.py read_calendar`, and of an import."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from . import linked_events, reading
from .events import Occurrence
from .expanding import Window, all_occurrences
from .states import Source, take

ICS, LINKED_EVENTS = "ics", "linked-events"


@dataclass
class Reading:
    """Occurrences after the last fetch, and what was told of all of them."""

    source: Source
    occurrences: list[Occurrence] = field(default_factory=list)
    skipped: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def as_json(self, translate=str):
        return {
            "occurrences": [one.as_json() for one in self.occurrences],
            "report": {
                "imported": len(self.source.active()),
                "skipped": [{"uid": note.uid or None, "reason": note.reason(translate)} for note in self.skipped],
                "warnings": list(dict.fromkeys(note.text(translate) for note in self.notes)),
            },
        }


def read_all(fetches, zone, window=None, form=None, now=None):
    """Reading of the bytes of several fetches. `form` None: each file says by its first letter what it is."""
    source, skipped, notes = Source(), {}, []
    now = now or datetime.now(UTC)
    for data in fetches:
        fetch = read_one(data, zone, form)
        taken = take(source, fetch, now, zone)
        notes += taken.notes
        # What a later fetch has in order is not told any more.
        skipped = {place: note for place, note in skipped.items() if note.uid not in fetch.series | fetch.cancelled}
        skipped |= {(note.uid, note.sentence, len(skipped) if not note.uid else 0): note for note in taken.skipped}
    found = all_occurrences(source.series.values(), window or Window(), zone, notes)
    return Reading(source, found, list(skipped.values()), notes)


def read_one(data, zone, form=None):
    if form is None:
        form = LINKED_EVENTS if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else ICS
    return linked_events.read(data, zone) if form == LINKED_EVENTS else reading.read(data, zone)
