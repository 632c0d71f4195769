"""Links that sign one person in once, within a quarter of an hour."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone

from .. import addresses
from ..models import SigninLink, User
from ..models.user import clean_address
from .keepers import keeper_addresses, keeper_has_signed_in

VALID = timedelta(minutes=15)


def digest(secret):
    return sha256(secret.encode()).hexdigest()


def make_link(user):
    """A full address, single use, valid 15 minutes. Old links of everybody that have run out are removed."""
    now = timezone.now()
    SigninLink.objects.filter(expires_at__lt=now).delete()
    secret = secrets.token_urlsafe(32)
    SigninLink.objects.create(user=user, digest=digest(secret), expires_at=now + VALID)
    return addresses.portal_url() + reverse("signin_link", args=[secret])


def find_link(secret):
    """The row of a link that still works, or None."""
    return (
        SigninLink.objects.filter(digest=digest(secret), expires_at__gte=timezone.now(), user__is_active=True)
        .select_related("user")
        .first()
    )


def use_link(link):
    """True for exactly one of those who press the button at the same time."""
    return SigninLink.objects.filter(pk=link.pk).delete()[0] == 1


def first_link(port):
    """A link for the keeper until one has signed in; None when one has, or when no keeper is named."""
    if keeper_has_signed_in():
        return None
    named = [clean_address(address) for address in keeper_addresses()]
    user = User.objects.filter(email__in=named, is_superuser=True, is_active=True).first()
    if user is None:
        return None
    token = addresses.request_port.set(str(port))
    try:
        return make_link(user)
    finally:
        addresses.request_port.reset(token)
