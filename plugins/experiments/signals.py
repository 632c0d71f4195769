"""What the first page of a trial says of state, result, days and path holds in all its languages; its steps stand on the trail."""

from django.db.models.signals import post_delete
from wagtail.signals import page_published

from . import steps
from .models import DiaryEntry, ExperimentPage
from .models.pages import FACTS

KEPT = (*FACTS, "listed_at")


def published(sender, instance, **kwargs):
    record = instance.neighbourhood()
    if record is None or instance.alias_of_id:
        return
    versions = ExperimentPage.objects.filter(translation_key=instance.translation_key).order_by("pk")
    first = versions.first()
    if first.pk == instance.pk:
        versions.exclude(pk=first.pk).update(**{ExperimentPage._meta.get_field(name).attname: facts_of(first)[name] for name in KEPT})
        steps.tell(record, instance)
    else:
        ExperimentPage.objects.filter(pk=instance.pk).update(
            **{ExperimentPage._meta.get_field(name).attname: value for name, value in facts_of(first).items()}
        )


def facts_of(page):
    """{field: its value} of what holds in all languages."""
    return {name: getattr(page, ExperimentPage._meta.get_field(name).attname) for name in KEPT}


def deleted(sender, instance, **kwargs):
    """The diary goes with the last page of its trial."""
    record = instance.neighbourhood()
    if record is not None and not ExperimentPage.objects.filter(translation_key=instance.translation_key).exists():
        DiaryEntry.of(record).filter(experiment=instance.translation_key).delete()


def connect():
    page_published.connect(published, sender=ExperimentPage, dispatch_uid="experiments-published")
    post_delete.connect(deleted, sender=ExperimentPage, dispatch_uid="experiments-deleted")
