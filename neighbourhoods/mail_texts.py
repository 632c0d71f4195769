"""What a mail says, in the language of who gets it: subject, plain text and, where there is a template for it, light HTML.

    subject, body, html = compose(language, "neighbourhoods/mail/care", {"name": ..., "address": ..., ...})

`<template>_subject.txt` and `<template>_message.txt` must be there; without `<template>_message.html` the html is empty. Messages extend
`neighbourhoods/mail/frame.txt` and `frame.html` and fill their block `text`. Values that the frames use, for the foot of every mail:
`name` and `address` of the site, `why` (a sentence: "You get this because ..."), and `away` with `away_words` where the reader can end it.
"""

from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.translation import get_language_bidi


def compose(language, template, context):
    """(subject, body, html)"""
    with translation.override(language):
        values = {**context, "language": language, "direction": "rtl" if get_language_bidi() else "ltr"}
        values["subject"] = subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        body = render_to_string(f"{template}_message.txt", values).strip() + "\n"
        try:
            light = get_template(f"{template}_message.html")
        except TemplateDoesNotExist as missing:
            # a template that it includes must be there
            if str(missing) != f"{template}_message.html":
                raise
            return subject, body, ""
        return subject, body, light.render(values)
