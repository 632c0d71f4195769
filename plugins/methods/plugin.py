"""Methods: what has worked somewhere, written down so that others can do it, with when it does not work and how small one can start."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from neighbourhoods.plugin import CareRule, Feed, MenuItem, Plugin, PluginConfig, PortalPage, RecordKind, Section, Task


class MethodsConfig(PluginConfig):
    """The table [plugins.methods] in a neighbourhood's file."""

    share: bool = Field(False, description="Whether its published methods are in the portal's shared library, for others to take into use.")
    on_home: int = Field(3, ge=1, le=12, description="How many methods the home page shows.")
    keep_names_days: int = Field(730, ge=30, le=3650, description="So many days after a story was told, its nickname is erased.")


class Methods(Plugin):
    verbose_name = _("Methods")
    requires_core = ">=0.1,<1"
    Config = MethodsConfig
    page_types = ("methods.MethodIndexPage", "methods.MethodPage")
    urls = "plugins.methods.urls"
    privacy_notice = "methods/privacy"

    def ready(self):
        from . import signals

        signals.connect()

    def sections(self):
        from .sections import newest

        return [Section("newest", _("Do it with your neighbours"), "methods/newest.html", newest)]

    def menu_items(self, neighbourhood):
        return [MenuItem(page_type="methods.MethodIndexPage", order=50)]

    def portal_pages(self):
        from .portal import is_shared

        return [PortalPage("shared", _("Shared methods"), is_shared)]

    def feeds(self):
        from .feeds import entries

        return [Feed("atom", _("Methods"), entries=entries)]

    def admin_views(self):
        from .desk.declared import views

        return views()

    def tasks(self):
        from .cards import look_at_all
        from .privacy import forget

        return [Task("cards", look_at_all, minutes=60 * 24), Task("forget", forget, minutes=60 * 24)]

    def tiles(self):
        from .desk.at_a_glance import TILES

        return TILES

    def care(self):
        from .desk.at_a_glance import changed_originals, stories_to_check

        return [CareRule("changed_originals", changed_originals), CareRule("stories_to_check", stories_to_check)]

    def act_kinds(self):
        from .desk.stories.acts import KINDS

        return KINDS

    def short_forms(self):
        from .short_form import write

        return [write]

    def records(self):
        return [RecordKind("method", _("Method"), page_type="methods.MethodPage")]

    def record_actions(self, record, person):
        from .beginning import actions

        return actions(record)

    def install(self, neighbourhood):
        from .setting_up import install

        install(neighbourhood)

    def demo(self, neighbourhood):
        from .setting_up import load_examples

        load_examples(neighbourhood)

    def personal_data(self, address):
        from .privacy import personal_data

        return personal_data(address)

    def erase(self, address):
        from .privacy import erase

        return erase(address)

    def facets(self):
        from .choices import TIME, WHERE
        from .facets import facet

        return [facet(TIME), facet(WHERE)]
