"""What needs care: trials of which nobody has written for long, and those that ended without anybody telling how they went."""

from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods import short_forms
from neighbourhoods.plugin import Care

from ..models import ExperimentPage
from . import at_a_glance


def at_noon(neighbourhood, day):
    return datetime.combine(day, time(12), neighbourhood.zone)


def silent(neighbourhood):
    weeks = neighbourhood.config("experiments").silent_weeks
    for row in at_a_glance.of(neighbourhood).silent:
        text = ngettext(
            "Trial “%(title)s” has run for over %(n)s week without a diary entry",
            "Trial “%(title)s” has run for over %(n)s weeks without a diary entry",
            weeks,
        ) % {"title": row.title, "n": weeks}
        url = reverse("experiments_write", args=[row.pk])
        yield Care(text, _("Write an entry"), url, key=row.key, since=at_noon(neighbourhood, row.since))


def without_result(neighbourhood):
    for row in at_a_glance.of(neighbourhood).without_result:
        text = _("Trial “%(title)s” ended without a result") % {"title": row.title}
        url = short_forms.address("experiments-result", ExperimentPage(pk=row.pk))
        yield Care(text, _("Tell how it went"), url, key=row.key, since=at_noon(neighbourhood, row.since))
