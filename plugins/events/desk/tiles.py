"""Big buttons of the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from neighbourhoods import short_forms
from neighbourhoods.plugin import Tile


def add(neighbourhood):
    return short_forms.address("events")


def change(neighbourhood):
    return reverse("events_desk")


TILES = (
    Tile("add", _("Add an event"), "calendar", add, more=_("What, when, where"), order=20),
    Tile("change", _("Cancel or move a date"), "repeat", change, more=_("All events and their dates"), order=25),
)
