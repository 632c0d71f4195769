"""What needs care in a neighbourhood: the rules of the core and of the plugins that are on, the oldest first, without what may wait."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from math import inf

from django.conf import settings
from django.utils import timezone

from .. import registry
from ..isolation import scope
from ..models import CareSnooze
from . import care_pages, care_rules, glance, shell

logger = logging.getLogger(__name__)
# of one rule so many things are looked at, beside those that wait
MOST = 20
LONGEST_KEY = 160
WAITS = timedelta(days=7)
# what a thing is drawn with, by its rule; others with a leaf
ICONS = {
    "page": "eye",
    "picture": "camera",
    "link": "share",
    "translation": "globe",
    "report": "chat",
    "details": "info",
    "alone": "people",
    "machine": "alert",
}


@dataclass(frozen=True)
class Asked:
    """For whom a rule of the core is asked: `coordinates` is whether they may do what coordinators do, `most` how many are wanted."""

    record: object
    user: object
    coordinates: bool
    most: int


@dataclass(frozen=True)
class Thing:
    """One thing that needs care, as the desk shows it. `key` is known in its neighbourhood; `links` are further (label, address)."""

    key: str
    text: str
    action: str
    url: str
    more: str = ""
    one_tap: bool = False
    since: datetime | None = None
    links: tuple = ()
    is_urgent: bool = False

    @property
    def icon(self):
        return ICONS.get(self.key.partition(":")[0], "leaf")

    @property
    def order(self):
        """What stops everything else comes first, then what waits longest."""
        return not self.is_urgent, self.since.timestamp() if self.since else inf


class Found(list):
    """Things. `beyond` more were found, `is_more` when there may be others that nobody looked at; `waiting` may wait a week."""

    beyond, is_more, waiting = 0, False, 0


# name, as keys of things begin with it: its rule
RULES = {**care_pages.RULES, **care_rules.RULES}


def found(record, user, count=5):
    """Found, of at most `count` Things, for this person in their language. The number of queries does not depend on what there is."""
    needs, waiting, is_more = look(record, user)
    result = Found(needs[:count])
    result.beyond, result.is_more, result.waiting = max(0, len(needs) - count), is_more, len(waiting)
    return result


def look(record, user):
    """([Thing] that need care now, {Thing: until when it waits}, whether there may be more)."""
    snoozed = dict(CareSnooze.objects.filter(neighbourhood=record.pk, until__gt=timezone.now()).values_list("key", "until"))
    needs, waiting, is_more = [], {}, False
    with glance.kept_meanwhile():
        rules = list(of_all_rules(record, user, snoozed))
    for some, most in rules:
        is_more = is_more or len(some) >= most
        for thing in some:
            if thing.key in snoozed:
                waiting[thing] = snoozed[thing.key]
            else:
                needs.append(thing)
    return sorted(needs, key=lambda thing: thing.order), waiting, is_more


def of_all_rules(record, user, snoozed):
    """(its [Thing], how many were asked for) of each rule; the fault of one is logged."""
    coordinates = scope.coordinates(user, record)

    def most_of(name):
        return MOST + sum(key.startswith(f"{name}:") for key in snoozed)

    for name, rule in RULES.items():
        asked = Asked(record, user, coordinates, most_of(name))
        yield safely(name, things, name, rule, asked, asked.most, record), asked.most
    for plugin, rule in registry.contributions(record, "care"):
        name = f"{plugin.label}.{rule.key}"
        most = most_of(name)
        yield registry.safely(plugin, f"the care rule {rule.key}", things, name, rule.find, record, most, record), most


def safely(name, function, *arguments):
    """As registry.safely, for rules of the core: one that fails takes no other with it."""
    try:
        return function(*arguments)
    except Exception:
        if settings.PLUGIN_ERRORS_RAISE:
            raise
        logger.exception("The care rule %s failed", name)
        return []


def things(name, find, about, most, record):
    return [thing_of(name, care, record) for care in islice(find(about), most)]


def thing_of(name, care, record):
    key = f"{name}:{care.key}"
    if len(key) > LONGEST_KEY:
        key = f"{key[: LONGEST_KEY - 33]}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    since = timezone.make_aware(care.since) if care.since is not None and timezone.is_naive(care.since) else care.since
    return Thing(
        key,
        str(care.text),
        str(care.action),
        shell.in_place(str(care.url), record),
        str(care.more),
        care.one_tap,
        since,
        tuple(getattr(care, "links", ())),
        getattr(care, "is_urgent", False),
    )


def later(record, user, key):
    """The thing is not told for a week. False for a key of nothing that needs care now: nothing is written then."""
    needs, _waiting, _is_more = look(record, user)
    if not any(thing.key == key for thing in needs):
        return False
    now = timezone.now()
    CareSnooze.objects.filter(neighbourhood=record.pk, until__lte=now).delete()
    CareSnooze.objects.update_or_create(neighbourhood_id=record.pk, key=key, defaults={"until": now + WAITS, "by": user})
    return True


def now_again(record, key):
    # PostgreSQL refuses a text with NUL
    CareSnooze.objects.filter(neighbourhood=record.pk, key=key.replace("\0", "")[:LONGEST_KEY]).delete()
