"""Calls for ideas: a question to residents, what they answer without an account, and what they are answered."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from neighbourhoods.plugin import Feed, MenuItem, Plugin, PluginConfig, RecordKind, Section, Task


class StatusConfig(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z_]{0,29}$", description="Stays, whatever the names become.")
    names: dict[str, str] = Field(min_length=1, description="{language: name}")
    look: Literal["", "on", "asking", "ok", "off"] = ""
    needs_reason: bool = False


class IdeasConfig(PluginConfig):
    statuses: tuple[StatusConfig, ...] = Field((), description="The neighbourhood's own statuses; empty: the five that ship.")
    keep_email_days: int = Field(90, ge=1, le=730, description="So many days after the call has ended, addresses are erased.")
    keep_names_days: int = Field(730, ge=30, le=3650, description="So many days after an idea was sent, its nickname is erased.")
    check_days: int = Field(2, ge=1, le=30, description="Within how many days ideas are usually checked.")
    unanswered_days: int = Field(7, ge=1, le=365, description="After so many days without an answer an idea needs care.")

    @model_validator(mode="after")
    def keys_differ(self):
        keys = [status.key for status in self.statuses]
        if len(set(keys)) != len(keys):
            raise ValueError("two statuses have the same key")
        return self


class Ideas(Plugin):
    verbose_name = _("Ideas")
    requires_core = ">=0.1,<1"
    Config = IdeasConfig
    page_types = ("ideas.CallIndexPage", "ideas.CallPage")
    urls = "plugins.ideas.urls"
    privacy_notice = "ideas/privacy"

    def ready(self):
        from . import signals

        signals.connect()

    def sections(self):
        from .sections import question

        return [Section("question", _("What do you think?"), "ideas/question.html", question)]

    def menu_items(self, neighbourhood):
        return [MenuItem(page_type="ideas.CallIndexPage", order=30)]

    def feeds(self):
        from .feeds import entries

        return [Feed("atom", _("Ideas"), entries=entries)]

    def admin_views(self):
        from .desk.declared import VIEWS

        return VIEWS

    def tasks(self):
        from .clock import forget, remind

        return [Task("forget", forget, minutes=60 * 24), Task("remind", remind, minutes=60 * 6)]

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

    def records(self):
        return [
            RecordKind("call", _("Call for ideas"), page_type="ideas.CallPage"),
            RecordKind("idea", _("Idea")),
        ]

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
