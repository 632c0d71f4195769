"""What needs care: ideas that have waited long for an answer, and calls that have ended without a summary."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods.desk_pages import day
from neighbourhoods.plugin import Care, CareRule

from . import at_a_glance, one


def unanswered(neighbourhood):
    now = timezone.now()
    for idea in at_a_glance.of(neighbourhood).late:
        days = (now - idea.since).days
        text = ngettext("An idea has waited %(n)s day: “%(title)s”", "An idea has waited %(n)s days: “%(title)s”", days)
        url = reverse("ideas_answer", args=[idea.pk])
        yield Care(text % {"n": days, "title": idea.heading}, _("Answer"), url, key=str(idea.pk), since=idea.since)


def without_summary(neighbourhood):
    for call in at_a_glance.of(neighbourhood).ended:
        text = _("The call closed %(date)s without a summary") % {"date": day(timezone.localtime(call.since, neighbourhood.zone))}
        url = one.call_url(neighbourhood, call.pk) or reverse("wagtailadmin_pages:edit", args=[call.page])
        yield Care(text, _("Write it"), url, key=str(call.pk), since=call.since, more=call.heading)


RULES = (CareRule("unanswered", unanswered), CareRule("no_summary", without_summary))
