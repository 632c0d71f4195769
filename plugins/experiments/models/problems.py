"""What does not fit together in a trial."""

from django.utils.translation import gettext_lazy as _

from ..states import Result, State

# without their reason these teach nobody anything
NEED_REASON = frozenset({Result.WORKS_IF, Result.DID_NOT_WORK, Result.STOPPED})
NO_REASON = {
    Result.WORKS_IF: _("Tell on which condition it works. One sentence is enough."),
    Result.DID_NOT_WORK: _("Tell why it did not work. One sentence is enough."),
    Result.STOPPED: _("Tell why it was stopped. One sentence is enough."),
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
