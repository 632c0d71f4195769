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


def usage():
    """Who deletes a page or a picture is told where it is used: also in drafts of other neighbourhoods, or how many there are."""
    from wagtail.models import ReferenceIndex

    from .references import own

    for name in ("get_references_to", "get_references_to_in_bulk"):
        stock = getattr(ReferenceIndex, name).__func__
        setattr(ReferenceIndex, name, classmethod(lambda cls, found, stock=stock: own(stock(cls, found))))


def submit_translation():
    """The right to translate is one for the whole install: the form offered every language, and the view asked for no right on the page."""
    from django.core.exceptions import PermissionDenied
    from wagtail_localize.views import submit_translations as module

    from .. import current

    class Form(module.SubmitTranslationForm):
        def __init__(self, instance, *args, **kwargs):
            super().__init__(instance, *args, **kwargs)
            record = current.by_url_path(instance.url_path) if isinstance(instance, Page) else None
            if record:
                locales = self.fields["locales"]
                locales.queryset = locales.queryset.filter(language_code__in=record.languages)

    stock = module.SubmitPageTranslationView.get_object

    def get_object(self):
        page = stock(self)
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    module.SubmitTranslationForm = Form
    module.SubmitPageTranslationView.get_object = get_object


def install():
    flat_addresses()
    explorer_filters()
    popular_tags()
    usage()
    submit_translation()
