"""The install's database, whichever kind it is. Both kinds offer the same functions:

has_tables()                      whether anything was ever in it
taken(file)                       context: a consistent copy in `file`, checked; gives Taken
check(file, named)                raises Damaged unless `file` is a whole copy; the sentence tells of the file `named`
using(file)                       context: Django looks into the copy, where it can
generation()                      the number of the install's row, 0 without one
stage(file, manifest, above)      prepares the copy, so that `commit` has nothing left to fail at
commit() is_committed()           the one moment at which the old database becomes the new one
undo() finish()                   after a failure, and after success
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from . import BackupError, contents


@dataclass
class Taken:
    """What a copy holds. `named` are the files of the media folder that its rows name; `warnings` are sentences."""

    counts: dict
    migrations: dict
    named: set
    warnings: list

    @classmethod
    def of(cls, ask, tables, warnings=()):
        found = contents.counts(ask, tables), contents.applied_migrations(ask, tables), contents.named_files(ask, tables)
        return cls(*found, list(warnings))


def current(folder):
    """The kind of this install's database. `folder` is where unfinished work is kept, and found again after a kill."""
    if connection.vendor == "sqlite":
        from .sqlite import SQLite

        return SQLite(folder)
    if connection.vendor == "postgresql":
        from .postgresql import PostgreSQL

        return PostgreSQL(folder)
    raise BackupError(_("A database of this kind cannot be backed up: %(kind)s.") % {"kind": connection.vendor})
