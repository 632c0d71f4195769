"""What holds for a call in all its languages: when it is open, and what is asked."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.scoped import NeighbourhoodModel

NOT_YET, OPEN, CLOSED = "not_yet", "open", "closed"
ASKED = ("title", "photo", "place", "name", "email")


class Call(NeighbourhoodModel):
    """One call; its pages, one in each language, share `key` as their translation key. Written whenever its first page is published."""

    key = models.UUIDField(unique=True, editable=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # by when every idea has an answer, and within how many days of its coming: whichever is sooner
    answer_by = models.DateField(null=True, blank=True)
    answer_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # names of ASKED, with commas
    asks = models.CharField(max_length=80, blank=True)
    check_first = models.BooleanField(default=True)
    comments_on = models.BooleanField(default=True)
    support_on = models.BooleanField(default=True)
    # when its summary was published
    summary_at = models.DateTimeField(null=True, blank=True)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("call for ideas")
        verbose_name_plural = _("calls for ideas")

    def __str__(self):
        return str(self.key)

    @property
    def asked(self):
        return [name for name in ASKED if name in self.asks.split(",")]

    def state(self, now=None):
        """NOT_YET, OPEN or CLOSED at this moment; judged at each request, from stored instants."""
        now = now or timezone.now()
        if self.opens_at and now < self.opens_at:
            return NOT_YET
        return CLOSED if self.closes_at and now >= self.closes_at else OPEN
