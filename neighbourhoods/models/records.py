"""What a plugin has told others about one of its things."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

NAMESPACE = uuid.UUID("5d6c1a52-8f0b-4c33-9a53-0c5f2a6de1c4")


def record_id(plugin, kind, key):
    """The id of a thing's record, known without asking: the same thing has the same one, whatever it is called and wherever it is."""
    return uuid.uuid5(NAMESPACE, f"{plugin}:{kind}:{key}")


class Record(models.Model):
    """Stays when the thing is gone: whoever links to it shows its last title as plain text. It names no person."""

    id = models.UUIDField(primary_key=True, editable=False)
    plugin = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    # what the plugin knows the thing by; the translation key of a page
    key = models.CharField(max_length=100)
    neighbourhood = models.ForeignKey("neighbourhoods.Neighbourhood", on_delete=models.CASCADE, related_name="records")
    # {language: title} as last published; of a page, its address is asked when it is needed
    titles = models.JSONField(default=dict)
    # below the language, for things that are no pages: "events/12/"
    path = models.CharField(max_length=300, blank=True)
    is_page = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    # of a thing that has gone into another one, such as an idea that was merged: the id of that one
    leads_to = models.UUIDField(null=True)
    date = models.DateTimeField(null=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        indexes = [models.Index(fields=["neighbourhood", "kind", "-date"], name="records_of_a_kind")]

    def __str__(self):
        return next(iter(self.titles.values()), "")
