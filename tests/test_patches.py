"""Each patch of Wagtail is still needed and still fits: these fail when the patched code changes."""

import inspect
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
