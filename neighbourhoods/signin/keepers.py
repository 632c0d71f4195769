"""Who runs the install: named in portal.toml or in KEEPER_EMAIL."""

from django.conf import settings

from ..models import Install, User
from ..models.user import clean_address


def keeper_addresses(portal=None):
    """Addresses of keepers by the portal's file (as applied, or as given) and by KEEPER_EMAIL, in that order."""
    if portal is None:
        portal = Install.objects.filter(pk=1).values_list("portal", flat=True).first() or {}
    named = clean_address((portal.get("people") or {}).get("keeper"))
    return [address for address in dict.fromkeys([named, settings.KEEPER_EMAIL]) if address]


def keeper_has_signed_in():
    return User.objects.filter(is_superuser=True, is_active=True, last_login__isnull=False).exists()
