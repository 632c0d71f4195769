"""Nobody is left without a mail and nobody gets one twice, whatever happens to the workers that send it."""

import json
import random
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_string

import pytest
from aiosmtpd.controller import Controller

from neighbourhoods.bench.services import free_port

from .installs import ROOT, filled
from .test_restore_postgresql import PostgresInstall

pytestmark = pytest.mark.own_database

MAILS, ROUNDS = 300, 20
WRITE = f"""
from neighbourhoods import mail
from neighbourhoods.models import OutgoingMail
OutgoingMail.objects.all().delete()
for number in range({MAILS}):
    mail.post(recipient=f"naapuri{{number}}@example.org", subject="Kaipaa hoivaa", body="Hei!", html="<p>Hei!</p>", key=f"care:{{number}}")
"""
# Each worker is a process that sends for as long as there is something to send.
WORKERS = """
import json, os, random, signal, sys, time
import django
django.setup()
from django.db import connection
from neighbourhoods import mail
from neighbourhoods.models import OutgoingMail

def waiting():
    return OutgoingMail.objects.filter(sent_at=None, failed_at=None).exists()

def worker():
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    while waiting():
        mail.sweep()
        time.sleep(0.02)
    os._exit(0)

killed = 0
for pause in json.loads(sys.argv[1]):
    pid = worker()
    time.sleep(pause)
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    killed += os.WIFSIGNALED(status)
    connection.close()
    if not waiting():
        break
for pid in [worker() for _number in range(int(sys.argv[2]))]:
    assert os.waitpid(pid, 0)[1] == 0
print(killed, OutgoingMail.objects.exclude(sent_at=None).count())
"""


class Sink:
    """An SMTP server that notes who got which message."""

    def __init__(self, pause=0):
        self.got, self.pause = [], pause
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        self.got.append((envelope.rcpt_tos[0], message_from_string(envelope.content.decode())["Message-ID"]))
        # it has the mail; who sent it does not know yet
        await asyncio.sleep(self.pause)
        return "250 OK"


@pytest.fixture
def sink():
    sink = Sink(pause=0.004)
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgresql)])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outbox") / "install"
    if request.param == "SQLite":
        return filled().copy(folder)
    return PostgresInstall(folder, request.getfixturevalue("postgres_url")).fill()


@pytest.fixture
def install(made, sink):
    """An install with 300 mails that wait for the sink."""
    made.environment |= {"EMAIL_URL": sink.url, "PIHAPIIRI_MAIL_HOLD": "1"}
    made.python(WRITE)
    return made


def run_workers(install, pauses, at_the_end):
    """(workers that were killed, rows that have left)"""
    arguments = [sys.executable, "-c", WORKERS, json.dumps(pauses), str(at_the_end)]
    done = subprocess.run(arguments, cwd=ROOT, env=install.environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return tuple(map(int, done.stdout.split()))


def of_each(sink):
    """{recipient: the Message-IDs that came}"""
    found = {}
    for recipient, message_id in sink.got:
        found.setdefault(recipient, []).append(message_id)
    return found


def test_twenty_workers_killed_while_300_mails_leave_cost_nobody_a_mail(install, sink):
    chance = random.Random(secrets.randbits(32))
    killed, left = run_workers(install, [chance.uniform(0.02, 0.15) for _round in range(ROUNDS)], 1)
    assert killed >= 10 and left == MAILS
    got = of_each(sink)
    assert len(got) == MAILS
    # the same message, whatever was repeated; a kill repeats what was in the air and nothing else
    assert all(len(set(ids)) == 1 for ids in got.values())
    assert len({message_id for _recipient, message_id in sink.got}) == MAILS
    assert len(sink.got) - MAILS <= killed
    assert max(Counter(recipient for recipient, _id in sink.got).values()) <= killed + 1


def test_two_workers_at_once_send_each_mail_once(install, sink):
    assert run_workers(install, [], 2) == (0, MAILS)
    assert len(sink.got) == len(of_each(sink)) == MAILS


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_the_air_and_repeats_none(install, sink):
    # slow enough that the first stop comes in the middle
    sink.pause = 0.03
    for round_number in (1, 2):
        # what a sweep does that finds more due than it has time for
        install.python("from django.core.cache import cache; from neighbourhoods import mail; cache.delete(mail.HANDED_ON); mail.hand_on()")
        cluster = subprocess.Popen(
            [sys.executable, "-m", "django", "qcluster", "--skip-checks"],
            cwd=ROOT,
            env=install.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wanted, deadline = (40, MAILS)[round_number - 1], time.monotonic() + 300
        while len(sink.got) < wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        # as `start` does: the leader is asked, and has five seconds
        cluster.send_signal(signal.SIGTERM)
        assert cluster.wait(15) == 0
        assert len(sink.got) >= wanted
        if round_number == 1:
            assert len(sink.got) < MAILS
    assert len(sink.got) == len(of_each(sink)) == MAILS
