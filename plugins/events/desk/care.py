"""What needs care: an event of the coming days that does not say where it is or whom to ask, one whose dates run out, an empty calendar,
a source that does not answer or that asks, events that may be here twice."""

from django.utils.translation import gettext as _

from neighbourhoods import desk_pages, short_forms
from neighbourhoods.desk_pages import day
from neighbourhoods.plugin import Care, CareRule

from . import at_a_glance


def edit(row):
    """The short form where it can show the page; it leads to the whole editor where it cannot."""
    return short_forms.address("events", row)


def lacking(neighbourhood):
    for row in at_a_glance.of(neighbourhood).lacking:
        told = {"title": row.title, "date": day(row.day)}
        if not row.has_place:
            text, action = _("%(title)s is on %(date)s and has no place"), _("Add place")
        else:
            text, action = _("%(title)s is on %(date)s and does not say whom to ask"), _("Add whom to ask")
        yield Care(text % told, action, edit(row), key=str(row.series))


def ending(neighbourhood):
    for row in at_a_glance.of(neighbourhood).ending:
        text = _("%(title)s ends %(date)s") % {"title": row.title, "date": day(row.day)}
        yield Care(text, _("Continue it"), edit(row), key=str(row.series))


def nothing_ahead(neighbourhood):
    if at_a_glance.of(neighbourhood).is_empty:
        yield Care(_("Nothing is ahead"), _("Add an event"), short_forms.address("events"))


def failing(neighbourhood):
    for row in at_a_glance.of(neighbourhood).failing:
        told = {"name": row.name, "date": day(row.day)}
        text = _("Calendar source %(name)s has been silent since %(date)s") % told
        yield Care(text, _("See why"), desk_pages.at("events_source", neighbourhood, row.pk), key=str(row.pk))


def asking(neighbourhood):
    for row in at_a_glance.of(neighbourhood).asking:
        text = _("More than half of the coming events vanished from %(name)s") % {"name": row.name}
        yield Care(text, _("Check them"), desk_pages.at("events_source", neighbourhood, row.pk), key=str(row.pk))


def twice(neighbourhood):
    if at_a_glance.of(neighbourhood).has_pairs:
        yield Care(_("An event may be here twice"), _("Look at both"), desk_pages.at("events_sources", neighbourhood))


RULES = (
    CareRule("lacking", lacking),
    CareRule("ending", ending),
    CareRule("nothing_ahead", nothing_ahead),
    CareRule("failing", failing),
    CareRule("asking", asking),
    CareRule("twice", twice),
)
