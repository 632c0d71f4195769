"""Contacts, rooms and notices are shown on cached pages: whoever changes them makes that one neighbourhood cold."""

from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from .. import current


def details_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        raise_generation(instance.neighbourhood_id)


def part_changed(sender, instance, raw=False, **kwargs):
    """A contact, room, gap or translation. When its row is going with it there is nothing left to ask, and that row tells itself."""
    from ..models import Details

    if not raw:
        for pk in Details.objects.filter(pk=instance.details_id).values_list("neighbourhood_id", flat=True):
            raise_generation(pk)


def notice_page_changed(sender, instance, **kwargs):
    """The notice links to a page, however deep that is: hidden, moved, renamed or deleted, itself or with one above it."""
    from ..models import Details

    if isinstance(instance, Page) and instance.path:
        for pk in Details.objects.filter(notice_page__path__startswith=instance.path).values_list("neighbourhood_id", flat=True):
            raise_generation(pk)


def raise_generation(pk):
    if pk is None:
        current.install_changed()
    else:
        current.changed(pk)


def connect():
    from ..models import Contact, Details, DetailsTranslation, KnownGap, Room

    # before the deletion: then the notice still names the page
    for signal, name in ((page_published, "published"), (page_unpublished, "hidden"), (post_page_move, "moved"), (pre_delete, "deleted")):
        signal.connect(notice_page_changed, dispatch_uid=f"neighbourhoods-notice-page-{name}")
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(details_changed, sender=Details, dispatch_uid=f"neighbourhoods-details-{name}")
        for model in (Contact, Room, KnownGap, DetailsTranslation):
            signal.connect(part_changed, sender=model, dispatch_uid=f"neighbourhoods-{model.__name__}-{name}")
