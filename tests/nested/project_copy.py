"""A copy of the project in which the suite runs, and what its test command says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The Python of the machine, which has nothing of ours in it.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable
OF_THIS_RUN = ("PIHAPIIRI_", "PYTEST_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "VIRTUAL_ENV", "PYTHONPATH")
# Seconds: installing everything from an index, then the whole suite on two cores, on a slow machine.
LONGEST = 70 * 60


def git(*arguments, folder=ROOT):
    # Nobody's own settings decide how the copy is made.
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", f"safe.directory={folder}", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True).stdout


def copy_project(target):
    """The project as a clone would be if everything here were committed."""
    for name in filter(None, git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")):
        source, copy = ROOT / os.fsdecode(name), target / os.fsdecode(name)
        if source.is_symlink() or source.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
    git("init", "--quiet", folder=target)
    commit(target)


def commit(folder):
    git("add", "--all", "--force", folder=folder)
    git("-c", "user.name=clone", "-c", "user.email=clone@example.org", "commit", "--quiet", "--message", "All", folder=folder)


class Clone:
    """A copy of the project; its commands run as after a clone, or with `prepared` in this run's environment, which has all parts."""

    def __init__(self, folder, *, prepared=False):
        self.folder = folder
        self.python = sys.executable if prepared else PYTHON
        self.environment = {"PIHAPIIRI_VENV": "off"} if prepared else {}

    def run(self, *arguments, cwd=None, **environment):
        """Runs a command of manage.py; both streams come back as one, in the order in which they were written."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_THIS_RUN)}
        return subprocess.run(
            [self.python, self.folder / "manage.py", *arguments],
            cwd=cwd or self.folder,
            env={**kept, **self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST,
            check=False,
        )

    def test(self, *arguments, **environment):
        return self.run("test", *arguments, **environment)
