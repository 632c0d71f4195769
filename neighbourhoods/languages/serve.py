"""Serving a page: in the reader's language, else in the best one that there is, under the reader's own prefix."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import translation
from wagtail import hooks
from wagtail.views import serve_chain

from .links import versions


def find_route(record, language, path, request):
    """(language of the tree, RouteResult), looking along the chain; Http404 when no language has the page."""
    from ..models import HomePage

    components = [part for part in path.split("/") if part]
    chain = record.chain(language)
    if not components:
        # a home page that nobody has translated counts as missing, unless no language has a better one
        chain = [code for code in chain if record.home(code).translated] or chain[:1]
    for code in chain:
        try:
            home = HomePage.objects.get(pk=record.home(code).pk)
            return code, home.route(request, components)
        except (HomePage.DoesNotExist, Http404):
            continue
    raise Http404


def moved(record, language, path, before=None):
    """The new address of a page that moved, or None: an old address remembered in one language works under every prefix.

    With `before` only languages are asked that come before that one in the reader's chain.
    """
    from wagtail.contrib.redirects.models import Redirect

    chain = record.chain(language)
    asked = chain[: chain.index(before)] if before in chain else chain
    tails = [f"/{code}/{path.rstrip('/')}" for code in asked]
    rows = Redirect.objects.filter(site_id=record.site_id, old_path__in=tails, redirect_page__live=True).select_related("redirect_page")
    for row in sorted(rows, key=lambda row: tails.index(row.old_path)):
        found = versions(row.redirect_page.specific, record)
        best = next((found[code] for code in chain if code in found), None)
        if best is not None:
            return f"/{language}/{best}"
    return None


def serve(request, path):
    """Mounted as `wagtail_serve`."""
    from .. import portal

    record, language = request.neighbourhood, translation.get_language()
    if record is None:
        return portal.serve(request, path)
    try:
        code, route = find_route(record, language, path, request)
    except Http404:
        if url := moved(record, language, path):
            return HttpResponsePermanentRedirect(url)
        raise
    page, args, kwargs = route
    if page.specific_class is None:
        # the plugin that the page is of is not installed; Wagtail would show a bare page
        raise Http404
    if code != language and path and not args and not kwargs:
        if url := moved(record, language, path, before=code):
            return HttpResponsePermanentRedirect(url)
        better = versions(page, record).get(language)
        if better and better != path:
            return HttpResponseRedirect(f"/{language}/{better}")
    request._wagtail_route_for_request = route
    request.content_language = content_language(page, record, code)
    chain = serve_chain
    for function in reversed(hooks.get_hooks("on_serve_page")):
        chain = function(chain)
    for function in hooks.get_hooks("before_serve_page"):
        result = function(page, request, args, kwargs)
        if isinstance(result, HttpResponse):
            return result
    return chain(page, request, args, kwargs)


def content_language(page, record, code):
    """An alias (a placeholder that a translation tool has made) is in the language of what it mirrors."""
    if not page.alias_of_id:
        return code
    home = record.homes.get(page.alias_of.url_path.split("/", 3)[2])
    return home.code if home else code
