"""The way from a fresh machine into a ready environment, with nothing but Python's own library.

`enter()` is all that manage.py calls. It comes back only in an interpreter that may load Django; else it replaces
the process by `.venv/bin/python manage.py ...`, runs the tests, or ends with one sentence in the console's language.

This file, paths.py and sentences.py are parsed by whatever `python3` a machine has, so they keep to the syntax of
Python 3.6: an old Python must be able to read the sentence that it is too old.
"""

import contextlib
import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from neighbourhoods import paths
from neighbourhoods.paths import ROOT
from neighbourhoods.sentences import sentence

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "stamp"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)
# Megabytes: what the environment takes on disk (du), and pip's downloads beside it.
SPACE_NEEDED = {RUN_LOCK: 400, TEST_LOCK: 600}

# pip says these when it could not reach anything; a wrong certificate or a wrong hash is something else.
NETWORK_SIGNS = (
    "NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "ReadTimeoutError", "ProtocolError", "ProxyError",
    "Failed to establish a new connection", "Temporary failure in name resolution", "Name or service not known",
    "Network is unreachable", "No route to host", "Connection refused", "Connection timed out", "Read timed out",
    "Connection reset by peer", "Remote end closed connection",
)  # fmt: skip
SPACE_SIGNS = ("[Errno 28]", "No space left on device", "[Errno 122]", "Disk quota exceeded")
HASH_SIGNS = ("DO NOT MATCH THE HASHES", "HashMismatch")


def say(text, end="\n"):
    """Writes to standard error: what a command prints on standard output may be read by a program."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + end)
    sys.stderr.flush()


def stop(text, code=1):
    """Ends the process with one sentence on standard error."""
    say(text)
    raise SystemExit(code)


def too_old(version):
    """The sentence for a Python that is too old, or None. `version` is like sys.version_info."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        return sentence("old python", found=".".join(str(part) for part in version[:3]))
    return None


def enter(arguments):
    """Gets this process into the environment that the command needs.

    `arguments` is sys.argv. Comes back in an interpreter that may load Django: inside `.venv`, inside another active
    virtual environment, or anywhere with PIHAPIIRI_VENV=off. Otherwise makes or repairs `.venv` and goes on in it.
    `test` never comes back: it ends with pytest's exit code. Raises SystemExit(1) after one sentence when the machine
    lacks something.
    """
    if os.name == "nt":
        stop(sentence("windows"))
    old = too_old(sys.version_info)
    if old:
        stop(old)
    testing = arguments[1:2] == ["test"]
    if not stays_here():
        try:
            ensure(testing)
        except KeyboardInterrupt:
            say("")
            raise SystemExit(130) from None
    if testing:
        raise SystemExit(run_tests(arguments[2:]))


def stays_here():
    """Whether the environment is somebody else's to make: a container's (PIHAPIIRI_VENV=off) or an active one's."""
    if os.environ.get("PIHAPIIRI_VENV") == "off":
        return True
    if sys.prefix != sys.base_prefix:
        return not inside()
    active = os.environ.get("VIRTUAL_ENV")
    return bool(active) and Path(active).resolve() != VENV.resolve()


def inside():
    """Whether this interpreter is the one of our own `.venv`."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure(testing=False):
    """Makes `.venv` fit the lock file, then replaces this process by the same command inside it.

    Inside a `.venv` that fits it simply comes back. A `.venv` that does not fit is mended from outside: the
    interpreter that lives in it cannot clear it.
    """
    wanted = {RUN_LOCK: digest(RUN_LOCK)}
    if testing:
        wanted[TEST_LOCK] = digest(TEST_LOCK)
    if not fits(wanted):
        if inside():
            outside = getattr(sys, "_base_executable", None) or os.path.join(sys.base_prefix, "bin", "python3")
            environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
            os.execve(outside, [outside] + sys.argv, environment)
        with alone():
            if not fits(wanted):
                install(wanted, TEST_LOCK if testing else RUN_LOCK)
    if not inside():
        os.execv(str(PYTHON), [str(PYTHON)] + sys.argv)


def digest(name):
    """SHA-256 of a lock file. Raises SystemExit with one sentence when the checkout has lost it."""
    try:
        return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    except FileNotFoundError:
        stop(sentence("no lock", file=name))


def read_stamp():
    """{"python": version, "locks": {name: hash}} as it was written at the end of the last whole install, else None."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return stamp if isinstance(stamp["locks"], dict) and isinstance(stamp["python"], str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fits(wanted):
    """Whether `.venv` is whole, runs, and holds all the lock files of `wanted` (name -> hash)."""
    stamp = read_stamp()
    if stamp is None or any(stamp["locks"].get(name) != value for name, value in wanted.items()):
        return False
    return stamp["python"] == environment_python()


def environment_python():
    """The version of the Python that `.venv` runs on now, or None when it does not run.

    An upgrade of the machine's Python changes it in place, and the installed parts no longer fit. Starting from
    another Python of the same machine changes nothing, so a cron job and a shell do not tear it from each other.
    """
    if inside():
        return platform.python_version()
    if os.path.realpath(str(PYTHON)) == os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable):
        return platform.python_version()
    try:
        command = [str(PYTHON), "-I", "-S", "-c", "import platform; print(platform.python_version())"]
        asked = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return None
    return asked.stdout.decode("ascii", "replace").strip() if asked.returncode == 0 else None


@contextlib.contextmanager
def alone():
    """Holds the checkout for one install. A second start waits here, then finds the work done.

    The lock is on the folder itself, as nothing inside `.venv` outlives its clearing. The installer inherits it, so
    it is held for as long as one runs, even when this process was killed.
    """
    import fcntl  # not there on Windows, which is turned away earlier

    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(sentence("waiting"))
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:
            pass  # a network file system that cannot lock a folder: one start at a time must do
        os.set_inheritable(folder, True)
        yield
    finally:
        os.close(folder)


def install(wanted, lock):
    """Makes `.venv` anew, or installs a changed lock file over it, and stamps it when all is there."""
    stamp = read_stamp()
    anew = stamp is None or stamp["python"] != environment_python()
    pip = find_pip()
    if anew:
        missing = missing_space(SPACE_NEEDED[lock])
        if missing:
            stop(missing)
    say(sentence("preparing" if anew else "renewing"))
    try:
        STAMP.unlink()
    except FileNotFoundError:
        pass
    except OSError as error:
        fail(str(error), lock)
    if anew:
        run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)], lock)
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    run(pip + ["--python", str(PYTHON), "install"] + options + ["-r", str(ROOT / lock)], lock, count=requirements(lock))
    # The test lock is a superset of the other with the same pins, so both are there now.
    installed = dict(wanted, **{RUN_LOCK: digest(RUN_LOCK)})
    text = json.dumps({"python": environment_python(), "locks": installed}, indent=1) + "\n"
    try:
        half = STAMP.with_name("stamp.new")
        half.write_text(text, encoding="utf-8")
        os.replace(str(half), str(STAMP))
    except OSError as error:
        fail(str(error), lock)


def find_pip():
    """The command of a pip that can install into another environment. Raises SystemExit with one sentence when there is none."""
    candidates = [[sys.executable, "-m", "pip"]]
    candidates += [[path] for path in (shutil.which("pip3"), shutil.which("pip")) if path]
    old = None
    for command in candidates:
        try:
            asked = subprocess.run(command + ["--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        except OSError:
            continue
        found = re.match(r"pip (\d+)\.(\d+)[.\d]*", asked.stdout.decode("utf-8", "replace"))
        if asked.returncode != 0 or not found:
            continue
        if (int(found.group(1)), int(found.group(2))) >= OLDEST_PIP:
            return command
        old = old or found.group(0).split()[1]
    if old:
        stop(sentence("old pip", found=old, command="python3 -m pip install --upgrade pip"))
    stop(sentence("no pip"))


def missing_space(needed):
    """The sentence for too little room for `needed` megabytes, or None. What an unfinished `.venv` takes is freed first."""
    free = free_space()
    if VENV.is_dir():
        used = 0
        for folder, _, files in os.walk(str(VENV)):
            for name in files:
                with contextlib.suppress(OSError):
                    used += os.lstat(os.path.join(folder, name)).st_blocks * 512
        free += used // 2**20
    return sentence("no space", free=free, needed=needed) if free < needed else None


def free_space():
    """Free megabytes where `.venv` is made."""
    return shutil.disk_usage(str(ROOT)).free // 2**20


def requirements(lock):
    """How many parts a lock file names."""
    return len(re.findall(r"^[A-Za-z0-9][^\n=]*==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def run(command, lock, count=0):
    """Runs one step of the install to its end. Raises SystemExit with one sentence when it fails."""
    # A user's settings for their own pip would send the parts somewhere else.
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_QUIET")}
    environment.update(PIP_USER="0", PYTHONUNBUFFERED="1", PIP_REQUIRE_VIRTUALENV="0")
    shows = bool(count) and sys.stderr.isatty()
    lines = []
    before = signal.signal(signal.SIGTERM, end_install)
    child = None
    try:
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False
        )
        for line in child.stdout:
            lines.append(line.decode("utf-8", "replace"))
            if shows and line.startswith(b"Collecting "):
                say("\r{} / {}".format(sum(line.startswith("Collecting ") for line in lines), count), end="")
        code = child.wait()
    except OSError as error:
        lines.append(str(error))
        code = 1
    finally:
        if child and child.poll() is None:
            child.terminate()
            child.wait()
        signal.signal(signal.SIGTERM, before)
        if shows:
            say("\r" + " " * 20 + "\r", end="")
    if code != 0:
        fail("".join(lines), lock)


def end_install(number, frame):
    """SIGTERM while installing: the installer is ended too, and the next start finishes the work."""
    raise SystemExit(128 + number)


def cause_of(output):
    """What a failed install's output means: "no space", "no network" or "failed"."""
    if any(sign in output for sign in SPACE_SIGNS):
        return "no space"
    if not any(sign in output for sign in HASH_SIGNS) and any(sign in output for sign in NETWORK_SIGNS):
        return "no network"
    return "failed"


def fail(output, lock):
    """Ends the process with the sentence that fits the output of a failed step. The output's end is kept in a file."""
    cause = cause_of(output)
    if cause == "no space":
        # Downloads are unpacked in the temporary folder: the fuller of the two is the one that stopped us.
        free = min(free_space(), shutil.disk_usage(tempfile.gettempdir()).free // 2**20)
        stop(sentence("no space", free=free, needed=SPACE_NEEDED[lock]))
    if cause == "no network":
        stop(sentence("no network"))
    tail = "".join(output.splitlines(True)[-60:])
    # Not inside .venv: the next start clears that.
    for folder in (paths.var(), Path(tempfile.gettempdir())):
        log = folder / "install.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log.write_text(tail, encoding="utf-8")
        except OSError:
            continue
        stop(sentence("failed", log=log))
    stop(tail)


def run_tests(arguments):
    """Runs pytest in this interpreter's environment and returns its exit code. Nothing is printed after it."""
    try:
        from neighbourhoods import catalogues

        catalogues.compile_all()
    except ModuleNotFoundError as error:
        stop(lacking(error, TEST_LOCK))
    child = subprocess.Popen([sys.executable, "-m", "pytest"] + arguments, cwd=str(ROOT))

    def forward(number, frame):
        # A Ctrl-C in the terminal reaches pytest by itself; told twice, it would break off its own clearing up.
        if not (number == signal.SIGINT and in_terminal_foreground()):
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, forward)
    code = child.wait()
    return code if code >= 0 else 128 - code


def in_terminal_foreground():
    """Whether the terminal sends its keys' signals to this process."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def lacking(error, lock=RUN_LOCK):
    """The sentence for an environment that we did not make and that lacks a part. `error` is the ModuleNotFoundError."""
    command = f"{shlex.quote(sys.executable)} -m pip install --require-hashes --no-deps -r {shlex.quote(str(ROOT / lock))}"
    return sentence("parts missing", part=error.name, command=command)
