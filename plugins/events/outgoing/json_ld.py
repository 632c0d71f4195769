"""Events for search engines: schema.org, each date with the offset that clocks have on that date."""

import re

from ..calendar.plain import link
from ..models.series import read
from .data import address_of, local, place_of

SCHEMA = "https://schema.org/"
# "Mäkitie 1, 00001 Helsinki"
ADDRESS = re.compile(r"(?P<streetAddress>.*?),?\s*\b(?P<postalCode>\d{5})\s+(?P<addressLocality>[^,\d]+?)\s*(?:,.*)?")


def of_date(neighbourhood, found, row, picture=""):
    """The properties of one date, for `facts_for_machines` of a page. `picture`: its whole address."""
    page, change = found.page, found.change(row.original)
    url = neighbourhood.root_url + found.path(row.original)
    told = {
        "@type": "Event",
        "name": page.title,
        "url": url,
        "inLanguage": found.version.language,
        "startDate": row.first_day.isoformat() if row.all_day else local(found, row.starts),
    }
    if row.all_day:
        told["endDate"] = row.last_day.isoformat()
    elif row.ends:
        told["endDate"] = local(found, row.ends)
    told["eventStatus"] = SCHEMA + status(row)
    if row.is_moved:
        told["previousStartDate"] = local(found, read(row.original))
    told |= place(neighbourhood, page, change)
    if page.lead:
        told["description"] = page.lead
    if picture:
        told["image"] = [picture]
    if page.organiser or not found.series.source_id:
        told["organizer"] = {"@type": "Organization", "name": page.organiser or neighbourhood.name}
    if not page.organiser and not found.series.source_id:
        told["organizer"]["url"] = f"{neighbourhood.root_url}/"
    return told


def of_series(neighbourhood, found, rows, picture=""):
    """The same of an event with several dates: each of them as an event of its own."""
    return {
        "@type": "EventSeries",
        "name": found.page.title,
        "url": neighbourhood.root_url + found.path(),
        "inLanguage": found.version.language,
        "subEvent": [of_date(neighbourhood, found, row, picture) for row in rows],
    }


def status(row):
    """A date that was moved and is off is off."""
    if row.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if row.is_moved else "EventScheduled"


def place(neighbourhood, page, change):
    """Where it is: at a place, in the net, or at both."""
    online = link(page.online_url)
    virtual = {"@type": "VirtualLocation", "url": online}
    name, address = place_of(page, change), address_of(page, change)
    if online and not (name or address):
        return {"eventAttendanceMode": SCHEMA + "OnlineEventAttendanceMode", "location": virtual}
    there = {"@type": "Place", "name": name or address or neighbourhood.name, "address": postal(neighbourhood, address)}
    if online:
        return {"eventAttendanceMode": SCHEMA + "MixedEventAttendanceMode", "location": [there, virtual]}
    return {"eventAttendanceMode": SCHEMA + "OfflineEventAttendanceMode", "location": there}


def postal(neighbourhood, address):
    """A PostalAddress; the municipality of the neighbourhood where none is written."""
    parts = found.groupdict() if (found := ADDRESS.fullmatch(address.strip())) else {"streetAddress": address.strip()}
    parts = {"addressLocality": neighbourhood.municipality} | {name: value.strip() for name, value in parts.items()}
    return {"@type": "PostalAddress", **{name: value for name, value in sorted(parts.items()) if value}}
