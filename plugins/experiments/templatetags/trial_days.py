"""{% trial_days page as when %}: from when until when a trial lasts, in words."""

from django import template
from django.utils.translation import gettext as _

from neighbourhoods.desk_pages import day

from .. import days

register = template.Library()


@register.simple_tag
def trial_days(page):
    """"" where no day is known; with one that has only a beginning the words say so."""

    def with_year(one):
        return day(one, "year")

    if page.starts_on and not page.ends_on:
        return _("from %(day)s") % {"day": with_year(page.starts_on)}
    if page.ends_on and not page.starts_on:
        return _("until %(day)s") % {"day": with_year(page.ends_on)}
    return days.shown(page.starts_on, page.ends_on, with_year)
