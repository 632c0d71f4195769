"""PUBLIC. "Recently done": what somebody did on a site, told in one sentence, and how it is taken back.

The core tells of pages. A plugin tells of its own things: it gives ActKinds in `act_kinds`, and calls `record` where a person acts.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from . import registry
from .isolation import scope
from .models import Act, Role
from .templatetags.look import day

logger = logging.getLogger(__name__)
KEPT = timedelta(days=365)


class CannotUndo(Exception):
    """Its text is a sentence that says why."""


class NotHere(Exception):
    """There is no such act in this neighbourhood."""


@dataclass(frozen=True)
class ActKind:
    """One kind of act. `key` is the name of the thing, a dot and what was done to it: "event.cancelled".

    `act` is a neighbourhoods.models.Act: `target`, `title`, `details` are what `record` was given, `by` and `at` who and when.
    `look_up(acts)` is called once with all acts that are to be shown of the kinds that have it; what it puts on them the other functions
    find there, so that nothing is asked of the database for each act alone. `undo(act, person)` runs in a transaction, and raises
    CannotUndo where it cannot. `may_undo(act, person)` says whether the button is shown, and may raise CannotUndo to say why not.
    Once somebody has done something else to the same thing, an act is not taken back any more: the core sees to that, and to two
    who try at once.
    """

    key: str
    sentence: Callable[[Act], str]
    undo: Callable[[Act, object], None] | None = None
    may_undo: Callable[[Act, object], bool] | None = None
    url: Callable[[Act], str] | None = None
    look_up: Callable[[list], None] | None = None


@dataclass(frozen=True)
class Shown:
    """An act as people read it."""

    pk: int
    kind: str
    sentence: str
    # a name or a role, never an address for those who may not read it
    who: str
    is_mine: bool
    at: datetime
    # where the thing can be looked at, or nothing
    url: str
    can_undo: bool
    # why not, where there is something to say
    why_not: str
    undone_at: datetime | None
    undone_by: str

    @property
    def when(self):
        return when(self.at)


def record(neighbourhood, kind, target, title, by, **details):
    """Remember what the person `by` did to `target`, a key by which its kind finds it again. None when it was no person."""
    if by is None or not by.is_authenticated:
        return None
    return Act.objects.create(
        neighbourhood_id=neighbourhood.pk, kind=kind, target=str(target), title=str(title)[:255], by=by, details=details
    )


def kinds(neighbourhood):
    """{key: (Plugin or None, ActKind)} of the core and of the plugins that are on. The first that took a key has it."""
    from .desk.page_acts import KINDS

    found = {kind.key: (None, kind) for kind in KINDS}
    for plugin, kind in registry.contributions(neighbourhood, "act_kinds"):
        found.setdefault(kind.key, (plugin, kind))
    return found


def recent(neighbourhood, count=5, *, start=0, person=None):
    """[Shown] of the last acts, the newest first, for the person who is signed in. As many queries with ten acts as with ten thousand."""
    known = kinds(neighbourhood)
    rows = Act.objects.filter(neighbourhood=neighbourhood.pk, kind__in=known).select_related("by", "undone_by")
    rows = list(rows.order_by("-at", "-pk")[start : start + count])
    # what came after the newest ones is among them
    return shown(neighbourhood, rows, person or scope.person(), known, later=None if start else standing(rows))


def shown(neighbourhood, rows, person, known=None, later=None):
    """[Shown] of these acts; one whose kind fails is left out. `later`: what `later_acts` says of them, where that is known."""
    known = known or kinds(neighbourhood)
    together = {}
    for act in rows:
        plugin, kind = known[act.kind]
        if kind.look_up:
            together.setdefault((plugin, kind.look_up), []).append(act)
    for (plugin, look_up), some in together.items():
        safely(plugin, "act_kinds", look_up, some)
    later = later_acts(neighbourhood, rows, known) if later is None else later
    who = names(neighbourhood, [one for act in (*rows, *later.values()) for one in (act.by, act.undone_by)], person)
    found = []
    for act in rows:
        plugin, kind = known[act.kind]
        found.append(safely(plugin, act.kind, shown_one, act, kind, person, later.get(thing(act)), who, default=None))
    return [one for one in found if one is not None]


def shown_one(act, kind, person, later, who):
    can_undo, why_not = False, ""
    if kind.undo and act.undone_at is None:
        if later is not None and later.pk > act.pk:
            why_not = changed(later, who, person)
        else:
            try:
                can_undo = kind.may_undo is None or bool(kind.may_undo(act, person))
            except CannotUndo as reason:
                why_not = str(reason)
    return Shown(
        pk=act.pk,
        kind=act.kind,
        sentence=kind.sentence(act),
        who=who[act.by_id],
        is_mine=person is not None and act.by_id == person.pk,
        at=act.at,
        url=(kind.url(act) or "") if kind.url else "",
        can_undo=can_undo,
        why_not=why_not,
        undone_at=act.undone_at,
        undone_by=who[act.undone_by_id] if act.undone_at else "",
    )


def undo(neighbourhood, pk, person):
    """The Act, taken back; twice, or by two at once, does as once. Raises NotHere, and CannotUndo: then nothing has changed."""
    with transaction.atomic():
        act = Act.objects.select_related("by").filter(pk=pk, neighbourhood=neighbourhood.pk).first()
        if act is None:
            raise NotHere
        if act.undone_at is not None:
            return act
        known = kinds(neighbourhood)
        plugin, kind = known.get(act.kind, (None, None))
        if kind is None:
            raise CannotUndo(_("This cannot be undone now: the feature is not in use here."))
        if kind.undo is None:
            raise CannotUndo(_("This cannot be undone."))
        act.undone_at, act.undone_by = timezone.now(), person
        if not Act.objects.filter(pk=pk, undone_at=None).update(undone_at=act.undone_at, undone_by=person):
            # somebody else has taken it back at this moment
            act.refresh_from_db()
            return act
        later = later_acts(neighbourhood, [act], known).get(thing(act))
        if later is not None and later.pk > act.pk:
            raise CannotUndo(changed(later, names(neighbourhood, [later.by], person), person))
        take_back(plugin, kind, act, person)
    return act


def take_back(plugin, kind, act, person):
    try:
        if kind.look_up:
            kind.look_up([act])
        kind.undo(act, person)
    except (CannotUndo, OperationalError):
        raise
    except Exception as error:
        if plugin is None:
            raise
        logger.exception("The plugin %s failed in undoing %s", plugin.label, kind.key)
        raise CannotUndo(_("This could not be undone. Nothing has changed.")) from error


def thing(act):
    """What an act was done to: the same number can be a page's and a row's."""
    return act.kind.partition(".")[0], act.target


def later_acts(neighbourhood, rows, known):
    """{thing: the newest act on it that stands}; one query."""
    targets = {act.target for act in rows}
    if not targets:
        return {}
    of_them = Act.objects.filter(target__in=targets, kind__in=known, neighbourhood=neighbourhood.pk, undone_at=None)
    newest = of_them.order_by().values("kind", "target").annotate(newest=Max("pk")).values("newest")
    return standing(Act.objects.filter(pk__in=newest).select_related("by"))


def standing(rows):
    """{thing: the newest of these acts on it that stands}"""
    return {thing(act): act for act in sorted(rows, key=lambda act: act.pk) if act.undone_at is None}


def safely(plugin, key, function, *arguments, default=()):
    return registry.safely(plugin, key, function, *arguments, default=default) if plugin else function(*arguments)


def forget_acts():
    """What was done a year ago is nobody's business any more."""
    Act.objects.filter(at__lt=timezone.now() - KEPT).delete()


# How people are called


def names(neighbourhood, people, viewer):
    """{id: name} of users, and of None; one query.

    Keepers go by their role, since they belong to no neighbourhood. Who has no name does too: an address is for coordinators, who
    find it on their Team page.
    """
    people = {one.pk: one for one in people if one is not None}
    found = {None: _("somebody who is not here any more")}
    if not people:
        return found
    from .desk import team

    members = team.members(neighbourhood.pk) if viewer is None else team.members_for(viewer, neighbourhood.pk)
    roles = {row.user_id: str(Role(row.role).label) for row in members}
    sees_addresses = viewer is not None and scope.coordinates(viewer, neighbourhood)
    for pk, one in people.items():
        if one.is_superuser:
            found[pk] = _("administrator")
        elif name := one.get_full_name().strip():
            found[pk] = name
        elif pk in roles:
            found[pk] = one.email if sees_addresses or pk == getattr(viewer, "pk", None) else roles[pk]
        else:
            found[pk] = found[None]
    return found


def when(at):
    local = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {"day": day(at), "time": f"{local.hour}.{local:%M}"}


def changed(later, who, person):
    if person is not None and later.by_id == person.pk:
        return _("Cannot be undone: you have changed it yourself since, %(when)s.") % {"when": when(later.at)}
    return _("Cannot be undone: %(who)s changed it %(when)s.") % {"who": who[later.by_id], "when": when(later.at)}
