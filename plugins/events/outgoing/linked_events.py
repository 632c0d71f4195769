"""Our events as answers of Linked Events, the events API of Helsinki and other cities: other sites read them as they read a city's."""

import json
from datetime import UTC

from django.urls import reverse

from ..items import is_free
from ..models.series import read
from . import shown
from .data import address_of, place_of, reason_of
from .texts import texts_of

MOST_ON_A_PAGE = 100
STATES = {"off": "EventCancelled", "moved": "EventRescheduled", "on": "EventScheduled"}


def page_of(neighbourhood, language, page="1", size=""):
    """Bytes of {"meta": {"count", "next", "previous"}, "data": [one for each date ahead]}; None where there is no such page."""
    found = shown.dates_ahead(neighbourhood, language)
    size = min(int(size), MOST_ON_A_PAGE) if size.isascii() and size.isdigit() and int(size) else MOST_ON_A_PAGE
    if not (page.isascii() and page.isdigit() and len(page) < 7):
        return None
    number, last = int(page), max(1, -(-len(found) // size))
    if not 1 <= number <= last:
        return None
    root = neighbourhood.root_url + reverse("events:linked_events")

    def link(at):
        return f"{root}?page={at}&page_size={size}" if 1 <= at <= last else None

    some = found[(number - 1) * size : number * size]
    told = {
        "meta": {"count": len(found), "next": link(number + 1), "previous": link(number - 1)},
        "data": [of_date(neighbourhood, event, row) for event, row in some],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def id_of(found, row):
    """One for each date, for life: that of its source, where it came from one and happens once."""
    key = found.series.public_uid or str(found.series.key)
    return f"{key}-{row.original.replace(':', '')}" if found.series.is_repeated else key


def of_date(neighbourhood, found, row):
    """One date. A whole day has dates as its start and its last day; `end_time` is null where nobody knows the end."""
    page, change = found.page, found.change(row.original)
    language = found.version.language
    url = neighbourhood.root_url + found.path(row.original)
    texts = texts_of(neighbourhood, found, row.original)
    state = "off" if row.is_cancelled else "moved" if row.is_moved else "on"
    reason = reason_of(found, change) if row.is_cancelled else ""
    told = {
        "id": id_of(found, row),
        "@id": url,
        "@context": "https://schema.org",
        "@type": "Event/LinkedEvent",
        "data_source": neighbourhood.slug,
        "publication_status": "public",
        "event_status": STATES[state],
        "name": {language: page.title},
        "short_description": {language: page.lead} if page.lead else None,
        "description": {language: "\n\n".join(filter(None, [reason, texts.description]))},
        "info_url": {language: url},
        "start_time": row.first_day.isoformat() if row.all_day else utc(row.starts),
        "end_time": row.last_day.isoformat() if row.all_day else row.ends and utc(row.ends),
        "location": location(neighbourhood, page, change, language),
        "offers": offers(page, found.series, language),
        "provider": {language: page.organiser} if page.organiser else None,
        "created_time": utc(found.series.created_at),
        "last_modified_time": utc(found.series.changed_at),
        "super_event": None,
        "super_event_type": None,
        "sub_events": [],
        "keywords": [],
        "deleted": False,
    }
    if row.is_moved:
        told["previous_start"] = read(row.original).isoformat()
    return told


def utc(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def location(neighbourhood, page, change, language):
    name, address = place_of(page, change), address_of(page, change)
    if not (name or address) and page.online_url:
        return {"@id": f"{neighbourhood.slug}:internet", "id": f"{neighbourhood.slug}:internet", "name": {language: page.online_url}}
    if not (name or address):
        return None
    return {"name": {language: name or address}, "street_address": {language: address} if address and name else None}


def offers(page, series, language):
    if not page.price and series.source_id:
        # nobody has said
        return []
    return [{"is_free": is_free(page.price), "price": {language: page.price} if page.price else None}]
