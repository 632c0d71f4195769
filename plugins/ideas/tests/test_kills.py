"""Whoever was told that their idea has arrived finds it there once, whatever happens to the processes that serve the pages."""

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

from neighbourhoods.bench.services import free_port
from neighbourhoods.management.commands.start import answers, server_command
from tests.installs import ROOT

from ..bench import TOKEN, Load
from .installs import IdeasInstall

pytestmark = pytest.mark.own_database
# twenty rounds: PIHAPIIRI_KILLS=20
ROUNDS = int(os.environ.get("PIHAPIIRI_KILLS", 3))
IDEAS, AT_ONCE, TRIES = 40, 8, 60
ASKED = "SELECT text, COUNT(*) FROM ideas_idea GROUP BY text"
PATH = "from plugins.ideas.models import Call; print(Call.unscoped.filter(neighbourhood__slug='lintumaki').order_by('pk').first().pk)"


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgresql)])
def install(request, tmp_path_factory):
    server = request.getfixturevalue("postgres_url") if request.param == "PostgreSQL" else ""
    made = IdeasInstall(tmp_path_factory.mktemp("kills") / "install", server).fill()
    made.python("from neighbourhoods.running import prepare; prepare.static_files()")
    return made


class Server:
    """gunicorn as `start` runs it, which can be killed as a whole or a process at a time."""

    def __init__(self, install, port):
        self.install, self.port, self.process = install, port, None

    def start(self):
        environment = self.install.environment | {"PIHAPIIRI_PORT": str(self.port)}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = server_command("127.0.0.1", self.port, False)
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet)
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        limit = time.monotonic() + 300
        while not answers("127.0.0.1", self.port):
            assert self.process.poll() is None and time.monotonic() < limit
            time.sleep(0.1)

    def workers(self):
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def kill_one(self, chance):
        if pids := self.workers():
            os.kill(chance.choice(pids), signal.SIGKILL)
            return 1
        return 0

    def kill_all(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Senders(Load):
    """People whose browser tries again with the same form while nobody answers."""

    def again(self, number, fields=None):
        for _try in range(TRIES):
            found = self.ask(number, fields)
            if found[0]:
                return found
            time.sleep(0.2)
        raise AssertionError(f"nobody answered for long: {found}")

    def send(self, number):
        token = unescape(TOKEN.search(self.again(number)[1])[1])
        text = f"Ajatus {number} pihalle, {secrets.token_hex(4)}"
        fields = {"text": text, "place": "", "title": "", "name": "", "email": "", "website": "", "token": token, "reviewed": "1"}
        return text, self.again(number, fields)[0]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the processes of a server are found in /proc")
def test_every_idea_that_was_acknowledged_is_there_once_after_processes_were_killed_under_load(install):
    chance, killed, sent = random.Random(secrets.randbits(32)), 0, {}
    port, call = free_port(), install.python(PATH).split()[-1]
    server = Server(install, port)
    server.start()
    try:
        for number in range(ROUNDS):
            people, done = Senders(port, f"/fi/ideas/laheta/{call}/", IDEAS), threading.Event()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                going = [pool.submit(people.send, number * IDEAS + one) for one in range(IDEAS)]
                while not all(one.done() for one in going):
                    time.sleep(chance.uniform(0.2, 1))
                    if number == ROUNDS - 1 and not done.is_set():
                        # once all of it, as when the power goes
                        done.set()
                        server.kill_all()
                        server.start()
                    else:
                        killed += server.kill_one(chance)
                    # a process that begins needs some time before it can take anything
                    time.sleep(2)
                sent |= {text: status for text, status in (one.result() for one in going)}
            server.wait_until_it_answers()
    finally:
        server.kill_all()
    assert killed >= ROUNDS - 1 and Counter(sent.values()) == {303: ROUNDS * IDEAS}
    kept = dict(install.ask(ASKED))
    assert {text: kept.get(text) for text in sent} == dict.fromkeys(sent, 1)
    # each has its link, its first status and its token; nothing half
    whole = """
        SELECT COUNT(*) FROM ideas_idea i WHERE i.text LIKE 'Ajatus %' AND (
        (SELECT COUNT(*) FROM ideas_statuschange s WHERE s.idea_id = i.id) != 1
        OR (SELECT COUNT(*) FROM neighbourhoods_ownlink o WHERE o.purpose = 'ideas.own' AND o.target = CAST(i.id AS VARCHAR(20))) != 1
        OR (SELECT COUNT(*) FROM neighbourhoods_sentform f WHERE f.result = CAST(i.id AS VARCHAR(20))) != 1)"""
    assert install.ask(whole) == [(0,)]
    if not install.server:
        assert install.ask("PRAGMA integrity_check") == [("ok",)] and install.ask("PRAGMA foreign_key_check") == []
