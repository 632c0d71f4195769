"""`manage.py warm_search`: makes ready what the first search would otherwise wait for. For images, cron and the impatient."""

import os

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from neighbourhoods.console import ConsoleCommand, lacks_tables
from neighbourhoods.search import dictionaries, index


class Command(ConsoleCommand):
    help = "Makes the dictionaries of the search now, and the index anew where it was made with other rules."
    # An image has no database yet.
    requires_system_checks = ()

    def handle(self, **options):
        dictionaries.build(say=self.stdout.write)
        try:
            read = index.refresh() if has_database() else None
        except DatabaseError as error:
            if not lacks_tables(error):
                raise
            read = None
        if read is None:
            self.stdout.write(_("There is no database yet: the index is made when there is one."))
        else:
            line = ngettext("%(count)s page was read into the index.", "%(count)s pages were read into the index.", read)
            self.stdout.write(line % {"count": read})


def has_database():
    """Asking would make an empty file of SQLite."""
    return connection.vendor != "sqlite" or os.path.exists(connection.settings_dict["NAME"])
