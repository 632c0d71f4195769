"""What is kept of a method beside its pages: its card in the library's drawer, and where it was taken from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods import records
from neighbourhoods.scoped import NeighbourhoodModel


class Card(NeighbourhoodModel):
    """One method, in whatever languages: by what lists narrow, and its version. Lists ask these narrow rows, not the pages.

    It is made when the method is first published, and stays while there is a page of it.
    """

    # the translation key of its pages, and the id of its record
    key = models.UUIDField(unique=True)
    record_id = models.UUIDField(unique=True)
    # whether anybody may read it now
    is_open = models.BooleanField(default=False)
    # bits of choices.QUESTIONS
    marks = models.BigIntegerField(default=0)
    published_at = models.DateTimeField()
    # rises by one whenever it is published with other words or numbers
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    # {language: {field: text or number}} of its pages as they were last published
    said = models.JSONField(default=dict)
    # {number: value} by which lists narrow, for lists without pages
    numbers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("card of a method")
        verbose_name_plural = _("cards of methods")
        indexes = [
            models.Index(fields=["neighbourhood", "is_open", "marks"], name="methods_card_marks"),
            models.Index(fields=["neighbourhood", "is_open", "-published_at"], name="methods_card_newest"),
            # the portal's list has those of all neighbourhoods, in one order
            models.Index(fields=["is_open", "-published_at"], name="methods_card_everywhere"),
        ]

    def __str__(self):
        return next((said.get("title", "") for said in self.said.values()), "")


class Adoption(NeighbourhoodModel):
    """A method of another neighbourhood that was taken into use in this one, as a copy of its own.

    What the original said is kept here: whatever becomes of it, nothing is lost with it.
    """

    # the translation key of the copy
    key = models.UUIDField(unique=True)
    original = records.RecordKey(verbose_name=_("original"), editable=False)
    # up to which version of the original it was decided what is taken
    version = models.PositiveIntegerField(default=1)
    # of the version of the original that the copy was made from
    language = models.CharField(max_length=20)
    # when that was last published with other words; empty when all of it has been decided on
    news_at = models.DateTimeField(null=True)
    # {field: text or number} of the original as it was when the copy was made, or when it was last decided on
    then = models.JSONField(default=dict)
    # names of fields in which the published copy says something else
    changed = models.JSONField(default=list)
    # whether anybody may read the copy now
    is_open = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("method taken into use")
        verbose_name_plural = _("methods taken into use")
        indexes = [models.Index(fields=["original", "is_open"], name="methods_adopted")]

    def __str__(self):
        return str(self.then.get("title", ""))
