"""Cards follow their pages, whatever way those are changed."""

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import cards
from .models import MethodPage


def published(sender, instance, **kwargs):
    neighbourhood = instance.neighbourhood()
    if neighbourhood is not None and not instance.alias_of_id:
        cards.published(neighbourhood, instance)


def gone(sender, instance, **kwargs):
    if neighbourhood := instance.neighbourhood():
        cards.look_at(neighbourhood, [instance.translation_key])


def beneath(page, neighbourhood):
    if neighbourhood is not None:
        found = MethodPage.objects.filter(path__startswith=page.path).values_list("translation_key", flat=True)
        cards.look_at(neighbourhood, set(found))


def moved(sender, instance, **kwargs):
    beneath(instance, getattr(instance.specific, "neighbourhood", lambda: None)())


def set_apart(sender, instance, raw=False, **kwargs):
    if not raw:
        page = instance.page.specific
        beneath(page, getattr(page, "neighbourhood", lambda: None)())


def connect():
    page_published.connect(published, sender=MethodPage, dispatch_uid="methods-published")
    page_unpublished.connect(gone, sender=MethodPage, dispatch_uid="methods-unpublished")
    post_delete.connect(gone, sender=MethodPage, dispatch_uid="methods-deleted")
    post_page_move.connect(moved, dispatch_uid="methods-moved")
    post_save.connect(set_apart, sender=PageViewRestriction, dispatch_uid="methods-apart")
    post_delete.connect(set_apart, sender=PageViewRestriction, dispatch_uid="methods-apart-no-more")
