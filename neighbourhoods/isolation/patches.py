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


def moves():
    """Wagtail says that the page above has such a page already, also when the other one is in another language."""
    from django.shortcuts import get_object_or_404, redirect
    from wagtail.admin import messages
    from wagtail.admin.views.pages.move import MoveConfirmView

    from ..slugs import address_is_taken

    stock = MoveConfirmView.dispatch

    def dispatch(self, request, page_to_move_id, destination_id, *args, **kwargs):
        page, destination = (get_object_or_404(Page, pk=pk) for pk in (page_to_move_id, destination_id))
        if told := address_is_taken(page.slug, destination, page):
            messages.error(request, told)
            return redirect("wagtailadmin_pages:move", page.pk)
        return stock(self, request, page_to_move_id, destination_id, *args, **kwargs)

    MoveConfirmView.dispatch = dispatch


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


def links_to_what_is_gone():
    """Wagtail forgets with a deleted page which pages lead to it: then nobody could be told that links of theirs are dead."""
    from wagtail.models import ReferenceIndex

    stock = ReferenceIndex.remove_references_to.__func__

    def remove_references_to(cls, object):
        if not isinstance(object, Page):
            return stock(cls, object)
        pages = cls._get_base_content_type(object)
        return cls.objects.filter(to_content_type=pages, to_object_id=str(object.pk)).exclude(base_content_type=pages).delete()

    ReferenceIndex.remove_references_to = classmethod(remove_references_to)


def plain_editor():
    """wagtail-localize has an editor of its own for translated pages, and buttons to views that volunteers do not have."""
    from wagtail import hooks
    from wagtail_localize import wagtail_hooks as theirs

    stock = {
        "before_edit_page": ("before_edit_page",),
        "register_page_header_buttons": ("page_listing_more_buttons",),
        "register_page_listing_more_buttons": ("page_listing_more_buttons",),
        "register_page_action_menu_item": (
            "register_restart_translation_page_action_menu_item",
            "register_convert_back_to_alias_page_action_menu_item",
        ),
        "register_reports_menu_item": ("register_wagtail_localize2_report_menu_item",),
    }
    for hook, names in stock.items():
        unwanted = [getattr(theirs, name) for name in names]
        hooks._hooks[hook] = [entry for entry in hooks._hooks.get(hook, []) if entry[0] not in unwanted]


def choosers():
    """The editor shows the name of whatever an id leads to, also one that a crafted request has put there."""
    from wagtail.admin.widgets.chooser import BaseChooser
    from wagtail.blocks import ChooserBlock

    from . import seeing

    def get_value_data(self, value):
        try:
            thing = None if seeing.is_nowhere(value) else self.get_instance(value)
        except seeing.NO_ID:
            return None
        if not thing or seeing.may_see(thing):
            return self.get_value_data_from_instance(thing) if thing else None
        if seeing.is_kept(thing) or isinstance(value, self.model_class):
            nothing = {"url": "", "width": 0, "height": 0}
            shown = {"id": thing.pk, "edit_url": None, "parent_id": None, "preview": nothing, "default_alt_text": ""}
            return shown | {self.display_title_key: seeing.NAMELESS}
        return None

    def value_from_form(self, value):
        if value is None or isinstance(value, self.model_class):
            return value
        return seeing.named_by_form(self.model_class, value)

    BaseChooser.get_value_data = get_value_data
    ChooserBlock.value_from_form = value_from_form


def links_in_the_editor():
    """So does the editor of texts: the address of a page and the name of a file, from whatever id stands in the text."""
    from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
    from wagtail.documents import get_document_model
    from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler
    from wagtail.images import get_image_model
    from wagtail.images.rich_text.contentstate import ImageElementHandler

    from . import resolver, seeing

    def hides(model, attributes):
        """(whether nothing may be told of it, its id or None)"""
        pk = resolver.clean_id(resolver.kind_of(model), attributes.get("id"))
        thing = model.objects.filter(pk=pk).first() if pk is not None else None
        return thing is None or not seeing.may_see(thing), pk

    page_data = PageLinkElementHandler.get_attribute_data
    document_data, image_entity = DocumentLinkElementHandler.get_attribute_data, ImageElementHandler.create_entity

    def page_link(self, attributes):
        hidden, pk = hides(Page, attributes)
        return {"id": pk, "url": None, "parentId": None} if hidden else page_data(self, attributes)

    def document_link(self, attributes):
        hidden, pk = hides(get_document_model(), attributes)
        return {"id": pk} if hidden else document_data(self, attributes)

    def image(self, name, attributes, state, contentstate):
        hidden, _pk = hides(get_image_model(), attributes)
        return image_entity(self, name, {**attributes, "id": "0"} if hidden else attributes, state, contentstate)

    PageLinkElementHandler.get_attribute_data = page_link
    DocumentLinkElementHandler.get_attribute_data = document_link
    ImageElementHandler.create_entity = image


def search_on_sqlite():
    """A quotation mark in a search is an error of the database; and its ranking counts words in everybody's drafts, so that the order
    of what is found tells what they hold."""
    from django.db import connection

    if connection.vendor != "sqlite":
        # its tables are not there; PostgreSQL ranks a text by itself alone
        return
    from wagtail.search.backends.database.sqlite.query import BM25, Lexeme

    def as_sql(self, compiler, connection):
        text = self.value.replace('"', '""').replace("\0", " ")
        return '"%s"*' if self.prefix else '"%s"', [text]

    Lexeme.as_sql = as_sql
    BM25.as_sql = lambda self, compiler, connection, function=None, template=None: ("1.0", [])


def bin():
    """Wagtail's search and its lists of one type of page have no hook; and bulk actions are shown to all, whoever may do what."""
    from wagtail.admin.views.bulk_action.registry import BulkActionRegistry
    from wagtail.permission_policies.pages import PagePermissionPolicy

    from . import scope

    explorable, actions = PagePermissionPolicy.explorable_instances, BulkActionRegistry.get_bulk_actions_for_model

    def without_the_bin(self, user):
        from ..models import BinnedPage

        return explorable(self, user).exclude(pk__in=BinnedPage.objects.values("pk"))

    def without_deleting(self, app_label, model_name):
        found = actions(self, app_label, model_name)
        if scope.restricted() is None or (app_label, model_name) != ("wagtailcore", "page"):
            return found
        return [action for action in found if action.action_type != "delete"]

    PagePermissionPolicy.explorable_instances = without_the_bin
    BulkActionRegistry.get_bulk_actions_for_model = without_deleting


def two_editors():
    """Wagtail refuses the editor's own saving over a newer text, and lets a person's Save and Publish overwrite it without a word."""
    from django.db import transaction
    from django.utils.functional import cached_property
    from wagtail.admin.views.pages.edit import EditView

    from ..desk import at_once

    dispatch, form_valid, form_invalid = EditView.dispatch, EditView.form_valid, EditView.form_invalid
    out_of_date = EditView.is_out_of_date.func

    def one_at_a_time(self, request, page_id, **kwargs):
        if request.method != "POST":
            return dispatch(self, request, page_id, **kwargs)
        with transaction.atomic():
            at_once.lock(page_id)
            return dispatch(self, request, page_id, **kwargs)

    def is_out_of_date(self):
        return out_of_date(self) or at_once.began_before_all(self)

    def valid(self, form):
        aside = at_once.kept_aside(self) if not self.expects_json_response and at_once.is_late(self) else None
        return aside or form_valid(self, form)

    def invalid(self, form):
        if not self.expects_json_response and at_once.is_late(self):
            at_once.stay_late(self)
        return form_invalid(self, form)

    EditView.dispatch, EditView.form_valid, EditView.form_invalid = one_at_a_time, valid, invalid
    EditView.is_out_of_date = cached_property(is_out_of_date)
    EditView.is_out_of_date.__set_name__(EditView, "is_out_of_date")


def install():
    flat_addresses()
    moves()
    explorer_filters()
    popular_tags()
    usage()
    links_to_what_is_gone()
    plain_editor()
    choosers()
    links_in_the_editor()
    search_on_sqlite()
    bin()
    two_editors()
