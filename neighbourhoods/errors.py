"""Pages for what went wrong. None of them asks the database: what they show of a site is already in memory."""

import sqlite3
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from wagtail.exceptions import PageClassNotFoundError

from . import themes

INTERFACE = ("fi", "sv", "en")
LAST_RESORT = "<!doctype html><html lang=fi><title>500</title><p>Meillä meni jokin rikki. Vika ei ole sinussa. Yritä hetken päästä."
# SQLSTATE of PostgreSQL: lock not available, deadlock
LOCKS = {"55P03", "40P01"}
# long values of forms that nobody has typed
TOKENS = {"csrfmiddlewaretoken", "token"}


def respond(request, template, status, context=None, codes=None):
    """An error page in the language of the path, else of the reader's wishes; never kept by a cache."""
    from .languages.links import direction
    from .languages.middleware import negotiate

    first = request.path_info.lstrip("/").split("/", 1)[0]
    known = dict(settings.LANGUAGES)
    language = first if first in known else negotiate(request, codes or INTERFACE)
    with translation.override(language):
        site = getattr(request, "neighbourhood", None) or getattr(request, "portal", None)
        config = site.file if site else {}
        own = {
            "theme": themes.theme_of(config).name,
            "theme_version": themes.version(config),
            "language": language,
            "direction": direction(language),
            "content_language": language,
            "content_direction": direction(language),
            "status": status,
        }
        html = render_to_string(f"neighbourhoods/{template}.html", own | (context(language) if callable(context) else context or {}))
    response = HttpResponse(html, status=status, headers={"Cache-Control": "no-store", "Content-Language": language})
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def bad_request(request, exception=None):
    """400: what came is no request that a browser would make. 413 where it is only too big, as photos can be."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return respond(request, "413", 413)
    return respond(request, "400", 400)


def unknown_host(request):
    """404 with nothing of any neighbourhood in it."""
    return respond(request, "unknown_host", 404)


def gone(request, record):
    """410: the file of the neighbourhood was removed; its content stays, and comes back with the file."""
    from . import addresses, current

    look = {"theme": themes.theme_of(record.file).name, "theme_version": themes.version(record.file)}
    # for the templates of its own theme
    with current.activate(record):
        return respond(request, "410", 410, look | {"name": record.name, "portal_url": addresses.portal_url()}, codes=record.languages)


def page_not_found(request, exception=None):
    from .languages.links import site_frame
    from .portal import portal_frame

    record, portal = getattr(request, "neighbourhood", None), getattr(request, "portal", None)
    if record is None and portal is None:
        return unknown_host(request)
    site = record or portal
    frame = site_frame if record else portal_frame
    return respond(request, "404", 404, lambda language: frame(site), codes=tuple(site.codes))


def csrf_failure(request, reason=""):
    """403: a form that is too old, or that another site has sent. What took long to write comes back."""
    from .writing import lost

    if lost.has_text(request) and (kept := lost.too_old(request)):
        return kept
    return respond(request, "403", 403)


def is_a_lasting_lock(error):
    """Whether the database was locked by somebody else for longer than we wait."""
    while error is not None:
        if isinstance(error, OperationalError):
            cause = error.__cause__
            if isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause):
                return True
            if getattr(cause, "sqlstate", None) in LOCKS:
                return True
        error = error.__cause__ or error.__context__
    return False


def server_error(request):
    """500, 503 with all that was typed when the database is locked by somebody else, or 404 for a page whose plugin was removed."""
    try:
        error = sys.exc_info()[1]
        if isinstance(error, PageClassNotFoundError):
            return page_not_found(request)
        if is_a_lasting_lock(error):
            return busy(request)
        site = getattr(request, "neighbourhood", None) or getattr(request, "portal", None)
        return respond(request, "500", 500, {"phone": site.facts.phone if site else ""})
    except Exception:
        return HttpResponse(LAST_RESORT, status=500)


def busy(request):
    """503: nothing was stored. The page holds what was typed, and sends it again."""
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"success": False, "error_code": "busy"}, status=503)
    else:
        fields, has_file = [], False
        if request.method == "POST":
            try:
                fields = [(name, value) for name, values in request.POST.lists() for value in values]
                has_file = bool(request.FILES)
            except Exception:
                fields = []
        visible = [value for name, value in fields if len(value) > 20 and name not in TOKENS]
        context = {"fields": fields, "visible": visible, "has_file": has_file, "action": request.get_full_path()}
        response = respond(request, "503", 503, context)
    response["Retry-After"] = "30"
    return response
