"""A backup or a restore that is killed, at any step, leaves the old install or the new one, whole."""

import json
import os
import random
import subprocess
import sys

import pytest

from .installs import ROOT, Install, filled, its_backup

pytestmark = pytest.mark.own_database

# How many of the places at which a restore can be killed are tried; all of them with PIHAPIIRI_ALL_KILLS=1.
PLACES = 16

# Each round is a process of its own, forked from one that has loaded Django already.
ROUNDS = """
import json, os, random, shutil, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connections
from neighbourhoods.backup import restore
from tests.installs import Install

CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link")
old_folder, backup, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = Install(os.path.dirname(os.environ["PIHAPIIRI_VAR"]))
old = Install(old_folder).state()

def reset():
    shutil.rmtree(here.folder, ignore_errors=True)
    shutil.copytree(old_folder, here.folder)

def child(work, place=None):
    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    code = 1
    try:
        count = 0
        def hook(event, arguments):
            nonlocal count
            if event in CHANGES:
                count += 1
                if count == place:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        work()
        if place is None:
            with open(os.environ["PLACES"], "w") as file:
                file.write(str(count))
        code = 0
    finally:
        os._exit(code)

def whole_restore():
    call_command("restore", backup, yes=True)

def next_start():
    with restore.alone():
        restore.finish_interrupted()

reset()
assert child(whole_restore) == 0
new = here.state()
places = list(range(1, int(open(os.environ["PLACES"]).read()) + 1))
if wanted:
    # the end of the list is the change-over itself
    places = sorted({*random.sample(places, min(wanted // 2, len(places))), *random.sample(places[-40:], wanted // 2)})
found = {}
for place in places:
    reset()
    status = child(whole_restore, place)
    ended = child(next_start)
    state = here.state()
    left = [str(path) for path in here.folder.rglob("*") if ".restore-" in path.name or path.name.startswith("restore.j")]
    which = "old" if state == old else "new" if state == new else "mixed"
    again = child(whole_restore) == 0 and here.state() == new
    found[place] = [os.WIFSIGNALED(status), ended == 0, which, left, again]
print(json.dumps(found))
"""


def test_a_restore_killed_at_any_step_leaves_the_old_or_the_new_install_and_can_be_repeated(tmp_path):
    backup = its_backup()
    old = filled().copy(tmp_path / "old")
    old.python("from neighbourhoods.models import *; User.objects.create_user('uusi@example.org'); Image.objects.first().delete()")
    (old.media / "extra").mkdir()
    (old.media / "extra" / "new.txt").write_text("new")
    (old.sites / "partti.toml").write_text("partti")
    here = Install(tmp_path / "here")
    wanted = 0 if os.environ.get("PIHAPIIRI_ALL_KILLS") else PLACES
    done = subprocess.run(
        [sys.executable, "-c", ROUNDS, old.folder, backup, str(wanted)],
        env={**here.environment, "PLACES": str(tmp_path / "places")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    for place, (killed, ended, which, left, again) in found.items():
        assert ended and which in ("old", "new") and not left and again, (place, killed, ended, which, left, again)
    assert {which for _killed, _ended, which, _left, _again in found.values()} >= {"old"}


def test_a_restore_killed_at_any_moment_is_settled_by_the_next_command(tmp_path):
    backup = its_backup()
    install = filled().copy(tmp_path / "here")
    install.python("from neighbourhoods.models import *; User.objects.create_user('uusi@example.org')")
    old, new = install.state(), filled().state()
    for _round in range(4):
        process = install.begin("restore", backup, "--yes")
        try:
            process.communicate(timeout=random.uniform(1, 4))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        install.do("backup", tmp_path / "after.tar.gz", "--overwrite")
        assert install.state() in (old, new)
    install.do("restore", backup, "--yes")
    assert install.state() == new
