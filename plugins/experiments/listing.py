"""The list of trials as an address asks for it: ?tila=kaynnissa&tulos=toimii&sivu=2. Two queries."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.http import urlencode

from neighbourhoods.pages import newest_versions

from . import queries
from .states import RESULT_WORDS, STATE_WORDS

PER_PAGE = 20
STATE, RESULT, PAGE = "tila", "tulos", "sivu"


@dataclass(frozen=True)
class Choice:
    """One way to narrow the list; `number`: how many trials are left then."""

    label: str
    number: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """The Choices of one kind; `all_url` is the address of the list without any of them, which then holds `total` trials."""

    choices: list
    all_url: str
    total: int

    @property
    def is_narrowed(self):
        return any(choice.is_chosen for choice in self.choices)

    @property
    def narrows(self):
        """Whether any of them leaves some trials and not others: else nobody is asked."""
        return self.is_narrowed or any(0 < choice.number < self.total for choice in self.choices)


@dataclass
class Listing:
    """One page of the list. `trials` are Versions, `states` and `results` Groups, `older` and `newer` addresses of the pages beside it."""

    trials: list
    # where the list itself is read
    url: str = ""
    total: int = 0
    is_narrowed: bool = False
    states: Group | None = None
    results: Group | None = None
    older: str = ""
    newer: str = ""

    @property
    def has_choices(self):
        return bool(self.total) and (self.states.narrows or self.results.narrows)

    @property
    def images(self):
        return [found.page.picture_id for found in self.trials if found.page.picture_id]


def number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def of(index, language, asked):
    """Listing of an ExperimentIndexPage; words that nobody knows ask for nothing. None for a page of the list that there is not."""
    neighbourhood = index.neighbourhood()
    if neighbourhood is None:
        return Listing([])
    words = {STATE: asked.get(STATE, ""), RESULT: asked.get(RESULT, "")}
    state, result = STATE_WORDS.get(words[STATE]), RESULT_WORDS.get(words[RESULT])
    words = {STATE: words[STATE] if state else "", RESULT: words[RESULT] if result else ""}
    at = max(number(asked.get(PAGE, "1")), 1)
    trials = queries.trials_of(neighbourhood)
    counts = counted(trials)
    chosen = trials.filter(**({"state": state} if state else {}), **({"result": result} if result else {}))
    # one more tells whether there is a page after this one
    found = newest_versions(
        chosen,
        neighbourhood,
        language,
        by="listed_at",
        count=PER_PAGE + 1,
        start=(at - 1) * PER_PAGE,
        among=queries.for_a_list(queries.trials_of(neighbourhood)),
    )
    if not found and at > 1:
        return None
    url = f"/{language}/" + index.url_path.split("/", 3)[3]

    def address(**changed):
        kept = {name: value for name, value in (words | changed).items() if value}
        return f"{url}?{urlencode(kept)}" if kept else url

    def group(param, known, at, wanted):
        """`at`: whether it is of the first or the second in a pair that is counted; `wanted`: what is asked of the other one."""
        left = Counter()
        for pair, number in counts.items():
            if wanted in (None, pair[1 - at]):
                left[pair[at]] += number
        choices = [Choice(value.label, left[value], address(**{param: word}), words[param] == word) for word, value in known.items()]
        return Group(choices, address(**{param: ""}), left.total())

    return Listing(
        trials=found[:PER_PAGE],
        url=url,
        total=sum(counts.values()),
        is_narrowed=bool(state or result),
        states=group(STATE, STATE_WORDS, 0, result),
        results=group(RESULT, RESULT_WORDS, 1, state),
        older=address(**{PAGE: at + 1}) if len(found) > PER_PAGE else "",
        newer=address(**({PAGE: at - 1} if at > 2 else {})) if at > 1 else "",
    )


def counted(trials):
    """{(state, result): how many trials}; each counts once, in however many languages it can be read."""
    rows = trials.order_by().values_list("state", "result").annotate(number=Count("translation_key", distinct=True))
    return Counter({(state, result): number for state, result, number in rows})
