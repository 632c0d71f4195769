"""Two of the questions of the library, in the search of the site."""

from django.db.models import F

from neighbourhoods.plugin import Facet

from .listing import open_ones
from .models import Card


def facet(question):
    """Pages that are methods with that answer, in whatever language. One query when it is chosen, none for its choices."""
    bits = {choice.value: choice.bit for choice in question.choices}

    def choices(neighbourhood):
        return [(choice.value, choice.label) for choice in question.choices]

    def apply(pages, value):
        cards = open_ones(Card.objects.all()).annotate(meets=F("marks").bitand(bits[value])).exclude(meets=0)
        return pages.filter(translation_key__in=cards.values("key"))

    return Facet(question.param, question.label, choices, apply)
