from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeighbourhoodsConfig(AppConfig):
    name = "neighbourhoods"
    verbose_name = _("Neighbourhoods")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, labels, newest, pictures, plugin_checks, records, signals  # noqa: F401
        from .details import changes
        from .isolation import checks as isolation_checks  # noqa: F401
        from .isolation import patches, policies
        from .search import index

        patches.install()
        labels.install()
        policies.register()
        signals.connect()
        pictures.connect()
        newest.connect()
        records.connect()
        changes.connect()
        index.connect()
