"""What a run came to, in plain sentences. Stored in English with what they name; put into the reader's language when they are shown."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..calendar import states
from ..calendar.notes import Note, shown
from ..models.sources import LINKED_EVENTS

COUNTS = ("new", "changed", "cancelled", "withdrawn", "back", "skipped")
# A report that nobody can read to its end says nothing.
MOST_NOTES = 200
SKIPPED, TOLD = "skipped", "told"


def as_data(note, kind=TOLD, title=""):
    """A Note as ImportRun keeps it: {"kind", "sentence", "values", "uid", "title"}."""
    values = {name: value if isinstance(value, int | float) else shown(value) for name, value in note.values.items()}
    return {"kind": kind, "sentence": note.sentence, "values": values, "uid": note.uid, "title": shown(title or note.title)}


def note_of(data):
    """The Note of `as_data`."""
    return Note(data.get("sentence", ""), data.get("values", {}), data.get("uid", ""), data.get("title", ""))


def reason(data):
    """The sentence of stored data, "" where there is none."""
    return note_of(data).reason(_) if data.get("sentence") else ""


def sentences(run, titles=()):
    """[sentence] of an ImportRun in the language that is active, the main thing first. `titles` {uid: title} of what it names."""
    told, notes = [main(run), *(one for one in more(run) if one)], [line(data, dict(titles)) for data in run.notes]
    if run.state == states.WELL or not notes:
        return told + notes
    # why it did not come to its end is the main thing; numbers of nothing tell nothing
    return notes + (told if any((run.new, run.changed, run.cancelled, run.withdrawn, run.back)) else [])


def main(run):
    if run.is_unchanged:
        return _("Nothing has changed in the source.")
    told = {"new": run.new, "changed": run.changed, "skipped": run.skipped}
    return _("Imported %(new)s, changed %(changed)s, skipped %(skipped)s.") % told


def more(run):
    for number, told in (
        (run.cancelled, ngettext("%(number)s was cancelled.", "%(number)s were cancelled.", run.cancelled)),
        (
            run.withdrawn,
            ngettext(
                "%(number)s is not in the source any more and is not shown.",
                "%(number)s are not in the source any more and are not shown.",
                run.withdrawn,
            ),
        ),
        (run.back, ngettext("%(number)s is back.", "%(number)s are back.", run.back)),
    ):
        if number:
            yield told % {"number": number}
    if run.is_partial:
        yield _("There is much to import. It goes on by itself.")


def line(data, titles):
    """One note: of an event that was skipped, of one that something is told of, or of the whole."""
    note = note_of(data)
    title = note.title or titles.get(note.uid) or shown(note.uid)
    if data.get("kind") == SKIPPED:
        return _("Skipped: “%(title)s”, %(reason)s") % {"title": title or _("an event"), "reason": small(note.reason(_))}
    return f"{title}: {note.reason(_)}" if title else note.reason(_)


def small(sentence):
    """A sentence within another one. Names of formats and abbreviations keep their letters."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence


def shortened(notes):
    """At most MOST_NOTES of the stored notes, each once, those of skipped events first."""
    found = {}
    for data in sorted(notes, key=lambda data: data["kind"] != SKIPPED):
        found.setdefault((data["kind"], data["sentence"], data["uid"], str(data["values"])), data)
    return list(found.values())[:MOST_NOTES]


def kind_of(source):
    """Which reader of the calendar core its answers are for."""
    from ..calendar import report

    return report.LINKED_EVENTS if source.kind == LINKED_EVENTS else report.ICS
