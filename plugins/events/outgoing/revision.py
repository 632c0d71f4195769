"""When anything has last changed of what calendars say of a neighbourhood's events: also when one of them is gone.

`Series.changed_at` holds it: it moves with every change of any page of the event and of any of its dates, and the row stays, hidden, when
the last page of an event is gone. So the latest of all rows, hidden ones too, never goes back.
"""

from datetime import datetime, time

from django.db.models import Max
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from ..models import DateChange, EventPage, Series
from .shown import today_of


def changed_at(neighbourhood):
    """Today's midnight at the earliest: with the day, other dates are ahead. One query."""
    midnight = datetime.combine(today_of(neighbourhood), time(), neighbourhood.zone)
    newest = Series.of(neighbourhood).aggregate(newest=Max("changed_at"))["newest"]
    return max(midnight, newest) if newest else midnight


def of_page(sender, instance, **kwargs):
    if not instance.alias_of_id:
        Series.unscoped.filter(key=instance.translation_key).update(changed_at=timezone.now())


def of_date(sender, instance, **kwargs):
    Series.unscoped.filter(pk=instance.series_id).update(changed_at=timezone.now())


def connect():
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(of_page, sender=EventPage, dispatch_uid="events-changed")
    for signal in (post_save, post_delete):
        signal.connect(of_date, sender=DateChange, dispatch_uid="events-date-changed")
