"""One date of an event as schema.org has it (JSON-LD): what search engines and other programs read from a page."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from .events import CANCELLED, Occurrence
from .plain import link

SCHEMA = "https://schema.org"


@dataclass(frozen=True)
class Place:
    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""


def described(found: Occurrence, place: Place | None = None, moved_from: date | datetime | None = None, is_postponed=False, **more):
    """The values of a date. `moved_from`: the start that it had (aware, or a day). `more`: further values, such as organizer or image.

    Each time has the offset of its own date. A cancelled date keeps the start that it would have had.
    """
    values = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": found.texts.summary,
        "startDate": (found.first_day if found.all_day else found.start).isoformat(),
    }
    if found.all_day:
        # the last day, where calendar files say the day after
        values["endDate"] = found.last_day.isoformat()
    elif found.end:
        values["endDate"] = found.end.isoformat()
    values["eventStatus"] = f"{SCHEMA}/{status(found, moved_from, is_postponed)}"
    if moved_from is not None:
        values["previousStartDate"] = moved_from.isoformat()
    locations = places(found, place)
    modes = {("VirtualLocation",): "Online", ("Place",): "Offline"}
    mode = modes.get(tuple(one["@type"] for one in locations), "Mixed" if locations else "Offline")
    values["eventAttendanceMode"] = f"{SCHEMA}/{mode}EventAttendanceMode"
    if locations:
        values["location"] = locations[0] if len(locations) == 1 else locations
    if found.texts.description:
        values["description"] = found.texts.description
    if url := link(found.texts.url):
        values["url"] = url
    return values | {name: value for name, value in more.items() if value}


def status(found, moved_from, is_postponed):
    if found.status == CANCELLED:
        return "EventCancelled"
    if is_postponed:
        return "EventPostponed"
    return "EventRescheduled" if moved_from is not None else "EventScheduled"


def places(found, place):
    made = []
    if place or found.texts.location:
        place = place or Place(found.texts.location)
        address = {
            "streetAddress": place.street or found.texts.location,
            "postalCode": place.postal_code,
            "addressLocality": place.city,
            "addressCountry": place.country,
        }
        one = {"@type": "Place", "name": place.name or found.texts.location}
        one["address"] = {"@type": "PostalAddress"} | {name: value for name, value in address.items() if value}
        if found.texts.latitude is not None and found.texts.longitude is not None:
            one["geo"] = {"@type": "GeoCoordinates", "latitude": found.texts.latitude, "longitude": found.texts.longitude}
        made.append(one)
    if online := link(found.texts.online_url):
        made.append({"@type": "VirtualLocation", "url": online})
    return made


def as_script(values):
    """The text of a <script type="application/ld+json">: no title can close the element."""
    text = json.dumps(values, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
