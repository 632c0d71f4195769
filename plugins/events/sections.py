"""What comes next, on the home page."""

from . import queries
from .items import Item
from .models import Occurrence, Series
from .outgoing.shown import Shown


def coming(neighbourhood, language):
    """The events whose next date comes first; where there are none the section says so. One query."""
    found = queries.next_events(neighbourhood, language)
    items = [item(neighbourhood, version) for version in found]
    # the list is right above its events
    return {"events": items, "list_url": found[0].url.rstrip("/").rpartition("/")[0] + "/" if found else ""}


def item(neighbourhood, version):
    """Of a page with its next date in `next_…`: what is said of the date alone is on its page."""
    page = version.page
    named = ("starts", "ends", "first_day", "last_day", "all_day", "is_cancelled", "is_moved", "original")
    row = Occurrence(pk=page.next_pk, **{name: getattr(page, f"next_{name}") for name in named})
    series = Series(key=page.translation_key, repeat=page.repeat or {})
    return Item(neighbourhood, Shown(series, version), row)
