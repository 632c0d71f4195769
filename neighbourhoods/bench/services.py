"""PostgreSQL and Redis for one run: own data in a folder of its own, own port on this machine only, nothing left behind.

`python -m neighbourhoods.bench.services [--postgres] [--redis] -- COMMAND ...` runs COMMAND with DATABASE_URL and
REDIS_URL set, returns its exit code, and says nothing itself unless a service is missing.
"""

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from neighbourhoods.bootstrap import in_terminal_foreground
from neighbourhoods.running.supervisor import end_with_parent

DATABASE = "pihapiiri"
POSTGRES_FOLDERS = "/usr/lib/postgresql"
# PostgreSQL refuses to run as root; Debian's own account for it comes first.
ACCOUNTS = ("postgres", "nobody")
# Seconds. A busy machine may take long to start; one that does not stop is ended hard.
START_WITHIN = 60
STOP_WITHIN = 10
# Between the choice of a free port and the server's listening somebody else may take it.
TRIES = 5
ENDING = (signal.SIGTERM, signal.SIGHUP)

# A throw-away cluster loses nothing by losing power.
POSTGRES_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class NotStarted(Exception):
    """A service was found and did not start. Its text holds the end of what the service said."""


def find_postgres():
    """Folder of the newest PostgreSQL's programs as a Path, or None.

    PIHAPIIRI_POSTGRES names the folder and then decides alone, also when there is nothing.
    """
    if named := os.environ.get("PIHAPIIRI_POSTGRES"):
        folders = [Path(named)]
    else:
        versions = Path(POSTGRES_FOLDERS).glob("*/bin")
        folders = sorted(versions, key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()], reverse=True)
        folders += [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    return next((folder for folder in folders if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))), None)


def find_redis():
    """Path of the redis-server program, or None. PIHAPIIRI_REDIS names it and then decides alone."""
    found = shutil.which(os.environ.get("PIHAPIIRI_REDIS") or "redis-server")
    return Path(found) if found else None


def free_port():
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def account():
    """What subprocess.Popen needs to run PostgreSQL: another user when we are root, nothing otherwise."""
    if os.geteuid() != 0:
        return {}
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise NotStarted("PostgreSQL does not run as root, and this machine has no account for it.")


@contextlib.contextmanager
def ended_also_by_signal(end):
    """Calls `end()` when the block is left, also when SIGTERM or SIGHUP ends this process meanwhile.

    The signal then goes on to whoever handled it before. It is not made an exception: pytest would take that for the
    failure of one test, and go on.
    """
    owner = os.getpid()
    before = {}

    def told(number, frame):
        # A child forked by somebody else inherits this handler, but not the service.
        if os.getpid() == owner:
            end()
        signal.signal(number, before[number])
        os.kill(os.getpid(), number)

    if threading.current_thread() is threading.main_thread():
        for number in ENDING:
            handler = signal.getsignal(number)
            if handler not in (signal.SIG_IGN, None):
                before[number] = handler
                signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        end()


class Service:
    """One server process and the folder of its data."""

    def __init__(self, name):
        self.name = name
        # Right below /tmp, so that PostgreSQL's own account can get there, whatever TMPDIR is.
        root = "/tmp" if os.path.isdir("/tmp") else None
        self.folder = Path(tempfile.mkdtemp(prefix=f"pihapiiri-{name}-", dir=root))
        self.log = self.folder / "log"
        self.process = None

    def start(self, command, ready, *, stdin=None, account=None):
        """Starts the server; True when `ready()` was true in time, False when it ended by itself. Raises NotStarted."""
        parent = os.getpid()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder,
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Out of reach of a Ctrl-C that is meant for us: we end it ourselves, after the command.
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(parent),
                **(account or {}),
            )
        if stdin:
            self.process.stdin.write(stdin.encode())
            self.process.stdin.close()
        limit = time.monotonic() + START_WITHIN
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                return False
            if ready():
                return True
            time.sleep(0.05)
        raise NotStarted(f"{self.name} did not answer within {START_WITHIN} s.\n{self.said()}")

    def said(self):
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-2000:]
        return ""

    def end(self, number=signal.SIGTERM):
        """Ends the server and removes its folder. Called twice, the second time does nothing."""
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def temporary_postgres():
    """Yields the postgres:// URL of an empty database in a cluster of its own; its user may make more databases.

    Raises FileNotFoundError when PostgreSQL is not found, NotStarted when it does not start.
    """
    programs = find_postgres()
    if programs is None:
        raise FileNotFoundError("PostgreSQL was not found.")
    service = Service("postgres")
    # SIGQUIT leaves at once, SIGTERM would wait for clients that forgot to disconnect.
    with ended_also_by_signal(lambda: service.end(signal.SIGQUIT)):
        yield start_postgres(service, programs, account())


def start_postgres(service, programs, account):
    password = secrets.token_hex(16)
    secret = service.folder / "password"
    secret.write_text(password + "\n")
    data = service.folder / "data"
    if account:
        for path in (service.folder, secret):
            os.chown(path, account["user"], account["group"])
    options = ["--username", DATABASE, "--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C.UTF-8"]
    with open(service.log, "ab") as log:
        command = [programs / "initdb", "--no-sync", "--pgdata", data, *options]
        made = subprocess.run(command, cwd=service.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, **account)
    if made.returncode != 0:
        raise NotStarted(f"initdb failed.\n{service.said()}")
    secret.unlink()
    for _ in range(TRIES):
        port = free_port()
        url = f"postgres://{DATABASE}:{password}@127.0.0.1:{port}"
        command = [programs / "postgres", "-D", data, "-p", port]
        for name, value in POSTGRES_OPTIONS.items():
            command += ["-c", f"{name}={value}"]
        if service.start(command, lambda url=url: make_database(url), account=account):
            return f"{url}/{DATABASE}"
    raise NotStarted(f"PostgreSQL did not start.\n{service.said()}")


def make_database(url):
    """Whether the server at `url` answers and now has our database."""
    import psycopg

    try:
        with psycopg.connect(f"{url}/postgres", autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def temporary_redis():
    """Yields the redis:// URL of an empty server that writes nothing to disk.

    Raises FileNotFoundError when Redis is not found, NotStarted when it does not start.
    """
    program = find_redis()
    if program is None:
        raise FileNotFoundError("Redis was not found.")
    service = Service("redis")
    with ended_also_by_signal(service.end):
        yield start_redis(service, program)


def start_redis(service, program):
    password = secrets.token_hex(16)
    for _ in range(TRIES):
        port = free_port()
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        # Through its standard input: arguments are seen by everybody on the machine.
        lines = ("bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""', "appendonly no", f"dir {service.folder}")
        if service.start([program, "-"], lambda url=url: redis_answers(url), stdin="\n".join(lines) + "\n"):
            return url
    raise NotStarted(f"Redis did not start.\n{service.said()}")


def redis_answers(url):
    import redis

    try:
        with contextlib.closing(redis.Redis.from_url(url, socket_connect_timeout=5)) as client:
            return client.ping()
    except redis.RedisError:
        return False


def run_command(command, environment):
    """Runs a command to its end, hands on the signals that end us, and returns its exit code as a shell tells it."""
    parent = os.getpid()
    child = None
    told = []

    def forward(number, frame):
        told.append(number)
        # A Ctrl-C in the terminal reaches the command by itself; told twice, it would break off its own clearing up.
        if child and not (number == signal.SIGINT and in_terminal_foreground()):
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(number)

    before = {number: signal.signal(number, forward) for number in (signal.SIGINT, *ENDING)}
    try:
        if told:
            return 128 + told[0]
        child = subprocess.Popen(command, env=environment, preexec_fn=lambda: end_with_parent(parent))
        for number in told:
            child.send_signal(number)
        code = child.wait()
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def main(arguments=None):
    """The command line; returns the exit code of COMMAND, or 1 when a service is missing or does not start."""
    parser = argparse.ArgumentParser(prog="python -m neighbourhoods.bench.services", description=__doc__.partition("\n")[0])
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL for DATABASE_URL")
    parser.add_argument("--redis", action="store_true", help="a Redis for REDIS_URL")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after --, what to run")
    options = parser.parse_args(arguments)
    environment = dict(os.environ)
    with contextlib.ExitStack() as stack:
        try:
            if options.postgres:
                environment["DATABASE_URL"] = stack.enter_context(temporary_postgres())
            if options.redis:
                environment["REDIS_URL"] = stack.enter_context(temporary_redis())
        except (FileNotFoundError, NotStarted) as error:
            print(error, file=sys.stderr)
            return 1
        return run_command(options.command, environment)


if __name__ == "__main__":
    raise SystemExit(main())
