"""Whole installs for tests: each has a var and a sites folder of its own, and is driven through manage.py."""

import contextlib
import functools
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a restore changes on purpose: generations, and what must not come back.
EMPTIED = ("cache", "django_q_ormq", "django_session", "neighbourhoods_outgoingmail", "neighbourhoods_signinlink")
RAISED = ("neighbourhoods_install", "neighbourhoods_neighbourhood")

SEED = """
import io
from datetime import timedelta
from PIL import Image as Picture
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.models import Collection, Locale, Page, Site
from neighbourhoods.models import *

locale, _ = Locale.objects.get_or_create(language_code="fi")
folder = Page.objects.get(depth=1).add_child(instance=FolderPage(title="Lintumäki", slug="lintumaki", locale=locale))
Install.objects.create(generation=7, portal={"name": "Kaikki", "hostname": "example.org", "languages": ["fi"]})
Neighbourhood.objects.create(
    slug="lintumaki", name="Lintumäki\\nkahdella rivillä", config={"languages": ["fi"]}, generation=3, folder=folder,
    site=Site.objects.create(hostname="lintumaki.example.org", port=443, root_page=folder),
    collection=Collection.get_first_root_node().add_child(name="Lintumäki"),
    activists=Group.objects.create(name="a"), coordinators=Group.objects.create(name="c"),
)
later = timezone.now() + timedelta(hours=1)
user = User.objects.create_user("aino@example.org", first_name="Aino")
SigninLink.objects.create(user=user, digest="0" * 64, expires_at=later)
OutgoingMail.objects.create(recipient="aino@example.org", subject="s", body="b", expires_at=later, next_try_at=later)
OrmQ.objects.create(key="pihapiiri", payload="x", lock=timezone.now())
Session.objects.create(session_key="s" * 32, session_data="x", expire_date=later)
cache.set("remembered", 1)
for number in range(3):
    file = io.BytesIO()
    Picture.effect_noise((80, 60), 50).save(file, "JPEG")
    Image.objects.create(title=f"kuva {number}", file=ContentFile(file.getvalue(), "kuva.jpg"), uploaded_by_user=user)
Document.objects.create(title="Ohje", file=ContentFile(b"Hei naapuri", "ohje.txt"))
"""


class Install:
    def __init__(self, folder, **environment):
        self.folder = Path(folder)
        self.var, self.sites = self.folder / "var", self.folder / "sites"
        self.media, self.database = self.var / "media", self.var / "pihapiiri.sqlite3"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "PIHAPIIRI_MODE")}
        self.environment = {
            **kept,
            "PIHAPIIRI_VENV": "off",
            "PIHAPIIRI_VAR": str(self.var),
            "PIHAPIIRI_SITES": str(self.sites),
            "DJANGO_SETTINGS_MODULE": "neighbourhoods.settings",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            **environment,
        }

    def begin(self, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
        return subprocess.Popen([sys.executable, ROOT / "manage.py", *map(str, arguments)], cwd=ROOT, env=self.environment, **options)

    def run(self, *arguments, **options):
        """(exit code, standard output, standard error)"""
        with self.begin(*arguments, **options) as process:
            out, err = process.communicate(timeout=900)
        return process.returncode, out, err

    def do(self, *arguments):
        """Standard output of a command that must succeed."""
        code, out, err = self.run(*arguments)
        assert code == 0, out + err
        return out

    def python(self, code):
        return self.do("shell", "--no-imports", "-c", code)

    def fill(self):
        self.var.mkdir(parents=True)
        self.sites.mkdir()
        (self.sites / "lintumaki.toml").write_text('name = "Lintumäki"\n')
        (self.sites / "README.md").write_text("Every key.\n")
        self.do("migrate", "-v0")
        self.do("createcachetable")
        self.python(SEED)
        return self

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Install(folder)

    def ask(self, sql):
        with contextlib.closing(sqlite3.connect(self.database)) as opened:
            return opened.execute(sql).fetchall()

    def rows(self):
        """{table: hash of its rows}, without what a restore changes on purpose."""
        names = [name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
        kept = [name for name in names if name not in EMPTIED + RAISED and not name.startswith("sqlite_")]
        return {name: hashlib.sha256(repr(sorted(map(repr, self.ask(f'SELECT * FROM "{name}"')))).encode()).hexdigest() for name in kept}

    def files(self):
        """{path: content} of media and sites, with whatever else lies in those folders."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in (self.media, self.sites)
            for path in folder.rglob("*")
            if path.is_file()
        }

    def state(self):
        return self.rows(), self.files()

    def bytes(self):
        return self.files(), self.database.read_bytes(), sorted(path.name for path in self.var.iterdir() if ".restore" in path.name)


@functools.cache
def filled():
    """One install with a little of everything. Copy it; it is shared by all tests of this process."""
    return Install(tempfile.mkdtemp(prefix="install-", dir=os.environ.get("PIHAPIIRI_TESTS"))).fill()


@functools.cache
def its_backup():
    """A backup of `filled()`. Not to be changed."""
    install = filled()
    install.do("backup", install.folder / "backup.tar.gz")
    return install.folder / "backup.tar.gz"
