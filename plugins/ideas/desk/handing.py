"""An idea for the city leaves as a mail with an id, and comes back as an ordinary answer. That it left stands in its history."""

import re
from unicodedata import normalize

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from .. import checking, statuses
from ..models import Idea
from . import mails

SENT_TO = 120


def id_of(neighbourhood, idea):
    """As PP-LIN-123: the neighbourhood's first letters and the number of the idea."""
    letters = re.sub(r"[^A-Z]", "", normalize("NFKD", neighbourhood.slug).upper())
    return f"PP-{letters[:3] or 'X'}-{idea.pk}"


def reply_to(neighbourhood):
    """Where an answer finds people of the neighbourhood: its shared address, else its controller's, else nothing."""
    return neighbourhood.facts.email or (neighbourhood.file.get("controller") or {}).get("email", "")


@transaction.atomic
def hand_on(neighbourhood, pk, person, *, email, receiver, role=""):
    """Send the idea to an address; `receiver` is told to everybody, the address to nobody. The Act. Raises TooLate.

    A new idea comes under discussion, where the neighbourhood has such a status; others stay where they are.
    """
    idea = checking.locked(neighbourhood, pk)
    if idea.state != Idea.State.PUBLIC:
        raise checking.TooLate
    name = id_of(neighbourhood, idea)
    known = statuses.of(neighbourhood)
    is_new = idea.status == statuses.first(neighbourhood) and statuses.DISCUSSED in known
    with translation.override(neighbourhood.languages[0]):
        reason = _("Sent on to %(receiver)s. Its id is %(id)s.") % {"receiver": receiver, "id": name}
    mails.handed(neighbourhood, idea, email, name, reply_to(neighbourhood))
    status = statuses.DISCUSSED if is_new else idea.status
    return checking.answer(neighbourhood, pk, person, status=status, role=role, reason=reason[:300])
