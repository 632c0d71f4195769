"""System checks. A file with an error is a warning here: its site goes on as it was last applied, and so do the others."""

from django.conf import settings
from django.core import checks


@checks.register("neighbourhoods")
def neighbourhood_files(app_configs, **kwargs):
    """neighbourhoods.W001: one for each problem in sites/, with file, line, key, cause and cure.

    `plan` and `apply` take the same for errors.
    """
    from .config.plan import read_files

    files = read_files()
    return [checks.Warning(str(problem), id="neighbourhoods.W001") for problem in [*files.portal_problems, *files.problems]]


@checks.register("neighbourhoods")
def time_limits_of_tasks(app_configs, **kwargs):
    """neighbourhoods.E001: a task that is offered again before its time is over runs twice at once."""
    cluster = settings.Q_CLUSTER
    if cluster["retry"] > cluster["timeout"]:
        return []
    return [checks.Error("Q_CLUSTER: retry must be longer than timeout.", id="neighbourhoods.E001")]


@checks.register("neighbourhoods")
def searching_by_wagtail_only(app_configs, **kwargs):
    """neighbourhoods.E002: with modelsearch beside wagtail.search every save of a page fails."""
    if "modelsearch" not in settings.INSTALLED_APPS:
        return []
    return [checks.Error("Remove modelsearch from INSTALLED_APPS: wagtail.search is there.", id="neighbourhoods.E002")]
