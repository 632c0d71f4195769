"""Two ideas that are one become one, and one that is two becomes two. The trail is kept: old addresses and own links lead on."""

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from neighbourhoods import acts, records, trail
from neighbourhoods.acts import CannotUndo

from .. import outlets, statuses
from ..models import Comment, Idea, StatusChange, Support
from . import mails


class Refused(Exception):
    """Its text is a sentence that says why, and what to do."""


def locked(neighbourhood, *pks):
    """{pk: Idea} that nobody else changes until the transaction ends; always in the same order, so that two never wait for each other."""
    return {row.pk: row for row in Idea.of(neighbourhood).filter(pk__in=pks).select_for_update().order_by("pk")}


def refuse_unless_together(one, into):
    if one is None or into is None:
        raise Refused(_("One of the ideas is not there any more."))
    if one.pk == into.pk:
        raise Refused(_("Choose two different ideas."))
    if one.call_id != into.call_id:
        raise Refused(_("Only ideas of the same call can be merged."))
    if one.state not in (Idea.State.WAITING, Idea.State.PUBLIC):
        raise Refused(_("Only an idea that is published or waiting to be checked can be merged."))
    if into.state == Idea.State.MERGED:
        raise Refused(_("That idea has been merged itself. Choose the one that it went into."))
    if into.state != Idea.State.PUBLIC and not (into.state == one.state == Idea.State.WAITING):
        raise Refused(_("The other idea is not published, so nobody could follow there. Publish it first."))


@transaction.atomic
def merge(neighbourhood, pk, into_pk, person):
    """The first idea goes into the second, with its supports and the comments of others. The Act. Raises Refused.

    The status, the answer and the texts of the second stay as they are. Who sent the first keeps the own link, and is told in a mail where
    an address is confirmed.
    """
    found = locked(neighbourhood, pk, into_pk)
    one, into = found.get(pk), found.get(into_pk)
    refuse_unless_together(one, into)
    state = one.state
    supports, comments = carry(one, into)
    one.state, one.merged_into = Idea.State.MERGED, into
    one.save(update_fields=["state", "merged_into"])
    outlets.follow(neighbourhood, one)
    if one.email and one.email_confirmed_at:
        mails.merged(neighbourhood, one, into)
    steps = trail.move(outlets.id_of(one), outlets.id_of(into))
    details = {"state": state, "into": into.pk, "supports": supports, "comments": comments, "steps": steps}
    return acts.record(neighbourhood, "idea.merged", one.pk, one.heading, person, **details)


def carry(one, into):
    """(ids of supports, ids of comments) that were moved: one support of a browser and a day, and not what the sender told more."""
    have = set(Support.unscoped.filter(idea=into).values_list("day", "who"))
    rows = Support.unscoped.filter(idea=one).order_by("pk").values_list("pk", "day", "who")
    supports = [pk for pk, day, who in rows if (day, who) not in have]
    comments = list(Comment.unscoped.filter(idea=one, by_sender=False).order_by("pk").values_list("pk", flat=True))
    move_supports(supports, into.pk)
    for some in portions(comments):
        Comment.unscoped.filter(pk__in=some).update(idea=into)
    return supports, comments


def portions(pks, size=500):
    return [pks[start : start + size] for start in range(0, len(pks), size)]


def move_supports(pks, to):
    """These supports, wherever they are now, to an idea; the numbers of all ideas go with them."""
    for some in portions(pks):
        rows = Support.unscoped.filter(pk__in=some).exclude(idea=to)
        counted = rows.filter(is_aside=False).order_by().values_list("idea").annotate(n=Count("pk"))
        moved = 0
        for idea, number in list(counted):
            Idea.unscoped.filter(pk=idea, supports__gte=number).update(supports=F("supports") - number)
            moved += number
        rows.update(idea=to)
        if moved:
            Idea.unscoped.filter(pk=to).update(supports=F("supports") + moved)


def unmerge(act, person):
    """The idea is on its own again, with what came along from it."""
    neighbourhood, pk, into = act.neighbourhood, int(act.target), act.details["into"]
    one = locked(neighbourhood, pk, into).get(pk)
    if one is None:
        raise CannotUndo(_("It is not there any more."))
    if one.state != Idea.State.MERGED or one.merged_into_id != into:
        raise CannotUndo(_("It is undone already."))
    own = set(Support.unscoped.filter(idea=one).values_list("day", "who"))
    kept = []
    for some in portions(act.details["supports"]):
        kept += [row[0] for row in Support.unscoped.filter(pk__in=some).values_list("pk", "day", "who") if row[1:] not in own]
    move_supports(kept, one.pk)
    for some in portions(act.details["comments"]):
        Comment.of(neighbourhood).filter(pk__in=some).update(idea=one)
    trail.move_back(outlets.id_of(one), records.id_of("ideas", "idea", into), act.details.get("steps", ()))
    one.state, one.merged_into = act.details["state"], None
    one.save(update_fields=["state", "merged_into"])
    outlets.follow(neighbourhood, one)


@transaction.atomic
def split(neighbourhood, pk, person, *, text, second_text, second_title="", seen=None):
    """One idea becomes two: the first keeps its sender, supports, comments and answer, the second begins with none. (Act, new Idea).

    The second has no name and no address: who sent the first has all rights there, and erases there what is personal. `seen` is the text
    that the person saw when they divided it. Raises Refused.
    """
    one = locked(neighbourhood, pk).get(pk)
    if one is None:
        raise Refused(_("The idea is not there any more."))
    if one.state not in (Idea.State.WAITING, Idea.State.PUBLIC):
        raise Refused(_("Only an idea that is published or waiting to be checked can be split."))
    if seen is not None and seen != one.text:
        raise Refused(_("Its sender has changed the idea in the meantime. Look at the text again."))
    now = timezone.now()
    before, one.text = one.text, text
    one.save(update_fields=["text"])
    second = Idea.unscoped.create(
        neighbourhood_id=neighbourhood.pk,
        call=one.call,
        text=second_text,
        title=second_title,
        place=one.place,
        language=one.language,
        via=one.via,
        heard_by=one.heard_by,
        state=one.state,
        is_held=one.is_held,
        status=statuses.first(neighbourhood),
        sent_at=one.sent_at,
        published_at=now if one.is_public else None,
        due_on=one.due_on,
        split_from=one,
        is_example=one.is_example,
    )
    StatusChange.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=second, status=second.status, at=one.sent_at)
    for idea in (one, second):
        outlets.follow(neighbourhood, idea)
    act = acts.record(neighbourhood, "idea.split", one.pk, one.heading, person, text=before, now=text, second=second.pk)
    return act, second


def unsplit(act, person):
    """The text is whole again; the second goes into the first, with what it has got meanwhile."""
    neighbourhood = act.neighbourhood
    found = locked(neighbourhood, int(act.target), act.details["second"])
    one, second = found.get(int(act.target)), found.get(act.details["second"])
    if one is None or second is None:
        raise CannotUndo(_("It is not there any more."))
    if one.text != act.details["now"]:
        raise CannotUndo(_("Its sender has changed the idea since."))
    if second.is_answered:
        raise CannotUndo(_("The second idea has been answered already."))
    if second.state == Idea.State.MERGED:
        raise CannotUndo(_("The second idea has been merged since."))
    carry(second, one)
    trail.move(outlets.id_of(second), outlets.id_of(one))
    second.state, second.merged_into = Idea.State.MERGED, one
    second.save(update_fields=["state", "merged_into"])
    one.text = act.details["text"]
    one.save(update_fields=["text"])
    for idea in (one, second):
        outlets.follow(neighbourhood, idea)
