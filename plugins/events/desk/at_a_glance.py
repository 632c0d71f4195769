"""What the front page of the desk tells of events: what lacks a place or whom to ask, what runs out, whether anything is ahead, which
source fails or asks, whether two events may be the same. One query.

The rules of care are asked one after the other; within a request they share what was read.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Case, CharField, DateField, Exists, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from neighbourhoods import desk_pages

from ..calendar import rules, states
from ..importing.sources import SILENT_AFTER
from ..models import DateChange, EventPage, Occurrence, PossibleDuplicate, Series, Source
from ..models.pages import OWN
from ..models.sources import OPEN

SOON, RUNS_OUT = timedelta(days=7), timedelta(weeks=3)
# more than these nobody looks after in a day
MOST = 60
AHEAD, LACKING, ENDING, FAILING, ASKING, TWICE = range(6)
COLUMNS = ("part", "number", "day", "page", "heading", "has_place")
NO_PAGE = Cast(None, IntegerField())


@dataclass(frozen=True)
class Row:
    """An event by the id of its Series and of its first page; `day` is the date that is told."""

    series: int
    day: date
    pk: int
    title: str
    has_place: bool


@dataclass(frozen=True)
class Troubled:
    """A Source that needs a person; `day`: since when it fails."""

    pk: int
    name: str
    day: date | None


@dataclass(frozen=True)
class Glance:
    is_empty: bool
    lacking: tuple
    ending: tuple
    failing: tuple = ()
    asking: tuple = ()
    has_pairs: bool = False


def first_page(key):
    return EventPage.objects.filter(OWN, translation_key=OuterRef(key), live=True).order_by("pk")


def part(number):
    return Value(number, IntegerField())


def ahead(neighbourhood, today):
    rows = Occurrence.of(neighbourhood).filter(is_shown=True, is_cancelled=False, last_day__gte=today).order_by()
    found = rows.annotate(part=part(AHEAD)).values("part").annotate(number=Value(0, IntegerField()), day=Min("last_day"))
    nothing = {"page": NO_PAGE, "heading": Value("", CharField()), "has_place": Value(True, BooleanField())}
    return found.annotate(**nothing).values_list(*COLUMNS)


def lacking(neighbourhood, today):
    pages = first_page("series__key")
    place = DateChange.of(neighbourhood).filter(series=OuterRef("series"), original=OuterRef("original")).exclude(place="")
    # what comes from a source is looked after elsewhere
    rows = Occurrence.of(neighbourhood).filter(is_shown=True, is_cancelled=False, series__source=None)
    rows = rows.filter(first_day__gte=today, first_day__lte=today + SOON)
    named = Q(at="") & Q(online="") & ~Exists(place)
    columns = {"at": Subquery(pages.values("place")[:1]), "online": Subquery(pages.values("online_url")[:1])}
    rows = rows.annotate(**columns, ask=Subquery(pages.values("contact")[:1]), page=Subquery(pages.values("pk")[:1])).exclude(page=None)
    # whom to ask about what comes from a source, its source knows
    rows = rows.filter(named | Q(ask="", series__source=None)).order_by()
    shown = {"heading": Subquery(pages.values("title")[:1]), "number": F("series"), "day": F("first_day")}
    has_place = Case(When(named, then=Value(False)), default=Value(True), output_field=BooleanField())
    return rows.annotate(part=part(LACKING), has_place=has_place, **shown).values_list(*COLUMNS)


def ending(neighbourhood, today):
    pages = first_page("key")
    goes_on = Series.of(neighbourhood).filter(follows=OuterRef("key"), is_shown=True)
    kinds = [kind for kind in rules.KINDS if kind != rules.ONCE]
    rows = Series.of(neighbourhood).filter(is_shown=True, is_cancelled=False, source=None, repeat__kind__in=kinds)
    rows = rows.exclude(Exists(goes_on)).order_by()
    dates = Occurrence.of(neighbourhood).filter(series=OuterRef("pk"))
    last = dates.filter(first_day__gte=today).order_by("-first_day").values("first_day")[:1]
    rows = rows.exclude(Exists(dates.filter(first_day__gt=today + RUNS_OUT))).annotate(day=Subquery(last)).exclude(day=None)
    shown = {"heading": Subquery(pages.values("title")[:1]), "number": F("pk"), "page": Subquery(pages.values("pk")[:1])}
    return rows.annotate(part=part(ENDING), has_place=Value(True, BooleanField()), **shown).values_list(*COLUMNS)


def troubled(neighbourhood):
    silent = Q(state=states.FAILING, failing_since__lt=timezone.now() - SILENT_AFTER)
    rows = Source.of(neighbourhood).filter(silent | Q(state=states.ASKING), removed_at=None, is_paused=False).order_by()
    asks = Case(When(state=states.ASKING, then=part(ASKING)), default=part(FAILING), output_field=IntegerField())
    shown = {"number": F("pk"), "day": TruncDate("failing_since", tzinfo=neighbourhood.zone), "page": NO_PAGE, "heading": F("name")}
    return rows.annotate(part=asks, has_place=Value(True, BooleanField()), **shown).values_list(*COLUMNS)


def pairs(neighbourhood):
    rows = PossibleDuplicate.of(neighbourhood).filter(state=OPEN, first__is_shown=True, second__is_shown=True).order_by()
    found = rows.annotate(part=part(TWICE)).values("part").annotate(number=Min("pk"), day=Cast(None, DateField()))
    return found.annotate(page=NO_PAGE, heading=Value("", CharField()), has_place=Value(True, BooleanField())).values_list(*COLUMNS)


def read(neighbourhood):
    today = timezone.localdate(timezone=neighbourhood.zone)
    parts = (ahead(neighbourhood, today), lacking(neighbourhood, today), ending(neighbourhood, today), troubled(neighbourhood))
    is_empty, found, sources, has_pairs = True, {LACKING: {}, ENDING: {}}, {FAILING: [], ASKING: []}, False
    for number, series, day, page, heading, has_place in parts[0].union(*parts[1:], pairs(neighbourhood), all=True):
        if number == AHEAD:
            is_empty = False
        elif number == TWICE:
            has_pairs = True
        elif number in sources:
            sources[number].append(Troubled(series, heading, day))
        elif page:
            row = Row(series, day, page, heading, bool(has_place))
            # of an event that is there every day the first date is told
            found[number][series] = min(found[number].get(series, row), row, key=lambda one: one.day)
    rows = (tuple(sorted(found[one].values(), key=lambda row: (row.day, row.series))[:MOST]) for one in (LACKING, ENDING))
    named = (tuple(sorted(sources[one], key=lambda row: row.pk)[:MOST]) for one in (FAILING, ASKING))
    return Glance(is_empty, *rows, *named, has_pairs)


of = desk_pages.once_a_request(read)
