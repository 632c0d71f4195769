"""What two plugins must not do to each other is told by name; here the other one is the lending shelf of the tests."""

import pytest
from django.apps import apps
from wagtail.blocks import CharBlock

from neighbourhoods import registry
from tests.test_plugin_checks import told

pytestmark = pytest.mark.django_db


def test_one_that_may_stand_below_pages_of_another_plugin_is_named(monkeypatch):
    other = apps.get_model("news.NewsIndexPage")
    monkeypatch.setattr(apps.get_model("dummyplugin.ThingPage"), "allowed_parent_page_models", lambda: [other])
    ((message, _hint),) = told(6)
    cause = "the page type dummyplugin.ThingPage may stand below news.NewsIndexPage, of another plugin"
    assert message == f"The plugin dummyplugin: {cause}."


def test_a_block_with_the_name_of_another_plugins_block_is_named_with_its_owner(monkeypatch):
    monkeypatch.setattr(registry.get("news"), "blocks", lambda: {"dummy_note": CharBlock()})
    ((message, hint),) = told(7)
    assert message == "The plugin dummyplugin: the block “dummy_note” belongs to the plugin news already."
    assert "Rename it: dummyplugin_dummy_note" in hint
