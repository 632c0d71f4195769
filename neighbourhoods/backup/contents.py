"""What a database holds, asked in plain SQL: it may be a copy in a file, and it may be older than the code."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

from ..models import Neighbourhood
from .archive import COUNTED


def counts(ask, tables):
    """{"neighbourhoods": 2, ...}. `ask(sql)` returns rows; `tables` are the names of those that there are."""
    models = (Neighbourhood, Page, get_image_model(), get_document_model(), get_user_model())
    found = {}
    for name, model in zip(COUNTED, models, strict=True):
        table = model._meta.db_table
        # the root of all pages is nobody's page
        condition = " WHERE depth > 1" if model is Page else ""
        found[name] = ask(f'SELECT count(*) FROM "{table}"{condition}')[0][0] if table in tables else 0
    return found


def applied_migrations(ask, tables):
    """{app: [names]}"""
    found = {}
    if (table := MigrationRecorder.Migration._meta.db_table) in tables:
        for app, name in ask(f'SELECT app, name FROM "{table}" ORDER BY app, name'):
            found.setdefault(app, []).append(name)
    return found


def named_files(ask, tables):
    """Every file of the media folder that a row names. Renditions are left out: they are made again when they are missing."""
    found = set()
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in tables or not model._meta.managed or issubclass(model, AbstractRendition):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField) and field.storage == default_storage:
                found.update(name for (name,) in ask(f'SELECT "{field.column}" FROM "{table}"') if name)
    return found


def unknown_migrations(migrations):
    """(apps that are not installed here, migrations of installed apps that the code here does not have)"""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | set(loader.replacements)
    for replacement in loader.replacements.values():
        known.update(replacement.replaces)
    strangers = {(app, name) for app, names in migrations.items() for name in names} - known
    installed = {config.label for config in apps.get_app_configs()}
    return sorted({app for app, _name in strangers} - installed), sorted(f"{app}.{name}" for app, name in strangers if app in installed)


def is_older(migrations):
    """Whether the code here has migrations that a database with these lacks."""
    applied = {(app, name) for app, names in migrations.items() for name in names}
    return not set(MigrationLoader(None).graph.nodes) <= applied
