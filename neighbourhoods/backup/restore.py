"""Brings an install back from its backup: all is checked and unpacked beside what is there, then changed over."""

import contextlib
import fcntl
import json
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from redis import RedisError

from .. import current, paths
from ..running.prepare import LOCK_FILE
from . import BackupError, Damaged, archive, contents, database, making, swap
from .archive import readable

WORK = "restore.work"
LOCK = "restore.lock"


@contextlib.contextmanager
def held(name, kind, refusal):
    paths.var().mkdir(parents=True, exist_ok=True)
    with open(paths.var() / name, "a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(refusal) from None
        yield


@contextlib.contextmanager
def no_restore_meanwhile(say):
    """For a backup: half of the old state and half of the new one would be no backup."""
    if swap.Journal().read() is not None:
        with alone():
            finish_interrupted(say)
    with held(LOCK, fcntl.LOCK_SH, _("A restore is under way. Try again when it has ended.")):
        yield


@contextlib.contextmanager
def alone():
    """For a restore: no start, no backup and no other restore of this install until it has ended."""
    starting = _("Pihapiiri is starting just now. Stop it, then restore.")
    busy = _("A backup or another restore is under way. Try again when it has ended.")
    with held(LOCK, fcntl.LOCK_EX, busy), held(LOCK_FILE, fcntl.LOCK_EX, starting):
        refuse_running()
        yield


def refuse_running():
    try:
        pid = int(json.loads(paths.run_file().read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if paths.alive(pid):
        raise BackupError(_("Pihapiiri is running (process %(pid)s). Stop it, then restore.") % {"pid": pid})


def folders():
    return swap.folders(settings.MEDIA_ROOT, paths.sites())


def finish_interrupted(say=print):
    """Called before anything else uses the install: leaves it as it was before a killed restore, or as after it."""
    ended = swap.finish_interrupted(folders(), database.current)
    if ended is True:
        forget_outside(say)
        say(_("A restore was cut off. It is finished now."))
    elif ended is False:
        say(_("A restore was cut off. What was there before it is back."))


def restore(file, *, confirm, step, say):
    """Makes this install what the backup `file` holds, and returns its Manifest.

    `confirm(manifest)` may raise; `step(name)` is a context manager that shows what goes on; `say(sentence)` tells.
    Raises BackupError or OSError when nothing has been changed.
    """
    file = Path(os.path.abspath(file))
    with alone():
        finish_interrupted(say)
        work = paths.var() / WORK
        swap.remove(work)
        work.mkdir(mode=0o700)
        try:
            with step(_("Looking the backup through")):
                manifest = archive.verify(file, work / "database")
                refuse_other_kind(file, manifest)
                present = database.current(work)
                present.check(work / "database", named=file)
                # migrations of wagtail-localize ask the database when they are loaded, and ours may be damaged
                with present.using(work / "database"):
                    refuse_unknown_migrations(file, manifest)
                refuse_lack_of_space(manifest)
            confirm(manifest)
            with step(_("Keeping what is here now")):
                keep = keep_present(present, say)
            exchange = swap.Swap(folders(), present, work, keep)
            with step(_("Unpacking")):
                stage(file, manifest, exchange)
            with step(_("Changing over")):
                exchange.run()
                forget_outside(say)
        finally:
            # what is still unfinished needs it
            if exchange_is_over():
                swap.remove(work)
    return manifest


def exchange_is_over():
    return swap.Journal().read() is None


def refuse_other_kind(file, manifest):
    if manifest.database != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        values = {"file": readable(file), "theirs": names[manifest.database], "ours": names.get(connection.vendor, connection.vendor)}
        raise BackupError(_("The file %(file)s is from an install with %(theirs)s, and this one uses %(ours)s.") % values)


def refuse_unknown_migrations(file, manifest):
    strangers, unknown = contents.unknown_migrations(manifest.migrations)
    if unknown:
        raise archive.newer(file, manifest.version)
    if strangers:
        values = {"file": readable(file), "names": ", ".join(strangers)}
        raise BackupError(_("The file %(file)s needs features that are not installed here: %(names)s.") % values)


def refuse_lack_of_space(manifest):
    media = swap.folders(settings.MEDIA_ROOT, paths.sites())[0].path
    place = next(folder for folder in (media, *media.parents) if folder.exists())
    needed, free = manifest.size(), shutil.disk_usage(place).free
    if needed > free:
        values = {"needed": filesizeformat(needed), "free": filesizeformat(free)}
        raise BackupError(_("There is too little room: %(needed)s needed, %(free)s free. Nothing was changed.") % values)


def keep_present(present, say):
    """A backup of what is here now. Where none can be made, the folder into which everything will be put aside; None when all is empty."""
    name = f"before-restore-{datetime.now():%Y%m%d-%H%M%S}"
    taken = len(list(paths.var().glob(f"{name}*")))
    place = paths.var() / (f"{name}-{taken + 1}" if taken else name)
    has_tables = present.has_tables()
    if has_tables:
        file = place.with_name(place.name + ".tar.gz")
        try:
            _manifest, _size, warnings = making.make(file)
        except Damaged as error:
            say(str(error))
        else:
            for warning in warnings:
                say(warning)
            say(_("What was here until now is in %(file)s.") % {"file": readable(file)})
            return None
    elif not any(folder.entries() for folder in folders()):
        return None
    place.mkdir(mode=0o700)
    if has_tables:
        present.put_aside(place)
    say(_("What was here until now is in the folder %(folder)s.") % {"folder": readable(place)})
    return place


def stage(file, manifest, exchange):
    """Unpacks all beside what is there. A failure removes it again."""
    exchange.note("stage")
    try:
        for folder in exchange.folders:
            folder.stage()
        places = dict(zip(("media", "sites"), exchange.folders, strict=True))
        with archive.opened(file) as reader:
            if reader.manifest != manifest:
                raise BackupError(_("The file %(file)s changed while it was read. Try again.") % {"file": readable(file)})
            for name, pieces, time in reader.members():
                top, _slash, rest = name.partition("/")
                if top in places:
                    unpack(places[top], rest, pieces, time)
        exchange.database.stage(exchange.work / "database", manifest, exchange.database.generation())
    except BaseException:
        exchange.undo()
        raise


def unpack(folder, name, pieces, time):
    target = folder.new / name
    missing = [place for place in target.parents if not place.exists()]
    for place in reversed(missing):
        place.mkdir()
        swap.own_like(place, folder.path)
    with open(target, "xb") as file:
        for piece in pieces:
            file.write(piece)
    os.chmod(target, settings.FILE_UPLOAD_PERMISSIONS)
    os.utime(target, (time, time))
    swap.own_like(target, folder.path)


def forget_outside(say):
    """What is remembered outside the database: a cache and a queue in Redis, and the memory of processes that run."""
    current.install_changed()
    try:
        for store in caches.all(initialized_only=False):
            if not isinstance(store, DatabaseCache):
                store.clear()
        if settings.REDIS_URL:
            from django_q.brokers import get_broker

            get_broker().purge_queue()
    except (OSError, RedisError):
        say(_("Redis does not answer. Empty it before you start: it remembers what was here before."))
