"""From a draft to a page: with Wagtail's own actions and rights, all of it or nothing, and once however often it is sent."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from .. import registry
from ..models import Draft


class Stopped(Exception):
    """Nothing can be published here now; its text is a sentence that says why."""


class Done(Exception):
    """The draft is a page already."""


class Changed(Exception):
    """Somebody else has saved the page since the form was opened."""


@dataclass
class Place:
    """Where the page is or will be: `page` is None for a new one."""

    parent: object
    page: object = None


def place_for(entry, record, person, page=None):
    """The Place, when the person may publish there; raises Stopped."""
    if record.state == "archived":
        raise Stopped(_("This site is archived. Nothing on it is changed any more."))
    if record.state != "active":
        raise Stopped(_("This site is paused. Nothing is published on it now."))
    if not registry.is_on(entry.model, record):
        raise Stopped(_("This is not in use on this site any more."))
    if page is not None:
        allowed = page.permissions_for_user(person)
        if not (allowed.can_edit() and allowed.can_publish()):
            raise Stopped(_("You may not change this page."))
        if allowed.page_locked():
            raise Stopped(_("This page is locked now: somebody keeps it from being changed."))
        return Place(None, page)
    parent = entry.parent(record)
    if parent is None:
        raise Stopped(_("The list that this belongs to is missing. Ask the one who keeps this install."))
    allowed = parent.permissions_for_user(person)
    if not (allowed.can_add_subpage() and allowed.can_publish_subpage() and entry.model.can_create_at(parent)):
        raise Stopped(_("You may not publish here."))
    return Place(parent)


def newest_version(page):
    """The id of a page's newest version, as forms carry it."""
    return page.latest_revision_id


def make_page(entry, parent, person):
    return entry.model(owner=person, locale_id=parent.locale_id)


def preview_page(entry, place, person, form):
    """The page as it would be published; nothing is stored."""
    if place.page is not None:
        page = place.page.get_latest_revision_as_object()
        form.write(page)
    else:
        page, parent = make_page(entry, place.parent, person), place.parent
        form.write(page)
        page.slug = slugify(page.title) or page._meta.model_name
        page.path, page.depth = Page._get_children_path_interval(parent.path)[1], parent.depth + 1
        page.set_url_path(parent)
    page.is_example = False
    form.prepare_preview(page)
    return page


def publish(draft, entry, form, place, person, *, live=True):
    """The page, published; with `live` false only saved, for the whole editor. Raises Done, Changed, Stopped and ValidationError.

    Two requests at once: the row of the draft lets the first one through, and the second one waits for it.
    """
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk, done_at=None).update(done_at=timezone.now()):
            raise Done
        page, revision = (change_page if place.page is not None else add_page)(draft, entry, form, place, person, live)
        form.stored(page, is_new=place.page is None)
        if live:
            revision.publish(user=person)
        # what is sent again from an old window is compared with this version
        Draft.objects.filter(pk=draft.pk).update(page=page, base=revision.pk, texts=draft.texts)
    draft.page_id = page.pk
    return page


def add_page(draft, entry, form, place, person, live):
    # two who add below the same page at once: each needs to know the place that the other took
    parent = type(place.parent)._default_manager.select_for_update().filter(pk=place.parent.pk).first()
    if parent is None:
        raise Stopped(_("The list that this belongs to is missing. Ask the one who keeps this install."))
    page = make_page(entry, parent, person)
    form.write(page)
    page.live = live
    parent.add_child(instance=page)
    return page, page.save_revision(user=person, log_action=True, clean=False)


def change_page(draft, entry, form, place, person, live):
    row = entry.model._default_manager.select_for_update().filter(pk=place.page.pk).first()
    if row is None:
        raise Stopped(_("This page is not there any more."))
    if newest_version(row) != draft.base:
        raise Changed
    page = row.get_latest_revision_as_object()
    if form.read(page) is None:
        # it holds what this form would throw away
        raise Changed
    form.write(page)
    return page, page.save_revision(user=person, log_action=True)


def tell_errors(form, error):
    """What the page refused, beside the fields of the form."""
    fields = {"title": "title", form.body_field: "text", form.picture_field: "picture", form.alt_field: "picture_alt"}
    errors = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for name, found in errors.items():
        at = fields.get(name, name)
        form.add_error(at if at in form.fields else None, ValidationError(found))
