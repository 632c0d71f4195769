"""PostgreSQL: its own programs write and read the copy, and one transaction puts it in the place of what is there."""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ..models import Install, Neighbourhood
from . import BackupError, Damaged, contents
from .archive import readable
from .database import Taken
from .leftovers import tables_to_empty

FOLDERS = "/usr/lib/postgresql"
PROGRAMS = ("pg_dump", "pg_restore", "psql")
# Tells, after a kill, whether the transaction was committed; dropped when the restore is finished.
TOKEN_TABLE = "pihapiiri_restore"
# Held by the transaction: a psql that outlives a killed restore is waited for.
LOCK = 7_042_601

DROP_ALL = """
SET lock_timeout = '20s';
SELECT pg_advisory_xact_lock(%(lock)s);
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
      WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relkind = 'S'
  LOOP
    EXECUTE format('DROP %%s IF EXISTS public.%%I CASCADE', one.kind, one.relname);
  END LOOP;
  FOR one IN
    SELECT 'ROUTINE' AS kind, p.oid::regprocedure::text AS name, 'pg_proc'::regclass AS class, p.oid AS id
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'TYPE', format('public.%%I', t.typname), 'pg_type'::regclass, t.oid
    FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_depend d WHERE d.classid = one.class AND d.objid = one.id AND d.deptype = 'e');
    EXECUTE format('DROP %%s IF EXISTS %%s CASCADE', one.kind, one.name);
  END LOOP;
END $$;
"""


def programs(server):
    """{"pg_dump": path, ...} of the version that is nearest to the server's and not older. Raises BackupError."""
    found = []
    places = [Path(path).parent for path in [shutil.which("pg_dump")] if path] + sorted(Path(FOLDERS).glob("*/bin"))
    for folder in places:
        if all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
            told = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
            if version := re.search(r"(\d+)\.\d|(\d+)(?:devel|beta|rc)", told):
                found.append((int(version[1] or version[2]), folder))
    fitting = [(version, folder) for version, folder in found if version >= server]
    if not fitting:
        values = {"programs": ", ".join(PROGRAMS), "version": server}
        raise BackupError(_("Programs are missing: %(programs)s. Install the client of PostgreSQL %(version)s or newer.") % values)
    # a newer one writes settings that an older server does not know
    folder = min(fitting, key=lambda one: one[0])[1]
    return {name: folder / name for name in PROGRAMS}


def address():
    """(connection string without the password, environment with it): arguments are seen by everybody on the machine."""
    from psycopg import pq
    from psycopg.conninfo import make_conninfo

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    values = {key: value for key, value in connection.get_connection_params().items() if key in known}
    password = values.pop("password", None)
    # a limit on waiting that suits requests does not suit a whole database
    values.pop("options", None)
    return make_conninfo(**values), {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": str(password)} if password else {})}


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "error:" in line.lower()), lines[-1] if lines else "?").rstrip(".")


class PostgreSQL:
    name = "postgresql"

    def __init__(self, folder):
        self.work = folder
        self.programs = programs(connection.pg_version // 10_000)

    def run(self, program, *arguments, connects=True):
        """Raises Damaged with the reason that the program gives."""
        target, environment = address()
        where = ["--dbname", target] if connects else []
        done = subprocess.run(
            [self.programs[program], *where, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise Damaged(_("PostgreSQL says: %(reason)s.") % {"reason": last_line(done.stderr)})

    def has_tables(self):
        with connection.cursor() as cursor:
            return bool(connection.introspection.table_names(cursor))

    def generation(self):
        if Install._meta.db_table not in connection.introspection.table_names():
            return 0
        return Install.objects.values_list("generation", flat=True).first() or 0

    @contextlib.contextmanager
    def taken(self, file):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            file.touch(0o600)
            self.run("pg_dump", "-Fc", "--no-owner", "--no-acl", "--snapshot", snapshot, "--file", str(file))
            self.check(file)

            def ask(sql):
                cursor.execute(sql)
                return cursor.fetchall()

            found = Taken.of(ask, set(connection.introspection.table_names(cursor)))
        yield found

    def check(self, file, named=None):
        try:
            self.run("pg_restore", "--list", str(file), connects=False)
        except Damaged as error:
            values = {"file": readable(named or file), "reason": str(error).rstrip(".")}
            raise Damaged(_("The database in %(file)s is damaged: %(reason)s.") % values) from None

    @contextlib.contextmanager
    def using(self, file):
        """Here Django cannot look into a copy."""
        yield

    def stage(self, file, manifest, above):
        token = secrets.token_hex(16)
        (self.work / "token").write_text(token)
        (self.work / "drop.sql").write_text(DROP_ALL % {"lock": LOCK})
        # as text first: what cannot be read to its end is found before anything is dropped
        self.write_script(file, self.work / "load.sql")
        (self.work / "clean.sql").write_text(cleaning(above, token))
        if contents.is_older(manifest.migrations) and self.has_tables():
            self.run("pg_dump", "-Fc", "--no-owner", "--no-acl", "--file", str(self.work / "old.pgdump"))
            self.write_script(self.work / "old.pgdump", self.work / "old.sql")
        connection.close()

    def write_script(self, dump, script):
        self.run("pg_restore", "--no-owner", "--no-acl", "--no-comments", "--file", str(script), str(dump), connects=False)

    def load(self, *scripts):
        connection.close()
        files = [part for name in scripts for part in ("--file", str(self.work / name))]
        self.run("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction", *files)

    def commit(self):
        self.load("drop.sql", "load.sql", "clean.sql")
        try:
            self.migrate()
        except BaseException:
            if (self.work / "old.sql").exists():
                self.load("drop.sql", "old.sql")
            raise

    def migrate(self):
        def ask(sql):
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()

        if contents.is_older(contents.applied_migrations(ask, set(connection.introspection.table_names()))):
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)

    def is_committed(self):
        token = self.work / "token"
        if not token.exists():
            return False
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if TOKEN_TABLE not in connection.introspection.table_names(cursor):
                return False
            cursor.execute(f"SELECT token FROM {TOKEN_TABLE}")
            return (token.read_text(),) in cursor.fetchall()

    def undo(self):
        """The transaction was not committed, so there is nothing to take back."""

    def finish(self):
        self.migrate()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS public.{TOKEN_TABLE}")

    def put_aside(self, folder):
        raise BackupError(_("The present database cannot be backed up, so nothing was restored."))


def cleaning(above, token):
    """As `leftovers.remove_what_must_not_return`, inside the transaction that loads."""
    steps = [(table, f'DELETE FROM public."{table}"') for table in tables_to_empty()]
    install, neighbourhood = Install._meta.db_table, Neighbourhood._meta.db_table
    steps.append((install, f'UPDATE public."{install}" SET generation = greatest(generation, {int(above)}) + 1'))
    steps.append((neighbourhood, f'UPDATE public."{neighbourhood}" SET generation = generation + 1'))
    lines = [f"  IF to_regclass('public.\"{table}\"') IS NOT NULL THEN {step}; END IF;" for table, step in steps]
    mark = f"CREATE TABLE public.{TOKEN_TABLE} (token text);\nINSERT INTO public.{TOKEN_TABLE} VALUES ('{token}');"
    return "DO $$ BEGIN\n" + "\n".join(lines) + f"\nEND $$;\n{mark}\n"
