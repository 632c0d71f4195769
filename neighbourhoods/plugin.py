"""PUBLIC. What a plugin is, and what it may give to the neighbourhoods that switch it on.

A plugin is a Django app whose AppConfig subclasses `Plugin`. All that it contributes is told by this one class, in the
plugin's `plugin.py`: plain strings and tables as attributes, everything else as methods with a default, so that a plugin
writes only what it has. A new extension point is a new attribute or method with a default.

`plugin.py` is read while the settings are being made: it imports this module, the standard library and gettext_lazy,
nothing more. What a method needs of models it imports itself.

In every method `neighbourhood` is the record of neighbourhoods.current: slug, name, languages, homes, root_url,
`pages(Model)` (what anybody may read) and `config(plugin)` (the plugin's table in the neighbourhood's file).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.apps import AppConfig
from pydantic import BaseModel, ConfigDict

# Distributions call their package neighbourhoods_events; the label, and so the table in a file, is then `events`.
PREFIX = "neighbourhoods_"


class Role(StrEnum):
    ACTIVIST = "activist"
    COORDINATOR = "coordinator"


class PluginConfig(BaseModel):
    """Schema of a plugin's table in a neighbourhood's file. Every key has a default: an empty table switches the plugin on."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Section:
    """A part that volunteers put on the home page.

    `context(neighbourhood, language)` gives the template's variables with at most one query, or None when there is nothing
    to show. The key `images` in it, a list of ids, has their renditions made ready in `pictures`, with those of the page.
    """

    key: str
    label: Any
    template: str
    context: Callable[[Any, str], Mapping | None]


@dataclass(frozen=True)
class MenuItem:
    """Where something of the plugin stands in the menu: the smaller the order, the nearer to the start.

    Either `page_type`, as "app.Model": the pages of that type that are marked for menus stand here, under their own titles.
    Or `path`, an address of the plugin's own `urls` below the language ("events/"), with a `label`.
    Pages that no plugin speaks of come after order 100.
    """

    label: Any = ""
    page_type: str = ""
    path: str = ""
    order: int = 50


@dataclass(frozen=True)
class Facet:
    """A way to narrow a search: `choices(neighbourhood)` lists (value, label), `apply(pages, value)` filters a queryset."""

    param: str
    label: Any
    choices: Callable[[Any], Iterable[tuple[str, Any]]]
    apply: Callable[[Any, str], Any]


@dataclass(frozen=True)
class FeedEntry:
    """One entry of an Atom feed. `path` is below the language; `key` never changes, whatever happens to title and address."""

    title: str
    path: str
    key: str
    published: datetime
    updated: datetime
    summary: str = ""
    author: str = ""
    language: str = ""


@dataclass(frozen=True)
class Feed:
    """`/<language>/feeds/<plugin label>.<extension>`. Give `entries` for Atom, or `build`, which gives bytes, for any other format.

    Both take (neighbourhood, language).
    """

    extension: str
    label: Any
    entries: Callable[[Any, str], Iterable[FeedEntry]] | None = None
    build: Callable[[Any, str], bytes] | None = None
    content_type: str = "application/atom+xml"


@dataclass(frozen=True)
class Subscription:
    """A way to hear of what is new without coming to look. It stands on `/<language>/tilaa/`, and by its label in the footer of every page.

    `address` is whole. `link` is what a press opens, where a scheme of its own finds the right program (webcal:); `link_label` says so.
    `parts()` gives (label, address) of smaller ones of the same kind; only the page itself asks for them.
    """

    key: str
    label: Any
    help: Any
    address: str
    link: str = ""
    link_label: Any = ""
    icon: str = "bell"
    parts: Callable[[], Iterable[tuple[Any, str]]] | None = None


@dataclass(frozen=True)
class Task:
    """Work by the clock: `run(neighbourhood)` is called every `minutes` for each neighbourhood that has the plugin on.

    It runs inside activate(neighbourhood). A lost or a doubled run must change nothing. With `also_off` it is called for those too that
    have the plugin off, whose table in the neighbourhood's file is then not there: what people gave us is erased there as well.
    """

    name: str
    run: Callable[[Any], None]
    minutes: int
    also_off: bool = False


@dataclass(frozen=True)
class Tile:
    """A big button of the volunteers' desk; `count(neighbourhood)` says how many things wait there."""

    key: str
    label: Any
    icon: str
    url: Callable[[Any], str]
    count: Callable[[Any], int] | None = None
    # a second, quieter line, while nothing waits: "Headline, text, picture"
    more: Any = ""
    # the smaller, the nearer to the start
    order: int = 50


@dataclass(frozen=True)
class Care:
    """One thing of the site that needs care, in a sentence, with the one action that helps."""

    text: str
    action: str
    url: str
    # what the rule calls the thing, at most 100 letters: by it the thing can wait a week. Those of one rule differ.
    key: str = ""
    # since when it waits: the oldest come first. None: as if it had just begun.
    since: datetime | None = None
    # `url` is sent a POST and leads back to the desk: one tap helps
    one_tap: bool = False
    # a second, quieter line
    more: str = ""


@dataclass(frozen=True)
class CareRule:
    """`find(neighbourhood)` gives the Cares of this rule, the gravest first."""

    key: str
    find: Callable[[Any], Iterable[Care]]


@dataclass(frozen=True)
class RecordKind:
    """A kind of thing that others may link to: `page_type`, as "app.Model", makes records of its pages by itself.

    `facts(page)` gives more of it: {"date": datetime, "source": text}. A kind without a page type is published with
    neighbourhoods.records.publish.
    """

    kind: str
    label: Any
    page_type: str = ""
    facts: Callable[[Any], Mapping] | None = None
    # the search tells this date of a page, which is when it happens, not when it was published; records.set_date keeps it right
    is_dated: bool = False


@dataclass(frozen=True)
class PortalPage:
    """A page on the portal's host: the name of one of the plugin's own `urls`, which is then nowhere else, and the words of the link to it.

    The view gets a request without a neighbourhood, and answers with neighbourhoods.pages.render. `is_shown()` asks one query at most:
    whether the front page of the portal leads there; without it, it always does.
    """

    name: str
    label: Any
    is_shown: Callable[[], bool] | None = None


@dataclass(frozen=True)
class RecordAction:
    """What another plugin offers on a record: words and an address on the portal's host, where people sign in."""

    label: Any
    url: str


class Plugin(AppConfig):
    """Subclassed once in a plugin's `plugin.py`. `name` and `label` come from the module: plugins/news/plugin.py is `news`."""

    # Versions of neighbourhoods.__version__ that the plugin works with, as PEP 440 writes them.
    requires_core: ClassVar[str] = ""
    # Labels of plugins without which this one makes no sense.
    requires: ClassVar[tuple[str, ...]] = ()
    # Schema of the table [plugins.<label>].
    Config: ClassVar[type[PluginConfig]] = PluginConfig
    # Page types, as "app.Model".
    page_types: ClassVar[tuple[str, ...]] = ()
    # Module with `urlpatterns`, mounted at /<language>/<label>/.
    urls: ClassVar[str] = ""
    # Rights on the plugin's own models, given on the neighbourhood's site: {role: ("app.codename", ...)}.
    permissions: ClassVar[Mapping[Role, tuple[str, ...]]] = {}

    # What the privacy notice tells of the plugin: a template for each language, "<this>.fi.html", that begins with an <h3>.
    privacy_notice: ClassVar[str] = ""

    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "name" not in cls.__dict__:
            cls.name = cls.__module__.removesuffix(".plugin")
        if "label" not in cls.__dict__:
            cls.label = cls.name.rpartition(".")[2].removeprefix(PREFIX)

    def import_models(self):
        """A fault in the plugin's models stops the start with the plugin's name."""
        from .discovery import load

        load(self.label, super().import_models)

    def blocks(self) -> Mapping[str, Any]:
        """{name: wagtail block} for the body of pages; the name is stored, so it stays."""
        return {}

    def sections(self) -> Iterable[Section]:
        return ()

    def menu_items(self, neighbourhood) -> Iterable[MenuItem]:
        return ()

    def portal_pages(self) -> Iterable[PortalPage]:
        """What the portal shows of all neighbourhoods together; only what each has published, and has agreed to share."""
        return ()

    def facets(self) -> Iterable[Facet]:
        return ()

    def feeds(self) -> Iterable[Feed]:
        return ()

    def subscriptions(self, neighbourhood, language) -> Iterable[Subscription]:
        """What can be subscribed to beside the feeds, in that language. Every page names them, so they ask no query."""
        return ()

    def admin_views(self) -> Mapping[str, Mapping[str, str]]:
        """{view name: {argument: its kind}} of the admin views that volunteers may open; see docs/plugins.md."""
        return {}

    def api(self, neighbourhood) -> Mapping[str, Any]:
        """{name: JSON values} of the open data of a neighbourhood."""
        return {}

    def tasks(self) -> Iterable[Task]:
        return ()

    def tiles(self) -> Iterable[Tile]:
        return ()

    def care(self) -> Iterable[CareRule]:
        return ()

    def short_forms(self) -> Iterable[Any]:
        """neighbourhoods.short_forms.ShortForm objects: forms of a few fields, for a phone, beside the whole editor."""
        return ()

    def act_kinds(self) -> Iterable[Any]:
        """neighbourhoods.acts.ActKind objects: what "recently done" tells of the plugin's things, and how it is taken back."""
        return ()

    def records(self) -> Iterable[RecordKind]:
        return ()

    def record_actions(self, record, person) -> Iterable[RecordAction]:
        """What this plugin offers on a record of another; `person` is None on public pages, whose readers nobody knows."""
        return ()

    def install(self, neighbourhood) -> None:
        """Called when the plugin is switched on in a neighbourhood, inside its transaction; twice must do as once."""

    def demo(self, neighbourhood) -> None:
        """Example content for an install that is being tried out; called again when that of others is there: twice must do as once."""

    def personal_data(self, address) -> Mapping[str, Any]:
        """What the plugin holds of the person with this e-mail address, in every neighbourhood, also where it is off."""
        return {}

    def erase(self, address) -> int:
        """Remove that; returns how many things were erased or made nameless."""
        return 0

    def export_urls(self, neighbourhood) -> Iterable[str]:
        """Addresses beside its pages and feeds that an export of the site must hold."""
        return ()


__all__ = [name for name, value in list(vars().items()) if getattr(value, "__module__", None) == __name__]
