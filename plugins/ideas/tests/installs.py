"""Whole installs with the example ideas, on SQLite and on PostgreSQL: for what several threads or processes do at the same moment."""

import secrets
import shutil

import psycopg

from tests.installs import ROOT, Install

SEED = """
from neighbourhoods import demo
from neighbourhoods.config.apply import apply_all
assert not apply_all().errors
demo.load_once()
from plugins.ideas.models import Call
Call.unscoped.update(check_first=False)
"""


class IdeasInstall(Install):
    """`server` is the address of a PostgreSQL server, or nothing for SQLite."""

    def __init__(self, folder, server=""):
        self.server, self.url = server, ""
        if server:
            name = f"ideas_{secrets.token_hex(4)}"
            self.url = f"{server.rpartition('/')[0]}/{name}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        super().__init__(folder, **({"DATABASE_URL": self.url} if server else {}))

    def fill(self):
        self.var.mkdir(parents=True)
        shutil.copytree(ROOT / "sites", self.sites)
        self.do("migrate", "-v0")
        self.do("createcachetable")
        self.python(SEED)
        return self

    def ask(self, sql):
        if not self.server:
            return super().ask(sql)
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()
