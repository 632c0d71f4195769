"""`manage.py backup`: one file that holds everything, or no file."""

import json
import os
import random
import resource
import signal
import stat
import subprocess
import tarfile
import time

import pytest

from neighbourhoods.backup import archive

from .installs import Install, filled, its_backup

pytestmark = pytest.mark.own_database


@pytest.fixture
def install(tmp_path):
    its_backup()
    return filled().copy(tmp_path / "here")


def contents(file):
    with tarfile.open(file, "r:gz") as tar:
        return tar.getnames(), json.load(tar.extractfile("manifest.json"))


def test_a_backup_holds_database_pictures_files_and_sites_but_not_the_secret_key(install, tmp_path):
    (install.media / "pictures" / "ääkkönen ja välilyönti.jpg").write_bytes(b"x" * 700)
    (install.media / ("long-" * 40 + ".txt")).write_text("long name")
    os.symlink("/etc/passwd", install.media / "link")
    last = install.do("backup", tmp_path / "b.tar.gz").splitlines()[-1]
    assert "is ready and checked" in last
    assert "Neighbourhoods: 1, pages: 2, pictures: 3, files: 1, people who sign in: 1." in last
    names, manifest = contents(tmp_path / "b.tar.gz")
    assert names[0] == "manifest.json"
    media = {f"media/{path.relative_to(install.media)}" for path in install.media.rglob("*") if path.is_file() and not path.is_symlink()}
    assert set(names) == {"manifest.json", "database.sqlite3", "sites/lintumaki.toml", "sites/README.md", *media}
    assert set(manifest["members"]) == set(names) - {"manifest.json"}
    assert (manifest["product"], manifest["format"], manifest["database"]) == ("pihapiiri", 1, "sqlite")
    assert manifest["migrations"]["neighbourhoods"][0] == "0001_initial"
    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600


def test_a_backup_unpacks_with_the_tar_of_any_machine(install, tmp_path):
    install.do("backup", tmp_path / "b.tar.gz")
    (tmp_path / "out").mkdir()
    told = subprocess.run(["tar", "-xzf", tmp_path / "b.tar.gz", "-C", tmp_path / "out"], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    for path in install.media.rglob("*"):
        assert path.is_dir() or (tmp_path / "out" / "media" / path.relative_to(install.media)).read_bytes() == path.read_bytes()


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(install, tmp_path):
    file = tmp_path / "b.tar.gz"
    file.write_text("precious")
    code, _out, err = install.run("backup", file)
    assert (code, file.read_text()) == (1, "precious")
    assert str(file) in err and "--overwrite" in err and "Traceback" not in err
    install.do("backup", file, "--overwrite")
    assert contents(file)[0][0] == "manifest.json"


def test_a_picture_that_the_database_names_and_nobody_has_is_told_of(install, tmp_path):
    gone = next((install.media / "pictures").iterdir())
    gone.unlink()
    code, _out, err = install.run("backup", tmp_path / "b.tar.gz")
    assert code == 0
    assert err.strip() == f"This file is missing from the media folder: pictures/{gone.name}."


@pytest.mark.parametrize("place", ["no such folder/b.tar.gz", "here/var/media/b.tar.gz", "here"])
def test_a_place_that_is_no_place_for_a_backup_is_refused_in_one_sentence(install, tmp_path, place):
    before = install.bytes()
    code, _out, err = install.run("backup", tmp_path / place)
    assert code == 1 and len(err.splitlines()) == 1 and "Traceback" not in err
    assert install.bytes() == before


def test_an_install_that_has_never_started_has_nothing_to_back_up(tmp_path):
    code, _out, err = Install(tmp_path / "fresh").run("backup", tmp_path / "b.tar.gz")
    assert (code, err.strip()) == (1, "There is nothing to back up yet: the database is empty.")
    assert os.listdir(tmp_path) == ["fresh"]


def test_a_damaged_database_is_never_taken_for_a_backup(install, tmp_path):
    with open(install.database, "r+b") as file:
        file.seek(8192)
        file.write(os.urandom(200_000))
    code, _out, err = install.run("backup", tmp_path / "b.tar.gz")
    assert code == 1 and "damaged" in err and len(err.splitlines()) == 1
    assert not list(tmp_path.glob("b.tar.gz*"))


def test_a_full_disk_leaves_no_file(install, tmp_path):
    (install.media / "big.jpg").write_bytes(os.urandom(4 << 20))
    limit = 3 << 20  # the database fits, the archive does not
    code, _out, err = install.run(
        "backup", tmp_path / "b.tar.gz", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    assert (code, err.strip()) == (1, "The disk is full. Free some space and try again.")
    assert not list(tmp_path.glob("b.tar.gz*"))
    assert not list(install.var.glob(".backup-*"))


def test_a_killed_backup_leaves_nothing_under_the_final_name_and_the_next_one_works(install, tmp_path):
    (install.media / "big.jpg").write_bytes(os.urandom(40 << 20))
    file = tmp_path / "b.tar.gz"
    began = time.monotonic()
    install.do("backup", file)
    whole = time.monotonic() - began
    file.unlink()
    for _round in range(6):
        process = install.begin("backup", file)
        time.sleep(random.uniform(0.4, 1) * whole)
        process.kill()
        process.communicate()
        if file.exists():
            archive.verify(file, tmp_path / "database")
            (tmp_path / "database").unlink()
            file.unlink()
    install.do("backup", file)
    assert not list(tmp_path.glob("*.part"))
    assert not list(install.var.glob(".backup-*"))


def test_a_backup_that_is_told_to_end_clears_up(install, tmp_path):
    (install.media / "big.jpg").write_bytes(os.urandom(60 << 20))
    process = install.begin("backup", tmp_path / "b.tar.gz")
    limit = time.monotonic() + 300
    while not (tmp_path / "b.tar.gz.part").exists() and time.monotonic() < limit:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=300)
    assert process.returncode != 0
    assert not list(tmp_path.glob("b.tar.gz*"))
    assert not list(install.var.glob(".backup-*"))


def test_two_backups_into_one_file_do_not_mix(install, tmp_path):
    (install.media / "big.jpg").write_bytes(os.urandom(20 << 20))
    both = [install.begin("backup", tmp_path / "b.tar.gz") for _ in range(2)]
    codes = []
    for process in both:
        _out, err = process.communicate(timeout=600)
        assert "Traceback" not in err
        codes.append(process.returncode)
    assert 0 in codes
    archive.verify(tmp_path / "b.tar.gz", tmp_path / "database")


WRITERS = """
import os, sys, threading, time
from django.core.files.base import ContentFile
from wagtail.models import Locale, Page
from neighbourhoods.models import Document, FolderPage

def write(kind):
    while True:
        if kind == "page":
            new = FolderPage(title="p", slug=os.urandom(8).hex(), locale=Locale.get_default())
            page = Page.objects.get(depth=1).add_child(instance=new)
            done = f"page {page.pk}"
        else:
            done = f"document {Document.objects.create(title=kind, file=ContentFile(os.urandom(3000), 'a.txt')).pk}"
        os.write(1, f"{done}\\n".encode())

for kind in ("page", "a", "b", "c"):
    threading.Thread(target=write, args=[kind], daemon=True).start()
time.sleep(120)
"""


def test_a_backup_taken_while_people_write_holds_all_that_was_saved_before_it_began(install, tmp_path):
    acknowledged = tmp_path / "acknowledged"
    with open(acknowledged, "w") as out, install.begin("shell", "--no-imports", "-c", WRITERS, stdout=out) as writers:
        limit = time.monotonic() + 600
        while acknowledged.read_text().count("\n") < 40 and time.monotonic() < limit:
            time.sleep(0.1)
        before = acknowledged.read_text().splitlines()
        code, _out, err = install.run("backup", tmp_path / "b.tar.gz")
        after = acknowledged.read_text().splitlines()
        writers.kill()
    assert (code, err) == (0, "")
    assert len(before) >= 40 and len(after) > len(before), "they wrote before the backup and during it"
    other = Install(tmp_path / "other")
    other.do("restore", tmp_path / "b.tar.gz", "--yes")
    documents = dict(other.ask("SELECT id, file FROM neighbourhoods_document"))
    pages = {pk for (pk,) in other.ask("SELECT id FROM wagtailcore_page")}
    for kind, pk in (line.split() for line in before):
        assert int(pk) in (pages if kind == "page" else documents)
    assert all((other.media / name).is_file() for name in documents.values())
    assert other.ask("PRAGMA integrity_check") == [("ok",)] and other.ask("PRAGMA foreign_key_check") == []
