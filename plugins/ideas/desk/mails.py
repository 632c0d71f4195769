"""Mails about the end of ideas: to a sender whose idea was merged, and to whoever gets an idea that leaves the neighbourhood."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import mails

from .. import queries
from ..mails import about, link, public, why


def merged(neighbourhood, one, into):
    """The sender of the first is told where it went. `into` may still wait to be checked: then it is named and not linked."""
    is_shown = queries.is_shown(neighbourhood, into)
    values = {"title": one.heading, "into": into.heading if is_shown else "", "link": public(neighbourhood, one, into)}
    mails.post(neighbourhood, one.email, one.mail_language, "ideas/mail/merged", values, why=why, about=about(one))


def why_handed():
    return _("You get this because residents of your area have an idea for you.")


def handed(neighbourhood, idea, email, name, reply_to):
    """The idea as plain text with its id, and how to answer. In the neighbourhood's first language. No name or address of its sender."""
    language = neighbourhood.languages[0]
    with translation.override(language):
        address = link(neighbourhood, language, "ideas:idea", idea.pk) if queries.is_shown(neighbourhood, idea) else ""
    values = {"idea": idea, "id": name, "link": address, "reply_to": reply_to}
    return mails.post(neighbourhood, email, language, "ideas/desk/mail/handed", values, why=why_handed)
