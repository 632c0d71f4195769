"""From an idea to a trial to a method: which record came from which."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .neighbourhood import Neighbourhood


class TrailStep(models.Model):
    """The target came from the source. Ids of records and no foreign keys: a step outlives the things that it joins."""

    source = models.UUIDField()
    target = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    # where it was made; the step stays when that is no more
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("step of a path")
        verbose_name_plural = _("steps of paths")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="one_step_between_two"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="no_step_to_itself"),
        ]

    def __str__(self):
        return f"{self.source} {self.kind} {self.target}"
