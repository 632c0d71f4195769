"""What residents do, without an account: send, support, comment, report, and what the holder of an own link may."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from neighbourhoods.participation import confirming, forgetting, links

from . import mails, outlets, statuses
from .models import Comment, Idea, Report, StatusChange, Support

OWN = mails.OWN
SCRIPTS = (("ar", "\u0600", "\u06ff"), ("uk", "\u0400", "\u04ff"), ("he", "\u0590", "\u05ff"))


class Answered(Exception):
    """The idea has an answer: it is not changed any more."""


def language_of(text, reader):
    """The language of a text: that of its script, where the script says so, else the reader's."""
    letters = [letter for letter in text if letter.isalpha()]
    for code, first, last in SCRIPTS:
        if sum(first <= letter <= last for letter in letters) * 2 > len(letters):
            return code
    return reader


def due_on(neighbourhood, call, sent_at):
    """The day by which an idea that came then has its answer, or None."""
    days = []
    if call.answer_within_days:
        days.append(timezone.localdate(sent_at, neighbourhood.zone) + timedelta(days=call.answer_within_days))
    if call.answer_by:
        days.append(call.answer_by)
    return min(days) if days else None


def free_code(neighbourhood, secret):
    """(number, hash) of a spoken code that no idea of the neighbourhood has."""
    number = 0
    while True:
        hashed = links.hashed(links.code_of(secret, number))
        if not Idea.of(neighbourhood).filter(code_hash=hashed).exists():
            return number, hashed
        number += 1


def send_idea(neighbourhood, call, fields, sent):
    """The Idea that somebody sent; in a transaction. `fields` are the cleaned texts of the form, `sent` is a participation.Sent."""
    secret = links.secret_of(sent.token)
    number, hashed = free_code(neighbourhood, secret)
    now = timezone.now()
    is_checked = call.check_first or sent.is_held
    idea = Idea.unscoped.create(
        neighbourhood_id=neighbourhood.pk,
        call=call,
        text=fields["text"],
        title=fields.get("title", ""),
        place=fields.get("place", ""),
        name=fields.get("name", ""),
        email=fields.get("email", ""),
        photo=sent.photo,
        language=language_of(fields["text"], sent.language),
        mail_language=sent.language,
        state=Idea.State.WAITING if is_checked else Idea.State.PUBLIC,
        is_held=sent.is_held,
        status=statuses.first(neighbourhood),
        sent_at=now,
        published_at=None if is_checked else now,
        due_on=due_on(neighbourhood, call, now),
        code_number=number,
        code_hash=hashed,
    )
    StatusChange.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=idea, status=idea.status, at=now)
    links.keep(neighbourhood, OWN, idea.pk, secret)
    if idea.email:
        mails.confirm(neighbourhood, idea)
    if idea.is_public:
        outlets.shown(neighbourhood, idea)
    return idea


def confirm(neighbourhood, row):
    """The address of an EmailConfirmation is its owner's; twice does as once. The Idea, or None where there is none any more."""
    with transaction.atomic():
        idea = Idea.of(neighbourhood).filter(pk=row.target, email__iexact=row.email).first()
        if idea is None or not confirming.done(row):
            return idea
        idea.email_confirmed_at = timezone.now()
        idea.save(update_fields=["email_confirmed_at"])
        secret = links.new_secret()
        links.keep(neighbourhood, OWN, idea.pk, secret)
        mails.received(neighbourhood, idea, secret)
    return idea


def change(neighbourhood, idea, fields):
    """Its sender changes it. Raises Answered. On a call that checks first it is checked again."""
    with transaction.atomic():
        row = Idea.of(neighbourhood).select_for_update().get(pk=idea.pk)
        if row.is_answered or row.state in (Idea.State.MERGED, Idea.State.WITHDRAWN):
            raise Answered
        for name in ("text", "title", "place", "name"):
            if name in fields:
                setattr(row, name, fields[name])
        row.language = language_of(row.text, row.mail_language or row.language)
        row.question, row.hidden_for = "", ""
        if row.call.check_first or row.is_held or row.state == Idea.State.HIDDEN:
            row.state = Idea.State.WAITING
        row.save()
        outlets.follow(neighbourhood, row)
    return row


def parts_of(neighbourhood, idea):
    """[Idea] that were split from it, and from these: what its sender has written. A query for each step."""
    found, step = [], [idea.pk]
    while step:
        rows = list(Idea.of(neighbourhood).filter(split_from__in=step).exclude(pk__in=[idea.pk, *(one.pk for one in found)]).order_by("pk"))
        found += rows
        step = [row.pk for row in rows]
    return found


def is_shared(row):
    """Whether ideas of others have become part of it: then it is not of one sender any more."""
    return Idea.unscoped.filter(merged_into=row, state=Idea.State.MERGED).exists()


def shared_parts(neighbourhood, idea):
    """Those parts that stay when its sender takes the idea back."""
    return [row for row in parts_of(neighbourhood, idea) if row.state != Idea.State.MERGED and is_shared(row)]


def withdraw(neighbourhood, idea):
    """Its sender takes it back, with its parts: nobody sees them any more. By the same link they can be sent again."""
    with transaction.atomic():
        if not Idea.of(neighbourhood).filter(pk=idea.pk).exclude(state=Idea.State.MERGED).update(state=Idea.State.WITHDRAWN):
            return
        parts = [row for row in parts_of(neighbourhood, idea) if row.state != Idea.State.MERGED and not is_shared(row)]
        Idea.of(neighbourhood).filter(pk__in=[row.pk for row in parts]).update(state=Idea.State.WITHDRAWN)
        for row in (idea, *parts):
            row.state = Idea.State.WITHDRAWN
            outlets.hidden(row)


def restore(neighbourhood, idea):
    """The sender has changed their mind: it comes back, with its parts, and is checked."""
    with transaction.atomic():
        rows = Idea.of(neighbourhood).filter(state=Idea.State.WITHDRAWN)
        if rows.filter(pk=idea.pk).update(state=Idea.State.WAITING):
            # a part has no link of its own: nobody else can have taken it back
            rows.filter(pk__in=[row.pk for row in parts_of(neighbourhood, idea)]).update(state=Idea.State.WAITING)


def forget_sender(idea):
    """Name, address and every link are erased, what the idea says stays. Nobody can change it any more."""
    with transaction.atomic():
        stop_mail(idea)
        links.revoke(OWN, idea.pk)
        idea.name = idea.email = ""
        idea.email_confirmed_at = idea.code_hash = None
        idea.save(update_fields=["name", "email", "email_confirmed_at", "code_hash"])
        Comment.unscoped.filter(idea=idea, by_sender=True).update(name="")


def forget_address(idea):
    """Mail to this address ends; the link still opens the idea."""
    stop_mail(idea)
    idea.email, idea.email_confirmed_at = "", None
    idea.save(update_fields=["email", "email_confirmed_at"])


def stop_mail(idea):
    """What has not left to the address of its sender never does. New links are of an address: whoever has not confirmed it stops none."""
    forgetting.forget_address(OWN, idea.pk)
    if idea.email_confirmed_at:
        mails.stop_links(idea)


def support(neighbourhood, idea, who):
    """The Support of a browser today; once, however often and at the same moment it is asked for."""
    day = timezone.localdate(timezone=neighbourhood.zone)
    try:
        with transaction.atomic():
            row = Support.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=idea, day=day, who=who)
            Idea.unscoped.filter(pk=idea.pk).update(supports=F("supports") + 1)
            return row
    except IntegrityError:
        return Support.unscoped.get(idea=idea, day=day, who=who)


def take_support_back(neighbourhood, idea, row_id):
    """Twice does as once."""
    with transaction.atomic():
        rows = Support.of(neighbourhood).filter(pk=row_id, idea=idea)
        counted = rows.filter(is_aside=False).delete()[0]
        rows.delete()
        if counted:
            Idea.unscoped.filter(pk=idea.pk, supports__gt=0).update(supports=F("supports") - 1)


def comment(neighbourhood, idea, fields, sent, *, by_sender=False):
    """A Comment; a person reads it before others see it."""
    return Comment.unscoped.create(
        neighbourhood_id=neighbourhood.pk,
        idea=idea,
        text=fields["text"],
        name=fields.get("name", ""),
        language=language_of(fields["text"], sent.language),
        by_sender=by_sender,
        is_held=sent.is_held,
    )


def report(neighbourhood, idea, text):
    """Somebody finds something wrong with an idea: at most one row for it and a day, with a count. The first text is kept."""
    day = timezone.localdate(timezone=neighbourhood.zone)
    row = Report.of(neighbourhood).filter(idea=idea, day=day)
    if row.update(count=F("count") + 1):
        return row.get()
    try:
        with transaction.atomic():
            return Report.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=idea, day=day, text=text[:500])
    except IntegrityError:
        row.update(count=F("count") + 1)
        return row.get()
