"""Who comes, for those who organise it: as a list in the order of arrival, and as a file."""

import csv
import io
import re

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import Registration
from ..registration import counting

State = Registration.State
# what a spreadsheet would calculate, also behind blanks; and what looks like our own mark
FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")


def listed(seats):
    """([those who have a seat], [those who wait, each with `place`], [those to be looked at]) of a date; one query."""
    rows = list(counting.rows_of(seats).filter(state__in=Registration.ALIVE).order_by("number")) if seats.pk else []
    queue = [row for row in rows if row.is_waiting]
    for number, row in enumerate(queue, 1):
        row.place = number
    return [row for row in rows if row.has_seat], queue, [row for row in rows if row.state == State.HELD]


def harmless(value):
    """A text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if not isinstance(value, int) and FORMULA.match(text) else text


def came(row):
    return "" if row.came is None else _("came") if row.came else _("did not come")


def as_csv(record, seats):
    """bytes of a table: RFC 4180 in UTF-8 with its mark. Those who are to be looked at are not in it."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    headings = (_("Name"), _("E-mail"), _("How many are coming?"), pgettext("sign-up", "State"), _("Number in the queue"))
    table.writerow([*map(str, headings), _("Signed up"), _("Attendance")])
    seated, queue, _held = listed(seats)
    for row in (*seated, *queue):
        at = timezone.localtime(row.created_at, record.zone).isoformat(timespec="minutes")
        values = (row.name, row.email, row.people, str(State(row.state).label), getattr(row, "place", ""), at, came(row))
        table.writerow([harmless(value) for value in values])
    return out.getvalue().encode("utf-8-sig")


def note(seats, marks):
    """{id: whether they came before}: who came and who did not, {id: True, False or None}, of those who had a seat or waited."""
    before = {}
    for row in counting.rows_of(seats).filter(state__in=Registration.ALIVE, pk__in=list(marks)):
        if row.came != marks[row.pk]:
            before[row.pk] = row.came
            row.came = marks[row.pk]
            row.save(update_fields=["came"])
    return before
