"""Whom residents may ask and where they may meet, as it may be shown today."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from .models import Contact, Room

# A person's details are kept this long after the consent has ended, in case it is renewed; then they are erased.
KEPT_AFTER = 30  # days


def today_in(record):
    """The local date of a neighbourhood."""
    zone = (record.file.get("place") or {}).get("timezone") if record else None
    return timezone.localdate(timezone=ZoneInfo(zone)) if zone else timezone.localdate()


def contacts_of(record):
    """Contacts in their order, each with `person_is_shown`; one query."""
    if record is None:
        return []
    today = today_in(record)
    rows = list(Contact.objects.filter(details__neighbourhood=record.pk).select_related("picture").order_by("sort_order", "pk"))
    for row in rows:
        row.person_is_shown = row.may_show_person(today)
        row.shown_email = (row.email if row.person_is_shown else "") or row.mailbox
    return rows


def rooms_of(record):
    """Rooms in their order, each with `exception_is_shown`; one query."""
    if record is None:
        return []
    today = today_in(record)
    rows = list(Room.objects.filter(details__neighbourhood=record.pk).order_by("sort_order", "pk"))
    for row in rows:
        row.exception_is_shown = bool(row.exception) and (row.exception_until is None or row.exception_until >= today)
    return rows


def erase_ended():
    """Erase persons whose consent ended more than KEPT_AFTER days ago; runs daily. Returns how many."""
    limit = timezone.localdate() - timezone.timedelta(days=KEPT_AFTER)
    rows = list(Contact.objects.filter(consent_ends__lt=limit))
    for row in rows:
        row.erase()
    return len(rows)
