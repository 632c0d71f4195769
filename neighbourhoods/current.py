"""Which neighbourhood is this about? One small immutable record, found by host or by page, never a list of all sites.

Records are kept in the memory of each process. Whether one is still true is asked with one query that reads two
numbers, the install's generation and the neighbourhood's own, at most once in CHECK_EVERY seconds for each.
Whoever changes what a record holds raises a number in the same transaction (`changed`, `install_changed`).
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Subquery
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.request import split_domain_port
from django.utils import timezone

from . import addresses, registry
from .facts import facts_of
from .memory import Memory, everything
from .site import Home, NeighbourhoodSite, Portal

CHECK_EVERY = 2.0
KEEP = 2_000
LONGEST_PATH = 2_000

_active = ContextVar("neighbourhood", default=None)
_portal = ContextVar("portal of the request", default=None)


# Hosts that are not ours have a smaller memory of their own: a stranger who makes them up pushes nobody out.
_known, _strangers = Memory(KEEP), Memory(500)


def _numbers(pk):
    """(generation of the install, generation of the neighbourhood or None), in one query."""
    from .models import Install, Neighbourhood

    install = Install.objects.filter(pk=1).values("generation")
    if pk is None:
        return (install.values_list("generation", flat=True).first(), None)
    return Neighbourhood.objects.filter(pk=pk).values_list(install[:1], "generation").first() or (None, None)


def _look_up(key, find):
    """The value of `key`, from memory while its numbers stand, else through `find() -> (value, pk)`."""
    now = time.monotonic()
    remembered = _known.get(key) or _strangers.get(key)
    if remembered:
        value, pk, numbers, checked = remembered
        if now - checked < CHECK_EVERY:
            return value
        if _numbers(pk) == numbers:
            (_strangers if value is None else _known).put(key, (value, pk, numbers, now))
            return value
    value, pk, numbers = find()
    (_strangers if value is None else _known).put(key, (value, pk, numbers, now))
    return value


def know(slugs):
    """For `by_slug` of many: three queries at most, where each that is not known, or may have changed, would ask for itself."""
    from .models import Install, Neighbourhood

    now = time.monotonic()
    remembered = {slug: _known.get(("slug", slug)) for slug in slugs}
    asked = [slug for slug, value in remembered.items() if value is None or now - value[3] >= CHECK_EVERY]
    if not asked:
        return
    generation = Subquery(Install.objects.filter(pk=1).values("generation")[:1])
    rows = Neighbourhood.objects.filter(slug__in=asked).annotate(install_generation=generation)
    changed = []
    for row in rows.select_related("site", "folder", "collection"):
        value, numbers = remembered[row.slug], (row.install_generation, row.generation)
        if value is not None and value[2] == numbers:
            _known.put(("slug", row.slug), (*value[:3], now))
        else:
            changed.append((row, numbers))
    homes, apart = _homes_of([row for row, _numbers in changed]), _apart([row for row, _numbers in changed])
    for row, numbers in changed:
        record = _record(row, homes.get(row.folder.path, {}), apart.get(row.folder.path, ()))
        _known.put(("slug", row.slug), (record, row.pk, numbers, now))


def _beneath(rows, field):
    """Q of pages in the folders of these rows of neighbourhoods."""
    found = Q(pk__in=[])
    for row in rows:
        found |= Q(**{f"{field}__startswith": row.folder.path})
    return found


def _homes_of(rows):
    """{path of a folder: {segment of the URL path: Home}}; one query."""
    from .models import HomePage

    found = {}
    names = ("slug", "locale__language_code", "pk", "url_path", "path", "live", "is_translated", "title")
    for slug, *rest in HomePage.objects.filter(_beneath(rows, "path")).values_list(*names) if rows else ():
        home = Home(*rest)
        folder = home.path[: -HomePage.steplen]
        found.setdefault(folder, {})[slug] = home
    return found


def _apart(rows):
    """{path of a folder: (paths of pages that not everybody may read)}; one query. Nobody can make a page private here; if one is so
    all the same, it is left out of all lists.
    """
    from wagtail.models import PageViewRestriction

    paths = PageViewRestriction.objects.filter(_beneath(rows, "page__path")).values_list("page__path", flat=True) if rows else ()
    found = {}
    for path in paths:
        folder = next(row.folder.path for row in rows if path.startswith(row.folder.path))
        found[folder] = (*found.get(folder, ()), path)
    return found


def _find(**lookup):
    from .models import Neighbourhood

    def find():
        pk = Neighbourhood.objects.filter(**lookup).values_list("pk", flat=True).first()
        # the numbers before the rows: a change in between makes the record old, never new numbers on old rows
        numbers = _numbers(pk)
        return (_load(pk) if pk else None), pk, numbers

    return find


def _load(pk):
    from .models import Neighbourhood

    row = Neighbourhood.objects.select_related("site", "folder", "collection").filter(pk=pk).first()
    if row is None:
        return None
    record = _record(row, _homes_of([row]).get(row.folder.path, {}), _apart([row]).get(row.folder.path, ()))
    record.read_frame()
    return record


def _record(row, homes, apart):
    return NeighbourhoodSite(
        pk=row.pk,
        slug=row.slug,
        name=row.name,
        hostname=row.site.hostname,
        site_id=row.site_id,
        folder_id=row.folder_id,
        folder_path=row.folder.path,
        folder_url_path=row.folder.url_path,
        collection_path=row.collection.path,
        state=row.state,
        state_since=row.state_since,
        file=row.config,
        homes=homes,
        plugins=tuple(plugin.label for plugin in registry.installed() if plugin.label in (row.config.get("plugins") or {})),
        private_paths=apart,
    )


def portal():
    """The portal as it was last applied, or None before the first `apply`."""
    from .models import Install

    def find():
        numbers = _numbers(None)
        config = Install.objects.filter(pk=1).values_list("portal", flat=True).first()
        return (Portal(config["name"], config["hostname"], config, facts_of()) if config else None), None, numbers

    return _look_up(("portal",), find)


def by_slug(slug):
    return _look_up(("slug", slug), _find(slug=slug))


def by_host(hostname):
    """The neighbourhood of a host of production, main or other; None for a stranger."""
    return _look_up(("host", hostname), _find(hostnames__name=hostname))


def by_url_path(url_path):
    """The neighbourhood that holds a page, from the first segment of its url_path ('/lintumaki/fi/...')."""
    parts = (url_path or "").split("/", 2)
    if len(parts) < 3 or not parts[1]:
        return None
    folder = f"/{parts[1]}/"
    active = _active.get()
    if active is not None and active.folder_url_path == folder:
        return active
    return by_slug(parts[1])


def changed(pk):
    """Something that the record of this neighbourhood holds has changed; other neighbourhoods stay warm."""
    from .models import Neighbourhood

    Neighbourhood.objects.filter(pk=pk).update(generation=F("generation") + 1)
    _known.expire(pk)
    transaction.on_commit(lambda: _known.expire(pk))


def install_changed():
    """Hosts, the portal or the set of neighbourhoods have changed."""
    from .models import Install

    Install.objects.filter(pk=1).update(generation=F("generation") + 1)

    def expire():
        _known.expire()
        _strangers.expire()

    expire()
    transaction.on_commit(expire)


def forget_everything():
    """As a process that has just started."""
    for memory in everything:
        memory.clear()


def neighbourhood():
    return _active.get()


def active_portal():
    """The Portal when this request is for its host, else None."""
    return _portal.get()


def set_for_request(record):
    """Name the neighbourhood that the rest of this request is about; the middleware undoes it at the end."""
    _active.set(record)


@contextmanager
def activate(record):
    """`with activate(record):` makes it the active neighbourhood of tasks, mails and commands; reset at the end."""
    token = _active.set(record)
    try:
        yield record
    finally:
        _active.reset(token)


def host_of(request):
    """(host in lower case without port or dot, port or ''); raises DisallowedHost, so 400, for what is no host at all."""
    return split_domain_port(request.get_host())


def find_site(hostname):
    """('portal', Portal), ('site', Record), or (None, None) for a host that is not ours."""
    if not settings.PRODUCTION:
        own = hostname in ("localhost", "127.0.0.1")
        record = by_slug(hostname.removesuffix(".localhost")) if not own and hostname.endswith(".localhost") else None
    else:
        record = by_host(hostname)
        own = record is None and (umbrella := portal()) is not None and hostname == umbrella.hostname
    if own:
        found = portal()
        return ("portal", found) if found else (None, None)
    return ("site", record) if record else (None, None)


def can_exist(path):
    """A path with NUL would be an error in the database, and one longer than any page's is not worth a query."""
    return "\0" not in path and len(path) <= LONGEST_PATH


def can_be_read(request):
    """Python has encodings that are none of texts (hex, zlib): Django takes them from the request, and fails at them."""
    try:
        b"".decode(request.encoding or "utf-8")
    except (LookupError, UnicodeError):
        return False
    return True


class NeighbourhoodMiddleware:
    """Host -> neighbourhood or portal; hands the Site to Wagtail, so that it never asks the database for one."""

    # answered whatever the host is: they hold nothing of any neighbourhood, and proxies ask by address
    ANY_HOST = ("/health", "/health/host")
    # the style of our own pages that say why there is nothing here
    STYLE = "/theme.css"
    PORTAL_ONLY = ("/admin/", "/accounts/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from . import errors

        request.neighbourhood = request.portal = request._wagtail_site = None
        if "%00" in request.META.get("QUERY_STRING", "") or not can_be_read(request):
            return errors.bad_request(request)
        hostname, port = host_of(request)
        token, portal_token = addresses.request_port.set(port or None), _portal.set(None)
        try:
            if request.path_info in self.ANY_HOST:
                return self.get_response(request)
            kind, found = find_site(hostname)
            if kind is None and request.path_info == self.STYLE:
                return self.get_response(request)
            if kind is None:
                return errors.unknown_host(request)
            if kind == "portal":
                request.portal = found
                _portal.set(found)
                with activate(None):
                    return self.get_response(request) if can_exist(request.path_info) else errors.page_not_found(request)
            return self.serve_neighbourhood(request, found, hostname)
        finally:
            addresses.request_port.reset(token)
            _portal.reset(portal_token)

    def process_view(self, request, view, args, kwargs):
        """The views of a plugin exist only on the sites of neighbourhoods that have it on, its portal pages only on the portal.

        In the admin isolation.guard decides.
        """
        if request.path_info.startswith("/admin/"):
            return None
        for name in request.resolver_match.app_names[:1]:
            if (plugin := registry.get(name)) is None:
                continue
            if registry.is_portal_page(plugin, request.resolver_match.url_name):
                is_here = request.portal is not None
            else:
                is_here = request.neighbourhood is not None and name in request.neighbourhood.plugins
            if not is_here:
                raise Http404
        return None

    def serve_neighbourhood(self, request, record, hostname):
        from wagtail.models import Site

        from . import errors

        if record.state == "removed" and request.path_info != self.STYLE:
            return errors.gone(request, record)
        if settings.PRODUCTION and hostname != record.hostname:
            return HttpResponsePermanentRedirect(record.root_url + request.get_full_path())
        if request.path_info.startswith(self.PORTAL_ONLY) and not getattr(request, "is_dummy", False):
            return HttpResponseRedirect(f"{addresses.portal_url()}{request.path}?neighbourhood={record.slug}")
        request.neighbourhood = record
        home = record.home(record.languages[0]) if record.languages else None
        # Wagtail reads only these of it; the root page stays lazy
        request._wagtail_site = Site(
            pk=record.site_id,
            hostname=record.hostname,
            port=443 if settings.PRODUCTION else int(addresses.port()),
            site_name=record.name,
            root_page_id=home.pk if home else None,
        )
        with activate(record), timezone.override(record.zone):
            return self.get_response(request) if can_exist(request.path_info) else errors.page_not_found(request)
