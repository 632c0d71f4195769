"""Addresses below pages: of a week, a month, a date. They have no pages of their own, so the frame of the page is told of them."""

import re
from datetime import date, time

from .listing import PLACES

# /2026-12-01/, or /2026-12-01-1800/ where two are on one day
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d\d)(\d\d))?")


def below(context, tail, query="", name=""):
    """The address that is shown has more below its page: for search engines, for those who change the language, for machines."""
    if not context.get("canonical"):
        return
    context["canonical"] += tail
    context["json_ld"] = context["json_ld"] | {"url": context["canonical"]}
    context["alternates"] = [(code, url + tail) for code, url in context["alternates"]]
    for item in context["switch"]:
        path, mark, more = item["url"].partition("?")
        # a language without the page leads to its home page
        if path.count("/") > 2:
            item["url"] = f"{path}{tail}{mark}{more}" + (f"&{query.removeprefix('?')}" if query else "")


def of_the_list(components):
    """(view, which) of what an address has below the list of events; None where it is the address of a page."""
    if not components or components[0] not in PLACES or len(components) > 2:
        return None
    return components[0], components[1] if len(components) == 2 else ""


def of_a_date(components):
    """(day, time or None) of what an address has below an event, None where it is no date."""
    found = DATE.fullmatch(components[0]) if len(components) == 1 else None
    try:
        return (date.fromisoformat(found[1]), time(int(found[2]), int(found[3])) if found[2] else None) if found else None
    except ValueError:
        return None
