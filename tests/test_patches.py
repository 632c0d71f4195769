"""Each patch of Wagtail is still needed and still fits: these fail when the patched code changes."""

import inspect
import re
from pathlib import Path

import pytest
from wagtail.models import Page

from neighbourhoods.models import InfoPage


def test_wagtail_still_builds_addresses_from_the_list_of_all_sites():
    from wagtail.models import pages

    source = inspect.getsource(pages.AbstractPage)
    assert "def _get_relevant_site_root_paths(self, cache_object=None)" in source
    assert "def get_url_parts(self, request=None)" in source
    assert "def get_url(self, request=None, current_site=None)" in source
    assert "url = property(get_url)" in source
    assert "full_url = property(get_full_url)" in source


def test_plain_pages_and_our_own_give_the_same_address():
    names = ("get_url_parts", "get_url", "_get_relevant_site_root_paths")
    assert all(getattr(Page, name) is getattr(InfoPage, name) for name in names)


def test_wagtail_still_asks_the_page_model_whether_a_slug_is_free():
    from wagtail.admin.forms import pages as forms
    from wagtail.admin.views.pages import move

    assert "Page._slug_is_available(page_slug, self.parent_page, self.instance)" in inspect.getsource(forms)
    assert "Page._slug_is_available(" in inspect.getsource(move)
    assert list(inspect.signature(Page._slug_is_available).parameters) == ["slug", "parent_page", "page"]


def test_the_explorer_offers_no_filter_that_lists_the_whole_install():
    from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet

    for filterset in (PageFilterSet, GenericPageFilterSet):
        assert not {"site", "owner", "edited_by"} & set(filterset.base_filters)


def test_redirects_still_read_the_root_paths_back_from_the_request():
    from wagtail.contrib.redirects import signal_handlers

    assert "_wagtail_cached_site_root_paths" in inspect.getsource(signal_handlers)


@pytest.mark.parametrize("name", ["wagtail.admin.filters", "wagtail.images.views.chooser"])
def test_no_listing_offers_the_installs_most_used_tags(name):
    from importlib import import_module

    assert import_module(name).popular_tags_for_model(Page) == []


@pytest.mark.django_db
def test_the_explorer_does_not_send_people_to_set_up_a_site(visit, keeper):
    from wagtail.admin import templates

    stock = Path(next(iter(templates.__path__))) / "wagtailadmin" / "pages" / "explorable_index_results.html"
    assert "{% block before_results %}" in stock.read_text()
    office = visit()
    office.client.force_login(keeper)
    for page in (Page.get_first_root_node(), Page.objects.get(url_path="/lintumaki/")):
        text = office.get(f"/admin/pages/{page.pk}/").text
        assert "There is no site" not in text and "Konfiguroi sivusto nyt" not in text
    assert "Jokaiselle kielelle on oma etusivu." in text


def test_wagtail_still_forgets_what_led_to_a_deleted_thing_in_this_one_way():
    from wagtail import signal_handlers
    from wagtail.models import reference_index

    assert "ReferenceIndex.remove_references_to(instance)" in inspect.getsource(signal_handlers.remove_reference_index_on_delete)
    source = inspect.getsource(reference_index.ReferenceIndex)
    assert "def remove_references_to(cls, object)" in source and "to_content_type=base_content_type" in source


def test_wagtail_still_counts_where_a_thing_is_used_by_these_two_ways():
    from wagtail.admin.ui import side_panels
    from wagtail.admin.views.bulk_action import mixins
    from wagtail.admin.views.generic import models, usage
    from wagtail.admin.views.pages import delete
    from wagtail.models import ReferenceIndex, reference_index

    source = inspect.getsource(reference_index.ReferenceIndex)
    for name in ("get_references_to", "get_references_to_in_bulk"):
        assert f"def {name}(cls, object" in source
        assert "own(" in inspect.getsource(getattr(ReferenceIndex, name))
    assert source.count("cls.get_references_to(object)") == 1 and source.count("cls.get_references_to_in_bulk(objects)") == 2
    asked = {"get_references_to", "get_grouped_references_to", "get_grouped_references_to_in_bulk"}
    for module in (side_panels, mixins, models, usage, delete):
        used = set(re.findall(r"ReferenceIndex\s*\.(\w+)", inspect.getsource(module)))
        assert used and used <= asked, module


def test_the_way_in_which_references_are_found_is_still_there():
    from wagtail.models import ReferenceIndex

    page = InfoPage(title="x", body='[{"type": "text", "value": "<p><a linktype=\\"page\\" id=\\"7\\">x</a></p>", "id": "1"}]')
    ((_type, pk, path, _content_path),) = ReferenceIndex._extract_references_from_object(page)
    assert pk == "7" and path.startswith("body.")


def test_wagtail_localize_takes_no_editor_over_and_shows_no_buttons():
    from wagtail import hooks
    from wagtail_localize import wagtail_hooks as theirs

    for name in ("before_edit_page", "page_listing_more_buttons", "register_restart_translation_page_action_menu_item"):
        assert hasattr(theirs, name), "it has another name now"
    for name in (
        *("before_edit_page", "register_page_header_buttons", "register_page_listing_more_buttons"),
        *("register_page_action_menu_item", "register_reports_menu_item"),
    ):
        assert not [found for found in hooks.get_hooks(name) if found.__module__ == theirs.__name__], name


def test_choosers_still_make_what_they_show_in_one_place():
    from wagtail.admin.widgets.chooser import AdminPageChooser, BaseChooser
    from wagtail.blocks import ChooserBlock
    from wagtail.documents.widgets import AdminDocumentChooser
    from wagtail.images.widgets import AdminImageChooser

    for widget in (AdminPageChooser, AdminDocumentChooser, AdminImageChooser):
        assert issubclass(widget, BaseChooser) and "get_value_data" not in vars(widget)
    assert "self.get_value_data(value)" in inspect.getsource(BaseChooser.render)
    assert "self.widget.get_value_data(value)" in inspect.getsource(ChooserBlock.get_form_state)
    # Wagtail's own: asked before ours were put there, so looked up in the file
    source = Path(inspect.getsourcefile(ChooserBlock)).read_text()
    its_own = source.partition("class ChooserBlock")[2].partition("def value_from_form(self, value):")[2]
    assert "return self.model_class.objects.get(pk=value)" in its_own[:400]
    source = Path(inspect.getsourcefile(BaseChooser)).read_text()
    wanted = "instance = self.get_instance(value)\n        if instance:\n            return self.get_value_data_from_instance(instance)"
    assert wanted in source.partition("def get_value_data(self, value):")[2][:900]


def test_the_editor_of_texts_still_looks_links_up_in_these_places():
    from wagtail.admin.rich_text.converters import html_to_contentstate
    from wagtail.documents.rich_text import contentstate as documents
    from wagtail.images.rich_text import contentstate as images

    places = (
        (html_to_contentstate, "def get_attribute_data(self, attrs):\n        try:\n            page = Page.objects.get(id=attrs"),
        (documents, "doc = Document.objects.get(id=id)"),
        (images, 'image = Image.objects.get(id=attrs["id"])'),
    )
    for module, wanted in places:
        assert wanted in Path(inspect.getsourcefile(module)).read_text(), module


def test_a_quotation_mark_in_a_search_still_has_to_be_doubled_for_sqlite():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the database is not SQLite")
    from wagtail.search.backends.database.sqlite.query import BM25, Lexeme

    assert "template = '\"%s\"'" in Path(inspect.getsourcefile(Lexeme)).read_text()
    assert "bm25(" in Path(inspect.getsourcefile(BM25)).read_text(), "its ranking counts words of the whole install"
    assert BM25().as_sql(None, None) == ("1.0", [])
    assert Lexeme('a"b', prefix=True).as_sql(None, None) == ('"%s"*', ['a""b'])


def test_lists_and_search_of_wagtail_still_ask_the_policy_what_is_there():
    """So what is in the bin is in none of them."""
    from wagtail.admin.api.filters import ForExplorerFilter
    from wagtail.admin.views.pages import listing, search
    from wagtail.permission_policies.pages import PagePermissionPolicy

    for place in (search.SearchView.get_queryset, listing.IndexView, ForExplorerFilter):
        assert "explorable_instances(" in inspect.getsource(place)
    assert list(inspect.signature(PagePermissionPolicy.explorable_instances).parameters) == ["self", "user"]
    assert PagePermissionPolicy.explorable_instances.__name__ == "without_the_bin"


def test_wagtail_still_shows_bulk_actions_to_all():
    from wagtail.admin.templatetags import wagtailadmin_tags
    from wagtail.admin.views.bulk_action.registry import BulkActionRegistry

    assert "bulk_action_registry.get_bulk_actions_for_model(app_label, model_name)" in inspect.getsource(wagtailadmin_tags)
    assert list(inspect.signature(BulkActionRegistry.get_bulk_actions_for_model).parameters) == ["self", "app_label", "model_name"]


def test_wagtail_still_logs_each_publication_and_each_hiding():
    """From its log the desk tells what was done, whatever way it was done."""
    from wagtail.actions import publish_revision, unpublish

    assert 'else "wagtail.publish"' in inspect.getsource(publish_revision)
    assert 'else "wagtail.unpublish"' in inspect.getsource(unpublish)
