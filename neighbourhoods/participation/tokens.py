"""The signed token of a public form: which form, about what, on which host, since when, and a random id that is used once.

It stands in for Django's CSRF cookie, which readers do not get, and makes one row of what is sent twice.
"""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.db import connection, transaction
from django.utils import timezone

from ..models import SentForm

AGE = 24 * 60 * 60
SALT = "neighbourhoods.participation"


@dataclass(frozen=True)
class Token:
    """`age` in seconds. One that is too old still says whose photo was kept under its id."""

    id: str
    age: float

    @property
    def is_fresh(self):
        return self.age <= AGE


def new(form, about, host):
    """Text of a token for the form with this key, about this thing ("" for none), on this host."""
    value = {"form": form, "about": str(about), "host": host, "id": secrets.token_urlsafe(16), "at": round(timezone.now().timestamp(), 2)}
    return signing.dumps(value, salt=SALT, compress=True)


def read(text, form, about, host):
    """Token, or None for what is forged or belongs to another form, thing or host."""
    try:
        value = signing.loads(text[:600], salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if (value.get("form"), value.get("about"), value.get("host")) != (form, str(about), host):
        return None
    # clocks of several machines differ a little
    return Token(value["id"], max(0, timezone.now().timestamp() - value["at"]))


def use(token_id, form, make):
    """(what came of it, whether it came of it now): calls `make()` once for a token, however often and at the same moment it is sent.

    The row of the token and whatever `make` writes stand or fall together. `make` gives a text of at most 100 letters.
    """
    with transaction.atomic():
        if not is_first(token_id, form):
            return SentForm.objects.values_list("result", flat=True).get(token=token_id), False
        result = str(make())
        SentForm.objects.filter(pk=token_id).update(result=result)
        return result, True


def is_first(token_id, form):
    """Whether nobody has used the token. Who comes at the same moment waits here until the other is done."""
    table = connection.ops.quote_name(SentForm._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (token, form, result, sent_at) VALUES (%s, %s, '', %s) ON CONFLICT (token) DO NOTHING",
            [token_id, form, connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        return cursor.rowcount == 1
