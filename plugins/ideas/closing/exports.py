"""The ideas of a call as a file: CSV, a spreadsheet, or JSON.

All rows come from one query, so that what is sent meanwhile is in the file or is not, and never half. A file is written to the end
before anybody gets it: what breaks on the way is an error and not a short file, and it says itself how many ideas it holds.
"""

import csv
import io
import json
import re
import tempfile
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .. import statuses
from ..models import Comment, Idea

CHUNK = 500
IN_MEMORY = 2_000_000  # bytes; what is larger is written to the disk
# What a spreadsheet would calculate, also behind blanks; and what looks like our own mark, so that taking the mark off gives the same text.
FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """`key` is its name in JSON, `heading` that in the others, `of(writer, idea)` what stands in it."""

    key: str
    heading: Any
    of: Any


def field(key, heading):
    return Column(key, heading, lambda writer, idea: getattr(idea, key))


def moment(key, heading):
    return Column(key, heading, lambda writer, idea: writer.moment(getattr(idea, key)))


PUBLIC = (
    Column("id", pgettext_lazy("file", "Number"), lambda writer, idea: idea.pk),
    Column("state", pgettext_lazy("file", "Shown to"), lambda writer, idea: writer.states[idea.state]),
    Column("status", pgettext_lazy("file", "Status"), lambda writer, idea: writer.status(idea.status)),
    field("language", pgettext_lazy("file", "Language")),
    field("title", pgettext_lazy("file", "Title")),
    field("text", pgettext_lazy("file", "Idea")),
    field("place", pgettext_lazy("file", "Place")),
    field("name", pgettext_lazy("file", "Name or nickname")),
    Column("via", pgettext_lazy("file", "How it came"), lambda writer, idea: writer.ways[idea.via]),
    moment("sent_at", pgettext_lazy("file", "Sent")),
    moment("published_at", pgettext_lazy("file", "Published")),
    field("supports", pgettext_lazy("file", "Supported by about")),
    Column("comments", pgettext_lazy("file", "Comments"), lambda writer, idea: idea.number_of_comments),
    field("answer", pgettext_lazy("file", "Answer")),
    field("answer_next", pgettext_lazy("file", "What happens next")),
    field("answered_by_role", pgettext_lazy("file", "Who answered")),
    moment("answered_at", pgettext_lazy("file", "Answered")),
    Column("split_from", pgettext_lazy("file", "Part of number"), lambda writer, idea: idea.split_from_id),
    Column("address", pgettext_lazy("file", "Address"), lambda writer, idea: writer.address(idea)),
)


def rows(neighbourhood, call, *, only_public):
    """The ideas of a call as they are at this moment, the oldest first; one query, whose rows are not all in memory."""
    found = Idea.of(neighbourhood).filter(call=call)
    if only_public:
        found = found.filter(state=Idea.State.PUBLIC)
    comments = Count("comments", filter=Q(comments__state=Comment.State.PUBLIC))
    return found.annotate(number_of_comments=comments).order_by("sent_at", "pk").iterator(chunk_size=CHUNK)


class Writer:
    """Writes one file. `columns` are Columns, `title` is the question of the call."""

    def __init__(self, neighbourhood, title, columns):
        self.neighbourhood, self.title, self.columns = neighbourhood, title, columns
        self.zone, self.root = neighbourhood.zone, neighbourhood.root_url
        self.language = neighbourhood.languages[0]
        self.made_at = self.moment(timezone.now())
        self.states = {value: str(label) for value, label in Idea.State.choices} | {Idea.State.PUBLIC.value: str(PUBLISHED)}
        self.ways = {value: str(label) for value, label in Idea.Via.choices}
        self.known = {}

    def moment(self, value):
        """As in 2026-12-01T18:30:00+02:00, on the clock of the neighbourhood."""
        return timezone.localtime(value, self.zone).isoformat(timespec="seconds") if value else ""

    def status(self, key):
        if key not in self.known:
            self.known[key] = str(statuses.shown(self.neighbourhood, key).label)
        return self.known[key]

    def address(self, idea):
        return f"{self.root}/{self.language}/ideas/{idea.pk}/" if idea.is_public else ""

    def line(self, idea):
        return [column.of(self, idea) for column in self.columns]

    def headings(self):
        return [str(column.heading) for column in self.columns]


PUBLISHED = gettext_lazy("Published")


def harmless(value):
    """A text that no spreadsheet takes for a formula. Taking one apostrophe off before such a beginning gives the text again."""
    text = "" if value is None else str(value)
    return f"'{text}" if not isinstance(value, int) and FORMULA.match(text) else text


def as_csv(writer, ideas, out):
    """RFC 4180 in UTF-8 with its mark, since spreadsheets guess otherwise. The last line says how many ideas there are."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    table = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    table.writerow(writer.headings())
    number = 0
    for idea in ideas:
        number += 1
        table.writerow([harmless(value) for value in writer.line(idea)])
    table.writerow([_("Ideas in all"), number, *[""] * (len(writer.columns) - 2)])
    text.flush()
    text.detach()
    return number


def as_spreadsheet(writer, ideas, out):
    """Two sheets: the ideas, and how many they are. Texts are texts, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Ideas"))
    sheet.freeze_panes = "A2"

    def cells(values):
        made = []
        for value in values:
            if isinstance(value, int) or value in (None, ""):
                made.append(value)
                continue
            cell = WriteOnlyCell(sheet, value=NOT_IN_XML.sub("\ufffd", str(value)))
            cell.data_type = "s"
            made.append(cell)
        return made

    sheet.append(cells(writer.headings()))
    number = 0
    for idea in ideas:
        number += 1
        sheet.append(cells(writer.line(idea)))
    last = book.create_sheet(_("Number"))
    for pair in ((_("Call for ideas"), writer.title), (_("Made"), writer.made_at), (_("Ideas in all"), number)):
        last.append(cells(pair))
    book.save(out)
    return number


def as_json(writer, ideas, out):
    """{"call", "made_at", "ideas": [...], "count"}; texts are unchanged."""

    def text(value):
        return json.dumps(value, ensure_ascii=False).encode()

    out.write(b'{"call": %s,\n"made_at": %s,\n"ideas": [' % (text(writer.title), text(writer.made_at)))
    number, keys = 0, [column.key for column in writer.columns]
    for idea in ideas:
        number += 1
        values = writer.line(idea)
        line = {key: None if value == "" and key.endswith(("_at", "_on")) else value for key, value in zip(keys, values, strict=True)}
        # for programs the keys beside the words that people read
        line |= {"state": idea.state, "status": idea.status, "status_name": writer.status(idea.status), "via": idea.via}
        if "held" in line:
            line |= {"held": idea.is_held, "hidden_for": idea.hidden_for}
        out.write((b"\n" if number == 1 else b",\n") + text(line))
    out.write(b'],\n"count": %d}\n' % number)
    return number


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_spreadsheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json; charset=utf-8"),
}


def write(neighbourhood, call, ext, title, *, only_public, more=()):
    """(an open file at its beginning, its type, how many ideas are in it). `ext` is a key of FORMATS, `more` are further Columns."""
    columns = (*PUBLIC, *more)
    make, kind = FORMATS[ext]
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    try:
        number = make(Writer(neighbourhood, title, columns), rows(neighbourhood, call, only_public=only_public), out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out, kind, number
