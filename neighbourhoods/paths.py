"""Where this install keeps its things. Python's own library only: commands need it before Django is there."""

import errno
import json
import os
from pathlib import Path

from neighbourhoods.sentences import sentence

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
MODES = ("development", "production")
UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT, errno.ELOOP)
FULL = (errno.ENOSPC, errno.EDQUOT)


def var():
    """The folder of all that is made while running: PIHAPIIRI_VAR, else var/ in the checkout. It may not exist yet."""
    return placed("PIHAPIIRI_VAR", "var")


def sites():
    """The folder of the neighbourhoods' files: PIHAPIIRI_SITES, else sites/ in the checkout."""
    return placed("PIHAPIIRI_SITES", "sites")


def plugin_folders():
    """Folders of plugins: plugins/ in the checkout, then those of PIHAPIIRI_PLUGINS, with the system's sign between them."""
    named = [name for name in os.environ.get("PIHAPIIRI_PLUGINS", "").split(os.pathsep) if name]
    return [ROOT / "plugins", *(ROOT / Path(name).expanduser() for name in named)]


def placed(name, default):
    """The folder that an environment variable names; a relative one counts from the checkout, whatever the current folder is."""
    return ROOT / Path(os.environ.get(name) or default).expanduser()


def mode():
    """How it runs: "development" or "production". Raises SystemExit with one sentence when PIHAPIIRI_MODE is anything else."""
    found = os.environ.get("PIHAPIIRI_MODE") or MODES[0]
    if found not in MODES:
        raise SystemExit(sentence("mode", found=found))
    return found


def run_file():
    """The file in which a running `start` keeps its port."""
    return var() / "run.json"


def running_port():
    """The port of the `start` that runs now, else 8000. Never raises: a file of a start that was killed counts as none."""
    try:
        kept = json.loads(run_file().read_text(encoding="utf-8"))
        port, pid = int(kept["port"]), int(kept["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT_PORT
    return port if alive(pid) else DEFAULT_PORT


def alive(pid):
    """Whether a process of that id runs, whoever owns it."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def make_var():
    """Makes var() and writes into it once, so that a folder that cannot be used is told of before any work. Raises OSError."""
    var().mkdir(parents=True, exist_ok=True)
    probe = var() / f".probe-{os.getpid()}"
    try:
        # A full disk still makes empty files.
        probe.write_bytes(b"0" * 4096)
    finally:
        probe.unlink(missing_ok=True)


def trouble(error):
    """The sentence for an OSError that means that var cannot be written to, or None when it means something else."""
    if error.errno in FULL:
        return sentence("full", folder=var())
    named = Path(os.path.abspath(os.fsdecode(error.filename))) if isinstance(error.filename, (str, bytes, os.PathLike)) else None
    in_var = named is not None and (named == var() or var() in named.parents or named in var().parents)
    if error.errno in UNWRITABLE and in_var:
        return sentence("not writable", folder=var())
    return None
