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


@checks.register("neighbourhoods")
def wagtail_localize_is_quiet(app_configs, **kwargs):
    """neighbourhoods.E015: settings by which wagtail-localize would publish, copy or translate for the whole install by itself."""
    wrong = []
    if getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True):
        wrong.append("Set WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False: what is sent for translation must not be published.")
    if getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None):
        wrong.append("Remove WAGTAILLOCALIZE_MACHINE_TRANSLATOR: machines are asked by neighbourhoods.translate.machine.")
    for name in ("wagtail_localize.locales", "wagtail.contrib.simple_translation"):
        if name in settings.INSTALLED_APPS:
            wrong.append(f"Remove {name} from INSTALLED_APPS: it copies pages into the languages of all neighbourhoods.")
    return [checks.Error(text, id="neighbourhoods.E015") for text in wrong]


@checks.register("neighbourhoods", checks.Tags.database)
def nothing_is_copied_into_all_languages(app_configs, databases=None, **kwargs):
    """neighbourhoods.E016: a LocaleSynchronization makes copies of every page of every neighbourhood in its language."""
    from django.db import DatabaseError
    from wagtail_localize.models import LocaleSynchronization

    if not databases:
        return []
    try:
        found = list(LocaleSynchronization.objects.values_list("locale__language_code", flat=True))
    except DatabaseError:
        # before the first migration there is nothing
        return []
    told = "Delete the rows of wagtail_localize.LocaleSynchronization: pages of all neighbourhoods are copied into {}."
    return [checks.Error(told.format(", ".join(found)), id="neighbourhoods.E016")] if found else []
