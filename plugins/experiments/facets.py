"""How trials went, in the search of the site: who looks for what did not work finds it."""

from django.utils.translation import gettext_lazy as _

from neighbourhoods.plugin import Facet

from .models import ExperimentPage
from .states import RESULT_WORDS


def choices(neighbourhood):
    return [(word, result.label) for word, result in RESULT_WORDS.items()]


def apply(pages, word):
    """Trials with this result, in whatever language. Part of the query of the search."""
    return pages.filter(translation_key__in=ExperimentPage.objects.filter(result=RESULT_WORDS[word]).values("translation_key"))


FACETS = (Facet("tulos", _("How the trial went"), choices, apply),)
