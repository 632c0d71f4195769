"""What the first page of a call says of opening, closing and asking holds in all its languages: it is kept in one row."""

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from . import outlets
from .models import Call, CallPage
from .models.pages import SETTINGS


def published(sender, instance, **kwargs):
    neighbourhood = instance.neighbourhood()
    if neighbourhood is None or instance.alias_of_id:
        return
    first = CallPage.objects.filter(translation_key=instance.translation_key).order_by("pk").values_list("pk", flat=True).first()
    if first == instance.pk:
        keep(neighbourhood, instance)
    ideas_follow(neighbourhood, instance)


def gone(sender, instance, **kwargs):
    if neighbourhood := instance.neighbourhood():
        ideas_follow(neighbourhood, instance)


def ideas_follow(neighbourhood, page):
    if call := Call.of(neighbourhood).filter(key=page.translation_key).first():
        outlets.follow_call(neighbourhood, call)


def keep(neighbourhood, page):
    values = {name: getattr(page, name) for name in SETTINGS}
    row = Call.unscoped.filter(key=page.translation_key).first() or Call(key=page.translation_key, neighbourhood_id=neighbourhood.pk)
    for name, value in values.items():
        setattr(row, name, value)
    if page.summary and row.summary_at is None:
        row.summary_at = page.last_published_at
    elif not page.summary:
        row.summary_at = None
    row.save()
    return row


def connect():
    page_published.connect(published, sender=CallPage, dispatch_uid="ideas-call")
    page_unpublished.connect(gone, sender=CallPage, dispatch_uid="ideas-call-unpublished")
    post_delete.connect(gone, sender=CallPage, dispatch_uid="ideas-call-deleted")
