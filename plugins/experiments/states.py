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


# without their reason these teach nobody anything
NEED_REASON = frozenset({Result.WORKS_IF, Result.DID_NOT_WORK, Result.STOPPED})
NO_REASON = {
    Result.WORKS_IF: _("Tell on which condition it works. One sentence is enough."),
    Result.DID_NOT_WORK: _("Tell why it did not work. One sentence is enough."),
    Result.STOPPED: _("Tell why it was stopped. One sentence is enough."),
}
STATE_WORDS = {"suunnitteilla": State.PLANNED, "kaynnissa": State.RUNNING, "paattynyt": State.ENDED}
RESULT_WORDS = {
    "toimii": Result.WORKS,
    "toimii-jos": Result.WORKS_IF,
    "ei-toiminut": Result.DID_NOT_WORK,
    "jai-kesken": Result.STOPPED,
}


def problems(data):
    """{field: sentence} of what does not fit together in a trial: `data` is what a form has cleaned."""
    found = {}
    result, reason = data.get("result"), data.get("result_reason")
    if result in NEED_REASON and not reason:
        found["result_reason"] = NO_REASON[result]
    if result and data.get("state") == State.PLANNED:
        found["state"] = _("A trial that has not begun has no result. Say that it is running or has ended.")
    starts, ends = data.get("starts_on"), data.get("ends_on")
    if starts and ends and ends < starts:
        found["ends_on"] = _("Ends before it starts. Check the dates.")
    return found
