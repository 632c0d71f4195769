"""What a benchmark works in: a folder, a database and a process of its own, removed at the end."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from neighbourhoods import paths
from neighbourhoods.bench import services
from neighbourhoods.running.supervisor import end_with_parent

# What belongs to the install from which the benchmark was started, and must not reach it.
FOREIGN = (
    "EMAIL_URL",
    "KEEPER_EMAIL",
    "MAIL_FROM",
    "PIHAPIIRI_DEBUG",
    "PIHAPIIRI_PORT",
    "PIHAPIIRI_PROXIES",
    "PIHAPIIRI_TESTS",
    "PIHAPIIRI_WORKERS",
    "REDIS_URL",
    "SECRET_KEY_FILE",
)


class NotMeasured(Exception):
    """The measuring process ended before its end. The text holds what it said."""


@contextlib.contextmanager
def folder():
    """Yields a temporary folder as a Path; removed at the end, also by SIGTERM."""
    place = tempfile.TemporaryDirectory(prefix="pihapiiri-bench-", ignore_cleanup_errors=True)
    with services.ended_also_by_signal(place.cleanup):
        yield Path(place.name)


@contextlib.contextmanager
def database(kind):
    """Yields (its URL, the environment of a process that uses it). `kind` is "SQLite" or "PostgreSQL"."""
    with folder() as place, contextlib.ExitStack() as stack:
        url = stack.enter_context(services.temporary_postgres()) if kind == "PostgreSQL" else f"sqlite:///{place / 'bench.sqlite3'}"
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment.update(
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="neighbourhoods.settings",
            PIHAPIIRI_MODE="development",
            PIHAPIIRI_SITES=str(place / "sites"),
            PIHAPIIRI_VAR=str(place / "var"),
            SECRET_KEY="only for benchmarks, long enough to please the checks of Django: 0123456789abcdef",
        )
        yield url, environment


def ask(module, arguments, environment):
    """What `python -m MODULE ARGUMENTS` prints, read as JSON. Raises NotMeasured."""
    parent = os.getpid()
    child = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=paths.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: end_with_parent(parent),
    )

    def end():
        if child.poll() is None:
            child.terminate()
            child.wait()

    with services.ended_also_by_signal(end):
        printed, said = child.communicate()
    if child.returncode != 0:
        raise NotMeasured(f"{module} ended with {child.returncode}.\n{said[-4000:]}")
    return json.loads(printed)
