"""What has become of an idea, step by step: for everybody, and for its sender."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .. import statuses


@dataclass
class Step:
    """`said` is a text of people in the neighbourhood's language, `is_next` has not happened yet."""

    label: Any
    at: Any = None
    role: str = ""
    said: str = ""
    is_current: bool = False
    is_next: bool = False


def steps(neighbourhood, idea, *, own=False, whole=None):
    """[Step] up to now, and what comes next; where an idea has become part of another one, what came to that, its `whole`. One query."""
    whole = whole or idea
    found = [Step(_("You sent the idea") if own else pgettext("idea", "Sent"), idea.sent_at)]
    if idea.published_at and idea.state != idea.State.WAITING:
        found.append(Step(pgettext("idea", "Published"), idea.published_at))
    for number, change in enumerate(whole.changes.filter(undone_at=None)):
        # the first one is the sending itself
        if number or change.role:
            label = statuses.shown(neighbourhood, change.status).label
            found.append(Step(label, change.at, change.role, change.reason))
    found.sort(key=lambda step: step.at)
    if own and idea.state == idea.State.WAITING:
        found.append(Step(_("Waiting to be checked")))
    found[-1].is_current = True
    if not whole.is_answered and whole.due_on:
        found.append(Step(pgettext("timeline", "Answer by"), whole.due_on, is_next=True))
    return found
