"""News of a neighbourhood: what happened, what changes, who to thank."""

from django.utils.translation import gettext_lazy as _

from neighbourhoods.plugin import CareRule, Feed, MenuItem, Plugin, PluginConfig, RecordKind, Section, Tile


class NewsConfig(PluginConfig):
    # days without news after which the site looks left behind
    quiet_after_days: int = 60


class News(Plugin):
    verbose_name = _("News")
    requires_core = ">=0.1,<1"
    Config = NewsConfig
    page_types = ("news.NewsIndexPage", "news.NewsPage")

    def sections(self):
        from .sections import newest

        return [Section("newest", _("Latest news"), "news/newest.html", newest)]

    def menu_items(self, neighbourhood):
        return [MenuItem(page_type="news.NewsIndexPage", order=10)]

    def feeds(self):
        from .feeds import entries

        return [Feed("atom", _("News"), entries=entries)]

    def admin_views(self):
        from .desk import listing

        return listing.views()

    def tiles(self):
        from .desk import write_news

        return [Tile("write", _("Write news"), "news", write_news, more=_("Headline, text, picture"), order=10)]

    def care(self):
        from .desk import no_news

        return [CareRule("no_news", no_news)]

    def short_forms(self):
        from .short_form import write

        return [write]

    def records(self):
        return [RecordKind("news", _("News item"), page_type="news.NewsPage", facts=lambda page: {"date": page.posted_at})]

    def install(self, neighbourhood):
        from .actions import install

        install(neighbourhood)

    def demo(self, neighbourhood):
        from .actions import load_examples

        load_examples(neighbourhood)

    def personal_data(self, address):
        from .privacy import personal_data

        return personal_data(address)

    def erase(self, address):
        from .privacy import erase

        return erase(address)
