"""`manage.py restore FILE`: the install becomes what it was, and what was there is never lost."""

import json
import os
import pty
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from .installs import EMPTIED, Install, filled, its_backup

pytestmark = pytest.mark.own_database


@pytest.fixture
def backup():
    return its_backup()


@pytest.fixture
def changed(tmp_path, backup):
    """The install some days after its backup: other rows, other files, another neighbourhood."""
    install = filled().copy(tmp_path / "here")
    install.python(
        "from neighbourhoods.models import *\n"
        "User.objects.create_user('uusi@example.org'); Document.objects.all().delete(); Image.objects.first().delete()\n"
        "Install.objects.update(generation=90)"
    )
    (install.media / "pictures" / "new.jpg").write_bytes(b"new")
    (install.sites / "lintumaki.toml").unlink()
    (install.sites / "partti.toml").write_text('name = "Partti"\n')
    (install.sites / "notes.txt").write_text("of somebody's own")
    return install


def aside(install):
    return sorted(path.name for path in install.var.glob("before-restore-*"))


def test_a_restore_brings_back_every_row_and_every_file(changed, backup):
    assert changed.state() != filled().state()
    out = changed.do("restore", backup, "--yes")
    rows, files = changed.state()
    assert files.pop("sites/notes.txt"), "what is no file of ours stays"
    assert (rows, files) == filled().state()
    assert changed.ask("SELECT name FROM neighbourhoods_neighbourhood") == [("Lintumäki\nkahdella rivillä",)]
    assert changed.ask("PRAGMA integrity_check") == [("ok",)] and changed.ask("PRAGMA foreign_key_check") == []
    assert out.splitlines()[-1].endswith("Neighbourhoods: 1, pages: 2, pictures: 3, files: 1, people who sign in: 1.")
    left = {path.name for path in changed.var.iterdir()} - {"pihapiiri.sqlite3-wal", "pihapiiri.sqlite3-shm"}
    assert left - set(aside(changed)) <= {"media", "pihapiiri.sqlite3", "restore.lock", "start.lock", "secret_key"}
    assert not [path for path in changed.folder.rglob(".restore-*")]


def test_what_was_there_before_a_restore_comes_back_the_same_way(changed, backup):
    before = changed.state()
    out = changed.do("restore", backup, "--yes")
    (kept,) = aside(changed)
    assert str(changed.var / kept) in out
    changed.do("restore", changed.var / kept, "--yes")
    assert changed.state() == before
    assert len(aside(changed)) == 2


def test_mails_tasks_sessions_and_sign_in_links_of_the_backup_do_not_come_back(changed, backup):
    changed.do("restore", backup, "--yes")
    assert {name: changed.ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in EMPTIED} == dict.fromkeys(EMPTIED, 0)


def test_processes_that_run_notice_a_restore(changed, backup):
    changed.do("restore", backup, "--yes")
    assert changed.ask("SELECT generation FROM neighbourhoods_install")[0][0] > 90
    assert changed.ask("SELECT generation FROM neighbourhoods_neighbourhood")[0][0] > 3


def test_a_restore_works_on_a_machine_that_has_never_started(tmp_path, backup):
    install = Install(tmp_path / "fresh")
    install.do("restore", backup, "--yes")
    assert install.state() == filled().state()
    assert aside(install) == []
    install.do("restore", backup, "--yes")
    assert install.state() == filled().state()


def test_a_fresh_checkout_keeps_its_own_neighbourhoods_aside(tmp_path, backup):
    install = Install(tmp_path / "fresh")
    install.sites.mkdir(parents=True)
    (install.sites / "demo.toml").write_text("demo")
    install.do("restore", backup, "--yes")
    assert install.state() == filled().state()
    (kept,) = aside(install)
    assert (install.var / kept / "sites" / "demo.toml").read_text() == "demo"


def test_a_restore_mends_a_damaged_database_and_keeps_it_as_it_was(changed, backup):
    content = changed.database.read_bytes()
    content = content[:4096] + os.urandom(200_000) + content[204_096:]
    changed.database.write_bytes(content)
    changed.do("restore", backup, "--yes")
    assert changed.rows() == filled().rows()
    (kept,) = aside(changed)
    assert (changed.var / kept / "pihapiiri.sqlite3").read_bytes() == content
    assert (changed.var / kept / "media" / "pictures" / "new.jpg").read_bytes() == b"new"
    assert (changed.var / kept / "sites" / "partti.toml").exists()


def test_what_a_killed_server_left_beside_the_database_never_meets_the_new_one(changed, backup):
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL');"
        "c.execute(\"UPDATE neighbourhoods_user SET first_name = 'late'\"); c.commit(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, changed.database], check=False)
    assert (changed.var / "pihapiiri.sqlite3-wal").stat().st_size
    changed.do("restore", backup, "--yes")
    assert changed.rows() == filled().rows()
    (kept,) = aside(changed)
    changed.do("restore", changed.var / kept, "--yes")
    assert ("late",) in changed.ask("SELECT first_name FROM neighbourhoods_user"), "and what it held is in what was kept aside"


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path, backup):
    older = filled().copy(tmp_path / "older")
    older.do("migrate", "-v0", "django_q", "0017")
    older.do("backup", tmp_path / "old.tar.gz")
    install = Install(tmp_path / "fresh")
    install.do("restore", tmp_path / "old.tar.gz", "--yes")
    assert "[ ]" not in install.do("showmigrations")
    assert install.ask("SELECT count(*) FROM neighbourhoods_user") == [(1,)]


def test_a_restore_asks_once_on_a_terminal(changed, backup):
    before = changed.bytes()
    for answer, code in ((b"no\n", 1), (b"yes\n", 0)):
        ours, theirs = pty.openpty()
        os.write(ours, answer)
        found, out, err = changed.run("restore", backup, stdin=theirs)
        os.close(ours)
        os.close(theirs)
        assert found == code, out + err
        assert out.count("Type the word yes to go on:") == 1
        if code:
            assert changed.bytes() == before
    assert changed.rows() == filled().rows()


def test_nothing_is_restored_when_nobody_can_be_asked(changed, backup):
    before = changed.bytes()
    code, _out, err = changed.run("restore", backup)
    assert (code, err.strip()) == (1, "Nothing was changed: add --yes when nobody can be asked.")
    assert changed.bytes() == before


def test_nothing_is_restored_under_a_running_start(changed, backup):
    before = changed.bytes()
    (changed.var / "run.json").write_text(json.dumps({"port": 8000, "host": "127.0.0.1", "pid": os.getpid()}))
    code, _out, err = changed.run("restore", backup, "--yes")
    assert code == 1 and "is running" in err and len(err.splitlines()) == 1
    assert changed.bytes() == before
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True).stdout
    (changed.var / "run.json").write_text(json.dumps({"port": 8000, "host": "127.0.0.1", "pid": int(gone)}))
    changed.do("restore", backup, "--yes")


def test_nothing_is_restored_under_another_program_that_has_the_database_open(changed, backup):
    with sqlite3.connect(changed.database) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT count(*) FROM neighbourhoods_user").fetchall()
        before = changed.state()
        code, _out, err = changed.run("restore", backup, "--yes")
        assert (code, err.strip()) == (1, "Another program is using the database. Stop it and try again.")
        assert changed.state() == before
    other.close()


def test_a_disk_that_fills_up_while_restoring_changes_nothing(tmp_path, changed, backup):
    big = filled().copy(tmp_path / "big")
    (big.media / "big.jpg").write_bytes(os.urandom(4 << 20))
    big.do("backup", tmp_path / "big.tar.gz")
    before = changed.state()
    limit = 3 << 20
    code, _out, err = changed.run(
        "restore", tmp_path / "big.tar.gz", "--yes", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    assert (code, err.strip()) == (1, "The disk is full. Free some space and try again.")
    assert changed.state() == before
    assert not list(changed.folder.rglob(".restore-*")) and not (changed.var / "restore.work").exists()


def test_a_step_that_fails_in_the_middle_is_taken_back(changed, backup):
    """The folder of the database's old name cannot be replaced by a file: the last step of all fails."""
    before = changed.state()
    failing = (
        "import os, sys\n"
        "def hook(event, arguments):\n"
        "    if event == 'os.rename' and str(arguments[1]).endswith('pihapiiri.sqlite3'):\n"
        "        raise OSError(5, 'Input/output error', str(arguments[1]))\n"
        "sys.addaudithook(hook)\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'restore', sys.argv[1], '--yes'])\n"
    )
    done = subprocess.run([sys.executable, "-c", failing, backup], env=changed.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Input/output error" in done.stderr and "Traceback" not in done.stderr
    assert changed.state() == before
    assert not list(changed.folder.rglob(".restore-*")) and not (changed.var / "restore.json").exists()


def test_a_media_folder_that_is_a_link_stays_one(changed, backup, tmp_path):
    shutil.move(changed.media, tmp_path / "elsewhere")
    changed.media.symlink_to(tmp_path / "elsewhere")
    changed.do("restore", backup, "--yes")
    assert changed.media.is_symlink()
    restored = {path.relative_to(tmp_path / "elsewhere") for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()}
    assert restored == {path.relative_to(filled().media) for path in filled().media.rglob("*") if path.is_file()}


def test_ctrl_c_while_restoring_leaves_the_old_state(changed, backup):
    # keeping it takes long enough for the signal to arrive meanwhile
    (changed.media / "big.jpg").write_bytes(os.urandom(40 << 20))
    before = changed.state()
    process = changed.begin("restore", backup, "--yes")
    for line in process.stdout:
        if line.startswith("Keeping"):
            process.send_signal(signal.SIGINT)
            break
    process.communicate()
    assert process.returncode == 130
    assert changed.state() == before
