"""Which methods are put on paper: one by its record, or those that an address names or narrows to."""

from dataclasses import dataclass, field

from neighbourhoods.pages import best_versions

from .. import listing
from ..models import Card, MethodPage
from .paper import on_paper

# so many cards are six sheets of paper, on both sides
MOST_CARDS = 24
PARAM = "kortit"
LONGEST_NUMBER = 15


@dataclass
class Choice:
    """Methods of a deck. `offered` are Papers among which one chooses, at most MOST_CARDS; `chosen` those of them that are printed.

    `total` is how many the address narrows to; `query` makes the same choice again.
    """

    offered: list = field(default_factory=list)
    chosen: list = field(default_factory=list)
    total: int = 0
    wanted: dict = field(default_factory=dict)
    query: str = ""

    @property
    def has_more(self):
        return self.total > len(self.offered)


def open_cards(neighbourhood):
    return listing.open_ones(Card.of(neighbourhood))


def numbers_of(values):
    """Ints of "1,2" and "3", without what is no number, at most MOST_CARDS of them."""
    found = {}
    for text in ",".join(values[: MOST_CARDS * 2])[: MOST_CARDS * (LONGEST_NUMBER + 1)].split(","):
        text = text.strip()
        if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER:
            found[int(text)] = True
    return list(found)[:MOST_CARDS]


def papers(neighbourhood, language, cards):
    """[Paper] of these cards that can be read, in their order; one query."""
    versions = best_versions(listing.of_cards(neighbourhood.pages(MethodPage).order_by("pk"), cards), neighbourhood, language)
    found = {version.page.translation_key: version for version in versions}
    return [on_paper(neighbourhood, found[card.key], card) for card in cards if card.key in found]


def one(neighbourhood, language, record):
    """Paper of the method with that record here, or None."""
    card = open_cards(neighbourhood).filter(record_id=record).first()
    return next(iter(papers(neighbourhood, language, [card])), None) if card else None


def deck(request, neighbourhood, language):
    """Choice of an address: ?kortit=1,2,3 or several of them, else all that ?aika=…&hinta=… narrows to. Three queries at most."""
    wanted, numbers = listing.asked(request), numbers_of(request.GET.getlist(PARAM))
    cards = listing.narrowed(open_cards(neighbourhood), wanted).order_by("-published_at", "-pk")
    shown = list(cards[:MOST_CARDS])
    total = cards.count() if len(shown) == MOST_CARDS else len(shown)
    known = {card.pk for card in shown}
    if missing := [number for number in numbers if number not in known]:
        # named, though the list does not begin with them
        shown = list(open_cards(neighbourhood).filter(pk__in=missing)) + shown
        chosen = [card for card in shown if card.pk in numbers]
        shown = [*chosen, *(card for card in shown if card not in chosen)][:MOST_CARDS]
    offered = papers(neighbourhood, language, shown)
    chosen = [paper for paper in offered if paper.number in numbers] if numbers else offered
    # none of the numbers is a method here: better all than nothing
    chosen = chosen or offered
    return Choice(offered, chosen, total, wanted, address_of(wanted, chosen if numbers else []))


def address_of(wanted, chosen):
    url = listing.address("", wanted)
    named = f"{PARAM}={','.join(str(paper.number) for paper in chosen)}" if chosen else ""
    return "&".join(part for part in (url.lstrip("?"), named) if part)
