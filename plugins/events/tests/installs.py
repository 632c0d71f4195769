"""Whole installs with one event that people sign up for, on SQLite and on PostgreSQL: for what many do at the same moment."""

import secrets
import shutil

import psycopg

from tests.installs import ROOT, Install

SEED = """
from datetime import date, time, timedelta
from neighbourhoods import current
from neighbourhoods.config.apply import apply_all
assert not apply_all().errors
from plugins.events.models import *
record = current.by_slug("lintumaki")
index = EventIndexPage.objects.filter(path__startswith=record.home("fi").path).first()
day = date.today() + timedelta(days=20)
with current.activate(record):
    page = EventPage(title="Kahvit", slug="kilpailu", starts_on=day, starts_at=time(18), ends_at=time(20), locale=index.locale, live=False)
    index.add_child(instance=page)
    page.save_revision().publish()
"""


class EventsInstall(Install):
    """`server` is the address of a PostgreSQL server, or nothing for SQLite."""

    def __init__(self, folder, server=""):
        self.server, self.url = server, ""
        if server:
            name = f"events_{secrets.token_hex(4)}"
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
