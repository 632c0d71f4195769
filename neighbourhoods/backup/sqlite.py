"""SQLite: the database is one file, so a new one takes its place by one rename."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from . import BackupError, Damaged, contents
from .archive import readable
from .database import Taken
from .leftovers import remove_what_must_not_return
from .swap import own_like, sync

BESIDE = ("-wal", "-shm", "-journal")


@contextlib.contextmanager
def reading(file):
    with contextlib.closing(sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro", uri=True, timeout=20)) as opened:
        yield opened


def asking(opened):
    return lambda sql: opened.execute(sql).fetchall()


def tables(opened):
    return {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


class SQLite:
    name = "sqlite"

    def __init__(self, folder):
        if connection.is_in_memory_db():
            raise BackupError(_("The database is kept in memory only, so there is nothing to back up."))
        self.file = Path(os.path.realpath(connection.settings_dict["NAME"]))
        self.new = self.file.with_name(self.file.name + ".restore-new")
        self.old = self.file.with_name(self.file.name + ".restore-old")

    def has_tables(self):
        if not self.file.exists() or not self.file.stat().st_size:
            return False
        try:
            with reading(self.file) as opened:
                return bool(tables(opened))
        except sqlite3.DatabaseError:
            return True

    def generation(self):
        try:
            with reading(self.file) as opened:
                return opened.execute("SELECT max(generation) FROM neighbourhoods_install").fetchone()[0] or 0
        except sqlite3.Error:
            return 0

    @contextlib.contextmanager
    def taken(self, file):
        try:
            with reading(self.file) as source, contextlib.closing(sqlite3.connect(file)) as target:
                # all pages in one step: one moment, and writers go on meanwhile
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
            os.chmod(file, 0o600)
            self.check(file)
            with reading(file) as copy:
                yield Taken.of(asking(copy), tables(copy), broken_links(copy))
        except Damaged:
            raise Damaged(_("The database %(file)s is damaged, so it cannot be backed up.") % {"file": readable(self.file)}) from None
        except sqlite3.Error as error:
            raise self.plain(error) from None

    def plain(self, error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return Damaged(_("The database %(file)s is damaged, so it cannot be backed up.") % {"file": readable(self.file)})
        if code == sqlite3.SQLITE_FULL:
            return BackupError(_("The disk is full. Free some space and try again."))
        return BackupError(_("The database cannot be read: %(reason)s.") % {"reason": error})

    def check(self, file, named=None):
        try:
            with reading(file) as copy:
                found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            values = {"file": readable(named or file), "reason": found.splitlines()[0]}
            raise Damaged(_("The database in %(file)s is damaged: %(reason)s.") % values)

    def stage(self, file, manifest, above):
        """The copy beside the database, brought up to date there: what fails here has changed nothing."""
        self.remove_new()
        shutil.copyfile(file, self.new)
        own_like(self.new, self.file if self.file.exists() else self.file.parent)
        os.chmod(self.new, self.file.stat().st_mode & 0o777 if self.file.exists() else 0o600)
        with self.using(self.new):
            if contents.is_older(manifest.migrations):
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            remove_what_must_not_return(above)
        with contextlib.closing(sqlite3.connect(self.new)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
        self.check(self.new)
        self.close_old()

    @contextlib.contextmanager
    def using(self, file):
        """Django works on another file meanwhile."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(file)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def close_old(self):
        """Writes what waits in the -wal file into the database: that file must never meet another database."""
        connection.close()
        if not self.file.exists():
            return
        try:
            with contextlib.closing(sqlite3.connect(self.file, timeout=5)) as opened:
                opened.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupError(_("Another program is using the database. Stop it and try again.")) from None
        except sqlite3.DatabaseError:
            # damaged, as is likely when somebody restores: `put_aside` keeps all its files as they are
            pass

    def commit(self):
        for end in BESIDE:
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
        self.old.unlink(missing_ok=True)
        if self.file.exists():
            # a link, so that there is a database of this name at every moment
            try:
                os.link(self.file, self.old)
            except OSError:
                shutil.copy2(self.file, self.old)
        os.replace(self.new, self.file)
        sync(self.file.parent)

    def is_committed(self):
        return not self.new.exists()

    def undo(self):
        """Before `commit` has renamed, the database is as it was."""
        self.remove_new()
        self.old.unlink(missing_ok=True)

    def finish(self):
        self.old.unlink(missing_ok=True)

    def put_aside(self, folder):
        """Copies a database that cannot be backed up, as it is."""
        for end in ("", *BESIDE):
            file = self.file.with_name(self.file.name + end)
            if file.exists():
                shutil.copy2(file, folder / file.name)

    def remove_new(self):
        for end in ("", *BESIDE):
            self.new.with_name(self.new.name + end).unlink(missing_ok=True)


def broken_links(copy):
    """A sentence when rows point at rows that are not there. That is no reason to leave somebody without a backup."""
    names = sorted({row[0] for row in copy.execute("PRAGMA foreign_key_check")})
    if not names:
        return []
    return [_("Some rows point at others that are missing, in these tables: %(tables)s.") % {"tables": ", ".join(names)}]
