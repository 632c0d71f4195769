"""What a backup holds and an install that comes back from it must not have."""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction
from django.db.models import F

from ..models import Install, Neighbourhood, OutgoingMail, SigninLink


def tables_to_empty():
    """Names of tables.

    Mails that were waiting have most likely left since, and so have those that a queued task would write: nobody
    gets a mail twice, at the price of those few that had not left. A link that signs somebody in once would work
    again after it was used. Sessions of people who have been signed out since would be open again.
    """
    models = [OutgoingMail, SigninLink, Session, apps.get_model("django_q", "OrmQ")]
    stores = [cache._table for cache in caches.all(initialized_only=False) if isinstance(cache, DatabaseCache)]
    return [model._meta.db_table for model in models] + stores


def remove_what_must_not_return(above):
    """Cleans the database that Django works on. The generation becomes higher than `above`, so that every running process notices."""
    there = set(connection.introspection.table_names())
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in tables_to_empty():
                if table in there:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        if Install._meta.db_table in there:
            for row in Install.objects.filter(pk=1).only("generation"):
                Install.objects.filter(pk=1).update(generation=max(row.generation, above) + 1)
            Neighbourhood.objects.update(generation=F("generation") + 1)
