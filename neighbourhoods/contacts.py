"""Whom residents may ask and where they may meet, as it may be shown today."""

from copy import copy
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from wagtail.images import get_image_model

from .details.reading import Reader
from .models import Contact

# A person's details are kept this long after the consent has ended, in case it is renewed; then they are erased.
KEPT_AFTER = 30  # days


def today_in(record):
    """The local date of a neighbourhood."""
    zone = (record.file.get("place") or {}).get("timezone") if record else None
    return timezone.localdate(timezone=ZoneInfo(zone)) if zone else timezone.localdate()


def reader_of(record):
    """Whoever reads now: one for all blocks of a page. At most one query, none for those who read the texts as they were written."""
    return Reader(record, translation.get_language()) if record is not None else None


def contacts_of(record, reader=None):
    """Contacts in their order, each with `person_is_shown` and `told`, its texts in the language of the reader.

    No query while the record is warm; one where somebody lets a picture be shown, since pictures change without it.
    """
    if record is None:
        return []
    today, reader = today_in(record), reader or reader_of(record)
    rows = [copy(row) for row in record.contacts]
    for row in rows:
        row.person_is_shown = row.may_show_person(today)
    pictured = [row for row in rows if row.picture_id and row.person_is_shown]
    pictures = get_image_model().objects.in_bulk({row.picture_id for row in pictured}) if pictured else {}
    for row in pictured:
        row.picture = pictures.get(row.picture_id)
    for row in rows:
        row.shown_email = (row.email if row.person_is_shown else "") or row.mailbox
        row.told = reader.told(row, "contact", ("role", "does", "answers"))
    return rows


def rows_of(record, model):
    """(row, ...) of a site's contacts or rooms in their order, as they are stored; one query. The record keeps them."""
    return tuple(model.objects.filter(details__neighbourhood=record.pk).order_by("sort_order", "pk"))


def exception_is_on(row, today):
    """Whether something is different in a room on a local date."""
    return bool(row.exception) and (row.exception_until is None or row.exception_until >= today)


def rooms_of(record, reader=None):
    """Rooms in their order, each with `exception_is_shown` and `told`, its texts in the language of the reader.

    No query while the record is warm.
    """
    if record is None:
        return []
    today, reader = today_in(record), reader or reader_of(record)
    rows = [copy(row) for row in record.rooms]
    for row in rows:
        row.exception_is_shown = exception_is_on(row, today)
        row.told = reader.told(row, "room", ("name", "place", "access", "hours", "keys", "exception"))
    return rows


def erase_ended():
    """Erase persons whose consent ended more than KEPT_AFTER days ago; runs daily. Returns how many."""
    limit = timezone.localdate() - timezone.timedelta(days=KEPT_AFTER)
    rows = list(Contact.objects.filter(consent_ends__lt=limit))
    for row in rows:
        row.erase()
    return len(rows)
