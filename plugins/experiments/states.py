"""Where a trial is, and what came of it. Keys are stored, names are translated; words of addresses stay as they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("trial", "Planned")
    RUNNING = "running", pgettext_lazy("trial", "Running")
    ENDED = "ended", pgettext_lazy("trial", "Ended")


class Result(models.TextChoices):
    WORKS = "works", pgettext_lazy("trial", "Works")
    WORKS_IF = "works_if", pgettext_lazy("trial", "Works if…")
    DID_NOT_WORK = "did_not_work", pgettext_lazy("trial", "Did not work")
    STOPPED = "stopped", pgettext_lazy("trial", "Stopped early")


class Place(models.TextChoices):
    HOUSE = "house", _("Housing company")
    AREA = "area", _("Area")


STATE_WORDS = {"suunnitteilla": State.PLANNED, "kaynnissa": State.RUNNING, "paattynyt": State.ENDED}
RESULT_WORDS = {
    "toimii": Result.WORKS,
    "toimii-jos": Result.WORKS_IF,
    "ei-toiminut": Result.DID_NOT_WORK,
    "jai-kesken": Result.STOPPED,
}
