"""For monitors and proxies: is the server well, and is this host one of ours?"""

from django.http import HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.cache import never_cache

from . import current, task_runs


@never_cache
def health(request):
    """`ok` with 200; 503 and `database` when that does not answer. One query. Says nothing else: anybody may ask.

    200 and `worker` when nothing was done in the background for ten minutes, or `tasks` when some work is left alone: pages are read all
    the same, so no proxy must turn away.
    """
    try:
        wrong = task_runs.what_is_wrong()
    except Exception:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse(f"{wrong or 'ok'}\n", content_type="text/plain")


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
