"""For monitors and proxies: is the server well, and is this host one of ours?"""

from django.db import connection
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.cache import never_cache

from . import current


@never_cache
def health(request):
    """`ok` with 200; 503 when the database does not answer. Says nothing else: anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def host(request):
    """200 for a host of ours, 404 for others: a proxy asks here before it gets a certificate.

    The name comes as `name`, or as `domain` (what Caddy sends).
    """
    name = request.GET.get("name") or request.GET.get("domain") or ""
    hostname = split_domain_port(name.strip())[0]
    kind, _found = current.find_site(hostname) if hostname else (None, None)
    if kind is None:
        return HttpResponse("unknown\n", status=404, content_type="text/plain")
    return HttpResponse("ours\n", content_type="text/plain")
