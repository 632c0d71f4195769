"""What the files of the desk tell beside what everybody may read."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ..checking import HIDDEN_FOR
from ..closing.exports import Column, field, moment

DESK = (
    Column("held", pgettext_lazy("file", "Looks like spam"), lambda writer, idea: _("yes") if idea.is_held else ""),
    Column("hidden_for", pgettext_lazy("file", "Hidden because it"), lambda writer, idea: str(HIDDEN_FOR.get(idea.hidden_for, ""))),
    field("question", pgettext_lazy("file", "Asked of the sender")),
    Column("due_on", pgettext_lazy("file", "Answer due"), lambda writer, idea: idea.due_on.isoformat() if idea.due_on else ""),
    Column("merged_into", pgettext_lazy("file", "Merged into number"), lambda writer, idea: idea.merged_into_id),
)
CONTACT = (
    field("email", pgettext_lazy("file", "E-mail")),
    moment("email_confirmed_at", pgettext_lazy("file", "E-mail confirmed")),
)
