"""What activists do with ideas and comments: publish, ask, hide, answer, write down what they heard. Each is logged and can be undone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from neighbourhoods import acts, trail

from . import mails, outlets, queries, sending, statuses
from .models import Comment, Idea, Report, StatusChange, Support

# whoever writes down the same words for the same call again within this time has pressed twice
TWICE = timedelta(minutes=30)
HIDDEN_FOR = {
    "private": pgettext_lazy("ideas", "contains another person's details"),
    "offends": pgettext_lazy("ideas", "offends someone"),
    "advertising": pgettext_lazy("ideas", "is advertising"),
    "off_question": pgettext_lazy("ideas", "is off the question"),
    "twice": pgettext_lazy("ideas", "came twice"),
}


class TooLate(Exception):
    """Somebody else was faster, or its sender has taken it back."""


class AnsweredMeanwhile(Exception):
    """Somebody else has answered since the form was opened. `change` is what they wrote."""

    def __init__(self, change):
        super().__init__()
        self.change = change


def locked(neighbourhood, pk):
    """The idea, which nobody else changes until the transaction ends."""
    return Idea.of(neighbourhood).select_for_update().get(pk=pk)


def move(neighbourhood, idea, person, kind, state, *, details=None, **fields):
    """Bring an idea to a state; the Act, which remembers how it was. Inside a transaction."""
    before = {name: getattr(idea, name) for name in ("state", "hidden_for", "question", "is_held")}
    idea.state = state
    for name, value in fields.items():
        setattr(idea, name, value)
    idea.save(update_fields=["state", *fields])
    outlets.follow(neighbourhood, idea)
    return acts.record(neighbourhood, kind, idea.pk, idea.heading, person, **before, **(details or {}))


@transaction.atomic
def publish(neighbourhood, pk, person):
    """Everybody sees it. The Act, or None when it is published already. Raises TooLate."""
    idea = locked(neighbourhood, pk)
    if idea.state == Idea.State.PUBLIC:
        return None
    if idea.state not in (Idea.State.WAITING, Idea.State.HIDDEN):
        raise TooLate
    # a person has read it: it is no spam, and waits for its answer like all others
    fields = {"published_at": idea.published_at or timezone.now(), "hidden_for": "", "question": "", "is_held": False}
    return move(neighbourhood, idea, person, "idea.published", Idea.State.PUBLIC, **fields)


@transaction.atomic
def hide(neighbourhood, pk, person, reason):
    """Nobody sees it; its sender is told the reason and may correct it. `reason` is a key of HIDDEN_FOR.

    What readers have reported of it has been looked at by that.
    """
    idea = locked(neighbourhood, pk)
    if idea.state == Idea.State.HIDDEN and idea.hidden_for == reason:
        return None
    if idea.state not in (Idea.State.WAITING, Idea.State.PUBLIC, Idea.State.HIDDEN):
        raise TooLate
    reports = mark_reports(neighbourhood, idea, person)
    return move(neighbourhood, idea, person, "idea.hidden", Idea.State.HIDDEN, details={"reports": reports}, hidden_for=reason)


def mark_reports(neighbourhood, idea, person):
    """Ids of the reports of an idea that are looked at by this."""
    rows = list(Report.of(neighbourhood).filter(idea=idea, looked_at=None).values_list("pk", flat=True))
    Report.of(neighbourhood).filter(pk__in=rows, looked_at=None).update(looked_at=timezone.now(), looked_by=person)
    return rows


@transaction.atomic
def looked(neighbourhood, pk, person):
    """Somebody has read what was reported of an idea, and leaves it as it is. The Act, or None when there is nothing to look at."""
    idea = locked(neighbourhood, pk)
    rows = mark_reports(neighbourhood, idea, person)
    return acts.record(neighbourhood, "report.looked", idea.pk, idea.heading, person, reports=rows) if rows else None


@transaction.atomic
def ask(neighbourhood, pk, person, question):
    """Ask the sender for more: they read it behind their link, and in a mail where they have confirmed an address."""
    idea = locked(neighbourhood, pk)
    if idea.state not in (Idea.State.WAITING, Idea.State.PUBLIC):
        raise TooLate
    before = idea.question
    idea.question = question
    idea.save(update_fields=["question"])
    if idea.email_confirmed_at and before != question:
        mails.asked(neighbourhood, idea)
    return acts.record(neighbourhood, "idea.asked", idea.pk, idea.heading, person, question=before)


@transaction.atomic
def answer(neighbourhood, pk, person, *, status, text="", next_step="", role="", reason="", trial="", seen=None):
    """Say where an idea is now, and answer it. The sender gets a mail; the public reads the role and never the person's name.

    Without a text the status moves, and an answer that was given stays. `seen` is the id of the last change that the person knew of,
    where the form said it. `trial` is the id of the record of what the idea is tried in. Returns the Act. Raises TooLate, AnsweredMeanwhile
    and trail.Refused.
    """
    idea = locked(neighbourhood, pk)
    if idea.state in (Idea.State.WITHDRAWN, Idea.State.MERGED):
        raise TooLate
    newest = StatusChange.unscoped.filter(idea=idea, undone_at=None).order_by("-at", "-pk").first()
    if seen is not None and newest is not None and newest.pk != seen:
        raise AnsweredMeanwhile(newest)
    change = StatusChange.unscoped.create(
        neighbourhood_id=neighbourhood.pk,
        idea=idea,
        status=status,
        reason=reason,
        answer=text,
        answer_next=next_step,
        role=role,
        by=person,
    )
    bring_up_to_date(idea)
    outlets.follow(neighbourhood, idea)
    if text:
        tell(neighbourhood, idea, change)
    kind = "idea.answered" if text else "idea.moved"
    is_linked = bool(trial) and trail.link(source=outlets.id_of(idea), target=trial, kind="tried", neighbourhood=neighbourhood)
    details = {"trial": str(trial)} if is_linked else {}
    return acts.record(neighbourhood, kind, idea.pk, idea.heading, person, change=change.pk, **details)


def tell(neighbourhood, idea, change):
    """Its sender gets the answer, and so do those whose ideas have become part of it while everybody may see it."""
    if idea.email_confirmed_at:
        mails.answered(neighbourhood, idea, change)
    for one in queries.merged_into(neighbourhood, idea) if idea.is_public else ():
        if one.email and one.email_confirmed_at:
            mails.answered(neighbourhood, one, change, idea)


def bring_up_to_date(idea):
    """Status and answer of an idea as its changes say that still stand."""
    changes = list(StatusChange.unscoped.filter(idea=idea, undone_at=None).order_by("at", "pk"))
    last = next((one for one in reversed(changes) if one.answer), None)
    idea.status = changes[-1].status if changes else idea.status
    idea.answer = last.answer if last else ""
    idea.answer_next = last.answer_next if last else ""
    idea.answered_by_role = last.role if last else ""
    idea.answered_by = last.by if last else None
    idea.answered_at = last.at if last else None
    idea.save(update_fields=["status", "answer", "answer_next", "answered_by_role", "answered_by", "answered_at"])


@transaction.atomic
def hear(neighbourhood, call, person, fields, via):
    """Write down an idea that was told: it is published at once, since a person has read it already. (the Idea, its Act).

    Sent twice it is written down once; the Act is None then.
    """
    now = timezone.now()
    again = Idea.of(neighbourhood).filter(call=call, heard_by=person, text=fields["text"], via=via, sent_at__gt=now - TWICE).first()
    if again is not None:
        return again, None
    idea = Idea.unscoped.create(
        neighbourhood_id=neighbourhood.pk,
        call=call,
        text=fields["text"],
        title=fields.get("title", ""),
        place=fields.get("place", ""),
        name=fields.get("name", ""),
        language=sending.language_of(fields["text"], neighbourhood.languages[0]),
        via=via,
        heard_by=person,
        state=Idea.State.PUBLIC,
        status=statuses.first(neighbourhood),
        sent_at=now,
        published_at=now,
        due_on=sending.due_on(neighbourhood, call, now),
    )
    StatusChange.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=idea, status=idea.status, at=now)
    outlets.shown(neighbourhood, idea)
    return idea, acts.record(neighbourhood, "idea.heard", idea.pk, idea.heading, person)


@transaction.atomic
def check_comment(neighbourhood, pk, person, state):
    """Publish or hide a comment. The Act, or None when it is so already."""
    row = Comment.of(neighbourhood).select_for_update().select_related("idea").get(pk=pk)
    if row.state == state:
        return None
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    kind = "comment.published" if state == Comment.State.PUBLIC else "comment.hidden"
    return acts.record(neighbourhood, kind, row.pk, str(row), person, state=before)


@transaction.atomic
def set_aside(neighbourhood, pk, person, rows):
    """Take supports out of the count: part of a burst. `rows` are ids of Supports. The Act, or None when none of them counted."""
    idea = locked(neighbourhood, pk)
    own = list(Support.of(neighbourhood).filter(idea=idea, pk__in=rows, is_aside=False).values_list("pk", flat=True))
    return count(neighbourhood, idea, person, "support.aside", own, True) if own else None


@transaction.atomic
def count_again(neighbourhood, pk, person):
    """All supports of an idea count again. The Act, or None when none was set aside."""
    idea = locked(neighbourhood, pk)
    own = list(Support.of(neighbourhood).filter(idea=idea, is_aside=True).values_list("pk", flat=True))
    return count(neighbourhood, idea, person, "support.counted", own, False) if own else None


def count(neighbourhood, idea, person, kind, rows, is_aside):
    mark_supports(idea, rows, is_aside)
    return acts.record(neighbourhood, kind, idea.pk, idea.heading, person, rows=rows)


def mark_supports(idea, rows, is_aside):
    """Whether these supports are set aside; the number of the idea follows."""
    Support.unscoped.filter(idea=idea, pk__in=rows).update(is_aside=is_aside)
    idea.supports = Support.unscoped.filter(idea=idea, is_aside=False).count()
    idea.save(update_fields=["supports"])
