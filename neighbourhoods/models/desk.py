"""What the volunteers' desk remembers: what was done, what waits in the bin, what is being written, what may wait a week."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .neighbourhood import Neighbourhood


def person(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False, **options)


class Act(models.Model):
    """Something that somebody did on a site, as "recently done" tells it; `undo` of its kind takes it back."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="acts", editable=False)
    # such as "page.published": a kind that the core or a plugin knows
    kind = models.CharField(max_length=60)
    # what it was done to: the key by which its kind finds it again, and its name at the time
    target = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    # what taking it back needs
    details = models.JSONField(default=dict)
    by = person()
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = person()

    personal_data = ("by", "undone_by", "title", "at")

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [
            models.Index(fields=["neighbourhood", "-at"], name="acts_newest"),
            models.Index(fields=["kind", "target"], name="acts_of_a_thing"),
        ]

    def __str__(self):
        return f"{self.kind}: {self.title}"

    def erase(self):
        """What was done stays; who did it does not."""
        self.by = self.undone_by = None
        self.save(update_fields=["by", "undone_by"])


class BinnedPage(models.Model):
    """A page in the bin: nobody reads or edits it. Volunteers take it out again within 30 days; only keepers delete."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    by = person()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    # whether it was published: then it is so again when it is taken out
    was_live = models.BooleanField()

    personal_data = ("by", "at")

    class Meta:
        verbose_name = _("page in the bin")
        verbose_name_plural = _("pages in the bin")

    def __str__(self):
        return str(self.page_id)

    def erase(self):
        self.by = None
        self.save(update_fields=["by"])


class Draft(models.Model):
    """What a person is writing in a short form. The random id is in the form: what is sent twice becomes one page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    # key of the short form, such as "news"
    form = models.CharField(max_length=60)
    # the page that is edited, or that has come of it
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+", editable=False)
    # id of the page's newest version when the form was opened: another one means that somebody else has saved
    base = models.BigIntegerField(null=True)
    # {name of a field: what was typed}
    texts = models.JSONField(default=dict)
    picture = models.ForeignKey("neighbourhoods.Image", on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)
    # when it became a page: sending it again only shows that page
    done_at = models.DateTimeField(null=True)

    personal_data = ("by", "texts", "created_at", "changed_at")

    class Meta:
        verbose_name = _("draft of a short form")
        verbose_name_plural = _("drafts of short forms")
        indexes = [models.Index(fields=["by", "neighbourhood", "form"], name="drafts_of_a_person")]

    def __str__(self):
        return f"{self.form} {self.pk}"

    def erase(self):
        """With photos that came with it and are on no page."""
        from ..writing import drafts

        drafts.remove(self)


class CareSnooze(models.Model):
    """Something that needs care, and may wait until then. `key` is the rule's, a colon, and what the rule calls the thing."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    key = models.CharField(max_length=160)
    until = models.DateTimeField()
    by = person()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("care that may wait")
        verbose_name_plural = _("care that may wait")
        constraints = [models.UniqueConstraint(fields=["neighbourhood", "key"], name="one_snooze")]

    def __str__(self):
        return self.key

    def erase(self):
        self.by = None
        self.save(update_fields=["by"])


class TranslationMark(models.Model):
    """A page that is to be kept translated: the desk tells when a language is behind. It is the page in its first language."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)

    class Meta:
        verbose_name = _("page that is kept translated")
        verbose_name_plural = _("pages that are kept translated")

    def __str__(self):
        return str(self.page_id)


class PageViews(models.Model):
    """How often a page was opened on a local day. A number, and nothing of who opened it. Page 0 is the sum of that day."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+", editable=False)
    day = models.DateField()
    page = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("page views")
        verbose_name_plural = _("page views")
        constraints = [models.UniqueConstraint(fields=["neighbourhood", "day", "page"], name="one_count_of_a_day")]

    def __str__(self):
        return f"{self.day}: {self.count}"


class TaskRun(models.Model):
    """How the last run of a scheduled work went. `starts` counts runs that began and never ended: after three it is left alone."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    starts = models.PositiveSmallIntegerField(default=0)
    # empty when it went well; never holds an address or a text
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("run of a scheduled work")
        verbose_name_plural = _("runs of scheduled work")

    def __str__(self):
        return self.name
