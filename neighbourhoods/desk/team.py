"""Who belongs to a neighbourhood, and what coordinators may change of it. Every act is in the log, without an address."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from ..isolation import scope
from ..models import Invitation, Membership, Neighbourhood, Role, User
from ..signin import invitations

IN_A_DAY = 20
ACTS_SHOWN = 10
ACTIONS = {
    "team.invite": _("Invitation sent"),
    "team.link": _("Link made"),
    "team.withdraw": _("Invitation withdrawn"),
    "team.accept": _("Invitation accepted"),
    "team.role": _("Role changed"),
    "team.end": _("Membership ended"),
}


class Refused(Exception):
    """Its text is a sentence that says why, and what to do."""


class NotHere(Exception):
    """No such membership or invitation in this neighbourhood, or the person may not do this any more."""


@contextmanager
def alone(pk, by):
    """The row of the neighbourhood, locked: of two who act at the same moment the second sees what the first has done."""
    with transaction.atomic():
        place = Neighbourhood.objects.select_for_update().filter(pk=pk).first()
        if place is None or not (scope.is_keeper(by) or by.memberships.filter(neighbourhood=place, role=Role.COORDINATOR).exists()):
            raise NotHere
        yield place


# Inviting


def invite(record, by, address, role):
    """A link by mail, whoever has the address. For a member nothing is sent, and the answer is the same."""
    with alone(record.pk, by) as place:
        if place.memberships.filter(user__email=address).exists():
            return
        keep_to_the_limit(place)
        # one that went to the same address before: its link is dead
        place.invitations.filter(post="", email=address, accepted_at=None).delete()
        invitations.send(Invitation.objects.create(neighbourhood=place, email=address, role=role, invited_by=by))
        # no person, known or not: the log must not tell who has an account
        log(instance=place, action="team.invite", user=by, data={"person": None, "role": role})


def make_link(record, by, role):
    """A full address to be shown on a screen or on paper. Nobody can be shown it again."""
    with alone(record.pk, by) as place:
        keep_to_the_limit(place)
        link = invitations.make_link(Invitation.objects.create(neighbourhood=place, role=role, invited_by=by))
        log(instance=place, action="team.link", user=by, data={"person": None, "role": role})
    return link


def keep_to_the_limit(place):
    """Counted from the log: what was withdrawn has been sent all the same."""
    made = acts_of(place.pk).filter(action__in=("team.invite", "team.link"), timestamp__gte=timezone.now() - timedelta(days=1))
    if made.count() >= IN_A_DAY:
        raise Refused(_("You have invited 20 times within a day. Go on tomorrow."))


def withdraw(record, by, pk):
    with alone(record.pk, by) as place:
        row = open_rows(place.pk).filter(post="", pk=pk).first()
        if row is None:
            raise NotHere
        row.delete()
        log(instance=place, action="team.withdraw", user=by, data={"person": None, "role": row.role})


# Members


def change_role(pk, by, role, neighbourhood=None):
    """Of a membership; `neighbourhood` is the pk of the one that it must be in."""
    with changing(pk, by, neighbourhood) as (place, membership):
        if membership.role == role:
            return
        keep_the_last(membership)
        membership.role = role
        membership.save()
        if role != Role.COORDINATOR:
            forget_links(place, membership.user)
        log(instance=place, action="team.role", user=by, data={"person": membership.user_id, "role": role})


def end(pk, by, neighbourhood=None):
    """The membership alone: the person stays, in other neighbourhoods too. Their sessions end (neighbourhoods.signals)."""
    with changing(pk, by, neighbourhood) as (place, membership):
        keep_the_last(membership)
        membership.delete()
        forget_links(place, membership.user)
        log(instance=place, action="team.end", user=by, data={"person": membership.user_id, "role": membership.role})


@contextmanager
def changing(pk, by, neighbourhood):
    """(locked row of the neighbourhood, the membership as it is now)"""
    rows = Membership.objects.filter(pk=pk) if neighbourhood is None else Membership.objects.filter(pk=pk, neighbourhood=neighbourhood)
    found = rows.values_list("neighbourhood_id", flat=True).first()
    if found is None:
        raise NotHere
    with alone(found, by) as place:
        membership = Membership.objects.filter(pk=pk, neighbourhood=place).select_related("user", "neighbourhood").first()
        if membership is None:
            raise NotHere
        yield place, membership


def keep_the_last(membership):
    """Somebody must be left who can invite others. Who may not sign in can not."""
    if is_last(membership):
        raise Refused(_("You cannot remove the last steward. Invite another first."))


def is_last(membership):
    if membership.role != Role.COORDINATOR or not membership.user.is_active:
        return False
    others = Membership.objects.filter(neighbourhood=membership.neighbourhood_id, role=Role.COORDINATOR, user__is_active=True)
    return not others.exclude(pk=membership.pk).exists()


def forget_links(place, user):
    """Somebody who may invite no more must not come back by an invitation of their own, nor by an older one to them."""
    still_open = place.invitations.filter(post="", accepted_at=None)
    still_open.filter(Q(invited_by=user) | Q(email=user.email)).delete()


# What the page shows


def members(pk):
    """[Membership], coordinators first; `somebody_comes` and `coordinator_comes`: whether an invitation can still be taken."""
    coming = Invitation.objects.filter(neighbourhood=pk, accepted_at=None, link_expires_at__gte=timezone.now())
    asked = {"somebody_comes": Exists(coming), "coordinator_comes": Exists(coming.filter(role=Role.COORDINATOR))}
    rows = Membership.objects.filter(neighbourhood=pk).select_related("user").annotate(**asked)
    return sorted(rows, key=lambda row: (row.role != Role.COORDINATOR, name_of(row.user).casefold(), row.pk))


def members_for(person, pk):
    """The same, remembered on the object of the person who asks, which lives for one request: several parts of the desk ask."""
    if getattr(person, "_members", None) is None:
        person._members = {}
    if pk not in person._members:
        person._members[pk] = members(pk)
    return person._members[pk]


def name_of(user):
    return user.get_full_name().strip() or user.email


def open_rows(pk):
    return Invitation.objects.filter(neighbourhood=pk, accepted_at=None)


def open_invitations(pk):
    """Of the files first, then the newest. `row.is_old`: its link works no more."""
    now, rows = timezone.now(), list(open_rows(pk).order_by("-post", "-created_at", "-pk"))
    for row in rows:
        row.is_old = not row.post and (row.link_expires_at is None or row.link_expires_at < now)
    return rows


def acts_of(pk):
    return ModelLogEntry.objects.get_for_model(Neighbourhood).filter(object_id=str(pk), action__in=ACTIONS)


def last_acts(pk):
    """[{what, whom, role, who, at}] of the last ten, newest first; whom and who are users or None."""
    rows = list(acts_of(pk).order_by("-timestamp", "-pk")[:ACTS_SHOWN])
    wanted = {row.user_id for row in rows} | {row.data.get("person") for row in rows}
    # who was erased has no name, and no address any more
    people = User.objects.filter(pk__in=wanted - {None}).exclude(email__endswith="@invalid").in_bulk()
    return [
        {
            "what": ACTIONS[row.action],
            "whom": people.get(row.data.get("person")),
            "is_about_somebody": row.data.get("person") is not None,
            "role": dict(Role.choices).get(row.data.get("role"), ""),
            "who": people.get(row.user_id),
            "at": row.timestamp,
        }
        for row in rows
    ]
