"""How an event gets into somebody's own calendar: a file, the pages of two calendars in the net, and the address to subscribe to.

Those pages are plain links: nothing goes to anybody before a person presses one.
"""

from urllib.parse import urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from neighbourhoods.plugin import Subscription

from ..calendar.moments import DAY
from ..topics import TOPICS
from .texts import texts_of

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/action/compose"
# an address that is too long is refused
MOST_LETTERS = 800


def calendar(neighbourhood, found=None, row=None, topic=""):
    """What templates/events/calendar.html shows, as `calendar`: of a date and of its event, or of a list of events alone; no query.

    `found` is a shown.Shown and `row` an Occurrence. Addresses are in the language that is active.
    """
    told = {"topic": topic, **subscription(neighbourhood, topic)}
    if found and found.series.is_repeated:
        told["series"] = reverse("events:series_ics", args=[found.series.key])
    if found and row and not row.is_cancelled:
        told["date"] = {"file": reverse("events:date_ics", args=[row.pk]), **elsewhere(neighbourhood, found, row)}
    return told


def subscription(neighbourhood, topic=""):
    """{"address", "webcal"} of the calendar of a neighbourhood, or of one topic of it."""
    address = neighbourhood.root_url + reverse("events:feed_ics", args=[topic] if topic else [])
    return {"address": address, "webcal": urlunsplit(("webcal", *urlsplit(address)[1:]))}


def subscriptions(neighbourhood, language):
    """The calendar of a neighbourhood as something to subscribe to, and by topic; no query."""
    whole = subscription(neighbourhood)

    def topics():
        with translation.override(language):
            return [(str(name), subscription(neighbourhood, key)["address"]) for key, name in TOPICS.items()]

    return [
        Subscription(
            "calendar",
            _("Events in your own calendar"),
            _("Subscribe: new events appear on your phone by themselves."),
            whole["address"],
            link=whole["webcal"],
            link_label=_("Subscribe to the calendar"),
            parts=topics,
        )
    ]


def elsewhere(neighbourhood, found, row):
    """{"google", "outlook"}: pages on which a calendar in the net offers to take a date in."""
    texts, zone = texts_of(neighbourhood, found, row.original), ZoneInfo(found.series.zone)
    details = "\n\n".join(filter(None, [texts.description[:MOST_LETTERS], texts.online_url, texts.url]))
    if row.all_day:
        start, end = row.first_day, row.last_day + DAY
        span = f"{start:%Y%m%d}/{end:%Y%m%d}"
    else:
        start, end = row.starts.astimezone(zone), (row.ends or row.starts).astimezone(zone)
        span = f"{start:%Y%m%dT%H%M%S}/{end:%Y%m%dT%H%M%S}"
    google = {"action": "TEMPLATE", "text": texts.summary, "dates": span, "location": texts.location, "details": details}
    outlook = {"path": "/calendar/action/compose", "rru": "addevent", "subject": texts.summary, "location": texts.location, "body": details}
    outlook |= {"startdt": start.isoformat(), "enddt": end.isoformat()}
    if row.all_day:
        outlook["allday"] = "true"
    else:
        google["ctz"] = found.series.zone
    return {"google": f"{GOOGLE}?{urlencode(google)}", "outlook": f"{OUTLOOK}?{urlencode(outlook)}"}
