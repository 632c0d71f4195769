"""PUBLIC. Own links and spoken codes: what a resident has instead of an account.

A link holds a long secret and gives all rights to one thing; a code has eight letters that can be said on the telephone. The database
knows their hashes alone. The secret of a form is made from its token: whoever sends the same form twice gets the same link.
"""

import base64
import hashlib
import io
import re
import secrets

import segno
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe

from ..models import OwnLink

# Letters and digits that sound and look different from each other, also in Finnish: no B, D, G, Q, W, Z, and nothing like 0, 1, I, O.
ALPHABET = "ACEFHJKLMNPRSTUVXY23456789"
LENGTH = 8
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()


def secret_of(token_id):
    """The secret that belongs to what a form made."""
    digest = salted_hmac("neighbourhoods.participation.own-link", token_id, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def new_secret():
    return secrets.token_urlsafe(32)


def keep(neighbourhood, purpose, target, secret):
    """From now on the secret opens the thing."""
    OwnLink.objects.create(neighbourhood_id=neighbourhood.pk, purpose=purpose, target=str(target), secret_hash=hashed(secret))


def find(neighbourhood, purpose, secret):
    """What the secret opens in this neighbourhood, as text, or None. One query."""
    if not SECRET.fullmatch(secret):
        return None
    own = OwnLink.objects.filter(neighbourhood=neighbourhood.pk, purpose=purpose, secret_hash=hashed(secret))
    return own.values_list("target", flat=True).first()


def revoke(purpose, target):
    """None of its links opens the thing any more."""
    OwnLink.objects.filter(purpose=purpose, target=str(target)).delete()


def code_of(secret, number=0):
    """The spoken code that goes with a secret; the next number gives another one, where that was taken already."""
    value = int.from_bytes(hashlib.sha256(f"{number} {secret}".encode()).digest(), "big")
    letters = []
    for _place in range(LENGTH):
        value, rest = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def spoken(code):
    """As it is written and said: in two halves."""
    return f"{code[:4]}-{code[4:]}"


def clean_code(text):
    """The code as it was given, or "" for what cannot be one. Spaces, hyphens and small letters are all the same."""
    code = re.sub(r"[\s\-–]+", "", str(text)[:40]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def qr(text, words):
    """A QR code as SVG that stands in the page; `words` say what it is."""
    out = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        scale=4,
        border=2,
        title=words,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        light="#fff",
    )
    return mark_safe(out.getvalue().decode())
