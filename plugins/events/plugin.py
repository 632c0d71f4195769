"""Events of a neighbourhood: what happens, when and where, also again and again."""

from django.utils.translation import gettext_lazy as _

from neighbourhoods.plugin import Feed, MenuItem, Plugin, RecordKind, Section, Task


class Events(Plugin):
    verbose_name = _("Events")
    requires_core = ">=0.1,<1"
    page_types = ("events.EventIndexPage", "events.EventPage")
    urls = "plugins.events.urls"
    privacy_notice = "events/privacy"

    def ready(self):
        from . import signals
        from .outgoing import revision

        signals.connect()
        revision.connect()

    def sections(self):
        from .sections import coming

        return [Section("next", _("Coming up"), "events/next.html", coming)]

    def menu_items(self, neighbourhood):
        return [MenuItem(page_type="events.EventIndexPage", order=20)]

    def feeds(self):
        from .outgoing.feeds import entries

        return [Feed("atom", self.verbose_name, entries=entries)]

    def subscriptions(self, neighbourhood, language):
        from .outgoing.links import subscriptions

        return subscriptions(neighbourhood, language)

    def records(self):
        from .queries import facts

        return [RecordKind("event", _("Event"), page_type="events.EventPage", facts=facts, is_dated=True)]

    def admin_views(self):
        from .desk.declared import VIEWS

        return VIEWS

    def tasks(self):
        from .clock import imports, rebuild, seats, zones
        from .registration.forgetting import forget_old

        return [
            Task("rebuild", rebuild, minutes=60 * 24),
            Task("zones", zones, minutes=60),
            Task("import", imports, minutes=15),
            Task("seats", seats, minutes=15),
            Task("forget", forget_old, minutes=60 * 24, also_off=True),
        ]

    def tiles(self):
        from .desk.tiles import TILES

        return TILES

    def care(self):
        from .desk.care import RULES

        return RULES

    def short_forms(self):
        from .short_form import FORMS

        return FORMS

    def act_kinds(self):
        from .desk.acts import KINDS

        return KINDS

    def personal_data(self, address):
        from .privacy import personal_data

        return personal_data(address)

    def erase(self, address):
        from .privacy import erase

        return erase(address)

    def install(self, neighbourhood):
        from .setting_up import install

        install(neighbourhood)

    def demo(self, neighbourhood):
        from .setting_up import load_examples

        load_examples(neighbourhood)
