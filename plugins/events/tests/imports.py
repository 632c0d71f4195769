"""What the tests of imports share: a source, and the runs in which it answers what a test says."""

from neighbourhoods.scoped import activate
from plugins.events.fetching.answers import Answer
from plugins.events.importing import running, sources
from plugins.events.models import EventPage, Imported, Source

from .calendar_files import file

ADDRESS = "https://example.org/calendar.ics"
EVENING = "UID:{uid}\nDTSTAMP:20261101T000000Z\nSUMMARY:{title}\nLOCATION:{place}\nDTSTART:{start}\nDTEND:{end}\n{more}"


def event(uid="a", title="Kahvit", start="20261208T180000", end="20261208T200000", place="Kerhohuone", more=""):
    """Lines of a VEVENT."""
    return EVENING.format(uid=uid, title=title, start=start, end=end, place=place, more=more)


def source(record, name="Kirjasto", **fields):
    with activate(record):
        return sources.add(record, name=name, **({"address": ADDRESS} | fields))


def ran(source, *events, body=None, **more):
    """The ImportRun in which the source answers with these events, or with these bytes. `more` are fields of the Answer."""
    data = file(*events) if body is None else body
    found = Answer(**({"is_unchanged": False, "body": data, "charset": "utf-8", "etag": "", "modified": "", "url": ADDRESS} | more))
    Source.unscoped.filter(pk=source.pk).update(held_until=None)
    run = running.run(source.pk, fetch=lambda address, **ways: found)
    source.refresh_from_db()
    return run


def page(source, uid="a"):
    """The page of an event of a source, None where it has none."""
    row = Imported.unscoped.select_related("series").filter(source=source, uid=uid).first()
    return EventPage.objects.filter(translation_key=row.series.key).first() if row and row.series else None


def row(source, uid="a"):
    return Imported.unscoped.select_related("series").get(source=source, uid=uid)


def pages(source):
    """Titles of the pages of a source that are shown."""
    keys = Imported.unscoped.filter(source=source).values("series__key")
    return sorted(EventPage.objects.filter(translation_key__in=keys, live=True).values_list("title", flat=True))


def counts(run):
    names = ("new", "changed", "cancelled", "withdrawn", "back", "skipped")
    return {name: value for name in names if (value := getattr(run, name))}
