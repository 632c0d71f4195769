"""What is remembered of translations beside the tables of wagtail-localize: pages that are written freely, and texts that are no pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .details import Details


class PageTranslation(models.Model):
    """A page that is translated text by text into one language: what was translated from what, also before anything is published."""

    # the version that is translated from; what is left of it when it goes is a page that stands on its own
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    # {name of the text: {"source": what was translated, "text": the translation, "machine": whether nobody has read it, "links"}}
    texts = models.JSONField(default=dict)
    # the fields as they were last written from here, had nobody changed the page by hand
    written = models.JSONField(default=dict)
    # its texts as they were last seen: what differs was changed by hand
    seen = models.JSONField(default=dict)
    # {"missing", "behind", "done"}: for lists
    numbers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("translation of a page")
        verbose_name_plural = _("translations of pages")
        constraints = [models.UniqueConstraint(fields=("page", "language"), name="one_translation_of_a_page")]

    def __str__(self):
        return f"{self.page_id}: {self.language}"


class FreeTranslation(models.Model):
    """A version of a page that is written anew and not text by text, as plain Finnish is: which texts of the source its writer had read."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    # the source's texts when this version was last found to be good: {name of the text: text}
    source_texts = models.JSONField(default=dict)
    # keys of the hints that its writer wants to leave as they are
    left_hints = models.JSONField(default=list)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("free translation")
        verbose_name_plural = _("free translations")

    def __str__(self):
        return str(self.page_id)


class DetailsTranslation(models.Model):
    """The texts of a neighbourhood's details (notice, contacts, rooms) in one more language."""

    details = models.ForeignKey(Details, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=20)
    # {name of the text: {"source": what was translated, "text": the translation}}
    texts = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("translation of details")
        verbose_name_plural = _("translations of details")
        constraints = [models.UniqueConstraint(fields=("details", "language"), name="one_translation_of_details")]

    personal_data = ("texts",)

    def __str__(self):
        return f"{self.details}: {self.language}"

    def erase(self):
        """It is nobody's: of its texts only an address goes, as it does of the texts that they are made of."""
