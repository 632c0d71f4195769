"""The steps between a ready environment and a running server, in the order in which `start` takes them.

Each can be taken again and again: a second start finds most of the work done.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from neighbourhoods import paths, plugin_checks, registry
from neighbourhoods.sentences import console_language

STATIC_FOLDERS = ("neighbourhoods/static", "themes")
LOCK_FILE = "start.lock"
STATIC_STAMP = "static.stamp"


@contextlib.contextmanager
def alone(tell_waiting):
    """Holds var for one start's preparations. Calls `tell_waiting` first when another one is at it. Raises OSError."""
    with open(paths.var() / LOCK_FILE, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell_waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def catalogues():
    """Compiles the message catalogues, and makes this process read them: it looked for them before they were there."""
    from django.utils.translation.reloader import translation_file_changed

    from neighbourhoods.catalogues import compile_all

    compile_all()
    translation_file_changed(sender=None, file_path=Path("compiled.mo"))
    translation.activate(console_language())


def check():
    """Raises CommandError with each error of the system checks. Warnings stay unsaid: `apply` tells of broken files itself."""
    errors = [message for message in checks.run_checks() if message.is_serious() and not message.is_silenced()]
    if errors:
        raise CommandError("\n".join(str(message) for message in errors))


def static_state():
    """A hash that changes when a static file of ours or of a dependency does."""
    state = hashlib.sha256()
    for folder in [*(paths.ROOT / name for name in STATIC_FOLDERS), *(Path(plugin.path) / "static" for plugin in registry.installed())]:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            found = file.stat()
            state.update(f"{file}\0{found.st_mtime_ns}\0{found.st_size}\n".encode())
    with contextlib.suppress(FileNotFoundError):
        state.update((paths.ROOT / "requirements.lock").read_bytes())
    state.update(json.dumps([settings.STORAGES["staticfiles"], sorted(settings.INSTALLED_APPS), settings.DEBUG], default=str).encode())
    return state.hexdigest()


def static_files():
    """Collects the static files, unless nothing changed since the last time."""
    stamp = paths.var() / STATIC_STAMP
    state = static_state()
    if Path(settings.STATIC_ROOT).is_dir() and stamp.is_file() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def database():
    """Brings the database up to the code. Raises django.db.OperationalError when it cannot be reached or written."""
    from neighbourhoods.backup.restore import finish_interrupted

    finish_interrupted()
    call_command("migrate", interactive=False, verbosity=0)
    if any(cache["BACKEND"] == "django.core.cache.backends.db.DatabaseCache" for cache in settings.CACHES.values()):
        call_command("createcachetable", verbosity=0)


def neighbourhoods(write=print):
    """Makes the database follow sites/*.toml. Broken files are printed and left out. Raises CommandError for portal.toml.

    Pages of plugins that are not installed any more are told of too: nobody else would say why they are gone.
    """
    from neighbourhoods.config.apply import apply_all
    from neighbourhoods.config.loader import PortalError

    try:
        result = apply_all(write=write)
    except PortalError as error:
        raise CommandError("\n".join(str(problem) for problem in error.problems)) from None
    for problem in result.errors:
        write(str(problem))
    for warning in plugin_checks.pages_without_a_plugin(None, databases=["default"]):
        write(f"{warning.msg} {warning.hint}")


def demo_content():
    """Fills a database that has never held anything, so that there is something to look at."""
    from neighbourhoods import demo

    demo.load_once()


def keep_port(host, port):
    """Tells other commands where this start answers, for as long as it runs. Raises OSError."""
    half = paths.run_file().with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps({"port": port, "host": host, "pid": os.getpid()}) + "\n")
    os.replace(half, paths.run_file())


def forget_port():
    """Removes what keep_port wrote, unless a later start has written its own."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads(paths.run_file().read_text())["pid"] == os.getpid():
            paths.run_file().unlink()
