"""What the tests of calendars share: a neighbourhood that has events on, events of it, and calendars read by another program."""

from datetime import datetime, time

import icalendar
import recurring_ical_events

from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
from plugins.events import dates
from plugins.events.calendar.rules import Repeat
from plugins.events.models import DateChange, EventIndexPage, EventPage, Occurrence, Series
from plugins.events.models.series import written

ON = "\n[plugins.events]\n"


def forget_examples():
    """A list of events with nothing on it."""
    EventPage.objects.all().delete()
    Series.unscoped.all().delete()


def switched_on(folder, *slugs):
    """{slug: what requests know of it}, none of them with an event; `folder` holds the files of the neighbourhoods."""
    for slug in slugs:
        file = folder / f"{slug}.toml"
        text = file.read_text(encoding="utf-8")
        if ON.strip() not in text:
            file.write_text(text + ON, encoding="utf-8")
    result = apply_all()
    assert not result.errors, [str(problem) for problem in result.errors]
    forget_examples()
    current.forget_everything()
    return {slug: current.by_slug(slug) for slug in slugs}


def add_event(record, title="Kahvit", start=datetime(2026, 12, 1, 18), end=None, repeat=None, language="fi", live=True, **fields):
    """A page in a language; `start` and `end` as the calendar core takes them: naive times, or days of which the last one is included."""
    is_day = not isinstance(start, datetime)
    index = EventIndexPage.objects.get(path__startswith=record.home(language).path)
    ends_on = end if is_day else end and end.date()
    first = start if is_day else start.date()
    page = EventPage(
        title=title,
        slug=fields.pop("slug", None) or f"t{EventPage.objects.count()}",
        starts_on=first,
        starts_at=None if is_day else start.time(),
        ends_on=ends_on if ends_on != first else None,
        ends_at=None if is_day or not end else end.time(),
        repeat=(repeat or Repeat()).as_data(),
        locale=index.locale,
        live=False,
        **({"place": "Kerhohuone"} | fields),
    )
    with current.activate(record):
        index.add_child(instance=page)
        revision = page.save_revision()
        if live:
            revision.publish()
    page.refresh_from_db()
    return page


def series_of(page):
    return Series.unscoped.get(key=page.translation_key)


def change(record, page, on, **fields):
    """What differs on the date that starts at `on`."""
    series = series_of(page)
    with current.activate(record):
        row = DateChange.unscoped.create(series=series, neighbourhood_id=record.pk, original=written(on), sequence=1, **fields)
        dates.rebuild(record, series)
    return row


def moved_to(start, end=None):
    """Fields of a DateChange."""
    return {"starts_on": start.date(), "starts_at": start.time(), "ends_on": end and end.date(), "ends_at": end and end.time()}


def read(data, first, last, zone):
    """[(title, start, end, status)] of a calendar in local times, by a program that knows nothing of ours."""
    told = []
    for one in recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(first, last):
        start, end = (one[name].dt if name in one else None for name in ("DTSTART", "DTEND"))
        start, end = (at if at is None or isinstance(at, datetime) else datetime.combine(at, time(), zone) for at in (start, end))
        end = end.astimezone(zone) if end and end != start else None
        told.append((str(one["SUMMARY"]), start.astimezone(zone), end, str(one["STATUS"])))
    return sorted(told, key=lambda one: (one[1], one[0]))


def components(data):
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def dates_of(page):
    """The Occurrences of an event, in any neighbourhood."""
    return Occurrence.unscoped.filter(series__key=page.translation_key).order_by("starts")


def rows_of(record, page):
    """[(start, end)] of the rows of its dates, in local time."""
    return [(row.starts.astimezone(record.zone), row.ends and row.ends.astimezone(record.zone)) for row in dates_of(page)]
