"""What a request needs to know of its site: of a neighbourhood, or of the portal. Small and immutable; current.py finds it."""

from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings

from . import addresses, registry
from .facts import Facts, facts_of


@dataclass(frozen=True)
class Home:
    code: str
    pk: int
    url_path: str
    path: str
    live: bool
    translated: bool
    title: str


@dataclass(frozen=True)
class MenuItem:
    title: str
    code: str
    path: str  # below the home page, with a slash at the end: "tietoa/"


@dataclass(frozen=True)
class NeighbourhoodSite:
    """All that a request needs to know of its neighbourhood; code calls it `record` or, where plugins see it, `neighbourhood`."""

    pk: int
    slug: str
    name: str
    hostname: str
    site_id: int
    folder_id: int
    folder_path: str
    folder_url_path: str
    collection_path: str
    state: str
    state_since: object
    file: dict = field(repr=False)  # the file of the site, as it was last applied
    homes: dict = field(repr=False)  # segment of the URL path -> Home
    plugins: tuple  # labels of those that are on and installed
    private_paths: tuple  # tree paths of pages that not everybody may read

    # where only links lead to a site, its menu and facts are never asked for
    @cached_property
    def menus(self):
        """{language: (MenuItem, ...)}"""
        from .navigation import menus

        return menus(self)

    @cached_property
    def facts(self):
        return facts_of(self)

    @cached_property
    def contacts(self):
        """(Contact, ...) as they are stored; `contacts.contacts_of` says what of them may be shown."""
        from .contacts import rows_of
        from .models import Contact

        return rows_of(self, Contact)

    @cached_property
    def rooms(self):
        """(Room, ...) as they are stored."""
        from .contacts import rows_of
        from .models import Room

        return rows_of(self, Room)

    def read_frame(self):
        """Read what every page of the site shows, once for all requests."""
        return self.menus, self.facts

    @property
    def languages(self):
        return tuple(self.file.get("languages", ()))

    @property
    def municipality(self):
        return (self.file.get("place") or {}).get("municipality", "")

    @property
    def zone(self):
        """The time zone of all days and hours of the site."""
        return ZoneInfo((self.file.get("place") or {}).get("timezone") or settings.TIME_ZONE)

    @property
    def root_url(self):
        return addresses.site_url(self.slug, self.hostname)

    @property
    def codes(self):
        """Languages that a reader can choose: those whose home page is published."""
        return [code for code in self.languages if (home := self.home(code)) and home.live]

    def home(self, code):
        return next((home for home in self.homes.values() if home.code == code), None)

    def chain(self, code):
        """Languages in which to look for a page when `code` was asked for, best first."""
        return language_chain(code, self.languages, self.file.get("fallback", {}), set(self.codes))

    def config(self, plugin):
        """The plugin's own table in the file, as its Config with all defaults; `plugin` is a Plugin or its label."""
        plugin = registry.get(plugin) if isinstance(plugin, str) else plugin
        return registry.settings_of(plugin, (self.file.get("plugins") or {}).get(plugin.label))

    @cached_property
    def page_types(self):
        """Ids of the content types of pages that exist here: those of the core and of plugins that are on."""
        return registry.page_types(registry.enabled(self))

    def pages(self, model=None):
        """The one queryset behind sitemap, search, listings and feeds: what anybody may read, of all types or of one."""
        from django.db.models import Q
        from wagtail.models import Page

        beneath, apart = Q(pk__in=[]), Q()
        for code in self.codes:
            beneath |= Q(path__startswith=self.home(code).path)
        for path in self.private_paths:
            apart &= ~Q(path__startswith=path)
        if model is None:
            return Page.objects.live().filter(beneath, apart, content_type__in=self.page_types)
        if not registry.is_on(model, self):
            return model.objects.none()
        return model.objects.live().filter(beneath, apart)

    def root_paths(self):
        from wagtail.models.sites import SiteRootPath

        return [SiteRootPath(self.site_id, home.url_path, self.root_url, home.code) for home in self.homes.values()]


@dataclass(frozen=True)
class Portal:
    """The umbrella site: a list of the neighbourhoods, and the only host on which people sign in."""

    name: str
    hostname: str
    file: dict = field(repr=False)  # the file of the site, as it was last applied
    facts: Facts = field(default=Facts(), repr=False)

    @property
    def languages(self):
        return tuple(self.file.get("languages", ()))

    codes = languages

    @property
    def root_url(self):
        return addresses.portal_url()

    def chain(self, code):
        return language_chain(code, self.languages, {}, set(self.languages))


def language_chain(code, languages, fallback, available):
    """`code`, what the file says comes next, its base language (fi for fi-simple), the default, the rest."""
    base = [code.split("-")[0]] if "-" in code else []
    order = [code, *fallback.get(code, ()), *base, *languages]
    return [one for one in dict.fromkeys(order) if one in available]
