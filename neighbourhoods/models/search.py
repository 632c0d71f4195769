"""What the search knows of each page that anybody may read. search.store has the database look into the tokens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .neighbourhood import Neighbourhood
from .records import Record


class SearchEntry(models.Model):
    """One published page in one language: its text as readers see it. Made anew whenever the page is published."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    # the version of the analyser that made its tokens
    analyser = models.CharField(max_length=120, db_index=True)
    # of the page, when this was made: another time there means that this is old
    published_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=255)
    # What is long comes last: SQLite reads a row from its beginning.
    text = models.TextField(blank=True)
    # what is looked for, with blanks between; a neighbourhood's own copies of them are made by the database
    tokens = models.TextField(blank=True)

    class Meta:
        verbose_name = _("page in the search")
        verbose_name_plural = _("pages in the search")

    def __str__(self):
        return self.title


class RecordEntry(models.Model):
    """A thing of a plugin that is no page and that anybody may read: one text, in the language in which it was written."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="search_entry")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    analyser = models.CharField(max_length=120, db_index=True)
    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    tokens = models.TextField(blank=True)

    class Meta:
        verbose_name = _("thing in the search")
        verbose_name_plural = _("things in the search")

    def __str__(self):
        return self.title
