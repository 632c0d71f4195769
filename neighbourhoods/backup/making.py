"""Makes one file of the whole install while it runs, and looks it through before it gets its name."""

import contextlib
import fcntl
import os
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.translation import gettext as _

from .. import __version__, paths
from . import BackupError, archive, database
from .archive import readable
from .swap import STAGING, sync

NAMED_AT_MOST = 5
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def working_folder():
    """A folder in var for this process alone, gone at its end. Those of processes that were killed go too."""
    paths.var().mkdir(parents=True, exist_ok=True)
    for left in paths.var().glob(".backup-*-*"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not paths.alive(int(pid)):
            with contextlib.suppress(OSError):
                for file in left.iterdir():
                    file.unlink()
                left.rmdir()
    with tempfile.TemporaryDirectory(prefix=f".backup-{os.getpid()}-", dir=paths.var()) as folder:
        yield Path(folder)


def files_of(folder):
    """Paths below a folder, relative to it, in order: what is neither file nor folder is left out."""
    folder = os.path.realpath(folder)

    def stop(error):
        # a folder that went meanwhile is no fault; one that cannot be read is
        if not isinstance(error, FileNotFoundError):
            raise error

    for place, folders, files in os.walk(folder, onerror=stop):
        if place == folder:
            folders[:] = [name for name in folders if not name.startswith(STAGING) and name != "lost+found"]
        folders.sort()
        for name in sorted(files):
            path = os.path.join(place, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, folder)


def site_files():
    folder = paths.sites()
    return [name for name in files_of(folder) if archive.is_site_file(name) and "/" not in name] if folder.is_dir() else []


def make(file, *, overwrite=False):
    """Writes the archive `file`. Returns (Manifest, bytes, warnings); raises BackupError or OSError, and then leaves no file."""
    file = Path(os.path.abspath(file))
    refuse_place(file, overwrite)
    with working_folder() as work, part_of(file) as (part, handle):
        source = database.current(work)
        if not source.has_tables():
            raise BackupError(_("There is nothing to back up yet: the database is empty."))
        copy = work / "database"
        with source.taken(copy) as taken:
            manifest = archive.Manifest(
                version=__version__,
                created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                database=source.name,
                migrations=taken.migrations,
                counts=taken.counts,
            )
            # the media after the database: a file is there before the row that names it
            media = list(files_of(settings.MEDIA_ROOT))
            write(handle, manifest, copy, media)
        warnings = taken.warnings + missing_files(taken.named, manifest)
        copy.unlink()
        checked = archive.verify(part, work / "checked")
        source.check(work / "checked")
        if checked != manifest:
            raise BackupError(_("The backup %(file)s could not be read back. Try another disk.") % {"file": readable(file)})
        size = os.path.getsize(part)
        refuse_place(file, overwrite)
        os.replace(part, file)
        sync(file.parent)
    return manifest, size, warnings


def write(handle, manifest, copy, media):
    sites = site_files()
    names = [manifest.database_member, *(f"sites/{name}" for name in sites), *(f"media/{name}" for name in media)]
    writer = archive.Writer(handle, manifest, names)
    writer.add(manifest.database_member, copy)
    for folder, files in (("sites", (paths.sites(), sites)), ("media", (settings.MEDIA_ROOT, media))):
        place, found = files
        for name in found:
            # removed while we were at it
            with contextlib.suppress(FileNotFoundError):
                writer.add(f"{folder}/{name}", os.path.join(os.path.realpath(place), name))
    writer.finish()


def missing_files(named, manifest):
    if not isinstance(default_storage, FileSystemStorage):
        return [_("Pictures and files are kept by another service, so they are not in this backup.")]
    missing = sorted(name for name in named if f"media/{name}" not in manifest.members)
    sentences = [_("This file is missing from the media folder: %(file)s.") % {"file": readable(name)} for name in missing[:NAMED_AT_MOST]]
    if len(missing) > NAMED_AT_MOST:
        sentences.append(_("Files missing from the media folder in all: %(count)s.") % {"count": len(missing)})
    return sentences


def refuse_place(file, overwrite):
    if file.is_dir():
        raise BackupError(_("%(file)s is a folder. Name a file in it.") % {"file": readable(file)})
    if os.path.lexists(file) and not overwrite:
        raise BackupError(_("The file %(file)s is there already. Choose another name, or add --overwrite.") % {"file": readable(file)})
    if not file.parent.is_dir():
        raise BackupError(_("There is no folder %(folder)s.") % {"folder": readable(file.parent)})
    media = Path(os.path.realpath(settings.MEDIA_ROOT))
    if media in Path(os.path.realpath(file)).parents:
        raise BackupError(_("The folder %(folder)s is shown to the world. Put the backup somewhere else.") % {"folder": readable(media)})


@contextlib.contextmanager
def part_of(file):
    """(path, open file) of the unfinished backup, held so that nobody else writes it; gone unless it was renamed."""
    part = file.with_name(file.name + ".part")
    # who is told to end must not end between making the file and being ready to remove it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        handle = held_open(part, file)
    except BaseException:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        raise
    with handle:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            handle.truncate()
            with contextlib.suppress(OSError):
                os.fchmod(handle.fileno(), 0o600)
            yield part, handle
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def held_open(part, file):
    """The unfinished backup, open and locked. Raises BackupError while another backup writes it."""
    while True:
        handle = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "w+b")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            raise BackupError(_("Another backup is writing %(file)s.") % {"file": readable(file)}) from None
        # another backup may have finished, and renamed it, between the two lines above
        if os.path.exists(part) and os.path.samestat(os.stat(part), os.fstat(handle.fileno())):
            return handle
        handle.close()
