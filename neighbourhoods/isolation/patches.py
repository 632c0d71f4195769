"""Every change to code that is not ours, with its reason. tests/test_patches.py fails when the patched code changes."""

from wagtail.models import Page


def flat_addresses():
    """The explorer, choosers and mails use plain Page objects, whose address would load the list of all sites."""
    from ..pages import FlatAddresses, slug_is_available

    for name in ("_own_root", "_get_relevant_site_root_paths", "get_url_parts", "get_url", "url", "full_url"):
        setattr(Page, name, FlatAddresses.__dict__[name])
    # the page form and the move view ask Page itself, whatever the type of the page
    stock = Page._slug_is_available

    def available(slug, parent_page, page=None):
        return stock(slug, parent_page, page) if parent_page is None else slug_is_available(slug, parent_page, page)

    Page._slug_is_available = staticmethod(available)


def explorer_filters():
    """The explorer offers every site, owner and editor of the install as a filter: a leak, and it grows with each."""
    from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet

    for filterset in {PageFilterSet, GenericPageFilterSet, *PageFilterSet.__subclasses__()}:
        for name in ("site", "owner", "edited_by"):
            filterset.base_filters.pop(name, None)


def popular_tags():
    """Listings of pictures and files offer the install's most used tags; our models have none."""
    from importlib import import_module

    for name in ("wagtail.admin.filters", "wagtail.images.views.chooser"):
        import_module(name).popular_tags_for_model = lambda model, count=10: []


def install():
    flat_addresses()
    explorer_filters()
    popular_tags()
