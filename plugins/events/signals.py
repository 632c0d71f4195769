"""What the first page of an event says of its times holds in all its languages: it is kept in one row, from which dates are made."""

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from . import dates
from .models import EventPage, Occurrence, Series
from .models.pages import OWN
from .models.series import TIMES


def published(sender, instance, **kwargs):
    record = instance.neighbourhood()
    if record is None or instance.alias_of_id:
        return
    first = EventPage.objects.filter(translation_key=instance.translation_key).order_by("pk").values_list("pk", flat=True).first()
    if first == instance.pk:
        keep(record, instance)
    else:
        show(record, instance.translation_key)


def gone(sender, instance, **kwargs):
    if record := instance.neighbourhood():
        show(record, instance.translation_key)


def keep(record, page):
    """The row of an event as its page says; its dates are made anew only when something of them has changed."""
    row = Series.of(record).filter(key=page.translation_key).first() or Series(key=page.translation_key, neighbourhood_id=record.pk)
    values = {name: getattr(page, name) for name in (*TIMES, "topics")} | {"is_shown": True}
    values["zone"] = values["zone"] or str(record.zone)
    times = {name: values[name] for name in TIMES}
    was = row.starts_at
    is_new, has_moved = row.pk is None, any(getattr(row, name, None) != value for name, value in times.items())
    if not is_new and not any(getattr(row, name) != value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.sequence += 0 if is_new or not has_moved else 1
    row.save()
    if not is_new:
        dates.rename_changes(row, was)
    dates.rebuild(record, row)
    return row


def show(record, key):
    """Whether lists know of it: as long as a page of it is published in any language."""
    is_shown = EventPage.objects.filter(OWN, translation_key=key, live=True).exists()
    rows = Series.of(record).filter(key=key).exclude(is_shown=is_shown)
    if changed := list(rows.values_list("pk", flat=True)):
        rows.update(is_shown=is_shown)
        Occurrence.unscoped.filter(series__in=changed).update(is_shown=is_shown)


def connect():
    page_published.connect(published, sender=EventPage, dispatch_uid="events-published")
    page_unpublished.connect(gone, sender=EventPage, dispatch_uid="events-unpublished")
    post_delete.connect(gone, sender=EventPage, dispatch_uid="events-deleted")
