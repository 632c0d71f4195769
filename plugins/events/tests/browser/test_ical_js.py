"""Our calendar, read in a browser by ical.js, on which calendars of mail programs and of the net are built.

ical.min.js beside this file is ical.js 2.2.1 as it was published, under the Mozilla Public License 2.0 (ical.LICENSE). It is for this test
alone: nothing of it is served. It does not read BYSETPOS and 29 February as others do; the rules here have neither.
"""

import base64
import json
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parent / "ical.min.js"
EVENTS = """
from datetime import datetime, timedelta
from django.conf import settings
from plugins.events.calendar.rules import Repeat
from plugins.events.tests.calendars import add_event, change, moved_to, switched_on
from plugins.events.tests.test_calendar_rules import REPEATS

record = switched_on(settings.SITES_FOLDER, "lintumaki")["lintumaki"]
for number, (repeat, start) in enumerate(REPEATS):
    end = start + timedelta(hours=2) if isinstance(start, datetime) else start
    add_event(record, f"Toisto {number}", start, end, repeat)
today = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
saturday = today + timedelta(days=(5 - today.weekday()) % 7)
add_event(record, "Yö", saturday + timedelta(hours=22), saturday + timedelta(hours=30), Repeat("weekly"))
coffee = add_event(record, "Kahvit", saturday + timedelta(hours=18), saturday + timedelta(hours=20), Repeat("weekly"))
change(record, coffee, saturday + timedelta(days=7, hours=18), is_cancelled=True, reason="Sairaus")
moved = saturday + timedelta(days=15, hours=17)
change(record, coffee, saturday + timedelta(days=14, hours=18), **moved_to(moved, moved + timedelta(hours=1)))
add_event(record, "Näinä päivinä", saturday + timedelta(hours=12), None, Repeat("dates", dates=((saturday + timedelta(days=3)).date(),)))
add_event(record, "Kerran", saturday.date(), saturday.date() + timedelta(days=1))
"""
ROWS = """
import json
from datetime import timedelta
from django.utils import timezone
from plugins.events.models import Occurrence
rows = Occurrence.unscoped.filter(is_shown=True, neighbourhood__slug="lintumaki", last_day__gte=timezone.localdate())
rows = rows.filter(first_day__lt=timezone.localdate() + timedelta(days=540)).select_related("series").order_by("starts")
states = {True: "CANCELLED", False: "CONFIRMED"}
second = lambda time: time and int(time.timestamp())
print(json.dumps([(str(row.series.key), second(row.starts), second(row.ends), states[row.is_cancelled]) for row in rows]))
"""
READ = """async ({library, path, until}) => {
  const {default: ICAL} = await import(library);
  const answer = await fetch(path);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const found = [];
  const told = (uid, start, end, item) => {
    const [at, to] = [start, end].map((time) => Math.floor(time.toJSDate().getTime() / 1000));
    found.push([uid, at, to > at ? to : null, item.component.getFirstPropertyValue("status")]);
  };
  for (const part of calendar.getAllSubcomponents("vevent").filter((part) => !part.hasProperty("recurrence-id"))) {
    const event = new ICAL.Event(part);
    if (!event.isRecurring()) {
      told(event.uid, event.startDate, event.endDate, event);
      continue;
    }
    const dates = event.iterator();
    for (let date = dates.next(); date && date.toUnixTime() < until; date = dates.next()) {
      const one = event.getOccurrenceDetails(date);
      told(event.uid, one.startDate, one.endDate, one.item);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def change_files():
    return lambda made: made.python(EVENTS)


@pytest.mark.browser
def test_ical_js_reads_the_dates_that_our_pages_show(install, visiting):
    wanted = [tuple(row) for row in json.loads(install.python(ROWS))]
    first, last = min(row[1] for row in wanted), max(row[1] for row in wanted)
    library = "data:text/javascript;base64," + base64.b64encode(LIBRARY.read_bytes()).decode()
    # whole days are those of the reader
    with visiting(timezone_id="Europe/Helsinki") as page:
        page.goto(install.url("lintumaki", "/robots.txt"))
        found = page.evaluate(READ, {"library": library, "path": "/fi/events/kaikki.ics", "until": last + 40 * 86400})
    told = sorted(tuple(row) for row in found if first <= row[1] <= last)
    assert len(wanted) > 500 and len({row[0] for row in wanted}) > 12
    assert told == sorted(wanted)
