"""Lists of methods that are narrowed by six questions. However many methods there are, each list asks the same few queries:

how many cards there are of each combination of answers (all counts come from that), the cards of one page, and what those are called.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, F
from django.db.models.fields.json import KT

from neighbourhoods import records, trail
from neighbourhoods.pages import best_versions

from .choices import QUESTIONS
from .models import Card, MethodPage

PER_PAGE = 24
LONGEST_NUMBER = 4


@dataclass(frozen=True)
class Answer:
    """A choice as it is shown: how many methods there would be, and whether it is chosen."""

    choice: object
    count: int
    is_chosen: bool

    @property
    def is_empty(self):
        return not self.count and not self.is_chosen


@dataclass
class Listing:
    """One page of a list. `methods` are Versions or, on the portal, Shared; `questions` [(Question, [Answer])]."""

    methods: list
    total: int = 0
    questions: list = field(default_factory=list)
    # [(label, address without it)] of what is chosen, the last one at the end
    chosen: list = field(default_factory=list)
    url: str = ""
    # "?…" with all that is chosen, or ""
    query: str = ""
    older: str = ""
    newer: str = ""
    # whether there is any method at all
    has_any: bool = False

    @property
    def images(self):
        return [found.page.picture_id for found in self.methods if getattr(found, "page", None) and found.page.picture_id]

    @property
    def last(self):
        return self.chosen[-1] if self.chosen else None


def asked(request):
    """{param: [Choice]} of an address; what is no choice is left out."""
    found = {}
    for question in QUESTIONS:
        values = set(request.GET.getlist(question.param)[: len(question.choices) * 2])
        if chosen := [choice for choice in question.choices if choice.value in values]:
            found[question.param] = chosen
    return found


def page_number(request):
    text = request.GET.get("sivu", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 1


def bits(chosen):
    return sum(choice.bit for choice in chosen)


def open_ones(cards):
    """Cards that anybody may read. Of these lists ask no words, but what they sort, narrow and tell by."""
    # an equation, where `is_open=True` would be a bare column: by that SQLite finds nothing in an index, and sorts all there is
    return cards.filter(is_open__in=[True]).defer("said")


def narrowed(cards, wanted):
    """Cards that give one of the answers that were chosen to each question."""
    for param, chosen in wanted.items():
        name = f"meets_{param}"
        cards = cards.annotate(**{name: F("marks").bitand(bits(chosen))}).exclude(**{name: 0})
    return cards


def counted(cards, wanted):
    """(how many cards meet all that is chosen, how many there are, {bit: how many there would be with that choice}); one query.

    A choice is counted as if nothing else were chosen in its own question.
    """
    rows = cards.order_by().values_list("marks").annotate(number=Count("pk"))
    masks = [question.mask for question in QUESTIONS]
    wanting = [(mask, chosen) for mask, question in zip(masks, QUESTIONS, strict=True) if (chosen := bits(wanted.get(question.param, ())))]
    total, everything = 0, 0
    # of each question {its part of the marks: how many cards}
    parts = {mask: defaultdict(int) for mask in masks}
    for marks, number in rows:
        everything += number
        missed = [mask for mask, chosen in wanting if not marks & chosen]
        if not missed:
            total += number
            for mask, there in parts.items():
                there[marks & mask] += number
        elif len(missed) == 1:
            parts[missed[0]][marks & missed[0]] += number
    counts = {}
    for question in QUESTIONS:
        for choice in question.choices:
            counts[choice.bit] = sum(number for part, number in parts[question.mask].items() if part & choice.bit)
    return total, everything, counts


def address(url, wanted, number=1, without=None):
    """Of the list with these choices; `without` is one that is taken away."""
    query = [(param, choice.value) for param, chosen in wanted.items() for choice in chosen if choice is not without]
    query += [("sivu", number)] if number > 1 else []
    return f"{url}?{urlencode(query)}" if query else url


def listed(request, cards, url, show):
    """Listing of the cards that an address asks for; `show(cards)` gives what is shown of those of one page."""
    wanted, number = asked(request), page_number(request)
    total, everything, counts = counted(cards, wanted)
    start = (number - 1) * PER_PAGE
    if start >= total:
        number, start = 1, 0
    found = list(narrowed(cards, wanted).order_by("-published_at", "-pk")[start : start + PER_PAGE]) if total else []
    return Listing(
        methods=show(found) if found else [],
        total=total,
        questions=[
            (question, [Answer(choice, counts[choice.bit], choice in wanted.get(question.param, ())) for choice in question.choices])
            for question in QUESTIONS
        ],
        chosen=[(choice.label, address(url, wanted, without=choice)) for chosen in wanted.values() for choice in chosen],
        url=url,
        query=address("", wanted),
        older=address(url, wanted, number + 1) if start + PER_PAGE < total else "",
        newer=address(url, wanted, number - 1) if number > 1 else "",
        has_any=bool(everything),
    )


def for_a_list(pages):
    names = ("title", "slug", "url_path", "translation_key", "alias_of", "lead", "picture", "picture_alt")
    numbers = ("people_min", "people_max", "hours_event", "hours_own", "euros_min", "euros_max")
    return pages.select_related("picture").only(*names, *numbers)


def of_cards(pages, cards):
    """[page] of methods with these cards, without aliases."""
    # nearly every page is no alias: a database that is asked for those goes through all of them, and not by the keys
    return [page for page in pages.filter(translation_key__in=[card.key for card in cards]) if page.alias_of_id is None]


def versions(neighbourhood, language, cards):
    """[Version] of the methods with these cards, in their order; one query."""
    pages = of_cards(for_a_list(neighbourhood.pages(MethodPage)), cards)
    found = {version.page.translation_key: version for version in best_versions(pages, neighbourhood, language)}
    return [found[card.key] for card in cards if card.key in found]


def of_library(request, index, language):
    neighbourhood = index.neighbourhood()
    if neighbourhood is None:
        return Listing([])
    url = f"/{language}/" + index.url_path.split("/", 3)[3]
    cards = open_ones(Card.of(neighbourhood))
    return listed(request, cards, url, lambda found: versions(neighbourhood, language, found))


def newest(neighbourhood, language, count):
    """[Version], the newest first, in one query."""
    rows = for_a_list(neighbourhood.pages(MethodPage)).filter(alias_of=None).order_by("-first_published_at", "-pk")
    return best_versions(rows[: count * max(1, len(neighbourhood.languages))], neighbourhood, language)[:count]


# --- the portal -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A method of some neighbourhood in the shared library: the record as a reader gets it, and the numbers of its card."""

    shown: records.Shown
    card: Card
    lead: str = ""
    # whether there is more on its path than itself
    is_joined: bool = False

    @property
    def page(self):
        """Numbers as a page has them; there is no picture, since pictures are served by their own neighbourhood."""
        return None

    @property
    def numbers(self):
        return self.card.numbers


def shared_cards():
    """Cards of all methods that neighbourhoods share with others: `share = true` in their files, and the site is there."""
    places = Card._meta.get_field("neighbourhood").related_model.objects
    # asked once for each neighbourhood, not for each of its cards
    sharing = places.filter(config__plugins__methods__share=True).exclude(state="removed")
    return open_ones(Card.unscoped.filter(neighbourhood__in=sharing.values("pk")))


def leads_of(languages):
    """{id of a record: the lead of its method} in the language that is named for each: {id: code}; one query, without the long texts."""
    codes = sorted(set(languages.values()))
    told = {f"lead_{number}": KT(f"said__{code}__lead") for number, code in enumerate(codes)}
    rows = Card.unscoped.filter(record_id__in=languages).annotate(**told).values("record_id", *told)
    return {row["record_id"]: row[f"lead_{codes.index(languages[row['record_id']])}"] or "" for row in rows}


def of_portal(request, language, url):
    def show(found):
        ids = [card.record_id for card in found]
        shown, joined = records.look_up(ids, language), trail.joined(ids)
        cards = [(card, one) for card in found if (one := shown.get(card.record_id)) and one.url]
        leads = leads_of({one.id: one.language for _card, one in cards})
        return [Shared(one, card, leads.get(one.id, ""), one.id in joined) for card, one in cards]

    return listed(request, shared_cards(), url, show)
