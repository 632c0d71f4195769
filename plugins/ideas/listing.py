"""The list of a call's ideas, page by page: the newest, the most supported, by chance, or of one status."""

import random
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Count
from django.db.models.functions import Cast, Mod
from django.utils import timezone

from . import queries, statuses
from .models import Idea
from .models.answers import SHUFFLED

PER_PAGE = 20
NEWEST, SUPPORTED, CHANCE = "uusimmat", "kannatus", "satunnainen"
SORTS = (NEWEST, SUPPORTED, CHANCE)
LARGEST_PAGE = 10_000


@dataclass
class Listing:
    """`ideas` is a page of a Paginator; each Idea has its `shown_status`."""

    ideas: object
    sort: str
    status: str
    seed: int | None
    # [(Status, how many)] of those that ideas have
    counts: list
    total: int

    def query(self, **changed):
        """The query of an address with this choice, and another page, sort or status."""
        values = {"jarjestys": self.sort, "tila": self.status, "siemen": self.seed} | changed
        from django.utils.http import urlencode

        plain = {"jarjestys": NEWEST, "sivu": 1}
        kept = {name: value for name, value in values.items() if value not in (None, "") and plain.get(name) != value}
        if kept.get("jarjestys") != CHANCE:
            kept.pop("siemen", None)
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def orders(self):
        """Addresses of the list in each order."""
        return [self.query(jarjestys=sort) for sort in SORTS]

    @property
    def all_url(self):
        return self.query(tila="")

    @property
    def choices(self):
        """[(Status, how many, address)] of those that ideas have."""
        return [(status, found, self.query(tila=status.key)) for status, found in self.counts]

    @property
    def older(self):
        return self.query(sivu=self.ideas.next_page_number()) if self.ideas.has_next() else ""

    @property
    def newer(self):
        return self.query(sivu=self.ideas.previous_page_number()) if self.ideas.has_previous() else ""


def number(text, largest):
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < int(text[:12]) <= largest else None


def listing(neighbourhood, call, asked):
    """Listing of a call as an address asks for it: unknown words mean the plain list. Three queries."""
    rows = queries.public_ideas(neighbourhood).filter(call=call)
    known = statuses.of(neighbourhood)
    found = dict(rows.order_by().values_list("status").annotate(number=Count("pk")))
    counts = [(statuses.shown(neighbourhood, key), found[key]) for key in [*known, *(set(found) - set(known))] if key in found]
    status = asked.get("tila", "") if asked.get("tila") in found else ""
    sort = asked.get("jarjestys") if asked.get("jarjestys") in SORTS else NEWEST
    seed = None
    if sort == SUPPORTED:
        rows = rows.order_by("-supports", "-sent_at", "-pk")
    elif sort == CHANCE:
        seed = number(asked.get("siemen"), SHUFFLED - 1) or random.SystemRandom().randrange(1, SHUFFLED)
        # the product needs more room than the column
        shuffled = Mod(Cast("shuffle", BigIntegerField()) * seed, SHUFFLED)
        rows = rows.order_by(shuffled, "pk")
    else:
        rows = rows.order_by("-sent_at", "-pk")
    if status:
        rows = rows.filter(status=status)
    total = found[status] if status else sum(found.values())
    pages = Paginator(rows.select_related("photo"), PER_PAGE)
    # known already: nothing is counted again
    pages.count = total
    page = pages.get_page(number(asked.get("sivu"), LARGEST_PAGE) or 1)
    page.object_list = list(page.object_list)
    for idea in page.object_list:
        idea.shown_status = statuses.shown(neighbourhood, idea.status)
    return Listing(page, sort, status, seed, counts, sum(found.values()))


def of_call(request, page, language):
    """What the page of a call shows beside its texts; nothing for a draft that was never published."""
    neighbourhood, call = page.neighbourhood(), queries.call_of_page(page)
    if neighbourhood is None or call is None:
        return {"call": None, "state": "draft"}
    now = timezone.now()
    return {
        "call": call,
        "state": call.state(now),
        "days_left": days_left(neighbourhood, call, now),
        "is_resting": neighbourhood.state != "active",
        "listing": listing(neighbourhood, call, request.GET if request is not None else {}),
        "median": queries.median_days(neighbourhood),
        "Idea": Idea,
    }


def days_left(neighbourhood, call, now):
    """Whole days until the day on which the call closes; 0 on its last day, None where it has no end."""
    if call.closes_at is None or call.state(now) != "open":
        return None
    return (timezone.localdate(call.closes_at, neighbourhood.zone) - timezone.localdate(now, neighbourhood.zone)).days
