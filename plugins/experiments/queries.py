"""Reads of trials. None needs more queries when there are more of them."""

from django.db.models import Case, IntegerField, Min, Value, When

from neighbourhoods.pages import best_versions

from .models import ExperimentIndexPage, ExperimentPage
from .models.pages import OWN
from .states import State

IN_FEED = 20


def trials_of(neighbourhood):
    return neighbourhood.pages(ExperimentPage).filter(OWN)


def for_a_list(pages):
    return pages.select_related("picture").defer("body", "search_description", "seo_title")


def under_way(neighbourhood, language, count):
    """[Version] of trials that run, then of those that are planned; the newest first. One query."""
    rank = Case(When(state=State.RUNNING, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = trials_of(neighbourhood).filter(state__in=[State.RUNNING, State.PLANNED])
    rows = for_a_list(rows).order_by(rank, "-listed_at", "-pk")
    return best_versions(rows[: count * max(1, len(neighbourhood.languages))], neighbourhood, language)[:count]


def newest(neighbourhood, language, count=IN_FEED):
    """[Version] of the trials that were published last. One query."""
    rows = for_a_list(trials_of(neighbourhood)).order_by("-first_published_at", "-pk")
    return best_versions(rows[: count * max(1, len(neighbourhood.languages))], neighbourhood, language)[:count]


def running(neighbourhood):
    """[ExperimentPage], one of each trial that runs, published: those whose diary is written. One query."""
    rows = ExperimentPage.objects.filter(OWN, path__startswith=neighbourhood.folder_path, live=True, state=State.RUNNING)
    first = rows.order_by().values("translation_key").annotate(first=Min("pk")).values("first")
    return list(rows.filter(pk__in=first).defer("body").order_by("-listed_at", "-pk"))


def list_of_trials(neighbourhood):
    """The list in the neighbourhood's own language, or None where it is missing."""
    home = neighbourhood.home(neighbourhood.languages[0])
    return ExperimentIndexPage.objects.filter(path__startswith=home.path).order_by("path").first() if home else None
