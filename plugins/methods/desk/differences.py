"""What has become of an original since it was taken into use, field by field, and what is done about it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from neighbourhoods.desk_pages import difference

from .. import taking
from ..cards import first_page
from ..choices import AGES, PLACES, SEASONS, unpack
from ..models import Adoption, Card, MethodPage
from ..showing import of_all
from ..texts import STEPS, TEXTS, lines

TAKE, KEEP, LATER = "take", "keep", "later"


class Stale(Exception):
    """The original, or the copy, has changed since the page with the differences was opened."""


@dataclass(frozen=True)
class Difference:
    """One field: `marked` is [(kind, text)] with kind "same", "del" or "ins", from what the original said then to what it says now.

    `mine` is what the copy says, empty where that is what the original said then.
    """

    name: str
    label: str
    marked: list
    now: str
    mine: str


def label(name):
    if name == "title":
        return pgettext("method", "Name")
    return str(TEXTS.get(name) or capfirst(str(MethodPage._meta.get_field(name).verbose_name)))


def words(name, value):
    """A value as it is read."""
    if name == "where":
        return str(PLACES.get(value, ""))
    if name in ("seasons", "ages"):
        known = SEASONS if name == "seasons" else AGES
        keys = unpack(value, known)
        return of_all(keys, known, _("all")) if keys else ""
    return "" if value is None else str(value)


def card_of(adoption):
    """The Card of the original while its neighbourhood shares it, else None: then there is nothing to compare with."""
    return taking.shared_card(adoption.original_id) if adoption.original_id else None


def between(adoption):
    """(Card, [Difference]) of what has not been decided on; (None, []) where the original is not there to be read any more."""
    card = card_of(adoption)
    original = taking.compared_page(card, adoption.language) if card else None
    copy = first_page(adoption.key)
    if original is None or copy is None:
        return None, []
    now, mine = original.all_said(), copy.get_latest_revision_as_object().all_said()
    found = []
    for name, value in now.items():
        then = adoption.then.get(name)
        if value in (then, mine.get(name)):
            continue
        marked = difference(words(name, then), words(name, value))
        own = "" if mine.get(name) == then else words(name, mine.get(name))
        found.append(Difference(name, label(name), marked, words(name, value), own))
    return card, found


@transaction.atomic
def decide(adoption, decisions, person, *, version, seen):
    """Do what was chosen: {field: TAKE, KEEP or LATER}; a field of which nothing is said waits. Returns (fields taken, whether published).

    `version` is that of the original which was shown, `seen` the newest version of the copy. Raises Stale where either is another now.
    What is taken is published where all of the copy was, and is a draft where somebody is writing something else.
    """
    adoption = Adoption.unscoped.select_for_update().get(pk=adoption.pk)
    card, found = between(adoption)
    copy = first_page(adoption.key)
    if card is None or card.version != version or copy.latest_revision_id != seen:
        raise Stale
    original = taking.compared_page(card, adoption.language).all_said()
    taken = [one.name for one in found if decisions.get(one.name) == TAKE]
    waiting = [one.name for one in found if decisions.get(one.name, LATER) == LATER]
    is_plain = copy.live and not copy.has_unpublished_changes
    adoption.then = {name: adoption.then.get(name) if name in waiting else value for name, value in original.items()}
    if not waiting:
        adoption.version, adoption.news_at = card.version, None
    adoption.save()
    if taken:
        draft = copy.get_latest_revision_as_object()
        put_on(draft, {name: original[name] for name in taken})
        revision = draft.save_revision(user=person, log_action=True, clean=False)
        if is_plain:
            revision.publish(user=person)
    return taken, bool(taken) and is_plain


def put_on(page, said):
    for name, value in said.items():
        if name == STEPS:
            page.set_steps(lines(value))
        else:
            setattr(page, name, value)


def settle(adoption):
    """Nothing is left to decide on: the original says again what it said, or what the copy says."""
    card, found = between(adoption)
    if card is not None and not found:
        Adoption.unscoped.filter(pk=adoption.pk).update(version=card.version, news_at=None)


def waiting(neighbourhood):
    """Adoptions of which the original has changed and can be read, the oldest change first; one query."""
    from django.db.models import Exists, OuterRef

    there = Card.unscoped.filter(record_id=OuterRef("original_id"), is_open=True, neighbourhood__config__plugins__methods__share=True)
    rows = Adoption.of(neighbourhood).filter(news_at__isnull=False).filter(Exists(there))
    return rows.order_by("news_at", "pk")


__all__ = ["KEEP", "LATER", "TAKE", "Difference", "Stale", "between", "decide", "settle", "waiting"]
