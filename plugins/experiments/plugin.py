"""Small trials of a neighbourhood: what is tried, where and with whom, what came of it, and what others can learn."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from neighbourhoods.plugin import CareRule, Feed, MenuItem, Plugin, PluginConfig, RecordKind, Section


class ExperimentsConfig(PluginConfig):
    """The table [plugins.experiments] in a neighbourhood's file."""

    on_home: int = Field(3, ge=1, le=12, description="How many trials the home page shows.")
    silent_weeks: int = Field(6, ge=1, le=52, description="After so many weeks without a diary entry a running trial needs care.")


class Experiments(Plugin):
    verbose_name = _("Trials")
    requires_core = ">=0.1,<1"
    Config = ExperimentsConfig
    page_types = ("experiments.ExperimentIndexPage", "experiments.ExperimentPage")
    privacy_notice = "experiments/privacy"

    def ready(self):
        from . import signals

        signals.connect()

    def sections(self):
        from .sections import under_way

        return [Section("now", _("Being tried now"), "experiments/now.html", under_way)]

    def menu_items(self, neighbourhood):
        return [MenuItem(page_type="experiments.ExperimentIndexPage", order=40)]

    def feeds(self):
        from .feeds import entries

        return [Feed("atom", _("Trials"), entries=entries)]

    def facets(self):
        from .facets import FACETS

        return FACETS

    def records(self):
        return [RecordKind("experiment", _("Trial"), page_type="experiments.ExperimentPage", facts=lambda page: {"date": page.listed_at})]

    def record_actions(self, record, person):
        from .beginning import actions

        return actions(record)

    def admin_views(self):
        from .desk.declared import VIEWS

        return VIEWS

    def tiles(self):
        from .desk.tiles import TILES

        return TILES

    def care(self):
        from .desk.care import silent, without_result

        return [CareRule("silent", silent), CareRule("no_result", without_result)]

    def short_forms(self):
        from .short_form import FORMS

        return FORMS

    def act_kinds(self):
        from .desk.acts import KINDS

        return KINDS

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
