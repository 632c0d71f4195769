"""What can be subscribed to in a neighbourhood, from the plugins that are on; no query."""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import feeds, registry
from .plugin import Subscription

FEEDS = "feeds"


@dataclass(frozen=True)
class Offered:
    """A Subscription of a plugin; `anchor` is its place on the page, unlike that of any other."""

    anchor: str
    plugin: object
    told: Subscription

    @property
    def parts(self):
        """[(label, whole address)]; none when the plugin fails at it."""
        given = self.told.parts
        return registry.safely(self.plugin, "subscriptions", lambda: list(given()), default=[]) if given else []


def offered(record, language):
    """[Offered] in a neighbourhood."""
    found = registry.contributions(record, "subscriptions", record, language)
    return [Offered(slugify(f"{plugin.label}-{one.key}"), plugin, one) for plugin, one in found]


def feed_links(record, language):
    """[(label, extension, whole address)] of all feeds of a neighbourhood."""
    return [(str(feed.label), feed.extension, f"{record.root_url}{address}") for feed, address in feeds.links(record, language)]


def named(record, language):
    """[(anchor on the page, label)] for the footer of every page."""
    found = [(one.anchor, str(one.told.label)) for one in offered(record, language)]
    return found + ([(FEEDS, _("Feeds"))] if feeds.links(record, language) else [])
