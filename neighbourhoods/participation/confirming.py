"""PUBLIC. An address is confirmed by its owner: by a button behind the link in a mail, or by six digits. Opening the link changes nothing.

Mail scanners open links, so the button it is. Until then an address is told nothing but that somebody gave it.
"""

import hmac
import secrets
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from ..models import EmailConfirmation
from . import links

HOURS = 48
MOST_TRIES = 5


def ask(neighbourhood, purpose, target, email):
    """(secret for the link, six digits) with which `email` can be confirmed for a thing; what was asked before is worth nothing now."""
    secret, code = links.new_secret(), f"{secrets.randbelow(10**6):06}"
    row = EmailConfirmation(
        neighbourhood_id=neighbourhood.pk,
        purpose=purpose,
        target=str(target),
        email=email,
        secret_hash=links.hashed(secret),
        code_hash=links.hashed(f"{purpose} {target} {code}"),
        expires_at=timezone.now() + timedelta(hours=HOURS),
    )
    changed = ("neighbourhood", "email", "secret_hash", "code_hash", "tries", "expires_at")
    EmailConfirmation.objects.bulk_create([row], update_conflicts=True, unique_fields=("purpose", "target"), update_fields=changed)
    return secret, code


def open_ones(neighbourhood, purpose):
    return EmailConfirmation.objects.filter(neighbourhood=neighbourhood.pk, purpose=purpose, expires_at__gt=timezone.now())


def of_link(neighbourhood, purpose, secret):
    """The EmailConfirmation that a link from a mail belongs to, or None."""
    if not links.SECRET.fullmatch(secret):
        return None
    return open_ones(neighbourhood, purpose).filter(secret_hash=links.hashed(secret)).first()


def of_code(neighbourhood, purpose, target, code):
    """The EmailConfirmation of a thing when the six digits are right, else None; after five wrong ones no digits are."""
    row = open_ones(neighbourhood, purpose).filter(target=str(target)).first()
    # counted before it is looked at: many at the same moment have no more tries than one after the other
    if row is None or not EmailConfirmation.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return None
    # people write them in the digits of their own script
    digits = "".join(str(int(sign)) for sign in str(code)[:20] if sign.isdecimal())
    return row if hmac.compare_digest(row.code_hash, links.hashed(f"{purpose} {target} {digits}")) else None


def done(row):
    """It is confirmed: whoever asked keeps the address, and nothing is left here. False when somebody else was faster."""
    return bool(EmailConfirmation.objects.filter(pk=row.pk).delete()[0])


def stop(purpose, target):
    """Nobody waits for this address any more."""
    EmailConfirmation.objects.filter(purpose=purpose, target=str(target)).delete()


def forget():
    EmailConfirmation.objects.filter(expires_at__lt=timezone.now()).delete()
