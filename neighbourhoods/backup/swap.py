"""Puts a restored install in the place of the present one, so that a kill at any moment leaves one of the two.

Folders are exchanged by what is in them, through `.restore-new` and `.restore-old` inside: a folder may be a mount
point or a link, which cannot be renamed. A journal in var says how far it got. The database comes last, and its
`commit` decides: a journal that is found later is undone when the database is the old one, and finished when it is
the new one.
"""

import contextlib
import json
import os
import shutil
from pathlib import Path

from .. import paths
from .archive import STAGING, is_site_file

JOURNAL = "restore.json"
NEW, OLD = STAGING + "new", STAGING + "old"


def sync(folder):
    """Makes renames in a folder last through a power cut, where the file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def own_like(path, other):
    """Root restores, and the server runs as somebody else: what is new belongs to whom the old belonged."""
    if os.geteuid() == 0:
        found = os.stat(other)
        os.chown(path, found.st_uid, found.st_gid)


class Folder:
    """media/ or sites/. Only what `is_ours(name)` is exchanged; what else lies in it stays there."""

    def __init__(self, path, is_ours):
        self.path = Path(os.path.realpath(path))
        self.is_ours = is_ours
        self.new, self.old = self.path / NEW, self.path / OLD

    def entries(self, folder=None):
        folder = folder or self.path
        if not folder.is_dir():
            return []
        return [entry for entry in sorted(folder.iterdir()) if folder != self.path or self.is_ours(entry.name)]

    def stage(self):
        """Makes the empty folder that the new content is unpacked into."""
        if not self.path.exists():
            above = next(folder for folder in self.path.parents if folder.exists())
            self.path.mkdir(parents=True)
            own_like(self.path, above)
        self.remove_staging()
        self.new.mkdir()
        own_like(self.new, self.path)

    def move(self, source, target):
        target.mkdir(exist_ok=True)
        for entry in self.entries(source):
            os.rename(entry, target / entry.name)
        sync(target)

    def empty(self):
        for entry in self.entries():
            remove(entry)

    def remove_staging(self):
        for folder in (self.new, self.old):
            remove(folder)


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def put_aside(folder, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(folder, target)
    except OSError:
        shutil.copytree(folder, target, dirs_exist_ok=True)


def folders(media_root, sites_folder):
    # lost+found is the file system's own, where media is one
    return [
        Folder(media_root, lambda name: not name.startswith(STAGING) and name != "lost+found"),
        Folder(sites_folder, is_site_file),
    ]


class Journal:
    """How far a swap got: {"step": "stage" or "0 away", "0 in", "1 away", "1 in", "database"}."""

    def __init__(self):
        self.file = paths.var() / JOURNAL

    def read(self):
        """None when nothing was left unfinished."""
        try:
            return json.loads(self.file.read_text())
        except FileNotFoundError:
            return None

    def write(self, **kept):
        half = self.file.with_suffix(".part")
        with open(half, "w") as handle:
            json.dump(kept, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(half, self.file)
        sync(self.file.parent)

    def remove(self):
        self.file.unlink(missing_ok=True)
        sync(self.file.parent)


class Swap:
    def __init__(self, folders, database, work, keep=None):
        self.folders, self.database, self.work, self.keep = folders, database, work, keep
        self.journal = Journal()

    def note(self, step):
        self.journal.write(step=step, work=str(self.work), keep=self.keep and str(self.keep))

    def run(self):
        """All has been staged. Raises what went wrong after the old state is back."""
        os.sync()
        try:
            for number, folder in enumerate(self.folders):
                self.note(f"{number} away")
                folder.move(folder.path, folder.old)
                self.note(f"{number} in")
                folder.move(folder.new, folder.path)
            self.note("database")
            self.database.commit()
        except BaseException:
            # interrupted right after the rename: the database has decided already
            if self.step() == "database" and self.database.is_committed():
                self.finish()
            else:
                self.undo()
            raise
        self.finish()

    def step(self):
        return (self.journal.read() or {}).get("step")

    def undo(self):
        """Back to the old state, from the step that was under way. May itself be cut, and called again."""
        step = self.step() or "stage"
        last = len(self.folders) - 1
        number, _space, phase = (f"{last} in" if step == "database" else step).partition(" ")
        if step != "stage":
            for index in range(int(number), -1, -1):
                folder = self.folders[index]
                if phase == "in":
                    folder.empty()
                    self.note(f"{index} away")
                folder.move(folder.old, folder.path)
                phase = "in"
                if index:
                    self.note(f"{index - 1} in")
        self.database.undo()
        self.clear()

    def finish(self):
        """The new state is there; what was put aside is kept or removed."""
        if self.keep:
            for folder, name in zip(self.folders, ("media", "sites"), strict=True):
                if folder.entries(folder.old):
                    put_aside(folder.old, self.keep / name)
        self.database.finish()
        self.clear()

    def clear(self):
        for folder in self.folders:
            if folder.path.exists():
                folder.remove_staging()
        remove(Path(self.work))
        self.journal.remove()


def finish_interrupted(folders, database_at):
    """Ends what a killed restore left behind: True when the new state is there now, False for the old one, None for nothing.

    `database_at(folder)` gives the database for the folder in which that restore kept its work.
    """
    found = Journal().read()
    if found is None:
        return None
    swap = Swap(folders, database_at(Path(found["work"])), Path(found["work"]), found["keep"] and Path(found["keep"]))
    if found["step"] == "database" and swap.database.is_committed():
        swap.finish()
        return True
    swap.undo()
    return False
