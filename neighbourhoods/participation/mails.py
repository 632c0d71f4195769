"""PUBLIC. Mail to residents: in the language in which they took part, from the outbox, with the transaction of what it tells of."""

from django.utils import translation

from .. import mail, mail_texts


def post(neighbourhood, email, language, template, values, *, why, key=None, minutes=mail.WEEK, about=None):
    """Compose `<template>_subject.txt`, `_message.txt` and, where there is one, `_message.html`, and put the mail into the outbox.

    `why` is a function that says in the reader's language why they get it. With a `key` the same mail is written once. A language that
    the neighbourhood does not have becomes its first. `about` is the (purpose, target) of what it tells of, as own links have them: when
    that is forgotten, a mail that has not left never does.
    """
    language = language if language in neighbourhood.codes else neighbourhood.languages[0]
    with translation.override(language):
        frame = {"name": neighbourhood.name, "address": neighbourhood.root_url, "why": str(why())}
        subject, body, html = mail_texts.compose(language, template, frame | values)
    options = {"key": key, "minutes": minutes, "about": name_of(*about) if about else ""}
    return mail.post(recipient=email, subject=subject, body=body, html=html, neighbourhood=neighbourhood.pk, **options)


def name_of(purpose, target):
    return f"{purpose}.{target}"


def withdraw(purpose, target, email=""):
    """Mails about a thing that have not left never do; with an address those to that address alone."""
    mail.withdraw(name_of(purpose, target), email)
