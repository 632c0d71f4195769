"""From an invitation to a membership: the link and its secret, the mail, and who may take it.

A link is never a way to sign in as somebody who has rights: only a person who was never here is signed in by the link of a mail;
everybody else shows by a code who they are.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from .. import addresses, current, mail
from ..models import Invitation, Membership, Neighbourhood, Role, User
from .links import digest

DAYS = 14
# how long rows of the Team page are kept: one that ran out is shown as such until then
KEEP = timedelta(days=30)
# one person may have mistyped the address
TRIES = 5
PENDING = "invitations"


class TooManyTries(Exception):
    """This browser has typed one address after the other."""


def signer():
    # a point, since addresses do not hold it back and the secret has none
    return TimestampSigner(salt="neighbourhoods.invitation", sep=".")


def make_link(invitation):
    """A full address, single use, valid for DAYS. One that was made before is dead."""
    secret = signer().sign(secrets.token_urlsafe(24))
    invitation.digest, invitation.link_expires_at = digest(secret), timezone.now() + timedelta(days=DAYS)
    invitation.save(update_fields=["digest", "link_expires_at"])
    return addresses.portal_url() + reverse("invitation", args=[secret])


def still_open():
    """Rows of which a link works now."""
    rows = Invitation.objects.filter(accepted_at=None, link_expires_at__gte=timezone.now()).exclude(digest="")
    return rows.exclude(neighbourhood__state="removed")


def find(secret):
    """The row of a link that still works, or None: forged, too old, used and withdrawn are all the same."""
    if not is_ours(secret):
        return None
    return still_open().filter(digest=digest(secret)).select_related("neighbourhood").first()


def is_ours(secret):
    try:
        signer().unsign(secret, max_age=timedelta(days=DAYS))
    except BadSignature:
        return False
    return True


def has_accepted(secret, user):
    """The neighbourhood, when this link was used already and the person belongs there: who presses twice has not failed."""
    if not is_ours(secret):
        return None
    row = Invitation.objects.filter(digest=digest(secret), neighbourhood__memberships__user=user).exclude(accepted_at=None).first()
    return row.neighbourhood if row else None


# What the mail says


def send(invitation):
    """Makes the link and puts the mail that alone holds it into the outbox; in the transaction of the caller."""
    place, keeper = invitation.neighbourhood, invitation.invited_by is None or invitation.invited_by.is_superuser
    record = current.by_slug(place.slug)
    language = record.languages[0] if record and record.languages else settings.LANGUAGE_CODE
    values = {
        "name": place.name,
        "address": record.root_url if record else addresses.portal_url(),
        "by_keeper": keeper,
        "as_coordinator": invitation.role == Role.COORDINATOR,
        "link": make_link(invitation),
        "days": DAYS,
    }
    with translation.override(language):
        subject = " ".join(render_to_string("account/email/invitation_subject.txt", values).split())
        body = render_to_string("account/email/invitation_message.txt", values).strip() + "\n"
    mail.post(recipient=invitation.email, subject=subject, body=body)
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])


def send_due():
    """Mails to those whom files name. Nothing without a mail server: in a trial their codes are on the console, and enough."""
    if not settings.EMAIL_URL:
        return
    due = Invitation.objects.filter(sent_at=None, accepted_at=None).exclude(post="").exclude(neighbourhood__state="removed")
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            # of two runs at once only one finds it unsent
            if due.filter(pk=pk).update(sent_at=timezone.now()):
                send(Invitation.objects.select_related("neighbourhood", "invited_by").get(pk=pk))


# Who may take it


@transaction.atomic
def accept(invitation, user):
    """True when the person belongs there by this invitation; False when it was used or withdrawn, or is not for them."""
    place = Neighbourhood.objects.select_for_update().get(pk=invitation.neighbourhood_id)
    mine = Invitation.objects.filter(pk=invitation.pk, email__in=["", user.email], accepted_at=None)
    if not mine.update(accepted_at=timezone.now()):
        return False
    membership, made = Membership.objects.get_or_create(user=user, neighbourhood=place, defaults={"role": invitation.role})
    if not made and invitation.role == Role.COORDINATOR != membership.role:
        # never the other way: nobody loses a role by accepting
        membership.role = Role.COORDINATOR
        membership.save()
    # what was asked of the same person earlier in this request
    user._places = None
    log(instance=place, action="team.accept", user=user, data={"person": user.pk, "role": membership.role})
    return True


def accept_invitations(user):
    """Who signs in with an address that a file names as steward or deputy becomes a coordinator of that neighbourhood."""
    for invitation in Invitation.objects.filter(email=user.email, accepted_at=None).exclude(post=""):
        accept(invitation, user)


@transaction.atomic
def arrive(invitation):
    """The account of a person who was never here, who now belongs to the neighbourhood. Made here when there is none.

    None when the address has rights or a past: then the link of a mail is not enough. Only for links that went by mail.
    """
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user and not is_new(user, invitation):
        return None
    if user is None:
        user = User.objects.create_user(invitation.email)
    return user if accept(invitation, user) else None


def is_new(user, invitation):
    """Whether nothing could be gained by becoming this person but what the invitation offers: signing in accepts those of the files."""
    if Invitation.objects.filter(email=user.email, accepted_at=None).exclude(post="").exclude(pk=invitation.pk).exists():
        return False
    has_rights = user.is_superuser or user.is_staff or user.groups.exists() or user.user_permissions.exists()
    return user.is_active and user.last_login is None and not has_rights and not user.memberships.exists()


def is_taken(invitation, request):
    """Whether somebody else has typed their address into this link that was shown on a screen."""
    if not invitation.email or invitation.sent_at:
        return False
    own = request.user.is_authenticated and request.user.email == invitation.email
    return not own and str(invitation.pk) not in request.session.get(PENDING, {})


@transaction.atomic
def take(invitation, address, session):
    """From now on the link is of use to this address alone. True for exactly one of those who try at the same time.

    The same browser may correct what it typed; raises TooManyTries when it goes on and on.
    """
    key, tries = str(invitation.pk), session.get(PENDING, {})
    if tries.get(key, 0) >= TRIES:
        raise TooManyTries
    free = Q(email="") | (Q(sent_at=None) if key in tries else Q(pk__in=[]))
    if not still_open().filter(free, pk=invitation.pk).update(email=address):
        return False
    session[PENDING] = {**tries, key: tries.get(key, 0) + 1}
    if not User.objects.filter(email=address).exists():
        # an account to send a code to, without a password and without a right anywhere
        User.objects.create_user(address)
    return True


def wait_for_code(invitation, session):
    """The button was pressed; the membership follows when this browser has signed in as the person whom it is for."""
    session[PENDING] = {**session.get(PENDING, {}), str(invitation.pk): session.get(PENDING, {}).get(str(invitation.pk), 0)}


def accept_pending(request):
    """After the code: what was pressed in this browser, and in no other. The neighbourhood that was joined last, or None.

    Signing in alone joins nothing: whoever types another person's address into a link would make them a member unasked.
    """
    waiting = [pk for pk in request.session.pop(PENDING, {}) if pk.isdigit()]
    joined = None
    for invitation in still_open().filter(pk__in=waiting, email=request.user.email).select_related("neighbourhood"):
        if accept(invitation, request.user):
            joined = invitation.neighbourhood
    return joined


# What is of no use any more


def forget():
    """Old rows of the Team page, and accounts that were made for an invitation and never used."""
    long_ago = timezone.now() - KEEP
    Invitation.objects.filter(post="", created_at__lt=long_ago).delete()
    waiting = Invitation.objects.filter(accepted_at=None).values("email")
    unused = User.objects.filter(is_active=True, is_superuser=False, is_staff=False, last_login=None, date_joined__lt=long_ago)
    unused.filter(memberships=None, groups=None, user_permissions=None).exclude(email__in=waiting).delete()
