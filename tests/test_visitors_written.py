"""What several processes have counted adds up, and nobody waits for it."""

# ruff: noqa: F811 (a fixture is imported by its name, and is then the name of an argument)

import contextlib
import http.client
import subprocess
import sys
import threading

import pytest
from django.core.signals import request_finished
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from neighbourhoods import visitors
from neighbourhoods.models import PageViews

from .installs import ROOT, filled
from .test_two_servers import free_port, get, within
from .test_two_servers import install as two_servers  # noqa: F401
from .visits import PHONE, TODAY, counting, place  # noqa: F401


def processes(place, *numbers):
    """What as many processes have in their memories: the counts of pages."""
    made = []
    for pages in numbers:
        counts = visitors.Counts()
        for page, number in pages.items():
            for _time in range(number):
                counts.add(place.pk, TODAY, page)
        made.append(counts)
    return made


@pytest.mark.django_db
def test_what_two_processes_have_counted_adds_up(counting, place):
    first, second = processes(place, {7: 3, 8: 1}, {7: 2, 9: 5})
    assert first.write() and second.write() and first.write()
    assert dict(PageViews.objects.values_list("page", "count")) == {0: 11, 7: 5, 8: 1, 9: 5}


# In a database of its own, since what threads write is not undone after a test.
RACE = """
import threading, time
from datetime import date
from django.db import connections
from neighbourhoods import visitors
from neighbourhoods.models import Neighbourhood, PageViews

place, made = Neighbourhood.objects.get(slug="lintumaki"), [visitors.Counts() for _process in range(6)]
start = threading.Barrier(len(made))

def work(number, counts):
    for page in range(1 + number, 9 + number):
        counts.add(place.pk, date(2026, 12, 1), page)
        counts.add(place.pk, date(2026, 12, 1), page)
    start.wait(30)
    while not counts.write():
        time.sleep(0.05)
    connections.close_all()

threads = [threading.Thread(target=work, args=one) for one in enumerate(made)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(60)
found = dict(PageViews.objects.values_list("page", "count"))
print(found[0], found[6], sum(found.values()))
"""
ADDED_UP = ["96", "12", "192"]


def test_processes_that_write_at_the_same_moment_lose_nothing(tmp_path):
    assert filled().copy(tmp_path / "install").python(RACE).split() == ADDED_UP


@pytest.mark.django_db
def test_they_lose_nothing_on_postgresql_either(capsys):
    if connection.vendor != "postgresql":
        pytest.skip("these tests run on SQLite now")
    # their connections are others than that of the test, and what they write stays
    try:
        exec(RACE, {})
    finally:
        cleaner = threading.Thread(target=lambda: (PageViews.objects.all().delete(), connections.close_all()))
        cleaner.start()
        cleaner.join(60)
    assert capsys.readouterr().out.split() == ADDED_UP


@pytest.mark.django_db
def test_one_writing_is_one_transaction_of_few_queries_whatever_is_counted(counting, place):
    asked = []
    for size in (2, 200):
        (counts,) = processes(place, dict.fromkeys(range(1, size), 1))
        with CaptureQueriesContext(connection) as queries:
            assert counts.write()
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6


@pytest.mark.django_db
def test_counts_of_a_neighbourhood_that_is_gone_hold_nothing_up(counting, place):
    (counts,) = processes(place, {7: 1})
    counts.add(place.pk + 1000, TODAY, 8)
    assert counts.write() and not counts.numbers
    assert dict(PageViews.objects.values_list("page", "count")) == {0: 1, 7: 1}


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_only_means_trying_again(counting, place, monkeypatch):
    (counts,) = processes(place, {7: 2})
    with monkeypatch.context() as patch:
        patch.setattr(visitors, "add_to_rows", locked)
        assert not counts.write()
    assert not PageViews.objects.exists()
    counts.add(place.pk, TODAY, 7)
    assert counts.write()
    assert dict(PageViews.objects.values_list("page", "count")) == {0: 3, 7: 3}


def locked(numbers):
    raise OperationalError("database is locked")


LOCKED = """
import sqlite3, time
from datetime import date
from django.db import connection
from neighbourhoods import visitors
from neighbourhoods.models import Neighbourhood, PageViews

counts = visitors.Counts()
counts.add(Neighbourhood.objects.get().pk, date(2026, 12, 1), 7)
other = sqlite3.connect(connection.settings_dict["NAME"])
other.execute("BEGIN IMMEDIATE")
began = time.monotonic()
print(counts.write(), time.monotonic() - began < 5)
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
other.rollback()
print(counts.write(), PageViews.objects.get(page=7).count)
"""


def test_nobody_waits_long_for_a_lock_that_somebody_else_holds(tmp_path):
    said = filled().copy(tmp_path / "install").python(LOCKED).split()
    # the second line: all else waits as long as it did
    assert said == ["False", "True", "20000", "True", "1"]


def test_nothing_is_connected_twice():
    assert sum(receiver[0][0] == "neighbourhoods-visitors" for receiver in request_finished.receivers) == 1


@contextlib.contextmanager
def counting_server(install, **environment):
    """As `start` runs it, with all its workers; ended as `start` ends it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "neighbourhoods.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "2"]
    environment = {**install.environment, **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        within(30, lambda: answers(port))
        yield port
    finally:
        process.terminate()
        _out, said = process.communicate(timeout=20)
        assert "Traceback" not in said, said


def answers(port):
    with contextlib.suppress(OSError):
        return get(port, "localhost", "/health")[0] == 200


def read(port, path="/fi/"):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
        asked.request("GET", path, headers={"Host": f"lintumaki.localhost:{port}", "User-Agent": PHONE})
        assert asked.getresponse().status == 200


def test_two_servers_add_up_and_lose_nothing_when_they_are_told_to_end(two_servers):
    count = "SELECT coalesce(sum(count), 0) FROM neighbourhoods_pageviews WHERE page = 0"
    with (
        counting_server(two_servers, PIHAPIIRI_VISITORS_EVERY="3600") as first,
        counting_server(two_servers, PIHAPIIRI_VISITORS_EVERY="3600") as second,
    ):
        for _time in range(10):
            read(first)
            read(second)
        assert two_servers.ask(count) == [(0,)], "a request waits for no writing"
    assert two_servers.ask(count) == [(20,)]


def test_a_server_writes_while_it_runs(two_servers):
    count = "SELECT coalesce(sum(count), 0) FROM neighbourhoods_pageviews WHERE page = 0"
    [(before,)] = two_servers.ask(count)
    with counting_server(two_servers, PIHAPIIRI_VISITORS_EVERY="1") as port:
        read(port)
        within(20, lambda: answers(port) and two_servers.ask(count) == [(before + 1,)])
