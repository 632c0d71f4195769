"""Backup and restore on PostgreSQL: the same promises, with PostgreSQL's own programs."""

import os
import secrets
import stat

import psycopg
import pytest

from .installs import Install, its_backup

pytestmark = [pytest.mark.postgresql, pytest.mark.own_database]


class PostgresInstall(Install):
    def __init__(self, folder, server):
        self.name = f"install_{secrets.token_hex(4)}"
        self.url = f"{server.rpartition('/')[0]}/{self.name}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name}")
        super().__init__(folder, DATABASE_URL=self.url)

    def ask(self, sql):
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()

    def tables(self):
        return {name for (name,) in self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

    def people(self):
        return [email for (email,) in self.ask("SELECT email FROM neighbourhoods_user ORDER BY email")]


@pytest.fixture(scope="module")
def source(tmp_path_factory, postgres_url):
    install = PostgresInstall(tmp_path_factory.mktemp("postgresql") / "source", postgres_url).fill()
    last = install.do("backup", install.folder / "backup.tar.gz").splitlines()[-1]
    assert "Neighbourhoods: 1, pages: 2, pictures: 3, files: 1, people who sign in: 1." in last
    return install


@pytest.fixture
def backup(source):
    return source.folder / "backup.tar.gz"


@pytest.fixture(scope="module")
def other(tmp_path_factory, postgres_url):
    return PostgresInstall(tmp_path_factory.mktemp("postgresql") / "other", postgres_url)


def test_a_backup_of_postgresql_comes_back_on_an_empty_database_and_over_a_full_one(source, backup, other):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    other.do("restore", backup, "--yes")
    assert other.files() == source.files()
    assert other.tables() == source.tables()
    # what the search asks with came back too, and finds its table
    assert other.ask("SELECT * FROM neighbourhoods_searchtokens_find('talkoot'::tsquery, 1)") == []
    assert other.ask("SELECT name FROM neighbourhoods_neighbourhood") == [("Lintumäki\nkahdella rivillä",)]
    other.python("from neighbourhoods.models import *; User.objects.create_user('uusi@example.org'); Install.objects.update(generation=90)")
    with psycopg.connect(other.url) as connection:
        connection.execute("CREATE TABLE of_a_newer_version (id serial PRIMARY KEY)")
    other.do("restore", backup, "--yes")
    assert other.people() == ["aino@example.org"]
    assert other.tables() == source.tables()
    for table in ("neighbourhoods_outgoingmail", "django_q_ormq", "django_session", "cache", "neighbourhoods_signinlink"):
        assert other.ask(f"SELECT count(*) FROM {table}") == [(0,)]
    assert other.ask("SELECT generation FROM neighbourhoods_install")[0][0] > 90
    (kept,) = other.var.glob("before-restore-*.tar.gz")
    other.do("restore", kept, "--yes")
    assert other.people() == ["aino@example.org", "uusi@example.org"]
    assert "of_a_newer_version" in other.tables()
    other.python("from neighbourhoods.models import *; User.objects.create_user('viela@example.org')")


def test_a_load_that_fails_changes_nothing(backup, other):
    """Somebody holds a table that cannot be dropped because of it."""
    other.do("restore", backup, "--yes")
    other.python("from neighbourhoods.models import *; User.objects.create_user('kolmas@example.org')")
    before = other.files(), other.people(), other.tables()
    with psycopg.connect(other.url) as connection:
        connection.execute("LOCK TABLE neighbourhoods_user IN ACCESS SHARE MODE")
        code, _out, err = other.run("restore", backup, "--yes")
        assert code == 1 and len(err.splitlines()) == 1 and "Traceback" not in err
    assert (other.files(), other.people(), other.tables()) == before
    assert not list(other.folder.rglob(".restore-*")) and not (other.var / "restore.json").exists()


def test_a_backup_of_an_older_version_is_brought_up_to_date(source, other, tmp_path, postgres_url):
    older = PostgresInstall(tmp_path / "older", postgres_url)
    older.do("restore", source.folder / "backup.tar.gz", "--yes")
    older.do("migrate", "-v0", "django_q", "0017")
    older.do("backup", tmp_path / "old.tar.gz")
    other.do("restore", tmp_path / "old.tar.gz", "--yes")
    assert "[ ]" not in other.do("showmigrations")


def test_a_backup_of_sqlite_does_not_go_into_postgresql(source):
    before = source.people(), source.files()
    code, _out, err = source.run("restore", its_backup(), "--yes")
    assert code == 1
    assert err.strip().endswith("is from an install with SQLite, and this one uses PostgreSQL.")
    assert (source.people(), source.files()) == before


def test_the_password_of_the_database_is_no_argument_of_any_program(source, tmp_path):
    seen = tmp_path / "seen"
    script = (
        "import subprocess, sys\n"
        "def hook(event, arguments):\n"
        "    if event == 'subprocess.Popen':\n"
        f"        open({str(seen)!r}, 'a').write(repr(arguments[1]) + '\\n')\n"
        "sys.addaudithook(hook)\n"
        "from django.core.management import call_command\n"
        f"call_command('backup', {str(tmp_path / 'b.tar.gz')!r})\n"
    )
    source.python(script)
    password = source.url.partition("//")[2].partition(":")[2].partition("@")[0]
    assert "--snapshot" in seen.read_text() and password not in seen.read_text()
    assert os.path.exists(tmp_path / "b.tar.gz")
