"""What was seen on a day of a trial: a few words and a photo."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodModel

LONGEST = 2000


class DiaryEntry(NeighbourhoodModel):
    """It belongs to the trial in all its languages, and is shown in the language in which it was written."""

    # the translation key of its trial
    experiment = models.UUIDField()
    day = models.DateField(_("day"))
    text = models.TextField(_("text"), max_length=LONGEST)
    language = models.CharField(max_length=20)
    picture = models.ForeignKey(
        "neighbourhoods.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(_("What is in the picture?"), max_length=255, blank=True)
    # {language: {"text", "picture_alt"}} that readers of that language get
    translations = models.JSONField(default=dict, editable=False)
    # taken back: nobody but its volunteers sees it
    is_shown = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        indexes = [models.Index(fields=["neighbourhood", "experiment", "day"], name="experiments_diary")]

    def __str__(self):
        return self.text[:60]

    @property
    def alt(self):
        return self.picture_alt or (self.picture.description if self.picture else "")

    def read_in(self, language):
        """Told of it for the readers of a language: in their words where it is translated, else as it was written."""
        own = self.translations.get(language, {})
        text = own.get("text")
        return Told(self, text or self.text, language if text else self.language, own.get("picture_alt") or self.alt)


@dataclass(frozen=True)
class Told:
    """A DiaryEntry as a reader gets it; `language` is that of the text."""

    entry: DiaryEntry
    text: str
    language: str
    alt: str
