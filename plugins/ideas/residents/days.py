"""Days as residents read them: in sentences that are not in a template, within how many days, how late an answer is."""

from django.template import engines
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def day(value):
    """A day as pages write it: by the filter of their templates."""
    return engines["django"].from_string("{% load look %}{{ value|day }}").render({"value": value})


def held(neighbourhood):
    number = neighbourhood.config("ideas").check_days
    told = ngettext(
        "Thank you. We read the idea before others see it, usually within %(n)s day.",
        "Thank you. We read the idea before others see it, usually within %(n)s days.",
        number,
    )
    return told % {"n": number}


def answers_by(answerer, date):
    """Who answers by when; "" where neither was promised."""
    if not date:
        return ""
    if not answerer:
        return _("Answer by %(date)s") % {"date": day(date)}
    return _("%(answerer)s answers by %(date)s") % {"answerer": capfirst(answerer), "date": day(date)}


def late(neighbourhood, idea):
    """That an answer is late is said as plainly as that there will be one; "" while it is not."""
    number = days_late(neighbourhood, idea)
    if number <= 0:
        return ""
    if idea.reminded:
        told = ngettext(
            "The answer is %(n)s day late. We have sent a reminder.", "The answer is %(n)s days late. We have sent a reminder.", number
        )
    else:
        told = ngettext("The answer is %(n)s day late.", "The answer is %(n)s days late.", number)
    return told % {"n": number}


def days_late(neighbourhood, idea):
    if idea.is_answered or idea.due_on is None:
        return 0
    return (timezone.localdate(timezone=neighbourhood.zone) - idea.due_on).days


def usually(number):
    """Within how many days ideas are answered; "" while that is not known."""
    if not number:
        return ""
    return ngettext("We usually answer within %(n)s day.", "We usually answer within %(n)s days.", number) % {"n": number}
