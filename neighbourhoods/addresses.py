"""The full addresses of the sites. In development every host is `<slug>.localhost:PORT`; nothing of that is stored."""

import os
from contextvars import ContextVar

from django.conf import settings

from . import paths

# The port that the reader of this request sees: two starts may run side by side on one database.
request_port = ContextVar("port of the request", default=None)


def port():
    """The port for addresses in development: of this request, of the server that this process serves, of a running start, else 8000."""
    return request_port.get() or os.environ.get("PIHAPIIRI_PORT") or paths.running_port()


def site_url(slug, hostname):
    """`https://lintumaki.example.fi` in production, `http://lintumaki.localhost:8000` in development; no slash at the end."""
    if settings.PRODUCTION:
        return f"https://{hostname}"
    return f"http://{slug}.localhost:{port()}"


def portal_url():
    """Address of the umbrella site, where everybody signs in; no slash at the end."""
    from . import current

    if not settings.PRODUCTION:
        return f"http://localhost:{port()}"
    portal = current.portal()
    return f"https://{portal.hostname}" if portal else ""


def list_addresses(server_port):
    """[(name, address)] of the portal and of every site that is up, for the keeper who has just started the server."""
    from . import current
    from .models import Neighbourhood

    token = request_port.set(str(server_port))
    try:
        portal = current.portal()
        rows = Neighbourhood.objects.exclude(state="removed").order_by("slug").values_list("name", "slug", "site__hostname")
        return [(portal.name if portal else "", portal_url() + "/"), *((name, site_url(slug, host) + "/") for name, slug, host in rows)]
    finally:
        request_port.reset(token)
