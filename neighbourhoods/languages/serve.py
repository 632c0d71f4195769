"""Serving a page: in the reader's language, else in the best one that there is, under the reader's own prefix."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import translation
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve_chain

from .links import versions


@dataclass(frozen=True)
class Relative:
    """A page on the way to the asked one, in any language; what of it a frame needs."""

    pk: int
    url_path: str
    key: object
    title: str
    live: bool
    alias_of: int | None
    content_type: int
    path: str
    numchild: int


class Family:
    """All versions of all pages on the way to an address, in one query: the route, the languages and the trail need no more."""

    def __init__(self, record, components):
        self.record = record
        tails = ["/".join(components[:length]) + "/" for length in range(1, len(components) + 1)]
        # those of languages that were taken out too: an address of theirs leads to what there is of the page now
        wanted = [home.url_path + tail for home in record.homes.values() for tail in tails]
        keys = Page.objects.filter(path__startswith=record.folder_path, slug__in=set(components), url_path__in=wanted)
        rows = Page.objects.filter(path__startswith=record.folder_path, translation_key__in=keys.values("translation_key"))
        fields = ("pk", "url_path", "translation_key", "title", "live", "alias_of_id", "content_type_id", "path", "numchild")
        self.by_address = {row[1]: Relative(*row) for row in rows.values_list(*fields)}

    def on_the_way(self, root, components):
        paths = (root + "/".join(components[:length]) + "/" for length in range(1, len(components) + 1))
        return [self.by_address[path] for path in paths if path in self.by_address]

    def versions(self, page):
        """As links.versions, without a query; None for a page that is not of this family."""
        if not any(one.pk == page.pk for one in self.by_address.values()):
            return None
        return {code: one.url_path.split("/", 3)[3] for code, one in self.real(page.translation_key).items()}

    def real(self, key):
        """{code: Relative} of the published versions of a page that somebody has written: no mirrors of other languages."""
        codes, found = self.record.codes, {}
        for one in self.by_address.values():
            if one.key == key and one.live and one.alias_of is None:
                home = self.record.homes.get(one.url_path.split("/", 3)[2])
                if home and home.code in codes:
                    found[home.code] = one
        return found

    def with_children(self, page):
        """Tree paths of the versions of a page that have something below them, in whatever language, also of drafts."""
        return sorted(one.path for one in self.by_address.values() if one.key == page.translation_key and one.numchild)

    def best(self, url_path, chain):
        """The version of the page at this address that comes first in a reader's chain; None when nobody can read any."""
        asked = self.by_address.get(url_path)
        found = self.real(asked.key) if asked else {}
        return next((found[code] for code in chain if code in found), None)


def find_route(record, language, path, request):
    """(language of the tree, RouteResult), looking along the chain; Http404 when no language has the page."""
    from ..models import HomePage

    components = [part for part in path.split("/") if part]
    chain = record.chain(language)
    if not components:
        # a home page that nobody has translated counts as missing, unless no language has a better one
        chain = [code for code in chain if record.home(code).translated] or chain[:1]
        for code in chain:
            if record.home(code).path.startswith(record.private_paths):
                continue
            try:
                return code, HomePage.objects.select_related("picture").get(pk=record.home(code).pk).route(request, [])
            except (HomePage.DoesNotExist, Http404):
                continue
        raise Http404
    request.family = Family(record, components)
    # a mirror (an alias that a translation tool has made) only where nobody has written the page in any language of the chain
    for mirrors in (False, True):
        for code in chain:
            try:
                if route := route_in(record.home(code).url_path, components, request, mirrors):
                    return code, route
            except Http404:
                continue
    raise Http404


def route_in(root, components, request, mirrors=False):
    """The route of the deepest page there is on the way; it decides itself about what follows. None when there is none.

    A page on the way whose plugin is off or not installed, or that is set apart, ends it: what is below it is not asked.
    """
    record = request.family.record
    for found in request.family.on_the_way(root, components):
        # readers do not sign in: what is not for everybody is for none of them
        if found.content_type not in record.page_types or found.path.startswith(record.private_paths):
            raise Http404
    for length in range(len(components), 0, -1):
        found = request.family.by_address.get(root + "/".join(components[:length]) + "/")
        if found is None:
            continue
        if found.alias_of is not None and not mirrors:
            return None
        page = ContentType.objects.get_for_id(found.content_type).model_class().objects.filter(pk=found.pk).first()
        if page is None:
            # deleted a moment ago
            raise Http404
        return page.route(request, components[length:])
    return None


def moved(record, language, path, before=None):
    """The new address of a page that moved, or None: an old address remembered in one language works under every prefix.

    With `before` only languages are asked that come before that one in the reader's chain.
    """
    from wagtail.contrib.redirects.models import Redirect

    chain = record.chain(language)
    asked = chain[: chain.index(before)] if before in chain else chain
    tails = [f"/{code}/{path.rstrip('/')}" for code in asked]
    rows = Redirect.objects.filter(
        site_id=record.site_id, old_path__in=tails, redirect_page__live=True, redirect_page__content_type__in=record.page_types
    ).select_related("redirect_page")
    for row in sorted(rows, key=lambda row: tails.index(row.old_path)):
        found = versions(row.redirect_page.specific, record)
        best = next((found[code] for code in chain if code in found), None)
        if best is not None:
            return f"/{language}/{best}"
    return None


def version_of_hidden(record, language, path, family):
    """Where the page is read that has this address in a language which the site no longer has, or None. No query."""
    chain, tail = record.chain(language), path.rstrip("/") + "/"
    for home in record.homes.values():
        one = family.by_address.get(home.url_path + tail) if home.code not in chain else None
        if one and one.live and one.content_type in record.page_types:
            best = family.best(one.url_path, chain)
            if best and (there := best.url_path.split("/", 3)[3]) != tail:
                return f"/{language}/{there}"
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
        if hasattr(request, "family") and (url := version_of_hidden(record, language, path, request.family)):
            return HttpResponseRedirect(url)
        raise
    page, args, kwargs = route
    if code != language and path and not args and not kwargs:
        if url := moved(record, language, path, before=code):
            return HttpResponsePermanentRedirect(url)
        better = (request.family.versions(page) or versions(page, record)).get(language)
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
