"""Events that look like one: same moment, like title, like place, from two sources or a source and us. Only a person says that they are."""

import re
from difflib import SequenceMatcher

from django.utils import timezone

from ..models import EventPage, Occurrence, PossibleDuplicate, Series
from ..models.pages import OWN
from .taking import portions

# of one run; more than these nobody looks through
MOST_PAIRS = 200
LIKE = 0.75
WORDS = re.compile(r"\w+")


def find(record, source):
    """Write the PossibleDuplicates of the events that have come since the last run. Returns how many."""
    since = source.last_success
    new = Series.of(record).filter(is_shown=True)
    if since is not None:
        new = new.filter(created_at__gte=since)
    elif not Series.of(record).exclude(source=source).exists():
        return 0
    found = {}
    for pks in portions(list(new.order_by("pk").values_list("pk", flat=True))):
        found |= pairs(record, pks)
        if len(found) >= MOST_PAIRS:
            break
    rows = [PossibleDuplicate(neighbourhood_id=record.pk, first_id=first, second_id=second) for first, second in sorted(found)[:MOST_PAIRS]]
    known = set(PossibleDuplicate.of(record).values_list("first", "second"))
    rows = [row for row in rows if (row.first_id, row.second_id) not in known]
    PossibleDuplicate.unscoped.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def pairs(record, pks):
    """{(earlier Series, later Series): None} of those among `pks` that look like another one."""
    now = timezone.now()
    rows = Occurrence.of(record).filter(is_shown=True, is_cancelled=False, starts__gte=now)
    own = {}
    for pk, starts, origin in rows.filter(series__in=pks).order_by("-starts").values_list("series", "starts", "series__source"):
        own[pk] = (starts, origin)
    by_start = {}
    for pk, (starts, origin) in own.items():
        by_start.setdefault(starts, []).append((pk, origin))
    candidates = set()
    for some in portions(list(by_start)):
        for pk, starts, origin in rows.filter(starts__in=some).values_list("series", "starts", "series__source"):
            candidates |= {tuple(sorted((pk, mine))) for mine, other in by_start[starts] if mine != pk and origin != other}
    told = texts_of(record, {pk for pair in candidates for pk in pair})
    return {pair: None for pair in candidates if all(pk in told for pk in pair) and are_like(*(told[pk] for pk in pair))}


def texts_of(record, pks):
    """{Series id: (title, place)}"""
    keys = dict(Series.of(record).filter(pk__in=list(pks)).values_list("key", "pk"))
    pages = EventPage.objects.filter(OWN, translation_key__in=list(keys), live=True).order_by("-pk")
    return {keys[key]: (title, place) for key, title, place in pages.values_list("translation_key", "title", "place")}


def are_like(one, other):
    """Of (title, place) each. A place that is not told may be any."""
    (title, place), (other_title, other_place) = one, other
    if not like(title, other_title):
        return False
    return not place or not other_place or like(place, other_place) or bool(words(place) & words(other_place))


def like(one, other):
    one_words, other_words = words(one), words(other)
    if not one_words or not other_words:
        return False
    if one_words <= other_words or other_words <= one_words:
        return True
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= LIKE


def words(text):
    return set(WORDS.findall(text.casefold()))
