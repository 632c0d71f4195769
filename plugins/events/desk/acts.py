"""How what was done to events and their dates is told on the desk, and how it is taken back."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from neighbourhoods.acts import ActKind
from neighbourhoods.desk_pages import day

from .. import changing, days
from ..models.series import read
from . import seat_acts


def to_event(act):
    return reverse("events_event", args=[act.target.partition("/")[0]])


def told(sentence):
    """A sentence with %(title)s and %(date)s: the day that the rule gives."""

    def say(act):
        original = act.details.get("original", "")
        return _(sentence) % {"title": act.title, "date": day(days.day_of(read(original))) if original else ""}

    return say


KINDS = (
    *seat_acts.KINDS,
    ActKind("eventdate.cancelled", told(gettext_noop("Event on %(date)s cancelled: %(title)s")), undo=changing.undo_date, url=to_event),
    ActKind("eventdate.restored", told(gettext_noop("Event on %(date)s is on again: %(title)s")), undo=changing.undo_date, url=to_event),
    ActKind("eventdate.moved", told(gettext_noop("Event on %(date)s moved: %(title)s")), undo=changing.undo_date, url=to_event),
    ActKind("eventdate.changed", told(gettext_noop("Event on %(date)s changed: %(title)s")), undo=changing.undo_date, url=to_event),
    ActKind("event.cancelled", told(gettext_noop("All dates cancelled: %(title)s")), undo=changing.undo_all, url=to_event),
    ActKind("event.restored", told(gettext_noop("All dates are on again: %(title)s")), undo=changing.undo_all, url=to_event),
    ActKind(
        "event.parted", told(gettext_noop("Dates that follow made an event of their own: %(title)s")), undo=changing.unsplit, url=to_event
    ),
)
