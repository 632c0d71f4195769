"""Benchmarks judge rightly and leave nothing behind, and so do the services that they and the tests start."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from neighbourhoods.bench import home, services

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parent.parent
SERVICES = [sys.executable, "-m", "neighbourhoods.bench.services"]
TELLS_ITS_FOLDER = {
    "postgres": """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute("CREATE DATABASE another")
    print(connection.execute("SHOW data_directory").fetchone()[0])
""",
    "redis": """
import os, redis
client = redis.Redis.from_url(os.environ["REDIS_URL"])
client.set("key", "value")
print(client.config_get("dir")["dir"])
""",
}
KINDS = [
    pytest.param("postgres", marks=pytest.mark.postgresql),
    pytest.param("redis", marks=pytest.mark.redis),
]


def run(command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False, **options)


def is_gone(folder, within=10):
    """Whether a folder is removed, at most so many seconds from now."""
    limit = time.monotonic() + within
    while time.monotonic() < limit and os.path.exists(folder):
        time.sleep(0.05)
    return not os.path.exists(folder)


@pytest.fixture
def measured():
    """A measurement that breaks no limit."""
    counts = {what: {"cold": 12, "warm": 5} for what in home.HOMES} | {home.AFTER: {"warm": 5}}
    return home.Measurement(
        counts={10: counts, 100: copy.deepcopy(counts)},
        sizes={10: dict.fromkeys(home.BYTES, 1000), 100: dict.fromkeys(home.BYTES, 1000)},
        seconds={10: 0.1, 100: 0.2},
        times={"constant": 50, "page": 2000},
    )


@pytest.fixture
def bench(monkeypatch, capsys, measured):
    """`bench()` runs `manage.py bench home --quick` over `measured`; returns (exit code, last line)."""
    monkeypatch.setattr(home, "measured_apart", lambda kind, sizes: measured)

    def call():
        code = 0
        try:
            call_command("bench", "home", "--quick")
        except SystemExit as end:
            code = end.code
        return code, capsys.readouterr().out.splitlines()[-1]

    return call


def test_a_home_page_costs_the_same_with_ten_and_with_a_hundred_neighbourhoods(tmp_path):
    done = run([sys.executable, "manage.py", "bench", "home", "--quick"], env={**os.environ, "TMPDIR": str(tmp_path)})
    assert done.stdout.splitlines()[-1] == "bench home: ok", done.stdout + done.stderr
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == [], "the benchmark left something behind"


def test_a_home_page_within_its_limits_passes(bench):
    assert bench() == (0, "bench home: ok")


def test_a_home_page_with_too_many_queries_fails_with_the_limit_and_the_number(bench, measured):
    for counts in measured.counts.values():
        counts["home page in the middle"]["warm"] = 17
    assert bench() == (1, "bench home: failed (warm queries at most 15, 17)")


def test_a_home_page_that_grows_with_the_neighbourhoods_fails_though_it_is_cheap(bench, measured):
    measured.counts[100]["home page"]["cold"] = 13
    assert bench() == (1, "bench home: failed (cold queries of the home page equal with 10, 100 neighbourhoods, 12 13)")


def test_a_neighbourhood_that_makes_another_one_colder_fails(bench, measured):
    for counts in measured.counts.values():
        counts[home.AFTER]["warm"] = 6
    code, last = bench()
    assert code == 1
    assert last.startswith("bench home: failed (warm queries after another was published 5 with 10 neighbourhoods, 6")


def test_a_cached_value_that_grows_with_the_neighbourhoods_fails(bench, measured):
    measured.sizes[100]["bytes kept by a home page"] = 9000
    assert bench() == (1, "bench home: failed (bytes kept by a home page equal with 10, 100 neighbourhoods, 1000 9000)")


def test_an_unknown_benchmark_is_answered_with_the_list(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("bench", "nothing")
    assert end.value.code == 1
    assert "home" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_is_there_for_one_command_whose_exit_code_is_handed_on(kind):
    done = run([*SERVICES, f"--{kind}", "--", sys.executable, "-c", TELLS_ITS_FOLDER[kind] + "raise SystemExit(7)"])
    assert done.returncode == 7, done.stderr
    assert done.stderr == ""
    (folder,) = done.stdout.splitlines()
    assert not os.path.exists(folder)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_ends_with_a_command_that_is_told_to_end(kind, number):
    waits = TELLS_ITS_FOLDER[kind] + "import sys, time\nsys.stdout.flush()\ntime.sleep(60)"
    running = subprocess.Popen(
        [*SERVICES, f"--{kind}", "--", sys.executable, "-c", waits], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    folder = running.stdout.readline().strip()
    assert os.path.isdir(folder)
    running.send_signal(number)
    assert running.wait(20) == 128 + number
    running.stdout.close()
    assert is_gone(folder)


@pytest.mark.redis
def test_a_service_ends_with_the_process_that_started_it():
    script = """
import redis, time
from neighbourhoods.bench.services import temporary_redis
with temporary_redis() as url:
    print(redis.Redis.from_url(url).config_get("dir")["dir"], flush=True)
    time.sleep(60)
"""
    running = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    folder = running.stdout.readline().strip()
    assert os.path.isdir(folder)
    running.terminate()
    assert running.wait(20) == -signal.SIGTERM
    running.stdout.close()
    assert is_gone(folder)


@pytest.mark.redis
def test_a_service_is_removed_after_an_error():
    with pytest.raises(ZeroDivisionError), services.temporary_redis() as url:
        import redis

        folder = redis.Redis.from_url(url).config_get("dir")["dir"]
        raise ZeroDivisionError
    assert not os.path.exists(folder)


@pytest.mark.parametrize(
    ("kind", "variable", "sentence"),
    [("postgres", "PIHAPIIRI_POSTGRES", "PostgreSQL was not found."), ("redis", "PIHAPIIRI_REDIS", "Redis was not found.")],
)
def test_a_missing_service_is_told_in_one_sentence(kind, variable, sentence):
    done = run([*SERVICES, f"--{kind}", "--", "true"], env={**os.environ, variable: "/nonexistent"})
    assert done.returncode == 1
    assert done.stderr == f"{sentence}\n"


def test_a_command_that_does_not_exist_is_told_as_a_shell_would():
    assert run([*SERVICES, "--", "/nonexistent"]).returncode == 127
