"""Where an idea is now: the statuses of a neighbourhood, its own from its file or the five that ship."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext_lazy

RECEIVED, DISCUSSED, TRYING, DONE, NOT_NOW = "received", "discussed", "trying", "done", "not_now"
# The look of a tag, and the icon beside its word.
LOOKS = {"": "", "on": "repeat", "asking": "chat", "ok": "check", "off": ""}


@dataclass(frozen=True)
class Status:
    """`label` is shown, `needs_reason`: nobody is told so without being told why. `look` is a key of LOOKS."""

    key: str
    label: Any
    look: str = ""
    needs_reason: bool = False

    @property
    def icon(self):
        return LOOKS[self.look]


SHIPPED = (
    Status(RECEIVED, pgettext_lazy("ideas", "Received")),
    Status(DISCUSSED, pgettext_lazy("ideas", "Under discussion"), "asking"),
    Status(TRYING, pgettext_lazy("ideas", "Being tried"), "on"),
    Status(DONE, pgettext_lazy("ideas", "Done"), "ok"),
    Status(NOT_NOW, pgettext_lazy("ideas", "Not now"), "off", needs_reason=True),
)


def of(neighbourhood):
    """{key: Status} of a neighbourhood, in their order; the first is that of a new idea."""
    own = neighbourhood.config("ideas").statuses
    if not own:
        return {status.key: status for status in SHIPPED}
    return {row.key: Status(row.key, named(row.names, neighbourhood), row.look, row.needs_reason) for row in own}


def named(names, neighbourhood):
    """The name in the reader's language, else along the neighbourhood's own."""
    chain = (get_language() or "", *neighbourhood.languages, *names)
    return next(names[code] for code in chain if code in names)


def first(neighbourhood):
    return next(iter(of(neighbourhood)))


def shown(neighbourhood, key):
    """The Status of a key; one that the file has no more keeps its key for a name."""
    return of(neighbourhood).get(key) or next((one for one in SHIPPED if one.key == key), Status(key, key))
