"""What people do to the dates of an event: one is cancelled, moved or told of differently, or all that follow become an event of their own.

Everything happens in one transaction with the rows of dates, and can be taken back. Whatever changes time, place or state raises a
sequence number, by which calendars know that it is newer.
"""

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from neighbourhoods import acts
from neighbourhoods.pages import slug_is_available

from . import dates
from .calendar import rules
from .models import DateChange, EventPage, Series
from .models.pages import OWN
from .models.series import read, written
from .registration import following

FIELDS = ("is_cancelled", "reason", "starts_on", "starts_at", "ends_on", "ends_at", "place", "note")
WHEN = {"starts_on": date, "ends_on": date, "starts_at": time, "ends_at": time}
NOTHING = {"is_cancelled": False, "reason": "", "place": "", "note": ""} | dict.fromkeys(WHEN)
DAY = timedelta(days=1)


class Refused(Exception):
    """Its text is a sentence that says why; `field` is where it stands in the form."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field


def locked(record, pk):
    """The Series of this neighbourhood, for whoever changes it now. Raises Series.DoesNotExist."""
    return Series.of(record).select_for_update().get(pk=pk)


def pages_of(series):
    """Its pages in all languages; the first is the one from which others were translated."""
    return EventPage.objects.filter(OWN, translation_key=series.key).order_by("pk")


def title_of(series):
    page = pages_of(series).values_list("title", flat=True).first()
    return page or _("Event")


def is_a_date(series, original):
    """Whether the rule of a series gives this start, a day or a naive time."""
    if isinstance(original, datetime) == series.all_day:
        return False
    day = original.date() if isinstance(original, datetime) else original
    return original in rules.dates_of(series.rule, series.start, first=day, last=day)


def start_of(text):
    """The naive start that an address names, or None."""
    try:
        start = read(text)
    except ValueError:
        return None
    return start if written(start) == text else None


# One date


def change(record, pk, original, person, kind, *, raises=True, **values):
    """The Act, or None when it is so already. `original` is series.written of the date."""
    with transaction.atomic():
        series = locked(record, pk)
        row = DateChange.of(record).filter(series=series, original=original).first()
        before = as_data(row)
        row = row or DateChange(series=series, neighbourhood_id=series.neighbourhood_id, original=original)
        for name, value in values.items():
            setattr(row, name, value)
        if as_data(row) == before:
            return None
        # from now on a person says it, whatever the source of the event does
        row.is_from_source = False
        save(record, series, row, raises)
        target, title = f"{series.pk}/{original}", title_of(series)
        return acts.record(record, kind, target, title, person, before=before, original=original, now=as_data(row))


def save(record, series, row, raises=True):
    """With a higher sequence number than the date and its event ever had, where readers must be told."""
    if raises:
        row.sequence = max(series.sequence, row.sequence) + 1
    row.save()
    # when something of it was last changed
    series.save(update_fields=["changed_at"])
    dates.rebuild(record, series)


def as_data(row):
    """What differs on a date, in values that JSON knows."""
    values = {name: getattr(row, name) for name in FIELDS} if row is not None else NOTHING
    return {name: value.isoformat() if name in WHEN and value is not None else value for name, value in values.items()}


def from_data(data):
    return {name: WHEN[name].fromisoformat(value) if name in WHEN and value else value for name, value in data.items() if name in FIELDS}


def cancel(record, pk, original, person, reason):
    return change(record, pk, original, person, "eventdate.cancelled", is_cancelled=True, reason=reason)


def restore(record, pk, original, person):
    """Raises Refused where another date has taken its day meanwhile."""
    series = Series.of(record).get(pk=pk)
    row = DateChange.of(record).filter(series=series, original=original).first()
    refuse_if_taken(record, series, original, day_of(original, row.starts_on if row else None))
    return change(record, pk, original, person, "eventdate.restored", is_cancelled=False, reason="")


def tell(record, pk, original, person, place, note):
    """At another place, or with a sentence of its own."""
    return change(record, pk, original, person, "eventdate.changed", place=place, note=note)


def move(record, pk, original, person, starts_on, starts_at, ends_at):
    """To another day or time. Raises Refused where the series has a date on that day already."""
    series = Series.of(record).get(pk=pk)
    refuse_if_taken(record, series, original, starts_on)
    longer = (series.ends_on or series.starts_on) - series.starts_on
    same_time = series.all_day or (starts_at, ends_at) == (series.starts_at, series.ends_at)
    if starts_on == day_of(original) and same_time:
        return change(record, pk, original, person, "eventdate.moved", **dict.fromkeys(WHEN))
    values = {"starts_on": starts_on, "ends_on": starts_on + longer if longer else None}
    values |= {"starts_at": None, "ends_at": None} if series.all_day else {"starts_at": starts_at, "ends_at": ends_at}
    return change(record, pk, original, person, "eventdate.moved", **values)


def day_of(original, moved_to=None):
    start = read(original)
    return moved_to or (start.date() if isinstance(start, datetime) else start)


def refuse_if_taken(record, series, original, day):
    if (at := taken(record, series, original, day)) is not None:
        sentence = _("There is already one that day at %(time)s.") % {"time": at} if at else _("There is already one that day.")
        raise Refused(sentence, "starts_on")


def taken(record, series, original, day):
    """The time of another date of the series that is on a day, "" for a whole day; None where that day is free."""
    changes = {row.original: row for row in DateChange.of(record).filter(series=series)}
    for start in rules.dates_of(series.rule, series.start, first=day, last=day):
        row = changes.get(written(start))
        if written(start) != original and not (row and (row.is_moved or row.is_cancelled)):
            return f"{start.hour}.{start:%M}" if isinstance(start, datetime) else ""
    for row in changes.values():
        if row.original != original and row.starts_on == day and not row.is_cancelled:
            return f"{row.starts_at.hour}.{row.starts_at:%M}" if row.starts_at else ""
    return None


def home_of(series):
    """What a request knows of the neighbourhood of an event, by its page."""
    page = pages_of(series).first()
    record = page.neighbourhood() if page is not None else None
    if record is None:
        raise acts.CannotUndo(_("It is not there any more."))
    return record


def undo_date(act, person):
    """Puts back how the date was before; its sequence number goes on, for calendars have read the last one."""
    pk, _slash, original = act.target.partition("/")
    row = DateChange.unscoped.select_related("series").filter(series=pk, original=original, neighbourhood=act.neighbourhood_id).first()
    if row is None or as_data(row) != act.details["now"]:
        raise acts.CannotUndo(_("It has been changed since."))
    record = home_of(row.series)
    before = from_data(act.details["before"])
    is_back = row.is_cancelled and not before["is_cancelled"]
    if (is_back or row.starts_on != before["starts_on"]) and not before["is_cancelled"]:
        try:
            refuse_if_taken(record, row.series, original, day_of(original, before["starts_on"]))
        except Refused as refused:
            raise acts.CannotUndo(str(refused)) from None
    for name, value in before.items():
        setattr(row, name, value)
    save(record, row.series, row)


# The whole event


def cancel_all(record, pk, person, reason):
    """All dates of an event, whatever it says elsewhere. None when it is so already."""
    with transaction.atomic():
        series = locked(record, pk)
        before = {"is_cancelled": series.is_cancelled, "reason": series.reason}
        if before == {"is_cancelled": True, "reason": reason}:
            return None
        set_state(record, series, True, reason)
        return acts.record(record, "event.cancelled", series.pk, title_of(series), person, before=before)


def restore_all(record, pk, person):
    with transaction.atomic():
        series = locked(record, pk)
        if not series.is_cancelled:
            return None
        before = {"is_cancelled": True, "reason": series.reason}
        set_state(record, series, False, "")
        return acts.record(record, "event.restored", series.pk, title_of(series), person, before=before)


def set_state(record, series, is_cancelled, reason):
    series.is_cancelled, series.reason = is_cancelled, reason
    series.sequence += 1
    series.save(update_fields=["is_cancelled", "reason", "sequence", "changed_at"])
    dates.rebuild(record, series)


def undo_all(act, person):
    series = Series.unscoped.filter(pk=act.target, neighbourhood=act.neighbourhood_id).first()
    if series is None:
        raise acts.CannotUndo(_("It is not there any more."))
    set_state(home_of(series), series, **act.details["before"])


# This date and those that follow


def split(record, pk, original, person):
    """(Act, the page of the new event): the old one ends the day before, and a new one goes on with the same texts. Raises Refused."""
    with transaction.atomic():
        series = locked(record, pk)
        start = start_of(original)
        if start is None or not is_a_date(series, start):
            raise Refused(_("This date is not there any more."))
        if start == series.start:
            raise Refused(_("This is the first date: change all dates instead."))
        before, after = halves(series, start)
        pages = list(pages_of(series))
        if not pages:
            raise Refused(_("The page of this event is not there any more."))
        key, new = uuid.uuid4(), []
        was = series.repeat
        for page in pages:
            new.append(copy_of(page, person, key, start, series, after))
        following.part(series, key, start)
        for page in pages:
            set_repeat(page, person, before.as_data())
        series.refresh_from_db()
        rows = [row for row in DateChange.of(record).filter(series=series) if read(row.original) >= start]
        follower = Series.of(record).filter(key=key).first()
        if follower is None:
            raise Refused(_("Publish the event first."))
        DateChange.unscoped.filter(pk__in=[row.pk for row in rows]).update(series=follower)
        Series.unscoped.filter(pk=follower.pk).update(follows=series.key)
        set_repeat_of_series(record, series, before.as_data())
        dates.rebuild(record, follower)
        details = {"repeat": was, "now": before.as_data(), "new": follower.pk}
        act = acts.record(record, "event.parted", series.pk, title_of(series), person, **details)
    return act, new[0]


def halves(series, start):
    """(Repeat until the day before `start`, Repeat from it on)."""
    repeat, first = series.rule, series.starts_on
    day = start.date() if isinstance(start, datetime) else start
    fixed = vars(repeat)
    if repeat.kind == rules.WEEKLY:
        fixed = fixed | {"weekdays": repeat.weekdays or (first.weekday(),)}
    elif repeat.kind == rules.MONTHLY_WEEKDAY:
        fixed = fixed | {"weekdays": repeat.weekdays or (first.weekday(),), "which": repeat.which or rules.which_of(first)}
    elif repeat.kind == rules.MONTHLY_DAY:
        fixed = fixed | {"day": repeat.day or first.day}
    if repeat.kind == rules.DATES:
        before = tuple(one for one in repeat.dates if rules.day_of(one) < day)
        after = tuple(one for one in repeat.dates if rules.day_of(one) > day)
        return (
            rules.Repeat(**fixed | {"dates": before}) if before else rules.Repeat(),
            rules.Repeat(**fixed | {"dates": after}) if after else rules.Repeat(),
        )
    ended = rules.Repeat(**fixed | {"ends": rules.ON, "until": day - DAY, "count": None})
    if repeat.ends == rules.AFTER:
        held = len(rules.dates_of(replace(repeat, without=()), series.start, last=day - DAY))
        return ended, rules.Repeat(**fixed | {"count": max(repeat.count - held, 1)})
    return ended, rules.Repeat(**fixed)


def copy_of(page, person, key, start, series, repeat):
    """A new page with the same texts, whose dates begin at `start`; published where the old one is."""
    day = start.date() if isinstance(start, datetime) else start
    longer = (series.ends_on or series.starts_on) - series.starts_on
    parent = page.get_parent()
    new = page.copy(
        to=parent,
        update_attrs={
            "slug": free_slug(page.slug, parent, key, page),
            "translation_key": key,
            "starts_on": day,
            "ends_on": day + longer if longer else None,
            "repeat": repeat.as_data(),
            "is_example": False,
        },
        copy_revisions=False,
        keep_live=False,
        user=person,
        reset_translation_key=False,
        log_action=None,
    )
    revision = new.save_revision(user=person)
    if page.live:
        revision.publish(user=person, log_action=False)
    return new


def free_slug(slug, parent, key, page):
    """With a number after it; one address for all languages of the new page."""
    mine = type(page)(translation_key=key, locale_id=page.locale_id)
    number = 2
    while not slug_is_available(f"{slug}-{number}", parent, mine):
        number += 1
    return f"{slug}-{number}"


def set_repeat(page, person, repeat):
    """In the page as it is read, and in the version that somebody is writing, which stays unpublished."""
    draft = page.get_latest_revision_as_object()
    is_plain = page.live and not page.has_unpublished_changes
    draft.repeat = repeat
    revision = draft.save_revision(user=person, clean=False)
    if is_plain:
        revision.publish(user=person, log_action=False)
    else:
        EventPage.objects.filter(pk=page.pk).update(repeat=repeat)


def set_repeat_of_series(record, series, repeat):
    """Publishing has done it where the first page had no draft."""
    if series.repeat != repeat:
        series.repeat = repeat
        series.sequence += 1
        series.save(update_fields=["repeat", "sequence", "changed_at"])
    dates.rebuild(record, series)


def unsplit(act, person):
    """One event again: the new one is hidden, not deleted, and the old one goes on as it did."""
    series = Series.unscoped.select_for_update().filter(pk=act.target, neighbourhood=act.neighbourhood_id).first()
    follower = Series.unscoped.filter(pk=act.details["new"], neighbourhood=act.neighbourhood_id).first()
    if series is None or follower is None:
        raise acts.CannotUndo(_("It is not there any more."))
    if series.repeat != act.details["now"]:
        raise acts.CannotUndo(_("It has been changed since."))
    record = home_of(series)
    held = set(DateChange.unscoped.filter(series=series).values_list("original", flat=True))
    DateChange.unscoped.filter(series=follower).exclude(original__in=held).update(series=series)
    following.join(series, follower)
    for page in pages_of(follower):
        if page.live:
            page.unpublish(user=person, log_action=False)
    Series.unscoped.filter(pk=follower.pk).update(follows=None)
    for page in pages_of(series):
        set_repeat(page, person, act.details["repeat"])
    series.refresh_from_db()
    set_repeat_of_series(record, series, act.details["repeat"])
