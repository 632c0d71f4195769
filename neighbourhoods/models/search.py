"""What the search knows of each page that anybody may read. The tokens themselves are kept by search.store, beside this table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .neighbourhood import Neighbourhood


class SearchEntry(models.Model):
    """One published page in one language: its text as readers see it. Made anew whenever the page is published."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    # the version of the analyser that made its tokens
    analyser = models.CharField(max_length=120, db_index=True)

    class Meta:
        verbose_name = _("page in the search")
        verbose_name_plural = _("pages in the search")

    def __str__(self):
        return self.title
