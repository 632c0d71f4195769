"""Mails to senders of ideas. To an address that nobody has confirmed goes the question alone whether it is right."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from neighbourhoods.participation import confirming, mails, senders

from . import queries, statuses

OWN, LINKS = "ideas.own", "ideas.links"


def about(idea):
    """What its mails are found by, when its sender wants none any more."""
    return OWN, idea.pk


def why():
    return _("You get this because you gave this address with an idea.")


def link(neighbourhood, language, name, *arguments):
    """An address on the neighbourhood's own host, in the language of the mail."""
    with translation.override(language if language in neighbourhood.codes else neighbourhood.languages[0]):
        return f"{neighbourhood.root_url}{reverse(name, args=arguments)}"


def own(neighbourhood, idea, secret):
    return link(neighbourhood, idea.mail_language, "ideas:own", secret)


def public(neighbourhood, idea, whole=None):
    """Where its holder of a mail reads it: the idea, or, while nobody else may, the place to give the code."""
    whole = whole or idea
    name, arguments = ("ideas:idea", [whole.pk]) if queries.is_shown(neighbourhood, whole) else ("ideas:code", [])
    return link(neighbourhood, idea.mail_language, name, *arguments)


def confirm(neighbourhood, idea):
    """Ask whether the address is right; at most three times an hour for an address, whoever gives it."""
    secret, code = confirming.ask(neighbourhood, OWN, idea.pk, idea.email)
    if not senders.may_mail(idea.email, "ideas.confirm"):
        return
    values = {
        "title": idea.heading,
        "code": code,
        "link": link(neighbourhood, idea.mail_language, "ideas:confirm", secret),
        "hours": confirming.HOURS,
    }
    options = {"why": why, "about": about(idea), "minutes": confirming.HOURS * 60}
    mails.post(neighbourhood, idea.email, idea.mail_language, "ideas/mail/confirm", values, **options)


def received(neighbourhood, idea, secret):
    """The address is right: here is the own link."""
    values = {"idea": idea, "title": idea.heading, "link": own(neighbourhood, idea, secret), "answerer": answerer(neighbourhood, idea)}
    options = {"why": why, "about": about(idea), "key": f"ideas.received:{idea.pk}"}
    mails.post(neighbourhood, idea.email, idea.mail_language, "ideas/mail/received", values, **options)


def answerer(neighbourhood, idea):
    found = queries.page_of(neighbourhood, idea.call, idea.mail_language or neighbourhood.languages[0])
    return capfirst(found.page.answerer) if found else ""


def asked(neighbourhood, idea):
    again = link(neighbourhood, idea.mail_language, "ideas:link")
    values = {"title": idea.heading, "question": idea.question, "link": again}
    mails.post(neighbourhood, idea.email, idea.mail_language, "ideas/mail/asked", values, why=why, about=about(idea))


def answered(neighbourhood, idea, change, whole=None):
    """Its sender gets the answer; where the idea has become part of another one, `whole` is that, and the answer is its."""
    whole = whole or idea
    with translation.override(idea.mail_language):
        status = str(statuses.shown(neighbourhood, whole.status).label)
    values = {
        "title": idea.heading,
        "role": change.role,
        "day": timezone.localdate(change.at, neighbourhood.zone),
        "answer": change.answer,
        "next": change.answer_next,
        "status": status,
        "link": public(neighbourhood, idea, whole),
    }
    key = f"ideas.answered:{change.pk}" + (f":{idea.pk}" if whole.pk != idea.pk else "")
    mails.post(neighbourhood, idea.email, idea.mail_language, "ideas/mail/answered", values, why=why, about=about(idea), key=key)


def links_again(neighbourhood, email, language, ideas):
    """New links to all ideas of an address, [(idea, secret)]; where there is none the mail says how to begin. The same work either way."""
    found = [(idea.heading, link(neighbourhood, language, "ideas:own", secret)) for idea, secret in ideas]
    values = {"found": found, "start": link(neighbourhood, language, "ideas:code")}
    mails.post(neighbourhood, email, language, "ideas/mail/links", values, why=why, about=(LINKS, neighbourhood.pk))


def stop_links(idea):
    """New links to this address that are still on their way are of no use, or open what its owner has just erased."""
    mails.withdraw(LINKS, idea.neighbourhood_id, idea.email)
