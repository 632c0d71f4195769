"""PUBLIC. Who sends, without knowing who: a hash of a piece of the network address, with a salt that is thrown away when the day is over.

Limits are counted in the database, so that they hold over several processes. Whoever is over one is not refused: what was sent is
kept, and a person looks at it first.
"""

import functools
import hashlib
import hmac
import secrets
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ..models import DailySalt, SenderCount

HOUR = 3600


def is_from_elsewhere(request):
    """Whether another site's page sent this. Neighbourhoods share a parent domain: the same site is not enough."""
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        return True
    # cut by hand: urlsplit raises for what no browser would send
    return origin is not None and origin.partition("://")[2].lower() != request.get_host().lower()


def network_of(request):
    """The beginning of the sender's address: 24 bits of it, or 48 of a long one. As many proxies are believed as the settings say."""
    addresses = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        forwarded = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        addresses = forwarded[-settings.PROXIES :][:1] or addresses
    try:
        address = ip_address(addresses[0])
        # a server that listens on both kinds writes 192.0.2.7 as ::ffff:192.0.2.7; all of those share their first 48 bits
        address = getattr(address, "ipv4_mapped", None) or address
        return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
    except ValueError:
        return "unknown"


@functools.lru_cache(maxsize=2)
def salt_of(day, database):
    """The salt of a day; the same in every process. `database` is its name: tests have one of their own."""
    DailySalt.objects.bulk_create([DailySalt(day=day, salt=secrets.token_hex(32))], ignore_conflicts=True)
    return DailySalt.objects.values_list("salt", flat=True).get(day=day)


def today():
    return timezone.localdate(timezone=timezone.get_default_timezone())


def hashed(*parts):
    """A hash of texts that means nothing tomorrow."""
    salt = salt_of(today(), settings.DATABASES["default"]["NAME"])
    return hmac.new(salt.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def sender(request):
    """The hash of a sender's network: the same for a school or a library."""
    return hashed("network", network_of(request))


def reader(request):
    """The hash of one browser in a network: as near as we come to one person."""
    return hashed(
        "reader", network_of(request), request.headers.get("User-Agent", "")[:300], request.headers.get("Accept-Language", "")[:100]
    )


def count(who, what):
    """How often `who` has done `what` in this hour, with this time."""
    table = connection.ops.quote_name(SenderCount._meta.db_table)
    with connection.cursor() as cursor:
        # one statement, so that two at the same moment count as two
        cursor.execute(
            f"INSERT INTO {table} (who, what, hour, count) VALUES (%s, %s, %s, 1) "
            f"ON CONFLICT (who, what, hour) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [who, what, int(timezone.now().timestamp()) // HOUR],
        )
        return cursor.fetchone()[0]


def is_over(who, what, most):
    """Whether this is more often than `most` times in this hour."""
    return count(who, what) > most


def may_mail(email, what, most=3):
    """Whether another mail of this kind may go to an address in this hour: nobody's box is filled by somebody else."""
    return not is_over(hashed("address", email.strip().lower()), what, most)


def forget():
    """Salts of days that are over, and counts of hours that are."""
    DailySalt.objects.filter(day__lt=today()).delete()
    before = int((timezone.now() - timedelta(days=1)).timestamp()) // HOUR
    SenderCount.objects.filter(hour__lt=before).delete()
    salt_of.cache_clear()
