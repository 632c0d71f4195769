"""Big buttons of the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from neighbourhoods import short_forms
from neighbourhoods.plugin import Tile

from . import at_a_glance


def ask(neighbourhood):
    return short_forms.address("ideas")


def answer(neighbourhood):
    return reverse("ideas_desk")


def waiting(neighbourhood):
    """What is to be read, and what is to be answered."""
    return at_a_glance.of(neighbourhood).waiting


TILES = (
    Tile("ask", _("Ask for ideas"), "bulb", ask, more=_("One question at a time"), order=30),
    Tile("answer", _("Answer residents"), "chat", answer, count=waiting, more=_("Ideas, comments, reports"), order=40),
)
