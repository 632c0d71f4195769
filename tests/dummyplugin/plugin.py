"""The lending shelf: things that neighbours lend to each other. It uses every extension point of the contract once."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from neighbourhoods.plugin import (
    CareRule,
    Facet,
    Feed,
    MenuItem,
    Plugin,
    PluginConfig,
    PortalPage,
    RecordAction,
    RecordKind,
    Role,
    Section,
    Subscription,
    Task,
    Tile,
)


class ShelfConfig(PluginConfig):
    things_on_home: int = Field(6, ge=1, le=20, description="How many things the home page shows.")
    keep_wishes_days: int = Field(90, ge=1, le=365, description="After so many days a wish is erased.")


class LendingShelf(Plugin):
    verbose_name = _("Lending shelf")
    requires_core = ">=0.1"
    Config = ShelfConfig
    page_types = ("dummyplugin.ShelfPage", "dummyplugin.ThingPage")
    urls = "tests.dummyplugin.urls"
    privacy_notice = "dummyplugin/privacy"
    permissions = {
        Role.ACTIVIST: ("dummyplugin.view_wish", "dummyplugin.add_wish", "dummyplugin.change_wish"),
        Role.COORDINATOR: ("dummyplugin.delete_wish",),
    }

    def blocks(self):
        from .blocks import NoteBlock

        return {"dummy_note": NoteBlock()}

    def sections(self):
        from .sections import newest

        return [Section("newest", _("Borrow from a neighbour"), "dummyplugin/sections/newest.html", newest)]

    def menu_items(self, neighbourhood):
        return [
            MenuItem(page_type="dummyplugin.ShelfPage", order=30),
            MenuItem(label=_("Free now"), path="dummyplugin/", order=31),
        ]

    def facets(self):
        from .facets import choices, only

        return [Facet("laji", _("Kind of thing"), choices, only)]

    def feeds(self):
        from .feeds import entries, table

        return [
            Feed("atom", _("New on the lending shelf"), entries=entries),
            Feed("csv", _("Lending shelf as a table"), build=table, content_type="text/csv"),
        ]

    def subscriptions(self, neighbourhood, language):
        address = f"{neighbourhood.root_url}/{language}/feeds/dummyplugin.csv"
        return [Subscription("table", _("Lending shelf as a table"), _("A spreadsheet program can ask for it again and again."), address)]

    def portal_pages(self):
        return [PortalPage("shelves", _("Lending shelves"))]

    def admin_views(self):
        from .desk import wish_chooser, wishes

        return {"dummyplugin_wish": {"pk": "own row"}, **wishes.views(), **wish_chooser.views()}

    def api(self, neighbourhood):
        from .queries import things

        shown = things(neighbourhood, neighbourhood.languages[0])
        return {"things": [{"title": thing.title, "place": thing.place, "is_free": thing.is_free} for thing in shown]}

    def tasks(self):
        from .actions import forget_old_wishes

        return [Task("forget", forget_old_wishes, minutes=60 * 24)]

    def tiles(self):
        from .desk import first_wish, open_wishes

        return [Tile("wishes", _("Wishes to borrow"), "hand", url=first_wish, count=open_wishes)]

    def care(self):
        from .desk import unanswered

        return [CareRule("unanswered", unanswered)]

    def short_forms(self):
        from .short_form import lend

        return [lend]

    def act_kinds(self):
        from .acts import LENT

        return [LENT]

    def records(self):
        from .queries import facts

        return [RecordKind("thing", _("Thing to borrow"), page_type="dummyplugin.ThingPage", facts=facts)]

    def record_actions(self, record, person):
        from .desk import address

        return [RecordAction(_("Borrow tools for this"), address())] if record.kind == "method" else []

    def install(self, neighbourhood):
        from .actions import make_shelf

        make_shelf(neighbourhood)

    def demo(self, neighbourhood):
        from .actions import make_examples

        make_examples(neighbourhood)

    def personal_data(self, address):
        from .queries import wishes_of

        return wishes_of(address)

    def erase(self, address):
        from .actions import erase_wishes_of

        return erase_wishes_of(address)

    def export_urls(self, neighbourhood):
        return [f"/{code}/dummyplugin/" for code in neighbourhood.codes]
