"""Events as calendar files: one date, one event with all its dates, a neighbourhood, a topic.

The calendar core writes them. Nights on which clocks change, which it would find by going through rules, are found among the rows of dates.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import vRecur

from .. import dates
from ..calendar import writing
from ..calendar.moments import instant
from ..calendar.own_events import Change, own_dates
from ..calendar.rules import ONCE, Repeat, to_rrule
from ..calendar.writing import About
from ..calendar.zone_rules import changes_of, vtimezone
from ..models import Occurrence
from ..models.series import read, written
from ..topics import TOPICS
from . import shown
from .texts import texts_of, topic_names

END = b"END:VCALENDAR\r\n"
DAY = timedelta(days=1)


def of_date(neighbourhood, language, pk):
    """(name of the file, bytes) of one date; None for one that nobody may read. It stands beside the event and never in its place."""
    if not (found := shown.one_date(neighbourhood, language, pk)):
        return None
    event, row = found
    own, on = own_event(neighbourhood, event, whole=True), read(row.original)
    if event.change(row.original) is None:
        own = replace(own, texts=texts_of(neighbourhood, event, row.original, whole=True))
    return file_name(event, row.original), writing.one_date(own, on, about(neighbourhood, language))


def of_series(neighbourhood, language, key):
    """(name of the file, bytes) of one event with all its dates; None as above."""
    found = shown.one(neighbourhood, language, key)
    if found is None:
        return None
    return file_name(found), calendar(neighbourhood, [own_event(neighbourhood, found, whole=True)], about(neighbourhood, language))


def of_all(neighbourhood, language, topic=""):
    """Bytes of the calendar to subscribe to: all events of a neighbourhood, or those on one topic."""
    events = each_once([own_event(neighbourhood, found) for found in shown.ahead(neighbourhood, language, topic)])
    label = TOPICS[topic] if topic else _("Events")
    return calendar(neighbourhood, events, about(neighbourhood, language, f"{label} · {neighbourhood.name}"))


def each_once(events):
    """Two sources may have the same event: in one calendar only one of both can have its UID."""
    seen, found = set(), []
    for event in events:
        found.append(replace(event, file_uid="") if event.file_uid in seen else event)
        seen.add(event.file_uid or event.uid)
    return found


def file_name(found, original=""):
    slug = found.page.slug if found.page.slug.isascii() else "tapahtuma"
    return f"{slug}-{original[:10]}.ics" if original and found.series.is_repeated else f"{slug}.ics"


def about(neighbourhood, language, name=""):
    return About(
        name=name,
        description=neighbourhood.file.get("short", "") if name else "",
        url=f"{neighbourhood.root_url}/{language}/" if name else None,
        # a word, since not all calendars show the state of a date
        cancelled=_("CANCELLED"),
    )


def own_event(neighbourhood, found, whole=False):
    """OwnEvent of the calendar core. Nobody's address is in it but that of the neighbourhood, where it is itself the organiser."""
    email = "" if found.page.organiser or found.series.source_id else neighbourhood.facts.email
    event = dates.own_event(
        found.series,
        found.changes,
        texts_of(neighbourhood, found, whole=whole),
        categories=topic_names(found.series),
        organiser=neighbourhood.name if email else "",
        organiser_email=email,
    )
    changes = zip(event.changes, found.changes, strict=True)
    return replace(
        event, changes=tuple(replace(change, texts=texts_of(neighbourhood, found, row.original, whole)) for change, row in changes)
    )


def calendar(neighbourhood, events, about):
    """Bytes of many events with all their dates."""
    nights, known = nights_of_change(neighbourhood, events), known_changes(neighbourhood, events)
    events = [folded(replace(event, changes=(*known.get(event.uid, ()), *nights.get(event.uid, ())))) for event in events]
    parts = [vtimezone(name, year) for name, year in sorted(writing.zones_of(events).items())]
    for event in events:
        parts += components(event, about)
    return writing.calendar([], about).removesuffix(END) + b"".join(part.to_ical() for part in parts) + END


def folded(event):
    """An event with one date says itself what is different on it."""
    if event.repeat.kind != ONCE or not event.changes:
        return event
    change = event.changes[0]
    start = change.start or event.start
    return replace(
        event,
        start=start,
        end=change.end or event.end_of(start),
        texts=change.texts or event.texts,
        is_cancelled=event.is_cancelled or change.is_cancelled,
        reason=change.reason or event.reason,
        sequence=max(event.sequence, change.sequence),
        changes=(),
    )


def components(event, about):
    """As the calendar core makes them, without looking for dates of the rule."""
    series, *others = writing.components(replace(event, repeat=Repeat()), about)
    if rule := to_rrule(event.repeat, event.start, None if event.all_day else ZoneInfo(event.zone)):
        series.add("rrule", vRecur.from_ical(rule))
    # the first one again: some programs take what is listed for all dates there are
    for day in [event.start, *days] if (days := own_dates(event)) else []:
        series.add("rdate", writing.aware(day, event.zone))
    for day in writing.left_out(event):
        series.add("exdate", writing.aware(day, event.zone))
    return [series, *others]


def known_changes(neighbourhood, events):
    """{uid: [Change]} without those of dates that the rule does not give any more: programs would take them for dates. One query."""
    names = {written(change.on) for event in events for change in event.changes}
    rows = Occurrence.of(neighbourhood).filter(series__key__in=[event.uid for event in events if event.changes], original__in=names)
    rows = {(str(key), original) for key, original in rows.values_list("series__key", "original")} if names else set()
    first, last = dates.horizon(neighbourhood)

    def is_known(event, change):
        # beyond the horizon there are no rows
        is_within = all(first < day_of(moment) < last for moment in (change.on, change.start or change.on))
        return not is_within or (event.uid, written(change.on)) in rows

    return {event.uid: [change for change in event.changes if is_known(event, change)] for event in events}


def day_of(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def nights_of_change(neighbourhood, events):
    """{uid: [Change]} of dates that are longer or shorter than the first one by the clock change between their start and end. One query.

    Ours end when the clock on the wall says so; in a file the first date tells how long all of them are.
    """
    sizes = {event.uid: exact(event) for event in events if not event.all_day and event.end is not None and event.repeat.kind != ONCE}
    if not sizes:
        return {}
    by_uid = {event.uid: event for event in events if event.uid in sizes}
    first, last = dates.horizon(neighbourhood)
    # a first date in such a night makes all others differ
    wanted = Q(series__key__in=[uid for uid, size in sizes.items() if size != by_uid[uid].end - by_uid[uid].start])
    for zone in {event.zone for event in by_uid.values()}:
        for at in (at.replace(tzinfo=UTC) for year in range(first.year, last.year + 1) for at, *_offsets in changes_of(zone, year)):
            if first <= at.date() <= last:
                day = at.date()
                wanted |= Q(series__zone=zone, last_day__gte=day - DAY, first_day__lte=day + DAY, starts__lt=at, ends__gt=at)
    rows = Occurrence.of(neighbourhood).filter(wanted, is_shown=True, is_moved=False, all_day=False, ends__isnull=False)
    found = {}
    for key, original, starts, ends in rows.order_by("starts").values_list("series__key", "original", "starts", "ends"):
        event = by_uid.get(str(key))
        if event and ends - starts != sizes[event.uid] and (wall := read(original)) not in {change.on for change in event.changes}:
            found.setdefault(event.uid, []).append(Change(wall, end=event.end_of(wall)))
    return found


def exact(event):
    zone = ZoneInfo(event.zone)
    return instant(event.end, zone) - instant(event.start, zone)
