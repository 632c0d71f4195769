"""The dates that are ahead, for other sites and for people who count: JSON."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from ..calendar.events import CANCELLED, CONFIRMED
from ..models.series import read
from ..topics import unpack
from . import shown


def of_all(neighbourhood, language, topic=""):
    """Bytes of {"neighbourhood", "url", "language", "dates": [...]}, the nearest first."""
    found = shown.dates_ahead(neighbourhood, language, topic)
    told = {
        "neighbourhood": neighbourhood.name,
        "url": f"{neighbourhood.root_url}/{language}/",
        "language": language,
        "dates": [of_date(neighbourhood, language, event, row) for event, row in found],
        # there are more than are told here
        "more": len(found) >= shown.MOST_DATES,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def of_date(neighbourhood, language, found, row):
    """One date. `end` is null where nobody knows it; whole days have none of both, only their days."""
    page, change = found.page, found.change(row.original)
    return {
        "uid": str(found.series.key),
        "date": row.original,
        "title": page.title,
        "language": found.version.language,
        "url": neighbourhood.root_url + found.path(row.original),
        "ics": f"{neighbourhood.root_url}/{language}/events/{row.pk}.ics",
        "status": CANCELLED if row.is_cancelled else CONFIRMED,
        "reason": reason_of(found, change) if row.is_cancelled else "",
        "moved_from": local(found, read(row.original)) if row.is_moved else None,
        "start": None if row.all_day else local(found, row.starts),
        "end": None if row.all_day else local(found, row.ends),
        "all_day": row.all_day,
        "first_day": row.first_day.isoformat(),
        "last_day_inclusive": row.last_day.isoformat(),
        "lead": page.lead,
        "what_differs": change.note if change else "",
        "place": place_of(page, change),
        "address": address_of(page, change),
        "access": page.access,
        "price": page.price,
        "organiser": page.organiser,
        "online_url": page.online_url or None,
        "topics": unpack(row.topics),
    }


def reason_of(found, change):
    return (change.reason if change else "") or found.series.reason


def place_of(page, change):
    return change.place if change and change.place else page.place


def address_of(page, change):
    """Where a date has another place, the usual address is not its."""
    return "" if change and change.place else page.address


def local(found, moment):
    """A time with the offset of its own date, or a day; None stays None."""
    if not isinstance(moment, datetime):
        return moment and moment.isoformat()
    zone = ZoneInfo(found.series.zone)
    return (moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat(timespec="seconds")
