"""The search narrows what it found to trials with a result."""

from django.utils.translation import gettext_lazy as _

from neighbourhoods.plugin import Facet

from .models import ExperimentPage
from .states import RESULT_WORDS


def choices(neighbourhood):
    return [(word, result.label) for word, result in RESULT_WORDS.items()]


def only(pages, word):
    """Of any pages those that are trials with this result."""
    return pages.filter(pk__in=ExperimentPage.objects.filter(result=RESULT_WORDS[word]).values("pk"))


FACETS = (Facet("tulos", _("Result of a trial"), choices, only),)
