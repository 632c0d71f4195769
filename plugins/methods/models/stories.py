"""What happened when somebody tried a method here."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods.scoped import NeighbourhoodModel

LONGEST, LONGEST_REASON, LONGEST_PLACE, LONGEST_NAME, MOST_PEOPLE = 2000, 600, 120, 60, 100_000


class Result(models.TextChoices):
    """The same four as trials have; what they are called is translated under the same words."""

    WORKS = "works", pgettext_lazy("trial", "Works")
    WORKS_IF = "works_if", pgettext_lazy("trial", "Works if…")
    DID_NOT_WORK = "did_not_work", pgettext_lazy("trial", "Did not work")
    STOPPED = "stopped", pgettext_lazy("trial", "Stopped early")


class Story(NeighbourhoodModel):
    """It belongs to a method in all its languages, and is shown in the language in which it was told.

    Only what is `public` is seen by anybody but its teller and the desk.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be checked")
        PUBLIC = "public", pgettext_lazy("story", "Published")
        HIDDEN = "hidden", pgettext_lazy("story", "Hidden")

    # the translation key of its method
    key = models.UUIDField()
    # the day, or the first of the month where only that was told
    happened_on = models.DateField(_("when"))
    is_month = models.BooleanField(default=False)
    place = models.CharField(_("place"), max_length=LONGEST_PLACE)
    people = models.PositiveIntegerField(pgettext_lazy("story", "people"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result.choices)
    reason = models.TextField(_("condition or reason"), max_length=LONGEST_REASON, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST)
    name = models.CharField(_("name or nickname"), max_length=LONGEST_NAME, blank=True)
    language = models.CharField(max_length=20)
    # the active resident who told it; None: somebody without an account
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # it looks like spam
    is_held = models.BooleanField(default=False)
    # key of checking.HIDDEN_FOR
    hidden_for = models.CharField(max_length=20, blank=True)
    # how often its teller has changed it: nobody publishes what they have not read
    changes = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)

    personal_data = ("name", "text", "reason", "place", "told_by")

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = pgettext_lazy("method", "story")
        verbose_name_plural = pgettext_lazy("method", "stories")
        indexes = [
            models.Index(fields=["neighbourhood", "key", "state", "-happened_on"], name="methods_stories"),
            models.Index(fields=["neighbourhood", "state", "sent_at"], name="methods_stories_to_check"),
        ]

    def __str__(self):
        return Truncator(" ".join(self.text.split())).chars(60)

    @property
    def is_public(self):
        return self.state == self.State.PUBLIC

    def erase(self):
        """The story stays without whoever told it."""
        self.name, self.told_by = "", None
        self.save(update_fields=["name", "told_by"])
